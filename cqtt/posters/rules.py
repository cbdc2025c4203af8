"""What papers with codes there are, and how many may be ordered at once."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from enum import StrEnum
from typing import TypeVar

from cqtt.errors import RuleBroken
from cqtt.i18n import _, _l

Each = TypeVar("Each")

MOST_COPIES = 50
MOST_PAPERS = 3_000  # of one order: what a printer takes a day for
LABELS_A_SHEET = 8
AT_ONCE = 48  # papers drawn in one go, a whole number of sheets of labels; then the progress is noted
KEPT = timedelta(days=7)  # a file can be printed again, and made again after that
GIVEN_UP_AFTER = timedelta(hours=1)  # an order whose making has ended with its process again and again


class Size(StrEnum):
    A4 = "a4"
    A5 = "a5"
    TENT = "tent"
    LABELS = "labels"
    WALL = "wall"


SIZE_NAMES = {
    Size.A4: _l("Tờ A4 dán tường"),
    Size.A5: _l("Tờ A5 (nửa tờ A4)"),
    Size.TENT: _l("Thẻ để bàn: một tờ A4 gấp lại, hai mặt như nhau"),
    Size.LABELS: _l("Nhãn: 8 nhãn trên một tờ A4, có dấu cắt"),
    Size.WALL: _l("Bảng mã theo lĩnh vực: tờ A4, in phóng lên A3 cũng được"),
}
SHORT_SIZES = {
    Size.A4: _l("Tờ A4"),
    Size.A5: _l("Tờ A5"),
    Size.TENT: _l("Thẻ để bàn"),
    Size.LABELS: _l("Nhãn"),
    Size.WALL: _l("Bảng mã"),
}


class TooMany(RuleBroken):
    """More papers than one order may have."""

    def __init__(self, papers: int) -> None:
        super().__init__(
            _(
                "Lần này là %(papers)s bản, nhiều quá cho một tệp (nhiều nhất %(most)s)."
                " Xin bớt số bản, hoặc chia làm nhiều lần.",
                papers=papers,
                most=MOST_PAPERS,
            )
        )


def check_number(things: int, copies: int) -> None:
    """Raise TooMany unless this many things may be printed this often in one order."""
    if things * copies > MOST_PAPERS:
        raise TooMany(things * copies)


def each_repeated(things: Sequence[Each], copies: int) -> list[Each]:
    """Return every thing as often as it is wanted, the same ones together: a sheet of labels is cut in one go."""
    return [thing for thing in things for _copy in range(copies)]


def batches(things: Sequence[Each], group_of: Callable[[Each], str] | None = None) -> Iterator[Sequence[Each]]:
    """Yield the things in the portions that are drawn in one go; with `group_of` no group is torn apart."""
    begin = 0
    while begin < len(things):
        end = min(begin + AT_ONCE, len(things))
        while group_of and end < len(things) and group_of(things[end]) == group_of(things[end - 1]):
            end += 1
        yield things[begin:end]
        begin = end
