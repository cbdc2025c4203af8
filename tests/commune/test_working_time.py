"""Hours, days off, half days, make-up days and what the head of the site says about today."""

from datetime import UTC, date, datetime, time

import pytest

from cqtt.clock import ICT
from cqtt.commune.working_time import (
    ORDINARY_HOURS,
    CalendarDay,
    CalendarRefused,
    DayKind,
    WorkingCalendar,
    read_sessions,
)

MORNING = ORDINARY_HOURS[:1]
CULTURE_DAY = date(2026, 11, 24)
CALENDAR = WorkingCalendar(
    hours={**dict.fromkeys(range(5), ORDINARY_HOURS), 5: MORNING},
    days={
        CULTURE_DAY: CalendarDay(DayKind.OFF, "Ngày Văn hóa Việt Nam"),
        date(2026, 11, 26): CalendarDay(DayKind.HALF, "Họp dân"),
        date(2026, 11, 29): CalendarDay(DayKind.OFF),
        date(2026, 11, 30): CalendarDay(DayKind.OFF),
        date(2026, 12, 5): CalendarDay(DayKind.MAKEUP, "Làm bù"),
        date(2026, 12, 12): CalendarDay(DayKind.HALF, "Buổi sáng"),
    },
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ICT)


@pytest.mark.parametrize(
    ("day", "works", "sessions"),
    [
        (date(2026, 11, 23), True, ORDINARY_HOURS),
        (CULTURE_DAY, False, ()),
        (date(2026, 11, 26), True, MORNING),
        (date(2026, 11, 28), False, MORNING),
        (date(2026, 11, 29), False, ()),
        (date(2026, 12, 5), True, ORDINARY_HOURS),
        (date(2026, 12, 12), False, MORNING),
    ],
)
def test_a_day_works_or_only_has_an_open_door(day: date, works: bool, sessions: object) -> None:
    assert CALENDAR.is_working_day(day) is works
    assert CALENDAR.sessions(day) == sessions
    assert CALENDAR.working_sessions(day) == (sessions if works else ())


@pytest.mark.parametrize(
    ("day", "following"),
    [
        (date(2026, 11, 23), date(2026, 11, 25)),
        (date(2026, 11, 27), date(2026, 12, 1)),
        (date(2026, 12, 4), date(2026, 12, 5)),
        (date(2026, 12, 5), date(2026, 12, 7)),
        (date(2026, 12, 31), date(2027, 1, 1)),
    ],
)
def test_the_next_working_day_passes_over_days_off(day: date, following: date) -> None:
    assert CALENDAR.next_working_day(day) == following


def test_a_day_opens_and_closes_on_vietnams_clock() -> None:
    day = date(2026, 11, 26)
    assert CALENDAR.opening(day) == datetime(2026, 11, 26, 0, 30, tzinfo=UTC)
    assert CALENDAR.closing(day) == datetime(2026, 11, 26, 4, 30, tzinfo=UTC)


def test_a_day_without_hours_has_no_closing_time() -> None:
    with pytest.raises(CalendarRefused, match="Thứ Ba, 24/11/2026 không có giờ làm việc"):
        CALENDAR.closing(CULTURE_DAY)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-23 07:29:59", False),
        ("2026-11-23 07:30", True),
        ("2026-11-23 11:30", True),
        ("2026-11-23 11:30:01", False),
        ("2026-11-23 13:00", True),
        ("2026-11-23 16:30:00", True),
        ("2026-11-23 16:30:01", False),
        ("2026-11-24 09:00", False),
        ("2026-11-26 14:00", False),
        ("2026-11-28 09:00", True),
    ],
)
def test_the_door_is_open_up_to_the_last_instant_of_a_session(moment: str, is_open: bool) -> None:
    assert CALENDAR.is_open(at(moment)) is is_open


@pytest.mark.parametrize(
    ("moment", "runs_from"),
    [
        ("2026-11-23 09:12:34", "2026-11-23 09:12:34"),
        ("2026-11-23 06:00", "2026-11-23 07:30"),
        ("2026-11-23 12:00", "2026-11-23 13:00"),
        ("2026-11-23 16:30:00", "2026-11-23 16:30:00"),
        ("2026-11-23 16:30:01", "2026-11-25 07:30"),
        ("2026-11-26 13:00", "2026-11-27 07:30"),
        ("2026-11-28 09:00", "2026-12-01 07:30"),
        ("2026-12-05 09:00", "2026-12-05 09:00"),
    ],
)
def test_working_time_runs_from_the_next_opening(moment: str, runs_from: str) -> None:
    assert CALENDAR.next_working_moment(at(moment)) == at(runs_from)


@pytest.mark.parametrize(
    ("moment", "default", "counting"),
    [
        ("2026-11-23 09:12:34", "2026-11-23 09:12:34", "2026-11-23 09:12:34"),
        ("2026-11-23 17:00", "2026-11-25 07:30", "2026-11-25 07:30"),
        ("2026-11-27 16:30", "2026-11-27 16:30", "2026-11-27 16:30"),
        ("2026-11-27 17:00", "2026-12-01 07:30", "2026-11-28 00:00"),
        ("2026-11-28 09:00", "2026-12-01 07:30", "2026-11-28 09:00"),
        ("2026-11-28 20:00", "2026-12-01 07:30", "2026-11-28 20:00"),
        ("2026-11-29 09:00", "2026-12-01 07:30", "2026-12-01 07:30"),
        ("2026-12-05 17:00", "2026-12-07 07:30", "2026-12-07 07:30"),
        ("2026-12-12 15:00", "2026-12-14 07:30", "2026-12-12 15:00"),
        ("2026-12-19 09:00", "2026-12-21 07:30", "2026-12-21 07:30"),
        ("2026-12-27 09:00", "2026-12-28 07:30", "2026-12-27 09:00"),
    ],
)
def test_a_dossier_is_received_on_a_saturday_only_where_the_unit_says_so(
    moment: str, default: str, counting: str
) -> None:
    holiday = {date(2026, 12, 19): CalendarDay(DayKind.OFF, "Lễ hội")}
    sunday = {date(2026, 12, 27): CalendarDay(DayKind.HALF, "Ngày hội", hours=MORNING)}
    days = {**CALENDAR.days, **holiday, **sunday}
    assert WorkingCalendar(CALENDAR.hours, days).moment_of_receipt(at(moment)) == at(default)
    assert WorkingCalendar(CALENDAR.hours, days, saturday_counts=True).moment_of_receipt(at(moment)) == at(counting)


@pytest.mark.parametrize(
    ("a", "b", "minutes"),
    [
        ("2026-11-23 07:30", "2026-11-23 16:30", 450),
        ("2026-11-23 09:00", "2026-11-23 09:00", 0),
        ("2026-11-23 09:00:00", "2026-11-23 09:59:59", 59),
        ("2026-11-23 11:00", "2026-11-23 13:30", 60),
        ("2026-11-23 16:00", "2026-11-25 08:00", 60),
        ("2026-11-27 16:00", "2026-12-01 08:00", 60),
        ("2026-11-26 00:00", "2026-11-27 00:00", 240),
        ("2026-11-28 07:30", "2026-11-28 11:30", 0),
        ("2026-12-04 16:00", "2026-12-07 07:30", 480),
        ("2026-11-25 09:00", "2026-11-23 09:00", 0),
    ],
)
def test_minutes_count_only_on_working_days(a: str, b: str, minutes: int) -> None:
    assert CALENDAR.minutes_between(at(a), at(b)) == minutes


@pytest.mark.parametrize(
    ("now", "sentence"),
    [
        ("2026-11-23 07:00", "Hôm nay mở cửa từ 07:30 đến 16:30"),
        ("2026-11-23 10:00", "Hôm nay mở cửa đến 16:30"),
        ("2026-11-23 12:00", "Đang nghỉ trưa, mở lại lúc 13:00"),
        ("2026-11-23 16:30:01", "Hôm nay đã hết giờ, mở lại thứ Tư, 25/11/2026 lúc 07:30"),
        ("2026-11-24 09:00", "Hôm nay nghỉ, mở lại thứ Tư, 25/11/2026 lúc 07:30"),
        ("2026-11-26 09:00", "Hôm nay mở cửa đến 11:30"),
        ("2026-11-26 11:31", "Hôm nay đã hết giờ, mở lại thứ Sáu, 27/11/2026 lúc 07:30"),
        ("2026-11-27 17:00", "Hôm nay đã hết giờ, mở lại thứ Bảy, 28/11/2026 lúc 07:30"),
        ("2026-11-28 08:00", "Hôm nay mở cửa đến 11:30"),
        ("2026-11-29 08:00", "Hôm nay nghỉ, mở lại thứ Ba, 01/12/2026 lúc 07:30"),
    ],
)
def test_the_head_of_the_site_says_whether_the_door_is_open(now: str, sentence: str) -> None:
    assert CALENDAR.today_sentence(at(now)) == sentence


def test_a_calendar_that_never_opens_again_says_so_instead_of_searching_for_ever() -> None:
    closed = {
        date.fromordinal(date(2026, 11, 23).toordinal() + number): CalendarDay(DayKind.OFF) for number in range(800)
    }
    calendar = WorkingCalendar(days=closed)
    assert calendar.today_sentence(at("2026-11-23 09:00")) == "Hôm nay nghỉ, chưa có ngày mở lại"
    with pytest.raises(CalendarRefused, match="một năm tới"):
        calendar.next_working_day(date(2026, 11, 23))


@pytest.mark.parametrize(
    "sessions",
    [
        ((time(11), time(7)),),
        ((time(7), time(7)),),
        ((time(7), time(12)), (time(11), time(16))),
        ((time(13), time(16)), (time(7), time(11))),
    ],
)
def test_hours_that_run_backwards_or_overlap_are_refused(sessions: tuple[tuple[time, time], ...]) -> None:
    with pytest.raises(CalendarRefused, match="từ sớm đến muộn"):
        WorkingCalendar(hours={0: sessions})
    with pytest.raises(CalendarRefused):
        WorkingCalendar(days={CULTURE_DAY: CalendarDay(DayKind.HALF, hours=sessions)})


def test_a_week_without_working_hours_is_refused() -> None:
    with pytest.raises(CalendarRefused, match="ít nhất một ngày"):
        WorkingCalendar(hours={5: MORNING, 0: ()})


def test_a_weekday_without_hours_is_no_working_day() -> None:
    calendar = WorkingCalendar(hours={0: ORDINARY_HOURS, 2: MORNING})
    assert not calendar.is_working_day(CULTURE_DAY)
    assert calendar.reason_off(CULTURE_DAY) == "ngày nghỉ"
    assert calendar.minutes_of_a_day == 450


def test_a_day_off_is_named_by_its_holiday_or_by_its_weekday() -> None:
    assert CALENDAR.days_off(date(2026, 11, 23), date(2026, 11, 30)) == (
        (CULTURE_DAY, "Ngày Văn hóa Việt Nam"),
        (date(2026, 11, 28), "thứ Bảy"),
        (date(2026, 11, 29), "Chủ nhật"),
        (date(2026, 11, 30), "ngày nghỉ"),
    )


def test_stored_hours_are_read() -> None:
    assert read_sessions([["07:30", "11:30"], ["13:00", "16:30"]]) == ORDINARY_HOURS


@pytest.mark.parametrize("rows", [[["7h30", "11h30"]], [["07:30"]], [[None, "11:30"]], [["11:30", "07:30"]]])
def test_stored_hours_that_say_nothing_are_refused(rows: list[list[str]]) -> None:
    with pytest.raises(CalendarRefused, match="07:30–11:30"):
        read_sessions(rows)
