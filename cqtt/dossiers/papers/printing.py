"""What every printing of a numbered paper has in common: the mark of a copy, and the count in the record."""

from cqtt.audit.actions import record
from cqtt.clock import moment_text, now
from cqtt.commune.signed_in import me
from cqtt.database import begin_writing
from cqtt.dossiers.models import IssuedPaper
from cqtt.dossiers.papers import printed
from cqtt.dossiers.papers.filling import FORMS
from cqtt.extensions import db
from cqtt.i18n import _


def pdf_of(paper: IssuedPaper) -> bytes:
    """Return the paper as it was given out; printed before, it is marked as a copy."""
    mark = None
    if paper.printed:
        mark = _("BẢN IN LẠI, lần %(count)s, %(when)s", count=paper.printed, when=moment_text(now()))
    return printed.pdf(FORMS[paper.kind].template, paper.words, mark)


def note_printing(paper_id: int) -> None:
    """Count the printing and record it, in a short transaction of its own after the reading."""
    begin_writing()
    paper = db.session.get_one(IssuedPaper, paper_id)
    paper.printed = IssuedPaper.printed + 1  # counted by the database: two may print at once
    record("print", "dossier", paper.dossier_id, officer_id=me().id, paper=paper.id)
    db.session.commit()
