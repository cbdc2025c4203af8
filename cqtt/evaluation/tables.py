"""Tables to take away: a workbook or CSV. No text in them is ever read as a formula."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from cqtt.clock import date_text, local
from cqtt.register.workbook import text_cell
from cqtt.text import looks_like_a_formula

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
Value = str | int | float | datetime | date | None
_HEAD = PatternFill("solid", fgColor="F6EDE1")
_WRAPPED = Alignment(vertical="top", wrap_text=True)


@dataclass(frozen=True)
class Table:
    """One sheet: its name, what stands above it, its headings with their widths, and its rows."""

    name: str
    above: Sequence[str]
    headings: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[Value]]


def workbook(title: str, unit: str, tables: Iterable[Table]) -> bytes:
    """Return the tables as an .xlsx file, a sheet each."""
    book = Workbook(write_only=True)
    book.properties.creator, book.properties.title = unit, title
    for table in tables:
        _write(book.create_sheet(table.name), table)
    stored = BytesIO()
    book.save(stored)
    return stored.getvalue()


def csv_file(table: Table) -> bytes:
    """Return a table as CSV that spreadsheets open with its Vietnamese letters."""
    made = StringIO()
    lines = csv.writer(made)
    lines.writerows([[_plain(above)] for above in table.above])
    lines.writerow([_plain(name) for name, _width in table.headings])
    lines.writerows([_plain(value) for value in row] for row in table.rows)
    return made.getvalue().encode("utf-8-sig")


def _write(sheet: WriteOnlyWorksheet, table: Table) -> None:
    for place, (_name, width) in enumerate(table.headings, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = f"A{len(table.above) + 3}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    for place, above in enumerate(table.above):
        sheet.append([text_cell(sheet, above, Font(bold=not place, size=11 if place else 14))])
    sheet.append([])
    sheet.append([_heading(sheet, name) for name, _width in table.headings])
    for row in table.rows:
        sheet.append([_cell(sheet, value) for value in row])


def _heading(sheet: WriteOnlyWorksheet, name: str) -> WriteOnlyCell:
    cell = text_cell(sheet, name, Font(bold=True))
    cell.fill, cell.alignment = _HEAD, _WRAPPED
    return cell


def _cell(sheet: WriteOnlyWorksheet, value: Value) -> WriteOnlyCell:
    """Return a cell: moments on Vietnam's clock, since workbooks know no time zones."""
    if isinstance(value, str):
        cell = text_cell(sheet, value)
    elif isinstance(value, datetime):
        cell = WriteOnlyCell(sheet, local(value).replace(tzinfo=None))
        cell.number_format = "dd/mm/yyyy hh:mm"
    elif isinstance(value, date):
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = "dd/mm/yyyy"
    else:
        cell = WriteOnlyCell(sheet, value)
    cell.alignment = _WRAPPED
    return cell


def _plain(value: Any) -> str:
    """Return a value as text; one that a spreadsheet would take for a formula is marked as text."""
    if isinstance(value, datetime):
        return f"{local(value):%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return date_text(value)
    if isinstance(value, float):
        return f"{value:.1f}".replace(".", ",")
    said = "" if value is None else str(value)
    return f"'{said}" if isinstance(value, str) and looks_like_a_formula(said) else said
