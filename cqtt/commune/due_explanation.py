"""The sentences that explain a due date to the person who waits for it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from cqtt.clock import WEEKDAYS, date_text, day_text, due_text, moment_text, time_text
from cqtt.commune.limits import WORDS, Unit, span_text
from cqtt.commune.working_time import DayKind, WorkingCalendar

WEEKEND = WEEKDAYS[5:]
DaysOff = tuple[tuple[date, str], ...]


class Occasion(StrEnum):
    """Why a due date is computed."""

    RECEIVED = "received"
    RESTARTED = "restarted"
    RESTARTED_AFTER_EXTENSION = "restarted_after_extension"  # which counting anew has ended
    CONTINUED = "continued"
    EXTENDED = "extended"
    KEPT = "kept"  # an extension that was granted before a stop goes on after it
    FEEDBACK = "feedback"  # what somebody told us waits for an answer
    FEEDBACK_ANEW = "feedback_anew"  # opened again by its sender, or taken up after all
    CALL_BACK = "call_back"  # somebody asked to be called
    RATING = "rating"  # somebody was not satisfied, and a leader looks after it


BEGINNING = {
    Occasion.RECEIVED: "Chúng tôi nhận hồ sơ của Ông/Bà lúc {}.",
    Occasion.RESTARTED: "Hồ sơ của Ông/Bà được giải quyết tiếp từ lúc {}.",
    Occasion.RESTARTED_AFTER_EXTENSION: "Hồ sơ của Ông/Bà được giải quyết tiếp từ lúc {}.",
    Occasion.CONTINUED: "Hồ sơ của Ông/Bà được giải quyết tiếp từ lúc {}.",
    Occasion.EXTENDED: "Hạn trả kết quả trước đây là {}.",
    Occasion.KEPT: "Phần thời hạn này hết lúc {}.",
    Occasion.FEEDBACK: "Chúng tôi nhận góp ý của Ông/Bà lúc {}.",
    Occasion.FEEDBACK_ANEW: "Góp ý của Ông/Bà được xem lại từ lúc {}.",
    Occasion.CALL_BACK: "Chúng tôi nhận lời nhắn của Ông/Bà lúc {}.",
    Occasion.RATING: "Chúng tôi nhận đánh giá lúc {}.",
}
PERIOD = {
    Occasion.RECEIVED: "Thời hạn là {}, tính từ {}.",
    Occasion.RESTARTED: "Thời hạn {} được tính lại từ đầu, từ {}.",
    Occasion.RESTARTED_AFTER_EXTENSION: "Thời hạn {} được tính lại từ đầu, từ {}.",
    Occasion.CONTINUED: "Thời hạn còn lại là {}, tính tiếp từ {}.",
    Occasion.EXTENDED: "Thời hạn được gia hạn thêm {}, tính từ {}.",
    Occasion.KEPT: "Thời gian đã gia hạn {} vẫn được giữ nguyên, tính từ {}.",
    Occasion.FEEDBACK: "Thời hạn trả lời là {}, tính từ {}.",
    Occasion.FEEDBACK_ANEW: "Thời hạn trả lời {} được tính lại từ đầu, từ {}.",
    Occasion.CALL_BACK: "Thời hạn gọi lại là {}, tính từ {}.",
    Occasion.RATING: "Thời hạn lãnh đạo xem lại là {}, tính từ {}.",
}
COUNTED_AS = {
    Occasion.RECEIVED: "hồ sơ được tính như nhận",
    Occasion.RESTARTED: "thời hạn được tính từ",
    Occasion.RESTARTED_AFTER_EXTENSION: "thời hạn được tính từ",
    Occasion.CONTINUED: "thời hạn được tính từ",
    Occasion.EXTENDED: "thời hạn được tính từ",
    Occasion.KEPT: "thời hạn được tính từ",
    Occasion.FEEDBACK: "góp ý được tính như nhận",
    Occasion.FEEDBACK_ANEW: "thời hạn được tính từ",
    Occasion.CALL_BACK: "lời nhắn được tính như nhận",
    Occasion.RATING: "đánh giá được tính như nhận",
}
PROMISE = {
    Occasion.FEEDBACK: "Chúng tôi trả lời chậm nhất lúc {}.",
    Occasion.FEEDBACK_ANEW: "Chúng tôi trả lời chậm nhất lúc {}.",
    Occasion.CALL_BACK: "Chúng tôi gọi lại chậm nhất lúc {}.",
    Occasion.RATING: "Việc này cần xong chậm nhất lúc {}.",
}
RESULT = "Chúng tôi trả kết quả chậm nhất lúc {}."  # what every occasion of a dossier ends in
# Counted from the day after it.
FROM_RECEIPT = frozenset({Occasion.RECEIVED, Occasion.FEEDBACK, Occasion.CALL_BACK, Occasion.RATING})

WITHOUT_EXTENSION = "Thời hạn đã tính lại từ đầu nên thời gian gia hạn trước đây không còn được cộng thêm."


@dataclass(frozen=True)
class Count:
    """How a due date came about; `amount` is in minutes when the unit is the hour."""

    occasion: Occasion
    received_at: datetime
    start: datetime
    unit: Unit
    amount: int
    counted_from: date
    last_day: date
    due_at: datetime
    off_before: DaysOff
    off_within: DaysOff


def explain(calendar: WorkingCalendar, *counts: Count) -> str:
    """Tell when it was received, from when it is counted, which days are skipped and why, due when.

    Of several counts one goes on where the other ended; only the last one's end is the due date.
    """
    told = (sentence for count in counts for sentence in _told(calendar, count))
    last = counts[-1]
    due = PROMISE.get(last.occasion, RESULT).format(moment_text(last.due_at))
    return " ".join(filter(None, (*told, due, _half_day(calendar, last))))


def moved_sentence(old_due: datetime, new_due: datetime, reason: str) -> str:
    """Tell a citizen that the date moved, and why; the reason is part of a sentence: "có thêm ngày nghỉ"."""
    why, old, new = reason.strip().rstrip("."), due_text(old_due), due_text(new_due)
    if new_due < old_due:
        return f"Vì {why}, Ông/Bà được nhận kết quả sớm hơn: {new} (trước đây là {old})."
    return f"Vì {why}, hạn trả kết quả của Ông/Bà dời từ {old} sang {new}. Mong Ông/Bà thông cảm."


def _told(calendar: WorkingCalendar, count: Count) -> Iterator[str]:
    yield BEGINNING[count.occasion].format(moment_text(count.received_at))
    yield _counted_as(calendar, count)
    yield _period(calendar, count)
    yield WITHOUT_EXTENSION if count.occasion == Occasion.RESTARTED_AFTER_EXTENSION else ""
    yield _skipped(count)
    yield _made_up(calendar, count)


def _counted_as(calendar: WorkingCalendar, count: Count) -> str:
    """Say what moment stands for the true one, when the office did not work then."""
    counted_as, day = COUNTED_AS[count.occasion], count.start.date()
    if calendar.takes_in(day):
        if day == count.received_at.date():
            return f"Chúng tôi tiếp nhận cả {WEEKDAYS[day.weekday()]} nên {counted_as} ngay hôm ấy."
        return f"Lúc ấy ngoài giờ làm việc nên {counted_as} {day_text(day)}."
    if count.start == count.received_at:
        return ""
    closed = f" (nghỉ {days_off_text(count.off_before)})" if count.off_before else ""
    open_only = calendar.is_open(count.received_at)
    why = "Hôm ấy chúng tôi có mở cửa nhưng không phải ngày làm việc" if open_only else "Lúc ấy ngoài giờ làm việc"
    return f"{why}{closed} nên {counted_as} lúc {moment_text(count.start)}."


def _period(calendar: WorkingCalendar, count: Count) -> str:
    if count.unit == Unit.SAME_DAY:
        return _same_day(calendar, count)
    if count.unit == Unit.HOUR:
        return PERIOD[count.occasion].format(_hours_text(count.amount), moment_text(count.start))
    day = day_text(count.counted_from)
    if count.occasion in FROM_RECEIPT:
        after = "ngày làm việc tiếp theo sau ngày nhận" if count.unit == Unit.WORKING_DAY else "ngày liền sau ngày nhận"
        day = f"{day} ({after})"
    return PERIOD[count.occasion].format(f"{count.amount} {WORDS[count.unit]}", day)


def _hours_text(minutes: int) -> str:
    """Say working minutes in hours, never in days: a limit in hours stays one."""
    return f"{span_text(minutes, minutes + 1)} làm việc"


def _same_day(calendar: WorkingCalendar, count: Count) -> str:
    cut_off = f"{calendar.cut_off:%H:%M}"
    if count.counted_from == count.start.date():
        return f"Thủ tục này trả kết quả ngay trong ngày với hồ sơ nhận chậm nhất lúc {cut_off}."
    if calendar.takes_in(count.start.date()):
        return "Thủ tục này trả trong ngày; hồ sơ nhận vào ngày nghỉ được trả vào ngày làm việc tiếp theo."
    return f"Thủ tục này trả trong ngày; hồ sơ nhận sau {cut_off} được trả vào ngày làm việc tiếp theo."


def _skipped(count: Count) -> str:
    if not count.off_within:
        return ""
    if count.unit == Unit.DAY:
        last = f"Ngày cuối của thời hạn là {day_text(count.last_day)}, trúng ngày nghỉ"
        return f"{last} ({days_off_text(count.off_within)}), nên hạn được lùi đến ngày làm việc tiếp theo."
    return f"Những ngày không tính: {days_off_text(count.off_within)}."


def _made_up(calendar: WorkingCalendar, count: Count) -> str:
    """Say which days, usually Saturdays, count although nobody would expect it."""
    if count.unit == Unit.DAY:
        return ""
    first, last = count.counted_from, count.due_at.date()
    made_up = [day_text(day) for day in calendar.makeup_days if first <= day <= last]
    return f"Ngày làm bù vẫn được tính: {'; '.join(made_up)}." if made_up else ""


def _half_day(calendar: WorkingCalendar, count: Count) -> str:
    if count.unit == Unit.HOUR or _kind(calendar, count.due_at.date()) != DayKind.HALF:
        return ""
    return f"Hôm đó chúng tôi chỉ làm việc đến {time_text(count.due_at)}."


def _kind(calendar: WorkingCalendar, day: date) -> DayKind | None:
    special = calendar.days.get(day)
    return special.kind if special else None


def days_off_text(days: DaysOff) -> str:
    """Name days off: weekends summed up, every holiday with its dates."""
    weekend = [name for name in WEEKEND if any(reason == name for _day, reason in days)]
    holidays: dict[str, list[date]] = {}
    for day, reason in days:
        if reason not in WEEKEND:
            holidays.setdefault(reason, []).append(day)
    named = [f"{name} ({', '.join(_runs(dates))})" for name, dates in holidays.items()]
    return "; ".join(filter(None, [", ".join(weekend), *named]))


def _runs(dates: Iterable[date]) -> list[str]:
    """Write days one after another as "from to"."""
    runs: list[list[date]] = []
    for day in dates:
        if runs and day - runs[-1][-1] == timedelta(days=1):
            runs[-1].append(day)
        else:
            runs.append([day])
    return [date_text(run[0]) if len(run) == 1 else f"{date_text(run[0])} đến {date_text(run[-1])}" for run in runs]
