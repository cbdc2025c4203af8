"""A place on the page where results are handed over, which later features fill."""

from cqtt.commune.models import Officer
from cqtt.panels import Panels

_AFTER_HANDING_OVER: Panels[Officer] = Panels()
register_results_panel = _AFTER_HANDING_OVER.register
results_panels = _AFTER_HANDING_OVER.about
