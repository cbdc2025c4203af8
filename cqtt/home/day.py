"""What an officer's morning consists of: numbers and heaps of dossiers, by role; on the first page and on paper.

Each heap is a filter of the queue, so its number, its list and the way to the whole of it cannot differ. What there is
to do besides dossiers stands in listening_day.py.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for

from cqtt.clock import date_text, local, time_text
from cqtt.commune.calendar import working_calendar
from cqtt.commune.models import Commune, Officer
from cqtt.commune.working_time import WorkingCalendar
from cqtt.dossiers.queue.filters import (
    DEPARTMENTS,
    FOR_LEADER,
    LATE,
    MINE,
    NEXT_DAY,
    SLUG_OF_STATUS,
    TODAY,
    WINDOW_OVER,
    Day,
    Filters,
    Reader,
    reader_of,
)
from cqtt.dossiers.queue.messages import WaitingTexts
from cqtt.dossiers.queue.queries import Counts, first_of
from cqtt.dossiers.queue.rows import QueueRow
from cqtt.dossiers.queue.time_left import TimeLeft, time_left
from cqtt.dossiers.rules import CASE_ROLES, WAITING, Status
from cqtt.i18n import _
from cqtt.roles import Role

Item = dict[str, Any]  # what a component draws
AT_THE_DESK = (Role.RECEPTION, Role.SPECIALIST)
TEXTS = "tin-cho-gui"  # where the texts to be sent stand on the page


@dataclass(frozen=True)
class Heap:
    """The first things of one kind, how many there are, and where the rest is; texts have no list of their own."""

    title: str
    lines: list["LineOfDay"]
    total: int
    href: str | None = None
    id: str | None = None
    way: str = ""  # what the way to the rest is called, where the list it leads to is a longer one
    private: bool = False  # that there is something of this kind is nobody else's business

    @property
    def more(self) -> int:
        """Return how many are not shown."""
        return self.total - len(self.lines)


@dataclass(frozen=True)
class LineOfDay:
    """One thing to be done: what it is, where it is done, and what decides."""

    href: str
    code: str  # what has none is known by its words
    what: str
    status: str
    tone: str
    named: tuple[str, int | str]  # what the record of a print keeps of it: its kind, and its id there
    standing_in: str = ""  # "thay cho …"

    @property
    def item(self) -> Item:
        """Return it as the list of tasks draws it."""
        words = f"{self.code} · {self.what}" if self.code and self.what else self.code or self.what
        return {
            "label": f"{words} ({self.standing_in})" if self.standing_in else words,
            "href": self.href,
            "status": self.status,
            "tone": self.tone,
        }


def _of_state(status: Status) -> Filters:
    return Filters(status=SLUG_OF_STATUS[status])


LATE_ONES, DUE_TODAY, DUE_NEXT = Filters(due=LATE), Filters(due=TODAY), Filters(due=NEXT_DAY)
NOT_BROUGHT = Filters(status=WINDOW_OVER)
TO_LEADER, MY_OWN, OF_DEPARTMENT = Filters(status=FOR_LEADER), Filters(officer=MINE), Filters(officer=DEPARTMENTS)
WAITING_FOR_OTHERS = frozenset(map(_of_state, (*WAITING, Status.RESOLVED)))  # for citizens: nobody's work today


def numbers_of(counts: Counts, day: Day) -> list[Item]:
    """Return the numbers of the day, each a way into the queue."""
    return [
        _number(_("Trễ hạn"), counts.late, "red", LATE_ONES),
        _number(_("Đến hạn hôm nay"), counts.today, "amber", DUE_TODAY),
        _number(_due_next(day), counts.next_day, "green", DUE_NEXT),
        _number(_("Chờ tiếp nhận"), counts.waiting, "blue", _of_state(Status.SUBMITTED)),
        _number(_("Chờ bổ sung"), counts.awaiting_supplement, "quiet", _of_state(Status.AWAITING_SUPPLEMENT)),
        _number(_("Hết hạn bổ sung"), counts.window_over, "red", NOT_BROUGHT),
        _number(_("Chờ nộp phí"), counts.awaiting_payment, "quiet", _of_state(Status.AWAITING_PAYMENT)),
        _number(_("Chờ trả kết quả"), counts.to_return, "green", _of_state(Status.RESOLVED)),
        _number(_("Chờ lãnh đạo quyết định"), counts.for_leader, "red", TO_LEADER),
    ]


def _number(label: str, count: int, tone: str, filters: Filters) -> Item:
    return {"label": label, "count": count, "href": _queue(filters), "tone": tone, "current": False}


def _due_next(day: Day) -> str:
    name = day.next_day_name
    return _("Đến hạn %(day)s", day=name[:1].lower() + name[1:])


def number_of_texts(texts: WaitingTexts) -> list[Item]:
    if not texts.total:
        return []
    label = _("Tin chờ gửi tay")
    return [{"label": label, "count": texts.total, "href": f"#{TEXTS}", "tone": "amber", "current": False}]


def heaps_of(
    officer: Officer, commune: Commune, at: datetime, most: int, without: Collection[Filters] = ()
) -> list[Heap]:
    """Return the heaps that are this officer's work, the most pressing first; empty ones are left out."""
    calendar = working_calendar(commune)
    day = Day.at(at, calendar)
    reader = reader_of(officer, day.today)
    kinds = [kind for kind in _kinds_for(officer.role_set, officer.department, day) if kind[1] not in without]
    found = first_of({title: filters for title, filters in kinds}, reader, day, most)
    words = _Words(reader, calendar, commune.collect_reminder_days, at)
    return [
        Heap(title, [words.line(row) for row in found[title].rows], found[title].total, _queue(filters))
        for title, filters in kinds
        if found[title].total
    ]


def _kinds_for(roles: Collection[Role], department: str, day: Day) -> list[tuple[str, Filters]]:
    """Return the titles and filters of an officer's heaps, by role."""
    everybody = CASE_ROLES
    kinds = (
        (everybody, _("Trễ hạn"), LATE_ONES),
        (everybody, _("Đến hạn hôm nay"), DUE_TODAY),
        (everybody, _due_next(day), DUE_NEXT),
        ((Role.LEADER,), _("Chờ lãnh đạo quyết định"), TO_LEADER),
        ((Role.RECEPTION,), _("Hết hạn bổ sung"), NOT_BROUGHT),
        ((Role.RECEPTION,), _("Chờ tiếp nhận"), _of_state(Status.SUBMITTED)),
        (everybody, _("Của tôi"), MY_OWN),
        (everybody if department else (), _("Phòng tôi, chưa ai nhận"), OF_DEPARTMENT),
        (AT_THE_DESK, _("Chờ người dân bổ sung"), _of_state(Status.AWAITING_SUPPLEMENT)),
        (AT_THE_DESK, _("Chờ người dân nộp phí"), _of_state(Status.AWAITING_PAYMENT)),
        ((Role.RECEPTION,), _("Chờ trả kết quả"), _of_state(Status.RESOLVED)),
    )
    return [(title, filters) for whose, title, filters in kinds if not set(whose).isdisjoint(roles)]


@dataclass(frozen=True)
class _Words:
    """Puts the dossiers of a day into words."""

    reader: Reader
    calendar: WorkingCalendar
    collect_days: int
    at: datetime

    def line(self, row: QueueRow) -> LineOfDay:
        left = self._left(row)
        stands_in = row.officer_id in self.reader.stands_in_for
        standing_in = _("thay cho %(name)s", name=row.officer) if stands_in else ""
        what, named = f"{row.procedure} – {row.name}", ("dossiers", row.id)
        return LineOfDay(_case(row.id), row.code, what, left.text, left.tone, named, standing_in)

    def _left(self, row: QueueRow) -> TimeLeft:
        """Return what decides: the time left, or how long a citizen or a result has been waited for."""
        if row.waiting_since is None:
            return time_left(row, self.calendar, self.at)
        days = (local(self.at).date() - local(row.waiting_since).date()).days
        waited = _("chờ %(days)s ngày", days=days) if days else _("từ hôm nay")
        if row.status in WAITING:
            return TimeLeft(waited[:1].upper() + waited[1:], "amber")
        shelf = _("Kệ %(shelf)s", shelf=row.shelf) if row.shelf else _("Chưa xếp kệ")
        return TimeLeft(f"{shelf}, {waited}", "amber" if days >= self.collect_days else "green")


def heap_of_texts(texts: WaitingTexts) -> list[Heap]:
    """Return the texts that officers have to send by hand, each leading to its place on the case page."""
    lines = [
        LineOfDay(
            _case(text.dossier_id, "tin-bao"),
            text.code,
            f"{text.procedure} – {text.name}",
            _("Từ %(time)s, %(day)s", time=time_text(text.since), day=date_text(local(text.since).date())),
            "amber",
            ("dossiers", text.dossier_id),
        )
        for text in texts.first
    ]
    return [Heap(_("Tin chờ gửi tay"), lines, texts.total, id=TEXTS)] if lines else []


def _case(dossier_id: int, anchor: str | None = None) -> str:
    return url_for("dossiers.work_on", id=dossier_id, _anchor=anchor)


def _queue(filters: Filters) -> str:
    return url_for("dossiers.queue", **filters.as_address())
