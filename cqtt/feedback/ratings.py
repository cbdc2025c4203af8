"""How the unit's answers are judged: figures for the public pages.

Reports of conduct are left out of every figure: a number that grows by one must not tell of them either.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, func, select

from cqtt.clock import now
from cqtt.extensions import db
from cqtt.feedback.models import Feedback, FeedbackEvent
from cqtt.feedback.rules import ENDED, OPEN, Step
from cqtt.fives import SETTLED, counted, year_of

GOOD = 4  # of five


def satisfaction(since: datetime) -> tuple[int, int]:
    """Return how many senders were happy with their answer since then (marks 4 and 5), and how many judged one.

    Whole fives only: everybody may look, also who has just answered somebody.
    """
    judged = and_(Feedback.rated_at >= year_of(since), Feedback.rated_at < now() - SETTLED)
    votes = select(Feedback.rated_at, Feedback.rating).where(Feedback.is_conduct.is_(False), judged)
    ordered = votes.where(Feedback.rating.is_not(None)).order_by(Feedback.rated_at, Feedback.id)
    told = counted(db.session.execute(ordered), lambda vote: vote.rated_at, since)
    return sum(vote.rating >= GOOD for vote in told), len(told)


def on_time(since: datetime, at: datetime | None = None) -> tuple[int, int]:
    """Return how many answers since then came in time, and how many should have come.

    Counted are first answers given since then: mending one later moves no figure. Beside them stands whatever is not
    answered though its date has passed: what still waits, also when opened again, and what ended late without any.
    """
    given = first_answered_at() >= since
    waits = and_(Feedback.status.in_(OPEN), Feedback.due_at < (at or now()))
    without_answer = and_(Feedback.status.in_(ENDED), Feedback.answered_in_time.is_(None))
    ended_late = and_(without_answer, Feedback.closed_at >= since, Feedback.due_at < Feedback.closed_at)
    good, *counted = _count(and_(given, Feedback.answered_in_time.is_(True)), given, waits, ended_late)
    return good, sum(counted)


def first_answered_at() -> ScalarSelect[datetime]:
    """Return when a feedback was answered first; `answered_at` moves when the answer is mended."""
    first = select(func.min(FeedbackEvent.at)).where(FeedbackEvent.feedback_id == Feedback.id)
    return first.where(FeedbackEvent.step == Step.ANSWER).correlate(Feedback).scalar_subquery()


def _count(*conditions: ColumnElement[bool]) -> list[int]:
    """Return of how many each of these is so; one query."""
    sums = [func.coalesce(func.sum(case((condition, 1), else_=0)), 0) for condition in conditions]
    open_to_all = select(*sums).where(Feedback.is_conduct.is_(False))
    return [int(found) for found in db.session.execute(open_to_all).one()]
