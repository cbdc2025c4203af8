"""How satisfied people were: whole fives of votes only, so that looking twice tells nobody's vote (cqtt/fives.py).

And only for months, quarters and years: two periods of one's own choice could differ by one vote.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select

from cqtt.evaluation.periods import Span
from cqtt.evaluation.rates import Tally
from cqtt.extensions import db
from cqtt.feedback.models import Feedback
from cqtt.fives import SETTLED, counted, year_of
from cqtt.ratings.models import Rating
from cqtt.ratings.reading import where_answers, where_votes
from cqtt.ratings.rules import GOOD, Source
from cqtt.register.rules import Period

Vote = Row[*tuple[Any, ...]]  # of whose work, at which moment, which mark


def satisfied_with_dossiers(span: Span, at: datetime) -> Tally | None:
    """Return how many were satisfied with how their dossier went; None where that may not be told."""
    return _told(span, db.session.execute(_votes(span.period, at, None)))


def satisfied_with_answers(span: Span, at: datetime) -> Tally | None:
    """Return how many were satisfied with the answer to what they told us; None where that may not be told."""
    return _told(span, db.session.execute(_answers(span.period, at, None)))


def satisfied_with_officers(span: Span, at: datetime, only: int | None = None) -> dict[int, Tally]:
    """Return the same of each officer, dossiers and answers together; whoever has fewer than five votes has none."""
    if not span.is_calendar:
        return {}
    votes = [row for rows in (_votes, _answers) for row in db.session.execute(rows(span.period, at, only))]
    by_officer: dict[int, list[Vote]] = {}
    for vote in sorted(votes, key=_moment):
        if vote.officer_id is not None:
            by_officer.setdefault(vote.officer_id, []).append(vote)
    told = {id: _told(span, given) for id, given in by_officer.items()}
    return {id: tally for id, tally in told.items() if tally}


def _told(span: Span, votes: Iterable[Vote]) -> Tally | None:
    """Count the fives that were full in the period; `votes` are in order of time, from the beginning of its year."""
    if not span.is_calendar:
        return None
    marks = [vote.mark for vote in counted(votes, _moment, span.period.starts_at)]
    return Tally(sum(mark >= GOOD for mark in marks), len(marks)) if marks else None


def _moment(vote: Vote) -> datetime:
    at: datetime = vote.at
    return at


def _votes(period: Period, at: datetime, officer_id: int | None) -> Select[*tuple[Any, ...]]:
    where = where_votes(*_read_from(period, at), None, officer_id)
    rows = select(Rating.officer_id, Rating.at, Rating.mark).where(Rating.source == Source.DOSSIER, *where)
    return rows.order_by(Rating.at, Rating.id)


def _answers(period: Period, at: datetime, officer_id: int | None) -> Select[*tuple[Any, ...]]:
    where = where_answers(*_read_from(period, at), officer_id)
    rows = select(
        Feedback.answered_by_id.label("officer_id"), Feedback.rated_at.label("at"), Feedback.rating.label("mark")
    )
    return rows.where(*where).order_by(Feedback.rated_at, Feedback.id)


def _read_from(period: Period, at: datetime) -> tuple[datetime, datetime]:
    """Return from and until when votes are read: the whole year so far, and none that may still be changed."""
    return year_of(period.starts_at), min(period.ends_at, at - SETTLED)
