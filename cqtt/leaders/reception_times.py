"""Lịch tiếp công dân: when which leader receives citizens, and what is done to that. None of these commits.

Luật Tiếp công dân 2013 Điều 15: the chairman receives at least one day a week, and the schedule is public.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from cqtt.audit.actions import record
from cqtt.clock import WEEKDAYS, day_text
from cqtt.commune.models import Officer
from cqtt.commune.working_time import CalendarDay, DayKind
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.leaders.models import ReceptionTime
from cqtt.leaders.rules import ShiftRefused

KIND = "reception_time"
DAYS_LOOKED_AT = 28  # ahead, for holidays that fall on a day of reception


@dataclass(frozen=True)
class When:
    """Every week on a weekday, or on one date; from when until when."""

    weekday: int | None
    on: date | None
    starts: time
    ends: time


def day_words(row: ReceptionTime) -> str:
    """Return "thứ Năm hằng tuần", or the date."""
    if row.weekday is not None:
        return _("%(day)s hằng tuần", day=WEEKDAYS[row.weekday])
    return day_text(row.on) if row.on else ""


def hours_words(row: ReceptionTime) -> str:
    return f"{row.starts}–{row.ends}"


def reception_words(officer: Officer, times: Iterable[ReceptionTime]) -> str:
    """Return when a leader receives by these times; where they hold none, the words of the leader's card."""
    own = (f"{day_words(row)} {hours_words(row)}" for row in times if row.officer_id == officer.id)
    return "; ".join(own) or officer.reception_day


def days_off(row: ReceptionTime, today: date, special: Mapping[date, CalendarDay]) -> list[str]:
    """Return the holidays of the next weeks on which nobody is received, as they are named: "31/12 (Tết)"."""
    days = [row.on] if row.on else [today + timedelta(days=ahead) for ahead in range(DAYS_LOOKED_AT)]
    off = [day for day in days if _falls_on(row, day) and day in special and special[day].kind is DayKind.OFF]
    return [f"{day:%d/%m} ({special[day].name})" if special[day].name else f"{day:%d/%m}" for day in off]


def _falls_on(row: ReceptionTime, day: date) -> bool:
    return row.on == day or row.weekday == day.weekday()


def times_from(today: date) -> list[ReceptionTime]:
    """Return when citizens are received from this day on: the weekly ones by weekday, then the dates; one query."""
    wanted = (
        select(ReceptionTime)
        .where(ReceptionTime.removed_at.is_(None), or_(ReceptionTime.on.is_(None), ReceptionTime.on >= today))
        .options(joinedload(ReceptionTime.officer, innerjoin=True).lazyload(Officer.roles))
    )
    found = db.session.scalars(wanted).all()
    return sorted(found, key=lambda row: (row.on or date.min, -1 if row.weekday is None else row.weekday, row.starts))


def time_written_with(start_key: str) -> ReceptionTime | None:
    """Return what the form with this one-time key has added, if it was sent before."""
    return db.session.scalar(select(ReceptionTime).where(ReceptionTime.start_key == start_key))


def add_time(officer_id: int, when: When, place: str, start_key: str, by: Officer, at: datetime, today: date) -> None:
    """Add a time of reception, or raise ShiftRefused; sent twice, it is one."""
    if time_written_with(start_key) is not None:
        return
    if when.on is not None and when.on < today:
        raise ShiftRefused(_("Ngày này đã qua. Xin chọn từ hôm nay trở đi."))
    row = ReceptionTime(
        start_key=start_key,
        officer_id=officer_id,
        weekday=when.weekday,
        on=when.on,
        starts=f"{when.starts:%H:%M}",
        ends=f"{when.ends:%H:%M}",
        place=place,
        created_at=at,
        created_by_id=by.id,
    )
    _check_free(row)
    db.session.add(row)
    db.session.flush()
    record("add", KIND, row.id)


def remove_time(row: ReceptionTime, at: datetime) -> None:
    """Take a time of reception off the list; it can be put back for some days."""
    if row.removed_at is None:
        row.removed_at = at
        record("remove", KIND, row.id)


def put_time_back(row: ReceptionTime) -> None:
    """Put a removed one back, or raise ShiftRefused when its hours are taken by now."""
    if row.removed_at is not None:
        _check_free(row)
        row.removed_at = None
        record("restore", KIND, row.id)


def _check_free(new: ReceptionTime) -> None:
    """Raise ShiftRefused when the same leader receives at these hours of that day already."""
    same_day = ReceptionTime.weekday == new.weekday if new.on is None else ReceptionTime.on == new.on
    standing = select(ReceptionTime).where(
        ReceptionTime.officer_id == new.officer_id, ReceptionTime.removed_at.is_(None)
    )
    for other in db.session.scalars(standing.where(same_day)):
        if other.starts < new.ends and new.starts < other.ends:
            raise ShiftRefused(
                _(
                    "Người này đã có lịch tiếp dân %(hours)s, %(day)s. Xin đổi giờ, hoặc bỏ lịch kia trước.",
                    hours=hours_words(other),
                    day=day_words(other),
                )
            )
