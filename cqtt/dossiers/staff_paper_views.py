"""The numbered papers of a dossier as officers print them, and the appointment slip given out anew."""

from flask import Response, abort, flash, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from cqtt.access import requires
from cqtt.audit.actions import record
from cqtt.clock import moment_text, now
from cqtt.database import begin_writing
from cqtt.dossiers import papers
from cqtt.dossiers.case_access import case_or_404, check_seen, me
from cqtt.dossiers.issuing import reissue
from cqtt.dossiers.models import IssuedPaper, PaperKind
from cqtt.dossiers.paper_data import FORMS
from cqtt.dossiers.paper_views import as_pdf
from cqtt.dossiers.rules import CASE_ROLES
from cqtt.dossiers.views import bp
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.roles import Role


@bp.get("/can-bo/ho-so/<row:id>/giay/<row:paper_id>.pdf")
@requires(*CASE_ROLES)
def case_paper(id: int, paper_id: int) -> Response:
    """A paper as it was given out. Printed again it says the same, and that it is a copy."""
    dossier, paper = case_or_404(id), db.session.get(IssuedPaper, paper_id)
    if paper is None or paper.dossier_id != id:
        abort(404)
    pdf = papers.pdf(FORMS[paper.kind].template, paper.words, copy_mark(paper))
    answer = as_pdf(pdf, f"{dossier.code}-{paper.kind.value}-{paper.number}.pdf")
    note_printing(paper_id)
    return answer


def copy_mark(paper: IssuedPaper) -> str | None:
    """Return what marks a paper that was printed before as a copy."""
    if not paper.printed:
        return None
    return _("BẢN IN LẠI, lần %(count)s, %(when)s", count=paper.printed, when=moment_text(now()))


def note_printing(paper_id: int) -> None:
    """Count the printing and record it, in a short transaction of its own after the reading."""
    begin_writing()
    paper = db.session.get_one(IssuedPaper, paper_id)
    paper.printed = IssuedPaper.printed + 1  # counted by the database: two may print at once
    record("print", "dossier", paper.dossier_id, officer_id=me().id, paper=paper.id)
    db.session.commit()


@bp.post("/can-bo/ho-so/<row:id>/giay-hen-moi")
@requires(Role.RECEPTION, Role.SPECIALIST)
def reissue_receipt(id: int) -> AnyResponse:
    """Give out form 01 anew, because the due date or what it says about the people has changed."""
    dossier = case_or_404(id)
    check_seen(dossier)
    paper = reissue(dossier, PaperKind.RECEIPT, me(), now())
    said = _("Đã cấp giấy hẹn mới, số %(number)s. Xin in và đưa cho người nộp.", number=paper.words["number"])
    db.session.commit()
    flash(said)
    return redirect(url_for("dossiers.work_on", id=id), 303)
