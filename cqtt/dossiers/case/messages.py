"""The messages about a dossier as officers see them: what was sent, what waits to be sent by hand."""

from dataclasses import dataclass
from urllib.parse import quote

from sqlalchemy import select

from cqtt.extensions import db
from cqtt.i18n import _, _l
from cqtt.notifications.models import Channel, DeliveryStatus, Notification

DELIVERY_NAMES = {
    DeliveryStatus.PENDING: _l("Đang chờ gửi"),
    DeliveryStatus.SENT: _l("Đã gửi"),
    DeliveryStatus.FAILED: _l("Không gửi được"),
    DeliveryStatus.REPLACED: _l("Đã có tin mới hơn"),
}
DELIVERY_TONES = {
    DeliveryStatus.PENDING: "amber",
    DeliveryStatus.SENT: "green",
    DeliveryStatus.FAILED: "red",
    DeliveryStatus.REPLACED: "quiet",
}


@dataclass(frozen=True)
class MessageShown:
    """A message about this dossier, with what an officer needs to send it by hand."""

    notification: Notification
    channel: str
    state: str
    tone: str
    sms: str | None
    zalo: str | None


def messages(dossier_id: int) -> list[MessageShown]:
    """Return the messages about this dossier, newest first."""
    about = select(Notification).where(Notification.about_kind == "dossier", Notification.about_id == dossier_id)
    return [_message(each) for each in db.session.scalars(about.order_by(Notification.id.desc()))]


def _message(notification: Notification) -> MessageShown:
    by_hand = notification.channel is Channel.BY_HAND
    waiting = by_hand and notification.status is DeliveryStatus.PENDING
    to_send = by_hand and notification.status is not DeliveryStatus.REPLACED
    phone = notification.recipient
    return MessageShown(
        notification,
        _("Tin nhắn, gửi tay") if by_hand else _("Thư điện tử"),
        _("Chờ gửi tay") if waiting else str(DELIVERY_NAMES[notification.status]),
        DELIVERY_TONES[notification.status],
        f"sms:{phone}?body={quote(notification.body)}" if to_send else None,
        f"https://zalo.me/{phone}" if to_send else None,
    )
