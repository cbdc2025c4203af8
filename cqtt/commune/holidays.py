"""Propose a year's public holidays: rows that a person confirms against the year's notice.

The law names the days (Bộ luật Lao động 2019, Điều 112; 24/11 since Nghị quyết 28/2026/QH16); which days
make up Tết, the neighbour of 2/9 and every swap of working days are announced year by year.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from lunar_vn import convert_lunar_to_solar

from cqtt.clock import date_text
from cqtt.commune.working_time import ONE_DAY, WORKING_WEEKDAYS, CalendarDay, CalendarRefused, DayKind

LABOUR_CODE = "Bộ luật Lao động 2019, Điều 112"
DAY_INSTEAD = "Bộ luật Lao động 2019, Điều 111 khoản 3"
CULTURE_DAY = "Nghị quyết 28/2026/QH16"
NOTICE_2024 = "Thông báo 5015/TB-LĐTBXH ngày 22/11/2023"
SWAP_2024 = "Công văn 2450/VPCP-KGVX ngày 12/4/2024"
NOTICE_2025 = "Công văn 8726/VPCP-KGVX ngày 26/11/2024"
NOTICE_2026 = "Văn bản của Văn phòng Chính phủ, tháng 10/2025, về nghỉ Tết Âm lịch và Quốc khánh năm 2026"
NEW_YEAR_2026 = "Thông báo nghỉ Tết Dương lịch năm 2026 (số văn bản: cần đối chiếu)"

NEW_YEAR = "Tết Dương lịch"
TET = "Tết Nguyên đán"
ANCESTORS = "Giỗ Tổ Hùng Vương"
VICTORY = "Ngày Chiến thắng"
LABOUR_DAY = "Ngày Quốc tế Lao động"
NATIONAL_DAY = "Quốc khánh"
CULTURE = "Ngày Văn hóa Việt Nam"

LUNAR_YEARS = range(2000, 2101)


@dataclass(frozen=True)
class ProposedDay:
    """A row to confirm; `assumed` means no notice was known when this was written."""

    on: date
    kind: DayKind
    name: str
    source: str
    assumed: bool

    @property
    def calendar_day(self) -> CalendarDay:
        return CalendarDay(self.kind, self.name, self.source)


def propose(year: int) -> tuple[ProposedDay, ...]:
    """Return the rows of a year in order: as announced where known, else by the rules.

    The rules are those of today's law, for years before it too; CalendarRefused names the years they reach.
    """
    if year not in LUNAR_YEARS:
        first, last = LUNAR_YEARS[0], LUNAR_YEARS[-1]
        raise CalendarRefused(
            f"Chỉ gợi ý được ngày nghỉ từ năm {first} đến năm {last}. "
            f"Xin nhập ngày nghỉ của năm {year} theo thông báo của năm."
        )
    rows = ANNOUNCED.get(year) or tuple(_by_rule(year))
    return tuple(sorted(rows, key=lambda row: row.on))


def calendar_days(rows: Iterable[ProposedDay]) -> dict[date, CalendarDay]:
    """Turn proposed rows into the days of a WorkingCalendar."""
    return {row.on: row.calendar_day for row in rows}


def _off(on: date, name: str, source: str = LABOUR_CODE) -> ProposedDay:
    return ProposedDay(on, DayKind.OFF, name, source, assumed=False)


def _span(first: date, last: date, name: str, source: str) -> Iterator[ProposedDay]:
    day = first
    while day <= last:
        yield _off(day, name, source)
        day += ONE_DAY


def _swap(off: date, worked: date, occasion: str, source: str) -> tuple[ProposedDay, ProposedDay]:
    """Give a working day off for which another day is worked."""
    made_up = ProposedDay(worked, DayKind.MAKEUP, f"Làm bù cho ngày {date_text(off)}", source, assumed=False)
    return _off(off, f"Nghỉ hoán đổi dịp {occasion}", source), made_up


ANNOUNCED: Mapping[int, tuple[ProposedDay, ...]] = {
    2024: (
        _off(date(2024, 1, 1), NEW_YEAR),
        *_span(date(2024, 2, 8), date(2024, 2, 12), TET, NOTICE_2024),
        *_span(date(2024, 2, 13), date(2024, 2, 14), f"Nghỉ bù {TET}", NOTICE_2024),
        _off(date(2024, 4, 18), ANCESTORS),
        *_swap(date(2024, 4, 29), date(2024, 5, 4), VICTORY, SWAP_2024),
        _off(date(2024, 4, 30), VICTORY),
        _off(date(2024, 5, 1), LABOUR_DAY),
        *_span(date(2024, 9, 2), date(2024, 9, 3), NATIONAL_DAY, NOTICE_2024),
    ),
    2025: (
        _off(date(2025, 1, 1), NEW_YEAR),
        *_span(date(2025, 1, 27), date(2025, 1, 31), TET, NOTICE_2025),
        _off(date(2025, 4, 7), ANCESTORS),
        _off(date(2025, 4, 30), VICTORY),
        _off(date(2025, 5, 1), LABOUR_DAY),
        *_swap(date(2025, 5, 2), date(2025, 4, 26), LABOUR_DAY, NOTICE_2025),
        *_span(date(2025, 9, 1), date(2025, 9, 2), NATIONAL_DAY, NOTICE_2025),
    ),
    2026: (
        _off(date(2026, 1, 1), NEW_YEAR),
        *_swap(date(2026, 1, 2), date(2026, 1, 10), NEW_YEAR, NEW_YEAR_2026),
        *_span(date(2026, 2, 16), date(2026, 2, 20), TET, NOTICE_2026),
        _off(date(2026, 4, 26), ANCESTORS),
        _off(date(2026, 4, 27), f"Nghỉ bù {ANCESTORS}", DAY_INSTEAD),
        _off(date(2026, 4, 30), VICTORY),
        _off(date(2026, 5, 1), LABOUR_DAY),
        *_swap(date(2026, 8, 31), date(2026, 8, 22), NATIONAL_DAY, NOTICE_2026),
        *_span(date(2026, 9, 1), date(2026, 9, 2), NATIONAL_DAY, NOTICE_2026),
        _off(date(2026, 11, 24), CULTURE, CULTURE_DAY),
    ),
}


def _by_rule(year: int) -> Iterator[ProposedDay]:
    """Give the holidays of the law, then a day off for each that falls on a weekend."""
    holidays = _named_days(year)
    for day, name in holidays.items():
        yield _assumed(day, name, CULTURE_DAY if name == CULTURE else LABOUR_CODE)
    taken = set(holidays)
    for day, name in holidays.items():
        if day.weekday() not in WORKING_WEEKDAYS:
            instead = _next_free(day, taken)
            taken.add(instead)
            yield _assumed(instead, f"Nghỉ bù {name}", DAY_INSTEAD)


def _named_days(year: int) -> dict[date, str]:
    national = date(year, 9, 2)
    days = {
        date(year, 1, 1): NEW_YEAR,
        **dict.fromkeys(_tet(year), TET),
        convert_lunar_to_solar(10, 3, year): ANCESTORS,
        date(year, 4, 30): VICTORY,
        date(year, 5, 1): LABOUR_DAY,
        national: NATIONAL_DAY,
        _neighbour(national): NATIONAL_DAY,
    }
    return days | ({date(year, 11, 24): CULTURE} if year >= 2026 else {})


def _tet(year: int) -> Iterator[date]:
    """Choose two days of the old year and three of the new one.

    With the days instead of a weekend these are the working days off of every notice from 2017 to 2026.
    """
    new_year = convert_lunar_to_solar(1, 1, year)
    return (new_year + number * ONE_DAY for number in range(-2, 3))


def _neighbour(national_day: date) -> date:
    """Choose the second day of Quốc khánh so that it joins a weekend where it can."""
    after = national_day.weekday() in (0, 3, 6)
    return national_day + ONE_DAY if after else national_day - ONE_DAY


def _next_free(day: date, taken: set[date]) -> date:
    while day in taken or day.weekday() not in WORKING_WEEKDAYS:
        day += ONE_DAY
    return day


def _assumed(on: date, name: str, source: str) -> ProposedDay:
    return ProposedDay(on, DayKind.OFF, name, source, assumed=True)
