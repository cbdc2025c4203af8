"""What the worker sets up by itself: registrations that came into the catalogue cause their letters."""

from datetime import datetime, timedelta

from cqtt.commune.models import Commune
from cqtt.extensions import db
from cqtt.letters.triggers import add_default_triggers
from cqtt.schedule import every


@every(timedelta(hours=6))
def give_first_triggers(at: datetime) -> int:
    """Add what comes with the program for procedures of which nobody has said anything yet."""
    return add_default_triggers() if db.session.get(Commune, 1) else 0
