"""What senders and followers do, and what an officer types for somebody who calls or speaks. None of these commits."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from cqtt.clock import due_text
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.feedback import due
from cqtt.feedback.codes import draw_code
from cqtt.feedback.joined import has_own_answer
from cqtt.feedback.models import Feedback, FeedbackEvent, FeedbackFollower
from cqtt.feedback.moves import by_citizen, check_officer, write_event
from cqtt.feedback.promised_days import settled_at
from cqtt.feedback.rules import (
    Actor,
    Consent,
    Status,
    Step,
    StepNotAllowed,
    check_citizen_step,
    check_may_be_reopened,
)
from cqtt.feedback.secrecy import recipient_of, spoken_of
from cqtt.feedback.topics import the_settings
from cqtt.i18n import _


def sent_with(start_key: str) -> Feedback | None:
    """Return what the form with this one-time key has sent, if it was sent before."""
    return db.session.scalar(select(Feedback).where(Feedback.start_key == start_key))


def send(start_key: str, at: datetime, officer: Officer | None = None, **values: Any) -> Feedback:
    """Keep what somebody tells us: a code, the dates, the event, and the acknowledgement at once.

    `officer` types for a caller or a speaker. The same key again returns the first. A report of conduct goes to
    whoever may read it; while the settings name nobody, to nobody.
    """
    if (before := sent_with(start_key)) is not None:
        return before
    feedback = Feedback(start_key=start_key, code=_free_code(), created_at=at, status=Status.RECEIVED, **values)
    if officer is not None:
        check_officer(feedback, Step.SEND, officer)
    if feedback.is_anonymous:
        feedback.sender_name = feedback.phone = feedback.email = feedback.address = ""
    db.session.add(feedback)
    db.session.flush()
    address_conduct(feedback)
    feedback.words_fold = feedback.folded
    due.start_clock(feedback, at)
    actor = Actor.OFFICER if officer else Actor.CITIZEN
    told = _("Chúng tôi đã nhận được. Xin cảm ơn Ông/Bà.")
    write_event(
        feedback,
        FeedbackEvent(
            step=Step.SEND,
            from_status=None,
            to_status=feedback.status,
            at=at,
            actor=actor,
            officer_id=officer.id if officer else None,
            told=told,
            details={},
        ),
    )
    return feedback


def _free_code() -> str:
    while db.session.scalar(select(Feedback.id).where(Feedback.code == (code := draw_code()))) is not None:
        pass
    return code


def address_conduct(feedback: Feedback) -> None:
    """Give a report of conduct to its only reader, and to nobody's list."""
    if not feedback.is_conduct:
        return
    feedback.consent = Consent.NONE
    recipient = recipient_of(feedback.about_officer, feedback.about_whom, feedback.words)
    if feedback.about_officer_id is None:  # typed, not chosen: the same person all the same
        feedback.about_officer = spoken_of(feedback.about_whom, feedback.words)
    feedback.recipient_id = recipient.id if recipient else None


def reopen(feedback: Feedback, reason: str, at: datetime) -> None:
    """Take it up again at the sender's wish, once, within the days given; the clock counts anew.

    What was answered together with another matter is from now on one of its own.
    """
    check_citizen_step(feedback.status, Step.REOPEN, feedback.is_conduct)
    check_may_be_reopened(settled_at(feedback, at), feedback.reopened_at, the_settings().reopen_days, at)
    if feedback.merged_into_id is not None and not has_own_answer(feedback):
        raise StepNotAllowed(_("Góp ý này được giải quyết chung với một góp ý khác. Xin chờ câu trả lời."))
    feedback.merged_into = None
    feedback.reopened_at, feedback.reopen_reason, feedback.closed_at = at, reason, None
    due.start_clock(feedback, at)
    told = _("Chúng tôi xem lại từ đầu.")
    if feedback.due_at and not feedback.is_anonymous:  # without a name no date is promised
        told = f"{told} " + _("Chúng tôi trả lời Ông/Bà %(due)s.", due=due_text(feedback.due_at))
    by_citizen(feedback, Step.REOPEN, at, note=reason, told=told)


def rate(feedback: Feedback, mark: int, words: str, at: datetime) -> None:
    """Keep what the sender thinks of the answer, once; 1 very unhappy to 5 very happy."""
    if feedback.answered_at is None:
        raise StepNotAllowed(_("Góp ý này chưa có câu trả lời để đánh giá."))
    if feedback.rated_at is not None or not 1 <= mark <= 5:
        raise StepNotAllowed(_("Ông/Bà đã đánh giá câu trả lời này rồi. Xin cảm ơn Ông/Bà."))
    feedback.rating, feedback.rating_words, feedback.rated_at = mark, words, at
    by_citizen(feedback, Step.RATE, at)


def follow(feedback: Feedback, start_key: str, phone: str, at: datetime) -> FeedbackFollower:
    """Let somebody with the same matter follow it; the same key again returns the first."""
    known = db.session.scalar(select(FeedbackFollower).where(FeedbackFollower.start_key == start_key))
    if known is not None:
        return known
    follower = FeedbackFollower(start_key=start_key, phone=phone, created_at=at)
    feedback.followers.append(follower)
    db.session.flush()
    by_citizen(feedback, Step.FOLLOW, at, details={"follower": follower.id})
    return follower


def withdraw_consent(feedback: Feedback, at: datetime) -> None:
    """Take the sender's agreement to publish back: it leaves the public list at once."""
    feedback.consent = Consent.NONE
    feedback.is_published = False
    by_citizen(feedback, Step.WITHDRAW_CONSENT, at)
