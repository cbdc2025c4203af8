"""Look at what arrives: its content decides what it is, and only what is known and sound is kept.

Pure: bytes in, bytes out. `files.FileStore` keeps them; a feature writes the row.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import PurePosixPath
from typing import BinaryIO

from cqtt.i18n import _
from cqtt.upload_images import FORMATS, rewrite_image
from cqtt.upload_limits import DEFAULT, MB, UploadLimits, UploadRefused, limits_sentence, refuse_when_full
from cqtt.upload_pdf import check_pdf

__all__ = [
    "ACCEPT",
    "DEFAULT",
    "Examined",
    "UploadLimits",
    "UploadRefused",
    "examine",
    "limits_sentence",
    "refuse_when_full",
    "safe_name",
]

PDF = "application/pdf"
ACCEPT = ",".join([*FORMATS.values(), PDF])  # for the `accept` of a file input

IMAGE_EXTENSIONS = {".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp"}
HEIC_EXTENSIONS = {".heic", ".heif", ".hif"}
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}

# What ends in a letter and at most four more is an extension; the year in "Biên bản 12.2024" is none.
_EXTENSION = re.compile(r"\.[a-z][a-z0-9]{0,4}")
_NOT_IN_NAMES = re.compile(r'[<>:"|?*]')  # refused by the officers' computers


@dataclass(frozen=True)
class Examined:
    """A file that may be kept: `kept` is what goes to the store, with what it is and how large."""

    media_type: str
    extension: str
    kept: bytes
    sha256_received: str
    name: str
    width: int | None = None
    height: int | None = None
    pages: int | None = None

    @cached_property
    def sha256_kept(self) -> str:
        return sha256(self.kept).hexdigest()


def examine(source: BinaryIO | bytes, claimed_name: str, limits: UploadLimits = DEFAULT) -> Examined:
    """Return what to keep of a file, or raise UploadRefused with a sentence for the person who sent it.

    Photos are written anew without anything but the picture; a PDF is kept byte for byte.
    """
    received = _read(source, limits)
    kind = _kind(received)
    _require_matching_extension(claimed_name, kind)
    digest = sha256(received).hexdigest()
    if kind == "PDF":
        name = safe_name(claimed_name, ".pdf", limits)
        return Examined(PDF, ".pdf", received, digest, name, pages=check_pdf(received, limits))
    kept, width, height = rewrite_image(received, kind, limits)
    name = safe_name(claimed_name, ".jpg", limits)
    return Examined(FORMATS["JPEG"], ".jpg", kept, digest, name, width=width, height=height)


def safe_name(claimed: str, extension: str, limits: UploadLimits = DEFAULT) -> str:
    """Return the sender's name for the file as harmless text that ends in the given extension."""
    name = _last_part(claimed)
    stem = name.removesuffix(PurePosixPath(name).suffix) if _extension(name) else name
    stem = " ".join(_NOT_IN_NAMES.sub(" ", stem).split()).strip(". ")
    return (stem[: limits.name_length - len(extension)].rstrip(". ") or "giay-to") + extension


def _last_part(claimed: str) -> str:
    """Return a file name in NFC, without folders and without what cannot be seen (control, bidi)."""
    seen = (char for char in unicodedata.normalize("NFC", claimed) if unicodedata.category(char)[0] != "C")
    return re.split(r"[/\\]", "".join(seen).strip())[-1]


def _read(source: BinaryIO | bytes, limits: UploadLimits) -> bytes:
    received = source if isinstance(source, bytes) else source.read(limits.file_bytes + 1)
    if not received:
        raise UploadRefused(
            "empty", _("Tệp này trống, không có gì bên trong. Xin chọn lại tệp khác, hoặc chụp ảnh giấy tờ.")
        )
    if len(received) > limits.file_bytes:
        raise UploadRefused(
            "too-large",
            _(
                "Tệp này lớn quá, chỉ nhận đến %(size)s MB một tệp. Xin chụp ảnh từng trang, hoặc chọn tệp nhỏ hơn.",
                size=limits.file_bytes // MB,
            ),
        )
    return received


def _kind(received: bytes) -> str:
    """Return what the content is: a name of FORMATS, or PDF; raise UploadRefused for anything else."""
    if received.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if received.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if received[:4] == b"RIFF" and received[8:12] == b"WEBP":
        return "WEBP"
    if received[:16].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-"):
        return "PDF"
    raise _heic() if received[4:8] == b"ftyp" and received[8:12] in HEIC_BRANDS else _other_kind()


def _require_matching_extension(claimed_name: str, kind: str) -> None:
    """Refuse a name that says something else; a photo under the name of another kind of photo is fine."""
    extension = _extension(claimed_name)
    if extension in HEIC_EXTENSIONS:
        raise _heic()
    if extension and extension not in ({".pdf"} if kind == "PDF" else IMAGE_EXTENSIONS):
        raise _other_kind()


def _extension(name: str) -> str:
    suffix = PurePosixPath(_last_part(name)).suffix.lower()
    return suffix if _EXTENSION.fullmatch(suffix) else ""


def _heic() -> UploadRefused:
    sentence = _(
        "Ảnh này ở dạng HEIC của iPhone, chúng tôi chưa mở được. Xin chụp lại ngay trong trang này,"
        " hoặc vào Cài đặt › Camera › Định dạng › Tương thích nhất rồi chụp lại."
    )
    return UploadRefused("heic", sentence)


def _other_kind() -> UploadRefused:
    sentence = _(
        "Tệp này không phải ảnh JPEG, PNG, WebP hay tệp PDF, hoặc tên tệp không đúng với nội dung."
        " Xin chụp ảnh giấy tờ, hoặc lưu thành PDF rồi gửi lại."
    )
    return UploadRefused("other-kind", sentence)
