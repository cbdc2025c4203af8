"""The rows proposed for a year: as announced for 2026, by rule and marked as assumed for 2027."""

from datetime import date

import pytest

from cqtt.commune.holidays import calendar_days, propose
from cqtt.commune.working_time import CalendarRefused, DayKind, WorkingCalendar


def days_off(year: int) -> str:
    return " ".join(f"{row.on:%d/%m}" for row in propose(year) if row.kind == DayKind.OFF)


def test_the_days_off_of_2026_are_those_announced() -> None:
    assert days_off(2026) == (
        "01/01 02/01 16/02 17/02 18/02 19/02 20/02 26/04 27/04 30/04 01/05 31/08 01/09 02/09 24/11"
    )
    assert not any(row.assumed for row in propose(2026))


def test_the_swapped_saturdays_of_2026_are_working_days() -> None:
    calendar = WorkingCalendar(days=calendar_days(propose(2026)))
    assert calendar.is_working_day(date(2026, 1, 10))
    assert calendar.is_working_day(date(2026, 8, 22))
    assert not calendar.is_working_day(date(2026, 1, 17))


def test_the_days_of_2027_follow_the_rules_and_are_marked_as_assumed() -> None:
    assert days_off(2027) == (
        "01/01 05/02 06/02 07/02 08/02 09/02 10/02 11/02 16/04 30/04 01/05 03/05 02/09 03/09 24/11"
    )
    assert all(row.assumed for row in propose(2027))


@pytest.mark.parametrize("year", [2026, 2027])
def test_every_row_has_its_own_date_a_name_and_a_source(year: int) -> None:
    rows = propose(year)
    assert [row.on for row in rows] == sorted({row.on for row in rows})
    assert all(row.name and row.source and row.on.year == year for row in rows)


def test_a_holiday_on_a_weekend_gives_the_next_working_day_off() -> None:
    names = {row.on: row.name for row in propose(2027)}
    assert names[date(2027, 5, 3)] == "Nghỉ bù Ngày Quốc tế Lao động"
    assert names[date(2027, 2, 10)] == names[date(2027, 2, 11)] == "Nghỉ bù Tết Nguyên đán"


def test_a_year_without_known_lunar_days_is_refused_rather_than_guessed() -> None:
    with pytest.raises(CalendarRefused, match="2031"):
        propose(2031)
