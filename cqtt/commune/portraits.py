"""Photographs of officers: a small square with nothing beside the picture, in a folder of their own."""

from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from flask import Response, current_app
from PIL import Image
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.file_answers import send_kept
from cqtt.files import FileStore
from cqtt.i18n import _
from cqtt.upload_limits import MB, UploadLimits, UploadRefused
from cqtt.uploads import examine

SIDE = 320  # pixels: sharp at 96 points on a telephone
MEDIA_TYPE = "image/webp"
ACCEPT = "image/jpeg,image/png,image/webp"
LIMITS = UploadLimits(file_bytes=10 * MB, kept_side=1400)
FACE_FROM_TOP = 0.2  # of what is cut off a tall picture: faces are in its upper part


@dataclass(frozen=True)
class Portrait:
    """A photograph that may be kept."""

    content: bytes

    @property
    def digest(self) -> str:
        return sha256(self.content).hexdigest()


def portrait_store() -> FileStore:
    return FileStore(Path(current_app.instance_path) / "portraits")


def received_portrait(sent: FileStorage | None) -> Portrait:
    """Return the small square of a photograph, or raise UploadRefused with a sentence what to do."""
    if sent is None or not sent.filename:
        raise UploadRefused("none", _("Xin chọn một ảnh trước."))
    content = sent.stream.read(LIMITS.file_bytes + 1)
    if content[:16].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-"):
        raise _no_picture()
    try:
        return Portrait(_square(examine(content, sent.filename, LIMITS).kept))
    except UploadRefused as refused:
        raise _no_picture() if refused.reason == "other-kind" else refused from None


def _no_picture() -> UploadRefused:
    return UploadRefused("no-picture", _("Xin chọn một ảnh JPEG, PNG hoặc WebP, tên tệp đúng với nội dung."))


def _square(picture: bytes) -> bytes:
    """Cut a square out of the upper middle, make it small, and write it without anything else."""
    with Image.open(BytesIO(picture)) as image:
        side = min(image.size)
        left, top = (image.width - side) // 2, int((image.height - side) * FACE_FROM_TOP)
        square = image.crop((left, top, left + side, top + side)).resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    written = BytesIO()
    square.save(written, "WEBP", quality=80, method=6)
    return written.getvalue()


def portrait_answer(officer: Officer) -> Response:
    """Answer with an officer's photograph; the caller has found out that it may be seen, and that there is one."""
    return send_kept(portrait_store(), officer.photo_key or "", MEDIA_TYPE, "anh.webp", inline=True)


def stored_keys() -> list[tuple[str, str]]:
    """Return the key and digest of every kept photograph, for `FileStore.verify`."""
    rows = db.session.execute(select(Officer.photo_key, Officer.photo_sha256).where(Officer.photo_key.is_not(None)))
    return [(key, digest) for key, digest in rows if key and digest]
