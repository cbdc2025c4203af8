"""What the worker does for the unit: forget what has ended."""

from datetime import datetime, timedelta

from cqtt import throttle
from cqtt.commune import sign_in
from cqtt.schedule import every


@every(timedelta(hours=1))
def forget_what_ended(at: datetime) -> None:
    """Delete sign-ins that ended by themselves, and counts of attempts older than two days."""
    sign_in.forget_dead_sessions(at)
    throttle.forget_old_hits(at)
