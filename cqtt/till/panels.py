"""What the till shows on the pages of a dossier: what is to be paid and how, and what has been paid."""

from collections.abc import Mapping
from typing import Any

from cqtt.clock import date_text
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.panels import register_case_panel, register_citizen_panel
from cqtt.dossiers.rules import OWING, Status, Step
from cqtt.fees.actions import payment_request_of
from cqtt.fees.models import Payment, payments_of
from cqtt.fees.rules import still_due
from cqtt.i18n import _
from cqtt.procedures.facts import money
from cqtt.till.forms import WAY_NAMES

Values = Mapping[str, Any]


def money_of(dossier: Dossier) -> Values | None:
    """Return what was asked for, what came in and what is due; None for a dossier without any money."""
    if dossier.fee_vnd is None and not any(event.step is Step.CONFIRM_PAYMENT for event in dossier.events):
        return None
    payments = payments_of(dossier.id)
    taken = sum(payment.amount_vnd for payment in payments if not payment.is_cancelled)
    due = still_due(dossier.fee_vnd, taken) if dossier.status in OWING else 0
    return {
        "asked_vnd": dossier.fee_vnd,
        "received_vnd": taken,
        "due_vnd": due,
        "request": payment_request_of(dossier.version_id, due, dossier.code, dossier.fee_vnd) if due else None,
        "payments": payments,
        "waits": dossier.status is Status.AWAITING_PAYMENT,
        "dossier_id": dossier.id,
        "way_names": WAY_NAMES,
    }


def money_for_citizen(dossier: Dossier) -> Values | None:
    """Return the same for the citizen; what was taken back is between officers."""
    values = money_of(dossier)
    if values is None or not (values["asked_vnd"] or values["received_vnd"]):
        return None
    counted = [payment for payment in values["payments"] if not payment.is_cancelled]
    return {**values, "payments": [_receipt_words(payment) for payment in counted]}


def _receipt_words(payment: Payment) -> str:
    return _(
        "%(amount)s, %(way)s, ngày %(day)s, phiếu số %(receipt)s",
        amount=money(payment.amount_vnd),
        way=str(WAY_NAMES[payment.way]).lower(),
        day=date_text(payment.paid_on),
        receipt=payment.receipt,
    )


register_case_panel("till/_case_money.html", money_of)
register_citizen_panel("till/_citizen_money.html", money_for_citizen)
