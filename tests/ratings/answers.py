"""An answer that somebody may rate, for tests."""

from datetime import datetime

from cqtt.extensions import db
from cqtt.feedback.models import Feedback
from cqtt.feedback.rules import Status
from cqtt.ratings import actions
from cqtt.ratings.inviting import invite_of_answer
from cqtt.ratings.models import Rating
from cqtt.ratings.rules import Way
from tests.factories import MONDAY, make_feedback


def make_answered(at: datetime = MONDAY, **fields: object) -> Feedback:
    """Feedback that was answered at this moment."""
    feedback = make_feedback()
    answered = {
        "status": Status.ANSWERED,
        "answered_at": at,
        "answer": "Đã sửa.",
        "sender_name": "Đỗ Thị Buồn",
    }
    for name, value in (answered | fields).items():
        setattr(feedback, name, value)
    db.session.commit()
    return feedback


def rate_answer(mark: int = 1, at: datetime = MONDAY, feedback: Feedback | None = None, **fields: object) -> Rating:
    """A vote about an answer."""
    rating = actions.vote(invite_of_answer(feedback or make_answered(**fields), at), mark, Way.LINK, at)
    assert rating is not None
    db.session.commit()
    return rating
