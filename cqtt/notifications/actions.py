"""Write messages into the outbox, in the transaction of what they are about."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, select, update

from cqtt.config import Settings
from cqtt.extensions import db
from cqtt.notifications.connections import open_channels
from cqtt.notifications.kinds import name_of
from cqtt.notifications.models import Channel, DeliveryStatus, Notification, PushSubscription
from cqtt.notifications.rules import channels_to
from cqtt.text import without_marks

SMS_LIMIT = 306  # characters: two joined messages without marks


def in_short(sentence: str, link: str) -> str:
    """Return a text for a telephone, the link whole: with marks it costs three times as much and may arrive broken."""
    return without_marks(sentence)[: SMS_LIMIT - len(link)] + link


@dataclass(frozen=True)
class Message:
    """A message ready to be sent: a mail, the same in short for a telephone, and facts by name for a template.

    A browser shows the subject, and opens the link.
    """

    subject: str
    body: str
    short: str
    facts: Mapping[str, str] = field(default_factory=dict)
    link: str = ""  # where a word on a browser leads


@dataclass(frozen=True)
class About:
    """What a message is about: one event of one thing."""

    kind: str
    id: int
    event: str


def announce(key: str, about: About, message: Message, email: str, phone: str, at: datetime) -> None:
    """Tell one person about one event, on each channel that is open for such events.

    The key names the event: the database refuses a second message with the same key and channel. A text that
    still waits to be sent by hand to the same person about the same thing is replaced by this one.
    """
    is_open = open_channels(name_of(about.kind, about.event), current_app.config["SETTINGS"])
    for channel in channels_to(email, phone, is_open):
        if channel is Channel.BY_HAND:
            _replace(about.kind, about.id, Notification.recipient == phone)
        recipient = email if channel is Channel.EMAIL else phone
        db.session.add(_written(f"{key}-{channel.value}", about, channel, recipient, message, at))


def announce_to_browsers(key: str, about: About, message: Message, at: datetime) -> None:
    """Tell the browsers that asked to be told about this thing."""
    settings: Settings = current_app.config["SETTINGS"]
    if not open_channels(name_of(about.kind, about.event), settings)(Channel.PUSH):
        return
    asked = select(PushSubscription.id).where(
        PushSubscription.about_kind == about.kind, PushSubscription.about_id == about.id
    )
    for number in db.session.scalars(asked.order_by(PushSubscription.id)):
        key_of_one = f"{key}-{Channel.PUSH.value}-{number}"
        db.session.add(_written(key_of_one, about, Channel.PUSH, str(number), message, at))


def _written(key: str, about: About, channel: Channel, recipient: str, message: Message, at: datetime) -> Notification:
    bodies = {Channel.EMAIL: message.body, Channel.PUSH: message.subject}
    return Notification(
        key=key,
        about_kind=about.kind,
        about_id=about.id,
        event=about.event,
        channel=channel,
        recipient=recipient,
        subject=message.subject,
        body=bodies.get(channel, message.short),
        facts={"link": message.link} if channel is Channel.PUSH else dict(message.facts),
        status=DeliveryStatus.PENDING,
        created_at=at,
        due_at=at,
    )


def leave_to_an_officer(failed: Notification) -> None:
    """Let an officer send by hand what no provider could take to a telephone, where the event may be told by hand.

    What happened since and was told, or waits to be, is not followed by what was before.
    """
    if not open_channels(name_of(failed.about_kind, failed.event), current_app.config["SETTINGS"])(Channel.BY_HAND):
        return
    if _is_overtaken(failed):
        return
    key = key_by_hand(failed.key)
    about = About(failed.about_kind, failed.about_id, failed.event)
    message = Message(failed.subject, failed.body, failed.body)
    left_before = db.session.scalar(select(Notification).where(Notification.key == key))
    _replace(about.kind, about.id, Notification.recipient == failed.recipient)
    if left_before is None:
        db.session.add(_written(key, about, Channel.BY_HAND, failed.recipient, message, failed.created_at))
    elif left_before.status is DeliveryStatus.REPLACED:  # it was tried once more meanwhile
        left_before.status = DeliveryStatus.PENDING


def key_by_hand(key: Any) -> Any:
    """Return the key of the text that is left to an officer instead, of a message or of a column of them."""
    return key + f"-{Channel.BY_HAND.value}"


def _is_overtaken(failed: Notification) -> bool:
    """Whether the same person was told something newer about the same thing, or is about to be."""
    newer = select(Notification.id).where(
        Notification.about_kind == failed.about_kind,
        Notification.about_id == failed.about_id,
        Notification.recipient == failed.recipient,
        Notification.status.in_((DeliveryStatus.PENDING, DeliveryStatus.SENT)),
        Notification.created_at > failed.created_at,
    )
    return db.session.scalar(newer.limit(1)) is not None


def replace_texts_to_others(about_kind: str, about_id: int, phone: str) -> None:
    """Let no text about a thing wait to be sent by hand any longer, but for those to this number."""
    _replace(about_kind, about_id, Notification.recipient != phone)


def _replace(about_kind: str, about_id: int, whose: ColumnElement[bool]) -> None:
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
