"""Who may open the field page of a session, and write at it."""

from flask import abort

from cqtt.commune.models import Officer
from cqtt.commune.signed_in import me
from cqtt.extensions import db
from cqtt.listening.models import ListeningSession
from cqtt.listening.rules import ALWAYS


def may_write(session: ListeningSession, officer: Officer) -> bool:
    """Tell whether an officer may write at a session: whoever goes to it; reception and leaders at every one."""
    return officer.has_role(*ALWAYS) or session.part_of(officer.id) is not None


def session_or_404(id: int) -> ListeningSession:
    """Return the session, to somebody who may write at it; others are told that it is not theirs."""
    session = db.session.get(ListeningSession, id) or abort(404)
    if not may_write(session, me()):
        abort(403)
    return session
