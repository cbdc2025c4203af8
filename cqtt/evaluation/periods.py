"""The days that figures are asked for: a month, a quarter, a year or days of one's own; and the same before them."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from cqtt.i18n import _
from cqtt.register.rules import Period, PeriodRefused, month_of, read_period

MONTH, QUARTER, YEAR = 1, 3, 12  # months
OWN_DAYS = "ngay"  # in the address: what counts are the two days beside it
EARLIEST = 2001  # the year before it can still be asked for
_CODE = re.compile(r"(20[0-9][0-9])(?:-(?:(0[1-9]|1[0-2])|q([1-4])))?")


@dataclass(frozen=True)
class Span:
    """Some days with the name people give them; `months` is 0 where the days were chosen one by one."""

    period: Period
    months: int = 0

    @property
    def code(self) -> str:
        """Return what stands in the address: 2026-11, 2026-q4, 2026, or that the days stand beside it."""
        first = self.period.first
        named = {MONTH: f"{first:%Y-%m}", QUARTER: f"{first:%Y}-q{_quarter(first)}", YEAR: f"{first:%Y}"}
        return named.get(self.months, OWN_DAYS)

    @property
    def name(self) -> str:
        first = self.period.first
        if self.months == MONTH:
            return _("Tháng %(month)s/%(year)s", month=first.month, year=first.year)
        if self.months == QUARTER:
            return _("Quý %(quarter)s/%(year)s", quarter=_quarter(first), year=first.year)
        return _("Năm %(year)s", year=first.year) if self.months else self.period.text

    @property
    def is_calendar(self) -> bool:
        """Whether it is a month, a quarter or a year: two of them never differ by a few days alone."""
        return self.months > 0

    @property
    def before(self) -> "Span":
        """Return the period before: as many months, or as many days."""
        first = self.period.first
        if self.months:
            return _of_months(_shifted(first, -self.months), self.months)
        return Span(Period(first - (self.period.last - first) - timedelta(days=1), first - timedelta(days=1)))

    def runs_on(self, today: date) -> bool:
        """Whether it has begun and is not over, so that its figures still grow."""
        return self.period.first <= today <= self.period.last


def read_span(code: str, since: str, until: str, today: date) -> Span:
    """Return the period an address asks for; without one, this month. Raise PeriodRefused."""
    if code == OWN_DAYS or (not code and (since or until)):
        return Span(read_period(since, until, today))
    if not code:
        return Span(month_of(today), MONTH)
    found = _CODE.fullmatch(code)
    if found is None or int(found[1]) < EARLIEST:
        raise PeriodRefused(_("Xin chọn tháng, quý hoặc năm trong danh sách, hoặc ghi hai ngày."))
    year, month, quarter = found.groups()
    if quarter:
        return _of_months(date(int(year), 3 * int(quarter) - 2, 1), QUARTER)
    return _of_months(date(int(year), int(month), 1), MONTH) if month else _of_months(date(int(year), 1, 1), YEAR)


def offered(today: date) -> list[tuple[str, list[Span]]]:
    """Return what can be chosen: twelve months, eight quarters, three years, the newest first."""
    month = today.replace(day=1)
    quarter = date(today.year, 3 * _quarter(today) - 2, 1)
    return [
        (_("Tháng"), [_of_months(_shifted(month, -back), MONTH) for back in range(12)]),
        (_("Quý"), [_of_months(_shifted(quarter, -3 * back), QUARTER) for back in range(8)]),
        (_("Năm"), [_of_months(date(today.year - back, 1, 1), YEAR) for back in range(3)]),
    ]


def months_until(span: Span, today: date, count: int = 12) -> list[Span]:
    """Return this many months, the last of them the one in which the period ends, or this one while it runs."""
    last = min(span.period.last, today).replace(day=1)
    return [_of_months(_shifted(last, -back), MONTH) for back in reversed(range(count))]


def short_name(span: Span) -> str:
    """Return "11/26" for the foot of a column."""
    return f"{span.period.first:%m/%y}"


def _of_months(first: date, months: int) -> Span:
    return Span(Period(first, _shifted(first, months) - timedelta(days=1)), months)


def _shifted(first: date, months: int) -> date:
    """Return the first of the month so many months later, or earlier."""
    count = 12 * first.year + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def _quarter(day: date) -> int:
    return (day.month + 2) // 3
