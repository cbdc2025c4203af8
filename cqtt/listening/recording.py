"""That officers read what was said at a session, or whom it reminds, is recorded."""

from cqtt.audit.actions import record_view
from cqtt.clock import now
from cqtt.database import begin_writing
from cqtt.extensions import db
from cqtt.listening.planning import KIND


def note_reading(action: str, session_id: int) -> None:
    """Record the reading, in a short transaction of its own after it."""
    begin_writing()
    record_view(action, KIND, session_id, now())
    db.session.commit()
