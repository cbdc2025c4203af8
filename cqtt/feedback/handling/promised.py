"""Where a promise made in an answer goes: whoever keeps promises registers here; without one nothing is kept."""

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
    words: str
    due_on: date
    at: datetime


Keeper = Callable[[Promised], None]
_KEEPERS: list[Keeper] = []


def register_keeper(keeper: Keeper) -> None:
    """Hand every promise to this function, in the transaction of the answer; it never commits."""
    if keeper not in _KEEPERS:
        _KEEPERS.append(keeper)


def promise(promised: Promised) -> None:
    """Hand a promise on. What concerns somebody's conduct is promised to nobody else than its sender."""
    if not promised.feedback.is_conduct:
        for keeper in _KEEPERS:
            keeper(promised)
