"""Stops, extensions, a holiday announced late, and the time that is left."""

from datetime import date, datetime

import pytest

from cqtt.clock import ICT
from cqtt.commune.due_dates import (
    AfterStop,
    Limit,
    LimitRefused,
    Tone,
    Unit,
    compute_due,
    extend,
    remaining,
    resume_due,
    used_before_stop,
)
from cqtt.commune.holidays import calendar_days, propose
from cqtt.commune.working_time import CalendarDay, DayKind, WorkingCalendar

YEARS = WorkingCalendar(days=calendar_days(propose(2026) + propose(2027)))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ICT)


def test_a_supplement_starts_the_clock_again_from_zero() -> None:
    found = resume_due(YEARS, at("2026-11-26 10:00"), Limit(5, Unit.WORKING_DAY), AfterStop.RESTART, used=4)
    assert found.due_at == at("2026-12-03 16:30")
    assert "Thời hạn 5 ngày làm việc được tính lại từ đầu, từ thứ Sáu, 27/11/2026." in found.explanation


@pytest.mark.parametrize(
    ("limit", "used", "expected", "words"),
    [
        (
            Limit(5, Unit.WORKING_DAY),
            2,
            "2026-12-01 16:30",
            "Thời hạn còn lại là 3 ngày làm việc, tính tiếp từ",
        ),
        (Limit(5, Unit.WORKING_DAY), 9, "2026-11-27 16:30", "Thời hạn còn lại là 1 ngày làm việc"),
        (Limit(10, Unit.DAY), 4, "2026-12-02 16:30", "Thời hạn còn lại là 6 ngày"),
        (Limit(8, Unit.HOUR), 130, "2026-11-27 08:20", "Thời hạn còn lại là 5 giờ 50 phút làm việc"),
        (Limit(8, Unit.HOUR), 480, "2026-11-26 10:01", "Thời hạn còn lại là 1 phút làm việc"),
        (Limit(1, Unit.SAME_DAY), 0, "2026-11-26 16:30", "trả kết quả ngay trong ngày"),
    ],
)
def test_a_stopped_clock_goes_on_with_what_is_left(limit: Limit, used: int, expected: str, words: str) -> None:
    found = resume_due(YEARS, at("2026-11-26 10:00"), limit, AfterStop.CONTINUE, used)
    assert found.due_at == at(expected)
    assert words in found.explanation


@pytest.mark.parametrize(
    ("counted_at", "stopped_at", "limit", "used"),
    [
        ("2026-11-23 09:00", "2026-11-23 11:00", Limit(5, Unit.WORKING_DAY), 0),
        ("2026-11-23 09:00", "2026-11-25 11:00", Limit(5, Unit.WORKING_DAY), 0),
        ("2026-11-23 09:00", "2026-11-27 11:00", Limit(5, Unit.WORKING_DAY), 2),
        ("2026-11-23 09:00", "2026-11-27 11:00", Limit(9, Unit.DAY), 3),
        ("2026-11-21 09:00", "2026-11-22 11:00", Limit(9, Unit.DAY), 0),
        ("2026-11-20 16:00", "2026-11-23 08:30", Limit(8, Unit.HOUR), 90),
        ("2026-11-23 12:00", "2026-11-23 11:00", Limit(8, Unit.HOUR), 0),
        ("2026-11-23 09:00", "2026-11-27 11:00", Limit(1, Unit.SAME_DAY), 0),
    ],
)
def test_what_ran_before_a_stop_is_told_in_the_limits_own_unit(
    counted_at: str, stopped_at: str, limit: Limit, used: int
) -> None:
    assert used_before_stop(YEARS, at(counted_at), at(stopped_at), limit) == used


def test_four_rounds_of_stop_and_resume_add_up() -> None:
    limit, used, counted_at = Limit(20, Unit.HOUR), 0, at("2026-12-07 07:30")
    for day in ("08", "09", "10", "11"):
        used += used_before_stop(YEARS, counted_at, at(f"2026-12-{day} 08:30"), limit)
        counted_at = at(f"2026-12-{day} 14:30")
    # A whole Monday and an hour, then three times from 14:30 to 08:30 on the next day.
    assert used == 510 + 3 * 180
    found = resume_due(YEARS, counted_at, limit, AfterStop.CONTINUE, used)
    assert found.due_at == at("2026-12-14 08:00")


def test_an_extension_is_counted_on_from_the_old_due_date() -> None:
    found = extend(YEARS, at("2026-11-27 16:30"), Limit(3, Unit.WORKING_DAY))
    assert found.due_at == at("2026-12-02 16:30")
    assert found.explanation.startswith(
        "Hạn trả kết quả trước đây là 16:30, thứ Sáu, 27/11/2026. Thời hạn được gia hạn thêm 3 ngày làm "
        "việc, tính từ thứ Hai, 30/11/2026."
    )


def test_an_extension_within_the_day_is_refused() -> None:
    with pytest.raises(LimitRefused):
        extend(YEARS, at("2026-11-27 16:30"), Limit(1, Unit.SAME_DAY))


def test_a_holiday_announced_late_moves_the_date_and_says_so() -> None:
    received, limit = at("2026-12-07 09:00"), Limit(3, Unit.WORKING_DAY)
    late = WorkingCalendar(days={**YEARS.days, date(2026, 12, 9): CalendarDay(DayKind.OFF, "Quốc tang")})
    assert compute_due(YEARS, received, limit).due_at == at("2026-12-10 16:30")
    moved = compute_due(late, received, limit)
    assert moved.due_at == at("2026-12-11 16:30")
    assert "Quốc tang (09/12/2026)" in moved.explanation


@pytest.mark.parametrize(
    ("now", "due_at", "text", "tone"),
    [
        ("2026-11-23 13:30", "2026-11-25 16:30", "còn 1 ngày 3 giờ làm việc", Tone.GREEN),
        ("2026-11-23 16:30", "2026-11-26 16:30", "còn 2 ngày làm việc", Tone.GREEN),
        ("2026-11-23 16:30", "2026-11-25 16:30", "còn 1 ngày làm việc", Tone.AMBER),
        ("2026-11-23 15:00", "2026-11-25 08:30", "còn 2 giờ 30 phút làm việc", Tone.AMBER),
        ("2026-11-23 08:30", "2026-11-23 16:30", "còn 6 giờ 30 phút làm việc", Tone.AMBER),
        ("2026-11-23 13:30", "2026-11-23 16:30", "còn 3 giờ làm việc", Tone.AMBER),
        ("2026-11-23 15:50", "2026-11-23 16:30", "còn 40 phút làm việc", Tone.AMBER),
        ("2026-11-23 16:29:30", "2026-11-23 16:30", "còn dưới 1 phút", Tone.AMBER),
        ("2026-11-23 16:30", "2026-11-23 16:30", "còn dưới 1 phút", Tone.AMBER),
        ("2026-11-23 16:30:01", "2026-11-23 16:30", "vừa trễ hạn", Tone.RED),
        ("2026-11-24 10:00", "2026-11-23 16:30", "vừa trễ hạn", Tone.RED),
        ("2026-11-25 08:10", "2026-11-23 16:30", "trễ 40 phút", Tone.RED),
        ("2026-11-25 09:30", "2026-11-23 16:30", "trễ 2 giờ", Tone.RED),
        ("2026-11-26 16:30", "2026-11-23 16:30", "trễ 2 ngày", Tone.RED),
        ("2026-11-27 08:30", "2026-11-23 16:30", "trễ 2 ngày 1 giờ", Tone.RED),
    ],
)
def test_the_time_left_is_said_in_working_time(now: str, due_at: str, text: str, tone: Tone) -> None:
    left = remaining(YEARS, at(now), at(due_at))
    assert (left.text, left.tone) == (text, tone)
    assert left.late == (tone == Tone.RED)
