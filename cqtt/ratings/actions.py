"""What people do with a rating: give it once, say why, change it for some minutes. None of these functions commits."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from cqtt.audit.actions import record
from cqtt.audit.rules import Actor
from cqtt.dossiers.holders import holder_at_result
from cqtt.dossiers.models import Dossier
from cqtt.extensions import db
from cqtt.feedback import citizen_actions
from cqtt.feedback.models import Feedback
from cqtt.feedback.moves import by_citizen
from cqtt.feedback.rules import Step
from cqtt.i18n import _
from cqtt.ratings import follow_ups
from cqtt.ratings.inviting import is_answered, use
from cqtt.ratings.models import Rating, RatingInvite
from cqtt.ratings.rules import Source, VoteRefused, Way, checked_factors, checked_mark, may_change

KIND = "rating"


def vote(invite: RatingInvite, mark: int, way: Way, at: datetime) -> Rating | None:
    """Count the vote of an invitation. None when there was one before, however close together the two came.

    Raise VoteRefused after the invitation has ended. The claim is one statement, so that one of two wins.
    """
    checked_mark(mark)
    if invite.expires_at <= at and invite.used_at is None:
        raise VoteRefused(_("Lời mời đánh giá này đã hết hạn. Ông/Bà vẫn góp ý được ở mục Góp ý, phản ánh."))
    if invite.feedback is not None and not is_answered(invite.feedback):
        raise VoteRefused(_("Góp ý này chưa có câu trả lời để đánh giá."))
    if is_used(invite) or not use(invite, at):
        return None
    rating = Rating(source=invite.source, way=way, invite_id=invite.id, mark=mark, at=at)
    if invite.dossier is not None:
        rating.dossier_id, rating.procedure_id = invite.dossier.id, invite.dossier.procedure_id
        rating.officer_id = db.session.scalar(select(holder_at_result()).where(Dossier.id == invite.dossier.id))
    if invite.feedback is not None:
        _rate_answer(invite.feedback, rating)
    _keep(rating)
    return rating


def _rate_answer(feedback: Feedback, rating: Rating) -> None:
    """Let the feedback keep the mark: its own page and this one count one vote together."""
    rating.feedback_id, rating.officer_id = feedback.id, feedback.answered_by_id
    citizen_actions.rate(feedback, rating.mark, "", rating.at)


def is_used(invite: RatingInvite) -> bool:
    """Tell whether the vote was given: here, or on the feedback's own page."""
    return invite.used_at is not None or (invite.feedback is not None and invite.feedback.rated_at is not None)


def vote_at_place(
    source: Source, key: str, mark: int, at: datetime, counter_id: int | None = None, session_id: int | None = None
) -> Rating:
    """Count a vote that is bound to nothing; the same key of a form again returns the first."""
    before = rating_with(key)
    if before is not None:
        return before
    rating = Rating(
        source=source,
        way=Way.DESK_QR,
        counter_id=counter_id,
        session_id=session_id,
        mark=checked_mark(mark),
        at=at,
        change_key=key,
    )
    _keep(rating)
    return rating


def _keep(rating: Rating) -> None:
    db.session.add(rating)
    db.session.flush()
    # Neither the address nor what it is about: the record must not lead back to who said what.
    record("rating.vote", KIND, rating.id, at=rating.at, actor=Actor.CITIZEN, with_address=False)
    follow_ups.keep_for(rating, rating.at)


def rating_with(key: str) -> Rating | None:
    """Return the rating whose change a browser with this key may make."""
    return db.session.scalar(select(Rating).where(Rating.change_key == key))


def is_changeable(rating: Rating, at: datetime) -> bool:
    """Tell whether whoever gave it may still change it: for some minutes, and until a leader has acted."""
    return may_change(rating.at, at) and not follow_ups.is_done(rating)


def change_mark(rating: Rating, mark: int, at: datetime) -> None:
    """Put another mark in the place of the first; it stays one vote."""
    _check_changeable(rating, at)
    rating.mark, rating.changed_at = checked_mark(mark), at
    feedback = db.session.get(Feedback, rating.feedback_id) if rating.feedback_id else None
    if feedback is not None:
        feedback.rating = mark
        by_citizen(feedback, Step.RATE, at)
    record("rating.change", KIND, rating.id, at=at, actor=Actor.CITIZEN, with_address=False)
    follow_ups.keep_for(rating, at)


def explain(rating: Rating, factors: Iterable[str], words: str, at: datetime) -> None:
    """Add why: the factors, and a word."""
    _check_changeable(rating, at)
    rating.reasons, rating.words = checked_factors(factors), words.strip()
    if rating.feedback_id and words.strip() and (feedback := db.session.get(Feedback, rating.feedback_id)):
        feedback.rating_words = words.strip()


def _check_changeable(rating: Rating, at: datetime) -> None:
    if not is_changeable(rating, at):
        raise VoteRefused(_("Đã quá thời gian đổi đánh giá. Cần nói thêm, xin Ông/Bà gửi ở mục Góp ý, phản ánh."))
