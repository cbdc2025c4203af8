"""Take files into a dossier: the slow part without a lock, the row in a short transaction."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import abort, current_app, request
from sqlalchemy import func, select, update
from werkzeug.datastructures import FileStorage

from cqtt.database import begin_writing
from cqtt.dossiers.models import Attachment, AttachmentKind, Dossier
from cqtt.dossiers.submission.drafts import attach
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.files import FileStore, StoreFull
from cqtt.i18n import _
from cqtt.throttle import allowed, client_address
from cqtt.uploads import Examined, UploadRefused, examine, refuse_when_full

UPLOADS_AN_HOUR = 2_000  # from one address


@dataclass(frozen=True)
class Stored:
    """A file that lies in the store and waits for its row."""

    examined: Examined
    storage_key: str


def file_store() -> FileStore:
    store: FileStore = current_app.extensions["files"]
    return store


def picked_files() -> list[FileStorage]:
    """Return the files of this request; an empty box sends one without a name."""
    return [file for file in request.files.getlist("files") if file.filename]


def examine_all(files: list[FileStorage]) -> tuple[list[Examined], list[str]]:
    """Look at every file; return the sound ones and a sentence for each of the others."""
    sound, sentences = [], []
    for file in files:
        try:
            sound.append(examine(file.stream.read(), file.filename or ""))
        except UploadRefused as refused:
            sentences.append(f"{file.filename}: {refused.sentence}" if len(files) > 1 else refused.sentence)
    if not files:
        sentences.append(_("Xin chọn ít nhất một ảnh hoặc tệp PDF."))
    return sound, sentences


def take_in(
    dossier_id: int, kind: AttachmentKind, requirement_id: str, may_change: frozenset[str], at: datetime
) -> list[str]:
    """Store the files of this request and write their rows; return a sentence for each that was refused.

    Order: look at the bytes, store them safely, then one short transaction. If the row cannot be written, the
    stored file is swept later; a row without its file is impossible. Commits, because it spans transactions.
    """
    if not allowed("upload", client_address(), UPLOADS_AN_HOUR, timedelta(hours=1)):
        abort(429)
    sound, sentences = examine_all(picked_files())
    stored: list[Stored] = []
    try:
        stored += (Stored(examined, file_store().put(examined.kept)) for examined in sound)
    except StoreFull as full:
        sentences.append(full.sentence)
    begin_writing()
    dossier = db.session.get(Dossier, dossier_id)
    if dossier is None:  # discarded, or erased, while the files were looked at
        abort(410)
    if dossier.status.value not in may_change:
        raise RuleBroken(_("Hồ sơ này đã được gửi nên không thêm giấy tờ ở đây được nữa."))
    for one in stored:
        try:
            add_stored(dossier, one, kind, requirement_id, at)
        except RuleBroken as refused:
            sentences.append(refused.sentence)
    # A draft is alive as long as photos come; not by the ORM, so that two uploads at once do not collide.
    db.session.execute(update(Dossier).where(Dossier.id == dossier_id).values(saved_at=at))
    db.session.commit()
    return sentences


def add_stored(dossier: Dossier, one: Stored, kind: AttachmentKind, requirement_id: str, at: datetime) -> None:
    """Write the row of a stored file, unless the same file already lies there: a retry, or a double tap."""
    upload_key = f"{kind.value}:{requirement_id}:{one.examined.sha256_received}"
    if any(file.upload_key == upload_key for file in dossier.attachments):
        return
    of_this_paper = [
        file for file in dossier.attachments if file.kind is kind and file.requirement_id == requirement_id
    ]
    total = db.session.scalar(select(func.sum(Attachment.size)).where(Attachment.dossier_id == dossier.id))
    refuse_when_full(len(of_this_paper) + 1, (total or 0) + len(one.examined.kept))
    attach(dossier, one.examined, one.storage_key, upload_key, at, kind, requirement_id)
    db.session.flush()


def remove_file(attachment: Attachment) -> None:
    """Take a file out of its dossier; commits the row first, so that no row is ever without its file."""
    key = attachment.storage_key
    db.session.delete(attachment)
    db.session.commit()
    file_store().remove(key)


def remove_from_store(keys: list[str]) -> None:
    """Remove files whose rows are gone."""
    for key in keys:
        file_store().remove(key)
