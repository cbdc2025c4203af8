"""What the papers say about money: how much is to be paid, and what had come when the paper was made."""

from cqtt.dossiers.models import Dossier
from cqtt.fees.actions import payment_words
from cqtt.fees.models import Payment, payments_of
from cqtt.fees.requests import PaymentWords
from cqtt.fees.rules import still_due
from cqtt.i18n import _
from cqtt.procedures.content import ProcedureContent
from cqtt.procedures.facts import money


def valid_payments(dossier: Dossier) -> list[Payment]:
    """Return what was paid and not taken back."""
    return [payment for payment in payments_of(dossier.id) if not payment.is_cancelled]


def money_paid(dossier: Dossier) -> int:
    return sum(payment.amount_vnd for payment in valid_payments(dossier))


def fee_text(dossier: Dossier, content: ProcedureContent) -> str | None:
    """Return what is to be paid and whether it was; None where no fee is published. A blank is never free."""
    if dossier.fee_vnd is None:
        return _published_fee(content)
    if dossier.fee_vnd == 0:
        return _("không thu")
    payments, fee = valid_payments(dossier), money(dossier.fee_vnd)
    paid, receipts = sum(each.amount_vnd for each in payments), ", ".join(each.receipt for each in payments)
    if not paid:
        return _("%(fee)s, chưa nộp khi lập giấy này", fee=fee)
    if paid < dossier.fee_vnd:
        return _("%(fee)s, đã nộp %(paid)s (phiếu số %(receipts)s)", fee=fee, paid=money(paid), receipts=receipts)
    return _("%(fee)s, đã nộp đủ (phiếu số %(receipts)s)", fee=fee, receipts=receipts)


def _published_fee(content: ProcedureContent) -> str | None:
    """Return what the procedure publishes, where nothing was asked for yet."""
    fee = content.known_fee
    if fee is None or fee.amount_vnd is None:
        return None
    note = f" ({fee.note})" if fee.note else ""
    if fee.amount_vnd == 0:
        return _("không thu%(note)s", note=note)
    return _("theo quy định %(fee)s%(note)s, chưa yêu cầu nộp", fee=money(fee.amount_vnd), note=note)


def payment_asked(dossier: Dossier) -> PaymentWords | None:
    """Return how what is still owed can be paid by transfer, where two people stand for account and amount."""
    owed = still_due(dossier.fee_vnd, money_paid(dossier)) if dossier.fee_vnd else 0
    return payment_words(dossier.version_id, owed, dossier.code, dossier.fee_vnd) if owed else None
