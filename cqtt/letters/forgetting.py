"""Forget whom a letter went to, when what it answers was forgotten: the number stays in the register."""

from datetime import datetime

from sqlalchemy import delete

from cqtt.audit.actions import record
from cqtt.audit.rules import Actor
from cqtt.commune.actions import claim_revision
from cqtt.extensions import db
from cqtt.letters.models import Letter, new_token
from cqtt.letters.sending import ABOUT
from cqtt.notifications.models import Notification

WORDS = (
    *("salutation", "to_name", "to_fold", "to_address", "to_phone", "to_email", "subject", "body", "reason"),
    *("again_because", "returned_why"),
)


def forget(letter: Letter, at: datetime) -> None:
    """Empty everything that tells of a person, and the messages that carried it. Its link leads nowhere any more."""
    claim_revision(letter, letter.revision)
    for name in WORDS:
        setattr(letter, name, "")
    letter.facts, letter.token = {}, new_token()
    for event in letter.events:
        event.note = ""
    db.session.execute(delete(Notification).where(Notification.about_kind == ABOUT, Notification.about_id == letter.id))
    record("letter.erase", "letter", letter.id, at=at, actor=Actor.SYSTEM)
