"""Scenes for the demonstration's feedback: drawn streets, before and after, with BẢN MẪU across them."""

from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageDraw

from cqtt.upkeep.sample_pictures import write_sample

SIZE = (1200, 900)
SKY, NIGHT, GRASS, ROAD, EARTH = (188, 216, 238), (22, 26, 48), (132, 168, 96), (120, 122, 128), (92, 74, 58)
LIGHT, WATER, WALL, ROOF = (255, 236, 150), (122, 146, 158), (232, 214, 180), (170, 72, 52)
BAGS = ((60, 62, 70), (196, 196, 190), (40, 110, 160), (224, 220, 120))


def sample_scene(name: str) -> bytes:
    """Return a JPEG of one of SCENES."""
    picture = Image.new("RGB", SIZE, NIGHT if name.startswith("lamp") else SKY)
    draw = ImageDraw.Draw(picture)
    _street(draw, dark=name.startswith("lamp"))
    SCENES[name](draw)
    write_sample(draw, 60, 60)
    kept = BytesIO()
    picture.save(kept, "JPEG", quality=80)
    return kept.getvalue()


def _street(draw: ImageDraw.ImageDraw, dark: bool) -> None:
    ground, road = ((38, 46, 34), (44, 44, 50)) if dark else (GRASS, ROAD)
    draw.rectangle((0, 430, *SIZE), fill=ground)
    draw.polygon(((500, 430), (700, 430), (1100, 900), (100, 900)), fill=road)
    draw.rectangle((760, 250, 1080, 470), fill=(58, 54, 50) if dark else WALL)
    draw.polygon(((730, 250), (1110, 250), (920, 150)), fill=(60, 34, 30) if dark else ROOF)


def _lamp(draw: ImageDraw.ImageDraw, lit: bool) -> None:
    if lit:
        draw.polygon(((330, 250), (120, 760), (640, 760)), fill=(150, 140, 92))
    draw.rectangle((296, 220, 312, 640), fill=(150, 150, 154))
    draw.rectangle((296, 220, 372, 232), fill=(150, 150, 154))
    draw.ellipse((346, 226, 392, 262), fill=LIGHT if lit else (70, 70, 76))


def _pothole(draw: ImageDraw.ImageDraw) -> None:
    draw.ellipse((420, 640, 780, 780), fill=EARTH)
    draw.ellipse((470, 665, 720, 755), fill=(58, 48, 40))


def _rubbish(draw: ImageDraw.ImageDraw) -> None:
    for number in range(16):
        x, y = 90 + (number * 137) % 420, 600 + (number * 61) % 170
        draw.ellipse((x, y, x + 110, y + 84), fill=BAGS[number % len(BAGS)])
    _passer_by(draw)


def _passer_by(draw: ImageDraw.ImageDraw) -> None:
    """Somebody who happened to be there: a face that nobody should see."""
    draw.rectangle((780, 520, 900, 800), fill=(70, 90, 150))
    draw.ellipse((780, 380, 900, 530), fill=(236, 196, 160))
    for x in (812, 852):
        draw.ellipse((x, 430, x + 16, 446), fill=(30, 30, 34))
    draw.arc((812, 450, 868, 496), 20, 160, fill=(30, 30, 34), width=5)


def _clean(draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle((240, 560, 252, 760), fill=(140, 140, 144))
    draw.ellipse((196, 470, 296, 570), fill="white", outline=(190, 30, 30), width=14)
    draw.line((212, 556, 280, 484), fill=(190, 30, 30), width=14)


def _flood(draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle((0, 600, *SIZE), fill=WATER)
    for row in range(6):
        for x in range(40 + row * 70, 1160, 220):
            draw.arc((x, 630 + row * 44, x + 120, 660 + row * 44), 200, 340, fill="white", width=4)


SCENES: dict[str, Callable[[ImageDraw.ImageDraw], None]] = {
    "lamp_dark": lambda draw: _lamp(draw, lit=False),
    "lamp_bright": lambda draw: _lamp(draw, lit=True),
    "pothole": _pothole,
    "rubbish": _rubbish,
    "clean": _clean,
    "flood": _flood,
}
