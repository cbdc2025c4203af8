"""Where a promise made in an answer goes: whoever keeps promises registers here; without one nothing is kept.

Of one feedback there is one open promise: its day is moved where promises are, never by another answer.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from cqtt.commune.models import Officer
from cqtt.feedback.models import Feedback


@dataclass(frozen=True)
class Promised:
    """What was promised in an answer, by whom and for which day."""

    feedback: Feedback
    officer: Officer
    title: str  # one line that everybody reads; what the answer says stays with its sender
    due_on: date
    at: datetime


@dataclass(frozen=True)
class Open:
    """What is promised and not done yet: for which day, and the page where that day is moved."""

    due_on: date
    endpoint: str
    id: int


@dataclass(frozen=True)
class Keeper:
    """What whoever keeps promises does for answers, in their transaction; none of it commits."""

    make: Callable[[Promised], None]
    fulfil: Callable[[Feedback, Officer, datetime], None]  # an answer says that what answers promised is done
    open_of: Callable[[Feedback], Open | None]  # the first that is promised about it and not done yet


_KEEPERS: list[Keeper] = []


def register_keeper(keeper: Keeper) -> None:
    """Hand every promise of an answer to this keeper."""
    if keeper not in _KEEPERS:
        _KEEPERS.append(keeper)


def promise(promised: Promised) -> None:
    """Hand a promise on. What concerns somebody's conduct is promised to nobody else than its sender."""
    if not promised.feedback.is_conduct:
        for keeper in _KEEPERS:
            keeper.make(promised)


def fulfil(feedback: Feedback, officer: Officer, at: datetime) -> None:
    """Say that what was promised in answers is done; of what has become a report of conduct nobody hears."""
    for keeper in () if feedback.is_conduct else _KEEPERS:
        keeper.fulfil(feedback, officer, at)


def open_promise(feedback: Feedback) -> Open | None:
    """Return what is promised about it and not done yet; where there are several, what is due first."""
    keepers = () if feedback.is_conduct else _KEEPERS
    found = [promise for keeper in keepers if (promise := keeper.open_of(feedback))]
    return min(found, key=lambda promise: promise.due_on, default=None)
