"""Places on a page that later features fill: each names its template and gives its values.

A feature registers its panels when it is imported. A panel that has nothing to say about what it is asked gives None.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVarTuple

Values = Mapping[str, Any]
Asked = TypeVarTuple("Asked")


@dataclass(frozen=True)
class Shown:
    """A panel to include: its template, and what stands in it."""

    template: str
    values: Values


class Panels(Generic[*Asked]):
    """The panels of one place, in the order in which they were registered."""

    def __init__(self) -> None:
        self._panels: dict[str, Callable[[*Asked], Values | None]] = {}

    def register(self, template: str, panel: Callable[[*Asked], Values | None]) -> None:
        """Show this in the place, wherever it gives something."""
        self._panels[template] = panel

    def about(self, *asked: *Asked) -> list[Shown]:
        """Return what is shown about these."""
        given = ((template, panel(*asked)) for template, panel in self._panels.items())
        return [Shown(template, values) for template, values in given if values is not None]
