"""The papers a citizen may print: the confirmation, and form 01 once the dossier is accepted."""

from flask import Response, abort

from cqtt.commune.models import the_commune
from cqtt.dossiers import papers
from cqtt.dossiers.held import unlocked_dossier_or_404
from cqtt.dossiers.paper_data import confirmation_data, receipt_data, refusal_pdf, supplement_pdf
from cqtt.dossiers.rules import Status
from cqtt.dossiers.views import bp


@bp.get("/ho-so/<code>/xac-nhan.pdf")
def confirmation_pdf(code: str) -> Response:
    """Xác nhận đã gửi hồ sơ."""
    dossier = unlocked_dossier_or_404(code)
    return as_pdf(papers.confirmation(confirmation_data(dossier, the_commune())), f"xac-nhan-{dossier.code}.pdf")


@bp.get("/ho-so/<code>/giay-hen.pdf")
def receipt_pdf(code: str) -> Response:
    """Giấy tiếp nhận hồ sơ và hẹn trả kết quả (form 01)."""
    dossier = unlocked_dossier_or_404(code)
    if dossier.received_at is None:
        abort(404)
    return as_pdf(papers.receipt(receipt_data(dossier, the_commune())), f"giay-hen-{dossier.code}.pdf")


@bp.get("/ho-so/<code>/phieu-<kind>.pdf")
def notice_pdf(code: str, kind: str) -> Response:
    """Form 02 after a request for more papers, form 03 after a refusal."""
    dossier = unlocked_dossier_or_404(code)
    wanted = {"bo-sung": bool(dossier.supplements), "tu-choi": dossier.status is Status.REFUSED}
    if not wanted.get(kind):
        abort(404)
    made = {"bo-sung": supplement_pdf, "tu-choi": refusal_pdf}[kind](dossier, the_commune())
    return as_pdf(made, f"phieu-{kind}-{dossier.code}.pdf")


def as_pdf(content: bytes, name: str) -> Response:
    """Answer with a paper to be shown, printed or kept."""
    answer = Response(content, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer
