"""How many due dates a second are computed, explanation included, on a calendar of two years.

A story of four stops is what one open dossier costs when a holiday is announced late.
"""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta

from cqtt.clock import ICT
from cqtt.commune.clock_record import ClockEvent, Happened, replay
from cqtt.commune.due_dates import Limit, Unit, compute_due, remaining
from cqtt.commune.holidays import calendar_days, propose
from cqtt.commune.working_time import WorkingCalendar

COUNT = 10_000
FIRST = datetime(2026, 1, 2, 7, 0, tzinfo=ICT)
LIMITS = {
    "same day": Limit(1, Unit.SAME_DAY),
    "8 hours": Limit(8, Unit.HOUR),
    "5 working days": Limit(5, Unit.WORKING_DAY),
    "30 working days": Limit(30, Unit.WORKING_DAY),
    "30 calendar days": Limit(30, Unit.DAY),
}


def rows() -> Iterator[tuple[str, str, str]]:
    """Yield what is measured, the figure and the bar, one row a kind of limit."""
    calendar = WorkingCalendar(days=calendar_days(propose(2026) + propose(2027)))
    moments = [FIRST + timedelta(minutes=47 * number) for number in range(COUNT)]
    for name, limit in LIMITS.items():
        begun = time.perf_counter()
        due = [compute_due(calendar, moment, limit).due_at for moment in moments]
        yield f"due dates, {name}", _rate(begun), "10,000 a second"
    begun = time.perf_counter()
    for moment in moments:
        replay(calendar, _story(moment))
    yield "due dates, told anew from four stops", _rate(begun), "-"
    begun = time.perf_counter()
    for moment, due_at in zip(moments, due, strict=True):
        remaining(calendar, moment, due_at)
    yield "time left, 30 days away", _rate(begun), "-"


def _story(moment: datetime) -> Iterator[ClockEvent]:
    yield ClockEvent(Happened.STARTED, moment, LIMITS["30 working days"])
    for number in range(4):
        yield ClockEvent(Happened.STOPPED, moment + timedelta(days=6 * number + 3))
        yield ClockEvent(Happened.CONTINUED, moment + timedelta(days=6 * number + 5))


def _rate(begun: float) -> str:
    return f"{COUNT / (time.perf_counter() - begun):,.0f} a second"


if __name__ == "__main__":
    for row in rows():
        print(*row, sep=" | ")
