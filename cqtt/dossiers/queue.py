"""The officers' queue: which dossiers, in what order, and how many; the queries and nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    String,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from cqtt.commune.calendar import working_calendar
from cqtt.commune.models import Hamlet, Officer, OfficerRole, the_commune
from cqtt.dossiers.models import Dossier, SupplementRequest
from cqtt.dossiers.queue_filters import (
    LATE,
    LOOKED_AT,
    MINE,
    NEXT_DAY,
    RUNS,
    SLUG_OF_STATUS,
    TODAY,
    Condition,
    Day,
    Filters,
    Options,
    conditions,
    due_conditions,
)
from cqtt.dossiers.rules import CASE_ROLES, ENDED, OPEN, WAITING, Status, Timeliness
from cqtt.extensions import db
from cqtt.procedures.models import ProcedureField, ProcedureVersion
from cqtt.roles import Role
from cqtt.text import person_sort_key

PER_PAGE = 30


@dataclass(frozen=True)
class QueueRow:
    """One line of the queue: what is shown there, and nothing else is loaded."""

    id: int
    code: str
    national_code: str | None
    status: Status
    procedure: str
    name: str
    hamlet: str | None
    officer_id: int | None
    officer: str | None
    officer_works: bool | None  # None where nobody holds it
    supplemented: bool  # what was missing has come, and somebody has to look at it again
    due_at: datetime | None
    submitted_at: datetime | None
    ended_at: datetime | None
    timeliness: Timeliness | None
    papers_checked_at: datetime | None


@dataclass(frozen=True)
class QueuePage:
    rows: list[QueueRow]
    total: int
    number: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PER_PAGE))


@dataclass(frozen=True)
class Counts:
    """How many dossiers stand where, in the whole unit."""

    late: int
    today: int
    next_day: int
    waiting: int
    awaiting_supplement: int
    to_return: int


@dataclass(frozen=True)
class DayLists:
    """The first lines of each heap of an officer's day, most urgent first."""

    waiting: list[QueueRow]
    late: list[QueueRow]
    due_today: list[QueueRow]
    mine: list[QueueRow]
    to_return: list[QueueRow]


# Late and soonest due first, then what waits longest to be accepted, then what may be fetched, then what
# waits for the citizen; at the end what is over.
_RANK = case(
    (RUNS, 0),
    (Dossier.status == Status.SUBMITTED, 1),
    (Dossier.status == Status.RESOLVED, 2),
    (Dossier.status.in_(WAITING), 3),
    else_=4,
)
_SINCE = case((RUNS, Dossier.due_at), (Dossier.status.in_(ENDED), null()), else_=Dossier.submitted_at)
_URGENCY = (_RANK, _SINCE, Dossier.ended_at.desc(), Dossier.id)


def _lines() -> Select[Any]:
    """Select the columns of QueueRow, and how many rows there are in all."""
    answered = exists().where(SupplementRequest.dossier_id == Dossier.id, SupplementRequest.answered_at.is_not(None))
    name = case((Dossier.organisation_name != "", Dossier.organisation_name), else_=Dossier.applicant_name)
    return (
        select(
            Dossier.id,
            Dossier.code,
            Dossier.national_code,
            Dossier.status,
            ProcedureVersion.content["name"].as_string().label("procedure"),
            name.label("name"),
            Hamlet.name.label("hamlet"),
            Dossier.officer_id,
            Officer.name.label("officer"),
            Officer.is_active.label("officer_works"),
            and_(Dossier.status.in_(LOOKED_AT), answered).label("supplemented"),
            Dossier.due_at,
            Dossier.submitted_at,
            Dossier.ended_at,
            Dossier.timeliness,
            Dossier.papers_checked_at,
            func.count().over().label("total"),
        )
        .join(ProcedureVersion, ProcedureVersion.id == Dossier.version_id)
        .outerjoin(Hamlet, Hamlet.id == Dossier.hamlet_id)
        .outerjoin(Officer, Officer.id == Dossier.officer_id)
        .order_by(*_URGENCY)
    )


def _read(rows: Iterable[Row[Any]]) -> list[QueueRow]:
    lines = (dict(row._mapping) for row in rows)
    return [QueueRow(**{name: line[name] for name in line if name != "total"}) for line in lines]


def today_of(at: datetime) -> Day:
    """Return the day a moment belongs to, on the unit's calendar."""
    return Day.at(at, working_calendar(the_commune()))


def page_of(filters: Filters, number: int, officer_id: int, day: Day, codes_only: bool = False) -> QueuePage:
    """Return one page of what the filters let through; past the end, the last page."""
    wanted = _lines().where(*conditions(filters, day, officer_id, codes_only))
    rows = db.session.execute(wanted.limit(PER_PAGE).offset((number - 1) * PER_PAGE)).all()
    if not rows and number > 1:
        total = db.session.scalar(select(func.count()).select_from(wanted.order_by(None).subquery())) or 0
        last = max(1, -(-total // PER_PAGE))
        return page_of(filters, min(last, number - 1), officer_id, day, codes_only)
    return QueuePage(_read(rows), rows[0].total if rows else 0, number)


def _how_many(condition: Condition) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def counts(day: Day) -> Counts:
    """Return the numbers above the queue; one query."""
    due = due_conditions(day)
    heaps = (due[LATE], due[TODAY], due[NEXT_DAY], *(Dossier.status == status for status in _HEAPS))
    row = db.session.execute(select(*map(_how_many, heaps)).where(Dossier.status.in_(OPEN))).one()
    return Counts(*map(int, row))


_HEAPS = (Status.SUBMITTED, Status.AWAITING_SUPPLEMENT, Status.RESOLVED)


def day_lists(officer: Officer, at: datetime, most: int = 5) -> DayLists:
    """Return the first dossiers of each heap of an officer's day; one query for each heap."""
    day = today_of(at)

    def first(**chosen: str) -> list[QueueRow]:
        wanted = conditions(Filters(**chosen), day, officer.id, codes_only=False)
        return _read(db.session.execute(_lines().where(*wanted).limit(most)))

    return DayLists(
        waiting=first(status=SLUG_OF_STATUS[Status.SUBMITTED]),
        late=first(due=LATE),
        due_today=first(due=TODAY),
        mine=first(officer=MINE),
        to_return=first(status=SLUG_OF_STATUS[Status.RESOLVED]),
    )


def next_case(officer: Officer, but: int) -> QueueRow | None:
    """Return the most urgent dossier that is this officer's work, apart from the one just moved; one query.

    A specialist's are those whose clock runs; reception's wait to be accepted, unless their papers are complete
    and the person is awaited at the desk. What a colleague holds is left to the colleague.
    """
    free = or_(Dossier.officer_id == officer.id, Dossier.officer_id.is_(None))
    work: list[Condition] = [and_(RUNS, Dossier.officer_id == officer.id)]
    if officer.has_role(Role.SPECIALIST):
        work.append(and_(RUNS, free))
    if officer.has_role(Role.RECEPTION):
        work.append(and_(Dossier.status == Status.SUBMITTED, Dossier.papers_checked_at.is_(None), free))
    found = _read(db.session.execute(_lines().where(or_(*work), Dossier.id != but).limit(1)))
    return found[0] if found else None


@dataclass(frozen=True)
class Choices:
    """What the filters offer besides states."""

    fields: Options
    hamlets: Options
    officers: Options


def choices() -> Choices:
    """Return what can be chosen in the filters; one query for all three lists."""
    fields = select(literal("field"), ProcedureField.slug, ProcedureField.name, ProcedureField.position)
    hamlets = select(literal("hamlet"), cast(Hamlet.id, String), Hamlet.name, Hamlet.position)
    holders = select(OfficerRole.officer_id).where(OfficerRole.role.in_(CASE_ROLES))
    officers = select(literal("officer"), cast(Officer.id, String), Officer.name, literal(0))
    rows = db.session.execute(
        union_all(
            fields,
            hamlets.where(Hamlet.is_active),
            officers.where(Officer.is_active, Officer.id.in_(holders)),
        )
    ).all()

    def of_kind(kind: str) -> Options:
        found = sorted((row[3], person_sort_key(row[2]), row[1], row[2]) for row in rows if row[0] == kind)
        return [(value, name) for _position, _key, value, name in found]

    return Choices(of_kind("field"), of_kind("hamlet"), of_kind("officer"))
