"""Places on the pages of a dossier that later features fill."""

from cqtt.dossiers.models import Dossier
from cqtt.panels import Panels, Values

__all__ = ["Values", "case_panels", "citizen_panels", "register_case_panel", "register_citizen_panel"]

_FOR_OFFICERS: Panels[Dossier] = Panels()
_FOR_CITIZENS: Panels[Dossier] = Panels()

register_case_panel = _FOR_OFFICERS.register  # on the officers' page of a dossier
register_citizen_panel = _FOR_CITIZENS.register  # on the page that the citizen follows a dossier on
case_panels = _FOR_OFFICERS.about
citizen_panels = _FOR_CITIZENS.about
