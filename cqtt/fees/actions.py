"""What is done about fees: the account and the amounts two people stand for, and money that comes in.

Money is recorded by an officer who saw it, under a receipt number without a gap. This feature comes before dossiers
and knows them by plain values.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError

from cqtt.audit.actions import record
from cqtt.clock import local
from cqtt.commune.models import Officer
from cqtt.commune.numbering import next_number
from cqtt.extensions import db
from cqtt.fees.models import (
    FeeAccount,
    FeeConfirmation,
    Payment,
    PaymentWay,
    account_in_use,
    confirmed_fee,
    live_confirmations,
    received,
)
from cqtt.fees.requests import PaymentRequest, PaymentWords
from cqtt.fees.rules import (
    AlreadyCancelled,
    LineCounted,
    NothingToConfirm,
    check_second_person,
    may_be_asked_by_code,
    still_due,
)
from cqtt.i18n import _

RECEIPTS = "fee-receipt"  # the book their numbers come from


# -- the receiving account ------------------------------------------------------------------------


def propose_account(
    bank_bin: str, bank_name: str, number: str, holder: str, officer: Officer, at: datetime
) -> FeeAccount:
    """Propose an account; it takes the place of what was proposed before, the one in use stays until confirmed."""
    for earlier in db.session.scalars(_live_accounts().where(FeeAccount.confirmed_at.is_(None))):
        retire_account(earlier, officer, at)
    account = FeeAccount(
        bank_bin=bank_bin,
        bank_name=bank_name,
        number=number,
        holder=holder,
        proposed_by_id=officer.id,
        proposed_at=at,
    )
    db.session.add(account)
    db.session.flush()
    record("fee.propose_account", "fee_account", account.id, officer_id=officer.id)
    return account


def confirm_account(account: FeeAccount, officer: Officer, at: datetime) -> None:
    """Put a proposed account to use, as the second person; the one in use before is retired."""
    live = list(db.session.scalars(_live_accounts()))
    if account not in live or account.confirmed_at is not None:
        raise NothingToConfirm(_("Tài khoản này đã được xác nhận hoặc đã bỏ. Xin mở lại trang Phí để xem."))
    check_second_person(account.proposed_by_id, officer.id)
    for other in live:
        if other.confirmed_at is not None:
            retire_account(other, officer, at)
    account.confirmed_by_id, account.confirmed_at = officer.id, at
    db.session.flush()
    record("fee.confirm_account", "fee_account", account.id, officer_id=officer.id)


def retire_account(account: FeeAccount, officer: Officer, at: datetime) -> None:
    """Use an account no more, or drop a proposal: one person is enough, codes disappear at once."""
    if account.retired_at is None:
        account.retired_at = at
        record("fee.retire_account", "fee_account", account.id, officer_id=officer.id)


def _live_accounts() -> Select[FeeAccount]:
    """Select and lock the accounts that are not retired, so that two who confirm at once leave one in use."""
    live = select(FeeAccount).where(FeeAccount.retired_at.is_(None)).with_for_update()
    return live.execution_options(populate_existing=True)


# -- the amounts ----------------------------------------------------------------------------------


def propose_fees(amounts: Mapping[int, int], officer: Officer, at: datetime) -> int:
    """Propose the fees of versions; return how many were new, what is proposed or confirmed already stays."""
    live = {fee.version_id for fee in _live_fees(amounts)}
    new = {version_id: amount for version_id, amount in amounts.items() if version_id not in live}
    for version_id, amount in new.items():
        fee = FeeConfirmation(version_id=version_id, amount_vnd=amount, proposed_by_id=officer.id, proposed_at=at)
        db.session.add(fee)
        record("fee.propose", "procedure_version", version_id, officer_id=officer.id, amount=amount)
    db.session.flush()
    return len(new)


def confirm_fees(version_ids: Iterable[int], officer: Officer, at: datetime) -> int:
    """Confirm what others proposed, as the second person; SamePerson if any of it is the officer's own."""
    waiting = [fee for fee in _live_fees(version_ids) if fee.confirmed_at is None]
    for fee in waiting:
        check_second_person(fee.proposed_by_id, officer.id)
    if not waiting:
        raise NothingToConfirm(_("Trong các mục đã chọn không có mức phí nào đang chờ xác nhận. Xin đề nghị trước."))
    for fee in waiting:
        fee.confirmed_by_id, fee.confirmed_at = officer.id, at
        record("fee.confirm", "procedure_version", fee.version_id, officer_id=officer.id, amount=fee.amount_vnd)
    db.session.flush()
    return len(waiting)


def retire_fees(version_ids: Iterable[int], officer: Officer, at: datetime) -> int:
    """Take back proposals and confirmations: one person is enough, codes disappear at once."""
    live = _live_fees(version_ids)
    for fee in live:
        fee.retired_at = at
        record("fee.retire", "procedure_version", fee.version_id, officer_id=officer.id)
    db.session.flush()
    return len(live)


def _live_fees(version_ids: Iterable[int]) -> list[FeeConfirmation]:
    of_these = live_confirmations().where(FeeConfirmation.version_id.in_(list(version_ids)))
    return list(db.session.scalars(of_these.with_for_update().execution_options(populate_existing=True)))


# -- money that comes in --------------------------------------------------------------------------


def receive(
    dossier_id: int,
    amount_vnd: int,
    way: PaymentWay,
    paid_on: date,
    officer: Officer,
    at: datetime,
    note: str = "",
    statement_line: str | None = None,
) -> Payment:
    """Record money that an officer saw: cash in the hand, or a line of the bank's statement.

    LineCounted when that line has been recorded before. The receipt belongs to the year it is written in.
    """
    if statement_line:
        check_not_counted(statement_line)
    year = local(at).year
    payment = Payment(
        dossier_id=dossier_id,
        amount_vnd=amount_vnd,
        way=way,
        paid_on=paid_on,
        recorded_at=at,
        officer_id=officer.id,
        receipt_year=year,
        receipt_number=next_number(RECEIPTS, year),
        statement_line=statement_line,
        note=note,
    )
    db.session.add(payment)
    try:
        db.session.flush()
    except IntegrityError as taken:  # somebody recorded the same line between our look and our write
        raise LineCounted(_("Dòng sao kê này vừa được đồng nghiệp ghi nhận.")) from taken
    record("fee.receive", "dossier", dossier_id, officer_id=officer.id, payment=payment.id)
    return payment


def check_not_counted(statement_line: str) -> None:
    """Raise LineCounted if a payment stands for this line of a statement."""
    counted = db.session.scalar(select(Payment).where(Payment.statement_line == statement_line))
    if counted is not None:
        raise LineCounted(
            _(
                "Dòng sao kê này đã ghi nhận hôm %(day)s, phiếu số %(receipt)s.",
                day=f"{local(counted.recorded_at):%d/%m/%Y}",
                receipt=counted.receipt,
            )
        )


def cancel(payment: Payment, officer: Officer, reason: str, at: datetime) -> None:
    """Take back a payment recorded by mistake: the row and its number stay, crossed out."""
    if payment.is_cancelled:
        raise AlreadyCancelled(_("Khoản này đã được hủy trước đó rồi."))
    payment.cancelled_at, payment.cancelled_by_id, payment.cancel_reason = at, officer.id, reason
    payment.statement_line = None  # the line may be used for the right dossier
    record("fee.cancel", "dossier", payment.dossier_id, officer_id=officer.id, payment=payment.id)


# -- what is asked for ----------------------------------------------------------------------------


def outstanding(dossier_id: int, fee_vnd: int | None) -> int:
    """Return what a dossier still has to pay of what it was asked for."""
    return still_due(fee_vnd, received(dossier_id)) if fee_vnd else 0


def payment_request_of(
    version_id: int, amount_vnd: int, code: str | None, asked_vnd: int | None = None
) -> PaymentRequest | None:
    """Return the transfer to ask for, or None: without an account and a fee that two people confirmed, no code.

    `asked_vnd` is what an officer asked for in the dossier: the fee, or that of several copies.
    """
    fee = confirmed_fee(version_id)
    if not code or not fee or not may_be_asked_by_code(amount_vnd, fee, asked_vnd or 0):
        return None
    account = account_in_use()
    return PaymentRequest.to(account, amount_vnd, code, times=amount_vnd // fee) if account else None


def payment_words(
    version_id: int, amount_vnd: int, code: str | None, asked_vnd: int | None = None
) -> PaymentWords | None:
    """Return the request for a printed paper, or None as above."""
    request = payment_request_of(version_id, amount_vnd, code, asked_vnd)
    return request.words() if request else None
