"""What an officer's morning consists of, of what people told us: numbers and heaps, by role.

Each heap is a heap of the inbox, so its number, its list and the way to the whole of it cannot differ. Of a report of
conduct nothing stands here but its code: a day is printed, and read over shoulders.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for

from cqtt.clock import date_text, local, time_text, today
from cqtt.commune.calendar import working_calendar
from cqtt.commune.models import Commune, Officer
from cqtt.commune.working_time import WorkingCalendar
from cqtt.dossiers.queue.filters import Day, Reader, reader_of
from cqtt.feedback.chairman import heads_on
from cqtt.feedback.handling import filters as kinds
from cqtt.feedback.handling.messages import WaitingTexts
from cqtt.feedback.handling.queries import first_of
from cqtt.feedback.handling.rows import InboxRow
from cqtt.feedback.handling.time_left import time_left
from cqtt.feedback.rules import HANDLERS, KIND_NAMES
from cqtt.i18n import _, _l
from cqtt.roles import Role

Item = dict[str, Any]  # what a component draws
TEXTS = "tin-gop-y-cho-gui"  # where the texts to be sent stand on the page
SORTERS = (Role.RECEPTION, Role.LEADER)
# The heaps of a day, the most pressing first, with their titles there.
TITLES = {
    kinds.TO_CHAIRMAN: _l("Góp ý trễ, đã báo Chủ tịch"),
    kinds.TO_LEADERS: _l("Góp ý trễ, đã báo lãnh đạo"),
    kinds.REOPENED: _l("Góp ý mở lại"),
    kinds.MINE: _l("Góp ý của tôi"),
    kinds.DEPARTMENTS: _l("Góp ý của phòng tôi, chưa ai nhận"),
    kinds.NOBODYS: _l("Góp ý chờ phân công"),
    kinds.TO_TYPE: _l("Góp ý chờ gõ lại ghi âm"),
}


@dataclass(frozen=True)
class LineOfDay:
    """One feedback of a heap; `name` is the beginning of what was said."""

    id: int
    code: str
    name: str
    status: str
    tone: str
    anchor: str | None = None

    @property
    def item(self) -> Item:
        """Return it as the list of tasks draws it."""
        return {
            "label": _("Góp ý %(code)s – %(words)s", code=self.code, words=self.name)
            if self.name
            else _("Góp ý %(code)s", code=self.code),
            "href": url_for("feedback.work_on", id=self.id, _anchor=self.anchor),
            "status": self.status,
            "tone": self.tone,
        }


@dataclass(frozen=True)
class Heap:
    """The first lines of one kind, how many there are, and where the rest is; texts have no list of their own."""

    title: str
    lines: list[LineOfDay]
    total: int
    href: str | None = None
    id: str | None = None

    @property
    def more(self) -> int:
        """Return how many are not shown."""
        return self.total - len(self.lines)


def heaps_of(officer: Officer, commune: Commune, at: datetime, most: int) -> list[Heap]:
    """Return the heaps that are this officer's work; empty ones are left out. One query for all lines."""
    if not officer.has_role(*HANDLERS):
        return []
    day, reader = _day_and_reader(officer, commune, at)
    calendar, asked = working_calendar(commune), _heaps_for(officer)
    found = first_of(asked, officer, reader, day, most)
    return [
        Heap(str(TITLES[heap]), [_line(row, calendar, at) for row in some.rows], some.total, _inbox(heap))
        for heap, some in found.items()
        if some.total
    ]


def _heaps_for(officer: Officer) -> list[str]:
    leads = officer.has_role(Role.LEADER)
    heads = leads and heads_on(officer.id, today())
    sorts = officer.has_role(*SORTERS)
    shown = {
        kinds.TO_CHAIRMAN: heads,
        kinds.TO_LEADERS: leads and not heads,
        kinds.REOPENED: leads,
        kinds.DEPARTMENTS: bool(officer.department),
        kinds.NOBODYS: sorts,
        kinds.TO_TYPE: sorts,
    }
    return [heap for heap in TITLES if shown.get(heap, True)]


def _day_and_reader(officer: Officer, commune: Commune, at: datetime) -> tuple[Day, Reader]:
    day = Day.at(at, working_calendar(commune))
    return day, reader_of(officer, day.today)


def _line(row: InboxRow, calendar: WorkingCalendar, at: datetime) -> LineOfDay:
    left = time_left(row, calendar, at)
    said = "" if row.is_conduct else row.excerpt or str(KIND_NAMES[row.kind])
    return LineOfDay(row.id, row.code, said, left.text, left.tone)


def heap_of_texts(texts: WaitingTexts) -> list[Heap]:
    """Return the texts that have to be sent by hand, each leading to its place on the page."""
    lines = [
        LineOfDay(
            text.id,
            text.code,
            "",
            _("Từ %(time)s, %(day)s", time=time_text(text.since), day=date_text(local(text.since).date())),
            "amber",
            anchor="tin-bao",
        )
        for text in texts.first
    ]
    return [Heap(_("Tin góp ý chờ gửi tay"), lines, texts.total, id=TEXTS)] if lines else []


def _inbox(heap: str) -> str:
    return url_for("feedback.inbox", muc=heap)
