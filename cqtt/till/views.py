"""The day's list of the till, its spreadsheet and the small receipts, under /can-bo/thu-phi."""

from datetime import date

from flask import Blueprint, Response, abort, render_template, request

from cqtt.access import requires
from cqtt.clock import day_text, today
from cqtt.dossiers.case_access import case_or_404, note_handing_out
from cqtt.dossiers.rules import CASE_ROLES
from cqtt.extensions import db
from cqtt.fees.models import Payment
from cqtt.paper import formal_day
from cqtt.procedures.facts import money
from cqtt.roles import Role
from cqtt.till.day import day_list
from cqtt.till.forms import WAY_NAMES
from cqtt.till.papers import receipt_pdf
from cqtt.till.sheet import MEDIA_TYPE, workbook

bp = Blueprint("till", __name__)
bp.add_app_template_filter(money)
EARLIEST = date(2020, 1, 1)  # no till of ours is older; what no moment can hold stays away from the database
READERS = (Role.RECEPTION, Role.LEADER)  # who takes the money, and who answers for it


@bp.get("/can-bo/thu-phi")
@requires(*READERS)
def day() -> str:
    """The receipts of one day with their sums; on paper it is signed and kept."""
    shown = _day_asked_for()
    return render_template(
        "till/day.html",
        listed=day_list(shown),
        day_words=day_text(shown),
        day_formal=formal_day(shown),
        is_today=shown == today(),
        way_names=WAY_NAMES,
    )


@bp.get("/can-bo/thu-phi/bang-ngay.xlsx")
@requires(*READERS)
def day_sheet() -> Response:
    """The day's list as a spreadsheet; that it was taken is recorded."""
    shown = _day_asked_for()
    answer = Response(workbook(day_list(shown)), mimetype=MEDIA_TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="thu-phi-{shown.isoformat()}.xlsx"'
    note_handing_out("export", "day_list", shown.isoformat())
    return answer


def _day_asked_for() -> date:
    """Return the day in the address, as the browser's own box writes it; today where there is none."""
    try:
        return max(EARLIEST, min(date.fromisoformat(request.args.get("ngay", "")), today()))
    except ValueError:
        return today()


@bp.get("/can-bo/thu-phi/<row:id>/phieu.pdf")
@requires(*CASE_ROLES)
def receipt(id: int) -> Response:
    """The small receipt that the citizen keeps."""
    payment = payment_or_404(id)
    answer = Response(receipt_pdf(payment, case_or_404(payment.dossier_id)), mimetype="application/pdf")
    name = f"phieu-{payment.receipt_year}-{payment.receipt_number:04}.pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    note_handing_out("print", "payment", id)
    return answer


def payment_or_404(id: int) -> Payment:
    payment = db.session.get(Payment, id)
    return payment or abort(404)
