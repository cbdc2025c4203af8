"""Change the calendar, and with it, in one transaction, every open dossier whose date follows from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from cqtt.audit.actions import record
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
from cqtt.dossiers.models import Dossier, SupplementRequest
from cqtt.dossiers.rules import RUNNING, Status
from cqtt.dossiers.submission import content_of
from cqtt.extensions import db


@dataclass(frozen=True)
class Moved:
    """A dossier whose date a change moves."""

    dossier: Dossier
    was: datetime
    due: DueDate


def dates_that_move(calendar: WorkingCalendar) -> list[Moved]:
    """Return the open dossiers that are due on another day by this calendar, the earliest first."""
    counted = select(Dossier).where(
        Dossier.status.in_(RUNNING), Dossier.limit_amount.is_not(None), Dossier.due_at.is_not(None)
    )
    found = db.session.scalars(counted.options(selectinload(Dossier.events)).order_by(Dossier.due_at, Dossier.id))
    moved = []
    for dossier in found:
        due = due_after(dossier, calendar=calendar)
        if due and dossier.due_at and due.due_at != dossier.due_at:
            moved.append(Moved(dossier, dossier.due_at, due))
    return moved


def calendar_after(commune: Commune, change: Change) -> WorkingCalendar:
    """Return the calendar as it would be; raise CalendarRefused where it makes no sense."""
    return calendar_with(commune, change.applied_to(days_of_all()), change.settings)


def days_of_all() -> dict[date, CalendarDay]:
    return days_of(db.session.scalars(select(Holiday)))


def change_calendar(commune: Commune, revision: int, change: Change, at: datetime) -> list[Moved]:
    """Store the change, give open dossiers the dates it leads to, and tell those people; return whose moved.

    ChangedMeanwhile when somebody else changed the unit or its calendar since the page was opened.
    """
    calendar = calendar_after(commune, change)  # before the claim: the program keeps calendars by revision
    moved = dates_that_move(calendar)
    claim_revision(commune, revision)
    _store(commune, change)
    for one in moved:
        moves.move_due_date(one.dossier, one.due, moved_sentence(one.was, one.due.due_at, reason_of(change)), at)
    _move_windows(calendar)
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
        db.session.merge(Holiday(on=on, kind=day.kind, name=day.name, source=day.source, hours=_as_stored(day.hours)))
    for on in change.take_out:
        row = db.session.get(Holiday, on)
        if row is not None:
            db.session.delete(row)


def _as_stored(hours: Sessions | None) -> list[list[str]] | None:
    return [[_text(start), _text(end)] for start, end in hours] if hours else None


def _text(at: time) -> str:
    return f"{at:%H:%M}"


def _move_windows(calendar: WorkingCalendar) -> None:
    """Count anew until when people may answer a request for papers."""
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
    for request in db.session.scalars(waiting):
        days = content_of(request.dossier).supplement_window
        if days is not None:
            request.reply_by = compute_due(calendar, request.requested_at, Limit(days, Unit.WORKING_DAY)).due_at


def sources_of(days: Mapping[date, CalendarDay]) -> list[str]:
    """Return the notices that are cited already, to choose from."""
    return sorted({day.source for day in days.values() if day.source})
