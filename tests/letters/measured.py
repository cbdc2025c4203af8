"""A PDF measured as one would with a ruler: lines of text with place, size and font, and the rules drawn below them."""

import ctypes
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import pypdfium2
from pypdfium2 import raw

MM = 25.4 / 72
A4 = (210, 297)


@dataclass(frozen=True)
class Glyph:
    """One letter: from where to where it stands, in millimetres from the upper left corner; its size in points."""

    char: str
    left: float
    right: float
    baseline: float
    size: float
    font: str


@dataclass(frozen=True)
class Line:
    """The letters of one line, side by side."""

    glyphs: tuple[Glyph, ...]

    @property
    def text(self) -> str:
        return unicodedata.normalize("NFC", "".join(glyph.char for glyph in self.glyphs))

    @property
    def left(self) -> float:
        return self.glyphs[0].left

    @property
    def right(self) -> float:
        return max(glyph.right for glyph in self.glyphs if glyph.char.strip())

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    @property
    def baseline(self) -> float:
        return self.glyphs[0].baseline

    @property
    def sizes(self) -> set[float]:
        return {glyph.size for glyph in self.glyphs if glyph.char.strip()}

    @property
    def fonts(self) -> set[str]:
        """Return the names of the fonts without the mark of the part that was put into the file."""
        return {glyph.font.partition("+")[2] or glyph.font for glyph in self.glyphs if glyph.char.strip()}


@dataclass(frozen=True)
class Rule:
    """A drawn line."""

    left: float
    right: float
    top: float

    @property
    def length(self) -> float:
        return self.right - self.left


@dataclass(frozen=True)
class Page:
    """One page: its size, its lines from above to below, what is drawn level."""

    size: tuple[int, int]
    lines: tuple[Line, ...]
    rules: tuple[Rule, ...]

    def line(self, words: str) -> Line:
        """Return the one line that is these words, or else the one that holds them."""
        same = [line for line in self.lines if line.text.strip() == words]
        (found,) = same or [line for line in self.lines if words in line.text]
        return found

    @property
    def texts(self) -> list[str]:
        return [line.text for line in self.lines]


def pages_of(pdf: bytes) -> list[Page]:
    """Return every page, measured."""
    return [_measured(page) for page in pypdfium2.PdfDocument(pdf)]


def _measured(page: pypdfium2.PdfPage) -> Page:
    width, height = page.get_size()
    broken = groupby(_glyphs(page, height), key=lambda glyph: glyph.char in "\r\n")
    lines = [Line(tuple(line)) for is_break, line in broken if not is_break]
    spans = (shape.get_bounds() for shape in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH]))
    rules = [
        Rule(left * MM, right * MM, (height - top) * MM)
        for left, bottom, right, top in spans
        if top - bottom < 1.5 < right - left
    ]
    return Page((round(width * MM), round(height * MM)), tuple(lines), tuple(rules))


def _glyphs(page: pypdfium2.PdfPage, height: float) -> Iterator[Glyph]:
    """Yield the letters of a page in the order of reading; a space that ends a line is no letter."""
    text, font, flags = page.get_textpage(), ctypes.create_string_buffer(200), ctypes.c_int()
    across, up = ctypes.c_double(), ctypes.c_double()
    for number in range(text.count_chars()):
        left, _bottom, right, _top = text.get_charbox(number, loose=True)
        raw.FPDFText_GetFontInfo(text.raw, number, font, 200, ctypes.byref(flags))
        raw.FPDFText_GetCharOrigin(text.raw, number, ctypes.byref(across), ctypes.byref(up))
        yield Glyph(
            text.get_text_range(number, 1),
            left * MM,
            right * MM,
            (height - up.value) * MM,
            round(raw.FPDFText_GetFontSize(text.raw, number), 1),
            font.value.decode(),
        )
