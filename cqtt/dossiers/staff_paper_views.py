"""The numbered papers of a dossier as officers print them, and the appointment slip given out anew."""

from flask import Response, abort, flash, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from cqtt.access import requires
from cqtt.clock import now
from cqtt.dossiers.case_access import case_or_404, check_seen, me
from cqtt.dossiers.issuing import reissue
from cqtt.dossiers.models import IssuedPaper, PaperKind
from cqtt.dossiers.paper_views import as_pdf
from cqtt.dossiers.printing import note_printing, pdf_of
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
    answer = as_pdf(pdf_of(paper), f"{dossier.code}-{paper.kind.value}-{paper.number}.pdf")
    note_printing(paper_id)
    return answer


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
