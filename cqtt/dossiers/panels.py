"""Places on the pages of a dossier that later features fill: each names its template and gives its values.

A feature registers its panels when it is imported. A panel that has nothing to say about a dossier gives None.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cqtt.dossiers.models import Dossier

Values = Mapping[str, Any]
Panel = Callable[[Dossier], Values | None]


@dataclass(frozen=True)
class Shown:
    """A panel to include: its template, and what stands in it."""

    template: str
    values: Values


_FOR_OFFICERS: dict[str, Panel] = {}
_FOR_CITIZENS: dict[str, Panel] = {}


def register_case_panel(template: str, panel: Panel) -> None:
    """Show this on the officers' page of a dossier, in the order of the features."""
    _FOR_OFFICERS[template] = panel


def register_citizen_panel(template: str, panel: Panel) -> None:
    """Show this on the page that the citizen follows a dossier on."""
    _FOR_CITIZENS[template] = panel


def case_panels(dossier: Dossier) -> list[Shown]:
    """Return what later features show an officer about this dossier."""
    return _shown(_FOR_OFFICERS, dossier)


def citizen_panels(dossier: Dossier) -> list[Shown]:
    """Return what later features show the citizen about this dossier."""
    return _shown(_FOR_CITIZENS, dossier)


def _shown(registered: Mapping[str, Panel], dossier: Dossier) -> list[Shown]:
    given = ((template, panel(dossier)) for template, panel in registered.items())
    return [Shown(template, values) for template, values in given if values is not None]
