"""The one clock: moments are kept in UTC and shown in Vietnam's time, which has no summer time."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta, timezone

ICT = timezone(timedelta(hours=7), "ICT")
WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")

_frozen: ContextVar[datetime | None] = ContextVar("frozen_now", default=None)


def now() -> datetime:
    """Return this moment, aware, in UTC."""
    return _frozen.get() or datetime.now(UTC)


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Stop the clock at a moment, for tests and for trying out a day."""
    mark = _frozen.set(at.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(mark)


def local(at: datetime) -> datetime:
    """Return the moment on Vietnam's clock."""
    return at.astimezone(ICT)


def today() -> date:
    """Return the date on Vietnam's calendar."""
    return local(now()).date()


def date_text(day: date) -> str:
    """Return 30/11/2026."""
    return f"{day:%d/%m/%Y}"


def date_of_iso(stored: str) -> str:
    """Return an answer's date, stored as 2026-11-30, as 30/11/2026."""
    return date_text(date.fromisoformat(stored))


def read_day(typed: str) -> date | None:
    """Return the day of 2026-11-30, as browsers send it, or of 30/11/2026, as people type it; None for no such day."""
    parts = typed.split("-") if "-" in typed else reversed(typed.split("/"))
    try:
        year, month, day = map(int, parts)
        return date(year, month, day) if 2000 <= year <= 2200 else None
    except ValueError:
        return None


def day_text(day: date) -> str:
    """Return "thứ Hai, 30/11/2026"."""
    return f"{WEEKDAYS[day.weekday()]}, {date_text(day)}"


def time_text(at: datetime) -> str:
    """Return 09:12 on Vietnam's clock."""
    return f"{local(at):%H:%M}"


def moment_text(at: datetime) -> str:
    """Return "09:12, thứ Hai, 30/11/2026"."""
    return f"{time_text(at)}, {day_text(local(at).date())}"


def due_text(at: datetime) -> str:
    """Return a due moment as papers and pages say it: "thứ Hai, 30/11/2026, trước 16:30"."""
    return f"{day_text(local(at).date())}, trước {time_text(at)}"
