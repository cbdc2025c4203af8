"""The printed papers of a procedure: what they need, and the PDF they become."""

from datetime import date
from typing import Literal, TypedDict

from cqtt import paper
from cqtt.clock import date_text
from cqtt.codes.qr import Medium, choose_error_level, compact_address, qr_svg_plain


class PosterFact(TypedDict):
    """One thing to know before coming, such as "Thời gian" and "Trong ngày làm việc"."""

    label: str
    value: str | None  # None is printed as "chưa công bố"


class PosterData(TypedDict):
    """What a poster (tờ mã) says."""

    size: Literal["a4", "a5"]
    unit: str  # "Xã An Phước"
    parent: str | None  # "thành phố Đồng Nai"
    title: str  # name of the procedure, any length
    code: str | None  # national code
    address: str  # what the QR holds: the whole scan address, https://…/q/abc
    facts: list[PosterFact]  # the most important first; three are printed
    phone: str | None  # the desk's, as people read it: "0251 3123 456"
    version_on: date  # day of the published version
    trial: bool  # stamp BẢN THỬ: the address opens on this machine only


def poster(data: PosterData) -> bytes:
    """Return the poster as a PDF of one page."""
    address = compact_address(data["address"])
    return paper.render(
        "procedures/poster",
        {
            **data,
            "facts": data["facts"][:3],
            "qr": qr_svg_plain(address, choose_error_level(Medium.PRINT)),
            "typed_address": data["address"].partition("://")[2],
            "version_on": date_text(data["version_on"]),
        },
    )
