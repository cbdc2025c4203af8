"""What the worker does for pledges: clear away scans whose recording never came to its end."""

from datetime import datetime, timedelta

from cqtt.extensions import db
from cqtt.pledges.kept import scan_store, stored_keys
from cqtt.schedule import every

STRAY_AFTER = timedelta(days=1)


@every(timedelta(hours=6))
def sweep_scans(at: datetime) -> int:
    """Remove scans that no pledge knows."""
    known = {key for key, _digest in stored_keys()}
    db.session.rollback()
    return scan_store().sweep(known, at - STRAY_AFTER)
