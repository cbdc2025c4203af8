"""What is done at the till: money is recorded with its move of the dossier, and taken back with it."""

from datetime import date, datetime

from cqtt.commune.models import Officer
from cqtt.dossiers import actions as dossiers
from cqtt.dossiers.models import Dossier
from cqtt.errors import RuleBroken
from cqtt.fees import actions as fees
from cqtt.fees.models import Payment, PaymentWay
from cqtt.i18n import _
from cqtt.till.matching import Match


class NoLongerFits(RuleBroken):
    """Since the statement was read, the dossier owes something else."""


def take(
    dossier: Dossier,
    officer: Officer,
    amount_vnd: int,
    way: PaymentWay,
    paid_on: date,
    note: str,
    at: datetime,
    statement_line: str | None = None,
) -> Payment:
    """Record money that an officer saw, and say so to the citizen; it moves on what waited for it."""
    payment = fees.receive(dossier.id, amount_vnd, way, paid_on, officer, at, note, statement_line)
    dossiers.confirm_payment(dossier, officer, payment, note, at)
    return payment


def take_from_statement(dossier: Dossier, officer: Officer, match: Match, at: datetime) -> Payment:
    """Record a line of the bank's statement, once, if it still brings exactly what is due."""
    fees.check_not_counted(match.digest)
    if fees.outstanding(dossier.id, dossier.fee_vnd) != match.credit.amount_vnd:
        raise NoLongerFits(_("Số còn phải nộp vừa thay đổi. Xin dán lại sao kê để xem."))
    note = _("Theo sao kê ngân hàng.")
    credit = match.credit
    return take(dossier, officer, credit.amount_vnd, PaymentWay.TRANSFER, credit.day, note, at, match.digest)


def take_back(dossier: Dossier, officer: Officer, payment: Payment, reason: str, at: datetime) -> None:
    """Cancel a payment that was recorded by mistake; its receipt stays in the list, crossed out."""
    fees.cancel(payment, officer, reason, at)
    dossiers.cancel_payment(dossier, officer, payment, reason, at)
