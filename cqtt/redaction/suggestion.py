"""Suggest a text that may be public: what may identify a person is replaced by its kind in square brackets.

A suggestion only: a person reads, changes and approves it, and `leftovers` says what still deserves a look. Rather one
word too many is taken out than one too few; places, streets, schools and offices stay.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cqtt.redaction import contacts, numbers
from cqtt.redaction.names import find_names, find_suspects
from cqtt.redaction.patterns import Kind, Pattern, Sight
from cqtt.redaction.reading import Reading
from cqtt.text import clean

_COVER = "\x00"
_PLACEHOLDER = re.compile(r"\[(?:" + "|".join(kind.value for kind in Kind) + r")\]")
_STRAY_MARK = re.compile(
    "[\u0300-\u036f\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u2800\u3164\ufe00-\ufe0f\U000e0000-\U000e01ef]"
)
_FIRST = (
    *(contacts.EMAILS + contacts.LINKS + numbers.CODES),
    *(numbers.BIRTHS + numbers.PLATES + numbers.ANNOUNCED),
)
_THEN = (*numbers.PHONES, *contacts.HANDLES, *numbers.NUMBERS, *contacts.ADDRESSES)
_Place = tuple[int, int, Kind]


class _Capitals(dict[int, str]):
    """Every character as patterns read it: letters without marks, digits of any script as 0 to 9, one kind of space."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        plain = {"đ": "d", "Đ": "D", "ð": "d", "Ð": "D"}.get(char) or unicodedata.normalize("NFKD", char)[0]
        self[code] = seen = plain if char.isalpha() else _simple(char)
        return seen


class _Marks(dict[int, str]):
    """Every character in small letters, with its marks."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        self[code] = seen = char.lower()[0] if char.isalpha() else _simple(char)
        return seen


def _simple(char: str) -> str:
    if (value := unicodedata.digit(char, None)) is not None:
        return str(value)
    if char in "’‘ʼ`´":
        return "'"
    return {"Pd": "-", "Zs": " "}.get(unicodedata.category(char), char)


_CAPITALS, _MARKS = _Capitals(), _Marks()


@dataclass(frozen=True)
class Span:
    """A replaced stretch: of the original from `start` to `end`; its word begins at `at` of the public text."""

    kind: Kind
    start: int
    end: int
    at: int

    @property
    def word(self) -> str:
        return f"[{self.kind}]"


@dataclass(frozen=True)
class Piece:
    """A stretch of the public text for a page that marks what was replaced; without a kind it stands as written."""

    text: str
    kind: Kind | None = None
    original: str = ""


@dataclass(frozen=True)
class Redacted:
    """The suggested text, and what was replaced in `original`, which is what was typed without unseen characters."""

    text: str
    spans: tuple[Span, ...]
    original: str

    def pieces(self) -> Iterator[Piece]:
        """Yield the public text in order, what was replaced apart."""
        end = 0
        for span in self.spans:
            if span.start > end:
                yield Piece(self.original[end : span.start])
            yield Piece(span.word, span.kind, self.original[span.start : span.end])
            end = span.end
        if end < len(self.original):
            yield Piece(self.original[end:])


@dataclass(frozen=True)
class Leftover:
    """What still looks as if it identified somebody, and where it stands in the text that was asked about."""

    kind: Kind
    text: str
    start: int
    end: int


def redact(text: str) -> Redacted:
    """Suggest a public text for what somebody wrote; the same text always gives the same suggestion."""
    original = _STRAY_MARK.sub("", clean(text))
    spans: list[Span] = []
    written: list[str] = []
    end = length = 0
    for start, stop, kind in _find(_Cover(original)):
        span = Span(kind, start, stop, length + start - end)
        written += (original[end:start], span.word)
        length, end = span.at + len(span.word), stop
        spans.append(span)
    return Redacted("".join((*written, original[end:])), tuple(spans), original)


def leftovers(text: str) -> tuple[Leftover, ...]:
    """Return what still looks as if it identified somebody in a text that is to be published: a list to look at.

    It holds what `redact` would replace and, more suspicious than that, every longer number and every capital that
    belongs to no known place. Positions count in the cleaned text.
    """
    cleaned = clean(text)
    cover = _Cover(cleaned)
    found = [*_find(cover), *_suspected(cover)]
    return tuple(Leftover(kind, cleaned[start:end], start, end) for start, end, kind in sorted(found))


class _Cover:
    """A text that is looked through again and again; what was found is hidden from the next look."""

    def __init__(self, text: str) -> None:
        capitals = text.translate(_CAPITALS)
        self.sights = {
            Sight.CAPITALS: capitals,
            Sight.SMALL: capitals.lower(),
            Sight.MARKS: text.translate(_MARKS),
        }
        self.hide([found.span() for found in _PLACEHOLDER.finditer(text)])  # the work of an earlier suggestion

    def hide(self, places: list[tuple[int, int]]) -> None:
        """Put covers in place of these stretches, which come in order."""
        self.sights = {sight: _hidden(text, places) for sight, text in self.sights.items()}

    def take(self, patterns: Iterable[Pattern]) -> Iterator[_Place]:
        """Yield what the patterns find, each in what those before it left."""
        for pattern in patterns:
            places = list(pattern.find(self.sights[pattern.sight]))
            if places:
                yield from ((start, end, pattern.kind) for start, end in places)
                self.hide(places)

    def read(self) -> Reading:
        return Reading(self.sights[Sight.MARKS], self.sights[Sight.CAPITALS])


def _hidden(text: str, places: list[tuple[int, int]]) -> str:
    parts: list[str] = []
    end = 0
    for start, stop in places:
        parts += (text[end:start], _COVER * (stop - start))
        end = stop
    return "".join((*parts, text[end:]))


def _find(cover: _Cover) -> list[_Place]:
    """Return what identifies, in order and without overlap, and hide it."""
    found = list(cover.take(_FIRST))
    cover.hide([match.span() for match in numbers.NOBODYS.finditer(cover.sights[Sight.MARKS])])
    found += cover.take(_THEN)
    names = list(find_names(cover.read()))
    cover.hide(names)
    return sorted([*found, *((start, end, Kind.NAME) for start, end in names)])


def _suspected(cover: _Cover) -> Iterator[_Place]:
    """Yield what `redact` leaves although it could identify somebody."""
    yield from cover.take(numbers.SUSPECTS)
    yield from ((start, end, Kind.NAME) for start, end in find_suspects(cover.read()))
