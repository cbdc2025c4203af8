"""What feedback may be sent for besides itself: a later feature names its purpose and hears of what was sent for it.

`/phan-anh/gui?buoi=12` is a question for session 12: the feature registers a purpose named `buoi`, says what 12 is
called, and is told in the transaction of the sending. A purpose that knows nothing of 12 (any more) is left out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from cqtt.feedback.models import Feedback
from cqtt.feedback.rules import Channel


@dataclass(frozen=True)
class Purpose:
    """Something feedback is sent for."""

    name: str  # as it stands in the address
    label: Callable[[int], str | None]  # what a person reads: "Câu hỏi cho buổi …"; None: takes nothing (any more)
    sent: Callable[[int, Feedback, datetime], None]  # called once, before the commit
    channel: Channel = Channel.ONLINE
    hamlet: Callable[[int], int | None] = lambda id: None  # where it most likely is


@dataclass(frozen=True)
class Asked:
    """The purpose an address or a draft names, and whether it still takes anything."""

    name: str
    id: int
    label: str | None
    hamlet_id: int | None = None


_REGISTERED: dict[str, Purpose] = {}


def register(purpose: Purpose) -> None:
    """Offer a purpose. A feature calls it when it is imported."""
    _REGISTERED[purpose.name] = purpose


def find(name: str, id: int | None) -> Asked | None:
    """Return what a draft was begun for."""
    purpose = _REGISTERED.get(name)
    return Asked(name, id, purpose.label(id), purpose.hamlet(id)) if purpose and id is not None else None


def asked_for(wanted: Mapping[str, str]) -> Asked | None:
    """Return the first purpose that an address names, with or without a label."""
    for name in _REGISTERED:
        typed = wanted.get(name, "")
        if typed:
            return find(name, int(typed)) if _is_row(typed) else Asked(name, 0, None)
    return None


def _is_row(typed: str) -> bool:
    return typed.isascii() and typed.isdecimal() and len(typed) < 10


def channel_of(asked: Asked | None) -> Channel:
    """Return how feedback for this purpose comes in."""
    return _REGISTERED[asked.name].channel if asked else Channel.ONLINE


def tell(asked: Asked, feedback: Feedback, at: datetime) -> None:
    """Tell the feature that feedback was sent for its purpose."""
    _REGISTERED[asked.name].sent(asked.id, feedback, at)
