"""Phiếu thông tin of a dossier: what was answered, on paper, for its owner and for officers. It is recorded."""

from flask import Response

from cqtt.access import requires
from cqtt.audit.rules import Actor
from cqtt.clock import moment_text
from cqtt.commune.models import the_commune
from cqtt.dossiers.case_access import case_or_404, note_handing_out
from cqtt.dossiers.content import content_of
from cqtt.dossiers.held import unlocked_dossier_or_404
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.papers.answer_sheet import answer_sheet
from cqtt.dossiers.papers.people import office_head, person_of, submitter_of
from cqtt.dossiers.papers.views import as_pdf
from cqtt.dossiers.rules import CASE_ROLES
from cqtt.dossiers.texts import secret_link
from cqtt.dossiers.views import bp
from cqtt.i18n import _


@bp.get("/ho-so/<code>/phieu-thong-tin.pdf")
def own_answer_sheet(code: str) -> Response:
    """What its owner answered."""
    dossier = unlocked_dossier_or_404(code)
    answer = _sheet(dossier)
    note_handing_out("download", "dossier", dossier.id, Actor.CITIZEN, form="answers")
    return answer


@bp.get("/can-bo/ho-so/<row:id>/phieu-thong-tin.pdf")
@requires(*CASE_ROLES)
def case_answer_sheet(id: int) -> Response:
    """What was answered, for the file on the desk."""
    dossier = case_or_404(id)
    answer = _sheet(dossier)
    note_handing_out("print", "dossier", id, form="answers")
    return answer


def _sheet(dossier: Dossier) -> Response:
    content, code = content_of(dossier), dossier.code or ""
    about = [(_("Người đứng tên"), person_of(dossier)["name"])]
    if submitter := submitter_of(dossier):
        about.append((_("Người nộp thay"), submitter))
    if dossier.submitted_at:
        about.append((_("Gửi lúc"), moment_text(dossier.submitted_at)))
    unit, link = office_head(the_commune()), secret_link(dossier)
    made = answer_sheet(content.name, code, content.questions, dossier.answers, unit, about, link)
    return as_pdf(made, f"phieu-thong-tin-{code}.pdf")
