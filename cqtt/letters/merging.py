"""A workbook read as a list of people: the columns found by their headings, each fault told with its cell.

Nothing is taken of a list with a fault, and nothing is left out of it unsaid.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from cqtt.clock import date_text
from cqtt.exchange.faults import Faults, FileRefused, quoted, refusal
from cqtt.exchange.reading import Odd, Raw
from cqtt.exchange.workbook_cells import Book, Formula, SheetCells, open_book
from cqtt.fields import looks_like_email
from cqtt.i18n import _
from cqtt.letters.people_list import (
    ASKED,
    DAYS,
    MOST_ROWS,
    ListColumn,
    ListRow,
    PeopleList,
    columns_of,
)
from cqtt.letters.rules import Occasion
from cqtt.letters.salutations import salutation_for
from cqtt.text import clean, fold, parse_phone

__all__ = ["FileRefused", "read_list"]

MOST_BEFORE = 10  # rows that may stand above the headings
_DAY_ZERO = {False: date(1899, 12, 30), True: date(1904, 1, 1)}
_DAY = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")


def read_list(sent: bytes, occasion: Occasion) -> PeopleList:
    """Return the people of a workbook; raise FileRefused with every fault of it, each with its cell."""
    book, faults = open_book(sent), Faults()
    sheet, heading, letters = _headed(book, columns_of(occasion))
    unused = tuple(
        quoted(cell) for place, cell in sheet.rows[heading].items() if place not in letters.values() and cell
    )
    numbers = [number for number in sorted(sheet.rows) if number > heading and _says_something(sheet, number, letters)]
    if len(numbers) > MOST_ROWS:
        reason = _("Danh sách có %(count)s người, mỗi lần nhiều nhất %(most)s.", count=len(numbers), most=MOST_ROWS)
        raise refusal(_("cả tệp"), reason, _("Xin chia thành nhiều tệp."))
    reader = _Reader(book, sheet, letters, faults)
    rows = tuple(reader.row(number, occasion) for number in numbers)
    if not faults.count:  # what could not be read is empty, and would look alike
        _note_twins(rows, reader)
    faults.refuse_if_any()
    if not rows:
        raise refusal(_("cả tệp"), _("Danh sách chưa có ai."), _("Xin ghi mỗi người một dòng dưới dòng tiêu đề."))
    return PeopleList(occasion, rows, unused)


def _headed(book: Book, columns: tuple[ListColumn, ...]) -> tuple[SheetCells, int, dict[str, str]]:
    """Return the sheet, the row of its headings and the letters of each column; raise FileRefused for want of one."""
    wanted = {_plain(column.heading): column.key for column in columns}
    for sheet in book.sheets:
        for number in sorted(sheet.rows)[:MOST_BEFORE]:
            cells = sheet.rows[number].items()
            found = {wanted[_plain(cell)]: letters for letters, cell in reversed(cells) if _plain(cell) in wanted}
            if "name" in found:
                return sheet, number, _complete(found, columns, f"A{number}")
    name = next(column.heading for column in columns if column.key == "name")
    reason = _("Không thấy cột “%(name)s”.", name=name)
    raise refusal(_("cả tệp"), reason, _("Xin tải tệp mẫu, chép danh sách vào, giữ nguyên dòng tiêu đề."))


def _complete(found: dict[str, str], columns: tuple[ListColumn, ...], place: str) -> dict[str, str]:
    for column in columns:
        if column.required and column.key not in found:
            reason = _("Không thấy cột “%(name)s”, thư này cần có.", name=column.heading)
            raise refusal(place, reason, _("Xin thêm cột ấy, hoặc chép danh sách vào tệp mẫu."))
    return found


def _plain(cell: object) -> str:
    return " ".join(fold(cell).split()) if isinstance(cell, str) else ""


def _says_something(sheet: SheetCells, number: int, letters: Mapping[str, str]) -> bool:
    cells = sheet.rows[number]
    return any(
        not isinstance(cells.get(place), str) or clean(str(cells[place]))
        for place in letters.values()
        if place in cells
    )


class _Wrong(Exception):
    def __init__(self, reason: str, mend: str) -> None:
        self.reason, self.mend = reason, mend


@dataclass(frozen=True)
class _Reader:
    """Reads the rows of one sheet, and notes what is wrong with a cell."""

    book: Book
    sheet: SheetCells
    letters: Mapping[str, str]
    faults: Faults

    def row(self, number: int, occasion: Occasion) -> ListRow:
        said = {column.key: self._value(column, number) for column in columns_of(occasion)}
        own = {place: said.pop(place) for place in ASKED[occasion]}
        facts = {place: fact for place, fact in own.items() if fact}
        return ListRow(number, facts=facts, **said | {"salutation": said["salutation"] or salutation_for(said["name"])})

    def place(self, number: int, key: str = "name") -> str:
        return _("dòng %(row)s, ô %(cell)s", row=number, cell=f"{self.letters.get(key, 'A')}{number}")

    def _value(self, column: ListColumn, number: int) -> str:
        raw = self.sheet.rows[number].get(self.letters.get(column.key, ""))
        try:
            text = _text(raw, column.key, self.book.from_1904)
            return _checked(column, text)
        except _Wrong as wrong:
            self.faults.add(self.place(number, column.key), wrong.reason, wrong.mend)
            return ""


def _text(raw: Raw | Odd | Formula, key: str, from_1904: bool) -> str:
    """Return what a cell says as text: a number that a spreadsheet made of a telephone or a day is read as that."""
    if raw is None:
        return ""
    if isinstance(raw, Formula):
        raise _Wrong(_("Ô này là công thức."), _("Xin chép ô rồi dán lại dạng giá trị (Paste Values)."))
    if isinstance(raw, bool | Odd | list):
        raise _Wrong(_("Ô này không ghi dưới dạng chữ."), _("Xin định dạng ô là Văn bản (Text) rồi ghi lại."))
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    if key in DAYS and isinstance(raw, int | float):
        return _serial_day(int(raw), from_1904)
    if key == "phone" and isinstance(raw, int):
        return f"0{raw}"  # the spreadsheet has dropped the zero in front
    return clean(str(raw)).replace("\n", " ")


def _serial_day(days: int, from_1904: bool) -> str:
    if not 0 < days < 110_000:
        raise _Wrong(_("Ô này không phải là ngày."), _day_mend())
    return date_text(_DAY_ZERO[from_1904] + timedelta(days=days))


def _checked(column: ListColumn, text: str) -> str:
    """Return the text as it is kept; raise what is wrong with it."""
    if column.required and not text:
        raise _Wrong(_("Ô “%(name)s” còn trống.", name=column.heading), _("Xin điền ô này, hoặc xóa cả dòng."))
    if len(text) > column.most:
        raise _Wrong(_("Chữ trong ô dài quá."), _("Xin viết gọn lại, nhiều nhất %(most)s ký tự.", most=column.most))
    if not text:
        return ""
    if column.key == "phone":
        return _phone(text)
    if column.key == "email" and not looks_like_email(text):
        mend = _("Xin xem lại, ví dụ ten@example.vn; không có thì để trống.")
        raise _Wrong(_("“%(text)s” không phải địa chỉ thư điện tử.", text=quoted(text)), mend)
    return _day(text) if column.key in DAYS else text


def _phone(text: str) -> str:
    number = parse_phone(text) or parse_phone(f"0{text}")
    if number is None:
        mend = _("Số điện thoại có 10 chữ số, ví dụ 0912 345 678; không có thì để trống.")
        raise _Wrong(_("“%(text)s” không phải số điện thoại.", text=quoted(text)), mend)
    return number


def _day(text: str) -> str:
    found = _DAY.fullmatch(text)
    try:
        return date_text(date(*map(int, reversed(found.groups())))) if found else _no_day(text)
    except ValueError:
        return _no_day(text)


def _no_day(text: str) -> str:
    raise _Wrong(_("“%(text)s” không phải là ngày.", text=quoted(text)), _day_mend())


def _day_mend() -> str:
    return _("Xin ghi ngày có thật, ví dụ 23/11/2026.")


def _note_twins(rows: tuple[ListRow, ...], reader: _Reader) -> None:
    """Note rows that say the same as one before: the person would get the letter twice."""
    for row, first in _twins(rows):
        reason = _("Dòng này giống hệt dòng %(first)s nên người này sẽ nhận hai thư.", first=first.number)
        reader.faults.add(reader.place(row.number), reason, _("Xin xóa một dòng."))


def _twins(rows: tuple[ListRow, ...]) -> Iterator[tuple[ListRow, ListRow]]:
    seen: dict[str, ListRow] = {}
    for row in rows:
        first = seen.setdefault(repr(row.content), row)
        if first is not row and row.name:
            yield row, first
