"""The clock of a dossier: its story, told by its events, and the due date that follows from it.

The date is always counted from the whole story on the calendar as it is now. So a holiday announced late,
a supplement, a payment and an extension are one and the same reckoning.
"""

from datetime import datetime

from cqtt.commune.calendar import working_calendar
from cqtt.commune.clock_record import ClockEvent, Happened, replay
from cqtt.commune.due_dates import DueDate
from cqtt.commune.limits import AfterStop, Limit, Unit
from cqtt.commune.models import the_commune
from cqtt.commune.working_time import WorkingCalendar
from cqtt.dossiers.models import Dossier, DossierEvent
from cqtt.dossiers.rules import RUNNING, WAITING, Status, Step

GOES_ON = {AfterStop.RESTART: Happened.RESTARTED, AfterStop.CONTINUE: Happened.CONTINUED}


def is_late(dossier: Dossier, at: datetime) -> bool:
    """Whether the due date has passed while the clock ran."""
    return dossier.status in RUNNING and dossier.due_at is not None and at > dossier.due_at


def limit_of(dossier: Dossier) -> Limit | None:
    """Return the limit the dossier was accepted under."""
    return Limit(dossier.limit_amount, Unit(dossier.limit_unit)) if dossier.limit_amount else None


def story_of(dossier: Dossier) -> list[ClockEvent]:
    """Return what happened to the clock so far, in order."""
    return [told for event in dossier.events if (told := _told_by(event, dossier))]


def extensions_of(dossier: Dossier) -> list[Limit]:
    """Return the time that was added since the limit was last counted from zero; counting anew ends it."""
    added: list[Limit] = []
    for told in story_of(dossier):
        if told.kind is Happened.EXTENDED and told.limit:
            added.append(told.limit)
        elif told.kind in (Happened.STARTED, Happened.RESTARTED):
            added = []
    return added


def _told_by(event: DossierEvent, dossier: Dossier) -> ClockEvent | None:
    """Return what an event did to the clock; most do nothing."""
    if event.step is Step.ACCEPT:
        return ClockEvent(Happened.STARTED, event.at, limit_of(dossier))
    if event.step is Step.EXTEND:
        return ClockEvent(Happened.EXTENDED, event.at, Limit(event.details["amount"], Unit(event.details["unit"])))
    if event.from_status in RUNNING and event.to_status in WAITING:
        return ClockEvent(Happened.STOPPED, event.at, None)
    if event.from_status in WAITING and event.to_status in RUNNING:
        return ClockEvent(GOES_ON[mode_after(event.from_status, event.details.get("clock"))], event.at, None)
    return None


def mode_after(waited_in: Status, said: str | None) -> AfterStop:
    """Return what the clock does after a stop: on after a payment, after a supplement as the procedure says."""
    if waited_in is Status.AWAITING_PAYMENT:
        return AfterStop.CONTINUE
    return AfterStop(said or AfterStop.RESTART)


def due_after(dossier: Dossier, *more: ClockEvent, calendar: WorkingCalendar | None = None) -> DueDate | None:
    """Return when the dossier is due after its story and what happens now; None without a limit."""
    story = [*story_of(dossier), *more]
    if not any(told.limit for told in story):
        return None
    return replay(calendar or working_calendar(the_commune()), story)


def count_anew(dossier: Dossier, *more: ClockEvent) -> str:
    """Set the due date and its explanation from the whole story; return the explanation."""
    due = due_after(dossier, *more)
    if due is None:
        return ""
    dossier.due_at, dossier.due_explanation = due.due_at, due.explanation
    return due.explanation
