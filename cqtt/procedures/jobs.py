"""What the worker does for the catalogue: forget what nobody searches any more."""

from datetime import datetime, timedelta

from cqtt.clock import local
from cqtt.procedures.misses import forget_old_misses
from cqtt.schedule import every


@every(timedelta(days=1))
def forget_old_searches(at: datetime) -> None:
    """Erase the words of searches that nobody has typed for a long time."""
    forget_old_misses(local(at).date())
