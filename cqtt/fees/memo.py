"""What is written with a transfer: a dossier's code as a bank lets it through, and finding it in what comes back.

Banks drop dots, change capitals, put words of their own before and after, and cut what is too long. A code that
is not whole is never taken for a dossier: the officer is shown what it may be.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from cqtt.fees.vietqr import LONGEST_MEMO
from cqtt.text import fold

_MARKS = r"[\s.\-_/]{0,2}"  # what a bank may leave or put between the parts of a code
_TAIL = len("-261123-0001") + 1  # five digits on a very busy day
_LEAST_OF_A_CUT_CODE = 4  # digits of the day; with fewer it may be anything


def memo_of(code: str) -> str:
    """Return the code without dots, at most 25 letters without marks; of a longer one its end, which names it."""
    memo = "".join(char for char in fold(code).upper() if char.isascii() and (char.isalnum() or char == "-"))
    return memo if len(memo) <= LONGEST_MEMO else memo.replace("-", "")[-LONGEST_MEMO:]


@dataclass(frozen=True)
class Mention:
    """The codes that a text names in whole, and the beginnings of codes that were cut off in it."""

    codes: tuple[str, ...] = ()
    cut: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.codes or self.cut)


def mentioned(text: str, prefixes: Iterable[str]) -> Mention:
    """Return what a text says of codes under these prefixes, each as it is stored: "H19.00.00-261123-0001"."""
    plain = fold(text).upper()
    codes: dict[str, None] = {}
    cut: dict[str, None] = {}
    for prefix in prefixes:
        for found in _pattern(prefix).finditer(plain):
            day, number = found["day"] or "", found["number"] or ""
            if _is_day(day) and _is_number(number):
                codes[f"{prefix}-{day}-{number}"] = None
            elif (beginning := _beginning(day, number)) is not None:
                cut[f"{prefix}-{beginning}"] = None
    return Mention(tuple(codes), tuple(cut) if not codes else ())


@cache
def _pattern(prefix: str) -> re.Pattern[str]:
    """Match the prefix with or without its marks, then what there is of the day and of the number.

    A memo that was too long lacks the beginning of the prefix, so only its end has to be there.
    """
    bare = re.sub(r"[^A-Z0-9]", "", fold(prefix).upper())
    needed = _MARKS.join(map(re.escape, bare[-(LONGEST_MEMO - _TAIL) :]))
    return re.compile(rf"{needed}{_MARKS}(?P<day>[0-9]{{1,6}})(?:{_MARKS}(?P<number>[0-9]+))?")


def _is_day(digits: str) -> bool:
    try:
        return len(digits) == len("yymmdd") and bool(datetime.strptime(digits, "%y%m%d"))
    except ValueError:
        return False


def _is_number(digits: str) -> bool:
    """A day's number has four digits, filled up with zeros; more only when the day really had as many."""
    return len(digits) == 4 or (4 < len(digits) <= 7 and not digits.startswith("0"))


def _beginning(day: str, number: str) -> str | None:
    """Return what a cut code begins with after its prefix, or None when it is no beginning of one."""
    if len(day) < len("yymmdd"):
        return day if len(day) >= _LEAST_OF_A_CUT_CODE and _fits_a_day(day) else None
    if not _is_day(day):
        return None
    return f"{day}-{number[:4]}" if len(number) < 4 or number.startswith("0") else f"{day}-"


def _fits_a_day(digits: str) -> bool:
    """Whether a day may begin like this: 2611 may, 2699 may not."""
    return any(_is_day(digits + rest) for rest in ("", "0", "1", "01"))
