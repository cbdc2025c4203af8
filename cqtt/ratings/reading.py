"""Which votes are counted where; whoever shows a figure of them shows whole fives (cqtt/fives.py).

Of an answer to feedback the feedback itself keeps the mark (`feedback.ratings`): it is counted there, once, wherever
it was given. Reports of conduct stand in no figure.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select

from cqtt.clock import now
from cqtt.extensions import db
from cqtt.feedback.models import Feedback
from cqtt.fives import SETTLED, counted, year_of
from cqtt.ratings.models import Rating
from cqtt.ratings.rules import GOOD, Source


@dataclass(frozen=True)
class Satisfaction:
    """How many were satisfied or very satisfied, of all who rated."""

    good: int
    all: int


def of_marks(marks: Iterable[int]) -> Satisfaction:
    """Return the satisfaction among these marks."""
    given = list(marks)
    return Satisfaction(sum(mark >= GOOD for mark in given), len(given))


def of_dossiers_since(since: datetime) -> tuple[int, int]:
    """Return how many were satisfied with their dossier since then, and how many rated one: for the public figure."""
    votes = select(Rating.at, Rating.mark).where(
        Rating.source == Source.DOSSIER, *where_votes(year_of(since), now() - SETTLED, None, None)
    )
    told = counted(db.session.execute(votes.order_by(Rating.at, Rating.id)), lambda vote: vote.at, since)
    found = of_marks(vote.mark for vote in told)
    return found.good, found.all


def where_votes(
    since: datetime, until: datetime, procedure_id: int | None, officer_id: int | None
) -> list[ColumnElement[bool]]:
    """Return which votes of a period are asked for."""
    where = [Rating.at >= since, Rating.at < until]
    if procedure_id is not None:
        where.append(Rating.procedure_id == procedure_id)
    if officer_id is not None:
        where.append(Rating.officer_id == officer_id)
    return where


def where_answers(since: datetime, until: datetime, officer_id: int | None) -> list[ColumnElement[bool]]:
    """Return which marks of answers of a period are asked for; a report of conduct is never among them."""
    where = [
        Feedback.is_conduct.is_(False),
        Feedback.rating.is_not(None),
        and_(Feedback.rated_at >= since, Feedback.rated_at < until),
    ]
    if officer_id is not None:
        where.append(Feedback.answered_by_id == officer_id)
    return where
