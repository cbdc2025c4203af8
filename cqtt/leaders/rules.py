"""The law of leaders' duty, of the calls they owe and of the book of receiving citizens. Moments are arguments."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from cqtt.clock import ICT, day_text, local, time_text
from cqtt.commune.limits import Limit, Unit
from cqtt.errors import RuleBroken
from cqtt.i18n import _
from cqtt.roles import Role

WEEKS_AHEAD = 26
CALLED_WITHIN = Limit(1, Unit.WORKING_DAY)
TRIES_BEFORE_GIVING_UP = 3
CALLS_KEPT = timedelta(days=90)  # after they ended; the form of the citizen says so
READS_REGISTER = frozenset({Role.RECEPTION, Role.LEADER})
_MOBILE = re.compile(r"0[35789]\d{8}")


class ShiftRefused(RuleBroken):
    """A shift that cannot stand in the roster like this."""


class CallRefused(RuleBroken):
    """Not what may be done with a call that is owed."""


class EntryRefused(RuleBroken):
    """An entry that cannot stand in the book like this."""


@dataclass(frozen=True)
class Span:
    """The hours of a shift; one that ends before it starts ends on the next morning."""

    on: date
    starts: time
    ends: time

    @property
    def begins_at(self) -> datetime:
        return datetime.combine(self.on, self.starts, ICT)

    @property
    def ends_at(self) -> datetime:
        last = self.on if self.ends > self.starts else self.on + timedelta(days=1)
        return datetime.combine(last, self.ends, ICT)

    def __contains__(self, at: datetime) -> bool:
        return self.begins_at <= at < self.ends_at

    def meets(self, other: "Span") -> bool:
        """Whether any moment belongs to both."""
        return self.begins_at < other.ends_at and other.begins_at < self.ends_at

    @property
    def text(self) -> str:
        """Return "17:00–22:00", or "17:00–07:00 hôm sau"."""
        hours = f"{self.starts:%H:%M}–{self.ends:%H:%M}"
        return hours if self.ends > self.starts else _("%(hours)s hôm sau", hours=hours)


def check_day(span: Span, today: date) -> None:
    """Raise ShiftRefused for a shift of no length, over already, or too far ahead."""
    if span.starts == span.ends:
        raise ShiftRefused(_("Giờ kết thúc cần khác giờ bắt đầu. Trực qua đêm thì ghi giờ sáng hôm sau."))
    if span.on < today:
        raise ShiftRefused(_("Ngày này đã qua. Xin chọn từ hôm nay trở đi."))
    if span.on >= today + timedelta(weeks=WEEKS_AHEAD):
        raise ShiftRefused(_("Lịch trực xếp trước nhiều nhất %(weeks)s tuần.", weeks=WEEKS_AHEAD))


def check_free(span: Span, others: Iterable[Span]) -> None:
    """Raise ShiftRefused when the same leader has another shift at some moment of this one."""
    for other in others:
        if other.meets(span):
            taken = {"hours": other.text, "day": day_text(other.on)}
            raise ShiftRefused(
                _(
                    "Người này đã có ca trực %(hours)s, %(day)s, trùng giờ với ca này."
                    " Xin đổi giờ, hoặc bỏ ca kia trước.",
                    **taken,
                )
            )


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def until_text(end: datetime, now: datetime) -> str:
    """Return "đến 22:00" of today, "đến 07:00 ngày mai"; no shift lasts longer."""
    same_day = local(end).date() == local(now).date()
    return _("đến %(time)s", time=time_text(end)) if same_day else _("đến %(time)s ngày mai", time=time_text(end))


def promise_text(due_at: datetime) -> str:
    """Return until when somebody is called: "trước 16:30, thứ Ba, 24/11/2026"."""
    return _("trước %(time)s, %(day)s", time=time_text(due_at), day=day_text(local(due_at).date()))


def zalo_number(phone: str, has_zalo: bool) -> str:
    """Return the number behind a Zalo link, nothing for a line that can have none."""
    return phone if has_zalo and _MOBILE.fullmatch(phone) else ""


def check_may_give_up(tries: int) -> None:
    """Raise CallRefused before somebody was called often enough to be called unreachable."""
    if tries < TRIES_BEFORE_GIVING_UP:
        raise CallRefused(
            _(
                "Mới gọi %(tries)s lần. Gọi đủ %(enough)s lần mà chưa gặp mới kết thúc được.",
                tries=tries,
                enough=TRIES_BEFORE_GIVING_UP,
            )
        )


@dataclass(frozen=True)
class Reader:
    """Who wants to read the book."""

    id: int
    roles: frozenset[Role]
    head_id: int | None = None  # the chairman, who they are or for whom they stand in


def may_read(about_id: int | None, host_ids: Collection[int], writer_id: int, reader: Reader) -> bool:
    """Whether somebody may read an entry: reception and leaders, and of one about an officer only who has to.

    That is whoever received the citizen, whoever wrote it and the chairman, or who stands in for the chairman where
    it is not about the chairman; never the person it is about (Nghị định 154/2026 Điều 12 khoản 2), never an
    administrator. To administer or to oversee opens none.
    """
    if not reader.roles & READS_REGISTER:
        return False
    if about_id is None:
        return True
    if about_id == reader.id or Role.ADMINISTRATOR in reader.roles:
        return False
    return reader.head_id not in (None, about_id) or reader.id == writer_id or reader.id in host_ids


def check_about(about_id: int | None, host_ids: Collection[int], writer: Reader) -> None:
    """Raise EntryRefused when the person an entry is about received the citizen, or when the writer may not know."""
    if about_id is None:
        return
    if about_id in host_ids:
        raise EntryRefused(_("Người bị nói đến không thể là người tiếp. Xin xem lại hai ô này."))
    if not may_read(about_id, host_ids, writer.id, writer):
        raise EntryRefused(_("Việc này nên do người khác ghi, để giữ kín. Xin nhờ đồng nghiệp hoặc người chủ trì ghi."))
