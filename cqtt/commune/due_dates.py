"""When a result is due, why, and how much time is left: pure functions of a working calendar.

Counting follows Bộ luật Dân sự 2015, Điều 147-148: the first day is the one after acceptance, and a period of
calendar days that ends on a day off runs to the end of the next working day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from cqtt.clock import ICT, local
from cqtt.commune.due_explanation import Count, Occasion, explain
from cqtt.commune.limits import AfterStop, Limit, LimitRefused, Unit, span_text
from cqtt.commune.working_time import ONE_DAY, WorkingCalendar

__all__ = [
    "AfterStop",
    "DueDate",
    "Limit",
    "LimitRefused",
    "Occasion",
    "Remaining",
    "Tone",
    "Unit",
    "checked_extension",
    "compute_due",
    "extend",
    "remaining",
    "resume_due",
    "used_before_stop",
]


@dataclass(frozen=True)
class DueDate:
    """A due moment with its reasons; `skipped` holds every day off that moved it."""

    due_at: datetime
    counted_from: date
    skipped: tuple[tuple[date, str], ...]
    explanation: str


class Tone(StrEnum):
    RED = "red"
    AMBER = "amber"
    GREEN = "green"


@dataclass(frozen=True)
class Remaining:
    """Working time until a due moment, or since it when `late`."""

    late: bool
    minutes: int
    text: str
    tone: Tone


def compute_due(
    calendar: WorkingCalendar, received_at: datetime, limit: Limit, occasion: Occasion = Occasion.RECEIVED
) -> DueDate:
    """Compute when what was received at this moment is due, a dossier or what the occasion says, and explain it.

    Received outside working hours counts as received at the next opening; at a Saturday session too, unless
    the calendar's `saturday_counts` says that it is received that day.
    """
    return _due(calendar, _count(calendar, received_at, limit.unit, _in_count(limit), occasion))


def resume_due(
    calendar: WorkingCalendar,
    resumed_at: datetime,
    limit: Limit,
    mode: AfterStop,
    used: int = 0,
    kept: Sequence[Limit] = (),
    was_extended: bool = False,
) -> DueDate:
    """Compute the due date of a dossier that was stopped and goes on.

    `used` is what `used_before_stop` gave, summed over the rounds. At least one day, or one minute of a limit
    in hours, is always left: whether the dossier was late when it stopped is for the record to remember.
    The extensions in `kept` had not begun when it stopped; they follow whole, one after another. Counting anew
    ends every extension, and says so of a dossier that `was_extended`.
    """
    whole = _in_count(limit)
    if mode == AfterStop.RESTART or limit.unit == Unit.SAME_DAY:
        anew = Occasion.RESTARTED_AFTER_EXTENSION if was_extended else Occasion.RESTARTED
        counts = [_count(calendar, resumed_at, limit.unit, whole, anew)]
    else:
        counts = [_count(calendar, resumed_at, limit.unit, max(1, whole - used), Occasion.CONTINUED)]
    for extra in kept:
        counts.append(_count(calendar, counts[-1].due_at, extra.unit, _in_count(extra), Occasion.KEPT))
    return _due(calendar, *counts)


def extend(calendar: WorkingCalendar, due_at: datetime, extra: Limit) -> DueDate:
    """Compute the new due date when a lawful extension is added after the old one."""
    checked_extension(extra)
    return _due(calendar, _count(calendar, due_at, extra.unit, _in_count(extra), Occasion.EXTENDED))


def checked_extension(extra: Limit | None) -> Limit:
    """Return the time that an extension adds; LimitRefused when it is none, or "within the day"."""
    if extra is None or extra.unit == Unit.SAME_DAY:
        raise LimitRefused("Thời gian gia hạn cần tính bằng ngày hoặc giờ.")
    return extra


def used_before_stop(calendar: WorkingCalendar, counted_at: datetime, stopped_at: datetime, limit: Limit) -> int:
    """Return how much of the limit ran from `counted_at` to the stop: whole days, or minutes for hours.

    The day of the stop itself is given back, since the office could not finish it.
    """
    start = _start(calendar, counted_at, limit.unit)
    if limit.unit == Unit.HOUR:
        return calendar.minutes_between(start, stopped_at)
    if limit.unit == Unit.SAME_DAY:
        return 0
    days = max(0, (local(stopped_at).date() - start.date()).days - 1)
    if limit.unit == Unit.DAY:
        return days
    return sum(calendar.is_working_day(start.date() + timedelta(days=number)) for number in range(1, days + 1))


def remaining(calendar: WorkingCalendar, now: datetime, due_at: datetime) -> Remaining:
    """Tell how much working time is left or lost; amber is the last working day's worth, red is late."""
    late = now > due_at
    minutes = calendar.minutes_between(min(now, due_at), max(now, due_at))
    span = span_text(minutes, calendar.minutes_of_a_day)
    if late:
        return Remaining(late, minutes, f"trễ {span}" if span else "vừa trễ hạn", Tone.RED)
    # A pause at noon counts for nothing, today as on any other day: the words say what kind of time it is.
    text = f"còn {span} làm việc" if span else "còn dưới 1 phút"
    return Remaining(late, minutes, text, Tone.AMBER if minutes <= calendar.minutes_of_a_day else Tone.GREEN)


def _in_count(limit: Limit) -> int:
    return limit.amount * 60 if limit.unit == Unit.HOUR else limit.amount


def _start(calendar: WorkingCalendar, at: datetime, unit: Unit) -> datetime:
    """Return the moment that stands for the true one: hours run while people work, days follow the receipt."""
    return calendar.next_working_moment(at) if unit == Unit.HOUR else calendar.moment_of_receipt(at)


def _count(calendar: WorkingCalendar, received_at: datetime, unit: Unit, amount: int, occasion: Occasion) -> Count:
    start = _start(calendar, received_at, unit)
    counted_from, last_day, due_at = COUNTING[unit](calendar, start, amount)
    received = local(received_at)
    before = calendar.days_off(received.date(), start.date() - ONE_DAY)
    within = calendar.days_off(last_day if unit == Unit.DAY else start.date() + ONE_DAY, due_at.date())
    return Count(occasion, received, start, unit, amount, counted_from, last_day, due_at, before, within)


def _due(calendar: WorkingCalendar, *counts: Count) -> DueDate:
    skipped = tuple(day for count in counts for day in (*count.off_before, *count.off_within))
    due_at = counts[-1].due_at.astimezone(UTC)
    return DueDate(due_at, counts[0].counted_from, skipped, explain(calendar, *counts))


# What a way of counting gives: the first day counted, the day the bare count ends on, the due moment.
Counted = tuple[date, date, datetime]


def _working_days(calendar: WorkingCalendar, start: datetime, amount: int) -> Counted:
    first = day = calendar.next_working_day(start.date())
    for _day in range(amount - 1):
        day = calendar.next_working_day(day)
    return first, day, calendar.closing(day)


def _calendar_days(calendar: WorkingCalendar, start: datetime, amount: int) -> Counted:
    last = start.date() + timedelta(days=amount)
    day = last if calendar.is_working_day(last) else calendar.next_working_day(last)
    return start.date() + ONE_DAY, last, calendar.closing(day)


def _working_minutes(calendar: WorkingCalendar, start: datetime, amount: int) -> Counted:
    left, day, now = timedelta(minutes=amount), start.date(), start
    while True:
        for opens, closes in calendar.working_sessions(day):
            now = max(now, datetime.combine(day, opens, ICT))
            available = datetime.combine(day, closes, ICT) - now
            if left <= available:
                return start.date(), day, now + left
            left -= max(timedelta(), available)
        day = calendar.next_working_day(day)


def _same_day(calendar: WorkingCalendar, start: datetime, _amount: int) -> Counted:
    day = start.date()
    if start.time() > calendar.cut_off or not calendar.is_working_day(day):
        day = calendar.next_working_day(day)
    return day, day, calendar.closing(day)


COUNTING = {
    Unit.WORKING_DAY: _working_days,
    Unit.DAY: _calendar_days,
    Unit.HOUR: _working_minutes,
    Unit.SAME_DAY: _same_day,
}
