"""The form of the field page where no script runs: sent at once, with its photographs, in one transaction."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import FileStorage

from cqtt.clock import now
from cqtt.commune.signed_in import me
from cqtt.database import begin_writing
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.feedback import kept
from cqtt.feedback.models import FileKind
from cqtt.files import StoreFull
from cqtt.i18n import _
from cqtt.listening.field import actions
from cqtt.listening.field.actions import Place, opinion_of
from cqtt.listening.field.forms import OpinionForm
from cqtt.listening.field.looking import examine_sent
from cqtt.listening.field.offer import Offer
from cqtt.listening.field.rules import believed
from cqtt.listening.models import ListeningSession, SessionOpinion
from cqtt.uploads import Examined, UploadRefused


@dataclass(frozen=True)
class Picked:
    """A file of the form that lies in the store and waits for its row."""

    kind: FileKind
    examined: Examined
    seconds: float | None
    key: str


def write_plain(session_id: int, offer: Offer, form: OpinionForm) -> SessionOpinion | None:
    """Return the opinion once it is safe; None, with the sentence at its box, when something cannot be taken."""
    picked = _picked(form)
    if picked is None:
        return None
    try:
        return _write(session_id, offer, form, picked)
    except IntegrityError:  # pressed twice at once, or two officers drew the same number for the minutes
        db.session.rollback()
    try:
        return opinion_of(form.device_id.data) or _write(session_id, offer, form, picked)
    except IntegrityError:
        db.session.rollback()
        form.words.errors = [*form.words.errors, _("Nhiều người đang ghi cùng lúc. Xin bấm gửi lần nữa.")]
        return None


def _write(session_id: int, offer: Offer, form: OpinionForm, picked: list[Picked]) -> SessionOpinion | None:
    """Write it with its files; None where a rule refuses it."""
    begin_writing()
    session, at = db.session.get_one(ListeningSession, session_id), now()
    try:
        place = Place(session, offer, me())
        opinion = actions.write_opinion(place, form.device_id.data, form, believed(at, session.on, at))
        for one in picked:
            kept.keep(opinion.feedback, one.examined, one.key, one.kind, at, me().id, seconds=one.seconds)
        db.session.commit()
        return opinion
    except RuleBroken as refused:
        db.session.rollback()
        form.words.errors = [*form.words.errors, refused.sentence]
        return None


def _picked(form: OpinionForm) -> list[Picked] | None:
    """Return the files, stored; None when one is refused, said at its box."""
    sound = [
        *_sound(form.photos, FileKind.PHOTO, form.photos.data),
        *_sound(form.voice, FileKind.VOICE, [form.voice.data]),
    ]
    if form.photos.errors or form.voice.errors:
        return None
    try:
        store = kept.file_store()
        return [Picked(kind, examined, seconds, store.put(examined.kept)) for kind, examined, seconds in sound]
    except StoreFull as full:
        form.photos.errors = [full.sentence]
        return None


def _sound(field: Any, kind: FileKind, sent: Iterable[object]) -> list[tuple[FileKind, Examined, float | None]]:
    sound = []
    for file in sent or ():
        if not isinstance(file, FileStorage) or not file.filename:
            continue
        try:
            sound.append((kind, *examine_sent(file.stream.read(), file.filename, kind)))
        except UploadRefused as refused:
            field.errors = [*field.errors, f"{file.filename}: {refused.sentence}"]
    return sound
