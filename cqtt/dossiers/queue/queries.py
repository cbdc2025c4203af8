"""The officers' queue: which dossiers, in what order, and how many; the queries and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)

from cqtt.addresses import page_count
from cqtt.commune.calendar import working_calendar
from cqtt.commune.models import Hamlet, Officer, OfficerRole, the_commune
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.queue.filters import (
    LATE,
    NEXT_DAY,
    RUNS,
    TODAY,
    Condition,
    Day,
    Filters,
    Options,
    Reader,
    conditions,
    due_conditions,
    handed_to,
)
from cqtt.dossiers.queue.rows import URGENCY, QueueRow, lines, order_by, read
from cqtt.dossiers.queue.waiting import for_leader, window_over
from cqtt.dossiers.rules import CASE_ROLES, OPEN, Status
from cqtt.extensions import db
from cqtt.procedures.models import ProcedureField
from cqtt.roles import Role
from cqtt.text import person_sort_key

PER_PAGE = 30
LENGTHS = (PER_PAGE, 100, 200)  # rows of a page to choose from; the longest is as many as are moved at once


@dataclass(frozen=True)
class QueuePage:
    rows: list[QueueRow]
    total: int
    number: int
    length: int = PER_PAGE

    @property
    def pages(self) -> int:
        return page_count(self.total, self.length)


@dataclass(frozen=True)
class Counts:
    """How many dossiers stand where, in the whole unit."""

    late: int
    today: int
    next_day: int
    waiting: int
    awaiting_supplement: int
    awaiting_payment: int
    to_return: int
    for_leader: int
    window_over: int


@dataclass(frozen=True)
class Heap:
    """The first lines of what some filters let through, and how many there are in all."""

    rows: list[QueueRow]
    total: int


def today_of(at: datetime) -> Day:
    """Return the day a moment belongs to, on the unit's calendar."""
    return Day.at(at, working_calendar(the_commune()))


def page_of(filters: Filters, number: int, reader: Reader, day: Day) -> QueuePage:
    """Return one page of what the filters let through; past the end, the last page."""
    length = next((each for each in LENGTHS if str(each) == filters.length), PER_PAGE)
    wanted = lines(order_by(filters.order)).where(*conditions(filters, day, reader))
    rows = db.session.execute(wanted.limit(length).offset((number - 1) * length)).all()
    if not rows and number > 1:
        total = db.session.scalar(select(func.count()).select_from(wanted.order_by(None).subquery())) or 0
        last = page_count(total, length)
        return page_of(filters, min(last, number - 1), reader, day)
    return QueuePage(read(rows), rows[0].total if rows else 0, number, length)


def _how_many(condition: Condition) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


_STATES = (Status.SUBMITTED, Status.AWAITING_SUPPLEMENT, Status.AWAITING_PAYMENT, Status.RESOLVED)


def counts(day: Day) -> Counts:
    """Return the numbers above the queue; one query."""
    due = due_conditions(day)
    of_states = [Dossier.status == status for status in _STATES]
    heaps = (due[LATE], due[TODAY], due[NEXT_DAY], *of_states, for_leader(), window_over())
    row = db.session.execute(select(*map(_how_many, heaps)).where(Dossier.status.in_(OPEN))).one()
    return Counts(*map(int, row))


def first_of(heaps: Mapping[str, Filters], reader: Reader, day: Day, most: int) -> dict[str, Heap]:
    """Return the first lines of each heap, by its name, most urgent first; one query for all of them."""
    placed = lines().add_columns(func.row_number().over(order_by=URGENCY).label("place"))
    parts = []
    for name, filters in heaps.items():
        part = placed.where(*conditions(filters, day, reader)).limit(most).subquery()
        parts.append(select(literal(name).label("heap"), part))
    rows = sorted(db.session.execute(union_all(*parts)), key=lambda row: row.place) if parts else []
    found = {name: [row for row in rows if row.heap == name] for name in heaps}
    return {name: Heap(read(own), own[0].total if own else 0) for name, own in found.items()}


def next_case(officer: Officer, reader: Reader, but: int) -> QueueRow | None:
    """Return the most urgent dossier that is this officer's work, apart from the one just moved; one query.

    A specialist's are those whose clock runs; reception's wait to be accepted, unless their papers are complete
    and the person is awaited at the desk. What a colleague holds is left to the colleague, or to whoever stands in.
    """
    held = Dossier.officer_id.in_(reader.holders)
    free = or_(held, handed_to(""), handed_to(reader.department))
    work: list[Condition] = [and_(RUNS, held)]
    if officer.has_role(Role.SPECIALIST):
        work.append(and_(RUNS, free))
    if officer.has_role(Role.RECEPTION):
        work.append(and_(Dossier.status == Status.SUBMITTED, Dossier.papers_checked_at.is_(None), free))
    found = read(db.session.execute(lines().where(or_(*work), Dossier.id != but).limit(1)))
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
