"""Where feedback was said, or will be: a feature that knows of an occasion tells its sender here."""

from collections.abc import Callable
from dataclasses import dataclass

from cqtt.feedback.models import Feedback


@dataclass(frozen=True)
class Occasion:
    """What the sender reads of it, and the page where everybody may read of the occasion."""

    sentence: str
    endpoint: str
    id: int


Finder = Callable[[Feedback], Occasion | None]
_FINDERS: list[Finder] = []


def register_finder(finder: Finder) -> None:
    """Ask this finder where feedback was said. A feature calls it when it is imported."""
    if finder not in _FINDERS:
        _FINDERS.append(finder)


def occasion_of(feedback: Feedback) -> Occasion | None:
    """Return the first occasion that is known of a feedback."""
    return next((found for finder in _FINDERS if (found := finder(feedback)) is not None), None)
