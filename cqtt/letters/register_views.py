"""Sổ thư under /can-bo/thu/so: on screen, on paper from the browser, and as a workbook."""

from dataclasses import dataclass
from datetime import datetime

from flask import Response, render_template, request, url_for

from cqtt.access import requires
from cqtt.addresses import page_count, page_number
from cqtt.audit.actions import record, record_view
from cqtt.clock import ICT, now, today
from cqtt.commune.models import the_commune
from cqtt.commune.signed_in import me
from cqtt.database import begin_writing
from cqtt.extensions import db
from cqtt.file_answers import send_bytes
from cqtt.i18n import _
from cqtt.letters.blueprint import bp
from cqtt.letters.list_views import ALL
from cqtt.letters.reading import apologies_by_procedure
from cqtt.letters.register_book import APOLOGIES, BOOK_NAMES, COLUMNS, how_many, lines_of, workbook, years_of_books
from cqtt.letters.rules import WRITERS

PER_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Asked:
    """Which book of which year, and which page of it."""

    book: str
    year: int
    number: int
    total: int

    @property
    def pages(self) -> int:
        return page_count(self.total, PER_PAGE)

    def url(self, number: int) -> str:
        return url_for("letters.register", so=self.book, nam=self.year, trang=number)


@bp.get(f"{ALL}/so")
@requires(*WRITERS)
def register() -> str:
    """The numbers of one book in one year, without a gap. Reading it is recorded."""
    asked, whole = _asked(), request.args.get("in") == "1"
    first = 0 if whole else (asked.number - 1) * PER_PAGE
    page = render_template(
        "letters/register.html",
        asked=asked,
        whole=whole,
        lines=lines_of(asked.book, asked.year, me(), None if whole else PER_PAGE, first),
        books=list(BOOK_NAMES.items()),
        book_name=BOOK_NAMES[asked.book],
        years=years_of_books() or [today().year],
        columns=[name for name, _width in COLUMNS],
        by_procedure=_apologies_in(asked.year) if asked.book == APOLOGIES and asked.total else [],
    )
    begin_writing()
    record_view("print" if whole else "view", "letter_register", f"{asked.book}-{asked.year}", now())
    db.session.commit()
    return page


@bp.get(f"{ALL}/so.xlsx")
@requires(*WRITERS)
def register_xlsx() -> Response:
    """The same as a workbook; it is recorded."""
    asked = _asked()
    title = _("Sổ thư %(unit)s, %(book)s, năm %(year)s", **_names(asked))
    lines = lines_of(asked.book, asked.year, me())
    made = workbook(title, lines)
    begin_writing()
    record("export", "letter_register", f"{asked.book}-{asked.year}", form="xlsx", lines=len(lines))
    db.session.commit()
    return send_bytes(made, XLSX, f"so-thu-{asked.book}-{asked.year}.xlsx")


def _apologies_in(year: int) -> list[tuple[str, int]]:
    """Return how often the unit has said sorry in a year, by procedure."""
    first, next_one = (datetime(each, 1, 1, tzinfo=ICT) for each in (year, year + 1))
    return apologies_by_procedure(first, next_one)


def _names(asked: Asked) -> dict[str, object]:
    return {"unit": the_commune().name_in_text, "book": str(BOOK_NAMES[asked.book]).lower(), "year": asked.year}


def _asked() -> Asked:
    book, typed = request.args.get("so", ""), request.args.get("nam", "")
    book = book if book in BOOK_NAMES else next(iter(BOOK_NAMES))
    year = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) == 4 else today().year
    total = how_many(book, year)
    number = min(page_number(request.args.get("trang", "")), page_count(total, PER_PAGE))
    return Asked(book, year, number, total)
