"""The papers a citizen may keep or print: the confirmation, and every numbered paper given out. It is recorded."""

from flask import Response, abort

from cqtt.audit.rules import Actor
from cqtt.commune.models import the_commune
from cqtt.dossiers.case_access import note_handing_out
from cqtt.dossiers.follow import PAPER_SLUGS
from cqtt.dossiers.held import unlocked_dossier_or_404
from cqtt.dossiers.papers import printed
from cqtt.dossiers.papers.filling import FORMS, confirmation_data
from cqtt.dossiers.views import bp
from cqtt.i18n import _

KINDS = {slug: kind for kind, slug in PAPER_SLUGS.items()}


@bp.get("/ho-so/<code>/xac-nhan.pdf")
def confirmation_pdf(code: str) -> Response:
    """Xác nhận đã gửi hồ sơ."""
    dossier = unlocked_dossier_or_404(code)
    words = printed.confirmation_words(confirmation_data(dossier, the_commune()))
    answer = as_pdf(printed.pdf("confirmation", words), f"xac-nhan-{dossier.code}.pdf")
    note_handing_out("download", "dossier", dossier.id, Actor.CITIZEN, form="confirmation")
    return answer


@bp.get("/ho-so/<code>/<any('giay-hen', 'phieu-bo-sung', 'phieu-tu-choi', 'thong-bao-dung'):kind>.pdf")
def notice_pdf(code: str, kind: str) -> Response:
    """The latest numbered paper of this kind, as it was given out."""
    dossier = unlocked_dossier_or_404(code)
    wanted = KINDS[kind]
    paper = next((paper for paper in reversed(dossier.papers) if paper.kind is wanted), None) or abort(404)
    mark = _("Bản điện tử, tải từ trang theo dõi hồ sơ")
    answer = as_pdf(printed.pdf(FORMS[wanted].template, paper.words, mark), f"{kind}-{dossier.code}.pdf")
    note_handing_out("download", "dossier", dossier.id, Actor.CITIZEN, paper=paper.id)
    return answer


def as_pdf(content: bytes, name: str) -> Response:
    """Answer with a paper to be shown, printed or kept."""
    answer = Response(content, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer
