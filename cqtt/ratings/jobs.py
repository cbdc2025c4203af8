"""What the worker does for ratings: send the links, take in marks given on a feedback's own page, forget old words."""

from datetime import datetime, timedelta

from sqlalchemy import exists, or_, select, update

from cqtt.audit.actions import record
from cqtt.audit.rules import Actor
from cqtt.dossiers.models import Dossier
from cqtt.extensions import db
from cqtt.feedback.models import Feedback
from cqtt.one_by_one import one_by_one
from cqtt.ratings import follow_ups, inviting
from cqtt.ratings.models import Rating, RatingFollowUp
from cqtt.ratings.rules import LOW, Source, Way
from cqtt.ratings.settings import the_settings
from cqtt.schedule import every

AT_ONCE = 100
TAKEN_IN_WITHIN = timedelta(days=30)
WORDS_KEPT = timedelta(days=730)


@every(timedelta(minutes=10))
def send_invitations(at: datetime) -> int:
    """Send the link after a result and after an answer, once each; however often this runs."""
    if not the_settings().sends_invites:
        return 0
    asked = one_by_one(inviting.dossiers_to_ask(at, AT_ONCE), _ask_about_dossier, at)
    return asked + one_by_one(inviting.answers_to_ask(at, AT_ONCE), _ask_about_answer, at)


def _ask_about_dossier(id: int, at: datetime) -> bool:
    dossier = db.session.get(Dossier, id)
    return dossier is not None and inviting.ask_about_dossier(dossier, at)


def _ask_about_answer(id: int, at: datetime) -> bool:
    feedback = db.session.get(Feedback, id)
    return feedback is not None and inviting.ask_about_answer(feedback, at)


@every(timedelta(minutes=5))
def take_in_answers(at: datetime) -> int:
    """Open the follow-ups of low marks that were given on a feedback's own page."""
    low = (
        select(Feedback.id)
        .outerjoin(Rating, Rating.feedback_id == Feedback.id)
        .where(Rating.id.is_(None), Feedback.is_conduct.is_(False), Feedback.rating <= LOW)
        .where(Feedback.status.in_(inviting.ENDED), Feedback.reject_reason.is_(None))
        .where(Feedback.rated_at > at - TAKEN_IN_WITHIN, Feedback.erased_at.is_(None))
    )
    return one_by_one(db.session.scalars(low.order_by(Feedback.id).limit(AT_ONCE)).all(), _take_in, at)


def _take_in(id: int, at: datetime) -> bool:
    """Write beside the mark that the feedback keeps what follows it up; the invitation is used by it."""
    feedback = db.session.get(Feedback, id)
    if feedback is None or feedback.rated_at is None or feedback.rating is None or not inviting.is_answered(feedback):
        return False
    invite = inviting.invite_of_answer(feedback, at)
    if not inviting.use(invite, at):
        return False
    rating = Rating(
        source=Source.ANSWER,
        way=Way.LINK,
        invite_id=invite.id,
        feedback_id=feedback.id,
        officer_id=feedback.answered_by_id,
        mark=feedback.rating,
        words=feedback.rating_words,
        at=feedback.rated_at,
    )
    db.session.add(rating)
    db.session.flush()
    follow_ups.keep_for(rating, at)
    return True


@every(timedelta(hours=6))
def forget_old_words(at: datetime) -> int:
    """Erase what people wrote two years ago, or about feedback that was erased; the mark stays, as a number.

    With it goes what leaders wrote about it, which may name people too.
    """
    erased = exists().where(Feedback.id == Rating.feedback_id, Feedback.erased_at.is_not(None))
    written = or_(Rating.words != "", RatingFollowUp.what_was_done != "")
    old = select(Rating.id).outerjoin(RatingFollowUp, RatingFollowUp.rating_id == Rating.id).where(written)
    found = db.session.scalars(old.where(or_(Rating.at < at - WORDS_KEPT, erased)).limit(AT_ONCE)).all()
    if found:
        db.session.execute(update(Rating).where(Rating.id.in_(found)).values(words=""))
        followed = update(RatingFollowUp).where(RatingFollowUp.rating_id.in_(found))
        db.session.execute(followed.values(what_was_done=""))
        record("rating.erase", "rating", "", at=at, actor=Actor.SYSTEM, lines=len(found))
    return len(found)
