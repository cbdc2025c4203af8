"""The workbook that a list of people is typed into: the headings, an example, and what each column is for."""

from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from cqtt.exchange.cell_text import to_cell
from cqtt.i18n import _
from cqtt.letters.people_list import MOST_ROWS, columns_of
from cqtt.letters.rules import Occasion

_FILL = PatternFill("solid", fgColor="F6EDE1")
_WRAPPED = Alignment(vertical="top", wrap_text=True)
_WIDTHS = {"salutation": 12, "name": 28, "address": 44, "phone": 16, "email": 26}


def blank_workbook(occasion: Occasion) -> bytes:
    """Return an empty list; every column is text, so that no program changes a telephone or a day."""
    book = Workbook()
    sheet = book.active
    sheet.title = _("Danh sách")
    for place, column in enumerate(columns_of(occasion), start=1):
        cell = sheet.cell(1, place, to_cell(column.heading))
        cell.font, cell.fill, cell.alignment = Font(bold=True), _FILL, _WRAPPED
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = _WIDTHS.get(column.key, 44)
        sheet.column_dimensions[letter].number_format = "@"
        for row in range(2, MOST_ROWS + 2):
            sheet.cell(row, place).number_format = "@"
    sheet.freeze_panes = "C2"
    _write_guide(book.create_sheet(_("Cách ghi")), occasion)
    stored = BytesIO()
    book.save(stored)
    return stored.getvalue()


def _write_guide(sheet: Worksheet, occasion: Occasion) -> None:
    """Tell of each column what goes there, with an example: on a sheet of its own, so that nobody gets its letter."""
    rows = [(_("Cột"), _("Cần có"), _("Ví dụ"), _("Ghi gì"))]
    rows += [
        (column.heading, _("có") if column.required else _("không bắt buộc"), column.example, column.about)
        for column in columns_of(occasion)
    ]
    for number, row in enumerate(rows, start=1):
        for place, text in enumerate(row, start=1):
            cell = sheet.cell(number, place, to_cell(str(text)))
            cell.number_format, cell.alignment = "@", _WRAPPED
            cell.font = Font(bold=number == 1)
    for letter, width in zip("ABCD", (30, 16, 44, 40), strict=True):
        sheet.column_dimensions[letter].width = width
