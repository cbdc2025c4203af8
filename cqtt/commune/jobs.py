"""What the worker does for the unit: forget what has ended."""

from datetime import datetime, timedelta

from cqtt import throttle
from cqtt.commune import sign_in
from cqtt.commune.portraits import portrait_store, stored_keys
from cqtt.extensions import db
from cqtt.schedule import every

STRAY_AFTER = timedelta(days=1)


@every(timedelta(hours=1))
def forget_what_ended(at: datetime) -> None:
    """Delete sign-ins that ended by themselves, and counts of attempts older than two days."""
    sign_in.forget_dead_sessions(at)
    throttle.forget_old_hits(at)


@every(timedelta(hours=6))
def sweep_portraits(at: datetime) -> int:
    """Remove photographs that nobody has any more, and uploads that never came to their end."""
    known = {key for key, _digest in stored_keys()}
    db.session.rollback()
    return portrait_store().sweep(known, at - STRAY_AFTER)
