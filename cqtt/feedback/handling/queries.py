"""The inbox: which feedback, in what order, and how many; the queries and nothing else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, String, case, cast, func, literal, select, union_all

from cqtt.addresses import page_count
from cqtt.commune.models import Hamlet, Officer
from cqtt.dossiers.queue.filters import Day, Reader
from cqtt.extensions import db
from cqtt.feedback.handling.filters import Condition, Filters, Options, conditions, heap_conditions
from cqtt.feedback.handling.rows import URGENCY, InboxRow, lines, read
from cqtt.feedback.secrecy import readable_by
from cqtt.feedback.topics import FeedbackTopic
from cqtt.text import sort_key

PER_PAGE = 30


@dataclass(frozen=True)
class InboxPage:
    rows: list[InboxRow]
    total: int
    number: int

    @property
    def pages(self) -> int:
        return page_count(self.total, PER_PAGE)


@dataclass(frozen=True)
class Some:
    """The first lines of a heap, and how many there are in all."""

    rows: list[InboxRow]
    total: int


def page_of(filters: Filters, number: int, officer: Officer, reader: Reader, day: Day) -> InboxPage:
    """Return one page of what the filters let through; past the end, the last page."""
    wanted = lines(officer).where(*conditions(filters, day, reader))
    rows = db.session.execute(wanted.limit(PER_PAGE).offset((number - 1) * PER_PAGE)).all()
    if not rows and number > 1:
        total = db.session.scalar(select(func.count()).select_from(wanted.order_by(None).subquery())) or 0
        last = page_count(total, PER_PAGE)
        return page_of(filters, min(last, number - 1), officer, reader, day)
    return InboxPage(read(rows), rows[0].total if rows else 0, number)


def counts(officer: Officer, reader: Reader, day: Day) -> dict[str, int]:
    """Return how many stand in each heap, of what this officer may read; one query."""
    heaps = heap_conditions(day, reader)
    row = db.session.execute(select(*map(_how_many, heaps.values())).where(readable_by(officer))).one()
    return dict(zip(heaps, map(int, row), strict=True))


def _how_many(condition: Condition) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def first_of(heaps: Iterable[str], officer: Officer, reader: Reader, day: Day, most: int) -> Mapping[str, Some]:
    """Return the first lines of each heap, most urgent first; one query for all of them."""
    placed = lines(officer).add_columns(func.row_number().over(order_by=URGENCY).label("place"))
    asked = list(heaps)
    parts = [
        select(
            literal(heap).label("heap"),
            placed.where(*conditions(Filters(heap=heap), day, reader)).limit(most).subquery(),
        )
        for heap in asked
    ]
    rows = sorted(db.session.execute(union_all(*parts)), key=lambda row: row.place) if parts else []
    found = {heap: [row for row in rows if row.heap == heap] for heap in asked}
    return {heap: Some(read(own), own[0].total if own else 0) for heap, own in found.items()}


@dataclass(frozen=True)
class Choices:
    """What the filters offer besides the heaps."""

    topics: Options
    hamlets: Options


def choices() -> Choices:
    """Return what can be chosen in the filters; one query for both lists."""
    topics = select(literal("topic"), cast(FeedbackTopic.id, String), FeedbackTopic.name, FeedbackTopic.position)
    hamlets = select(literal("hamlet"), cast(Hamlet.id, String), Hamlet.name, Hamlet.position)
    rows = db.session.execute(union_all(topics.where(FeedbackTopic.is_active), hamlets.where(Hamlet.is_active))).all()

    def of_kind(kind: str) -> Options:
        found = sorted((row[3], sort_key(row[2]), row[1], row[2]) for row in rows if row[0] == kind)
        return [(value, words) for _position, _key, value, words in found]

    return Choices(of_kind("topic"), of_kind("hamlet"))
