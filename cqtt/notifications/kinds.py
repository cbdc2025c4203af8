"""The events that people are told about. A feature registers its own, so that one page shows and rules them all."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cqtt.notifications.models import Channel

ALL = frozenset(Channel)


@dataclass(frozen=True)
class EventKind:
    """One kind of event: "<thing>.<event>", what it is called, who is told, and on which channels by itself."""

    name: str
    label: Any
    whom: Any
    channels: frozenset[Channel] = ALL


_KINDS: dict[str, EventKind] = {}


def register(about_kind: str, labels: Mapping[Any, Any], whom: Any, channels: frozenset[Channel] = ALL) -> None:
    """Make the events of one kind of thing known; `labels` are their codes and what the messages call them."""
    for event, label in labels.items():
        kind = EventKind(name_of(about_kind, event), label, whom, channels)
        _KINDS[kind.name] = kind


def name_of(about_kind: str, event: str) -> str:
    """Return under which name an event is ruled."""
    return f"{about_kind}.{event}"


def kinds() -> list[EventKind]:
    """Return every kind of event, in the order in which the features registered them."""
    return list(_KINDS.values())


def kind(name: str) -> EventKind | None:
    """Return one kind of event, or None."""
    return _KINDS.get(name)
