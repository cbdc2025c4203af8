"""The law of the register: which days a sheet covers, and how a dossier's outcome is told in it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from cqtt.clock import ICT, date_text, read_day
from cqtt.errors import RuleBroken
from cqtt.i18n import _

LONGEST = timedelta(days=366)


class PeriodRefused(RuleBroken):
    """The days asked for are none, or too many for one sheet."""


@dataclass(frozen=True)
class Period:
    """Days, the first and the last included."""

    first: date
    last: date

    @property
    def starts_at(self) -> datetime:
        return datetime.combine(self.first, time(), ICT)

    @property
    def ends_at(self) -> datetime:
        """Return the first moment after it."""
        return datetime.combine(self.last + timedelta(days=1), time(), ICT)

    @property
    def text(self) -> str:
        return _("Từ %(first)s đến %(last)s", first=date_text(self.first), last=date_text(self.last))

    @property
    def code(self) -> str:
        """Return what names it in files and in the record."""
        return f"{self.first:%Y%m%d}-{self.last:%Y%m%d}"


def month_of(day: date) -> Period:
    """Return the whole month a day belongs to."""
    first = day.replace(day=1)
    next_month = (first + timedelta(days=32)).replace(day=1)
    return Period(first, next_month - timedelta(days=1))


def read_period(since: str, until: str, today: date) -> Period:
    """Return the days that were typed; what is left empty is this month's. Raise PeriodRefused."""
    usual = month_of(today)
    first, last = _day(since), _day(until)
    first = first or (month_of(last).first if last else usual.first)
    period = Period(first, last or max(usual.last, first))
    if period.first > period.last:
        raise PeriodRefused(_("Ngày bắt đầu đứng sau ngày kết thúc. Xin xem lại hai ngày."))
    if period.last - period.first >= LONGEST:
        raise PeriodRefused(_("Mỗi lần xem được nhiều nhất một năm. Xin chọn khoảng ngắn hơn."))
    return period


def _day(typed: str) -> date | None:
    """Return the day that was typed, None where nothing was."""
    day = read_day(typed)
    if typed and day is None:
        raise PeriodRefused(_("Xin ghi ngày có thật, ví dụ 30/11/2026."))
    return day
