"""Propose a year's public holidays: rows that a person confirms against the year's notice.

The law names the days (Bộ luật Lao động 2019, Điều 112; 24/11 since Nghị quyết 28/2026/QH16); which days
make up Tết, the neighbour of 2/9 and every swap of working days are announced year by year.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from cqtt.commune.working_time import ONE_DAY, WORKING_WEEKDAYS, CalendarDay, CalendarRefused, DayKind

LABOUR_CODE = "Bộ luật Lao động 2019, Điều 112"
CULTURE_DAY = "Nghị quyết 28/2026/QH16"
TET_2026 = "Văn bản của Văn phòng Chính phủ, tháng 10/2025, về nghỉ Tết Âm lịch và Quốc khánh năm 2026"
NEW_YEAR_2026 = "Thông báo nghỉ Tết Dương lịch năm 2026 (số văn bản: cần đối chiếu)"

# Mùng 1 Tết and mùng 10 tháng 3 on the Vietnamese lunar calendar (counted at +7; China's may differ).
LUNAR_DAYS: Mapping[int, tuple[date, date]] = {
    2026: (date(2026, 2, 17), date(2026, 4, 26)),
    2027: (date(2027, 2, 6), date(2027, 4, 16)),
}


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
    """Return the rows of a year in order: as announced where known, else by the rules."""
    rows = ANNOUNCED.get(year) or tuple(_by_rule(year))
    return tuple(sorted(rows, key=lambda row: row.on))


def calendar_days(rows: Iterable[ProposedDay]) -> dict[date, CalendarDay]:
    """Turn proposed rows into the days of a WorkingCalendar."""
    return {row.on: row.calendar_day for row in rows}


def _off(on: date, name: str, source: str) -> ProposedDay:
    return ProposedDay(on, DayKind.OFF, name, source, assumed=False)


def _makeup(on: date, name: str, source: str) -> ProposedDay:
    return ProposedDay(on, DayKind.MAKEUP, name, source, assumed=False)


ANNOUNCED: Mapping[int, tuple[ProposedDay, ...]] = {
    2026: (
        _off(date(2026, 1, 1), "Tết Dương lịch", LABOUR_CODE),
        _off(date(2026, 1, 2), "Nghỉ hoán đổi dịp Tết Dương lịch", NEW_YEAR_2026),
        _makeup(date(2026, 1, 10), "Làm bù cho ngày 02/01/2026", NEW_YEAR_2026),
        *(_off(date(2026, 2, day), "Tết Nguyên đán", TET_2026) for day in range(16, 21)),
        _off(date(2026, 4, 26), "Giỗ Tổ Hùng Vương", LABOUR_CODE),
        _off(date(2026, 4, 27), "Nghỉ bù Giỗ Tổ Hùng Vương", LABOUR_CODE),
        _off(date(2026, 4, 30), "Ngày Chiến thắng", LABOUR_CODE),
        _off(date(2026, 5, 1), "Ngày Quốc tế Lao động", LABOUR_CODE),
        _makeup(date(2026, 8, 22), "Làm bù cho ngày 31/08/2026", TET_2026),
        _off(date(2026, 8, 31), "Nghỉ hoán đổi dịp Quốc khánh", TET_2026),
        _off(date(2026, 9, 1), "Quốc khánh", TET_2026),
        _off(date(2026, 9, 2), "Quốc khánh", TET_2026),
        _off(date(2026, 11, 24), "Ngày Văn hóa Việt Nam", CULTURE_DAY),
    ),
}


def _by_rule(year: int) -> Iterator[ProposedDay]:
    """Give the holidays of the law, then a day off for each that falls on a weekend."""
    holidays = _named_days(year)
    for day, name in holidays.items():
        yield _assumed(day, name)
    taken = set(holidays)
    for day, name in holidays.items():
        if day.weekday() not in WORKING_WEEKDAYS:
            instead = _next_free(day, taken)
            taken.add(instead)
            yield _assumed(instead, f"Nghỉ bù {name}")


def _named_days(year: int) -> dict[date, str]:
    if year not in LUNAR_DAYS:
        known = ", ".join(map(str, LUNAR_DAYS))
        raise CalendarRefused(f"Chưa có ngày âm lịch của năm {year} (đã có: {known}). Xin nhập theo thông báo.")
    new_year, ancestors = LUNAR_DAYS[year]
    # The usual choice: the last day of the old year and the first four of the new one.
    tet = dict.fromkeys((new_year + number * ONE_DAY for number in range(-1, 4)), "Tết Nguyên đán")
    national = date(year, 9, 2)
    days = {
        date(year, 1, 1): "Tết Dương lịch",
        **tet,
        ancestors: "Giỗ Tổ Hùng Vương",
        date(year, 4, 30): "Ngày Chiến thắng",
        date(year, 5, 1): "Ngày Quốc tế Lao động",
        national: "Quốc khánh",
        _neighbour(national): "Quốc khánh",
    }
    return days | ({date(year, 11, 24): "Ngày Văn hóa Việt Nam"} if year >= 2026 else {})


def _neighbour(national_day: date) -> date:
    """Choose the second day of Quốc khánh so that it joins a weekend where it can."""
    after = national_day.weekday() in (0, 3, 6)
    return national_day + ONE_DAY if after else national_day - ONE_DAY


def _next_free(day: date, taken: set[date]) -> date:
    while day in taken or day.weekday() not in WORKING_WEEKDAYS:
        day += ONE_DAY
    return day


def _assumed(on: date, name: str) -> ProposedDay:
    source = CULTURE_DAY if name == "Ngày Văn hóa Việt Nam" else LABOUR_CODE
    return ProposedDay(on, DayKind.OFF, name, source, assumed=True)
