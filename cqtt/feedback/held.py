"""What this phone may open: feedback has no accounts, a browser holds its secrets in its signed cookie."""

from flask import abort, session
from sqlalchemy import ColumnElement, Select, or_, select

from cqtt.extensions import db
from cqtt.feedback.codes import normalise
from cqtt.feedback.models import Feedback, FeedbackFollower
from cqtt.notifications.browsers import register_followed

MOST = 20  # secrets in one cookie; the oldest goes first


def hold(token: str) -> None:
    """Let this browser open what this secret belongs to from now on: the sender's, or a follower's."""
    session["heard"] = [*(one for one in session.get("heard", ()) if one != token), token][-MOST:]
    session.permanent = True


def let_go(token: str) -> None:
    """Take it off this browser: on a computer that others use too."""
    session["heard"] = [one for one in session.get("heard", ()) if one != token]


def let_go_of(feedback: Feedback) -> None:
    """Take a feedback off this browser, whether it sent it or follows it, and all that could lead back to it."""
    let_go(feedback.token)
    for token in db.session.scalars(_followers_here(feedback)):
        let_go(token)
    session["writing"] = [pair for pair in session.get("writing", ()) if feedback.start_key not in pair]


def holds(feedback: Feedback) -> bool:
    """Whether this browser may open it as its sender: under its link, or because it was written here."""
    return feedback.token in session.get("heard", ()) or feedback.start_key in _written_here()


def token_here(feedback: Feedback) -> str | None:
    """Return the secret with which this browser opens it, its sender's before a follower's."""
    return feedback.token if holds(feedback) else db.session.scalar(_followers_here(feedback))


def follows(feedback: Feedback) -> bool:
    """Whether this browser may see how it goes, as somebody with the same matter; a report of conduct has none."""
    return not feedback.is_conduct and db.session.scalar(_followers_here(feedback)) is not None


def held_feedback() -> list[Feedback]:
    """Return what this browser may open as the sender, newest first; one query."""
    if not session.get("heard") and not _written_here():
        return []
    return list(db.session.scalars(select(Feedback).where(_is_held()).order_by(Feedback.id.desc())))


def followed_feedback() -> list[Feedback]:
    """Return what this browser follows, newest first; one query."""
    tokens = session.get("heard", ())
    if not tokens:
        return []
    followed = select(FeedbackFollower.feedback_id).where(FeedbackFollower.token.in_(tokens))
    others = select(Feedback).where(Feedback.id.in_(followed), ~_is_held())
    return list(db.session.scalars(others.order_by(Feedback.id.desc())))


def feedback_of(code: str) -> Feedback | None:
    """Return the feedback of a code as somebody typed it; whether it may be shown is asked elsewhere."""
    return db.session.scalar(select(Feedback).where(Feedback.code == normalise(code)))


def held_or_404(code: str) -> Feedback:
    """Return the feedback if this browser may open it; any other code answers the same."""
    feedback = feedback_of(code)
    if feedback is None or not holds(feedback):
        abort(404)
    return feedback


def _told_about(code: str) -> int:
    """Return what a browser may be told about: what it sent itself, and no report of conduct."""
    feedback = held_or_404(code)
    if feedback.is_conduct:
        abort(404)
    return feedback.id


register_followed("gop-y", "feedback", _told_about)


def _is_held() -> ColumnElement[bool]:
    return or_(Feedback.token.in_(session.get("heard", ())), Feedback.start_key.in_(_written_here()))


def _written_here() -> list[str]:
    """Return the one-time keys of what this browser has written lately: a link that was changed keeps nobody out."""
    return [start_key for _key, start_key in session.get("writing", ())]


def _followers_here(feedback: Feedback) -> "Select[str]":
    tokens = session.get("heard", ())
    return select(FeedbackFollower.token).where(
        FeedbackFollower.feedback_id == feedback.id, FeedbackFollower.token.in_(tokens)
    )
