"""The numbered papers of a dossier as officers print them, and those given out late or anew."""

from flask import Response, abort, flash, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from cqtt.access import requires
from cqtt.clock import now
from cqtt.commune.signed_in import me
from cqtt.dossiers.case_access import case_or_404, check_seen
from cqtt.dossiers.follow import PAPER_SLUGS
from cqtt.dossiers.models import IssuedPaper
from cqtt.dossiers.papers.issuing import reissue
from cqtt.dossiers.papers.printing import note_printing, pdf_of
from cqtt.dossiers.papers.views import KINDS, as_pdf
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
    answer = as_pdf(pdf_of(paper), f"{PAPER_SLUGS[paper.kind]}-{paper.number}-{dossier.code}.pdf")
    note_printing(paper_id)
    return answer


@bp.post("/can-bo/ho-so/<row:id>/<any('giay-hen', 'phieu-bo-sung', 'phieu-tu-choi', 'thong-bao-dung'):paper>-moi")
@requires(Role.RECEPTION, Role.SPECIALIST)
def give_out_paper(id: int, paper: str) -> AnyResponse:
    """Give out a paper that was never given out, or anew because what it says about date or people has changed."""
    dossier = case_or_404(id)
    check_seen(dossier)
    given = reissue(dossier, KINDS[paper], me(), now())
    said = _said_of(given)
    db.session.commit()
    flash(said)
    return redirect(url_for("dossiers.work_on", id=id), 303)


def _said_of(paper: IssuedPaper) -> str:
    number = paper.words["number"]
    if paper.words["replaces"]:
        return _("Đã cấp giấy hẹn mới, số %(number)s. Xin in và đưa cho người nộp.", number=number)
    title = paper.words["title"].capitalize()
    return _("Đã cấp “%(title)s”, số %(number)s. Xin in và đưa cho người nộp.", title=title, number=number)
