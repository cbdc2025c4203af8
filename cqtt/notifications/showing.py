"""How officers see a message: on which channel, what became of it and when, and what sends it by hand.

What a message costs is the administrators' business and stands on their page alone.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from sqlalchemy import select

from cqtt.clock import moment_text
from cqtt.extensions import db
from cqtt.i18n import _, _l
from cqtt.notifications.another_way import is_carried_on
from cqtt.notifications.models import Channel, DeliveryStatus, Notification
from cqtt.text import group_phone

DELIVERY = {
    DeliveryStatus.PENDING: (_l("Đang chờ gửi"), "amber"),
    DeliveryStatus.SENT: (_l("Đã gửi"), "green"),
    DeliveryStatus.FAILED: (_l("Không gửi được"), "red"),
    DeliveryStatus.REPLACED: (_l("Đã có tin mới hơn"), "quiet"),
}
CARRIED_ON = (_l("Zalo không nhận, đã chuyển sang tin nhắn"), "blue")
BROWSER_GONE = (_l("Trình duyệt đã thôi nhận tin"), "quiet")
WITHDRAWN = (_l("Đã rút, không gửi nữa"), "quiet")
CHANNELS = {
    Channel.EMAIL: _l("Thư điện tử"),
    Channel.SMS: _l("Tin nhắn SMS"),
    Channel.ZALO: _l("Tin Zalo"),
    Channel.PUSH: _l("Thông báo trên máy"),
    Channel.BY_HAND: _l("Tin nhắn, gửi tay"),
}


@dataclass(frozen=True)
class MessageShown:
    """A message with what an officer needs to send it by hand; `waits` until somebody has."""

    notification: Notification
    body: str
    channel: str
    recipient: str
    state: str
    tone: str
    when: str  # when it went, or goes next
    waits: bool
    sms: str | None
    zalo: str | None
    whose: str = ""  # who gets it, where it is not the one the thing belongs to


def messages_about(kind: str, id: int) -> list[MessageShown]:
    """Return the messages about a thing, newest first."""
    about = select(Notification).where(Notification.about_kind == kind, Notification.about_id == id)
    found = db.session.scalars(about.order_by(Notification.id.desc())).all()
    keys = {each.key for each in found}
    return [_shown(each, keys) for each in found]


def _shown(notification: Notification, keys: Collection[str]) -> MessageShown:
    by_hand = notification.channel is Channel.BY_HAND
    waits = by_hand and notification.status is DeliveryStatus.PENDING
    to_send = by_hand and notification.status is not DeliveryStatus.REPLACED
    state, tone = _state(notification, keys)
    return MessageShown(
        notification,
        notification.body,
        str(CHANNELS[notification.channel]),
        _recipient(notification),
        _("Chờ gửi tay") if waits else str(state),
        tone,
        _when(notification),
        waits,
        sms_link(notification.recipient, notification.body) if to_send else None,
        zalo_link(notification.recipient) if to_send else None,
    )


def _state(notification: Notification, keys: Collection[str]) -> tuple[Any, str]:
    """Return what became of it, in words, and their colour."""
    if notification.status is not DeliveryStatus.REPLACED or notification.channel is Channel.BY_HAND:
        return DELIVERY[notification.status]
    if is_carried_on(notification, keys):
        return CARRIED_ON
    return BROWSER_GONE if notification.channel is Channel.PUSH else WITHDRAWN


def _recipient(notification: Notification) -> str:
    """Return to whom it goes; browsers have no name that says anything."""
    if notification.channel is Channel.PUSH:
        return ""
    is_mail = notification.channel is Channel.EMAIL
    return notification.recipient if is_mail else group_phone(notification.recipient)


def _when(notification: Notification) -> str:
    """Return when it went; for one that an attempt has failed for, when the next comes, or that it may be there."""
    if notification.sent_at:
        return _("gửi lúc %(moment)s", moment=moment_text(notification.sent_at))
    if notification.status is DeliveryStatus.PENDING and notification.tries:
        return _("thử lại lúc %(moment)s", moment=moment_text(notification.due_at))
    if notification.status is DeliveryStatus.FAILED and notification.in_doubt:
        return _("có thể đã đến nơi, nơi chuyển không trả lời rõ")
    return ""


def sms_link(phone: str, text: str) -> str:
    """Return what opens a telephone's own messages with the text ready to be sent."""
    return f"sms:{phone}?body={quote(text)}"


def zalo_link(phone: str) -> str:
    """Return what opens a talk with the owner of a number."""
    return f"https://zalo.me/{phone}"
