"""What an officer's first page shows: numbers, heaps of dossiers, and the ways on, by role."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for

from cqtt.clock import moment_text
from cqtt.commune.working_time import WorkingCalendar
from cqtt.dossiers.queue import Counts, DayLists, QueueRow
from cqtt.dossiers.queue_filters import LATE, MINE, SLUG_OF_STATUS, TODAY
from cqtt.dossiers.queue_messages import WaitingTexts
from cqtt.dossiers.rules import CASE_ROLES, Status
from cqtt.dossiers.time_left import time_left
from cqtt.i18n import _
from cqtt.roles import Role

Item = dict[str, Any]  # what a component draws


@dataclass(frozen=True)
class Heap:
    """The first dossiers of one kind, and where the rest is; texts that wait have no list of their own."""

    title: str
    href: str | None
    items: list[Item]
    id: str | None = None
    more: int = 0  # that are not shown and have no list


def numbers_of(counts: Counts) -> list[Item]:
    """Return the numbers of the day, each a way into the queue."""
    return [
        _number(_("Trễ hạn"), counts.late, "red", _queue(han=LATE)),
        _number(_("Đến hạn hôm nay"), counts.today, "amber", _queue(han=TODAY)),
        _number(_("Chờ tiếp nhận"), counts.waiting, "blue", _in_state(Status.SUBMITTED)),
        _number(_("Chờ bổ sung"), counts.awaiting_supplement, "quiet", _in_state(Status.AWAITING_SUPPLEMENT)),
        _number(_("Chờ trả kết quả"), counts.to_return, "green", _in_state(Status.RESOLVED)),
    ]


TEXTS = "tin-cho-gui"  # where the texts to be sent stand on the page


def number_of_texts(texts: WaitingTexts) -> list[Item]:
    return [_number(_("Tin chờ gửi tay"), texts.total, "amber", f"#{TEXTS}")] if texts.total else []


def heap_of_texts(texts: WaitingTexts) -> list[Heap]:
    """Return the texts that officers have to send by hand, each leading to its place on the case page."""
    items = [
        {
            "label": f"{text.code} · {text.procedure} – {text.name}",
            "href": url_for("dossiers.work_on", id=text.dossier_id, _anchor="tin-bao"),
            "status": _("Từ %(when)s", when=moment_text(text.since)),
            "tone": "amber",
        }
        for text in texts.first
    ]
    title = _("Tin chờ gửi tay (%(count)s)", count=texts.total)
    return [Heap(title, None, items, TEXTS, texts.total - len(items))] if items else []


def heaps_of(lists: DayLists, roles: Collection[Role], calendar: WorkingCalendar, at: datetime) -> list[Heap]:
    """Return the heaps that are this officer's work, the most pressing first; empty ones are left out."""
    everybody = CASE_ROLES
    heaps = (
        (everybody, _("Trễ hạn"), _queue(han=LATE), lists.late),
        (everybody, _("Đến hạn hôm nay"), _queue(han=TODAY), lists.due_today),
        ((Role.RECEPTION,), _("Chờ tiếp nhận"), _in_state(Status.SUBMITTED), lists.waiting),
        (everybody, _("Của tôi"), _queue(**{"can-bo": MINE}), lists.mine),
        ((Role.RECEPTION,), _("Chờ trả kết quả"), _in_state(Status.RESOLVED), lists.to_return),
    )
    return [
        Heap(title, href, [_item(row, calendar, at) for row in rows])
        for whose, title, href, rows in heaps
        if rows and not set(whose).isdisjoint(roles)
    ]


def places_of(roles: Collection[Role]) -> list[Item]:
    """Return the doors that the officer's roles open."""
    doors = [
        ((*CASE_ROLES, Role.OVERSEER), url_for("dossiers.queue"), _("Tất cả hồ sơ"), "document"),
        ((Role.ADMINISTRATOR,), url_for("commune.edit_unit"), _("Đơn vị"), "home"),
        ((Role.ADMINISTRATOR,), url_for("commune.officers"), _("Cán bộ"), "people"),
    ]
    everybodys = [
        (url_for("procedures.catalogue"), _("Tra thủ tục, in tờ mã"), "book"),
        (url_for("commune.change_password"), _("Đổi mật khẩu"), "shield"),
    ]
    opened = [(href, label, icon) for whose, href, label, icon in doors if not set(whose).isdisjoint(roles)]
    return [{"href": href, "label": label, "icon": icon} for href, label, icon in opened + everybodys]


def _queue(**filters: Any) -> str:
    return url_for("dossiers.queue", **filters)


def _in_state(status: Status) -> str:
    return _queue(**{"trang-thai": SLUG_OF_STATUS[status]})


def _number(label: str, count: int, tone: str, href: str) -> Item:
    return {"label": label, "count": count, "href": href, "tone": tone, "current": False}


def _item(row: QueueRow, calendar: WorkingCalendar, at: datetime) -> Item:
    left = time_left(row, calendar, at)
    return {
        "label": f"{row.code} · {row.procedure} – {row.name}",
        "href": url_for("dossiers.work_on", id=row.id),
        "status": left.text,
        "tone": left.tone,
    }
