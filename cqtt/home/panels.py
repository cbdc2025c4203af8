"""Places at the top of an officer's first page that later features fill: each names a template and gives its values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cqtt.commune.models import Officer

Values = Mapping[str, Any]
Panel = Callable[[Officer, datetime], Values | None]


@dataclass(frozen=True)
class Shown:
    """A panel to include: its template, and what stands in it."""

    template: str
    values: Values


_PANELS: dict[str, Panel] = {}


def register_day_panel(template: str, panel: Panel) -> None:
    """Show this on the first page of whom it gives something for, in the order of the features."""
    _PANELS[template] = panel


def day_panels(officer: Officer, at: datetime) -> list[Shown]:
    """Return what later features show this officer."""
    given = ((template, panel(officer, at)) for template, panel in _PANELS.items())
    return [Shown(template, values) for template, values in given if values is not None]
