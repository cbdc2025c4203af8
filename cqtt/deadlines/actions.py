"""Change the calendar, and with it, in one transaction, every open dossier whose date follows from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from cqtt.audit.actions import record
from cqtt.clock import due_text
from cqtt.commune.actions import claim_revision
from cqtt.commune.calendar import calendar_with, days_of
from cqtt.commune.clock_record import moved_sentence
from cqtt.commune.due_dates import DueDate, compute_due
from cqtt.commune.limits import Limit, Unit
from cqtt.commune.models import Commune, Holiday
from cqtt.commune.working_time import CalendarDay, Sessions, WorkingCalendar
from cqtt.deadlines.rules import Change, reason_of
from cqtt.dossiers import actions as moves
from cqtt.dossiers.clock import due_after
from cqtt.dossiers.content import content_of
from cqtt.dossiers.models import Dossier, SupplementRequest
from cqtt.dossiers.rules import RUNNING, Status
from cqtt.extensions import db
from cqtt.feedback import actions as heard
from cqtt.feedback import due as answers
from cqtt.i18n import _


@dataclass(frozen=True)
class Moved:
    """A dossier whose date a change moves."""

    dossier: Dossier
    was: datetime
    due: DueDate


def dates_that_move(calendar: WorkingCalendar, only: int | None = None) -> list[Moved]:
    """Return the open dossiers that are due on another day by this calendar, the earliest first; or `only` this one."""
    counted = select(Dossier).where(
        Dossier.status.in_(RUNNING), Dossier.limit_amount.is_not(None), Dossier.due_at.is_not(None)
    )
    if only is not None:
        counted = counted.where(Dossier.id == only)
    found = db.session.scalars(counted.options(selectinload(Dossier.events)).order_by(Dossier.due_at, Dossier.id))
    moved = []
    for dossier in found:
        due = due_after(dossier, calendar=calendar)
        if due and dossier.due_at and due.due_at != dossier.due_at:
            moved.append(Moved(dossier, dossier.due_at, due))
    return moved


@dataclass(frozen=True)
class Window:
    """A request for papers that may be answered longer, and until when."""

    request: SupplementRequest
    until: datetime


def answers_that_move(calendar: WorkingCalendar) -> int:
    """Return how many senders of feedback get another date by this calendar.

    Reports of conduct move like all others, and are counted nowhere.
    """
    return sum(not moved.feedback.is_conduct for moved in answers.dates_that_move(calendar))


def calendar_after(commune: Commune, change: Change) -> WorkingCalendar:
    """Return the calendar as it would be; raise CalendarRefused where it makes no sense."""
    return calendar_with(commune, change.applied_to(days_of_all()), change.settings)


def assumed_days() -> set[date]:
    """Return the days that were proposed without a notice, and that nobody has confirmed yet."""
    return set(db.session.scalars(select(Holiday.on).where(Holiday.assumed)))


def days_of_all() -> dict[date, CalendarDay]:
    return days_of(db.session.scalars(select(Holiday)))


def change_calendar(commune: Commune, revision: int, change: Change, at: datetime) -> list[Moved]:
    """Store the change, give open dossiers the dates it leads to, and tell those people; return whose moved.

    The claim comes first: what is read after it is what the change is about.
    ChangedMeanwhile when somebody else changed the unit or its calendar since the page was opened.
    """
    claim_revision(commune, revision)
    calendar, reason = calendar_after(commune, change), reason_of(change)
    moved, windows = dates_that_move(calendar), windows_that_move(calendar)
    waiting = answers.dates_that_move(calendar)
    _store(commune, change)
    for one in moved:
        give_date(one, reason, at)
    for window in windows:
        give_window(window, reason, at)
    for answer in waiting:
        give_answer_date(answer, reason, at)
    answers.move_sorting(calendar)
    db.session.flush()
    record(
        "change_calendar",
        "commune",
        1,
        put=[on.isoformat() for on in sorted(change.put)],
        taken_out=[on.isoformat() for on in sorted(change.take_out)],
        settings=sorted(change.settings),
        moved=len(moved),
    )
    return moved


def _store(commune: Commune, change: Change) -> None:
    for name, value in change.settings.items():
        setattr(commune, name, value)
    for on, day in change.put.items():
        said = {"kind": day.kind, "name": day.name, "source": day.source, "hours": _as_stored(day.hours)}
        db.session.merge(Holiday(on=on, assumed=False, **said))  # whoever stores a day has confirmed it
    for on in change.take_out:
        row = db.session.get(Holiday, on)
        if row is not None:
            db.session.delete(row)


def _as_stored(hours: Sessions | None) -> list[list[str]] | None:
    return [[_text(start), _text(end)] for start, end in hours] if hours else None


def _text(at: time) -> str:
    return f"{at:%H:%M}"


def windows_that_move(calendar: WorkingCalendar, only: int | None = None) -> list[Window]:
    """Return the requests for papers that may be answered longer by this calendar; none is ever cut short."""
    waiting = (
        select(SupplementRequest)
        .join(SupplementRequest.dossier)
        .where(
            Dossier.status == Status.AWAITING_SUPPLEMENT,
            SupplementRequest.answered_at.is_(None),
            SupplementRequest.reply_by.is_not(None),
            SupplementRequest.closing_proposed_at.is_(None),
        )
    )
    if only is not None:
        waiting = waiting.where(SupplementRequest.id == only)
    counted = ((request, _window_of(request, calendar)) for request in db.session.scalars(waiting))
    return [Window(request, until) for request, until in counted if until and until > (request.reply_by or until)]


def _window_of(request: SupplementRequest, calendar: WorkingCalendar) -> datetime | None:
    days = content_of(request.dossier).supplement_window
    return compute_due(calendar, request.requested_at, Limit(days, Unit.WORKING_DAY)).due_at if days else None


def give_date(moved: Moved, reason: str, at: datetime) -> None:
    """Give a dossier the date that the calendar leads to, and tell the person why."""
    moves.move_due_date(moved.dossier, moved.due, moved_sentence(moved.was, moved.due.due_at, reason), at)


def give_answer_date(moved: answers.MovedAnswer, reason: str, at: datetime) -> None:
    """Give a feedback the date that the calendar leads to, and tell its sender why."""
    heard.move_due_date(moved.feedback, moved.due, moved.told(reason), at)


def give_window(window: Window, reason: str, at: datetime) -> None:
    """Let a person answer longer, as the calendar gives it, and say so."""
    window.request.reply_by = window.until
    until = due_text(window.until)
    told = _("Hạn bổ sung của Ông/Bà được lùi đến %(until)s, vì %(reason)s.", until=until, reason=reason)
    moves.remind(window.request.dossier, told, at)


def sources_of(days: Mapping[date, CalendarDay]) -> list[str]:
    """Return the notices that are cited already, to choose from."""
    return sorted({day.source for day in days.values() if day.source})
