"""When the sample dossiers happened: working moments of the past, chosen from what shall be due today."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from cqtt.clock import ICT, local
from cqtt.commune.due_dates import Limit, compute_due
from cqtt.commune.working_time import ONE_DAY, WorkingCalendar

MORNING = time(9, 10)
FURTHEST = 200  # days


@dataclass(frozen=True)
class SampleTimes:
    """The working calendar as seen from one moment."""

    calendar: WorkingCalendar
    now: datetime

    @property
    def today(self) -> date:
        return local(self.now).date()

    def working_day(self, number: int) -> date:
        """Return today's working day (0), one before (-1, -2 …) or one after it; a day off counts as the next one."""
        if number < 0:
            past = self._past_days()
            return [next(past) for _step in range(-number)][-1]
        day = self.today if self.calendar.is_working_day(self.today) else self._after(self.today)
        for _step in range(number):
            day = self._after(day)
        return day

    def received_for(self, limit: Limit, due_on: date) -> datetime:
        """Return the latest past morning from which the limit does not run beyond that day."""
        for day in self._past_days():
            received = datetime.combine(day, MORNING, ICT)
            if local(compute_due(self.calendar, received, limit).due_at).date() <= due_on:
                return received
        raise ValueError(f"no day within {FURTHEST} days")

    def resolved_at(self, received: datetime, due_on: date) -> datetime:
        """Return the afternoon of the working day before the due day, or of the day it was received."""
        before = next(day for day in self._days_before(due_on))
        return datetime.combine(max(before, received.date()), time(15), ICT)

    def morning_after(self, at: datetime) -> datetime:
        """Return nine o'clock of the next working day."""
        return datetime.combine(self._after(at.date()), time(9), ICT)

    def _after(self, day: date) -> date:
        return self.calendar.next_working_day(day)

    def _past_days(self) -> Iterator[date]:
        return self._days_before(self.today)

    def _days_before(self, day: date) -> Iterator[date]:
        for number in range(1, FURTHEST):
            earlier = day - number * ONE_DAY
            if self.calendar.is_working_day(earlier):
                yield earlier


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)
