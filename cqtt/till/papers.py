"""The small receipt of the till (A5): what was recorded, for the citizen to keep. It is no receipt of the treasury."""

from typing import Any

from cqtt import paper
from cqtt.clock import date_text, local
from cqtt.commune.models import the_commune
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.papers.people import office_head
from cqtt.fees.amounts import in_words
from cqtt.fees.models import Payment
from cqtt.procedures.facts import money
from cqtt.till.forms import WAY_NAMES


def receipt_words(payment: Payment, dossier: Dossier) -> dict[str, Any]:
    """Return all that the receipt says."""
    return {
        "head": office_head(the_commune()),
        "number": payment.receipt,
        "signed_on": paper.formal_day(local(payment.recorded_at)),
        "payer": dossier.submitter_name or dossier.owner_name,
        "for_whom": dossier.owner_name,
        "code": dossier.code,
        "procedure": dossier.version.content["name"],
        "amount": money(payment.amount_vnd),
        "in_words": in_words(payment.amount_vnd),
        "way": str(WAY_NAMES[payment.way]).lower(),
        "paid_on": date_text(payment.paid_on),
        "officer": payment.officer.name,
        "cancelled": payment.is_cancelled,
    }


def receipt_pdf(payment: Payment, dossier: Dossier) -> bytes:
    """Return the receipt as PDF."""
    return paper.render("till/receipt", receipt_words(payment, dossier))
