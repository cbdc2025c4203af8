"""What the unit really achieves, shown beside what it promises: results on time, and satisfied people.

On-time rate: results given before or on the due time, of all results of the period. Withdrawn and refused dossiers
do not count; one that was stopped counts as late if it was late by then (Bộ chỉ số 766, group TDGQ).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select

from cqtt.clock import local
from cqtt.dossiers.models import Dossier, DossierEvent
from cqtt.dossiers.rules import RUNNING, Status, Step, Timeliness
from cqtt.extensions import db
from cqtt.feedback import ratings
from cqtt.pledges.rules import ENOUGH_DOSSIERS, ENOUGH_RATINGS, percent

Satisfaction = Callable[[datetime], tuple[int, int]]  # since when → (satisfied, all who rated)

_SOURCES: list[Satisfaction] = [ratings.satisfaction]

RECENT = timedelta(days=90)
RATED_WITHIN = timedelta(days=365)
IN_TIME = (Timeliness.EARLY, Timeliness.ON_TIME)


@dataclass(frozen=True)
class Rate:
    """How many of how many; of too few there is no share."""

    part: int
    whole: int
    enough: int

    @property
    def percent(self) -> int | None:
        return percent(self.part, self.whole) if self.whole >= self.enough else None


@dataclass(frozen=True)
class Figures:
    """The rates beside the pledge."""

    year: int
    this_year: Rate
    recent: Rate
    satisfied: Rate


def register_satisfaction(satisfaction: Satisfaction) -> None:
    """Let a later feature's votes stand in the public figure too, beside those about answers to feedback."""
    _SOURCES.append(satisfaction)


def whole_satisfaction(since: datetime) -> tuple[int, int]:
    """Return how many people were satisfied since then and how many said so, whatever they rated."""
    counted = [satisfaction(since) for satisfaction in _SOURCES]
    return sum(good for good, _all in counted), sum(all_of_them for _good, all_of_them in counted)


def unit_figures(at: datetime, satisfaction: Satisfaction = whole_satisfaction) -> Figures:
    """Return the rates as they are now; two queries, and what the ratings ask."""
    year_begins = local(at).replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    this_year, recent = _on_time_since(year_begins, at - RECENT)
    return Figures(year_begins.year, this_year, recent, Rate(*satisfaction(at - RATED_WITHIN), ENOUGH_RATINGS))


def _on_time_since(*beginnings: datetime) -> list[Rate]:
    """Return the on-time rate since each of these moments."""
    earliest = min(beginnings)
    counted = (Dossier.timeliness.in_(IN_TIME), Dossier.timeliness.is_not(None))
    results = _how_many(
        [and_(of, Dossier.resolved_at >= since) for since in beginnings for of in counted],
        Dossier.resolved_at >= earliest,
    )
    stopped = _how_many(
        [Dossier.ended_at >= since for since in beginnings],
        and_(Dossier.status == Status.STOPPED, Dossier.ended_at >= earliest, late_when_stopped()),
    )
    in_time, given = results[::2], results[1::2]
    return [
        Rate(part, whole + late, ENOUGH_DOSSIERS) for part, whole, late in zip(in_time, given, stopped, strict=True)
    ]


def _how_many(of: list[ColumnElement[bool]], among: ColumnElement[bool]) -> list[int]:
    sums = [func.coalesce(func.sum(case((condition, 1), else_=0)), 0) for condition in of]
    return [int(found) for found in db.session.execute(select(*sums).where(among)).one()]


def late_when_stopped() -> ColumnElement[bool]:
    """Whether the due time had passed: while the clock ran, or before it was stopped to wait for the citizen."""
    ended_while_running = exists().where(
        DossierEvent.dossier_id == Dossier.id,
        DossierEvent.step == Step.STOP,
        DossierEvent.from_status.in_(tuple(RUNNING)),
    )
    return or_(late_at_a_stop(), and_(Dossier.ended_at > Dossier.due_at, ended_while_running))


def late_at_a_stop() -> ColumnElement[bool]:
    """Whether a dossier was late already when its clock was stopped; it stays late, whatever date it was given."""
    return exists().where(DossierEvent.dossier_id == Dossier.id, DossierEvent.details["late"].as_boolean())
