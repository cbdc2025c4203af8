"""Whole stories of a dossier's clock: the rows are read against the calendar by hand, never computed."""

from datetime import date, datetime

import pytest

from cqtt.clock import ICT
from cqtt.commune.clock_record import ClockEvent, Happened, moved_sentence, replay
from cqtt.commune.due_dates import AfterStop, Limit, LimitRefused, Unit, compute_due, extend, resume_due
from cqtt.commune.holidays import calendar_days, propose
from cqtt.commune.working_time import ORDINARY_HOURS, CalendarDay, DayKind, WorkingCalendar

HALF_DAYS = {
    date(2025, 6, 25): CalendarDay(DayKind.HALF, "Họp dân"),
    date(2025, 6, 27): CalendarDay(DayKind.HALF, "Tập huấn", hours=ORDINARY_HOURS[1:]),
    date(2025, 6, 28): CalendarDay(DayKind.MAKEUP, "Làm bù", hours=ORDINARY_HOURS[:1]),
}
DAYS = calendar_days(row for year in range(2024, 2028) for row in propose(year)) | HALF_DAYS
CALENDAR = WorkingCalendar(days=DAYS)
SATURDAYS = WorkingCalendar(days=DAYS, saturday_counts=True)
WORDS = {
    "start": Happened.STARTED,
    "stop": Happened.STOPPED,
    "restart": Happened.RESTARTED,
    "continue": Happened.CONTINUED,
    "extend": Happened.EXTENDED,
}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ICT)


def event(text: str) -> ClockEvent:
    """Read "start 2025-07-14 09:00 5 working_day", or "stop 2025-07-16 10:00"."""
    kind, day, time, *limit = text.split()
    return ClockEvent(WORDS[kind], at(f"{day} {time}"), Limit(int(limit[0]), Unit(limit[1])) if limit else None)


def story(text: str) -> list[ClockEvent]:
    return [event(part.strip()) for part in text.split(",")]


def due(calendar: WorkingCalendar, text: str) -> str:
    found = replay(calendar, story(text))
    return f"{found.due_at.astimezone(ICT):%Y-%m-%d %H:%M}" if found else "-"


# Monday 14/07/2025 begins two ordinary weeks; the 21st and the 28th are Mondays too.
START = "start 2025-07-14 09:00 5 working_day"
ROUNDS = [
    (f"{START}, stop 2025-07-16 10:00, continue 2025-07-21 09:00", "2025-07-25 16:30"),
    (f"{START}, stop 2025-07-16 10:00, restart 2025-07-21 09:00", "2025-07-28 16:30"),
    (f"{START}, stop 2025-07-16 10:00, continue 2025-07-18 17:00", "2025-07-25 16:30"),
    (f"{START}, stop 2025-07-16 10:00, restart 2025-07-19 09:00", "2025-07-28 16:30"),
    (f"{START}, stop 2025-07-14 15:00, continue 2025-07-15 09:00", "2025-07-22 16:30"),
    (f"{START}, stop 2025-07-15 08:00, continue 2025-07-15 15:00", "2025-07-21 16:30"),
    (f"{START}, stop 2025-07-21 16:00, continue 2025-07-28 09:00", "2025-07-29 16:30"),
    (f"{START}, stop 2025-07-23 10:00, continue 2025-07-28 09:00", "2025-07-21 16:30"),
    ("start 2025-07-18 17:00 3 working_day, stop 2025-07-19 09:00, continue 2025-07-21 09:00", "2025-07-24 16:30"),
    ("start 2025-07-14 09:00 10 day, stop 2025-07-18 10:00, continue 2025-07-21 09:00", "2025-07-28 16:30"),
    ("start 2025-07-14 09:00 10 day, stop 2025-07-18 10:00, restart 2025-07-21 09:00", "2025-07-31 16:30"),
    ("start 2025-07-14 09:00 10 day, stop 2025-07-20 10:00, continue 2025-07-22 09:00", "2025-07-28 16:30"),
    ("start 2025-07-14 07:30 8 hour, stop 2025-07-14 09:30, continue 2025-07-14 14:00", "2025-07-15 11:00"),
    ("start 2025-07-14 07:30 8 hour, stop 2025-07-14 09:30, restart 2025-07-14 14:00", "2025-07-15 14:30"),
    ("start 2025-07-14 07:30 2 hour, stop 2025-07-14 11:00, continue 2025-07-15 08:00", "2025-07-14 09:30"),  # late
    ("start 2025-07-14 09:00 1 same_day, stop 2025-07-14 10:00, continue 2025-07-15 09:00", "2025-07-15 16:30"),
    ("start 2025-07-14 09:00 1 same_day, stop 2025-07-14 10:00, restart 2025-07-15 15:30", "2025-07-16 16:30"),
    (
        "start 2025-07-14 09:00 10 working_day, stop 2025-07-16 10:00, continue 2025-07-17 10:00, "
        "stop 2025-07-21 10:00, continue 2025-07-22 10:00, stop 2025-07-24 10:00, continue 2025-07-25 10:00, "
        "stop 2025-07-29 10:00, continue 2025-07-30 10:00",
        "2025-08-07 16:30",
    ),
    (
        "start 2025-07-14 09:00 10 working_day, stop 2025-07-16 10:00, restart 2025-07-17 10:00, "
        "stop 2025-07-21 10:00, restart 2025-07-22 10:00, stop 2025-07-24 10:00, restart 2025-07-25 10:00, "
        "stop 2025-07-29 10:00, restart 2025-07-30 10:00",
        "2025-08-13 16:30",
    ),
    (
        f"{START}, stop 2025-07-16 10:00, continue 2025-07-17 10:00, stop 2025-07-21 10:00, "
        "restart 2025-07-22 10:00, stop 2025-07-25 10:00, continue 2025-07-28 10:00",
        "2025-07-31 16:30",
    ),
    (
        "start 2025-07-14 07:30 20 hour, stop 2025-07-14 08:30, continue 2025-07-14 13:00, "
        "stop 2025-07-15 08:30, continue 2025-07-15 14:30, stop 2025-07-16 07:30, continue 2025-07-16 10:00, "
        "stop 2025-07-16 13:30, continue 2025-07-17 07:30",
        "2025-07-18 10:30",
    ),
    (
        "start 2025-07-14 09:00 20 day, stop 2025-07-16 10:00, continue 2025-07-17 10:00, "
        "stop 2025-07-20 10:00, continue 2025-07-21 10:00, stop 2025-07-24 10:00, continue 2025-07-25 10:00, "
        "stop 2025-07-28 10:00, continue 2025-07-29 10:00",
        "2025-08-11 16:30",
    ),
    # Around holidays, swapped days, half days and the ends of years.
    ("start 2024-02-05 09:00 10 working_day, stop 2024-02-15 09:00, continue 2024-02-19 09:00", "2024-02-29 16:30"),
    ("start 2025-01-20 09:00 5 working_day, stop 2025-01-23 09:00, restart 2025-01-27 09:00", "2025-02-10 16:30"),
    ("start 2026-02-10 09:00 5 working_day, stop 2026-02-12 09:00, continue 2026-02-16 09:00", "2026-02-27 16:30"),
    ("start 2027-02-01 09:00 8 working_day, stop 2027-02-03 09:00, continue 2027-02-11 09:00", "2027-02-22 16:30"),
    ("start 2024-12-30 09:00 3 working_day, stop 2024-12-31 09:00, continue 2025-01-02 09:00", "2025-01-07 16:30"),
    ("start 2026-12-28 09:00 5 working_day, stop 2026-12-30 09:00, restart 2026-12-31 09:00", "2027-01-08 16:30"),
    ("start 2025-04-23 09:00 5 working_day, stop 2025-04-28 09:00, continue 2025-04-29 09:00", "2025-05-06 16:30"),
    ("start 2024-05-02 09:00 5 working_day, stop 2024-05-06 09:00, continue 2024-05-07 09:00", "2024-05-10 16:30"),
    ("start 2025-06-24 09:00 5 working_day, stop 2025-06-28 08:00, continue 2025-06-30 09:00", "2025-07-02 16:30"),
    ("start 2025-06-24 15:30 8 hour, stop 2025-06-26 08:30, continue 2025-06-27 08:00", "2025-06-27 15:00"),
    # What changes nothing, and what begins anew.
    (f"{START}, stop 2025-07-16 10:00, stop 2025-07-18 10:00, continue 2025-07-21 09:00", "2025-07-25 16:30"),
    (f"{START}, continue 2025-07-16 10:00", "2025-07-21 16:30"),
    (f"{START}, restart 2025-07-16 10:00", "2025-07-23 16:30"),
    (f"{START}, start 2025-07-16 10:00 3 working_day", "2025-07-21 16:30"),
    (f"stop 2025-07-11 10:00, {START}", "2025-07-21 16:30"),
]
EXTENSIONS = [
    (f"{START}, extend 2025-07-18 10:00 3 working_day", "2025-07-24 16:30"),
    (f"{START}, extend 2025-07-18 10:00 3 day", "2025-07-24 16:30"),
    (f"{START}, extend 2025-07-18 10:00 5 day", "2025-07-28 16:30"),
    (f"{START}, extend 2025-07-18 10:00 4 hour", "2025-07-22 11:30"),
    # Stopped before, on, and after the last day of the limit.
    (
        f"{START}, extend 2025-07-18 10:00 3 working_day, stop 2025-07-21 10:00, continue 2025-07-28 09:00",
        "2025-08-01 16:30",
    ),
    (
        f"{START}, extend 2025-07-18 10:00 3 working_day, stop 2025-07-21 18:00, continue 2025-07-28 09:00",
        "2025-08-01 16:30",
    ),
    (
        f"{START}, extend 2025-07-18 10:00 3 working_day, stop 2025-07-22 10:00, continue 2025-07-28 09:00",
        "2025-07-31 16:30",
    ),
    (
        f"{START}, extend 2025-07-18 10:00 3 working_day, stop 2025-07-24 10:00, continue 2025-07-28 09:00",
        "2025-07-29 16:30",
    ),
    (
        f"{START}, extend 2025-07-18 10:00 3 working_day, stop 2025-07-30 10:00, continue 2025-08-04 09:00",
        "2025-07-24 16:30",
    ),
    (
        f"{START}, extend 2025-07-18 10:00 3 working_day, stop 2025-07-21 10:00, restart 2025-07-28 09:00",
        "2025-08-04 16:30",
    ),
    (
        f"{START}, extend 2025-07-18 10:00 3 working_day, stop 2025-07-21 10:00, restart 2025-07-28 09:00, "
        "stop 2025-07-30 10:00, continue 2025-08-04 09:00",
        "2025-08-08 16:30",
    ),
    (
        f"{START}, stop 2025-07-16 10:00, extend 2025-07-17 10:00 2 working_day, continue 2025-07-21 09:00",
        "2025-07-29 16:30",
    ),
    (
        f"{START}, stop 2025-07-16 10:00, extend 2025-07-17 10:00 2 working_day, restart 2025-07-21 09:00",
        "2025-07-28 16:30",
    ),
    (
        f"{START}, extend 2025-07-18 10:00 3 working_day, extend 2025-07-24 10:00 2 working_day, "
        "stop 2025-07-25 10:00, continue 2025-07-28 09:00",
        "2025-07-30 16:30",
    ),
    (
        f"{START}, stop 2025-07-16 10:00, continue 2025-07-21 09:00, extend 2025-07-24 10:00 2 working_day, "
        "stop 2025-07-29 10:00, continue 2025-08-01 09:00",
        "2025-08-04 16:30",
    ),
    (
        "start 2025-07-14 07:30 4 hour, extend 2025-07-14 10:00 4 hour, stop 2025-07-14 14:00, "
        "continue 2025-07-16 07:30",
        "2025-07-16 10:30",
    ),
    (
        "start 2025-07-14 07:30 4 hour, extend 2025-07-14 10:00 4 hour, stop 2025-07-14 11:30, "
        "continue 2025-07-16 07:30",
        "2025-07-16 11:30",
    ),
    (
        "start 2025-07-14 07:30 4 hour, extend 2025-07-14 10:00 4 hour, stop 2025-07-14 09:30, "
        "continue 2025-07-16 07:30",
        "2025-07-16 15:00",
    ),
    (
        "start 2025-07-14 07:30 4 hour, extend 2025-07-14 10:00 2 working_day, stop 2025-07-16 09:00, "
        "continue 2025-07-21 09:00",
        "2025-07-22 16:30",
    ),
    (
        "start 2025-07-14 09:00 5 day, extend 2025-07-17 10:00 5 day, stop 2025-07-20 10:00, continue 2025-07-23 09:00",
        "2025-07-29 16:30",
    ),
    (
        "start 2025-07-14 09:00 1 same_day, extend 2025-07-14 10:00 2 working_day, stop 2025-07-16 10:00, "
        "continue 2025-07-21 09:00",
        "2025-07-22 16:30",
    ),
    (
        "start 2025-07-14 09:00 1 same_day, extend 2025-07-14 10:00 2 working_day, stop 2025-07-14 11:00, "
        "continue 2025-07-21 09:00",
        "2025-07-23 16:30",
    ),
]


@pytest.mark.parametrize(("text", "expected"), ROUNDS)
def test_a_story_of_stops_gives_the_due_date(text: str, expected: str) -> None:
    assert due(CALENDAR, text) == expected


@pytest.mark.parametrize(("text", "expected"), EXTENSIONS)
def test_an_extension_is_kept_over_a_stop_and_let_go_by_a_restart(text: str, expected: str) -> None:
    assert due(CALENDAR, text) == expected


@pytest.mark.parametrize(
    ("text", "by_default", "counting"),
    [
        ("start 2025-07-19 09:00 5 working_day", "2025-07-28 16:30", "2025-07-25 16:30"),
        (
            "start 2025-07-19 09:00 5 working_day, stop 2025-07-23 09:00, continue 2025-07-26 09:00",
            "2025-08-01 16:30",
            "2025-07-30 16:30",
        ),
        (f"{START}, stop 2025-07-16 10:00, restart 2025-07-19 09:00", "2025-07-28 16:30", "2025-07-25 16:30"),
    ],
)
def test_the_saturday_rule_holds_in_stories_too(text: str, by_default: str, counting: str) -> None:
    assert (due(CALENDAR, text), due(SATURDAYS, text)) == (by_default, counting)


@pytest.mark.parametrize(
    "text",
    [
        f"{START}, stop 2025-07-16 10:00",
        f"{START}, stop 2025-07-16 10:00, extend 2025-07-17 10:00 2 working_day",
        "start 2025-07-14 09:00",
        "start 2025-07-14 09:00, stop 2025-07-16 10:00, continue 2025-07-17 10:00",
        "stop 2025-07-16 10:00, restart 2025-07-17 10:00",
        f"{START}, start 2025-07-15 09:00",
    ],
)
def test_nothing_is_due_while_the_clock_stands_still_or_has_no_limit(text: str) -> None:
    assert due(CALENDAR, text) == "-"


def test_an_empty_story_has_no_due_date() -> None:
    assert replay(CALENDAR, []) is None


@pytest.mark.parametrize("before", [START, f"{START}, stop 2025-07-16 10:00"])
@pytest.mark.parametrize("extension", ["extend 2025-07-17 10:00", "extend 2025-07-17 10:00 1 same_day"])
def test_an_extension_that_adds_no_time_is_refused(before: str, extension: str) -> None:
    with pytest.raises(LimitRefused, match="bằng ngày hoặc giờ"):
        due(CALENDAR, f"{before}, {extension}")


def test_the_explanation_is_that_of_the_last_step() -> None:
    limit, begun = Limit(5, Unit.WORKING_DAY), at("2025-07-14 09:00")
    started = compute_due(CALENDAR, begun, limit)
    assert replay(CALENDAR, story(START)) == started
    extended = extend(CALENDAR, started.due_at, Limit(3, Unit.WORKING_DAY))
    assert replay(CALENDAR, story(f"{START}, extend 2025-07-18 10:00 3 working_day")) == extended
    continued = resume_due(CALENDAR, at("2025-07-21 09:00"), limit, AfterStop.CONTINUE, used=1)
    assert replay(CALENDAR, story(f"{START}, stop 2025-07-16 10:00, continue 2025-07-21 09:00")) == continued


def test_a_kept_extension_is_explained_together_with_what_was_left() -> None:
    text = f"{START}, extend 2025-07-18 10:00 3 working_day, stop 2025-07-18 10:30, continue 2025-07-28 09:00"
    found = replay(CALENDAR, story(text))
    assert found is not None
    assert found.counted_from == date(2025, 7, 29)
    assert found.skipped == ((date(2025, 8, 2), "thứ Bảy"), (date(2025, 8, 3), "Chủ nhật"))
    assert found.explanation == (
        "Hồ sơ của Ông/Bà được giải quyết tiếp từ lúc 09:00, thứ Hai, 28/07/2025. Thời hạn còn lại là 2 ngày làm "
        "việc, tính tiếp từ thứ Ba, 29/07/2025. Phần thời hạn này hết lúc 16:30, thứ Tư, 30/07/2025. Thời gian đã "
        "gia hạn 3 ngày làm việc vẫn được giữ nguyên, tính từ thứ Năm, 31/07/2025. Những ngày không tính: thứ Bảy, "
        "Chủ nhật. Chúng tôi trả kết quả chậm nhất lúc 16:30, thứ Hai, 04/08/2025."
    )


LATE_HOLIDAYS = [
    (START, date(2025, 7, 17), "2025-07-22 16:30"),
    (START, date(2025, 7, 21), "2025-07-22 16:30"),
    (START, date(2025, 7, 22), "2025-07-21 16:30"),
    (f"{START}, stop 2025-07-17 10:00, continue 2025-07-21 09:00", date(2025, 7, 16), "2025-07-25 16:30"),
    (f"{START}, stop 2025-07-17 10:00, continue 2025-07-21 09:00", date(2025, 7, 18), "2025-07-24 16:30"),
    (f"{START}, stop 2025-07-17 10:00, continue 2025-07-21 09:00", date(2025, 7, 23), "2025-07-25 16:30"),
    (f"{START}, extend 2025-07-18 10:00 3 working_day", date(2025, 7, 23), "2025-07-25 16:30"),
    ("start 2025-07-14 09:00 7 day", date(2025, 7, 21), "2025-07-22 16:30"),
    ("start 2025-07-14 09:00 7 day", date(2025, 7, 17), "2025-07-21 16:30"),
    ("start 2025-07-14 15:30 3 hour", date(2025, 7, 15), "2025-07-16 09:30"),
]


@pytest.mark.parametrize(("text", "holiday", "expected"), LATE_HOLIDAYS)
def test_a_holiday_announced_late_tells_the_story_anew(text: str, holiday: date, expected: str) -> None:
    mourning = WorkingCalendar(days={**DAYS, holiday: CalendarDay(DayKind.OFF, "Quốc tang")})
    assert due(mourning, text) == expected


def test_a_citizen_is_told_that_the_date_moved_and_why() -> None:
    thursday, friday = at("2026-12-10 16:30"), at("2026-12-11 16:30")
    assert moved_sentence(thursday, friday, "có thêm ngày nghỉ 09/12/2026 (Quốc tang). ") == (
        "Vì có thêm ngày nghỉ 09/12/2026 (Quốc tang), hạn trả kết quả của Ông/Bà dời từ thứ Năm, 10/12/2026, trước "
        "16:30 sang thứ Sáu, 11/12/2026, trước 16:30. Mong Ông/Bà thông cảm."
    )
    assert moved_sentence(friday, thursday, "ngày 09/12/2026 vẫn làm việc") == (
        "Vì ngày 09/12/2026 vẫn làm việc, Ông/Bà được nhận kết quả sớm hơn: thứ Năm, 10/12/2026, trước 16:30 "
        "(trước đây là thứ Sáu, 11/12/2026, trước 16:30)."
    )
