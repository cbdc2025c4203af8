"""Due dates against a slow count that walks minute by minute and day by day."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cqtt.clock import ICT
from cqtt.commune.clock_record import ClockEvent, Happened, replay
from cqtt.commune.due_dates import (
    AfterStop,
    DueDate,
    Limit,
    Unit,
    compute_due,
    extend,
    remaining,
    resume_due,
    used_before_stop,
)
from cqtt.commune.working_time import ORDINARY_HOURS, CalendarDay, DayKind, Sessions, WorkingCalendar
from tests.rounds import LONG

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
MONDAY = date(2026, 11, 23)
HOURS: tuple[Sessions, ...] = (
    ORDINARY_HOURS,
    ((time(7), time(11)), (time(13, 30), time(17))),
    ((time(8), time(15, 45)),),
    ((time(7, 30), time(11, 30)),),
)

Given = Callable[[Callable[..., None]], Callable[..., None]]

EXAMPLES = 1_000 if LONG else 30


def checked(**strategies: st.SearchStrategy[Any]) -> Given:
    def wrap(test: Callable[..., None]) -> Callable[..., None]:
        return settings(max_examples=EXAMPLES, deadline=None, database=None)(given(**strategies)(test))

    return wrap


@st.composite
def calendars(draw: st.DrawFn) -> WorkingCalendar:
    """A calendar with odd hours, sometimes an open Saturday that counts or not, and up to a dozen days that differ."""
    week = {weekday: draw(st.sampled_from(HOURS)) for weekday in range(5)}
    if draw(st.booleans()):
        week[5] = HOURS[3]
    kinds = st.sampled_from(list(DayKind))
    special = st.builds(CalendarDay, kinds, st.just("Ngày lễ"), hours=st.sampled_from((None, *HOURS)))
    near = st.integers(0, 20).map(lambda number: MONDAY + number * DAY)
    days = draw(st.dictionaries(near, special, max_size=12))
    return WorkingCalendar(week, days, draw(st.sampled_from((time(10), time(15)))), draw(st.booleans()))


moments = st.integers(0, 14 * 24 * 60).map(lambda number: datetime.combine(MONDAY, time(), ICT) + number * MINUTE)
seconds = st.integers(0, 10 * 24 * 3600).map(
    lambda number: datetime.combine(MONDAY, time(), ICT) + timedelta(seconds=number)
)
units = st.sampled_from(list(Unit))
limits = st.builds(Limit, st.integers(1, 12), units)


def slow_works(calendar: WorkingCalendar, day: date) -> bool:
    special = calendar.days.get(day)
    if special and special.kind is DayKind.MAKEUP:
        return True
    return day.weekday() < 5 and not (special and special.kind is DayKind.OFF)


def slow_hours(calendar: WorkingCalendar, day: date) -> Sessions:
    special = calendar.days.get(day)
    if special and special.hours:
        return special.hours
    if special and special.kind is DayKind.MAKEUP:
        return calendar.hours[0]
    return calendar.hours[day.weekday()][:1] if special else calendar.hours[day.weekday()]


def slow_takes_in(calendar: WorkingCalendar, day: date) -> bool:
    """Tell whether the Saturday rule makes this day off a day of receipt; a Sunday has no hours but its own."""
    special = calendar.days.get(day)
    if not calendar.saturday_counts or slow_works(calendar, day) or (special and special.kind is DayKind.OFF):
        return False
    return day.weekday() == 5 or bool(special and special.hours)


def slow_counts(calendar: WorkingCalendar, at: datetime) -> bool:
    """Tell whether the minute that begins now is one of work."""
    if not slow_works(calendar, at.date()):
        return False
    return any(start <= at.time() < end for start, end in slow_hours(calendar, at.date()))


def slow_start(calendar: WorkingCalendar, at: datetime) -> datetime:
    """Walk to the first minute of work, but let the last instant of a session belong to it."""
    while not slow_counts(calendar, at):
        if slow_works(calendar, at.date()) and any(at.time() == end for _s, end in slow_hours(calendar, at.date())):
            return at
        at += MINUTE
    return at


def slow_receipt(calendar: WorkingCalendar, at: datetime) -> datetime:
    """Walk to the first minute of work, or of a day off that takes dossiers in, whichever comes first."""
    start = slow_start(calendar, at)
    while at < start and not slow_takes_in(calendar, at.date()):
        at += MINUTE
    return at


def slow_due(calendar: WorkingCalendar, received: datetime, limit: Limit) -> datetime:
    if limit.unit is Unit.HOUR:
        at, left = received, limit.amount * 60
        while left:
            left -= slow_counts(calendar, at)
            at += MINUTE
        return at
    start = slow_receipt(calendar, received)
    day = slow_last_day(calendar, start, limit)
    while not slow_works(calendar, day):
        day += DAY
    return datetime.combine(day, slow_hours(calendar, day)[-1][1], ICT)


def slow_last_day(calendar: WorkingCalendar, start: datetime, limit: Limit) -> date:
    if limit.unit is Unit.SAME_DAY:
        return start.date() + DAY * (start.time() > calendar.cut_off)
    day, left = start.date(), limit.amount
    while left:
        day += DAY
        left -= limit.unit is Unit.DAY or slow_works(calendar, day)
    return day


@checked(calendar=calendars(), received=moments, limit=limits)
def test_a_due_date_equals_the_slow_count(calendar: WorkingCalendar, received: datetime, limit: Limit) -> None:
    assert compute_due(calendar, received, limit).due_at == slow_due(calendar, received, limit)


@checked(calendar=calendars(), received=seconds, limit=limits)
def test_a_due_date_never_falls_on_a_day_off_or_outside_hours(
    calendar: WorkingCalendar, received: datetime, limit: Limit
) -> None:
    due = compute_due(calendar, received, limit).due_at.astimezone(ICT)
    assert calendar.is_working_day(due.date())
    assert calendar.is_open(due)
    assert due >= received


@checked(calendar=calendars(), first=seconds, second=seconds, limit=limits)
def test_who_comes_later_is_never_due_earlier(
    calendar: WorkingCalendar, first: datetime, second: datetime, limit: Limit
) -> None:
    early, late = sorted((first, second))
    assert compute_due(calendar, early, limit).due_at <= compute_due(calendar, late, limit).due_at


@checked(calendar=calendars(), received=seconds, limit=limits)
def test_a_longer_limit_is_never_due_earlier(calendar: WorkingCalendar, received: datetime, limit: Limit) -> None:
    longer = Limit(limit.amount + 1, limit.unit)
    assert compute_due(calendar, received, limit).due_at <= compute_due(calendar, received, longer).due_at


@checked(calendar=calendars(), received=moments, limit=limits)
def test_every_skipped_day_is_off_and_lies_on_the_way(
    calendar: WorkingCalendar, received: datetime, limit: Limit
) -> None:
    found = compute_due(calendar, received, limit)
    days = [day for day, _reason in found.skipped]
    assert days == sorted(set(days))
    assert all(received.date() <= day < found.due_at.astimezone(ICT).date() for day in days)
    assert not any(slow_works(calendar, day) for day in days)


@checked(calendar=calendars(), received=moments, amount=st.integers(1, 12))
def test_all_days_between_receipt_and_due_date_are_counted_or_skipped(
    calendar: WorkingCalendar, received: datetime, amount: int
) -> None:
    found = compute_due(calendar, received, Limit(amount, Unit.WORKING_DAY))
    start = slow_receipt(calendar, received).date()
    way = (found.due_at.astimezone(ICT).date() - start).days
    assert way == amount + sum(day > start for day, _reason in found.skipped)


@checked(calendar=calendars(), a=moments, b=moments)
def test_working_minutes_equal_the_slow_count(calendar: WorkingCalendar, a: datetime, b: datetime) -> None:
    first, last = sorted((a, b))
    total, at = 0, first
    while at < last:
        total += slow_counts(calendar, at)
        at += MINUTE
    assert calendar.minutes_between(first, last) == total


@checked(calendar=calendars(), received=moments, amount=st.integers(1, 12))
def test_what_remains_of_a_limit_in_hours_is_the_limit(
    calendar: WorkingCalendar, received: datetime, amount: int
) -> None:
    due = compute_due(calendar, received, Limit(amount, Unit.HOUR)).due_at
    left = remaining(calendar, received, due)
    assert (left.minutes, left.late) == (amount * 60, False)


@checked(calendar=calendars(), received=moments, amount=st.integers(1, 12), after=st.integers(0, 5000))
def test_a_stop_that_lasts_no_time_changes_nothing(
    calendar: WorkingCalendar, received: datetime, amount: int, after: int
) -> None:
    limit = Limit(amount, Unit.HOUR)
    due = compute_due(calendar, received, limit).due_at
    stopped_at = min(received + after * MINUTE, due - MINUTE)
    used = used_before_stop(calendar, received, stopped_at, limit)
    assert resume_due(calendar, stopped_at, limit, AfterStop.CONTINUE, used).due_at == due


@checked(calendar=calendars(), resumed=moments, limit=limits, used=st.integers(0, 900))
def test_going_on_is_never_later_than_from_zero_and_never_in_the_past(
    calendar: WorkingCalendar, resumed: datetime, limit: Limit, used: int
) -> None:
    restarted = resume_due(calendar, resumed, limit, AfterStop.RESTART, used).due_at
    assert resumed <= resume_due(calendar, resumed, limit, AfterStop.CONTINUE, used).due_at <= restarted
    assert restarted == compute_due(calendar, resumed, limit).due_at


@checked(calendar=calendars(), received=moments, first=st.integers(1, 9), extra=st.integers(1, 9))
def test_an_extension_in_working_days_equals_the_longer_limit(
    calendar: WorkingCalendar, received: datetime, first: int, extra: int
) -> None:
    due = compute_due(calendar, received, Limit(first, Unit.WORKING_DAY)).due_at
    whole = compute_due(calendar, received, Limit(first + extra, Unit.WORKING_DAY)).due_at
    assert extend(calendar, due, Limit(extra, Unit.WORKING_DAY)).due_at == whole


# Stories

GOING_ON = {Happened.RESTARTED: AfterStop.RESTART, Happened.CONTINUED: AfterStop.CONTINUE}
Round = tuple[int, int, Happened]
rounds = st.lists(st.tuples(st.integers(0, 6000), st.integers(0, 6000), st.sampled_from(list(GOING_ON))), max_size=4)
extras = st.lists(st.builds(Limit, st.integers(1, 5), st.sampled_from([Unit.WORKING_DAY, Unit.DAY, Unit.HOUR])))


def story_of(received: datetime, limit: Limit, rounds: list[Round], extras: list[Limit]) -> list[ClockEvent]:
    """A start, stops and goings-on after so many minutes each, then the extensions."""
    at, events = received, [ClockEvent(Happened.STARTED, received, limit)]
    for running, stopped, kind in rounds:
        events.append(ClockEvent(Happened.STOPPED, at + running * MINUTE))
        at += (running + stopped) * MINUTE
        events.append(ClockEvent(kind, at))
    return events + [ClockEvent(Happened.EXTENDED, at, extra) for extra in extras]


def lost_no_day(stopped_at: datetime, resumed_at: datetime, due_at: datetime, unit: Unit) -> bool:
    """A dossier that was late goes on late, and a stop within one day gives no day back."""
    same_day = stopped_at.astimezone(ICT).date() == resumed_at.astimezone(ICT).date()
    return stopped_at > due_at or (same_day and unit is not Unit.HOUR)


def step_by_step(calendar: WorkingCalendar, events: list[ClockEvent], limit: Limit) -> DueDate:
    due, used, counted_at = compute_due(calendar, events[0].at, limit), 0, events[0].at
    for event in events[1:]:
        if event.kind is Happened.STOPPED:
            running, stopped_at = (due, used, counted_at), event.at
            used += used_before_stop(calendar, counted_at, event.at, limit)
        elif event.kind is Happened.CONTINUED and lost_no_day(stopped_at, event.at, running[0].due_at, limit.unit):
            due, used, counted_at = running
        elif event.limit:
            due = extend(calendar, due.due_at, event.limit)
        else:
            used *= event.kind is Happened.CONTINUED
            due, counted_at = resume_due(calendar, event.at, limit, GOING_ON[event.kind], used), event.at
    return due


@checked(calendar=calendars(), received=moments, limit=limits, rounds=rounds, extras=extras)
def test_a_story_told_at_once_gives_what_its_steps_gave(
    calendar: WorkingCalendar, received: datetime, limit: Limit, rounds: list[Round], extras: list[Limit]
) -> None:
    events = story_of(received, limit, rounds, extras)
    assert replay(calendar, events) == step_by_step(calendar, events, limit)


def slow_story(calendar: WorkingCalendar, events: list[ClockEvent], limit: Limit) -> datetime:
    """Count what ran minute by minute, or day by day from the day after receipt to the day before the stop."""
    left, begun = limit.amount, events[0].at
    for event in events[1:]:
        if event.kind is Happened.STOPPED:
            running, stopped_at = (left, begun), event.at
            left -= slow_ran(calendar, begun, event.at, limit.unit)
        elif event.kind is Happened.CONTINUED and lost_no_day(
            stopped_at, event.at, slow_due(calendar, running[1], Limit(running[0], limit.unit)), limit.unit
        ):
            left, begun = running
        elif event.kind is Happened.RESTARTED:
            left, begun = limit.amount, event.at
        else:
            left, begun = max(1, left), event.at
    return slow_due(calendar, begun, Limit(left, limit.unit))


def slow_ran(calendar: WorkingCalendar, begun: datetime, stopped: datetime, unit: Unit) -> int:
    day, ran = slow_receipt(calendar, begun).date() + DAY, 0
    while day < stopped.date():
        ran += unit is Unit.DAY or slow_works(calendar, day)
        day += DAY
    return ran


@checked(
    calendar=calendars(),
    received=moments,
    limit=st.builds(Limit, st.integers(1, 12), st.sampled_from([Unit.WORKING_DAY, Unit.DAY])),
    rounds=rounds,
)
def test_a_story_equals_the_slow_count(
    calendar: WorkingCalendar, received: datetime, limit: Limit, rounds: list[Round]
) -> None:
    events = story_of(received, limit, rounds, [])
    found = replay(calendar, events)
    assert found is not None
    assert found.due_at == slow_story(calendar, events, limit)


@checked(
    calendar=calendars(),
    received=moments,
    unit=st.sampled_from([Unit.WORKING_DAY, Unit.HOUR]),
    first=st.integers(1, 9),
    extra=st.integers(1, 9),
    gaps=st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 4000)), max_size=4),
)
def test_over_any_stops_an_extended_limit_is_the_longer_limit(
    calendar: WorkingCalendar, received: datetime, unit: Unit, first: int, extra: int, gaps: list[tuple[int, int]]
) -> None:
    extended = [
        ClockEvent(Happened.STARTED, received, Limit(first, unit)),
        ClockEvent(Happened.EXTENDED, received, Limit(extra, unit)),
    ]
    longer = [ClockEvent(Happened.STARTED, received, Limit(first + extra, unit))]
    at = received
    for running, stopped in gaps:
        due = replay(calendar, longer)
        assert due is not None
        stop_at = max(at, min(at + running * MINUTE, due.due_at - MINUTE))
        at = stop_at + stopped * MINUTE
        more = [ClockEvent(Happened.STOPPED, stop_at), ClockEvent(Happened.CONTINUED, at)]
        extended, longer = extended + more, longer + more
    by_parts, at_once = replay(calendar, extended), replay(calendar, longer)
    assert by_parts is not None
    assert at_once is not None
    assert by_parts.due_at == at_once.due_at


@checked(calendar=calendars(), received=moments, limit=limits, extras=extras, off=st.integers(0, 30))
def test_one_more_holiday_never_makes_a_story_without_stops_end_earlier(
    calendar: WorkingCalendar, received: datetime, limit: Limit, extras: list[Limit], off: int
) -> None:
    events = story_of(received, limit, [], extras)
    holiday = {MONDAY + off * DAY: CalendarDay(DayKind.OFF, "Quốc tang")}
    mourning = replace(calendar, days={**calendar.days, **holiday})
    before, after = replay(calendar, events), replay(mourning, events)
    assert before is not None
    assert after is not None
    assert before.due_at <= after.due_at
    assert mourning.is_working_day(after.due_at.astimezone(ICT).date())
