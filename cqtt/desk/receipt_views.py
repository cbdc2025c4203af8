"""After an intake: what came of it, the paper to print, and the window turned to the citizen."""

from flask import Response, abort, get_flashed_messages, render_template

from cqtt.access import requires
from cqtt.desk.printing import asks_to_be_printed
from cqtt.desk.staff_views import DESK, bp
from cqtt.dossiers.case_access import case_or_404, note_reading
from cqtt.dossiers.content import content_of
from cqtt.dossiers.models import Dossier, IssuedPaper, PaperKind
from cqtt.dossiers.papers.fees import valid_payments
from cqtt.dossiers.papers.people import messages_to
from cqtt.dossiers.papers.printing import note_printing, pdf_of
from cqtt.dossiers.rules import LONG_NAMES, OWING, TONES, Status
from cqtt.fees.actions import outstanding
from cqtt.i18n import _l
from cqtt.roles import Role

HAPPENED = {
    Status.ACCEPTED: _l("Đã tiếp nhận hồ sơ"),
    Status.AWAITING_SUPPLEMENT: _l("Chưa tiếp nhận, đã yêu cầu bổ sung giấy tờ"),
    Status.RETURNED: _l("Đã giải quyết và trao kết quả"),
    Status.REFUSED: _l("Đã từ chối tiếp nhận"),
}


@bp.get(f"{DESK}/xong/<row:id>")
@requires(Role.RECEPTION)
def done(id: int) -> str:
    """The code, the date and who is told, with the paper to print and the way to the next person."""
    dossier = case_or_404(id)
    shown = render_template(
        "desk/done.html",
        dossier=dossier,
        content=content_of(dossier),
        paper=_paper_to_print(dossier),
        happened=HAPPENED.get(dossier.status, LONG_NAMES[dossier.status]),
        messages_to=messages_to(dossier),
        tone=TONES[dossier.status],
        fee=outstanding(id, dossier.fee_vnd) if dossier.status in OWING else 0,
        payments=valid_payments(dossier),
        said=get_flashed_messages(),
    )
    note_reading("open", "dossier", id)
    return shown


def _paper_to_print(dossier: Dossier) -> IssuedPaper | None:
    """Return the paper to give out, if any: nobody needs an appointment for what is finished."""
    latest = dossier.papers[-1] if dossier.papers else None
    return None if latest and latest.kind is PaperKind.RECEIPT and dossier.ended_at else latest


@bp.get(f"{DESK}/xong/<row:id>/giay/<row:paper_id>.pdf")
@requires(Role.RECEPTION)
def print_paper(id: int, paper_id: int) -> Response:
    """A numbered paper as it was given out; opened, it asks the browser to print it."""
    dossier = case_or_404(id)
    paper = next((each for each in dossier.papers if each.id == paper_id), None) or abort(404)
    answer = Response(asks_to_be_printed(pdf_of(paper)), mimetype="application/pdf")
    name = f"{dossier.code}-{paper.kind.value}-{paper.number}.pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    note_printing(paper_id)
    return answer


@bp.get("/can-bo/man-hinh-phu")
@requires(Role.RECEPTION)
def mirror() -> str:
    """The window turned to the citizen. What it shows comes from the other window, never from here."""
    return render_template("desk/mirror.html")
