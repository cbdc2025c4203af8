"""How officers see a message: what became of it, and what sends it by hand."""

from dataclasses import dataclass
from urllib.parse import quote

from sqlalchemy import select

from cqtt.extensions import db
from cqtt.i18n import _, _l
from cqtt.notifications.models import Channel, DeliveryStatus, Notification

DELIVERY = {
    DeliveryStatus.PENDING: (_l("Đang chờ gửi"), "amber"),
    DeliveryStatus.SENT: (_l("Đã gửi"), "green"),
    DeliveryStatus.FAILED: (_l("Không gửi được"), "red"),
    DeliveryStatus.REPLACED: (_l("Đã có tin mới hơn"), "quiet"),
}


@dataclass(frozen=True)
class MessageShown:
    """A message with what an officer needs to send it by hand; `waits` until somebody has."""

    notification: Notification
    body: str
    channel: str
    state: str
    tone: str
    waits: bool
    sms: str | None
    zalo: str | None
    whose: str = ""  # who gets it, where it is not the one the thing belongs to


def messages_about(kind: str, id: int) -> list[MessageShown]:
    """Return the messages about a thing, newest first."""
    about = select(Notification).where(Notification.about_kind == kind, Notification.about_id == id)
    return [_shown(each) for each in db.session.scalars(about.order_by(Notification.id.desc()))]


def _shown(notification: Notification) -> MessageShown:
    by_hand = notification.channel is Channel.BY_HAND
    waits = by_hand and notification.status is DeliveryStatus.PENDING
    to_send = by_hand and notification.status is not DeliveryStatus.REPLACED
    state, tone = DELIVERY[notification.status]
    return MessageShown(
        notification,
        notification.body,
        _("Tin nhắn, gửi tay") if by_hand else _("Thư điện tử"),
        _("Chờ gửi tay") if waits else str(state),
        tone,
        waits,
        sms_link(notification.recipient, notification.body) if to_send else None,
        zalo_link(notification.recipient) if to_send else None,
    )


def sms_link(phone: str, text: str) -> str:
    """Return what opens a telephone's own messages with the text ready to be sent."""
    return f"sms:{phone}?body={quote(text)}"


def zalo_link(phone: str) -> str:
    """Return what opens a talk with the owner of a number."""
    return f"https://zalo.me/{phone}"
