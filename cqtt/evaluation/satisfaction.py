"""How satisfied people were: whole fives of votes only, so that looking twice tells nobody's vote (ratings.figures).

And only for months, quarters and years: two periods of one's own choice could differ by one vote.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, select

from cqtt.evaluation.periods import Span
from cqtt.evaluation.rates import Tally
from cqtt.extensions import db
from cqtt.feedback.models import Feedback
from cqtt.ratings.models import Rating
from cqtt.ratings.reading import where_answers, where_votes
from cqtt.ratings.rules import ENOUGH, GOOD, Source
from cqtt.register.rules import Period


def satisfied_with_dossiers(span: Span) -> Tally | None:
    """Return how many were satisfied with how their dossier went; None where that may not be told."""
    return _told(span, _marks(_votes(span.period, None)))


def satisfied_with_answers(span: Span) -> Tally | None:
    """Return how many were satisfied with the answer to what they told us; None where that may not be told."""
    return _told(span, _marks(_answers(span.period, None)))


def satisfied_with_officers(span: Span, only: int | None = None) -> dict[int, Tally]:
    """Return the same of each officer, dossiers and answers together; whoever has fewer than five votes has none."""
    if not span.is_calendar:
        return {}
    votes = [*db.session.execute(_votes(span.period, only)), *db.session.execute(_answers(span.period, only))]
    by_officer: dict[int, list[int]] = {}
    for officer_id, _at, mark in sorted(votes, key=lambda vote: vote[1]):
        if officer_id is not None:
            by_officer.setdefault(officer_id, []).append(mark)
    told = {id: whole_fives(marks) for id, marks in by_officer.items()}
    return {id: tally for id, tally in told.items() if tally}


def whole_fives(marks: Iterable[int]) -> Tally | None:
    """Count the whole fives of these marks, which are in order of time; None while there are fewer than five."""
    given = list(marks)
    counted = given[: len(given) // ENOUGH * ENOUGH]
    return Tally(sum(mark >= GOOD for mark in counted), len(counted)) if counted else None


def _told(span: Span, marks: list[int]) -> Tally | None:
    return whole_fives(marks) if span.is_calendar else None


def _marks(votes: Select[*tuple[Any, ...]]) -> list[int]:
    return [mark for _officer, _at, mark in db.session.execute(votes)]


def _votes(period: Period, officer_id: int | None) -> Select[*tuple[Any, ...]]:
    where = where_votes(period.starts_at, period.ends_at, None, officer_id)
    rows = select(Rating.officer_id, Rating.at, Rating.mark).where(Rating.source == Source.DOSSIER, *where)
    return rows.order_by(Rating.at, Rating.id)


def _answers(period: Period, officer_id: int | None) -> Select[*tuple[Any, ...]]:
    where = where_answers(period.starts_at, period.ends_at, officer_id)
    rows = select(Feedback.answered_by_id, Feedback.rated_at, Feedback.rating).where(*where)
    return rows.order_by(Feedback.rated_at, Feedback.id)
