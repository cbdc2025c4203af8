"""The one fact that decides in a list: how much time is left, or for whom the dossier waits."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cqtt.clock import date_text, local
from cqtt.commune.due_dates import remaining
from cqtt.commune.limits import span_text
from cqtt.commune.working_time import WorkingCalendar
from cqtt.dossiers.rules import RUNNING, WAITING, Status, Timeliness
from cqtt.i18n import _, _l

TIMELINESS_NAMES = {
    Timeliness.EARLY: _l("Xong sớm"),
    Timeliness.ON_TIME: _l("Xong đúng hạn"),
    Timeliness.LATE: _l("Xong trễ hạn"),
}


class Timed(Protocol):
    """What has a clock: a dossier, or its line in the queue."""

    @property
    def status(self) -> Status: ...
    @property
    def due_at(self) -> datetime | None: ...
    @property
    def submitted_at(self) -> datetime | None: ...
    @property
    def ended_at(self) -> datetime | None: ...
    @property
    def timeliness(self) -> Timeliness | None: ...


@dataclass(frozen=True)
class TimeLeft:
    """A few words and their tone (see the badge): red late, amber soon, green in time, blue waits for us."""

    text: str
    tone: str


def time_left(timed: Timed, calendar: WorkingCalendar, at: datetime) -> TimeLeft:
    """Tell in a few words how a dossier stands to its time."""
    if timed.status in RUNNING and timed.due_at:
        left = remaining(calendar, at, timed.due_at)
        return TimeLeft(left.text[:1].upper() + left.text[1:], left.tone.value)
    if timed.status is Status.SUBMITTED and timed.submitted_at:
        waited = calendar.minutes_between(timed.submitted_at, at)
        span = span_text(waited, calendar.minutes_of_a_day)
        return TimeLeft(_("Đã chờ %(span)s", span=span) if span else _("Mới gửi"), "blue")
    if timed.status in WAITING:
        return TimeLeft(_("Tạm dừng"), "quiet")
    if timed.status is Status.RESOLVED and timed.timeliness:
        return TimeLeft(
            str(TIMELINESS_NAMES[timed.timeliness]), "red" if timed.timeliness is Timeliness.LATE else "green"
        )
    ended = date_text(local(timed.ended_at).date()) if timed.ended_at else ""
    return TimeLeft(_("Khép %(day)s", day=ended) if ended else _("Đã khép"), "quiet")
