"""Pictures for the demonstration: drawn pages that say BẢN MẪU and hold nothing of anybody."""

from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

PAGE = (900, 1270)
INK, PALE, RED = (40, 44, 52), (205, 208, 214), (166, 30, 30)


def sample_page(number: int) -> bytes:
    """Return a JPEG of a page with grey lines for text and the words BẢN MẪU across it."""
    page = Image.new("RGB", PAGE, "white")
    draw = ImageDraw.Draw(page)
    draw.rectangle((40, 40, PAGE[0] - 40, PAGE[1] - 40), outline=INK, width=4)
    for row in range(18):
        length = 300 + (number * 131 + row * 197) % 400
        draw.rounded_rectangle((100, 420 + row * 40, 100 + length, 434 + row * 40), 7, fill=PALE)
    write_sample(draw, 100, 170)
    draw.text((100, 310), f"cqtt {number:03}", font=ImageFont.load_default(40), fill=INK)
    kept = BytesIO()
    page.save(kept, "JPEG", quality=80)
    return kept.getvalue()


def write_sample(draw: ImageDraw.ImageDraw, x: float, y: float) -> None:
    """Write BẢN MẪU: the font that comes with Pillow has no Vietnamese marks, so they are drawn above."""
    font = ImageFont.load_default(110)
    draw.text((x, y), "BAN MAU", font=font, fill=RED)
    _hook(draw, x + draw.textlength("B", font=font) + draw.textlength("A", font=font) / 2, y)
    _circumflex_and_tilde(draw, x + draw.textlength("BAN M", font=font) + draw.textlength("A", font=font) / 2, y)


def _hook(draw: ImageDraw.ImageDraw, x: float, y: float) -> None:
    draw.arc((x - 12, y - 14, x + 12, y + 10), 180, 80, fill=RED, width=6)
    draw.line((x, y + 8, x, y + 18), fill=RED, width=6)


def _circumflex_and_tilde(draw: ImageDraw.ImageDraw, x: float, y: float) -> None:
    draw.line((x - 22, y + 18, x, y - 2, x + 22, y + 18), fill=RED, width=7)
    draw.arc((x - 26, y - 32, x, y - 10), 180, 360, fill=RED, width=6)
    draw.arc((x - 2, y - 36, x + 24, y - 14), 0, 180, fill=RED, width=6)
