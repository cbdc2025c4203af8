"""What the worker sets up by itself: a unit founded before there was feedback gets the first topics and answers."""

from datetime import datetime, timedelta

from cqtt.commune.models import Commune
from cqtt.extensions import db
from cqtt.feedback.setting_up.actions import add_defaults
from cqtt.schedule import every


@every(timedelta(hours=6))
def give_first_topics(at: datetime) -> int:
    """Add the topics that come with the program where a unit has none at all."""
    return add_defaults() if db.session.get(Commune, 1) else 0
