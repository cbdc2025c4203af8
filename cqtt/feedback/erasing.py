"""Forget who said what: when the years of keeping are over, only what is counted and what is public stays."""

from datetime import datetime

from sqlalchemy import delete

from cqtt.audit.actions import record
from cqtt.extensions import db
from cqtt.feedback.models import Feedback, new_token
from cqtt.feedback.moves import KIND
from cqtt.feedback.rules import Actor
from cqtt.notifications.browsers import forget_browsers
from cqtt.notifications.models import Notification

WORDS = (
    *("words", "words_fold", "place", "sender_name", "phone", "email", "address", "about_whom", "answer"),
    *("reopen_reason", "rating_words", "public_name"),
)


def erase(feedback: Feedback, at: datetime) -> list[str]:
    """Empty everything that tells of a person, and return the keys of the files that go after the commit.

    Code, dates, topic, hamlet, outcome and marks stay for the counts; approved public words stay as they are. The
    secret link leads nowhere any more.
    """
    for name in WORDS:
        setattr(feedback, name, "")
    feedback.latitude = feedback.longitude = feedback.about_officer_id = None
    feedback.token, feedback.erased_at = new_token(), at
    for event in feedback.events:
        event.told = event.note = ""
    keys = [key for file in feedback.files for key in (file.storage_key, file.public_key) if key]
    for row in (*feedback.files, *feedback.followers):
        db.session.delete(row)
    told = delete(Notification).where(Notification.about_kind == KIND, Notification.about_id == feedback.id)
    db.session.execute(told)
    forget_browsers(KIND, feedback.id)
    record("feedback.erase", KIND, feedback.code, at=at, actor=Actor.SYSTEM)
    return keys
