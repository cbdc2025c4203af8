"""The register as a printed book, laid out part by part so that a long one needs little memory."""

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import TypedDict

from pypdf import PdfWriter

from cqtt import paper
from cqtt.dossiers.papers.printed import OfficeHead
from cqtt.i18n import _
from cqtt.register.book import Line, moment
from cqtt.register.rules import PeriodRefused

MOST_LINES = 10_000


class SheetData(TypedDict):
    """Form 07, or a part of it."""

    head: OfficeHead
    title: str
    period: str  # "Từ 01/11/2026 đến 30/11/2026", with the field of work
    printed: str  # by whom and when, under every page
    first_page: int
    rows: list[list[str]]  # thirteen texts a dossier
    totals: str | None  # under the last part


def check_length(lines: int) -> None:
    """Raise PeriodRefused for a book that nobody would print."""
    if lines > MOST_LINES:
        raise PeriodRefused(
            _(
                "Sổ của những ngày này dài quá %(most)s dòng nên không in được. Xin chọn khoảng ngắn hơn, "
                "hoặc tải về dạng XLSX.",
                most=f"{MOST_LINES:,}".replace(",", "."),
            )
        )


def book_pdf(
    title: str, head: OfficeHead, period: str, printed: str, parts: Iterable[Sequence[Line]], totals: str
) -> bytes:
    """Return the whole register as one PDF; each part begins on a new page, numbered on."""
    book = PdfWriter()
    for rows, is_last in _with_end(parts):
        data: SheetData = {
            "head": head,
            "title": title,
            "period": period,
            "printed": printed,
            "first_page": len(book.pages) + 1,
            "rows": [_cells(line) for line in rows],
            "totals": totals if is_last else None,
        }
        book.append(BytesIO(paper.render("register/register", data)))
        paper.forget_layouts()
    book.add_metadata({"/Title": f"{title}, {period}"})
    made = BytesIO()
    book.write(made)
    return made.getvalue()


def _with_end(parts: Iterable[Sequence[Line]]) -> Iterator[tuple[Sequence[Line], bool]]:
    """Pair each part with whether it is the last; an empty book has one empty part."""
    before: Sequence[Line] | None = None
    for part in parts:
        if before is not None:
            yield before, False
        before = part
    yield before or (), True


def _cells(line: Line) -> list[str]:
    moments = (line.received_at, line.due_at, line.returned_at)
    return [
        line.number,
        line.code,
        line.procedure,
        str(line.sets),
        line.owner,
        line.contact,
        line.agency,
        *map(moment, moments),
        line.way,
        line.receiver,
        line.note,
    ]
