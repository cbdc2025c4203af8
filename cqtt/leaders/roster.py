"""Lịch trực: which leader is on duty when, and what is done to the roster. None of these functions commits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, lazyload

from cqtt.audit.actions import record
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.leaders.models import DutyShift
from cqtt.leaders.rules import ShiftRefused, Span, check_day, check_free

KIND = "duty_shift"
A_WEEK = timedelta(days=7)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Copied:
    """How many shifts of the week before stand in this one now, and how many could not."""

    copied: int
    left_out: int


def span_of(shift: DutyShift) -> Span:
    return Span(shift.on, time.fromisoformat(shift.starts), time.fromisoformat(shift.ends))


def leaders_at_work() -> list[Officer]:
    """Return every leader who works here, public or not, in the order of their office."""
    leaders = select(Officer).where(Officer.is_leader, Officer.is_active).options(lazyload(Officer.roles))
    return list(db.session.scalars(leaders.order_by(Officer.position, Officer.name_sort)))


def shifts_between(first: date, last: date) -> list[DutyShift]:
    """Return the shifts that begin on these days, both included, in order, with their leaders; one query."""
    wanted = _standing().where(DutyShift.on >= first, DutyShift.on <= last)
    with_officer = wanted.options(joinedload(DutyShift.officer, innerjoin=True).lazyload(Officer.roles))
    return list(db.session.scalars(with_officer.order_by(DutyShift.on, DutyShift.starts, DutyShift.id)))


def _standing() -> Select[DutyShift]:
    return select(DutyShift).where(DutyShift.removed_at.is_(None))


def shift_written_with(start_key: str) -> DutyShift | None:
    """Return what the form with this one-time key has added, if it was sent before."""
    return db.session.scalar(select(DutyShift).where(DutyShift.start_key == start_key))


def add_shift(officer_id: int, span: Span, note: str, start_key: str, by: Officer, at: datetime, today: date) -> None:
    """Put a shift into the roster, or raise ShiftRefused; sent twice, it is one shift."""
    _lock(officer_id)
    if shift_written_with(start_key) is not None:
        return
    check_day(span, today)
    check_free(span, map(span_of, _near(officer_id, span.on)))
    shift = _add(officer_id, span, note, by, at, start_key)
    db.session.flush()
    record("add", KIND, shift.id, officer=officer_id, on=span.on.isoformat())


def copy_week(monday: date, by: Officer, at: datetime, today: date) -> Copied:
    """Let the week have the shifts of the week before; what is past, or taken, or of somebody who left, is left out."""
    before = shifts_between(monday - A_WEEK, monday - ONE_DAY)
    copied = sum(_copy(shift, by, at, today) for shift in before)
    if copied:
        record("add", "duty_week", monday.isoformat(), number=copied)
    return Copied(copied, len(before) - copied)


def _copy(shift: DutyShift, by: Officer, at: datetime, today: date) -> bool:
    if not _still_leads(shift.officer):
        return False
    old = span_of(shift)
    span = Span(old.on + A_WEEK, old.starts, old.ends)
    _lock(shift.officer_id)
    try:
        check_day(span, today)
        check_free(span, map(span_of, _near(shift.officer_id, span.on)))
    except ShiftRefused:
        return False
    _add(shift.officer_id, span, shift.note, by, at)
    db.session.flush()
    return True


def remove_shift(shift: DutyShift, at: datetime) -> None:
    """Take a shift out of the roster; it can be put back for some days."""
    if shift.removed_at is None:
        shift.removed_at = at
        record("remove", KIND, shift.id)


def put_shift_back(shift: DutyShift) -> None:
    """Put a removed shift back where it was, or raise ShiftRefused when its hours are taken by now."""
    if shift.removed_at is None:
        return
    _lock(shift.officer_id)
    check_free(span_of(shift), map(span_of, _near(shift.officer_id, shift.on)))
    shift.removed_at = None
    record("restore", KIND, shift.id)


def _still_leads(officer: Officer) -> bool:
    return officer.is_leader and officer.is_active


def _add(officer_id: int, span: Span, note: str, by: Officer, at: datetime, start_key: str | None = None) -> DutyShift:
    shift = DutyShift(
        start_key=start_key,
        officer_id=officer_id,
        on=span.on,
        starts=f"{span.starts:%H:%M}",
        ends=f"{span.ends:%H:%M}",
        note=note,
        created_at=at,
        created_by_id=by.id,
    )
    db.session.add(shift)
    return shift


def _near(officer_id: int, day: date) -> Sequence[DutyShift]:
    """Return the leader's shifts that could meet one of this day: those of the night before and of the day after."""
    around = _standing().where(DutyShift.officer_id == officer_id)
    return db.session.scalars(around.where(DutyShift.on.between(day - ONE_DAY, day + ONE_DAY))).all()


def _lock(officer_id: int) -> None:
    """Hold the leader's row: two shifts added at once must not each miss the other."""
    db.session.scalars(select(Officer.id).where(Officer.id == officer_id).with_for_update()).all()


def days_of_week(monday: date, shifts: Iterable[DutyShift]) -> list[tuple[date, list[DutyShift]]]:
    """Return the seven days, each with its shifts."""
    by_day: dict[date, list[DutyShift]] = {monday + ONE_DAY * number: [] for number in range(7)}
    for shift in shifts:
        by_day.setdefault(shift.on, []).append(shift)
    return sorted(by_day.items())
