"""What the worker does for leaders: let late calls rise, erase what was kept long enough."""

from datetime import datetime, timedelta

from sqlalchemy import delete

from cqtt.audit.actions import record
from cqtt.audit.rules import Actor
from cqtt.extensions import db
from cqtt.leaders import call_backs
from cqtt.leaders.models import DutyShift, ReceptionTime
from cqtt.schedule import every

REMOVED_KEPT = timedelta(days=7)


@every(timedelta(minutes=5))
def escalate_late_call_backs(at: datetime) -> int:
    """Let calls that were not made in time reach the chairman too."""
    return call_backs.escalate_late(at)


@every(timedelta(hours=6))
def erase_old_call_backs(at: datetime) -> int:
    """Erase calls that ended long enough ago."""
    return call_backs.erase_old(at)


@every(timedelta(hours=6))
def forget_removed_hours(at: datetime) -> None:
    """Delete shifts and times of reception that were removed and not put back; that is recorded."""
    for kind, object_kind in ((DutyShift, "duty_shift"), (ReceptionTime, "reception_time")):
        gone = db.session.execute(delete(kind).where(kind.removed_at < at - REMOVED_KEPT)).rowcount  # type: ignore[attr-defined]
        if gone:
            record("remove", object_kind, "", at=at, actor=Actor.SYSTEM, lines=gone)
