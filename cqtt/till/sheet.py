"""The day's list as a spreadsheet: columns always the same, what people typed never read as a formula."""

from collections.abc import Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from cqtt.clock import date_text, time_text
from cqtt.i18n import _
from cqtt.till.day import DayList, Line
from cqtt.till.forms import WAY_NAMES

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = (12, 8, 26, 44, 14, 14, 14, 26, 34, 34)


def workbook(listed: DayList) -> bytes:
    """Return the list as XLSX."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = f"{listed.day:%d-%m-%Y}"
    headings = (
        _("Số phiếu"),
        _("Giờ ghi"),
        _("Mã hồ sơ"),
        _("Thủ tục"),
        _("Số tiền"),
        _("Nộp bằng"),
        _("Ngày nộp"),
        _("Cán bộ"),
        _("Ghi chú"),
        _("Hủy, lý do"),
    )
    _write(sheet, 1, headings, bold=True)
    for row, line in enumerate(listed.lines, start=2):
        _write(sheet, row, _values(line))
    after = len(listed.lines) + 3
    for row, (words, amount) in enumerate(_totals(listed), start=after):
        _write(sheet, row, (words, "", "", "", amount), bold=True)
    for column, width in zip(sheet.columns, WIDTHS, strict=False):
        sheet.column_dimensions[column[0].column_letter].width = width
    sheet.freeze_panes = "A2"
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _values(line: Line) -> tuple[str | int, ...]:
    payment = line.payment
    return (
        payment.receipt,
        time_text(payment.recorded_at),
        line.code,
        line.procedure,
        payment.amount_vnd,
        str(WAY_NAMES[payment.way]),
        date_text(payment.paid_on),
        payment.officer.name,
        payment.note,
        payment.cancel_reason,
    )


def _totals(listed: DayList) -> list[tuple[str, int]]:
    """Return the sums below the list; cancelled receipts are not in them."""
    return [
        (_("Tiền mặt"), listed.of_all.cash_vnd),
        (_("Chuyển khoản"), listed.of_all.transfer_vnd),
        (_("Cộng"), listed.of_all.total_vnd),
    ]


def _write(sheet: Worksheet, row: int, values: Sequence[str | int], bold: bool = False) -> None:
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(row, column)
        assert isinstance(cell, Cell)
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"  # text that begins with "=" stays text
            cell.quotePrefix = True
        else:
            cell.number_format = "#,##0"
        if bold:
            cell.font = Font(bold=True)
