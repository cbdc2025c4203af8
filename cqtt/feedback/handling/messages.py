"""The messages about feedback as officers see them: what was sent, what waits to be sent by hand, and of which.

Whoever has the link in a message acts as its sender. So only a text that an officer still has to send shows it.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from sqlalchemy import func, select

from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.feedback.models import Feedback
from cqtt.feedback.moves import KIND
from cqtt.feedback.secrecy import readable_by
from cqtt.i18n import _, _l
from cqtt.notifications.models import Channel, DeliveryStatus, Notification

_LINK = re.compile(r"\S+/phan-anh/mo/\S+")
DELIVERY = {
    DeliveryStatus.PENDING: (_l("Đang chờ gửi"), "amber"),
    DeliveryStatus.SENT: (_l("Đã gửi"), "green"),
    DeliveryStatus.FAILED: (_l("Không gửi được"), "red"),
    DeliveryStatus.REPLACED: (_l("Đã có tin mới hơn"), "quiet"),
}


@dataclass(frozen=True)
class MessageShown:
    """A message about a feedback, with what an officer needs to send it by hand."""

    notification: Notification
    body: str
    channel: str
    state: str
    tone: str
    to_sender: bool
    sms: str | None
    zalo: str | None


def messages(feedback: Feedback) -> list[MessageShown]:
    """Return the messages about this feedback, newest first."""
    about = select(Notification).where(Notification.about_kind == KIND, Notification.about_id == feedback.id)
    return [_message(each, feedback) for each in db.session.scalars(about.order_by(Notification.id.desc()))]


def _message(notification: Notification, feedback: Feedback) -> MessageShown:
    by_hand = notification.channel is Channel.BY_HAND
    waiting = by_hand and notification.status is DeliveryStatus.PENDING
    state, tone = DELIVERY[notification.status]
    phone = notification.recipient
    return MessageShown(
        notification,
        notification.body if waiting else _LINK.sub(_("(liên kết riêng)"), notification.body),
        _("Tin nhắn, gửi tay") if by_hand else _("Thư điện tử"),
        _("Chờ gửi tay") if waiting else str(state),
        tone,
        phone in (feedback.phone, feedback.email),
        f"sms:{phone}?body={quote(notification.body)}" if waiting else None,
        f"https://zalo.me/{phone}" if waiting else None,
    )


def message_of(feedback: Feedback, message_id: int) -> Notification | None:
    """Return a message if it is about this feedback."""
    message = db.session.get(Notification, message_id)
    about = (message.about_kind, message.about_id) if message else None
    return message if about == (KIND, feedback.id) else None


@dataclass(frozen=True)
class WaitingText:
    """One feedback whose sender, or a follower, waits for a word from an officer."""

    id: int
    code: str
    is_conduct: bool
    since: datetime


@dataclass(frozen=True)
class WaitingTexts:
    """The first of them, and how many feedbacks there are such texts of in all."""

    first: list[WaitingText]
    total: int


def texts_to_send(officer: Officer, most: int = 8) -> WaitingTexts:
    """Return what this officer may read and has a text to be sent by hand, the longest waiting first; one query."""
    waiting = (
        select(Notification.about_id, func.min(Notification.created_at).label("since"))
        .where(Notification.channel == Channel.BY_HAND, Notification.status == DeliveryStatus.PENDING)
        .where(Notification.about_kind == KIND)
        .group_by(Notification.about_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Feedback.id, Feedback.code, Feedback.is_conduct, waiting.c.since, func.count().over())
        .join(waiting, waiting.c.about_id == Feedback.id)
        .where(readable_by(officer))
        .order_by(waiting.c.since, Feedback.id)
        .limit(most)
    ).all()
    return WaitingTexts([WaitingText(*row[:-1]) for row in rows], rows[0][-1] if rows else 0)
