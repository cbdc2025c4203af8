"""The rows proposed for a year: as announced where a notice is known, else by rule and marked as assumed."""

from datetime import date, datetime

import pytest
from lunar_vn import LunarDate, solar_to_lunar

from cqtt.commune.holidays import LUNAR_YEARS, calendar_days, propose
from cqtt.commune.working_time import CalendarRefused, DayKind, WorkingCalendar

# Mùng 1 Tết from 2000 on, and Giỗ Tổ from 2007 on, when it became a holiday. In 2007 and 2030 the Chinese new
# year is a day later than the Vietnamese.
NEW_YEARS = (
    "05/02/2000 24/01/2001 12/02/2002 01/02/2003 22/01/2004 09/02/2005 29/01/2006 17/02/2007 07/02/2008 26/01/2009 "
    "14/02/2010 03/02/2011 23/01/2012 10/02/2013 31/01/2014 19/02/2015 08/02/2016 28/01/2017 16/02/2018 05/02/2019 "
    "25/01/2020 12/02/2021 01/02/2022 22/01/2023 10/02/2024 29/01/2025 17/02/2026 06/02/2027 26/01/2028 13/02/2029 "
    "02/02/2030"
)
ANCESTORS = (
    "26/04/2007 15/04/2008 04/04/2009 23/04/2010 12/04/2011 31/03/2012 19/04/2013 09/04/2014 28/04/2015 16/04/2016 "
    "06/04/2017 25/04/2018 14/04/2019 02/04/2020 21/04/2021 10/04/2022 29/04/2023 18/04/2024 07/04/2025 26/04/2026 "
    "16/04/2027"
)

# The first and the last working day off at Tết, days instead of a weekend included, as the notices had it.
TET_BY_NOTICE = {
    2017: "26/01 01/02",
    2018: "14/02 20/02",
    2019: "04/02 08/02",
    2020: "23/01 29/01",
    2021: "10/02 16/02",
    2022: "31/01 04/02",
    2023: "20/01 26/01",
    2024: "08/02 14/02",
    2025: "27/01 31/01",
    2026: "16/02 20/02",
}


def days_off(year: int) -> str:
    return " ".join(f"{row.on:%d/%m}" for row in propose(year) if row.kind == DayKind.OFF)


def made_up(year: int) -> str:
    return " ".join(f"{row.on:%d/%m}" for row in propose(year) if row.kind == DayKind.MAKEUP)


@pytest.mark.parametrize(
    ("year", "off", "worked"),
    [
        (2024, "01/01 08/02 09/02 10/02 11/02 12/02 13/02 14/02 18/04 29/04 30/04 01/05 02/09 03/09", "04/05"),
        (2025, "01/01 27/01 28/01 29/01 30/01 31/01 07/04 30/04 01/05 02/05 01/09 02/09", "26/04"),
        (
            2026,
            "01/01 02/01 16/02 17/02 18/02 19/02 20/02 26/04 27/04 30/04 01/05 31/08 01/09 02/09 24/11",
            "10/01 22/08",
        ),
    ],
)
def test_the_days_of_a_year_whose_notice_is_known_are_those_announced(year: int, off: str, worked: str) -> None:
    assert (days_off(year), made_up(year)) == (off, worked)
    assert not any(row.assumed for row in propose(year))


@pytest.mark.parametrize("day", [date(2024, 5, 4), date(2025, 4, 26), date(2026, 1, 10), date(2026, 8, 22)])
def test_a_swapped_saturday_is_a_working_day(day: date) -> None:
    calendar = WorkingCalendar(days=calendar_days(propose(day.year)))
    assert day.weekday() == 5
    assert calendar.is_working_day(day)
    assert not calendar.is_working_day(day.replace(day=day.day + 7 if day.day < 20 else day.day - 7))


def test_the_days_of_2027_follow_the_rules_and_are_marked_as_assumed() -> None:
    assert days_off(2027) == (
        "01/01 04/02 05/02 06/02 07/02 08/02 09/02 10/02 16/04 30/04 01/05 03/05 02/09 03/09 24/11"
    )
    assert all(row.assumed for row in propose(2027))


def test_every_row_of_every_year_has_its_own_date_a_name_and_a_source() -> None:
    for year in LUNAR_YEARS:
        rows = propose(year)
        assert [row.on for row in rows] == sorted({row.on for row in rows})
        assert all(row.name and row.source and row.on.year == year for row in rows)


def test_the_law_gives_as_many_working_days_off_every_year() -> None:
    for year in LUNAR_YEARS:
        free = {row.on for row in propose(year) if row.kind == DayKind.OFF and row.on.weekday() < 5}
        # 1/1, five of Tết, 10/3 âm lịch, 30/4, 1/5, two of 2/9, and 24/11 since 2026; a swap adds and takes one.
        assert len(free) - len(made_up(year).split()) == (12 if year >= 2026 else 11), year


def name_of(day: date) -> str:
    return {row.on: row.name for row in propose(day.year)}[day]


def test_tet_begins_when_the_vietnamese_calendar_says() -> None:
    for text in NEW_YEARS.split():
        day = datetime.strptime(text, "%d/%m/%Y").date()
        assert name_of(day) == "Tết Nguyên đán"
        assert solar_to_lunar(day) == LunarDate(1, 1, day.year)


def test_gio_to_is_the_tenth_of_the_third_month() -> None:
    for text in ANCESTORS.split():
        assert name_of(datetime.strptime(text, "%d/%m/%Y").date()) == "Giỗ Tổ Hùng Vương"


@pytest.mark.parametrize("year", [2017, 2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026])
def test_the_rule_of_tet_gives_what_ten_notices_gave(year: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cqtt.commune.holidays.ANNOUNCED", {})
    tet = [row.on for row in propose(year) if "Tết Nguyên đán" in row.name and row.on.weekday() < 5]
    assert f"{tet[0]:%d/%m} {tet[-1]:%d/%m}" == TET_BY_NOTICE[year]


@pytest.mark.parametrize(
    ("year", "off"),
    [
        (2021, "02/09 03/09"),
        (2022, "01/09 02/09"),
        (2023, "01/09 02/09 04/09"),
        (2024, "02/09 03/09"),
        (2025, "01/09 02/09"),
        (2028, "01/09 02/09 04/09"),
        (2029, "02/09 03/09 04/09"),
    ],
)
def test_the_second_day_of_quoc_khanh_joins_the_weekend(year: int, off: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cqtt.commune.holidays.ANNOUNCED", {})
    assert " ".join(f"{row.on:%d/%m}" for row in propose(year) if "Quốc khánh" in row.name) == off


def test_a_holiday_on_a_weekend_gives_the_next_working_day_off() -> None:
    rows = {row.on: row for row in propose(2027)}
    assert rows[date(2027, 5, 3)].name == "Nghỉ bù Ngày Quốc tế Lao động"
    assert rows[date(2027, 5, 3)].source == "Bộ luật Lao động 2019, Điều 111 khoản 3"
    assert rows[date(2027, 2, 9)].name == rows[date(2027, 2, 10)].name == "Nghỉ bù Tết Nguyên đán"


@pytest.mark.parametrize("year", [1999, 2101])
def test_a_year_beyond_the_lunar_calendar_is_refused_rather_than_guessed(year: int) -> None:
    with pytest.raises(CalendarRefused, match=f"từ năm 2000 đến năm 2100. Xin nhập ngày nghỉ của năm {year}"):
        propose(year)
