"""The public page of the leaders, put together: who answers now, who is on duty, when citizens are received."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from cqtt.clock import WEEKDAYS, local
from cqtt.commune.absence import absences_from, away_on, days_of
from cqtt.commune.calendar import working_calendar
from cqtt.commune.models import Commune
from cqtt.commune.working_time import WorkingCalendar
from cqtt.i18n import _
from cqtt.leaders.contacts import Leader, leaders_on
from cqtt.leaders.models import DutyShift, ReceptionTime
from cqtt.leaders.reception_times import day_words, days_off, hours_words, reception_words, times_from
from cqtt.leaders.roster import ONE_DAY, shifts_between, span_of
from cqtt.leaders.rules import until_text

DAYS_SHOWN = 7


@dataclass(frozen=True)
class Card:
    """A leader as the page shows them."""

    leader: Leader
    on_duty: str  # "đến 07:00, thứ Ba, …" while a shift lasts
    at_work: str  # "đến 11:30" while the office works and they are there
    today: list[str]  # the hours of today's shifts
    initials: str
    reception: str  # when they receive citizens, as the table says it


@dataclass(frozen=True)
class DutyLine:
    name: str
    hours: str
    note: str


@dataclass(frozen=True)
class DutyDay:
    """One day of the roster."""

    day: str
    is_today: bool
    lines: list[DutyLine]


@dataclass(frozen=True)
class ReceptionLine:
    name: str
    day: str
    hours: str  # empty where there are only words
    place: str
    off: str  # the holidays on which nobody is received


@dataclass(frozen=True)
class Board:
    """All that the page says."""

    cards: list[Card]
    is_closed: bool  # outside working hours, when only a shift tells whom to call
    week: list[DutyDay]
    receptions: list[ReceptionLine]

    @property
    def on_duty(self) -> list[Card]:
        return [card for card in self.cards if card.on_duty]


def board_at(commune: Commune | None, at: datetime) -> Board:
    """Return the page as it stands at a moment, empty before there is a unit; as many queries for one as for twenty."""
    if commune is None:
        return Board([], False, [], [])
    calendar, day = working_calendar(commune), local(at).date()
    leaders, times = leaders_on(day), times_from(day)
    shown = {leader.officer.id for leader in leaders}
    shifts = [
        each for each in shifts_between(day - ONE_DAY, day + ONE_DAY * (DAYS_SHOWN - 1)) if each.officer_id in shown
    ]
    return Board(
        cards=[_card(leader, shifts, times, calendar, at) for leader in leaders],
        is_closed=not calendar.is_open(at),
        week=_week(shifts, day, shown),
        receptions=_receptions(leaders, times, day, calendar),
    )


def _card(
    leader: Leader,
    shifts: Iterable[DutyShift],
    times: Iterable[ReceptionTime],
    calendar: WorkingCalendar,
    at: datetime,
) -> Card:
    spans = [span_of(shift) for shift in shifts if shift.officer_id == leader.officer.id]
    now = next((span for span in spans if at in span), None)
    return Card(
        leader,
        on_duty=until_text(now.ends_at, at) if now else "",
        at_work="" if leader.absence else _until_the_door_closes(calendar, at),
        today=[span.text for span in spans if span.on == local(at).date()],
        initials=initials_of(leader.officer.name),
        reception=reception_words(leader.officer, times),
    )


def _until_the_door_closes(calendar: WorkingCalendar, at: datetime) -> str:
    """Return "đến 11:30" in working hours, nothing outside of them: then only the roster says who answers."""
    here = local(at)
    closing = (end for start, end in calendar.sessions(here.date()) if start <= here.time() <= end)
    return next((_("đến %(time)s", time=f"{end:%H:%M}") for end in closing), "")


def initials_of(name: str) -> str:
    """Return what stands where there is no photograph: NK of Nguyễn Minh Khang."""
    words = name.split()
    return "".join(word[0] for word in ([words[0], words[-1]] if len(words) > 1 else words)).upper()


def _week(shifts: Iterable[DutyShift], first: date, public: Collection[int]) -> list[DutyDay]:
    """Return every day of the roster, also one without a shift; nothing where there is no shift at all."""
    coming = [shift for shift in shifts if shift.on >= first]
    stand_ins = _stand_ins(coming, public)
    days = [first + ONE_DAY * number for number in range(DAYS_SHOWN)] if coming else []
    return [
        DutyDay(_day_words(day), day == first, [_line(shift, stand_ins) for shift in coming if shift.on == day])
        for day in days
    ]


def _day_words(day: date) -> str:
    """Return "Thứ Ba 24/11"."""
    return f"{_capital(WEEKDAYS[day.weekday()])} {day:%d/%m}"


def _line(shift: DutyShift, stand_ins: Mapping[int, str]) -> DutyLine:
    return DutyLine(stand_ins.get(shift.id, shift.officer.name), span_of(shift).text, shift.note)


def _stand_ins(shifts: Iterable[DutyShift], public: Collection[int]) -> dict[int, str]:
    """Return what is said, by shift, instead of a leader who is away on its day; a deputy is named only if public."""
    shifts = list(shifts)
    absences = absences_from(shifts[0].on) if shifts else []
    away = [
        shift
        for shift in shifts
        if any(absence.officer_id == shift.officer_id and shift.on in days_of(absence) for absence in absences)
    ]
    return {shift.id: _instead_of(shift, public) for shift in away}


def _instead_of(shift: DutyShift, public: Collection[int]) -> str:
    found = away_on(shift.on).get(shift.officer_id)
    deputy = found.deputy if found else None
    if deputy is None or deputy.id not in public:
        return _("%(name)s (vắng)", name=shift.officer.name)
    return _("%(deputy)s (thay %(name)s)", deputy=deputy.name, name=shift.officer.name)


def _receptions(
    leaders: Iterable[Leader], times: Iterable[ReceptionTime], day: date, calendar: WorkingCalendar
) -> list[ReceptionLine]:
    """Return the times of the public leaders, and the words of those of whom there are only words."""
    public, times = {leader.officer.id: leader.officer for leader in leaders}, list(times)
    lines = [_reception(row, day, calendar) for row in times if row.officer_id in public]
    timed = {row.officer_id for row in times}
    told = [each for each in public.values() if each.id not in timed and each.reception_day]
    return lines + [ReceptionLine(each.name, _capital(each.reception_day), "", "", "") for each in told]


def _reception(row: ReceptionTime, day: date, calendar: WorkingCalendar) -> ReceptionLine:
    off = ", ".join(days_off(row, day, calendar.days))
    return ReceptionLine(row.officer.name, _capital(day_words(row)), hours_words(row), row.place, off)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
