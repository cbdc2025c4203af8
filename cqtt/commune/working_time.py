"""The commune's working time: when the door is open, and which hours and days count for a due date."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property

from cqtt.clock import ICT, WEEKDAYS, day_text, local
from cqtt.errors import RuleBroken

Sessions = tuple[tuple[time, time], ...]

ORDINARY_HOURS: Sessions = ((time(7, 30), time(11, 30)), (time(13), time(16, 30)))
# "Ngày làm việc" is Monday to Friday; a Saturday with opening hours is a courtesy, not a working day.
WORKING_WEEKDAYS = range(5)
SATURDAY = 5
ONE_DAY = timedelta(days=1)
LONGEST_CLOSURE = 366


class CalendarRefused(RuleBroken):
    """The hours or days of a calendar make no sense."""


class DayKind(StrEnum):
    OFF = "off"
    MAKEUP = "makeup"
    HALF = "half"


@dataclass(frozen=True)
class CalendarDay:
    """A day that differs from its weekday; without `hours`, the usual ones (half: the morning)."""

    kind: DayKind
    name: str = ""
    source: str = ""
    hours: Sessions | None = None


def read_sessions(rows: Iterable[Sequence[str]]) -> Sessions:
    """Read hours as they are stored: [["07:30", "11:30"], ["13:00", "16:30"]]."""
    try:
        sessions = tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in rows)
    except (TypeError, ValueError) as wrong:
        raise CalendarRefused("Xin viết giờ làm việc theo dạng 07:30–11:30.") from wrong
    _check(sessions)
    return sessions


def _ordinary_week() -> Mapping[int, Sessions]:
    return dict.fromkeys(WORKING_WEEKDAYS, ORDINARY_HOURS)


@dataclass(frozen=True)
class WorkingCalendar:
    """Hours per weekday (Monday is 0), the days that differ, the cut-off of same-day procedures, the Saturday rule.

    The last instant of a session still belongs to it, as the cut-off itself is still in time. With
    `saturday_counts` a dossier taken in on a Saturday is received that day for limits in days; without, on the
    next working day.
    """

    hours: Mapping[int, Sessions] = field(default_factory=_ordinary_week)
    days: Mapping[date, CalendarDay] = field(default_factory=dict)
    cut_off: time = time(15)
    saturday_counts: bool = False

    def __post_init__(self) -> None:
        for sessions in (*self.hours.values(), *(day.hours or () for day in self.days.values())):
            _check(sessions)
        if not any(self._works_on):
            raise CalendarRefused("Xin cho biết giờ làm việc của ít nhất một ngày từ thứ Hai đến thứ Sáu.")

    @cached_property
    def _works_on(self) -> tuple[bool, ...]:
        return tuple(day in WORKING_WEEKDAYS and bool(self.hours.get(day)) for day in range(7))

    @cached_property
    def _whole_day(self) -> Sessions:
        return next(self.hours[weekday] for weekday in WORKING_WEEKDAYS if self.hours.get(weekday))

    @cached_property
    def makeup_days(self) -> tuple[date, ...]:
        """The make-up working days, in order."""
        return tuple(sorted(day for day, special in self.days.items() if special.kind == DayKind.MAKEUP))

    @cached_property
    def minutes_of_a_day(self) -> int:
        """The minutes of the longest ordinary working day: what "1 ngày" means when time is told in words."""
        return max(int(_length(self.hours[day]).total_seconds()) // 60 for day in range(7) if self._works_on[day])

    def is_working_day(self, day: date) -> bool:
        """Tell whether the day counts in limits: a half day does, an open Saturday does not."""
        special = self.days.get(day)
        if special is None:
            return self._works_on[day.weekday()]
        if special.kind == DayKind.HALF:
            return day.weekday() in WORKING_WEEKDAYS and bool(self.sessions(day))
        return special.kind == DayKind.MAKEUP

    def sessions(self, day: date) -> Sessions:
        """Return the hours in which the door is open; an open Saturday has some too."""
        special = self.days.get(day)
        usual = self.hours.get(day.weekday(), ())
        if special is None:
            return usual
        if special.kind == DayKind.OFF:
            return ()
        return special.hours or (self._whole_day if special.kind == DayKind.MAKEUP else usual[:1])

    def working_sessions(self, day: date) -> Sessions:
        """Return the hours that count in limits: none on a day that is not a working day."""
        return self.sessions(day) if self.is_working_day(day) else ()

    def opening(self, day: date) -> datetime:
        """Return when the door opens on a day that has hours."""
        return datetime.combine(day, self._hours_of(day)[0][0], ICT)

    def closing(self, day: date) -> datetime:
        """Return when the door closes on a day that has hours."""
        return datetime.combine(day, self._hours_of(day)[-1][1], ICT)

    def _hours_of(self, day: date) -> Sessions:
        if sessions := self.sessions(day):
            return sessions
        raise CalendarRefused(f"{_capital(day_text(day))} không có giờ làm việc.")

    def next_working_day(self, day: date) -> date:
        """Return the first working day after this one."""
        following = self._following.get(day)
        if following is None:
            following = self._following[day] = self._find_working_day(day)
        return following

    @cached_property
    def _following(self) -> dict[date, date]:
        """The working days found so far: due dates of the same weeks walk over the same days again and again."""
        return {}

    def _find_working_day(self, day: date) -> date:
        for _attempt in range(LONGEST_CLOSURE):
            day += ONE_DAY
            if self.is_working_day(day):
                return day
        raise CalendarRefused("Lịch không còn ngày làm việc nào trong một năm tới. Xin xem lại bảng ngày nghỉ.")

    def is_open(self, at: datetime) -> bool:
        """Tell whether people find the door open at this moment."""
        here = _here(at)
        return any(start <= here.time() <= end for start, end in self.sessions(here.date()))

    def next_working_moment(self, at: datetime) -> datetime:
        """Return the moment from which working time runs: now, or the next opening of a working day."""
        here = _here(at)
        day = here.date()
        for start, end in self.working_sessions(day):
            if here.time() <= end:
                return max(here, datetime.combine(day, start, ICT))
        return self.opening(self.next_working_day(day))

    def takes_in(self, day: date) -> bool:
        """Tell whether a dossier that comes on this day off is received the same day, by the Saturday rule.

        A listening session in a hamlet has its own hours, so those of the office do not matter; on a holiday
        nothing is received.
        """
        if not self.saturday_counts or self.is_working_day(day):
            return False
        special = self.days.get(day)
        if special is not None and special.kind == DayKind.OFF:
            return False
        return day.weekday() == SATURDAY or bool(self.sessions(day))

    def moment_of_receipt(self, at: datetime) -> datetime:
        """Return the moment whose day is the day of receipt of limits in days.

        It is the next working moment, or an earlier day off that takes dossiers in: who comes on Friday after
        hours is received no later than who comes on Saturday.
        """
        start = self.next_working_moment(at)
        here = _here(at)
        day = here.date()
        while self.saturday_counts and day < start.date():
            if self.takes_in(day):
                return max(here, datetime.combine(day, time(), ICT))
            day += ONE_DAY
        return start

    def time_between(self, a: datetime, b: datetime) -> timedelta:
        """Return the working time from a to b; nothing when b comes first."""
        first, last = _here(a), _here(b)
        total, day = timedelta(), first.date()
        while day <= last.date():
            for start, end in self.working_sessions(day):
                opened = max(first, datetime.combine(day, start, ICT))
                total += max(timedelta(), min(last, datetime.combine(day, end, ICT)) - opened)
            day += ONE_DAY
        return total

    def minutes_between(self, a: datetime, b: datetime) -> int:
        """Return the whole working minutes from a to b."""
        return int(self.time_between(a, b).total_seconds()) // 60

    def reason_off(self, day: date) -> str:
        """Say why a day does not count: the holiday's name, or the weekday of a weekend."""
        special = self.days.get(day)
        if special is not None and special.name:
            return special.name
        return WEEKDAYS[day.weekday()] if day.weekday() not in WORKING_WEEKDAYS else "ngày nghỉ"

    def days_off(self, first: date, last: date) -> tuple[tuple[date, str], ...]:
        """Return the days from first to last, both included, that do not count, each with its reason."""
        found, day = [], first
        while day <= last:
            reason = self._reasons.get(day)
            if reason is None:
                reason = self._reasons[day] = "" if self.is_working_day(day) else self.reason_off(day)
            if reason:
                found.append((day, reason))
            day += ONE_DAY
        return tuple(found)

    @cached_property
    def _reasons(self) -> dict[date, str]:
        """Why each day seen so far does not count, empty for a working day; kept for the same sake."""
        return {}

    def today_sentence(self, now: datetime) -> str:
        """Say in one line whether the door is open, and when it closes or opens again."""
        here = _here(now)
        sessions = self.sessions(here.date())
        if not sessions:
            return f"Hôm nay nghỉ, {self._opens_again(here.date())}"
        if here.time() > sessions[-1][1]:
            return f"Hôm nay đã hết giờ, {self._opens_again(here.date())}"
        if here.time() < sessions[0][0]:
            return f"Hôm nay mở cửa từ {sessions[0][0]:%H:%M} đến {sessions[-1][1]:%H:%M}"
        if not self.is_open(now):
            following = next(start for start, _end in sessions if start > here.time())
            return f"Đang nghỉ trưa, mở lại lúc {following:%H:%M}"
        return f"Hôm nay mở cửa đến {sessions[-1][1]:%H:%M}"

    def _opens_again(self, day: date) -> str:
        for _attempt in range(LONGEST_CLOSURE):
            day += ONE_DAY
            if sessions := self.sessions(day):
                return f"mở lại {day_text(day)} lúc {sessions[0][0]:%H:%M}"
        return "chưa có ngày mở lại"


def _here(at: datetime) -> datetime:
    """Return the moment on Vietnam's clock; a naive one is a fault of the caller."""
    if at.tzinfo is None:
        raise ValueError("a moment without its time zone")
    return local(at)


def _check(sessions: Sessions) -> None:
    moments = [moment for session in sessions for moment in session]
    if any(later <= earlier for earlier, later in zip(moments, moments[1:], strict=False)):
        raise CalendarRefused("Giờ làm việc cần đi từ sớm đến muộn và không trùng nhau, ví dụ 07:30–11:30.")


def _length(sessions: Sessions) -> timedelta:
    day = date.min
    return sum((datetime.combine(day, end) - datetime.combine(day, start) for start, end in sessions), timedelta())


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
