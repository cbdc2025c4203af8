"""A day promised in an answer is a promise like any other; what the answer says stays with its sender.

Of one feedback one promise is open. Its day is moved, and it is dropped, by who may: where promises are kept.
"""

from datetime import date, datetime

from sqlalchemy import func, select

from cqtt.clock import day_text
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.feedback.handling.promised import Promised
from cqtt.feedback.models import Feedback
from cqtt.i18n import _
from cqtt.promises import actions
from cqtt.promises.models import Promise
from cqtt.promises.rules import PromiseRefused, Status

FROM_ANSWER = "tra-loi-"  # how the one-time key of such a promise begins


def keep_promise(promised: Promised) -> None:
    """Write down what was promised, in words that tell no more than what it is about and where.

    What is promised for this day already stays one promise; for another day PromiseRefused is raised.
    """
    feedback, day = promised.feedback, promised_day(promised.feedback)
    if day == promised.due_on:
        return
    if day is not None:
        raise PromiseRefused(
            _("Việc này đã hứa xong trước hết %(day)s. Xin dời ngày ở “Việc đã hứa”.", day=day_text(day))
        )
    about = [feedback.topic.name if feedback.topic else "", feedback.hamlet.name if feedback.hamlet else ""]
    said = ", ".join(part for part in about if part)
    words = _("Việc đã hẹn khi trả lời góp ý")
    before = db.session.scalar(select(func.count()).where(Promise.feedback_id == feedback.id)) or 0
    actions.make(
        f"{FROM_ANSWER}{feedback.id}-{before + 1}",
        promised.at,
        f"{said}: {words[:1].lower()}{words[1:]}" if said else words,
        promised.officer,
        promised.due_on,
        promised.officer,
        hamlet_id=feedback.hamlet_id,
        feedback=feedback,
    )


def fulfil(feedback: Feedback, officer: Officer, at: datetime) -> None:
    """Say that what an answer promised is done; how, its sender reads in the answer."""
    for promise in _open(feedback):
        if promise.start_key.startswith(FROM_ANSWER):
            actions.keep(promise, promise.revision, officer, _("Đã làm xong và trả lời người góp ý."), at)


def promised_day(feedback: Feedback) -> date | None:
    """Return the day for which something about it is promised and not done yet."""
    return min((promise.due_on for promise in _open(feedback)), default=None)


def _open(feedback: Feedback) -> list[Promise]:
    about = select(Promise).where(Promise.feedback_id == feedback.id, Promise.status == Status.OPEN)
    return list(db.session.scalars(about.order_by(Promise.id)))
