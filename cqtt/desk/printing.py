"""A numbered paper that asks to be printed as soon as it is opened."""

from io import BytesIO

from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject

from cqtt.audit.actions import record
from cqtt.clock import moment_text, now
from cqtt.database import begin_writing
from cqtt.dossiers import papers
from cqtt.dossiers.case_access import me
from cqtt.dossiers.models import IssuedPaper
from cqtt.dossiers.paper_data import FORMS
from cqtt.extensions import db
from cqtt.i18n import _


def pdf_to_print(paper: IssuedPaper) -> bytes:
    """Return the paper as it was given out; printed before, it is marked as a copy."""
    mark = None
    if paper.printed:
        mark = _("BẢN IN LẠI, lần %(count)s, %(when)s", count=paper.printed, when=moment_text(now()))
    return asks_to_be_printed(papers.pdf(FORMS[paper.kind].template, paper.words, mark))


def asks_to_be_printed(pdf: bytes) -> bytes:
    """Return the same paper with the wish to be printed: the named action "Print" (ISO 32000-1, 12.6.4.11).

    It is no script, so viewers that run none follow it too; one that does not know it shows the paper.
    """
    writer = PdfWriter(clone_from=BytesIO(pdf))
    wish = {NameObject("/S"): NameObject("/Named"), NameObject("/N"): NameObject("/Print")}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(wish)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def note_printing(paper_id: int) -> None:
    """Count the printing and record it, in a short transaction of its own after the reading."""
    begin_writing()
    paper = db.session.get_one(IssuedPaper, paper_id)
    paper.printed = IssuedPaper.printed + 1  # counted by the database
    record("print", "dossier", paper.dossier_id, officer_id=me().id, paper=paper.id)
    db.session.commit()
