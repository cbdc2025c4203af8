"""Sổ tiếp công dân on paper: A4 across, laid out part by part so that a long book needs little memory."""

from collections.abc import Iterable, Sequence
from io import BytesIO

from pypdf import PdfWriter

from cqtt import paper
from cqtt.clock import date_text
from cqtt.dossiers.papers.printed import OfficeHead
from cqtt.i18n import _
from cqtt.leaders.models import ReceptionEntry
from cqtt.leaders.reception_book import TRACK_NAMES, handling_of, hosts_of, number_of, struck_words
from cqtt.text import group_phone


def book_pdf(
    head: OfficeHead, title: str, period: str, printed: str, parts: Iterable[Sequence[ReceptionEntry]]
) -> bytes:
    """Return the whole book as one PDF; `printed` says by whom and when, under every page."""
    book = PdfWriter()
    for rows in _at_least_one(parts):
        sheet = {
            "head": head,
            "title": title,
            "period": period,
            "printed": printed,
            "first_page": len(book.pages) + 1,
            "rows": [_cells(entry) for entry in rows],
        }
        book.append(BytesIO(paper.render("leaders/reception_book", sheet)))
        paper.forget_layouts()
    book.add_metadata({"/Title": f"{title}, {period}"})
    made = BytesIO()
    book.write(made)
    return made.getvalue()


def _at_least_one(parts: Iterable[Sequence[ReceptionEntry]]) -> Iterable[Sequence[ReceptionEntry]]:
    """Yield the parts; an empty book has one empty part."""
    empty = True
    for part in parts:
        empty = False
        yield part
    if empty:
        yield ()


def _cells(entry: ReceptionEntry) -> list[str]:
    """Return the cells of one line; of a struck one nothing but its number and its day."""
    if entry.struck_at:
        return [number_of(entry), date_text(entry.received_on), "", "", "", struck_words(), *[""] * 5]
    about = _("Về: %(name)s", name=entry.about_officer.name) if entry.about_officer else ""
    return [
        number_of(entry),
        date_text(entry.received_on),
        "\n".join(filter(None, (entry.name, entry.address, entry.identity, group_phone(entry.phone)))),
        str(entry.people),
        str(TRACK_NAMES[entry.track]),
        "\n".join(filter(None, (about, entry.matter))),
        entry.papers,
        entry.settled_by,
        hosts_of(entry),
        handling_of(entry),
        entry.result,
    ]
