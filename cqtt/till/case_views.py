"""Money of one dossier: taking it, showing the code to pay by, and taking a record back."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.clock import local, now, today
from cqtt.commune.signed_in import me
from cqtt.dossiers.case.attempts import CASE, Answer, attempt_at
from cqtt.dossiers.case_access import case_for_step, case_or_404, roles_ever
from cqtt.dossiers.content import content_of
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.rules import CASE_ROLES, Step
from cqtt.dossiers.staff_said import said_of
from cqtt.extensions import db
from cqtt.fees.actions import outstanding, payment_request_of
from cqtt.fees.amounts import as_typed
from cqtt.fees.models import Payment, PaymentWay
from cqtt.forms import keeps_typed
from cqtt.i18n import _
from cqtt.procedures.facts import money
from cqtt.till import actions
from cqtt.till.forms import WAY_NAMES, CancelForm, PaymentForm
from cqtt.till.views import bp, payment_or_404


@bp.route(f"{CASE}/da-nop-phi", methods=["GET", "POST"])
@requires(*roles_ever(Step.CONFIRM_PAYMENT))
@keeps_typed
def take_payment(id: int) -> Answer:
    """Record money that this officer has seen, under the next receipt number."""
    attempt = attempt_at(id, Step.CONFIRM_PAYMENT)
    dossier, due = attempt.dossier, outstanding(id, attempt.dossier.fee_vnd)
    form = PaymentForm.from_request(amount=as_typed(due) if due else "", way=PaymentWay.CASH, paid_on=today())
    form.expect(due, local(dossier.submitted_at or now()).date())
    if attempt.accepted(form):
        way, note = PaymentWay(form.way.data), form.note.data or ""
        payment = actions.take(dossier, me(), form.amount_vnd, way, form.paid_on.data, note, now())
        return attempt.done(_taken(payment, dossier), anchor="nop-phi")
    shown = {"dossier": dossier, "content": content_of(dossier), "due": due, "meanwhile": attempt.meanwhile}
    page = render_template("till/take_payment.html", endpoint="till.take_payment", form=form, **shown)
    return page, 409 if attempt.overtaken else form.http_status


def _taken(payment: Payment, dossier: Dossier) -> str:
    """Return what is said after money was recorded: the receipt, then what it means for the time limit."""
    receipt = _(
        "Phiếu số %(receipt)s: %(amount)s, %(way)s.",
        receipt=payment.receipt,
        amount=money(payment.amount_vnd),
        way=str(WAY_NAMES[payment.way]).lower(),
    )
    said = f"{receipt} {said_of(dossier, Step.CONFIRM_PAYMENT)}"
    owed = outstanding(dossier.id, dossier.fee_vnd)
    return _("%(said)s Còn phải nộp %(owed)s.", said=said, owed=money(owed)) if owed else said


@bp.get(f"{CASE}/ma-nop-phi")
@requires(*CASE_ROLES)
def payment_code(id: int) -> str:
    """A page to turn to the citizen: the code in large, the amount, the memo and the account; nobody's name."""
    dossier = case_or_404(id)
    due = outstanding(id, dossier.fee_vnd)
    asked = payment_request_of(dossier.version_id, due, dossier.code, dossier.fee_vnd)
    return render_template("till/payment_code.html", dossier=dossier, content=content_of(dossier), due=due, asked=asked)


@bp.route("/can-bo/thu-phi/<row:payment_id>/huy", methods=["GET", "POST"])
@requires(*roles_ever(Step.CANCEL_PAYMENT))
@keeps_typed
def cancel_payment(payment_id: int) -> Response | tuple[str, int]:
    """Take back a payment that was recorded by mistake; its number stays used."""
    payment = payment_or_404(payment_id)
    dossier = case_for_step(payment.dossier_id, Step.CANCEL_PAYMENT)
    form = CancelForm.from_request()
    if form.accepted() and not payment.is_cancelled:
        actions.take_back(dossier, me(), payment, form.reason.data, now())
        said = _("Đã hủy phiếu số %(receipt)s. Số phiếu vẫn nằm trong bảng, được gạch ngang.", receipt=payment.receipt)
        db.session.commit()
        flash(said)
        return redirect(url_for("till.day", ngay=local(payment.recorded_at).date().isoformat()), 303)
    shown = {"payment": payment, "dossier": dossier, "form": form, "way_names": WAY_NAMES}
    return render_template("till/cancel_payment.html", **shown), form.http_status
