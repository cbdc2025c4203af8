"""The one fact that decides in a list: how much working time is left, by the date that comes first."""

from datetime import datetime
from typing import Protocol

from cqtt.clock import date_text, local
from cqtt.commune.due_dates import remaining
from cqtt.commune.working_time import WorkingCalendar
from cqtt.dossiers.queue.time_left import TimeLeft
from cqtt.feedback.rules import OPEN, Status
from cqtt.i18n import _


class Timed(Protocol):
    """What has a clock: a feedback, or its line in the inbox."""

    @property
    def status(self) -> Status: ...
    @property
    def due_at(self) -> datetime | None: ...
    @property
    def internal_due_at(self) -> datetime | None: ...
    @property
    def sort_due_at(self) -> datetime | None: ...
    @property
    def officer_id(self) -> int | None: ...
    @property
    def department(self) -> str: ...
    @property
    def answered_in_time(self) -> bool | None: ...
    @property
    def closed_at(self) -> datetime | None: ...


def time_left(timed: Timed, calendar: WorkingCalendar, at: datetime) -> TimeLeft:
    """Tell in a few words how a feedback stands to its time."""
    if timed.status in OPEN:
        return _of_open(timed, calendar, at)
    if timed.status is Status.ANSWERED:
        in_time = timed.answered_in_time is not False
        return TimeLeft(_("Trả lời đúng hạn") if in_time else _("Trả lời trễ hạn"), "green" if in_time else "red")
    day = date_text(local(timed.closed_at).date()) if timed.closed_at else ""
    return TimeLeft(_("Khép %(day)s", day=day) if day else _("Đã khép"), "quiet")


def _of_open(timed: Timed, calendar: WorkingCalendar, at: datetime) -> TimeLeft:
    dates = [date for date in (timed.internal_due_at, timed.due_at) if date]
    if not dates:
        return TimeLeft(_("Không có hạn"), "quiet")
    left = remaining(calendar, at, min(dates))
    return TimeLeft(left.text[:1].upper() + left.text[1:], left.tone.value)


def beside(timed: Timed, at: datetime) -> str:
    """Return what stands under it: that the date is one inside the office, or that nobody was given it in time."""
    if timed.status not in OPEN:
        return ""
    if timed.sort_due_at and timed.sort_due_at < at and timed.officer_id is None and not timed.department:
        return _("quá hạn phân công")
    inside = timed.internal_due_at
    return _("hẹn nội bộ") if inside and (timed.due_at is None or inside < timed.due_at) else ""
