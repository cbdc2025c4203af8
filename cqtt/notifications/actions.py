"""Write messages into the outbox, in the transaction of what they are about."""

from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy import ColumnElement, update

from cqtt.extensions import db
from cqtt.notifications.models import Channel, DeliveryStatus, Notification
from cqtt.text import without_marks

SMS_LIMIT = 306  # characters: two joined messages without marks


def in_short(sentence: str, link: str) -> str:
    """Return a text for a telephone, the link whole: with marks it costs three times as much and may arrive broken."""
    return without_marks(sentence)[: SMS_LIMIT - len(link)] + link


@dataclass(frozen=True)
class Message:
    """A message ready to be sent: a mail, and the same in short for SMS or Zalo."""

    subject: str
    body: str
    short: str


@dataclass(frozen=True)
class About:
    """What a message is about: one event of one thing."""

    kind: str
    id: int
    event: str


def announce(key: str, about: About, message: Message, email: str, phone: str, at: datetime) -> None:
    """Tell one person about one event on every channel there is: a mail by itself, a short text by hand.

    The key names the event: the database refuses a second message with the same key and channel. A text that
    still waits to be sent by hand to the same person about the same thing is replaced by this one.
    """
    ways: list[tuple[Channel, str, str]] = []
    if email and current_app.config["SETTINGS"].smtp_url:
        ways.append((Channel.EMAIL, email, message.body))
    if phone:
        _replace_waiting(about.kind, about.id, Notification.recipient == phone)
        ways.append((Channel.BY_HAND, phone, message.short))
    for channel, recipient, text in ways:
        db.session.add(
            Notification(
                key=f"{key}-{channel.value}",
                about_kind=about.kind,
                about_id=about.id,
                event=about.event,
                channel=channel,
                recipient=recipient,
                subject=message.subject,
                body=text,
                status=DeliveryStatus.PENDING,
                created_at=at,
                due_at=at,
            )
        )


def replace_texts_to_others(about_kind: str, about_id: int, phone: str) -> None:
    """Let no text about a thing wait to be sent by hand any longer, but for those to this number."""
    _replace_waiting(about_kind, about_id, Notification.recipient != phone)


def _replace_waiting(about_kind: str, about_id: int, whose: ColumnElement[bool]) -> None:
    waiting = update(Notification).where(
        Notification.about_kind == about_kind,
        Notification.about_id == about_id,
        Notification.channel == Channel.BY_HAND,
        Notification.status == DeliveryStatus.PENDING,
        whose,
    )
    db.session.execute(waiting.values(status=DeliveryStatus.REPLACED))


def mark_sent_by_hand(notification: Notification, officer_id: int, at: datetime) -> None:
    """Record that an officer sent the ready text; the first who says so stays named, a replaced one stays so."""
    if notification.status is not DeliveryStatus.PENDING:
        return
    notification.status, notification.sent_at, notification.sent_by_id = DeliveryStatus.SENT, at, officer_id
