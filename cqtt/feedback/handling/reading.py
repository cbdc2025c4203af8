"""An officer before one feedback with all of it, or before one of its files."""

from flask import abort
from sqlalchemy.orm import joinedload, lazyload, selectinload

from cqtt.audit.actions import record
from cqtt.commune.models import Officer
from cqtt.commune.signed_in import me
from cqtt.database import begin_writing
from cqtt.extensions import db
from cqtt.feedback.models import Feedback, FeedbackEvent, FeedbackFile
from cqtt.feedback.moves import KIND
from cqtt.feedback.pages import readable_or_404
from cqtt.feedback.secrecy import readable


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


def note_opening(action: str, code: str) -> None:
    """Record each time that a file is opened by itself."""
    begin_writing()
    record(action, KIND, code)
    db.session.commit()
