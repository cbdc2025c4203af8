"""The public page of the leaders, put together: who answers now, who is on duty, when citizens are received."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from cqtt.clock import WEEKDAYS, local
from cqtt.commune.absence import absences_from, away_on, days_of
from cqtt.commune.calendar import working_calendar
from cqtt.commune.models import Commune
from cqtt.commune.working_time import WorkingCalendar
from cqtt.i18n import _
from cqtt.leaders.contacts import Leader, leaders_on
from cqtt.leaders.models import DutyShift
from cqtt.leaders.reception_times import day_words, hours_words, times_from
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
    hours: str
    place: str


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
    leaders = leaders_on(day)
    shown = {leader.officer.id for leader in leaders}
    shifts = [
        each for each in shifts_between(day - ONE_DAY, day + ONE_DAY * (DAYS_SHOWN - 1)) if each.officer_id in shown
    ]
    return Board(
        cards=[_card(leader, shifts, calendar, at) for leader in leaders],
        is_closed=not calendar.is_open(at),
        week=_week(shifts, day, shown),
        receptions=_receptions(day, shown),
    )


def _card(leader: Leader, shifts: Iterable[DutyShift], calendar: WorkingCalendar, at: datetime) -> Card:
    spans = [span_of(shift) for shift in shifts if shift.officer_id == leader.officer.id]
    now = next((span for span in spans if at in span), None)
    return Card(
        leader,
        on_duty=until_text(now.ends_at, at) if now else "",
        at_work="" if leader.absence else _until_the_door_closes(calendar, at),
        today=[span.text for span in spans if span.on == local(at).date()],
        initials=initials_of(leader.officer.name),
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
    coming = [shift for shift in shifts if shift.on >= first]
    stand_ins = _stand_ins(coming, public)
    return [
        DutyDay(_day_words(day), day == first, [_line(shift, stand_ins) for shift in of_day])
        for day, of_day in groupby(coming, key=lambda shift: shift.on)
    ]


def _day_words(day: date) -> str:
    """Return "Thứ Ba 24/11"."""
    name = WEEKDAYS[day.weekday()]
    return f"{name[:1].upper()}{name[1:]} {day:%d/%m}"


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


def _receptions(day: date, public: Collection[int]) -> list[ReceptionLine]:
    return [
        ReceptionLine(
            row.officer.name, f"{day_words(row)[:1].upper()}{day_words(row)[1:]}", hours_words(row), row.place
        )
        for row in times_from(day)
        if row.officer_id in public
    ]
