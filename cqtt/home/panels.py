"""Places at the top of an officer's first page that later features fill."""

from datetime import datetime

from cqtt.commune.models import Officer
from cqtt.panels import Panels

_PANELS: Panels[Officer, datetime] = Panels()
register_day_panel = _PANELS.register
day_panels = _PANELS.about
