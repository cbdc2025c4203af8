"""Which low marks a letter says sorry for: those about dossiers, and about answers to people who gave their name.

Nobody is written to about a report of conduct, or about what names an officer; nor who gave no name, or wished that
nothing of it is published: paper is read by a whole house. A leader still looks after such a mark, by telephone. A
vote at a counter's or a session's code is bound to nobody, so there is nobody to write to.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select

from cqtt.extensions import db
from cqtt.feedback.models import Feedback
from cqtt.feedback.rules import Consent
from cqtt.ratings.inviting import ENDED
from cqtt.ratings.models import Rating
from cqtt.ratings.rules import BOUND, CHANGEABLE, LOW


def to_say_sorry_for(since: datetime, at: datetime) -> list[int]:
    """Return the low marks since then that somebody may be written to about, the oldest first.

    A face that was touched by mistake can be changed for some minutes: until then it is not among them.
    """
    low = and_(Rating.source.in_(BOUND), Rating.mark <= LOW, Rating.at >= since, Rating.at <= at - CHANGEABLE)
    waits = or_(Rating.dossier_id.is_not(None), and_(may_be_written_to(), Feedback.status.in_(ENDED)))
    found = select(Rating.id).outerjoin(Feedback, Feedback.id == Rating.feedback_id).where(low, waits)
    return list(db.session.scalars(found.order_by(Rating.at, Rating.id)))


def answer_rated(rating: Rating) -> Feedback | None:
    """Return the feedback whose answer was rated, while its sender may be written to."""
    return db.session.scalar(select(Feedback).where(Feedback.id == rating.feedback_id, may_be_written_to()))


def not_to_write_about() -> Select[int]:
    """Return the votes about answers whose senders may not be written to, or no more."""
    return select(Rating.id).join(Feedback, Feedback.id == Rating.feedback_id).where(~may_be_written_to())


def is_private(rating_id: int) -> bool:
    """Tell the same of one vote."""
    return db.session.scalar(not_to_write_about().where(Rating.id == rating_id)) is not None


def forgotten() -> Select[int]:
    """Return the votes about feedback whose words and names were erased."""
    return select(Rating.id).join(Feedback, Feedback.id == Rating.feedback_id).where(Feedback.erased_at.is_not(None))


def may_be_written_to() -> ColumnElement[bool]:
    """Return the condition on Feedback that holds where a letter to its sender gives nothing away."""
    reachable = or_(Feedback.phone != "", Feedback.email != "", Feedback.address != "")
    return and_(
        Feedback.is_conduct.is_(False),
        Feedback.about_officer_id.is_(None),
        Feedback.about_whom == "",
        Feedback.is_anonymous.is_(False),
        Feedback.consent != Consent.NONE,
        Feedback.reject_reason.is_(None),
        Feedback.erased_at.is_(None),
        Feedback.sender_name != "",
        reachable,
    )
