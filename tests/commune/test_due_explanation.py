"""The explanation that comes with a due date, read as the person who waits reads it."""

from datetime import date, datetime

import pytest

from cqtt.clock import ICT
from cqtt.commune.due_dates import Limit, Occasion, Unit, compute_due
from cqtt.commune.holidays import calendar_days, propose
from cqtt.commune.working_time import ORDINARY_HOURS, CalendarDay, DayKind, WorkingCalendar

YEARS = WorkingCalendar(days=calendar_days(propose(2026) + propose(2027)))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ICT)


def test_the_reasons_are_kept_with_the_date() -> None:
    found = compute_due(YEARS, at("2026-11-23 09:00"), Limit(4, Unit.WORKING_DAY))
    assert found.counted_from == date(2026, 11, 25)
    assert found.skipped == (
        (date(2026, 11, 24), "Ngày Văn hóa Việt Nam"),
        (date(2026, 11, 28), "thứ Bảy"),
        (date(2026, 11, 29), "Chủ nhật"),
    )


@pytest.mark.parametrize(
    ("received", "limit", "explanation"),
    [
        (
            "2026-02-12 09:00",
            Limit(5, Unit.WORKING_DAY),
            "Chúng tôi nhận hồ sơ của Ông/Bà lúc 09:00, thứ Năm, 12/02/2026. Thời hạn là 5 ngày làm "
            "việc, tính từ thứ Sáu, 13/02/2026 (ngày làm việc tiếp theo sau ngày nhận). Những ngày "
            "không tính: thứ Bảy, Chủ nhật; Tết Nguyên đán (16/02/2026 đến 20/02/2026). Chúng tôi trả "
            "kết quả chậm nhất lúc 16:30, thứ Năm, 26/02/2026.",
        ),
        (
            "2026-11-13 09:00",
            Limit(8, Unit.DAY),
            "Chúng tôi nhận hồ sơ của Ông/Bà lúc 09:00, thứ Sáu, 13/11/2026. Thời hạn là 8 ngày, tính "
            "từ thứ Bảy, 14/11/2026 (ngày liền sau ngày nhận). Ngày cuối của thời hạn là thứ Bảy, "
            "21/11/2026, trúng ngày nghỉ (thứ Bảy, Chủ nhật), nên hạn được lùi đến ngày làm việc tiếp "
            "theo. Chúng tôi trả kết quả chậm nhất lúc 16:30, thứ Hai, 23/11/2026.",
        ),
        (
            "2026-11-23 15:30",
            Limit(1, Unit.SAME_DAY),
            "Chúng tôi nhận hồ sơ của Ông/Bà lúc 15:30, thứ Hai, 23/11/2026. Thủ tục này trả trong "
            "ngày; hồ sơ nhận sau 15:00 được trả vào ngày làm việc tiếp theo. Những ngày không tính: "
            "Ngày Văn hóa Việt Nam (24/11/2026). Chúng tôi trả kết quả chậm nhất lúc 16:30, thứ Tư, "
            "25/11/2026.",
        ),
        (
            "2026-11-21 09:00",
            Limit(2, Unit.HOUR),
            "Chúng tôi nhận hồ sơ của Ông/Bà lúc 09:00, thứ Bảy, 21/11/2026. Lúc ấy ngoài giờ làm việc "
            "(nghỉ thứ Bảy, Chủ nhật) nên hồ sơ được tính như nhận lúc 07:30, thứ Hai, 23/11/2026. Thời "
            "hạn là 2 giờ làm việc, tính từ 07:30, thứ Hai, 23/11/2026. Chúng tôi trả kết quả chậm nhất "
            "lúc 09:30, thứ Hai, 23/11/2026.",
        ),
        (
            "2026-01-09 09:00",
            Limit(2, Unit.WORKING_DAY),
            "Chúng tôi nhận hồ sơ của Ông/Bà lúc 09:00, thứ Sáu, 09/01/2026. Thời hạn là 2 ngày làm "
            "việc, tính từ thứ Bảy, 10/01/2026 (ngày làm việc tiếp theo sau ngày nhận). Những ngày "
            "không tính: Chủ nhật. Ngày làm bù vẫn được tính: thứ Bảy, 10/01/2026. Chúng tôi trả kết "
            "quả chậm nhất lúc 16:30, thứ Hai, 12/01/2026.",
        ),
    ],
)
def test_the_explanation_says_all_that_a_person_asks(received: str, limit: Limit, explanation: str) -> None:
    assert compute_due(YEARS, at(received), limit).explanation == explanation


SIX_DAYS = {**dict.fromkeys(range(5), ORDINARY_HOURS), 5: ORDINARY_HOURS[:1]}


@pytest.mark.parametrize(
    ("received", "limit", "counted"),
    [
        (
            "2026-11-21 09:00",
            Limit(2, Unit.WORKING_DAY),
            "Chúng tôi tiếp nhận cả thứ Bảy nên hồ sơ được tính như nhận ngay hôm ấy. Thời hạn là 2 ngày làm việc, "
            "tính từ thứ Hai, 23/11/2026 (ngày làm việc tiếp theo sau ngày nhận). Những ngày không tính: Chủ nhật; "
            "Ngày Văn hóa Việt Nam (24/11/2026).",
        ),
        (
            "2026-11-20 17:00",
            Limit(1, Unit.WORKING_DAY),
            "Lúc ấy ngoài giờ làm việc nên hồ sơ được tính như nhận thứ Bảy, 21/11/2026. Thời hạn là 1 ngày làm việc, "
            "tính từ thứ Hai, 23/11/2026",
        ),
        (
            "2026-11-21 09:00",
            Limit(1, Unit.SAME_DAY),
            "Thủ tục này trả trong ngày; hồ sơ nhận vào ngày nghỉ được trả vào ngày làm việc tiếp theo.",
        ),
        (
            "2026-11-21 09:00",
            Limit(2, Unit.HOUR),
            "Hôm ấy chúng tôi có mở cửa nhưng không phải ngày làm việc (nghỉ thứ Bảy, Chủ nhật) nên hồ sơ được tính "
            "như nhận lúc 07:30, thứ Hai, 23/11/2026.",
        ),
    ],
)
def test_the_saturday_rule_is_explained(received: str, limit: Limit, counted: str) -> None:
    calendar = WorkingCalendar(hours=SIX_DAYS, days=YEARS.days, saturday_counts=True)
    assert counted in compute_due(calendar, at(received), limit).explanation


def test_a_saturday_that_does_not_count_says_that_only_the_door_was_open() -> None:
    calendar = WorkingCalendar(hours=SIX_DAYS, days=YEARS.days)
    assert (
        "Hôm ấy chúng tôi có mở cửa nhưng không phải ngày làm việc (nghỉ thứ Bảy, Chủ nhật) nên hồ sơ được tính như "
        "nhận lúc 07:30, thứ Hai, 23/11/2026."
    ) in compute_due(calendar, at("2026-11-21 09:00"), Limit(2, Unit.WORKING_DAY)).explanation


def test_the_saturday_of_receipt_is_no_day_that_was_skipped() -> None:
    calendar = WorkingCalendar(days=YEARS.days, saturday_counts=True)
    found = compute_due(calendar, at("2026-11-21 09:00"), Limit(1, Unit.WORKING_DAY))
    assert found.skipped == ((date(2026, 11, 22), "Chủ nhật"),)


def test_a_due_half_day_says_when_the_office_closes() -> None:
    half = {date(2026, 11, 26): CalendarDay(DayKind.HALF, "Họp dân")}
    found = compute_due(WorkingCalendar(days=half), at("2026-11-25 09:00"), Limit(1, Unit.WORKING_DAY))
    assert found.explanation.endswith("lúc 11:30, thứ Năm, 26/11/2026. Hôm đó chúng tôi chỉ làm việc đến 11:30.")


@pytest.mark.parametrize(
    ("occasion", "explanation"),
    [
        (
            Occasion.FEEDBACK,
            "Chúng tôi nhận góp ý của Ông/Bà lúc 09:00, thứ Bảy, 21/11/2026. Lúc ấy ngoài giờ làm việc (nghỉ thứ Bảy, "
            "Chủ nhật) nên góp ý được tính như nhận lúc 07:30, thứ Hai, 23/11/2026. Thời hạn trả lời là 1 ngày làm "
            "việc, tính từ thứ Tư, 25/11/2026 (ngày làm việc tiếp theo sau ngày nhận). Những ngày không tính: Ngày Văn "
            "hóa Việt Nam (24/11/2026). Chúng tôi trả lời chậm nhất lúc 16:30, thứ Tư, 25/11/2026.",
        ),
        (
            Occasion.FEEDBACK_ANEW,
            "Góp ý của Ông/Bà được xem lại từ lúc 09:00, thứ Bảy, 21/11/2026. Lúc ấy ngoài giờ làm việc (nghỉ thứ "
            "Bảy, Chủ nhật) nên thời hạn được tính từ lúc 07:30, thứ Hai, 23/11/2026. Thời hạn trả lời 1 ngày làm việc "
            "được tính lại từ đầu, từ thứ Tư, 25/11/2026. Những ngày không tính: Ngày Văn hóa Việt Nam (24/11/2026). "
            "Chúng tôi trả lời chậm nhất lúc 16:30, thứ Tư, 25/11/2026.",
        ),
        (
            Occasion.CALL_BACK,
            "Chúng tôi nhận lời nhắn của Ông/Bà lúc 09:00, thứ Bảy, 21/11/2026. Lúc ấy ngoài giờ làm việc (nghỉ thứ "
            "Bảy, Chủ nhật) nên lời nhắn được tính như nhận lúc 07:30, thứ Hai, 23/11/2026. Thời hạn gọi lại là 1 ngày "
            "làm việc, tính từ thứ Tư, 25/11/2026 (ngày làm việc tiếp theo sau ngày nhận). Những ngày không tính: Ngày "
            "Văn hóa Việt Nam (24/11/2026). Chúng tôi gọi lại chậm nhất lúc 16:30, thứ Tư, 25/11/2026.",
        ),
    ],
)
def test_what_is_no_dossier_is_not_called_one(occasion: Occasion, explanation: str) -> None:
    found = compute_due(YEARS, at("2026-11-21 09:00"), Limit(1, Unit.WORKING_DAY), occasion)
    assert found.explanation == explanation


def test_calendar_days_skip_nothing_unless_the_last_one_is_off() -> None:
    assert compute_due(YEARS, at("2026-11-23 09:00"), Limit(30, Unit.DAY)).skipped == ()
    found = compute_due(YEARS, at("2026-11-20 17:00"), Limit(5, Unit.DAY))
    assert [reason for _day, reason in found.skipped] == ["thứ Bảy", "Chủ nhật", "thứ Bảy", "Chủ nhật"]


@pytest.mark.parametrize(
    ("received", "is_told"),
    [("2026-01-08 09:00", False), ("2026-01-09 09:00", True), ("2026-01-10 09:00", False)],
)
def test_a_make_up_day_is_told_only_when_it_is_counted(received: str, is_told: bool) -> None:
    found = compute_due(YEARS, at(received), Limit(1, Unit.WORKING_DAY))
    assert ("Ngày làm bù vẫn được tính: thứ Bảy, 10/01/2026." in found.explanation) is is_told


def test_a_holiday_in_two_parts_is_named_once_with_both_its_dates() -> None:
    found = compute_due(YEARS, at("2027-04-29 09:00"), Limit(120, Unit.WORKING_DAY))
    assert "Quốc khánh (02/09/2027 đến 03/09/2027)" in found.explanation
    split = {date(2026, 11, day): CalendarDay(DayKind.OFF, "Lễ hội") for day in (25, 27)}
    found = compute_due(WorkingCalendar(days=split), at("2026-11-24 09:00"), Limit(2, Unit.WORKING_DAY))
    assert "Lễ hội (25/11/2026, 27/11/2026)" in found.explanation
