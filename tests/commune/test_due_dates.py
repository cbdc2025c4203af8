"""Due dates case by case: the rows are read against the calendar by hand, never computed."""

from datetime import UTC, date, datetime, time

import pytest

from cqtt.clock import ICT
from cqtt.commune.due_dates import Limit, LimitRefused, Unit, compute_due
from cqtt.commune.holidays import calendar_days, propose
from cqtt.commune.working_time import ORDINARY_HOURS, CalendarDay, DayKind, WorkingCalendar

MORNING = ORDINARY_HOURS[:1]
AFTERNOON = ORDINARY_HOURS[1:]
YEARS = WorkingCalendar(days=calendar_days(propose(2026) + propose(2027)))
# Thursday 26/11 closes at noon, Friday 27/11 opens at 13:00, Saturday 28/11 is a make-up morning.
HALF_DAYS = WorkingCalendar(
    days={
        **YEARS.days,
        date(2026, 11, 26): CalendarDay(DayKind.HALF, "Họp dân"),
        date(2026, 11, 27): CalendarDay(DayKind.HALF, "Tập huấn", hours=AFTERNOON),
        date(2026, 11, 28): CalendarDay(DayKind.MAKEUP, "Làm bù", hours=MORNING),
    }
)
SIX_DAYS = {**dict.fromkeys(range(5), ORDINARY_HOURS), 5: MORNING}
OPEN_SATURDAY = WorkingCalendar(hours=SIX_DAYS, days=YEARS.days)
COUNTED_SATURDAY = WorkingCalendar(hours=SIX_DAYS, days=YEARS.days, saturday_counts=True)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ICT)


def due(calendar: WorkingCalendar, received: str, limit: str) -> str:
    """Compute with a limit such as "3 working_day"; a due moment at 16:30 is written as its day."""
    amount, unit = limit.split()
    moment = compute_due(calendar, at(received), Limit(int(amount), Unit(unit))).due_at.astimezone(ICT)
    return f"{moment:%Y-%m-%d}" if moment.time() == time(16, 30) else f"{moment:%Y-%m-%d %H:%M:%S}".removesuffix(":00")


@pytest.mark.parametrize(
    ("received", "limit", "expected"),
    [
        ("2026-11-23 10:00", "1 same_day", "2026-11-23"),
        ("2026-11-23 15:30", "1 same_day", "2026-11-25"),
        ("2026-11-23 09:00", "3 working_day", "2026-11-27"),
        ("2026-02-12 09:00", "5 working_day", "2026-02-26"),
        ("2026-04-24 09:00", "3 working_day", "2026-05-04"),
        ("2026-11-23 09:00", "30 day", "2026-12-23"),
        ("2026-11-13 09:00", "8 day", "2026-11-23"),
    ],
)
def test_the_worked_examples_of_the_law_come_out(received: str, limit: str, expected: str) -> None:
    assert due(YEARS, received, limit) == expected


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-11-23 14:59:59", "2026-11-23"),
        ("2026-11-23 15:00:00", "2026-11-23"),
        ("2026-11-23 15:00:01", "2026-11-25"),
        ("2026-11-20 15:00:01", "2026-11-23"),
        ("2026-11-20 16:30:00", "2026-11-23"),
        ("2026-11-20 16:30:01", "2026-11-23"),
        ("2026-11-20 17:00", "2026-11-23"),
        ("2026-11-21 09:00", "2026-11-23"),
        ("2026-11-22 20:00", "2026-11-23"),
        ("2026-11-23 16:31", "2026-11-25"),
        ("2026-11-24 10:00", "2026-11-25"),
        ("2026-11-23 06:00", "2026-11-23"),
        ("2026-11-23 12:00", "2026-11-23"),
        ("2026-01-10 10:00", "2026-01-10"),
        ("2026-01-10 15:30", "2026-01-12"),
        ("2026-01-01 09:00", "2026-01-05"),
        ("2026-02-13 15:01", "2026-02-23"),
        ("2026-12-31 11:00", "2026-12-31"),
        ("2026-12-31 15:30", "2027-01-04"),
        ("2027-02-04 15:30", "2027-02-11"),
        ("2026-08-21 15:30", "2026-08-22"),
        ("2026-08-28 16:00", "2026-09-03"),
    ],
)
def test_a_same_day_procedure_is_due_today_until_the_cut_off(received: str, expected: str) -> None:
    assert due(YEARS, received, "1 same_day") == expected


@pytest.mark.parametrize(
    ("received", "amount", "expected"),
    [
        ("2026-11-23 09:00", 1, "2026-11-25"),
        ("2026-11-23 15:30", 1, "2026-11-25"),
        ("2026-11-23 16:30:00", 1, "2026-11-25"),
        ("2026-11-23 16:30:01", 1, "2026-11-26"),
        ("2026-11-20 09:00", 1, "2026-11-23"),
        ("2026-11-20 17:00", 1, "2026-11-25"),
        ("2026-11-21 09:00", 3, "2026-11-27"),
        ("2026-11-24 09:00", 1, "2026-11-26"),
        ("2026-11-23 05:00", 1, "2026-11-25"),
        ("2026-11-26 10:00", 5, "2026-12-03"),
        ("2026-11-23 09:00", 10, "2026-12-08"),
        ("2026-11-23 09:00", 15, "2026-12-15"),
        ("2026-11-23 09:00", 20, "2026-12-22"),
        ("2026-11-23 09:00", 30, "2027-01-06"),
        ("2026-12-31 09:00", 1, "2027-01-04"),
        ("2026-12-31 17:00", 1, "2027-01-05"),
        ("2026-12-30 09:00", 2, "2027-01-04"),
        ("2025-12-31 09:00", 1, "2026-01-05"),
        ("2026-01-01 09:00", 1, "2026-01-06"),
        ("2026-01-02 09:00", 1, "2026-01-06"),
        ("2026-01-08 09:00", 2, "2026-01-10"),
        ("2026-01-09 09:00", 1, "2026-01-10"),
        ("2026-01-09 17:00", 1, "2026-01-12"),
        ("2026-01-10 09:00", 1, "2026-01-12"),
        ("2026-01-11 09:00", 1, "2026-01-13"),
        ("2026-02-13 09:00", 1, "2026-02-23"),
        ("2026-02-13 09:00", 3, "2026-02-25"),
        ("2026-02-16 10:00", 3, "2026-02-26"),
        ("2026-02-10 09:00", 15, "2026-03-10"),
        ("2026-04-24 17:00", 1, "2026-04-29"),
        ("2026-04-29 09:00", 1, "2026-05-04"),
        ("2026-04-29 09:00", 5, "2026-05-08"),
        ("2026-08-21 09:00", 1, "2026-08-22"),
        ("2026-08-21 09:00", 5, "2026-08-27"),
        ("2026-08-28 09:00", 1, "2026-09-03"),
        ("2026-08-28 09:00", 3, "2026-09-07"),
        ("2027-02-03 09:00", 3, "2027-02-15"),
        ("2027-02-04 09:00", 5, "2027-02-18"),
        ("2027-02-06 09:00", 1, "2027-02-12"),
        ("2027-04-15 09:00", 1, "2027-04-19"),
        ("2027-04-29 09:00", 2, "2027-05-05"),
        ("2027-09-01 09:00", 1, "2027-09-06"),
        ("2027-11-23 09:00", 1, "2027-11-25"),
    ],
)
def test_working_days_leave_out_days_off_and_count_make_up_days(received: str, amount: int, expected: str) -> None:
    assert due(YEARS, received, f"{amount} working_day") == expected


@pytest.mark.parametrize(
    ("received", "amount", "expected"),
    [
        ("2026-11-23 09:00", 1, "2026-11-25"),
        ("2026-11-20 09:00", 1, "2026-11-23"),
        ("2026-11-20 09:00", 2, "2026-11-23"),
        ("2026-11-20 09:00", 4, "2026-11-25"),
        ("2026-11-20 17:00", 1, "2026-11-25"),
        ("2026-11-21 09:00", 30, "2026-12-23"),
        ("2026-12-01 09:00", 30, "2026-12-31"),
        ("2026-12-02 09:00", 30, "2027-01-04"),
        ("2026-01-15 09:00", 30, "2026-02-23"),
        ("2026-01-26 09:00", 21, "2026-02-23"),
        ("2026-02-15 09:00", 10, "2026-03-05"),
        ("2026-01-09 09:00", 1, "2026-01-10"),
        ("2026-01-09 09:00", 2, "2026-01-12"),
        ("2026-03-31 09:00", 30, "2026-05-04"),
        ("2027-01-07 09:00", 30, "2027-02-11"),
        ("2028-02-28 09:00", 1, "2028-02-29"),
    ],
)
def test_calendar_days_that_end_on_a_day_off_run_to_the_next_working_day(
    received: str, amount: int, expected: str
) -> None:
    assert due(YEARS, received, f"{amount} day") == expected


@pytest.mark.parametrize(
    ("received", "amount", "expected"),
    [
        ("2026-11-23 07:30", 1, "2026-11-23 08:30"),
        ("2026-11-23 11:00", 1, "2026-11-23 13:30"),
        ("2026-11-23 10:30", 1, "2026-11-23 11:30"),
        ("2026-11-23 11:30", 1, "2026-11-23 14:00"),
        ("2026-11-23 12:15", 1, "2026-11-23 14:00"),
        ("2026-11-23 15:30", 1, "2026-11-23"),
        ("2026-11-23 16:00", 1, "2026-11-25 08:00"),
        ("2026-11-23 07:30", 8, "2026-11-25 08:00"),
        ("2026-11-20 16:00", 8, "2026-11-23"),
        ("2026-11-20 16:00", 9, "2026-11-25 08:30"),
        ("2026-11-21 09:00", 2, "2026-11-23 09:30"),
        ("2026-12-31 16:00", 2, "2027-01-04 09:00"),
        ("2026-02-13 15:00", 4, "2026-02-23 10:00"),
        ("2026-01-09 16:00", 1, "2026-01-10 08:00"),
        ("2026-11-23 09:12:34", 2, "2026-11-23 11:12:34"),
        ("2026-11-23 07:30", 24, "2026-11-27 09:00"),
    ],
)
def test_hours_count_only_while_the_office_works(received: str, amount: int, expected: str) -> None:
    assert due(YEARS, received, f"{amount} hour") == expected


@pytest.mark.parametrize(
    ("received", "limit", "expected"),
    [
        ("2026-11-25 09:00", "1 working_day", "2026-11-26 11:30"),
        ("2026-11-25 09:00", "2 working_day", "2026-11-27"),
        ("2026-11-25 09:00", "3 working_day", "2026-11-28 11:30"),
        ("2026-11-25 09:00", "4 working_day", "2026-11-30"),
        ("2026-11-26 12:00", "1 working_day", "2026-11-28 11:30"),
        ("2026-11-26 09:00", "1 same_day", "2026-11-26 11:30"),
        ("2026-11-26 14:00", "1 same_day", "2026-11-27"),
        ("2026-11-27 08:00", "1 same_day", "2026-11-27"),
        ("2026-11-25 16:00", "5 hour", "2026-11-27 13:30"),
        ("2026-11-26 07:30", "8 hour", "2026-11-28 08:00"),
        ("2026-11-25 09:00", "1 day", "2026-11-26 11:30"),
    ],
)
def test_a_half_day_is_one_day_but_only_its_own_hours(received: str, limit: str, expected: str) -> None:
    assert due(HALF_DAYS, received, limit) == expected


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        ("3 working_day", "2026-11-27"),
        ("2 hour", "2026-11-23 09:30"),
        ("1 same_day", "2026-11-23"),
        ("5 day", "2026-11-30"),
    ],
)
def test_a_saturday_session_counts_as_received_on_monday_even_when_the_door_is_open(limit: str, expected: str) -> None:
    assert due(OPEN_SATURDAY, "2026-11-21 09:00", limit) == expected


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        ("3 working_day", "2026-11-26"),
        ("2 hour", "2026-11-23 09:30"),
        ("1 same_day", "2026-11-23"),
        ("5 day", "2026-11-26"),
    ],
)
def test_a_saturday_session_counts_as_received_that_day_where_the_unit_says_so(limit: str, expected: str) -> None:
    assert due(COUNTED_SATURDAY, "2026-11-21 09:00", limit) == expected


def test_another_cut_off_hour_is_kept() -> None:
    early = WorkingCalendar(cut_off=time(10))
    assert due(early, "2026-11-25 10:00:00", "1 same_day") == "2026-11-25"
    assert due(early, "2026-11-25 10:00:01", "1 same_day") == "2026-11-26"


def test_a_moment_in_utc_is_read_on_vietnams_clock() -> None:
    evening_before = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
    found = compute_due(YEARS, evening_before, Limit(2, Unit.HOUR))
    assert found.due_at == datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
    assert found.due_at.tzinfo is UTC


def test_a_moment_without_its_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        compute_due(YEARS, datetime(2026, 11, 25, 8), Limit(1, Unit.HOUR))


@pytest.mark.parametrize("amount", [0, -1, 10_001])
def test_a_limit_that_is_no_time_is_refused(amount: int) -> None:
    with pytest.raises(LimitRefused):
        Limit(amount, Unit.WORKING_DAY)


@pytest.mark.parametrize(
    ("limit", "text"),
    [
        (Limit(3, Unit.WORKING_DAY), "3 ngày làm việc"),
        (Limit(30, Unit.DAY), "30 ngày"),
        (Limit(8, Unit.HOUR), "8 giờ làm việc"),
        (Limit(1, Unit.SAME_DAY), "trong ngày"),
    ],
)
def test_a_limit_is_said_in_the_words_of_the_notice_board(limit: Limit, text: str) -> None:
    assert limit.text == text
