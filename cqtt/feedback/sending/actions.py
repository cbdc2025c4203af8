"""Sending a draft, and following somebody else's matter. None of these commits."""

from datetime import datetime
from typing import Any

from cqtt.extensions import db
from cqtt.feedback import citizen_actions
from cqtt.feedback.kept import plain_name
from cqtt.feedback.models import Feedback, FeedbackFile, FeedbackFollower
from cqtt.feedback.sending import purposes
from cqtt.feedback.sending.models import FeedbackDraft, FeedbackDraftFile
from cqtt.feedback.sending.reading import offer_of


def send_draft(draft: FeedbackDraft, values: dict[str, Any], at: datetime) -> Feedback:
    """Send what the draft holds: the same draft sends once, whoever presses how often."""
    asked = purposes.find(draft.purpose, draft.purpose_id)
    feedback = citizen_actions.send(
        draft.token,
        at,
        kind=draft.saying.kind,
        channel=purposes.channel_of(asked),
        privacy_version=draft.privacy_version,
        **values,
    )
    for file in draft.files:
        feedback.files.append(_moved(file, plain_name(file.media_type) if feedback.is_anonymous else file.name))
    if asked is not None:
        purposes.tell(asked, feedback, at)
    db.session.delete(draft)
    return feedback


def follow_instead(draft: FeedbackDraft, feedback: Feedback, phone: str, at: datetime) -> FeedbackFollower:
    """Follow a matter that others told of already; the draft stays its day, and may be sent after all."""
    return citizen_actions.follow(feedback, offer_of(draft, feedback), phone, at)


def _moved(file: FeedbackDraftFile, name: str) -> FeedbackFile:
    """Return the row of the same file, which stays where it lies; who gives no name gives none with a file either."""
    return FeedbackFile(
        kind=file.kind,
        upload_key=file.upload_key,
        public_id=file.public_id,
        name=name,
        media_type=file.media_type,
        size=file.size,
        seconds=file.seconds,
        sha256_received=file.sha256_received,
        sha256_kept=file.sha256_kept,
        storage_key=file.storage_key,
        created_at=file.created_at,
    )
