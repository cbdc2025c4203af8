"""The register as a workbook: dates are dates, and no text in it is ever read as a formula.

Written row by row, so that a long book never lies in memory whole.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.worksheet import Worksheet

from cqtt.clock import local
from cqtt.i18n import _, _l
from cqtt.register.book import Line
from cqtt.text import looks_like_a_formula

# (heading, width in characters): the columns of form 07.
COLUMNS: tuple[tuple[Any, int], ...] = (
    (_l("TT"), 9),
    (_l("Mã hồ sơ"), 24),
    (_l("Tên thủ tục hành chính"), 40),
    (_l("Số bộ"), 7),
    (_l("Tên cá nhân, tổ chức"), 28),
    (_l("Địa chỉ, số điện thoại"), 36),
    (_l("Cơ quan chủ trì giải quyết"), 26),
    (_l("Nhận hồ sơ"), 17),
    (_l("Hẹn trả kết quả"), 17),
    (_l("Trả kết quả"), 17),
    (_l("Cách nhận kết quả"), 14),
    (_l("Ký nhận"), 24),
    (_l("Ghi chú"), 34),
)
HEAD_ROW = 4
MOMENT = "dd/mm/yyyy hh:mm"
LONGEST = 32_000  # letters of a cell; Excel refuses more than 32,767

_THIN = Side(style="thin", color="999999")
_GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_WRAPPED = Alignment(vertical="top", wrap_text=True)
_CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)
_HEAD = PatternFill("solid", fgColor="F6EDE1")


def workbook(title: str, under: str, parts: Iterable[Sequence[Line]], totals: str) -> bytes:
    """Return the register as an .xlsx file: title, headings that stay in sight, a row a dossier, the sums."""
    book = Workbook(write_only=True)
    book.properties.creator, book.properties.title = under, title
    sheet = book.create_sheet(_("Sổ theo dõi"))
    _lay_out(sheet)
    sheet.append([text_cell(sheet, title, font=Font(bold=True, size=14))])
    sheet.append([text_cell(sheet, under)])
    sheet.append([])
    sheet.append([_heading(sheet, str(name)) for name, _width in COLUMNS])
    for part in parts:
        for line in part:
            sheet.append(_row(sheet, line))
    sheet.append([])
    sheet.append([text_cell(sheet, _("Cộng: %(totals)s", totals=totals), font=Font(bold=True))])
    stored = BytesIO()
    book.save(stored)
    return stored.getvalue()


def _lay_out(sheet: WriteOnlyWorksheet) -> None:
    """Set the widths, the headings that stay in sight, and how it is printed: A4 across, as wide as the page."""
    for place, (_name, width) in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = f"A{HEAD_ROW + 1}"
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.oddFooter.center.text = "&P/&N"


def _row(sheet: WriteOnlyWorksheet, line: Line) -> list[WriteOnlyCell]:
    cells = [
        text_cell(sheet, line.number),
        text_cell(sheet, line.code),
        text_cell(sheet, line.procedure),
        _plain(sheet, line.sets),
        *(text_cell(sheet, text) for text in (line.owner, line.contact, line.agency)),
        *(_moment(sheet, at) for at in (line.received_at, line.due_at, line.returned_at)),
        *(text_cell(sheet, text) for text in (line.way, line.receiver, line.note)),
    ]
    for cell in cells:
        cell.border, cell.alignment = _GRID, _WRAPPED
    return cells


def text_cell(sheet: WriteOnlyWorksheet, text: str, font: Font | None = None) -> WriteOnlyCell:
    """Return a cell that is text whatever stands in it, also after somebody has edited it."""
    plain = ILLEGAL_CHARACTERS_RE.sub("", text).replace("\u00a0", " ")  # so that people find what they search for
    cell = WriteOnlyCell(sheet, plain[:LONGEST])
    cell.data_type = "s"  # openpyxl takes what begins with "=" for a formula
    cell.quotePrefix = looks_like_a_formula(text)
    if font:
        cell.font = font
    return cell


def _heading(sheet: WriteOnlyWorksheet, name: str) -> WriteOnlyCell:
    cell = text_cell(sheet, name, Font(bold=True))
    cell.fill, cell.border, cell.alignment = _HEAD, _GRID, _CENTRED
    return cell


def _plain(sheet: WriteOnlyWorksheet, number: int) -> WriteOnlyCell:
    return WriteOnlyCell(sheet, number)


def _moment(sheet: WriteOnlyWorksheet, at: datetime | None) -> WriteOnlyCell:
    """Return a date on Vietnam's clock: workbooks know no time zones."""
    cell = WriteOnlyCell(sheet, local(at).replace(tzinfo=None) if at else None)
    cell.number_format = MOMENT
    return cell
