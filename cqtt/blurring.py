"""Hide faces and plates on a photograph: each rectangle becomes one flat colour, so nothing under it can be had back.

A mosaic or a blur keeps what a machine can guess a face or a plate from; one colour for a whole rectangle does not.
Pure: bytes in, bytes out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from math import ceil, floor

from PIL import Image, ImageOps, ImageStat

from cqtt.errors import RuleBroken
from cqtt.i18n import _
from cqtt.upload_limits import DEFAULT, UploadLimits

MOST_RECTANGLES = 8
QUALITY = 88
PARTS = ("trai", "tren", "rong", "cao")
Rows = list[list[str]]  # of a form: left, top, width and height in per cent, as somebody typed them
_EDGE = 1.001  # a rectangle typed in per cent may reach over the edge by a rounding


class WrongRectangle(RuleBroken):
    """A rectangle does not lie on the picture; `row` says which, counted from 1."""

    def __init__(self, row: int, sentence: str) -> None:
        super().__init__(sentence)
        self.row = row


class NotAPicture(RuleBroken):
    """The bytes are no picture that can be opened, or one far too large."""

    def __init__(self) -> None:
        super().__init__(_("Ảnh này không mở được nên chưa che được. Xin thử lại, hoặc không công khai ảnh này."))


@dataclass(frozen=True)
class Rectangle:
    """A part of a picture, in fractions of its width and height."""

    left: float
    top: float
    width: float
    height: float

    def lies_on_picture(self) -> bool:
        """Whether it has a size and does not reach over the edge; also false for what is no number."""
        sides = ((self.left, self.width), (self.top, self.height))
        return all(0 <= start < 1 and length > 0 and start + length <= _EDGE for start, length in sides)

    def box(self, width: int, height: int) -> tuple[int, int, int, int]:
        """Return the pixels it touches, the half ones too: left, top, right, bottom."""
        return (
            floor(self.left * width),
            floor(self.top * height),
            min(ceil((self.left + self.width) * width), width),
            min(ceil((self.top + self.height) * height), height),
        )


def blur(picture: bytes, rectangles: Sequence[Rectangle], limits: UploadLimits = DEFAULT) -> bytes:
    """Return the picture as a JPEG without anything beside the picture, each rectangle in its own average colour.

    Raise WrongRectangle for one that does not lie on the picture or is one too many, NotAPicture for other bytes.
    """
    refuse_wrong(rectangles)
    image = _opened(picture, limits)
    for rectangle in rectangles:
        box = rectangle.box(*image.size)
        image.paste(_average(image.crop(box)), box)
    written = BytesIO()
    image.save(written, "JPEG", quality=QUALITY)
    return written.getvalue()


def refuse_wrong(rectangles: Iterable[Rectangle]) -> None:
    """Raise WrongRectangle for the first that cannot be used."""
    for row, rectangle in enumerate(rectangles, start=1):
        if row > MOST_RECTANGLES:
            raise WrongRectangle(
                row, _("Mỗi ảnh che được đến %(most)s ô. Xin gộp các ô gần nhau.", most=MOST_RECTANGLES)
            )
        if not rectangle.lies_on_picture():
            raise WrongRectangle(row, _off_picture(row))


def typed_rows(typed: Mapping[str, str], name: str) -> Rows:
    """Return what stands in the boxes <name>-trai-1, -tren-1, -rong-1, -cao-1 and so on: MOST_RECTANGLES rows."""
    return [[typed.get(box, "").strip() for box in _boxes(name, row)] for row in range(1, MOST_RECTANGLES + 1)]


def boxes_of(rows: Rows, name: str) -> dict[str, str]:
    """Return what `typed_rows` reads, for an address; empty boxes stay out of it."""
    named = (zip(_boxes(name, number), row, strict=True) for number, row in enumerate(rows, start=1))
    return {box: typed for pairs in named for box, typed in pairs if typed}


def read_rows(rows: Rows) -> list[Rectangle]:
    """Return the rectangles that rows of numbers in per cent describe, or raise WrongRectangle.

    A row without any number is left out.
    """
    return [_rectangle(number, row) for number, row in enumerate(rows, start=1) if any(row)]


def rows_of(rectangles: Iterable[Rectangle]) -> Rows:
    """Return rectangles as the form shows them, in per cent."""
    rows = [[_per_cent(side) for side in (each.left, each.top, each.width, each.height)] for each in rectangles]
    return rows + [[""] * len(PARTS)] * (MOST_RECTANGLES - len(rows))


def _boxes(name: str, row: int) -> list[str]:
    return [f"{name}-{part}-{row}" for part in PARTS]


def _per_cent(fraction: float) -> str:
    return f"{100 * fraction:.4f}".rstrip("0").rstrip(".").replace(".", ",")


def _rectangle(row: int, boxes: list[str]) -> Rectangle:
    try:
        left, top, width, height = (float(box.removesuffix("%").replace(",", ".")) / 100 for box in boxes)
    except ValueError:
        raise WrongRectangle(
            row, _("Ô che số %(row)s cần đủ bốn số từ 0 đến 100: trái, trên, rộng, cao.", row=row)
        ) from None
    rectangle = Rectangle(left, top, width, height)
    if not rectangle.lies_on_picture():
        raise WrongRectangle(row, _off_picture(row))
    return rectangle


def _off_picture(row: int) -> str:
    return _(
        "Ô che số %(row)s nằm ngoài ảnh. Xin ghi lại: trái cộng rộng, trên cộng cao đều không quá 100;"
        " rộng và cao lớn hơn 0.",
        row=row,
    )


def _opened(picture: bytes, limits: UploadLimits) -> Image.Image:
    """Return the picture upright and in plain colours, unless it is too large or broken."""
    try:
        with Image.open(BytesIO(picture), formats=("JPEG", "PNG", "WEBP")) as image:
            if image.width * image.height > limits.pixels or max(image.size) > limits.side:
                raise NotAPicture
            plain = ImageOps.exif_transpose(image).convert("RGB")
    except NotAPicture:
        raise
    except Exception as error:  # Decoders fail in many ways on broken bytes; all mean the same to the person.
        raise NotAPicture from error
    clean = Image.new("RGB", plain.size)
    clean.paste(plain)
    return clean


def _average(part: Image.Image) -> tuple[int, ...]:
    return tuple(round(value) for value in ImageStat.Stat(part).mean)
