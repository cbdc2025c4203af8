"""The day's list of the till: what was recorded on one day, and the sums by way and by officer."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from cqtt.clock import ICT
from cqtt.commune.models import Officer
from cqtt.dossiers.models import Dossier
from cqtt.extensions import db
from cqtt.fees.models import Payment, PaymentWay
from cqtt.procedures.models import ProcedureVersion


@dataclass(frozen=True)
class Line:
    """One receipt of the day."""

    payment: Payment
    dossier_id: int
    code: str
    procedure: str


@dataclass(frozen=True)
class Sum:
    """What one officer, or everybody, took in."""

    name: str
    cash_vnd: int
    transfer_vnd: int
    count: int

    @property
    def total_vnd(self) -> int:
        return self.cash_vnd + self.transfer_vnd


@dataclass(frozen=True)
class DayList:
    """Everything recorded on one day, in the order of the receipts; cancelled ones are in the list, not in the sums."""

    day: date
    lines: tuple[Line, ...]
    of_officers: tuple[Sum, ...]
    of_all: Sum

    @property
    def cancelled(self) -> int:
        return sum(line.payment.is_cancelled for line in self.lines)


def day_list(day: date) -> DayList:
    """Return the list of a day on Vietnam's clock. Receipts are numbered as they are recorded, so none is missing."""
    begins = datetime.combine(day, time(), ICT)
    wanted = (
        select(Payment, Dossier.id, Dossier.code, ProcedureVersion.content["name"].as_string())
        .join(Dossier, Dossier.id == Payment.dossier_id)
        .join(ProcedureVersion, ProcedureVersion.id == Dossier.version_id)
        .where(Payment.recorded_at >= begins, Payment.recorded_at < begins + timedelta(days=1))
        .options(
            joinedload(Payment.officer).lazyload(Officer.roles),
            joinedload(Payment.cancelled_by).lazyload(Officer.roles),
        )
        .order_by(Payment.receipt_year, Payment.receipt_number)
    )
    lines = tuple(Line(*row) for row in db.session.execute(wanted))
    counted = [line.payment for line in lines if not line.payment.is_cancelled]
    of_officer: defaultdict[tuple[bytes, int, str], list[Payment]] = defaultdict(list)
    for payment in counted:
        officer = payment.officer
        of_officer[officer.name_sort, officer.id, officer.name].append(payment)
    sums = tuple(_sum(name, taken) for (_sort, _id, name), taken in sorted(of_officer.items()))
    return DayList(day, lines, sums, _sum("", counted))


def _sum(name: str, payments: Iterable[Payment]) -> Sum:
    taken = list(payments)
    cash = sum(payment.amount_vnd for payment in taken if payment.way is PaymentWay.CASH)
    return Sum(name, cash, sum(payment.amount_vnd for payment in taken) - cash, len(taken))
