"""Read what somebody copied from the bank's page or file: which lines are money that came in, when and how much.

Several layouts are read (cells parted by tab, semicolon or comma, or plain lines), none is guessed at: where it is
not clear which number is the amount, or whether money came or went, the line is quoted back as not read.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from cqtt.errors import RuleBroken
from cqtt.fees.amounts import read_amount
from cqtt.i18n import _
from cqtt.text import clean, fold

MOST_LINES = 1_000
MOST_CHARACTERS = 300_000
Cells = Sequence[str]


class StatementRefused(RuleBroken):
    """What was pasted cannot be a statement as a whole."""


@dataclass(frozen=True)
class Credit:
    """Money that came in, as one line says it."""

    number: int  # of the line in what was pasted, 1 first
    day: date
    amount_vnd: int
    text: str


@dataclass(frozen=True)
class Unread:
    """A line that says nothing certain, and why."""

    number: int
    text: str
    why: str


@dataclass(frozen=True)
class Statement:
    """What was read: money in, lines not read, and how many lines were money that went out."""

    credits: tuple[Credit, ...]
    unread: tuple[Unread, ...]
    debits: int


class _LineUnread(Exception):
    """The reason, as a sentence."""


def read_statement(pasted: str, today: date) -> Statement:
    """Return the lines of a statement; StatementRefused when there is too much of it, or nothing to be read."""
    _check_whole(pasted)
    credits: list[Credit] = []
    unread: list[Unread] = []
    debits, columns = 0, None
    for number, cells in _rows(pasted):
        if (found := _Columns.of(cells)) is not None:
            columns = found
            continue
        quote = " · ".join(cell for cell in cells if cell)
        try:
            amount = _amount_of(cells, columns)
            if amount > 0:
                credits.append(Credit(number, _day_of(cells, columns, today), amount, quote))
            debits += amount < 0
        except _LineUnread as reason:
            unread.append(Unread(number, quote, str(reason)))
    if not credits and not debits:
        raise StatementRefused(_nothing_read([line.why for line in unread if _find_day(line.text)]))
    return Statement(tuple(credits), tuple(unread), debits)


_PAGE_SOURCE = re.compile(r"<(html|body|table|tr|div)\b", re.IGNORECASE)


def _check_whole(pasted: str) -> None:
    """Raise StatementRefused for more than can be looked through at once, and for the source of a page."""
    lines = sum(1 for line in pasted.splitlines() if line.strip())
    if lines > MOST_LINES or len(pasted) > MOST_CHARACTERS:
        raise StatementRefused(
            _(
                "Đoạn dán có %(lines)s dòng, quá nhiều cho một lần. Xin dán từng ngày, mỗi lần nhiều nhất"
                " %(most)s dòng.",
                lines=f"{lines:,}".replace(",", "."),
                most=f"{MOST_LINES:,}".replace(",", "."),
            )
        )
    if _PAGE_SOURCE.search(pasted):
        raise StatementRefused(
            _("Đây là mã của cả một trang mạng. Xin mở trang ấy, bôi đen riêng bảng giao dịch rồi chép và dán lại.")
        )


def _nothing_read(reasons: Sequence[str]) -> str:
    """Return the commonest fault of the lines that have a date, or that there are no such lines at all."""
    if reasons:
        return _("Không đọc được dòng giao dịch nào: %(why)s.", why=Counter(reasons).most_common(1)[0][0])
    return _(
        "Không đọc được dòng giao dịch nào. Xin chép riêng bảng giao dịch, cả dòng tiêu đề, mỗi giao dịch một dòng"
        " có ngày, số tiền và nội dung."
    )


# -- lines into cells -----------------------------------------------------------------------------


def _rows(pasted: str) -> Iterable[tuple[int, Cells]]:
    """Return the lines that are not empty with their numbers, each in the cells it is parted into."""
    mark = _mark_between_cells(pasted)
    for number, line in enumerate(pasted.splitlines(), start=1):
        cells = [clean(cell) for cell in _split(line, mark)]
        if any(cells):
            yield number, cells


def _mark_between_cells(pasted: str) -> str:
    """Return the mark that leaves a date alone in its cell most often; a space that parts nothing if none does."""
    lines = [line for line in pasted.splitlines() if line.strip()]
    dated = {mark: sum(any(map(_is_a_date, _split(line, mark))) for line in lines) for mark in "\t;,"}
    best = max(dated, key=lambda mark: dated[mark])
    return best if dated[best] else "\0"


def _split(line: str, mark: str) -> list[str]:
    """Return the cells of a line; quotation marks hold a cell together, as in files of spreadsheets."""
    if mark == "\0" or "\0" in line:
        return [line.replace("\0", "")]
    return next(csv.reader([line], delimiter=mark), [])


# -- the date -------------------------------------------------------------------------------------

_DAY = re.compile(r"(?<![\w.])([0-9]{1,2})[/.\-]([0-9]{1,2})[/.\-]([0-9]{4}|[0-9]{2})(?![0-9])")
_ISO_DAY = re.compile(r"(?<![\w.])([0-9]{4})[\-/]([0-9]{1,2})[\-/]([0-9]{1,2})(?![0-9])")
_CLOCK = re.compile(r"[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?(\.[0-9]+)?")


def _is_a_date(cell: str) -> bool:
    """Whether there is nothing in the cell but a date, and perhaps a time."""
    day = _find_day(cell)
    rest = _ISO_DAY.sub("", _DAY.sub("", _CLOCK.sub("", cell)))
    return day is not None and not rest.strip(" TZ,")


def _find_day(text: str) -> date | None:
    """Return the first day in the text that was on a calendar, the day before the month."""
    found = [(match.start(), match[3], match[2], match[1]) for match in _DAY.finditer(text)]
    found += [(match.start(), match[1], match[2], match[3]) for match in _ISO_DAY.finditer(text)]
    for _place, year, month, day in sorted(found):
        try:
            return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
        except ValueError:
            continue
    return None


def _day_of(cells: Cells, columns: "_Columns | None", today: date) -> date:
    """Return the day of the line: in its column, else alone in a cell, else anywhere in the words."""
    own = cells[columns.day] if columns and columns.day is not None and columns.day < len(cells) else ""
    alone = (cell for cell in cells if _is_a_date(cell))
    day = _find_day(own) or _find_day(next(alone, "")) or _find_day(" ".join(cells))
    if day is None:
        raise _LineUnread(_("không thấy ngày giao dịch"))
    if day > today:
        raise _LineUnread(_("ngày giao dịch chưa đến"))
    return day


# -- the amount -----------------------------------------------------------------------------------

_NAMES = {
    "credit": {"ghi co", "co", "phat sinh co", "ps co", "so tien ghi co", "so tien co", "tien vao", "credit"},
    "debit": {"ghi no", "no", "phat sinh no", "ps no", "so tien ghi no", "so tien no", "tien ra", "debit"},
    "amount": {"so tien", "so tien giao dich", "so tien gd", "amount", "transaction amount", "gia tri giao dich"},
    "day": {"ngay", "ngay giao dich", "ngay gd", "ngay hieu luc", "thoi gian", "date", "transaction date", "tnx date"},
}
_WENT_OUT = {"d", "dr", "no", "ghi no", "debit", "tien ra"}


@dataclass(frozen=True)
class _Columns:
    """Where the line of headings puts what."""

    day: int | None
    credit: int | None
    debit: int | None
    amount: int | None

    @classmethod
    def of(cls, cells: Cells) -> "_Columns | None":
        """Return the places if this is a line of headings: it names where the money is, and holds no date."""
        if len(cells) < 2 or _find_day(" ".join(cells)):
            return None
        places = {what: _place_of(cells, names) for what, names in _NAMES.items()}
        named = sum(place is not None for place in places.values())
        return cls(**places) if named >= 2 else None


def _place_of(cells: Cells, names: set[str]) -> int | None:
    for place, cell in enumerate(cells):
        plain = re.sub(r"\(.*?\)|\bvnd\b", "", fold(cell))
        if any(part.strip(" .:") in names for part in re.split(r"[/|\n]| - ", plain)):
            return place
    return None


def _amount_of(cells: Cells, columns: _Columns | None) -> int:
    """Return what came in, below zero what went out."""
    if columns is None or (columns.credit is None and columns.amount is None):
        amount = _only_amount(cells)
    elif columns.credit is not None:
        came, went = _in_column(cells, columns.credit), _in_column(cells, columns.debit)
        amount = came or -abs(went)
    else:
        amount = _in_column(cells, columns.amount)
    if not amount:
        raise _LineUnread(_("không thấy số tiền"))
    return -abs(amount) if any(fold(cell) in _WENT_OUT for cell in cells) else amount


def _in_column(cells: Cells, place: int | None) -> int:
    """Return the amount in a column; nothing there is nothing, and what is no amount makes the line unread."""
    cell = cells[place] if place is not None and place < len(cells) else ""
    if not cell.strip(" -–"):
        return 0
    amount = read_amount(cell)
    if amount is None:
        raise _LineUnread(_("không đọc được số tiền “%(cell)s”", cell=cell[:30]))
    return amount


_IN_WORDS = re.compile(
    r"(?<![\w.,\-/:])(?:[+\-]\s?)?(?:[0-9]{1,3}(?:[.,][0-9]{3})+(?:[.,]00)?|[0-9]+)(?:\s?(?:VND|VNĐ|đồng|đ|₫))?(?![\w,\-/:])",
    re.IGNORECASE,
)


def _only_amount(cells: Cells) -> int:
    """Return the one number that can be the amount where no headings say it; with several it is not clear."""
    written = [cell for cell in cells if not _is_a_date(cell) and read_amount(cell) is not None]
    if len(cells) == 1:
        written = [match[0] for match in _IN_WORDS.finditer(_DAY.sub(" ", cells[0]))]
    for kind in (_is_signed, _is_written_as_money, _is_plain_money):
        of_kind = [amount for text in written if kind(text) and (amount := read_amount(text))]
        if len(of_kind) == 1:
            return of_kind[0]
        if of_kind:
            raise _LineUnread(
                _("có nhiều số tiền, không rõ số nào là tiền vào; xin chép cả dòng tiêu đề của bảng (Ghi nợ, Ghi có)")
            )
    return 0


def _is_signed(text: str) -> bool:
    return text.strip()[:1] in ("+", "-", "\u2212", "(")


def _is_written_as_money(text: str) -> bool:
    return bool(re.search(r"[0-9][.,][0-9]|[0-9]\s?(?:vnd|vnđ|đ|₫)|vnd\s?[0-9]", text, re.IGNORECASE))


def _is_plain_money(text: str) -> bool:
    """Four to nine digits: shorter ones number the lines, longer ones are accounts or references."""
    return bool(re.fullmatch(r"[1-9][0-9]{3,8}", text.strip()))
