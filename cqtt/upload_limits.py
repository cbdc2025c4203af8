"""What may be sent: how many, how large, and the kind of error that says so."""

from dataclasses import dataclass

from cqtt.errors import RuleBroken
from cqtt.i18n import _

MB = 1024 * 1024


class UploadRefused(RuleBroken):
    """A file cannot be taken; says why and what to do now. `reason` is a short code for logs and tests."""

    def __init__(self, reason: str, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason


@dataclass(frozen=True)
class UploadLimits:
    """How much is taken, and to what size a photo is brought."""

    file_bytes: int = 15 * MB
    files_per_paper: int = 20
    dossier_bytes: int = 60 * MB
    pixels: int = 50_000_000
    side: int = 12_000
    kept_side: int = 2600  # An A4 page at 220 dots an inch: small print and stamps stay readable.
    pdf_pages: int = 60
    pdf_seconds: int = 10
    name_length: int = 120


DEFAULT = UploadLimits()


def limits_sentence(limits: UploadLimits = DEFAULT) -> str:
    """Return what may be sent, as it is shown before choosing."""
    sentence: str = _(
        "Ảnh chụp bằng điện thoại là được. Nhận ảnh JPEG, PNG, WebP và tệp PDF (đến %(pages)s trang); mỗi tệp đến"
        " %(file)s MB, mỗi loại giấy tờ đến %(count)s tệp, cả hồ sơ đến %(dossier)s MB.",
        pages=limits.pdf_pages,
        file=limits.file_bytes // MB,
        count=limits.files_per_paper,
        dossier=limits.dossier_bytes // MB,
    )
    return sentence


def refuse_when_full(files_of_paper: int, bytes_of_dossier: int, limits: UploadLimits = DEFAULT) -> None:
    """Raise UploadRefused when the paper or the dossier, the new file counted, holds more than is taken."""
    if files_of_paper > limits.files_per_paper:
        raise UploadRefused(
            "too-many",
            _(
                "Giấy tờ này đã có %(count)s tệp, là mức nhiều nhất. Xin xóa bớt tệp thừa,"
                " hoặc ghép các trang thành một tệp PDF rồi gửi.",
                count=limits.files_per_paper,
            ),
        )
    if bytes_of_dossier > limits.dossier_bytes:
        raise UploadRefused(
            "dossier-full",
            _(
                "Cả hồ sơ chỉ chứa được %(size)s MB và tệp này làm quá mức đó. Xin xóa bớt tệp thừa,"
                " hoặc chụp lại thành ảnh thay cho tệp quét lớn.",
                size=limits.dossier_bytes // MB,
            ),
        )
