"""One line of the officers' queue, and how it is read: what is shown there, and nothing else is loaded."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, SQLColumnExpression, and_, case, exists, func, null, select

from cqtt.clock import local
from cqtt.commune.models import Hamlet, Officer
from cqtt.dossiers.models import Dossier, FilingChannel, SupplementRequest
from cqtt.dossiers.queue.filters import LOOKED_AT, RUNS
from cqtt.dossiers.queue.waiting import waiting_since
from cqtt.dossiers.rules import ENDED, RUNNING, WAITING, Status, Timeliness
from cqtt.procedures.models import ProcedureVersion

Order = SQLColumnExpression[Any]


@dataclass(frozen=True)
class QueueRow:
    """One line of the queue."""

    id: int
    revision: int
    code: str
    national_code: str | None
    status: Status
    channel: FilingChannel
    procedure: str
    name: str
    hamlet: str | None
    officer_id: int | None
    officer: str | None
    officer_works: bool | None  # None where nobody holds it
    department: str
    supplemented: bool  # what was missing has come, and somebody has to look at it again
    due_at: datetime | None
    new_due_at: datetime | None
    submitted_at: datetime | None
    received_at: datetime | None
    waiting_since: datetime | None
    ended_at: datetime | None
    timeliness: Timeliness | None
    papers_checked_at: datetime | None
    shelf: str

    @property
    def promised_anew_on(self) -> date | None:
        """Return the day that an apology gave, while the work goes on and it lies behind the first."""
        first, given = self.due_at, self.new_due_at
        holds = self.status in RUNNING and first and given and given > first
        return local(given).date() if given and holds else None

    @property
    def came_on(self) -> date | None:
        """Return the day it was received, or before that, sent."""
        came = self.received_at or self.submitted_at
        return local(came).date() if came else None


# Late and soonest due first, then what waits longest to be accepted, then what may be fetched, then what
# waits for the citizen; at the end what is over.
_RANK = case(
    (RUNS, 0),
    (Dossier.status == Status.SUBMITTED, 1),
    (Dossier.status == Status.RESOLVED, 2),
    (Dossier.status.in_(WAITING), 3),
    else_=4,
)
_SINCE = case(
    (RUNS, Dossier.due_at),
    (Dossier.status.in_(ENDED), null()),
    (Dossier.status == Status.SUBMITTED, Dossier.submitted_at),
    else_=waiting_since(),
)
URGENCY: tuple[Order, ...] = (_RANK, _SINCE, Dossier.ended_at.desc(), Dossier.id)

# What the heads of the columns sort by, in the address; a minus before it turns it round.
ORDERS: dict[str, Order] = {
    "ma": Dossier.code,
    "ten": Dossier.applicant_fold,
    "thu-tuc": ProcedureVersion.content["slug"].as_string(),
    "nhan": func.coalesce(Dossier.received_at, Dossier.submitted_at),
}


def order_by(chosen: str) -> tuple[Order, ...]:
    """Return the order that the address asks for; by urgency where it asks for none that there is."""
    order = ORDERS.get(chosen.removeprefix("-"))
    if order is None:
        return URGENCY
    return (order.desc() if chosen.startswith("-") else order, *URGENCY)


def lines(order: tuple[Order, ...] = URGENCY) -> Select[Any]:
    """Select the columns of QueueRow, and how many rows there are in all."""
    answered = exists().where(SupplementRequest.dossier_id == Dossier.id, SupplementRequest.answered_at.is_not(None))
    name = case((Dossier.organisation_name != "", Dossier.organisation_name), else_=Dossier.applicant_name)
    return (
        select(
            Dossier.id,
            Dossier.revision,
            Dossier.code,
            Dossier.national_code,
            Dossier.status,
            Dossier.channel,
            ProcedureVersion.content["name"].as_string().label("procedure"),
            name.label("name"),
            Hamlet.name.label("hamlet"),
            Dossier.officer_id,
            Officer.name.label("officer"),
            Officer.is_active.label("officer_works"),
            Dossier.department,
            and_(Dossier.status.in_(LOOKED_AT), answered).label("supplemented"),
            Dossier.due_at,
            Dossier.new_due_at,
            Dossier.submitted_at,
            Dossier.received_at,
            waiting_since().label("waiting_since"),
            Dossier.ended_at,
            Dossier.timeliness,
            Dossier.papers_checked_at,
            Dossier.shelf,
            func.count().over().label("total"),
        )
        .join(ProcedureVersion, ProcedureVersion.id == Dossier.version_id)
        .outerjoin(Hamlet, Hamlet.id == Dossier.hamlet_id)
        .outerjoin(Officer, Officer.id == Dossier.officer_id)
        .order_by(*order)
    )


def read(rows: Iterable[Row[Any]]) -> list[QueueRow]:
    """Return the lines that a selection gave, without what only the selection needed."""
    wanted = QueueRow.__dataclass_fields__
    found = (row._mapping for row in rows)
    return [QueueRow(**{name: line[name] for name in wanted}) for line in found]
