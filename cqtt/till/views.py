"""The day's list of the till, its spreadsheet and the small receipts, under /can-bo/thu-phi."""

from datetime import date

from flask import Blueprint, Response, abort, get_flashed_messages, render_template, request
from sqlalchemy.orm.exc import StaleDataError

from cqtt.access import requires, typed_texts
from cqtt.clock import day_text, today
from cqtt.dossiers.case_access import case_or_404, note_reading
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.moves import AnotherWasFaster, another_was_faster
from cqtt.dossiers.rules import CASE_ROLES
from cqtt.error_pages import error_page
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.fees.models import Payment
from cqtt.i18n import _
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
        said=get_flashed_messages(with_categories=True),
    )


@bp.get("/can-bo/thu-phi/bang-ngay.xlsx")
@requires(*READERS)
def day_sheet() -> Response:
    """The day's list as a spreadsheet; that it was taken is recorded."""
    shown = _day_asked_for()
    answer = Response(workbook(day_list(shown)), mimetype=MEDIA_TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="thu-phi-{shown.isoformat()}.xlsx"'
    note_reading("export", "day_list", shown.toordinal())
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
    note_reading("print", "payment", id)
    return answer


def payment_or_404(id: int) -> Payment:
    payment = db.session.get(Payment, id)
    return payment or abort(404)


@bp.errorhandler(RuleBroken)
def not_done(error: RuleBroken) -> tuple[str, int]:
    """Say why money was not recorded; an officer finds what was typed, and the way back to the dossier."""
    db.session.rollback()
    dossier_id = _dossier_id()
    if dossier_id is None:
        return error_page(409, error.sentence)
    typed = [text for text in typed_texts() if not text.isdecimal()] if request.method == "POST" else []
    page = render_template("dossiers/staff/not_done.html", sentence=error.sentence, id=dossier_id, typed=typed)
    return page, 409


@bp.errorhandler(StaleDataError)
def somebody_was_faster(error: StaleDataError) -> tuple[str, int]:
    """Answer a change that lost the race at the database the way a form from an older page is answered."""
    db.session.rollback()
    dossier = db.session.get(Dossier, _dossier_id() or 0)
    return not_done(another_was_faster(dossier) if dossier else AnotherWasFaster(_("Có người vừa làm trước.")))


def _dossier_id() -> int | None:
    """Return the dossier this request is about: named in the address, or that of the payment in it."""
    named = request.view_args or {}
    if "payment_id" in named:
        payment = db.session.get(Payment, named["payment_id"])
        return payment.dossier_id if payment else None
    return named.get("id") if request.path.startswith("/can-bo/ho-so/") else None
