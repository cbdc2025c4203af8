"""What the worker does for drafts of feedback."""

from datetime import datetime

from sqlalchemy import select

from cqtt.extensions import db
from cqtt.feedback.sending import drafts
from cqtt.feedback.sending.models import FeedbackDraft
from cqtt.feedback.sending.rules import DRAFT_KEPT
from cqtt.feedback.sending.taking_files import remove_from_store

AT_ONCE = 50  # small rounds: the write lock is never held for long


def erase_old_drafts(at: datetime) -> int:
    """Erase what nobody sent within a day, with its photographs and voice."""
    old = select(FeedbackDraft).where(FeedbackDraft.saved_at < at - DRAFT_KEPT).limit(AT_ONCE)
    forgotten = list(db.session.scalars(old))
    keys = [key for draft in forgotten for key in drafts.erase(draft)]
    db.session.commit()
    remove_from_store(keys)
    return len(forgotten)
