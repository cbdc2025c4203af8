"""What was promised about a feedback keeps its end open: whoever keeps promises tells the days here.

Whoever was promised something by a day may say that it was not done for as many days after that day, or after the day
on which it was done, as after an answer; meanwhile nothing closes by itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from cqtt.clock import ICT, local
from cqtt.feedback.models import Feedback


@dataclass(frozen=True)
class PromisedDay:
    """One promise about a feedback, and the page where everybody may read it."""

    due_on: date
    ended_on: date | None  # done, or given up
    endpoint: str
    id: int


Finder = Callable[[int], list[PromisedDay]]  # of the feedback with this id
_FINDERS: list[Finder] = []


def register_finder(finder: Finder) -> None:
    """Ask this finder for promises about a feedback. A feature calls it when it is imported."""
    if finder not in _FINDERS:
        _FINDERS.append(finder)


def promised_days(feedback: Feedback) -> list[PromisedDay]:
    """Return what was promised about it, or about the matter it is answered with; of conduct nobody is told."""
    if feedback.is_conduct:
        return []
    ids = [id for id in (feedback.id, feedback.merged_into_id) if id is not None]
    return [day for finder in _FINDERS for id in ids for day in finder(id)]


def first_open(days: list[PromisedDay]) -> PromisedDay | None:
    """Return what is promised and not done yet; where there are several, what is due first."""
    return min((day for day in days if day.ended_on is None), key=lambda day: day.due_on, default=None)


def settled_at(feedback: Feedback, at: datetime, days: list[PromisedDay] | None = None) -> datetime | None:
    """Return from when the days to reopen it are counted: answered, and whatever was promised done or due.

    A promise that is overdue holds it open: its days have not begun. `days`: what was promised, where it was read.
    """
    if feedback.answered_at is None:
        return None
    ends = [
        day.ended_on or max(day.due_on, local(at).date()) for day in (promised_days(feedback) if days is None else days)
    ]
    return max([feedback.answered_at, *(_end_of(day) for day in ends)])


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), ICT) - timedelta(seconds=1)
