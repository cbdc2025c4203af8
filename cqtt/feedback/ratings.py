"""How the unit's answers are judged: figures for the public pages.

Reports of conduct are left out of every figure: a number that grows by one must not tell of them either.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, select

from cqtt.clock import now
from cqtt.extensions import db
from cqtt.feedback.models import Feedback
from cqtt.feedback.rules import OPEN

GOOD = 4  # of five


def satisfaction(since: datetime) -> tuple[int, int]:
    """Return how many senders were happy with their answer since then (marks 4 and 5), and how many judged one."""
    judged = and_(Feedback.rating.is_not(None), Feedback.rated_at >= since)
    good, all_of_them = _count(and_(judged, Feedback.rating >= GOOD), judged)
    return good, all_of_them


def on_time(since: datetime, at: datetime | None = None) -> tuple[int, int]:
    """Return how many answers since then came in time, and how many should have come.

    Counted are the first answers given since then, and whatever still waits though its date has passed since then.
    """
    first = and_(Feedback.answered_in_time.is_not(None), Feedback.answered_at >= since)
    unanswered = and_(Feedback.answered_in_time.is_(None), Feedback.status.in_(OPEN))
    waiting = and_(unanswered, Feedback.due_at >= since, Feedback.due_at < (at or now()))
    good, given, missing = _count(and_(first, Feedback.answered_in_time.is_(True)), first, waiting)
    return good, given + missing


def _count(*conditions: ColumnElement[bool]) -> list[int]:
    """Return of how many each of these is so; one query."""
    sums = [func.coalesce(func.sum(case((condition, 1), else_=0)), 0) for condition in conditions]
    open_to_all = select(*sums).where(Feedback.is_conduct.is_(False))
    return [int(found) for found in db.session.execute(open_to_all).one()]
