"""By when feedback is sorted and answered, on the unit's working calendar and by its settings."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from cqtt.clock import due_text
from cqtt.commune.calendar import working_calendar
from cqtt.commune.due_dates import DueDate, Occasion, compute_due
from cqtt.commune.limits import Limit, Unit
from cqtt.commune.models import the_commune
from cqtt.commune.working_time import WorkingCalendar
from cqtt.extensions import db
from cqtt.feedback.models import Feedback
from cqtt.feedback.rules import OPEN, Status
from cqtt.feedback.topics import FeedbackTopic, the_settings
from cqtt.i18n import _

WAITS_TO_BE_SORTED = (Status.RECEIVED, Status.REOPENED)


def start_clock(feedback: Feedback, at: datetime) -> None:
    """Give the dates by which a feedback received, or reopened, at this moment is sorted and answered."""
    calendar, settings = working_calendar(the_commune()), the_settings()
    feedback.counted_at, feedback.counted_days = at, days_for(feedback.topic)
    feedback.sort_due_at = _sorted_by(calendar, feedback, settings.sort_days)
    give_date(feedback, due_after(feedback, calendar))
    feedback.escalation, feedback.escalated_at, feedback.internal_due_at = 0, None, None


def _sorted_by(calendar: WorkingCalendar, feedback: Feedback, most: int) -> datetime | None:
    """Return by when it is with whoever answers: they keep about two thirds of the days an answer may take."""
    if feedback.counted_at is None or feedback.counted_days is None:
        return None
    days = min(most, max(1, feedback.counted_days // 3))
    return compute_due(calendar, feedback.counted_at, Limit(days, Unit.WORKING_DAY)).due_at


def days_for(topic: FeedbackTopic | None) -> int:
    """Return how many working days an answer may take."""
    return topic.answer_days if topic else the_settings().answer_days


def count_by_topic(feedback: Feedback) -> None:
    """Count the limit of a topic chosen anew, from the same moment."""
    feedback.counted_days = days_for(feedback.topic)
    feedback.sort_due_at = _sorted_by(working_calendar(the_commune()), feedback, the_settings().sort_days)
    give_date(feedback, due_after(feedback))


def due_after(feedback: Feedback, calendar: WorkingCalendar | None = None) -> DueDate | None:
    """Return the date that follows from what is counted, by the unit's calendar or by one that is considered."""
    if feedback.counted_at is None or feedback.counted_days is None:
        return None
    calendar = calendar or working_calendar(the_commune())
    anew = feedback.counted_at > feedback.created_at
    occasion = Occasion.FEEDBACK_ANEW if anew else Occasion.FEEDBACK
    return compute_due(calendar, feedback.counted_at, Limit(feedback.counted_days, Unit.WORKING_DAY), occasion)


def give_date(feedback: Feedback, due: DueDate | None) -> None:
    feedback.due_at = due.due_at if due else None
    feedback.due_explanation = due.explanation if due else ""


def later_by(at: datetime, working_days: int) -> datetime:
    """Return the end of the day that is this many working days later."""
    return compute_due(working_calendar(the_commune()), at, Limit(max(1, working_days), Unit.WORKING_DAY)).due_at


def late_since(feedback: Feedback, at: datetime) -> datetime | None:
    """Return the first of its dates that has passed by then; None while it is in time, or ended.

    By when it is sorted matters only until it is with whoever answers.
    """
    if feedback.status not in OPEN:
        return None
    dates = [feedback.due_at, feedback.internal_due_at]
    if feedback.status in WAITS_TO_BE_SORTED:
        dates.append(feedback.sort_due_at)
    return min((date for date in dates if date and date < at), default=None)


@dataclass(frozen=True)
class MovedAnswer:
    """A feedback whose answer is due on another day by another calendar."""

    feedback: Feedback
    was: datetime
    due: DueDate

    def told(self, reason: str) -> str:
        """Return what the sender reads; the reason is part of a sentence."""
        why, old, new = reason.strip().rstrip("."), due_text(self.was), due_text(self.due.due_at)
        if self.due.due_at < self.was:
            return _(
                "Vì %(why)s, Ông/Bà được trả lời sớm hơn: %(new)s (trước đây là %(old)s).", why=why, new=new, old=old
            )
        return _(
            "Vì %(why)s, ngày trả lời góp ý của Ông/Bà dời từ %(old)s sang %(new)s. Mong Ông/Bà thông cảm.",
            why=why,
            new=new,
            old=old,
        )


def dates_that_move(calendar: WorkingCalendar, only: int | None = None) -> list[MovedAnswer]:
    """Return what waits for an answer and is due on another day by this calendar; or `only` this one.

    For the calendar's own work: of secret reports too, which no page may list.
    """
    waiting = select(Feedback).where(Feedback.status.in_(OPEN), Feedback.due_at.is_not(None))
    if only is not None:
        waiting = waiting.where(Feedback.id == only)
    moved = []
    for feedback in db.session.scalars(waiting.order_by(Feedback.due_at, Feedback.id)):
        due = due_after(feedback, calendar)
        if due and feedback.due_at and due.due_at != feedback.due_at:
            moved.append(MovedAnswer(feedback, feedback.due_at, due))
    return moved


def move_sorting(calendar: WorkingCalendar) -> None:
    """Count anew by when what nobody has yet is to be sorted; nobody outside was told that date."""
    waiting = select(Feedback).where(Feedback.status.in_(WAITS_TO_BE_SORTED), Feedback.counted_at.is_not(None))
    days = the_settings().sort_days
    for feedback in db.session.scalars(waiting):
        feedback.sort_due_at = _sorted_by(calendar, feedback, days)
