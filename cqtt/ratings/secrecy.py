"""Who may learn what somebody said with a vote: leaders, but nobody about their own work.

Of an officer who is the only one left, the chairman may. Whatever tells who was not content asks here: the follow-ups
of low marks, and the letters that say sorry for them.
"""

from dataclasses import dataclass

from flask import g, has_request_context
from sqlalchemy import ColumnElement, and_, exists, or_

from cqtt.commune.models import Officer
from cqtt.feedback.models import Feedback
from cqtt.feedback.secrecy import chairman
from cqtt.ratings.models import Rating

_KEPT = "id_of_chairman"  # in g, for the length of one request


@dataclass(frozen=True)
class Reader:
    """Who asks to read low marks."""

    officer_id: int
    is_chairman: bool

    @classmethod
    def of(cls, officer: Officer, head: Officer | None = None) -> "Reader":
        """Return who an officer is here; `head` is the chairman, where that is known already."""
        return cls(officer.id, _id_of_chairman(head) == officer.id)


def _id_of_chairman(head: Officer | None) -> int | None:
    """Return who heads the unit; asked once in a request."""
    if not has_request_context():
        return head.id if head else _asked()
    if _KEPT not in g:
        setattr(g, _KEPT, head.id if head else _asked())
    kept: int | None = getattr(g, _KEPT)
    return kept


def _asked() -> int | None:
    found = chairman()
    return found.id if found else None


def known_to(reader: Reader) -> ColumnElement[bool]:
    """Return the condition on Rating that holds for what this leader may read of.

    A mark is not about one's own work; the chairman sees those too. Reports of conduct never stand here, nor what was
    said about whoever asks.
    """
    hidden = exists().where(
        Feedback.id == Rating.feedback_id,
        or_(Feedback.is_conduct, Feedback.about_officer_id == reader.officer_id),
    )
    if reader.is_chairman:
        return ~hidden
    return and_(~hidden, or_(Rating.officer_id.is_(None), Rating.officer_id != reader.officer_id))
