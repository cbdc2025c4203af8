"""What several pages of one feedback share: an officer's right to read it with the record of it, its place on a map."""

from flask import abort

from cqtt.audit.actions import record_view
from cqtt.clock import now
from cqtt.commune.signed_in import me
from cqtt.database import begin_writing
from cqtt.extensions import db
from cqtt.feedback.models import Feedback
from cqtt.feedback.moves import KIND
from cqtt.feedback.secrecy import readable_or_none

MAP = "https://www.openstreetmap.org/?mlat={0:.6f}&mlon={1:.6f}#map=18/{0:.6f}/{1:.6f}"


def readable_or_404(id: int) -> Feedback:
    """Return what this officer may read; what is kept from them answers as what does not exist."""
    return readable_or_none(me(), id) or abort(404)


def note_reading(action: str, code: str) -> None:
    """Record that this officer read it, in a short transaction of its own after the reading; by its code alone."""
    begin_writing()
    record_view(action, KIND, code, now())
    db.session.commit()


def map_link(feedback: Feedback) -> str | None:
    """Return a plain link to a map that anybody may open; it is told nothing but the place, and only when tapped."""
    return map_of(feedback.latitude, feedback.longitude)


def map_of(latitude: float | None, longitude: float | None) -> str | None:
    """Return that link for a position; None where there is none."""
    return None if latitude is None or longitude is None else MAP.format(latitude, longitude)
