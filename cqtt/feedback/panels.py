"""Places on the officers' page of a feedback that others fill: each names its template and gives its values.

Registered when its module is imported. A panel that has nothing to say about a feedback, or to this officer, gives
None. What it reads belongs to the feedback it is given; other feedback it asks of `secrecy`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cqtt.commune.models import Officer
from cqtt.feedback.models import Feedback

Values = Mapping[str, Any]
Panel = Callable[[Feedback, Officer], Values | None]


@dataclass(frozen=True)
class Shown:
    """A panel to include: its template, and what stands in it."""

    template: str
    values: Values


_PANELS: dict[str, Panel] = {}


def register_panel(template: str, panel: Panel) -> None:
    """Show this on the officers' page of a feedback, in the order of registering."""
    _PANELS[template] = panel


def panels_of(feedback: Feedback, officer: Officer) -> list[Shown]:
    """Return what others show this officer about this feedback."""
    given = ((template, panel(feedback, officer)) for template, panel in _PANELS.items())
    return [Shown(template, values) for template, values in given if values is not None]
