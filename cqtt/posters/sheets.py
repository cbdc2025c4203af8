"""The sheets that papers with codes are printed on: posters, tents, labels and wall sheets, bound into one PDF."""

from collections.abc import Iterable, Sequence
from io import BytesIO

from pypdf import PdfReader, PdfWriter

from cqtt.i18n import _
from cqtt.posters.rules import Size
from cqtt.procedures.papers import CodePage, Sender, drawn, posters


def sheets(size: Size, pages: Sequence[CodePage], sender: Sender) -> bytes:
    """Return the sheets with these papers as one PDF."""
    if size is Size.A5:
        return posters(pages, sender, "a5")
    if size is Size.TENT:
        return drawn("posters/tent", pages, sender, more_words=_words_of_tents())
    if size is Size.LABELS:
        return drawn("posters/labels", pages, sender)
    if size is Size.WALL:
        return drawn("posters/wall", pages, sender, more_words={"how_to_scan": _("bằng máy ảnh điện thoại")})
    return posters(pages, sender, "a4")


def bound(parts: Iterable[bytes], copies: int = 1) -> bytes:
    """Return one PDF of our own parts, each page as often as it is wanted; copies add next to nothing to its size."""
    writer = PdfWriter()
    for part in parts:
        for page in PdfReader(BytesIO(part)).pages:
            for _copy in range(copies):
                writer.add_page(page)
    writer.add_metadata({"/Title": _("Tờ mã")})
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _words_of_tents() -> dict[str, str]:
    return {
        "folding": _("Gấp theo ba đường đứt nét thành hình lăng trụ; phần này nằm dưới, làm đế."),
        "gluing": _("Dán mép này vào mặt trong"),
    }
