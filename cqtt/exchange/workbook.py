"""The catalogue as a workbook: the same catalogue is the same bytes, and no text in it is ever read as a formula."""

import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.datavalidation import DataValidation

from cqtt.errors import RuleBroken
from cqtt.exchange.cell_text import join_lines, to_cell
from cqtt.exchange.columns import SCHEMA, TABLES, Column, Kind, Table, Value
from cqtt.exchange.guide import GUIDE, GUIDE_HEAD, LEAD, guide_lines
from cqtt.exchange.sheets import Sheets
from cqtt.exchange.words import NO, YES
from cqtt.i18n import _
from cqtt.text import looks_like_a_formula

HEADINGS, KEYS = 1, 2  # rows; what follows is the catalogue
MOST_ROWS = 20_000
LONGEST = 32_767  # characters that a cell holds
MADE = datetime(2000, 1, 1)  # the moment that stands in every file, so that equal content is equal bytes
_STAMPED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")

_THIN = Side(style="thin", color="CCCCCC")
_GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_WRAPPED = Alignment(vertical="top", wrap_text=True)
_FILL = PatternFill("solid", fgColor="F6EDE1")


def write_workbook(sheets: Sheets) -> bytes:
    """Return the file; raise RuleBroken for a text that is longer than a cell can be."""
    book = Workbook(write_only=True)
    book.properties.creator, book.properties.title = "cqtt", "Danh mục thủ tục"
    _write_guide(book.create_sheet(GUIDE), sheets.as_of)
    for table in TABLES:
        sheet = book.create_sheet(table.sheet)
        _lay_out(sheet, table)
        _write_rows(sheet, table, sheets)
    stored = BytesIO()
    book.save(stored)
    return _undated(stored.getvalue())


def _undated(stored: bytes) -> bytes:
    """Return the workbook with one fixed moment wherever it says when it was made."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(stored)) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in sorted(made.namelist()):
            content = made.read(name)
            if name == "docProps/core.xml":
                content = _STAMPED.sub(rb"\g<1>" + f"{MADE:%Y-%m-%dT%H:%M:%SZ}".encode(), content)
            entry = zipfile.ZipInfo(name, MADE.timetuple()[:6])
            packed.writestr(entry, content, zipfile.ZIP_DEFLATED, 6)
    return out.getvalue()


class _Cells:
    """Makes the cells of one sheet; looks are set once and shared."""

    def __init__(self, sheet: WriteOnlyWorksheet) -> None:
        self.sheet = sheet
        self._plain = self._look(number_format="@")
        self._quoted = self._look(number_format="@", quotePrefix=True)
        self._number = self._look(number_format="0")
        self._heading = self._look(font=Font(bold=True), fill=_FILL)
        self._key = self._look(font=Font(italic=True, color="666666"), fill=_FILL)

    def _look(self, **looks: object) -> Cell:
        cell = WriteOnlyCell(self.sheet)
        cell.alignment, cell.border = _WRAPPED, _GRID
        for name, value in looks.items():
            setattr(cell, name, value)
        return cell

    def text(self, text: str, look: Cell | None = None) -> Cell:
        cell = WriteOnlyCell(self.sheet, to_cell(text))
        cell.data_type = "s"  # openpyxl takes what begins with "=" for a formula
        cell._style = (look or (self._quoted if looks_like_a_formula(text) else self._plain))._style
        return cell

    def number(self, number: int) -> Cell:
        cell = WriteOnlyCell(self.sheet, number)
        cell._style = self._number._style
        return cell

    def heading(self, text: str) -> Cell:
        return self.text(text, self._heading)

    def key(self, text: str) -> Cell:
        return self.text(text, self._key)


def _lay_out(sheet: WriteOnlyWorksheet, table: Table) -> None:
    """Set widths, the headings that stay in sight, and the lists to choose from."""
    for place, column in enumerate(table.columns, start=1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = column.width
        if column.kind not in (Kind.INTEGER,):
            sheet.column_dimensions[letter].number_format = "@"  # what is typed into an empty row stays text
        allowed = list(_allowed(column))
        if allowed:
            validation = DataValidation("list", formula1=f'"{",".join(allowed)}"', allow_blank=True)
            validation.add(f"{letter}{KEYS + 1}:{letter}{MOST_ROWS}")
            sheet.data_validations.append(validation)
    sheet.freeze_panes = f"B{KEYS + 1}"


def _allowed(column: Column) -> Iterable[str]:
    if column.kind is Kind.FLAG:
        return YES, NO
    return (column.words or {}).values() if column.kind is Kind.CHOICE else ()


def _write_rows(sheet: WriteOnlyWorksheet, table: Table, sheets: Sheets) -> None:
    cells = _Cells(sheet)
    sheet.append([cells.heading(column.heading) for column in table.columns])
    sheet.append([cells.key(column.key) for column in table.columns])
    for row in sheets.of(table):
        name = row.text("procedure") or row.text("id") or row.text("code")
        sheet.append([_cell(cells, column, row[column.key], name) for column in table.columns])


def _cell(cells: _Cells, column: Column, value: Value, name: str) -> Cell:
    if value == column.blank and not column.required:
        return cells.text("")
    if isinstance(value, int) and not isinstance(value, bool):
        return cells.number(value)
    said = _said(column, value)
    if len(to_cell(said)) > LONGEST:
        heading = column.heading
        raise RuleBroken(
            _("Cột “%(heading)s” của “%(name)s” dài quá một ô bảng tính. Xin xuất YAML.", heading=heading, name=name)
        )
    return cells.text(said)


def _said(column: Column, value: Value) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, tuple):
        return join_lines((column.words or {}).get(item, item) for item in value)
    text = "" if value is None else str(value)
    return (column.words or {}).get(text, text)


def _write_guide(sheet: WriteOnlyWorksheet, as_of: str) -> None:
    for letter, width in zip("ABCDEFG", (22, 30, 20, 10, 24, 60, 60), strict=True):
        sheet.column_dimensions[letter].width = width
    cells = _Cells(sheet)
    sheet.append([cells.heading(LEAD)])
    sheet.append([cells.heading("Phiên bản của tệp"), cells.number(SCHEMA)])
    sheet.append([cells.heading("Dữ liệu ngày"), cells.text(as_of)])
    sheet.append([])
    for line in _guide(cells):
        sheet.append(line)


def _guide(cells: _Cells) -> Iterator[list[Cell]]:
    for line in guide_lines():
        yield [cells.heading(line[0]), *(cells.text(text) for text in line[1:])]
    yield []
    yield [cells.heading(text) for text in GUIDE_HEAD]
    for table in TABLES:
        for column in table.columns:
            yield [cells.text(text) for text in _explained(table, column)]


def _explained(table: Table, column: Column) -> tuple[str, ...]:
    required = "bắt buộc" if column.required else ""
    allowed = "\n".join((column.words or {}).values())
    return table.sheet, column.heading, column.key, required, column.kind.value, allowed, column.about
