"""Places on the officers' page of a feedback that others fill.

A panel that has nothing to say about a feedback, or to this officer, gives None. What it reads belongs to the feedback
it is given; other feedback it asks of `secrecy`.
"""

from cqtt.commune.models import Officer
from cqtt.feedback.models import Feedback
from cqtt.panels import Panels

_PANELS: Panels[Feedback, Officer] = Panels()
register_panel = _PANELS.register
panels_of = _PANELS.about
