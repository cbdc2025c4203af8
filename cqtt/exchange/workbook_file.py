"""A workbook read as the tables of the catalogue: each column found by its key, each fault with its cell."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from cqtt.exchange.cell_text import split_lines
from cqtt.exchange.columns import SCHEMA, TABLES, Column, Kind, Table
from cqtt.exchange.faults import Faults, quoted
from cqtt.exchange.guide import GUIDE
from cqtt.exchange.reading import Odd, Raw, Row, read_value
from cqtt.exchange.sheets import Sheets
from cqtt.exchange.workbook import HEADINGS, KEYS, MOST_ROWS
from cqtt.exchange.workbook_cells import Book, Formula, SheetCells, open_book
from cqtt.i18n import _

_AS_OF = Column("as_of", "Dữ liệu ngày", Kind.DATE)
_DAY_ZERO = {False: date(1899, 12, 30), True: date(1904, 1, 1)}


@dataclass(frozen=True)
class Cells:
    """Where a row stands: the sheet, the number of the row, and the letters of each column."""

    sheet: str
    number: int
    letters: Mapping[str, str]

    def of(self, key: str = "") -> str:
        letters = self.letters.get(key) or next(iter(self.letters.values()), "A")
        return _place(self.sheet, f"{letters}{self.number}")


def _place(sheet: str, address: str) -> str:
    return _("trang tính “%(sheet)s”, ô %(address)s", sheet=sheet, address=address)


def read_workbook(sent: bytes, faults: Faults) -> Sheets:
    """Return what the file says and note its faults; raise FileRefused for what is no workbook at all."""
    book = open_book(sent)
    names = {GUIDE, *(table.sheet for table in TABLES)}
    for sheet in book.sheets:
        if sheet.name.strip() not in names:
            place = _("trang tính “%(sheet)s”", sheet=quoted(sheet.name))
            faults.add(place, _("Danh mục không có trang tính tên như vậy."), _("Xin xóa trang tính ấy."))
    as_of = _read_guide(book, faults)
    return Sheets(as_of, {table.key: _read_table(book, table, faults) for table in TABLES})


def _read_guide(book: Book, faults: Faults) -> str:
    """Return the day of the catalogue; note a file of another form."""
    sheet = _sheet(book, GUIDE, faults)
    if sheet is None:
        return ""
    if sheet.rows.get(2, {}).get("B") != SCHEMA:
        reason = _("Tệp này không phải bản %(schema)s của danh mục.", schema=SCHEMA)
        faults.add(_place(GUIDE, "B2"), reason, _("Xin xuất tệp mới rồi sửa trên tệp ấy."))
    raw = _raw(sheet.rows.get(3, {}).get("B"), _AS_OF, book, _place(GUIDE, "B3"), faults)
    return str(read_value(_AS_OF, raw, _place(GUIDE, "B3"), faults))


def _sheet(book: Book, name: str, faults: Faults) -> SheetCells | None:
    sheet = book.named(name)
    if sheet is None:
        place = _("trang tính “%(sheet)s”", sheet=name)
        faults.add(place, _("Thiếu trang tính này."), _("Xin xuất tệp mới rồi sửa trên tệp ấy."))
    return sheet


def _read_table(book: Book, table: Table, faults: Faults) -> tuple[Row, ...]:
    sheet = _sheet(book, table.sheet, faults)
    letters = _columns(sheet, table, faults) if sheet else None
    if sheet is None or letters is None:
        return ()
    numbers = sorted(number for number in sheet.rows if number > KEYS)
    if len(numbers) > MOST_ROWS:
        faults.add(_place(table.sheet, f"A{MOST_ROWS}"), _("Trang tính có quá nhiều dòng."), _("Xin xóa dòng thừa."))
        return ()
    return tuple(_row(book, sheet, table, number, letters, faults) for number in numbers)


def _columns(sheet: SheetCells, table: Table, faults: Faults) -> dict[str, str] | None:
    """Return the letters of each key, or note which columns are wrong."""
    found: dict[str, str] = {}
    count = faults.count
    for letters, key in sheet.rows.get(KEYS, {}).items():
        place = _place(table.sheet, f"{letters}{KEYS}")
        if not isinstance(key, str) or key.strip() not in table.by_key:
            reason = _("Trang này không có cột nào khóa “%(key)s”.", key=quoted(key))
            faults.add(place, reason, _("Xin xóa cột ấy, hoặc trả lại dòng khóa như tệp đã xuất."))
        elif key.strip() in found:
            faults.add(place, _("Cột “%(key)s” có hai lần.", key=key), _("Xin xóa bớt một cột."))
        else:
            found[key.strip()] = letters
    for column in table.columns:
        if column.key not in found:
            reason = _("Thiếu cột “%(name)s” (khóa %(key)s).", name=column.heading, key=column.key)
            faults.add(_place(table.sheet, f"A{KEYS}"), reason, _("Xin xuất tệp mới rồi sửa trên tệp ấy."))
    _note_strays(sheet, table, set(sheet.rows.get(KEYS, {})), faults)
    return found if faults.count == count else None


def _note_strays(sheet: SheetCells, table: Table, known: set[str], faults: Faults) -> None:
    """Note what stands in columns without a key."""
    for number, row in sorted(sheet.rows.items()):
        stray = next((letters for letters in row if letters not in known), None) if number > HEADINGS else None
        if stray:
            reason = _("Ô này nằm ngoài các cột của danh mục.")
            faults.add(_place(table.sheet, f"{stray}{number}"), reason, _("Xin xóa ô ấy."))
            return


def _row(book: Book, sheet: SheetCells, table: Table, number: int, letters: Mapping[str, str], faults: Faults) -> Row:
    place, cells = Cells(table.sheet, number, letters), sheet.rows[number]
    values = {}
    for column in table.columns:
        value = cells.get(letters[column.key])
        if value is None and not column.required:
            values[column.key] = column.blank
            continue
        address = place.of(column.key)
        values[column.key] = read_value(column, _raw(value, column, book, address, faults), address, faults)
    return Row(values, place)


def _raw(value: Raw | Odd | Formula, column: Column, book: Book, place: str, faults: Faults) -> Raw | Odd:
    """Return a cell as its column wants it: dates as days, lists as their lines."""
    if isinstance(value, Formula):
        mend = _("Xin chép kết quả rồi dán lại dạng giá trị (Paste Special › Values).")
        faults.add(place, _("Ô này là công thức."), mend)
        return _harmless(column)
    if column.kind is Kind.DATE and isinstance(value, int | float) and not isinstance(value, bool):
        return _day(value, book)
    if column.kind is Kind.LINES and isinstance(value, str | int) and not isinstance(value, bool):
        return list(split_lines(str(value)))
    return value


def _day(value: float, book: Book) -> Raw | Odd:
    try:
        return (_DAY_ZERO[book.from_1904] + timedelta(days=int(value))).isoformat()
    except (OverflowError, ValueError):
        return Odd(str(value))


def _harmless(column: Column) -> Raw:
    """Return a value that the column takes: the one fault has been noted."""
    usual: dict[Kind, Raw] = {Kind.INTEGER: 0, Kind.DATE: "2000-01-01", Kind.CHOICE: next(iter(column.words or {}), "")}
    return usual.get(column.kind, "x") if column.required else None
