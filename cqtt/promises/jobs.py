"""What the worker does for promises."""

from datetime import datetime, timedelta

from sqlalchemy import select

from cqtt.clock import local
from cqtt.extensions import db
from cqtt.promises import actions
from cqtt.promises.kept import file_store, stored_keys
from cqtt.promises.models import Promise
from cqtt.promises.reading import SHOWN
from cqtt.promises.rules import Status
from cqtt.schedule import every

AT_ONCE = 50
STRAY_AFTER = timedelta(days=1)


@every(timedelta(minutes=30))
def escalate_late(at: datetime) -> int:
    """Lay promises whose day has passed before the chairman; each once for each day that was promised."""
    late = select(Promise).where(
        Promise.status == Status.OPEN, Promise.due_on < local(at).date(), Promise.escalated_at.is_(None), SHOWN
    )
    found = list(db.session.scalars(late.limit(AT_ONCE)))
    for promise in found:
        actions.escalate(promise, at)
    return len(found)


@every(timedelta(hours=6))
def sweep_files(at: datetime) -> int:
    """Remove pictures that have no row: an upload whose transaction never came to its end."""
    return file_store().sweep({key for key, _digest in stored_keys()}, at - STRAY_AFTER)
