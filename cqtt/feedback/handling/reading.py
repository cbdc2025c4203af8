"""An officer before a feedback: finding it and the right to read it are one call; that it was read is recorded."""

from flask import abort
from sqlalchemy.orm import joinedload, lazyload, selectinload

from cqtt.audit.actions import record, record_view
from cqtt.clock import now
from cqtt.commune.models import Officer
from cqtt.commune.signed_in import me
from cqtt.database import begin_writing
from cqtt.extensions import db
from cqtt.feedback.models import Feedback, FeedbackEvent, FeedbackFile
from cqtt.feedback.moves import KIND
from cqtt.feedback.secrecy import readable, readable_or_none


def readable_or_404(id: int) -> Feedback:
    """Return what this officer may read; what is kept from them answers as what does not exist."""
    feedback = readable_or_none(me(), id)
    if feedback is None:
        abort(404)
    return feedback


def whole_or_404(id: int) -> Feedback:
    """Return the feedback with everything its page shows, in as few queries as there are lists."""
    wanted = readable(me()).where(Feedback.id == id)
    plain = (Feedback.officer, Feedback.about_officer, Feedback.recipient)
    feedback = db.session.scalar(
        wanted.options(
            *(joinedload(person).options(lazyload(Officer.roles)) for person in plain),
            joinedload(Feedback.about_counter),
            selectinload(Feedback.events).joinedload(FeedbackEvent.officer).lazyload(Officer.roles),
            selectinload(Feedback.files),
            selectinload(Feedback.followers),
        )
    )
    if feedback is None:
        abort(404)
    return feedback


def file_or_404(id: int, public_id: str) -> FeedbackFile:
    """Return a file of a feedback this officer may read; a note that was removed is gone."""
    files = readable_or_404(id).files
    found = next((file for file in files if file.public_id == public_id and file.removed_at is None), None)
    if found is None:
        abort(404)
    return found


def note_reading(action: str, code: str) -> None:
    """Record that this officer read it, in a short transaction of its own after the reading; by its code alone."""
    begin_writing()
    record_view(action, KIND, code, now())
    db.session.commit()


def note_opening(action: str, code: str) -> None:
    """Record each time that a file is opened by itself."""
    begin_writing()
    record(action, KIND, code)
    db.session.commit()
