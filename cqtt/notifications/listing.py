"""The messages that somebody has to look after: those given up, and those that wait for an officer's hands.

Neither list shows a text: whoever has the link in one acts as its receiver.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, and_, exists, func, not_, select
from sqlalchemy.orm import aliased

from cqtt.addresses import page_count
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.notifications.another_way import key_by_hand
from cqtt.notifications.kinds import kind, name_of
from cqtt.notifications.models import Channel, DeliveryStatus, Notification
from cqtt.notifications.names import CHANNELS, slug_of
from cqtt.notifications.things import address_of, is_known, label_of, readable_by
from cqtt.text import mask_phone

LENGTH = 20  # messages on a page
STILL_NEWS = timedelta(days=30)


@dataclass(frozen=True)
class Line:
    """One message: to whom, masked, about what, and where that is opened."""

    id: int
    channel: str
    whom: str
    about: str
    event: str
    href: str | None
    since: datetime
    tries: int
    problem: str
    in_doubt: bool


@dataclass(frozen=True)
class Listed:
    """One page of them, and how to reach the others."""

    items: Sequence[Line]
    total: int
    number: int
    endpoint: str
    parameters: Mapping[str, str | None]

    @property
    def pages(self) -> int:
        return page_count(self.total, LENGTH)

    def url(self, number: int) -> str:
        values: dict[str, Any] = {**self.parameters, "trang": number}
        return url_for(self.endpoint, **values)


def failed(officer: Officer, channel: Channel | None, code: str, number: int, at: datetime) -> Listed:
    """Return what was given up, the newest first, of one channel or of all, about everything or about one code."""
    parameters = {"kenh": slug_of(channel) if channel else None, "q": code or None}
    return _listed("notifications.failed", parameters, number, officer, is_failed(channel, at), *_names(code))


def is_failed(channel: Channel | None, at: datetime) -> ColumnElement[bool]:
    """Return the condition on what was given up, on one channel or on all, and still asks for somebody.

    What an officer has told by hand instead does not, nor what is so old that nobody would tell it any more.
    """
    of_channel = (Notification.channel == channel,) if channel else ()
    return and_(
        Notification.status == DeliveryStatus.FAILED,
        Notification.due_at > at - STILL_NEWS,
        not_(told_by_hand()),
        *of_channel,
    )


def told_by_hand() -> ColumnElement[bool]:
    """Return the condition on what an officer has told by hand instead."""
    text = aliased(Notification)
    return exists().where(text.key == key_by_hand(Notification.key), text.status == DeliveryStatus.SENT)


def by_hand(officer: Officer, code: str, number: int) -> Listed:
    """Return what waits for somebody's hands, the newest first, about everything or about one code."""
    waits = (Notification.status == DeliveryStatus.PENDING, Notification.channel == Channel.BY_HAND)
    return _listed("notifications.by_hand", {"q": code or None}, number, officer, *waits, *_names(code))


def _names(code: str) -> tuple[ColumnElement[bool], ...]:
    """Return the condition on messages whose subject names a code; a telephone has no place in an address."""
    return (func.upper(Notification.subject).contains(code.upper(), autoescape=True),) if code else ()


def known_message(id: int, officer: Officer) -> Notification | None:
    """Return one message, if this officer may know of it."""
    return db.session.scalar(select(Notification).where(Notification.id == id, readable_by(officer)))


def _listed(
    endpoint: str, parameters: Mapping[str, str | None], number: int, officer: Officer, *wanted: ColumnElement[bool]
) -> Listed:
    conditions = (*wanted, readable_by(officer))
    total = db.session.scalar(select(func.count()).select_from(Notification).where(*conditions)) or 0
    number = min(number, page_count(total, LENGTH))
    page = select(Notification).where(*conditions)
    page = page.order_by(Notification.created_at.desc(), Notification.id.desc())
    rows = db.session.scalars(page.limit(LENGTH).offset((number - 1) * LENGTH))
    return Listed([_line(row, officer) for row in rows], total, number, endpoint, parameters)


def _line(message: Notification, officer: Officer) -> Line:
    known = kind(name_of(message.about_kind, message.event))
    return Line(
        id=message.id,
        channel=str(CHANNELS[message.channel]),
        whom=masked(message.channel, message.recipient),
        about=message.subject if is_known(message.about_kind) else label_of(message.about_kind),
        event=str(known.label) if known else "",
        href=address_of(message.about_kind, message.about_id, officer),
        since=message.created_at,
        tries=message.tries,
        problem=message.problem,
        in_doubt=message.in_doubt,
    )


def masked(channel: Channel, recipient: str) -> str:
    """Return to whom a message goes, so that only who knows them recognises them."""
    if channel is Channel.PUSH:
        return _("một trình duyệt")
    if channel is not Channel.EMAIL:
        return mask_phone(recipient)
    name, _at, host = recipient.partition("@")
    return f"{name[:2]}***@{host}"
