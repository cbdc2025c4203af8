"""An ordinary report turns out to be about somebody's conduct: from then on it is its only reader's, and the sender's.

Colleagues have read it by then. So whatever they may have seen that opens it opens nothing any more: the links in the
messages, and the look-up by code and digits.
"""

from datetime import datetime

from sqlalchemy import select

from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.feedback.citizen_actions import address_conduct
from cqtt.feedback.models import Feedback, FeedbackEvent, new_token
from cqtt.feedback.moves import KIND, check_step, checked, write_event
from cqtt.feedback.rules import Actor, Step, StepNotAllowed
from cqtt.i18n import _
from cqtt.notifications.actions import withdraw_from_others
from cqtt.notifications.browsers import forget_browsers
from cqtt.notifications.models import Notification

FIELD = "is_conduct"  # in the details of the event


def make_conduct(
    feedback: Feedback, officer: Officer, line: str, about: Officer | None, note: str, at: datetime
) -> None:
    """Say that it is a report of conduct: it goes to its only reader and leaves every other list, for good.

    What was joined with it is about the same matter and goes the same way. Nobody follows it any longer, texts that
    wait for others are not sent, and nothing of it stays ready for the public. Every sender is told, under a new link.
    """
    check_step(feedback, Step.CLASSIFY, officer)
    for one in (feedback, *feedback.joined):
        if one.is_published:
            raise StepNotAllowed(_("Góp ý đang được công khai. Xin gỡ xuống trước."))
    details = {"fields": [FIELD]}
    checked(feedback, Step.CLASSIFY, officer, at, told=_told_under_new_link(feedback), note=note, details=details)
    for one in feedback.joined:
        _say_it_went_along(one, officer, at)
    for one in (feedback, *feedback.joined):
        _hide(one, line, about or one.about_officer)
    feedback.officer_id, feedback.department, feedback.internal_due_at = None, "", None


def was_ordinary(feedback: Feedback) -> bool:
    """Tell whether a report of conduct was an ordinary one before, which any officer could read."""
    return feedback.is_conduct and any(
        FIELD in event.details.get("fields", ()) for event in feedback.events if event.step is Step.CLASSIFY
    )


def _told_under_new_link(feedback: Feedback) -> str:
    """Return what its sender is told, and let the link that stood in messages open nothing any more.

    Who was sent no message keeps theirs: nobody else has seen it, and nothing would bring them another.
    """
    told = _("Góp ý của Ông/Bà được chuyển riêng đến người có trách nhiệm.")
    messages = select(Notification.id).where(Notification.about_kind == KIND, Notification.about_id == feedback.id)
    if db.session.scalar(messages.limit(1)) is None:
        return told
    feedback.token = new_token()
    return f"{told} " + _("Để giữ kín, từ nay góp ý chỉ mở bằng liên kết mới.")


def _say_it_went_along(joined: Feedback, officer: Officer, at: datetime) -> None:
    """Write the event of what was joined with it: closed as it is, no step of its own leads there."""
    event = FeedbackEvent(
        step=Step.CLASSIFY,
        from_status=joined.status,
        to_status=joined.status,
        at=at,
        actor=Actor.OFFICER,
        officer_id=officer.id,
        told=_told_under_new_link(joined),
        details={"fields": [FIELD]},
    )
    write_event(joined, event)


def _hide(feedback: Feedback, line: str, about: Officer | None) -> None:
    feedback.is_conduct, feedback.conduct_line, feedback.about_officer = True, line, about
    feedback.public_text = feedback.public_answer = feedback.public_fold = feedback.public_name = ""
    feedback.followers.clear()
    for file in feedback.files:
        file.public_key, file.public_sha256, file.approved_by_id, file.blurred = None, "", None, []
    db.session.flush()
    withdraw_from_others(KIND, feedback.id, {feedback.phone, feedback.email})
    forget_browsers(KIND, feedback.id)
    address_conduct(feedback)
