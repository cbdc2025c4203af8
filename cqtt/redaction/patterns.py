"""What a pattern of the redaction is: how something is written by which somebody can be found.

None can run away on a long text: what repeats is possessive or counted. A look back in front would make the search
slow, so a pattern begins with a letter or a digit, and what must not stand before it is looked at afterwards.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

Found = re.Match[str]
_NOT_AT_END = " .,;:!?)]\"'-/"


class Kind(StrEnum):
    """What was found; the value is the word that stands in its place."""

    NAME = "họ tên"
    PHONE = "số điện thoại"
    NUMBER = "số định danh"
    PLATE = "biển số"
    ADDRESS = "địa chỉ"
    EMAIL = "email"
    LINK = "liên kết"
    ACCOUNT = "tài khoản"
    BIRTH = "ngày sinh"
    CODE = "mã hồ sơ"


class Sight(StrEnum):
    """How the text is laid before a pattern; in every way it is letter for letter as long."""

    SMALL = "small"  # without marks, in small letters
    CAPITALS = "capitals"  # without marks, capitals as they are
    MARKS = "marks"  # with marks, in small letters


@dataclass(frozen=True)
class Pattern:
    """How one thing is written; where the pattern has a group `it`, that alone identifies, else all of it does."""

    kind: Kind
    regex: re.Pattern[str]
    fits: Callable[[Found], bool] | None = None
    sight: Sight = Sight.SMALL
    before: str | None = None  # what else, beside letters and digits, may stand in front and belongs to it
    spaced: bool = False  # whether a space may part it from what stands in front

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield (start, end) of all that is written so, in order and without overlap."""
        group = "it" if "it" in self.regex.groupindex else 0
        floor = 0
        for found in self.regex.finditer(text):
            start, end = found.span(group)
            begin = self._begin(text, found.start(), floor) if self.before is not None else start
            if begin is None or self._is_end_of_word(text, found.start()) or (self.fits and not self.fits(found)):
                continue
            end = begin + len(text[begin:end].rstrip(_NOT_AT_END))
            if begin > floor and text[begin - 1] == "(" and text[begin:end].count(")") > text[begin:end].count("("):
                begin -= 1
            if begin < end:
                yield begin, end
                floor = end

    def _is_end_of_word(self, text: str, start: int) -> bool:
        return self.before is None and start > 0 and text[start].isalpha() and text[start - 1].isalnum()

    def _begin(self, text: str, start: int, floor: int) -> int | None:
        """Return where the run of characters begins in front of the match, None where nothing stands there.

        It never reaches into what was found before, so every character is looked at once.
        """
        end = start - 1 if self.spaced and text[start - 1 : start] == " " else start
        begin = end
        while begin > floor and (text[begin - 1].isalnum() or text[begin - 1] in (self.before or "")):
            begin -= 1
        return begin if begin < end else None


def pattern(
    kind: Kind,
    regex: str,
    fits: Callable[[Found], bool] | None = None,
    sight: Sight = Sight.SMALL,
    before: str | None = None,
    spaced: bool = False,
) -> Pattern:
    """Return a pattern; in its expression spaces do not count. One that begins with a letter begins a word."""
    flags = re.VERBOSE if sight is Sight.MARKS else re.VERBOSE | re.ASCII
    return Pattern(kind, re.compile(regex, flags), fits, sight, before, spaced)


def digits_of(text: str) -> str:
    return "".join(char for char in text if char.isdecimal())
