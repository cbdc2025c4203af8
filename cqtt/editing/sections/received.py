"""A blank form or a sample as it arrives: its content decides what it is, and only what is sound is kept."""

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from werkzeug.datastructures import FileStorage

from cqtt.declarations.container import open_container
from cqtt.declarations.faults import TemplateRefused
from cqtt.i18n import _, _l
from cqtt.procedures.kept import PDF, PICTURE, WORD
from cqtt.procedures.models import FileKind
from cqtt.upload_limits import MB, UploadLimits, UploadRefused
from cqtt.uploads import Examined, examine, safe_name

FORM_LIMITS = UploadLimits(file_bytes=10 * MB)
# A sample is looked at on a telephone: large enough to be read, light enough to arrive.
SAMPLE_LIMITS = UploadLimits(file_bytes=10 * MB, kept_side=1400)
ACCEPTED = {FileKind.FORM: f".docx,.pdf,{WORD},{PDF}", FileKind.SAMPLE: "image/jpeg,image/png,image/webp"}
NO_FORM = _l("Mẫu trống cần là tệp Word (.docx) hoặc PDF, và tên tệp đúng với nội dung. Xin lưu lại rồi tải lên.")
NO_PICTURE = _l("Mẫu đã điền cần là ảnh. Xin chụp hoặc chọn một ảnh JPEG, PNG, WebP.")
_ZIP = b"PK\x03\x04"
_OLD_WORD = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Received:
    """A file that may be kept."""

    name: str
    media_type: str
    content: bytes

    @cached_property
    def digest(self) -> str:
        return sha256(self.content).hexdigest()


def received_file(kind: FileKind, sent: FileStorage | None) -> Received:
    """Return what to keep of a file, or raise UploadRefused with a sentence what to do."""
    if sent is None or not sent.filename:
        raise UploadRefused("none", _("Xin chọn một tệp trước."))
    content = sent.stream.read(FORM_LIMITS.file_bytes + 1)
    if kind is FileKind.FORM and content.startswith((_ZIP, _OLD_WORD)):
        return _word(content, sent.filename)
    examined = _examine(kind, content, sent.filename)
    if kind is FileKind.FORM and examined.media_type != PDF:
        raise UploadRefused("a-picture", _("Mẫu trống cần là tệp Word (.docx) hoặc PDF. Ảnh xin đặt ở ô mẫu đã điền."))
    if kind is FileKind.SAMPLE and examined.media_type != PICTURE:
        raise UploadRefused("no-picture", str(NO_PICTURE))
    return Received(examined.name, examined.media_type, examined.kept)


def _examine(kind: FileKind, content: bytes, claimed_name: str) -> Examined:
    try:
        return examine(content, claimed_name, FORM_LIMITS if kind is FileKind.FORM else SAMPLE_LIMITS)
    except UploadRefused as refused:
        if refused.reason != "other-kind":
            raise
        # What a citizen is told to send for a paper is not what is wanted here.
        raise UploadRefused("other-kind", str(NO_FORM if kind is FileKind.FORM else NO_PICTURE)) from None


def _word(content: bytes, claimed_name: str) -> Received:
    if content.startswith(_ZIP) and not claimed_name.lower().endswith(".docx"):
        raise UploadRefused("other-name", _("Tên tệp không đúng với nội dung. Xin lưu lại thành .docx hoặc PDF."))
    try:
        open_container(content)
    except TemplateRefused as refused:
        raise UploadRefused("not-plain-word", " ".join(refused.sentences)) from None
    return Received(safe_name(claimed_name, ".docx"), WORD, content)
