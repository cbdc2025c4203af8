"""A day promised in an answer is a promise like any other; what the answer says stays with its sender.

Of one feedback one promise is open. Its day is moved, and it is dropped, by who may: where promises are kept.
"""

from datetime import datetime

from sqlalchemy import func, select

from cqtt.clock import day_text
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.feedback.handling.promised import Open, Promised
from cqtt.feedback.models import Feedback
from cqtt.feedback.promised_days import PromisedDay
from cqtt.i18n import _
from cqtt.promises import actions
from cqtt.promises.models import Promise
from cqtt.promises.rules import PromiseRefused, Status

FROM_ANSWER = "tra-loi-"  # how the one-time key of such a promise begins


def keep_promise(promised: Promised) -> None:
    """Write down what was promised, in the words that were written for everybody.

    What is promised for this day already stays one promise; for another day PromiseRefused is raised.
    """
    feedback, standing = promised.feedback, open_promise(promised.feedback)
    if standing is not None and standing.due_on == promised.due_on:
        return
    if standing is not None:
        day = day_text(standing.due_on)
        raise PromiseRefused(_("Việc này đã hẹn xong chậm nhất %(day)s. Xin dời ngày ở “Việc đã hứa”.", day=day))
    before = db.session.scalar(select(func.count()).where(Promise.feedback_id == feedback.id)) or 0
    actions.make(
        f"{FROM_ANSWER}{feedback.id}-{before + 1}",
        promised.at,
        promised.title,
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


def open_promise(feedback: Feedback) -> Open | None:
    """Return what is promised about it and not done yet, and where its day is moved."""
    first = min(_open(feedback), key=lambda promise: promise.due_on, default=None)
    return Open(first.due_on, "promises.work", first.id) if first else None


def promised_days(feedback_id: int) -> list[PromisedDay]:
    """Return the days of all that was promised about a feedback, and where everybody reads of it."""
    about = select(Promise.due_on, Promise.ended_on, Promise.id).where(Promise.feedback_id == feedback_id)
    return [PromisedDay(due_on, ended_on, "promises.show", id) for due_on, ended_on, id in db.session.execute(about)]


def _open(feedback: Feedback) -> list[Promise]:
    about = select(Promise).where(Promise.feedback_id == feedback.id, Promise.status == Status.OPEN)
    return list(db.session.scalars(about.order_by(Promise.id)))
