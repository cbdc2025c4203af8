"""What messages are about, as the pages about messages name it: each feature introduces its own things.

Some are not for everybody's eyes. A message about such a thing is in no list of whoever may not read it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import current_app, url_for
from sqlalchemy import ColumnElement, Select, and_, or_

from cqtt.audit.terms import OBJECTS
from cqtt.commune.models import Officer
from cqtt.notifications.models import Notification


@dataclass(frozen=True)
class Thing:
    """One kind of thing: its name, the page where officers open one, and the ids that an officer may read."""

    kind: str
    label: Any
    endpoint: str
    with_id: bool = True
    readable_ids: Callable[[Officer], Select[int]] | None = None  # None: a message about it gives nothing away


_THINGS: dict[str, Thing] = {}


def introduce(thing: Thing) -> None:
    """Make a kind of thing known."""
    _THINGS[thing.kind] = thing


def label_of(kind: str) -> str:
    """Return what a thing is called, as a heading."""
    words = str(_THINGS[kind].label if kind in _THINGS else OBJECTS.get(kind, kind))
    return words[:1].upper() + words[1:]


def is_known(kind: str) -> bool:
    """Whether a feature has introduced this kind of thing."""
    return kind in _THINGS


def address_of(kind: str, id: int, officer: Officer) -> str | None:
    """Return where this officer opens the thing, or None where no page of it opens to them."""
    thing = _THINGS.get(kind)
    if thing is None:
        return None
    view: Any = current_app.view_functions[thing.endpoint]
    if view.roles.isdisjoint(officer.role_set):
        return None
    return url_for(thing.endpoint, id=id) if thing.with_id else url_for(thing.endpoint)


def readable_by(officer: Officer) -> ColumnElement[bool]:
    """Return the condition on Notification that holds for what this officer may know of."""
    guarded = {kind: thing.readable_ids(officer) for kind, thing in _THINGS.items() if thing.readable_ids}
    told = (
        and_(Notification.about_kind == kind, Notification.about_id.in_(readable)) for kind, readable in guarded.items()
    )
    return or_(Notification.about_kind.not_in(guarded), *told)
