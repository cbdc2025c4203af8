"""Read the codes drawn on a page the way a telephone does."""

import re

from PIL import Image, ImageDraw

from tests.qr_reader import qr_codes

_CODE = re.compile(r'<svg[^>]*class="qr"[^>]*viewBox="0 0 (\d+) \1".*?fill="#000" d="([^"]+)"', re.DOTALL)
_RUN = re.compile(r"M(\d+) (\d+)h(\d+)v1h-\d+z")
SCALE = 6


def codes_in(page: str) -> list[str]:
    """Return what the QR codes drawn in a page say."""
    return [_read(int(side), outline) for side, outline in _CODE.findall(page)]


def _read(side: int, outline: str) -> str:
    picture = Image.new("L", (side * SCALE, side * SCALE), 255)
    draw = ImageDraw.Draw(picture)
    for x, y, length in (map(int, run) for run in _RUN.findall(outline)):
        draw.rectangle((x * SCALE, y * SCALE, (x + length) * SCALE - 1, (y + 1) * SCALE - 1), fill=0)
    (found,) = qr_codes(picture)
    return found.text
