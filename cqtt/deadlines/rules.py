"""A change of the calendar: which days become different ones, and the words that say so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from cqtt.clock import date_text
from cqtt.commune.working_time import CalendarDay, DayKind
from cqtt.errors import RuleBroken
from cqtt.i18n import _, _l

LONGEST = 31  # days that one entry may span

KIND_NAMES = {
    DayKind.OFF: _l("Nghỉ cả ngày"),
    DayKind.HALF: _l("Làm nửa ngày"),
    DayKind.MAKEUP: _l("Làm bù"),
}


class SpanRefused(RuleBroken):
    """Days that go backwards, or far too many of them."""


@dataclass(frozen=True)
class Change:
    """What is to become different: days put in, days taken out, settings of the unit."""

    put: Mapping[date, CalendarDay] = field(default_factory=dict)
    take_out: frozenset[date] = frozenset()
    settings: Mapping[str, Any] = field(default_factory=dict)

    def applied_to(self, days: Mapping[date, CalendarDay]) -> dict[date, CalendarDay]:
        """Return the days as they would be."""
        return {on: day for on, day in (dict(days) | dict(self.put)).items() if on not in self.take_out}


def span(first: date, last: date | None) -> list[date]:
    """Return the days from first to last, both included; a single day when there is no last."""
    days = ((last or first) - first).days
    if days < 0:
        raise SpanRefused(_("Ngày cuối cần sau ngày đầu. Xin xem lại."))
    if days >= LONGEST:
        raise SpanRefused(_("Mỗi lần ghi nhiều nhất %(most)s ngày. Xin xem lại năm.", most=LONGEST))
    return [first + timedelta(days=number) for number in range(days + 1)]


def reason_of(change: Change) -> str:
    """Return why dates move, as part of a sentence to a citizen."""
    added = _named(day for day in change.put.items() if day[1].kind is not DayKind.MAKEUP)
    if added:
        return _("lịch làm việc có ngày nghỉ mới: %(days)s", days=added)
    made_up = _named(day for day in change.put.items() if day[1].kind is DayKind.MAKEUP)
    if made_up:
        return _("lịch làm việc có thêm ngày làm bù: %(days)s", days=made_up)
    return _("lịch làm việc của chúng tôi thay đổi")


def _named(days: Iterable[tuple[date, CalendarDay]]) -> str:
    return "; ".join(f"{day.name} ({date_text(on)})" for on, day in sorted(days, key=lambda pair: pair[0]))
