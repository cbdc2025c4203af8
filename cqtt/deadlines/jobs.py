"""What the worker does for the calendar: what is open, dossier or feedback, has the date that the calendar leads to.

A change under /quan-tri/lich moves every date itself. This finds what was received in the same moment on the old
calendar, and what a calendar that was changed by other ways has left behind.
"""

from datetime import datetime, timedelta

from cqtt.commune.models import the_commune
from cqtt.commune.working_time import WorkingCalendar
from cqtt.deadlines.actions import (
    calendar_after,
    dates_that_move,
    give_answer_date,
    give_date,
    give_window,
    windows_that_move,
)
from cqtt.deadlines.rules import Change, reason_of
from cqtt.feedback import due as answers
from cqtt.one_by_one import one_by_one
from cqtt.schedule import every

AT_ONCE = 50  # small rounds: the write lock is never held for long


@every(timedelta(hours=1))
def follow_the_calendar(at: datetime) -> int:
    """Give dossiers and feedback the dates of the calendar where theirs differ, and say so, while nobody sleeps."""
    calendar = _calendar()
    if not calendar.is_open(at):
        return 0
    dossiers = [moved.dossier.id for moved in dates_that_move(calendar)]
    requests = [window.request.id for window in windows_that_move(calendar)]
    heard = [moved.feedback.id for moved in answers.dates_that_move(calendar)]
    return (
        one_by_one(dossiers[:AT_ONCE], _give_date, at)
        + one_by_one(requests[:AT_ONCE], _give_window, at)
        + one_by_one(heard[:AT_ONCE], _give_answer_date, at)
    )


def _calendar() -> WorkingCalendar:
    """Return the calendar as the tables have it now, not as the program keeps it by the unit's revision."""
    return calendar_after(the_commune(), Change())


def _give_date(id: int, at: datetime) -> bool:
    for moved in dates_that_move(_calendar(), id):
        give_date(moved, reason_of(Change()), at)
        return True
    return False


def _give_window(id: int, at: datetime) -> bool:
    for window in windows_that_move(_calendar(), id):
        give_window(window, reason_of(Change()), at)
        return True
    return False


def _give_answer_date(id: int, at: datetime) -> bool:
    for moved in answers.dates_that_move(_calendar(), id):
        give_answer_date(moved, reason_of(Change()), at)
        return True
    return False
