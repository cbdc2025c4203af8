"""Sổ thư: what was signed, by book and year, in the order of the numbers; what was thrown away stays, struck out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from sqlalchemy import func, select

from cqtt.clock import date_text, local
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.i18n import _, _l
from cqtt.letters.actions import BOOK_OF_APOLOGIES, BOOK_OF_LETTERS
from cqtt.letters.models import Letter
from cqtt.letters.reading import readable_by
from cqtt.letters.rules import OCCASION_NAMES, WAY_NAMES, Status
from cqtt.letters.showing import addressee_text, number_text
from cqtt.register.workbook import text_cell

# What stands in the address, and the name of the book.
APOLOGIES = "xin-loi"
BOOKS = {APOLOGIES: BOOK_OF_APOLOGIES, "thu-cong": BOOK_OF_LETTERS}
BOOK_NAMES = {APOLOGIES: _l("Phiếu xin lỗi và hẹn lại (…/PXL)"), "thu-cong": _l("Thư công")}
COLUMNS: tuple[tuple[Any, int], ...] = (
    (_l("Số"), 10),
    (_l("Ngày"), 12),
    (_l("Gửi ai"), 32),
    (_l("Việc gì"), 34),
    (_l("Người ký"), 26),
    (_l("Gửi bằng cách nào"), 34),
    (_l("Ghi chú"), 36),
)
HEAD_ROW = 3


@dataclass(frozen=True)
class Line:
    """One number of a book."""

    id: int
    number: str
    day: str
    to: str
    about: str
    signer: str
    sent: str
    note: str
    is_struck: bool

    @property
    def cells(self) -> tuple[str, ...]:
        return self.number, self.day, self.to, self.about, self.signer, self.sent, self.note


def years_of_books() -> list[int]:
    """Return the years in which something was signed, the newest first."""
    found = db.session.scalars(select(Letter.year).where(Letter.year.is_not(None)).distinct())
    return sorted((year for year in found if year), reverse=True)


def lines_of(book: str, year: int, officer: Officer, limit: int | None = None, offset: int = 0) -> list[Line]:
    """Return the lines of a book; a sealed one is a number without a name to whoever may not read it."""
    wanted = (
        select(Letter, Officer.name, readable_by(officer).label("readable"))
        .outerjoin(Officer, Officer.id == Letter.signer_id)
        .where(Letter.book == BOOKS[book], Letter.year == year)
        .order_by(Letter.number)
    )
    rows = db.session.execute(wanted.limit(limit).offset(offset) if limit else wanted)
    return [_line(letter, signer or "", bool(readable)) for letter, signer, readable in rows]


def how_many(book: str, year: int) -> int:
    return db.session.scalar(select(func.count(Letter.id)).where(Letter.book == BOOKS[book], Letter.year == year)) or 0


def _line(letter: Letter, signer: str, readable: bool) -> Line:
    return Line(
        id=letter.id if readable else 0,
        number=number_text(letter),
        day=_day(letter.approved_at),
        to=addressee_text(letter) if readable else _("(chỉ lãnh đạo đọc)"),
        about=str(OCCASION_NAMES[letter.occasion]) if readable else "",
        signer=f"{signer} ({letter.signer_title})" if letter.signer_title else signer,
        sent=_sent(letter),
        note=_note(letter, readable),
        is_struck=letter.status is Status.DISCARDED,
    )


def _sent(letter: Letter) -> str:
    if letter.way is None:
        return ""
    return _("%(way)s, %(day)s", way=WAY_NAMES[letter.way], day=_day(letter.sent_at))


def _note(letter: Letter, readable: bool) -> str:
    if letter.status is Status.DISCARDED:
        return _("Đã bỏ, số để trống")
    if letter.returned_at:
        why = letter.returned_why if readable else _("(chỉ lãnh đạo đọc)")
        return _("Bị trả lại %(day)s: %(why)s", day=_day(letter.returned_at), why=why)
    return "" if letter.sent_at else _("Chưa gửi")


def _day(at: datetime | None) -> str:
    return date_text(local(at).date()) if at else ""


def workbook(title: str, lines: Iterable[Line]) -> bytes:
    """Return a book of the register as an .xlsx file; no text in it is ever read as a formula."""
    book = Workbook(write_only=True)
    book.properties.title = title
    sheet: WriteOnlyWorksheet = book.create_sheet(_("Sổ thư"))
    for place, (_name, width) in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = f"A{HEAD_ROW + 1}"
    sheet.append([text_cell(sheet, title, font=Font(bold=True, size=14))])
    sheet.append([])
    sheet.append([text_cell(sheet, str(name), Font(bold=True)) for name, _width in COLUMNS])
    for line in lines:
        sheet.append([_cell(sheet, text, line.is_struck) for text in line.cells])
    stored = BytesIO()
    book.save(stored)
    return stored.getvalue()


def _cell(sheet: WriteOnlyWorksheet, text: str, is_struck: bool) -> WriteOnlyCell:
    cell = text_cell(sheet, text, Font(strike=True) if is_struck else None)
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    return cell
