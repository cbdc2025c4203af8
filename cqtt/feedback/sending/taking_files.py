"""Take photographs and voice notes into a draft: the slow part without a lock, the rows in a short transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import abort, request
from werkzeug.datastructures import FileStorage

from cqtt.errors import RuleBroken
from cqtt.feedback.kept import file_store
from cqtt.feedback.models import FileKind
from cqtt.feedback.sending import drafts
from cqtt.feedback.sending.models import FeedbackDraft
from cqtt.feedback.sending.rules import MOST_PHOTOS
from cqtt.files import StoreFull
from cqtt.i18n import _
from cqtt.throttle import allowed, client_address
from cqtt.upload_limits import DEFAULT, MB
from cqtt.upload_voice import VOICE, examine_voice
from cqtt.uploads import Examined, UploadRefused, examine

UPLOADS_AN_HOUR = 2_000  # from one address
ACCEPT = "image/jpeg,image/png,image/webp"


@dataclass(frozen=True)
class Stored:
    """A file that lies in the store and waits for its row."""

    examined: Examined
    storage_key: str
    kind: FileKind
    seconds: float | None = None


def photo_limits() -> str:
    """Return what may be sent, as it is shown before choosing."""
    return _(
        "Nhiều nhất %(count)s ảnh JPEG, PNG, WebP, mỗi ảnh đến %(size)s MB. Vị trí ghi trong ảnh được xóa.",
        count=MOST_PHOTOS,
        size=DEFAULT.file_bytes // MB,
    )


def picked(name: str) -> list[FileStorage]:
    """Return the files of one box of this request; an empty box sends one without a name."""
    return [file for file in request.files.getlist(name) if file.filename]


def count_upload() -> None:
    """Count this upload against its address, before anything is changed."""
    if not allowed("upload", client_address(), UPLOADS_AN_HOUR, timedelta(hours=1)):
        abort(429)


def store_photos(files: Sequence[FileStorage], room: int) -> tuple[list[Stored], list[str]]:
    """Look at as many photographs as there is room for, and store them; a sentence for each that is not taken."""
    stored: list[Stored] = []
    sentences: list[str] = []
    for file in files[:room]:
        try:
            examined = _picture(file)
            stored.append(Stored(examined, file_store().put(examined.kept), FileKind.PHOTO))
        except (UploadRefused, StoreFull) as refused:
            sentences.append(f"{file.filename}: {refused.sentence}" if len(files) > 1 else refused.sentence)
    if len(files) > room:
        sentences.append(_too_many(len(files) - room))
    return stored, sentences


def store_voice(files: Sequence[FileStorage]) -> tuple[list[Stored], list[str]]:
    """Look at a voice note and store it; a sentence where it is not taken. Of several the last one counts."""
    for file in files[-1:]:
        try:
            examined = examine_voice(file.stream.read(VOICE.file_bytes + 1), file.filename or "")
            return [Stored(examined, file_store().put(examined.kept), FileKind.VOICE, examined.seconds)], []
        except (UploadRefused, StoreFull) as refused:
            return [], [refused.sentence]
    return [], []


def attach_stored(draft: FeedbackDraft, stored: Sequence[Stored], at: datetime) -> tuple[list[str], list[str]]:
    """Write the rows of stored files; return a sentence for each that found no room, and keys of files replaced."""
    sentences: list[str] = []
    replaced: list[str] = []
    for one in stored:
        try:
            replaced += drafts.attach(draft, one.examined, one.storage_key, one.kind, at, one.seconds)
        except RuleBroken as refused:
            sentences.append(refused.sentence)
    return sentences, replaced


def remove_from_store(keys: Sequence[str]) -> None:
    """Remove files whose rows are gone."""
    for key in keys:
        file_store().remove(key)


def _picture(file: FileStorage) -> Examined:
    """Return what to keep of a photograph; nothing else is taken here."""
    try:
        examined = examine(file.stream.read(), file.filename or "")
    except UploadRefused as refused:
        raise (_no_picture() if refused.reason == "other-kind" else refused) from refused
    if not examined.media_type.startswith("image/"):
        raise _no_picture()
    return examined


def _no_picture() -> UploadRefused:
    sentence = _("Ở đây chỉ nhận ảnh chụp (JPEG, PNG, WebP). Xin chụp ảnh rồi gửi, hoặc kể bằng lời.")
    return UploadRefused("other-kind", sentence)


def _too_many(left: int) -> str:
    return _(
        "Mỗi góp ý nhận nhiều nhất %(most)s ảnh: đã giữ những ảnh đầu, còn %(left)s ảnh chưa nhận."
        " Xin bấm tiếp tục, hoặc bỏ bớt rồi chọn lại.",
        most=MOST_PHOTOS,
        left=left,
    )
