"""Where a promise was made: a feature that knows of an occasion says so here, when its module is imported."""

from collections.abc import Callable
from dataclasses import dataclass

from cqtt.promises.models import Promise


@dataclass(frozen=True)
class Source:
    """An occasion: what it is called, its page for officers, and the one for everybody."""

    name: str
    staff_url: str
    public_url: str


Finder = Callable[[Promise], Source | None]
_FINDERS: list[Finder] = []


def register_source(finder: Finder) -> None:
    """Ask this, too, where a promise was made."""
    if finder not in _FINDERS:
        _FINDERS.append(finder)


def source_of(promise: Promise) -> Source | None:
    """Return the first occasion that is known of a promise."""
    return next((source for finder in _FINDERS if (source := finder(promise)) is not None), None)
