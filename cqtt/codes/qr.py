"""Draw QR codes: for a page, for a picture, for paper. Plain functions of a text, nothing looked up."""

import io
import re
from enum import StrEnum
from typing import Literal

import segno
from markupsafe import Markup

ErrorLevel = Literal["l", "m", "q", "h"]

# ISO/IEC 18004 asks for four light modules around the symbol; without them readers miss it.
QUIET_ZONE = 4

# Only a scan address may be written in capitals: /Q/… answers in both, a secret link does not.
_SCAN_ADDRESS = re.compile(r"https?://[a-z0-9.-]+(:\d+)?/q/[a-z0-9-]+", re.IGNORECASE)


class Medium(StrEnum):
    """Where a code will be looked at."""

    SCREEN = "screen"
    PRINT = "print"


def choose_error_level(medium: Medium) -> ErrorLevel:
    """Return how much damage the code survives: a quarter of it on paper, which fades and tears."""
    return "q" if medium is Medium.PRINT else "m"


def compact_address(address: str) -> str:
    """Return a scan address in capitals, which need a smaller symbol; any other address unchanged."""
    return address.upper() if _SCAN_ADDRESS.fullmatch(address) else address


def qr_svg(text: str, title: str, error: ErrorLevel = "m") -> Markup:
    """Return the code for a page: inline SVG without style attributes, named for those who cannot see it.

    It has no size of its own; the stylesheet gives `svg.qr` one.
    """
    side, outline = _drawing(text, error)
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="qr" viewBox="0 0 {side} {side}" role="img"'
        ' aria-label="{title}" shape-rendering="crispEdges"><title>{title}</title>'
        '<path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/><path fill="#000" d="{outline}"/></svg>'
    ).format(side=side, title=title, outline=outline)


def qr_svg_plain(text: str, error: ErrorLevel = "q") -> str:
    """Return the code as an SVG file of its own, for paper and for download."""
    side, outline = _drawing(text, error)
    size = side * 10
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{size}" height="{size}"'
        f' shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/>'
        f'<path fill="#000" d="{outline}"/></svg>'
    )


def qr_png(text: str, scale: int = 10, error: ErrorLevel = "q") -> bytes:
    """Return the code as a PNG picture, a module being `scale` pixels wide."""
    picture = io.BytesIO()
    _symbol(text, error).save(picture, kind="png", scale=scale, border=QUIET_ZONE)
    return picture.getvalue()


def _symbol(text: str, error: ErrorLevel) -> segno.QRCode:
    """Return the smallest symbol; segno raises the level where that costs no size."""
    return segno.make(text, error=error, micro=False, boost_error=True)


def _drawing(text: str, error: ErrorLevel) -> tuple[int, str]:
    """Return the side in modules, quiet zone included, and one path over all dark modules."""
    rows = [bytes(row) for row in _symbol(text, error).matrix]
    runs = (
        f"M{QUIET_ZONE + run.start()} {QUIET_ZONE + y}h{len(run.group())}v1h-{len(run.group())}z"
        for y, row in enumerate(rows)
        for run in re.finditer(rb"\x01+", row)
    )
    return len(rows) + 2 * QUIET_ZONE, "".join(runs)
