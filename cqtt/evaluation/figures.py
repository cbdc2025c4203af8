"""The figures of the unit for some days and the days before: each indicator with its points, in few queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select

from cqtt.dossiers.models import Dossier
from cqtt.evaluation.counted import Condition, Scope, counted
from cqtt.evaluation.models import weights
from cqtt.evaluation.openness import complete_at, published_at, read_off
from cqtt.evaluation.periods import Span
from cqtt.evaluation.rates import Mark, Scored, Tally, score
from cqtt.evaluation.rules import OUTLINES, WEIGHED, Group, Indicator, Part, Subject
from cqtt.evaluation.satisfaction import satisfied_with_answers, satisfied_with_dossiers
from cqtt.extensions import db
from cqtt.feedback.models import Feedback
from cqtt.fees.models import Payment
from cqtt.register.rules import Period

TABLES: dict[Subject, type[Any]] = {
    Subject.DOSSIERS: Dossier,
    Subject.PAYMENTS: Payment,
    Subject.FEEDBACK: Feedback,
}
Tallies = Mapping[Indicator, Tally | None]  # None: too few voted to tell


@dataclass(frozen=True)
class Outcomes:
    """How results stood to their dates; the late ones with those that were stopped too late."""

    early: int
    on_time: int
    late: int

    @property
    def all(self) -> int:
        return self.early + self.on_time + self.late


@dataclass(frozen=True)
class Report:
    """Everything the page of the unit shows."""

    span: Span
    groups: Mapping[Group, Sequence[Mark]]
    scores: Mapping[Group, Scored]
    total: Scored
    outcomes: Outcomes
    under_way: Tally


def report_of(span: Span, at: datetime) -> Report:
    """Return the figures of a period beside those of the period before it."""
    now, before = _all_tallies((span, span.before), at)
    points = weights()
    groups = {group: _marks(group, now, before, points) for group in Group}
    scores = {group: score(group, marks) for group, marks in groups.items()}
    total = sum(scores.values(), Scored(0, 0, 0, 0))
    scope = Scope(span.period, at)
    return Report(span, groups, scores, total, _outcomes(scope), tally_of(Indicator.UNDER_WAY, scope))


def tally_of(indicator: Indicator, scope: Scope) -> Tally:
    """Return one indicator in one scope; the list of its cases has as many rows."""
    counts = counts_of(indicator, scope)
    return Tally(counts[Part.GOOD], counts[Part.ALL])


def counts_of(indicator: Indicator, scope: Scope) -> dict[Part, int]:
    """Return how many rows each part of the list of an indicator has; one query."""
    found = counted(indicator, scope)
    sums = [func.count(), *map(_how_many, found.parts.values())]
    rows = _from(TABLES[OUTLINES[indicator].subject], sums).where(found.all)
    numbers = map(int, db.session.execute(rows).one())
    return dict(zip((Part.ALL, *found.parts), numbers, strict=True))


def trend_of(spans: Sequence[Span], at: datetime) -> list[Tally]:
    """Return the on-time figures of some months; one query."""
    sums: list[ColumnElement[int]] = []
    for span in spans:
        found = counted(Indicator.ON_TIME, Scope(span.period, at))
        sums += [_how_many(found.of(Part.GOOD)), _how_many(found.all)]
    row = db.session.execute(_from(Dossier, sums)).one()
    return [Tally(int(row[place]), int(row[place + 1])) for place in range(0, len(row), 2)]


def _all_tallies(spans: tuple[Span, Span], at: datetime) -> list[Tallies]:
    """Return every indicator that has points, of this period and of the one before."""
    periods = [span.period for span in spans]
    moments = [read_off(period, at) for period in periods]
    versions = published_at(*moments)
    of_tables = [_tallies(subject, periods, at) for subject in TABLES]
    return [
        {
            **{indicator: tally for found in of_tables for indicator, tally in found[place].items()},
            Indicator.COMPLETE: complete_at(versions, moments[place]),
            Indicator.SATISFIED: satisfied_with_dossiers(span, at),
            Indicator.SATISFIED_WITH_ANSWER: satisfied_with_answers(span, at),
        }
        for place, span in enumerate(spans)
    ]


def _marks(group: Group, now: Tallies, before: Tallies, points: Mapping[Indicator, int]) -> list[Mark]:
    own = [indicator for indicator in WEIGHED if OUTLINES[indicator].group is group]
    return [Mark(each, now[each], before[each], points[each]) for each in own]


def _outcomes(scope: Scope) -> Outcomes:
    """Return the results of a period by how they stood to their dates; together they are what is counted."""
    counts = counts_of(Indicator.ON_TIME, scope)
    return Outcomes(counts[Part.EARLY], counts[Part.ON_DUE_DAY], counts[Part.OTHER])


def _tallies(subject: Subject, periods: Sequence[Period], at: datetime) -> list[dict[Indicator, Tally]]:
    """Return the indicators of one table that have points, for each period; one query."""
    own = [indicator for indicator in WEIGHED if OUTLINES[indicator].subject is subject]
    sums: list[ColumnElement[int]] = []
    for period in periods:
        for indicator in own:
            found = counted(indicator, Scope(period, at))
            sums += [_how_many(found.of(Part.GOOD)), _how_many(found.all)]
    numbers = iter(map(int, db.session.execute(_from(TABLES[subject], sums)).one()))
    return [{indicator: Tally(next(numbers), next(numbers)) for indicator in own} for _period in periods]


def _from(table: type[Any], columns: Sequence[ColumnElement[Any]]) -> Select[*tuple[Any, ...]]:
    """Select sums over a table; payments are seen together with their dossiers."""
    wanted = select(*columns).select_from(table)
    return wanted.join(Dossier, Dossier.id == Payment.dossier_id) if table is Payment else wanted


def _how_many(condition: Condition) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
