"""Files that come from a tablet: the bytes alone, after the item they belong to, each compared with its own sha256.

Order: look at the bytes, store them safely, then one short transaction with the rows. Commits, because it spans
transactions.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from cqtt.audit.actions import record
from cqtt.database import begin_writing
from cqtt.dossiers.content import OTHER_PAPERS, content_of, papers_of
from cqtt.dossiers.models import AttachmentKind, Dossier
from cqtt.dossiers.submission import uploading
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.feedback import kept
from cqtt.feedback.models import FileKind
from cqtt.files import FileStore
from cqtt.i18n import _
from cqtt.listening.field.actions import opinion_of
from cqtt.listening.field.journal import LATER, Answer, Arrival, Result, entry_of, known_answer, note_stored
from cqtt.listening.field.looking import examine_sent
from cqtt.listening.field.sync import refuse
from cqtt.listening.rules import ItemKind, ItemState
from cqtt.uploads import Examined, UploadRefused


class OwnerUnknown(RuleBroken):
    """What the file belongs to has not come yet: the device keeps the file and sends it later."""


class Damaged(RuleBroken):
    """The bytes are not those the device has: it sends them again."""


@dataclass(frozen=True)
class SentFile:
    """A file as a tablet sent it."""

    arrival: Arrival  # its digest is that of the bytes the device has
    owner: str  # the device id of the opinion or the dossier
    kind: FileKind
    name: str
    paper: str  # of a dossier's: which paper it shows
    content: bytes


def take_in_file(sent: SentFile) -> Answer:
    """Keep a file with its owner; raise OwnerUnknown or Damaged for one that is to come again."""
    if (known := known_answer(sent.arrival)) is not None:
        return known
    if sha256(sent.content).hexdigest() != sent.arrival.digest:
        raise Damaged(_("Tệp đến không nguyên vẹn. Máy sẽ gửi lại."))
    keep = _keeper_of(sent)
    try:
        examined, seconds = examine_sent(sent.content, sent.name, sent.kind)
    except UploadRefused as refused:
        return refuse(sent.arrival, refused.sentence)
    key = keep.store.put(examined.kept)
    return _write(sent, keep, examined, key, seconds)


@dataclass(frozen=True)
class Keeper:
    """Where files of an opinion, or of a dossier, lie, and how their rows are written."""

    store: FileStore
    write: Callable[[SentFile, Examined, str, float | None], int]


def _keeper_of(sent: SentFile) -> Keeper:
    """Return who keeps the files of the owner, once the owner is stored and of the same session."""
    owner = entry_of(sent.owner)
    if owner is None or owner.state is not ItemState.STORED or owner.session_id != sent.arrival.session_id:
        raise OwnerUnknown(_("Mục có tệp này chưa được gửi. Tệp vẫn ở trên máy và sẽ được gửi sau."))
    if owner.kind is ItemKind.DOSSIER:
        return Keeper(uploading.file_store(), _add_to_dossier)
    return Keeper(kept.file_store(), _add_to_opinion)


def _write(sent: SentFile, keeper: Keeper, examined: Examined, key: str, seconds: float | None) -> Answer:
    begin_writing()
    if (known := known_answer(sent.arrival)) is not None:  # the same file came twice at once
        keeper.store.remove(key)
        return known
    try:
        file_id = keeper.write(sent, examined, key, seconds)
        answer = note_stored(sent.arrival, Result("file", str(file_id)))
        db.session.commit()
        return answer
    except IntegrityError:
        db.session.rollback()
        return known_answer(sent.arrival) or Answer(sent.arrival.device_id, LATER)
    except RuleBroken as refused:
        return refuse(sent.arrival, refused.sentence)


def _add_to_opinion(sent: SentFile, examined: Examined, key: str, seconds: float | None) -> int:
    opinion = opinion_of(sent.owner)
    if opinion is None:
        raise OwnerUnknown(_("Mục có tệp này không còn. Xin xem lại trên trang của buổi lắng nghe."))
    at, arrival = sent.arrival.made_at, sent.arrival
    row = kept.keep(opinion.feedback, examined, key, sent.kind, at, arrival.officer_id, arrival.device_id, seconds)
    record("feedback.file", "feedback", opinion.feedback.code, arrival.officer_id, file=row.id)
    return row.id


def _add_to_dossier(sent: SentFile, examined: Examined, key: str, seconds: float | None) -> int:
    owner = entry_of(sent.owner)
    code = owner.result_id if owner else ""
    dossier = db.session.scalars(select(Dossier).where(Dossier.code == code)).one()
    wanted = {paper.requirement.id for paper in papers_of(dossier, content_of(dossier))}
    paper = sent.paper if sent.paper in wanted else OTHER_PAPERS.id
    stored = uploading.Stored(examined, key)
    uploading.add_stored(dossier, stored, AttachmentKind.DOCUMENT, paper, sent.arrival.made_at)
    record("dossier.file", "dossier", dossier.id, sent.arrival.officer_id)
    return dossier.id
