"""The story of a dossier's clock, and the due date that follows from the whole of it.

When a holiday is announced late, every open dossier is computed anew by telling its story again on the new
calendar. The steps are those of due_dates.py; nothing is counted here in another way.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from cqtt.clock import local
from cqtt.commune.due_dates import (
    AfterStop,
    DueDate,
    Limit,
    Unit,
    checked_extension,
    compute_due,
    extend,
    resume_due,
    used_before_stop,
)
from cqtt.commune.due_explanation import moved_sentence
from cqtt.commune.working_time import WorkingCalendar

__all__ = ["ClockEvent", "Happened", "moved_sentence", "replay"]


class Happened(StrEnum):
    """What an event did to the clock; RESTARTED goes on from zero, CONTINUED with what was left."""

    STARTED = "started"
    STOPPED = "stopped"
    RESTARTED = "restarted"
    CONTINUED = "continued"
    EXTENDED = "extended"


@dataclass(frozen=True)
class ClockEvent:
    """One event; a start has the limit of the procedure, if it has one, and an extension what it adds."""

    kind: Happened
    at: datetime
    limit: Limit | None = None


@dataclass(frozen=True)
class Clock:
    """Where a story stands.

    `parts` are the limit and its extensions that are not over yet, in order; `ends` their due moments while
    the clock runs. `used` is what ran of the first part before `counted_at`, which is None after a stop.
    `extended` tells whether time was added since the limit was last counted from zero. `running` is the clock
    as it ran until it was stopped at `stopped_at`.
    """

    limit: Limit
    parts: tuple[Limit, ...]
    counted_at: datetime | None
    due: DueDate | None
    ends: tuple[datetime, ...] = ()
    used: int = 0
    extended: bool = False
    running: "Clock | None" = None
    stopped_at: datetime | None = None


def replay(calendar: WorkingCalendar, events: Iterable[ClockEvent]) -> DueDate | None:
    """Return when the dossier is due after these events, in the order given, with the last step's explanation.

    None when the clock stands still, or never started with a limit. What is promised:

    - The time before a stop is taken first from the limit, then from the extensions in the order granted; an
      extension that was not used up is kept when the clock continues, one granted during a stop is whole.
    - A stop that ends on the day it began gives no day back, and one that came after the due moment gives none at
      all: a dossier that was late goes on late.
    - A restart counts the limit of the start from zero and lets every extension go; the explanation says so.
    - Stopping what stands still and continuing what runs change nothing; a second start begins anew.

    LimitRefused when an extension is no time that can be added.
    """
    clock: Clock | None = None
    for event in events:
        if event.kind == Happened.STARTED:
            clock = _start(calendar, event)
        elif clock is not None:
            clock = FOLLOWING[event.kind](calendar, clock, event)
    return clock.due if clock else None


def _start(calendar: WorkingCalendar, event: ClockEvent) -> Clock | None:
    if event.limit is None:
        return None
    due = compute_due(calendar, event.at, event.limit)
    return Clock(event.limit, (event.limit,), event.at, due, (due.due_at,))


def _stop(calendar: WorkingCalendar, clock: Clock, event: ClockEvent) -> Clock:
    if clock.counted_at is None:
        return clock
    parts, ends, begun, used = clock.parts, clock.ends, clock.counted_at, clock.used
    while len(parts) > 1 and _is_over(parts[0], ends[0], event.at):
        parts, ends, begun, used = parts[1:], ends[1:], ends[0], 0
    used += used_before_stop(calendar, begun, event.at, parts[0])
    return replace(
        clock, parts=parts, counted_at=None, due=None, ends=(), used=used, running=clock, stopped_at=event.at
    )


def _is_over(part: Limit, end: datetime, at: datetime) -> bool:
    """Tell whether a part had run out at a stop; the day of the stop is given back, so days end after theirs."""
    return at >= end if part.unit == Unit.HOUR else local(at).date() > local(end).date()


def _restart(calendar: WorkingCalendar, clock: Clock, event: ClockEvent) -> Clock:
    due = resume_due(calendar, event.at, clock.limit, AfterStop.RESTART, was_extended=clock.extended)
    return Clock(clock.limit, (clock.limit,), event.at, due, (due.due_at,))


def _continue(calendar: WorkingCalendar, clock: Clock, event: ClockEvent) -> Clock:
    if clock.counted_at is not None:
        return clock
    if clock.running is not None and _lost_no_day(clock, event.at):
        return clock.running
    first, *kept = clock.parts
    due = resume_due(calendar, event.at, first, AfterStop.CONTINUE, clock.used)
    ends = [due.due_at]
    if kept:
        due = resume_due(calendar, event.at, first, AfterStop.CONTINUE, clock.used, kept)
    for extra in kept:
        ends.append(extend(calendar, ends[-1], extra).due_at)
    return replace(clock, counted_at=event.at, due=due, ends=tuple(ends), running=None, stopped_at=None)


def _lost_no_day(clock: Clock, at: datetime) -> bool:
    """Tell whether a stop that ends now cost the office no time: it was late already, or it is the same day."""
    if clock.running is None or clock.running.due is None or clock.stopped_at is None:
        return False
    was_late = clock.stopped_at > clock.running.due.due_at
    same_day = local(clock.stopped_at).date() == local(at).date()
    return was_late or (same_day and clock.parts[0].unit != Unit.HOUR)


def _extend(calendar: WorkingCalendar, clock: Clock, event: ClockEvent) -> Clock:
    extra = checked_extension(event.limit)
    parts = (*clock.parts, extra)
    if clock.due is None:
        running = clock.running and _extend(calendar, clock.running, event)
        return replace(clock, parts=parts, extended=True, running=running)
    due = extend(calendar, clock.due.due_at, extra)
    return replace(clock, parts=parts, due=due, ends=(*clock.ends, due.due_at), extended=True)


FOLLOWING: dict[Happened, Callable[[WorkingCalendar, Clock, ClockEvent], Clock]] = {
    Happened.STOPPED: _stop,
    Happened.RESTARTED: _restart,
    Happened.CONTINUED: _continue,
    Happened.EXTENDED: _extend,
}
