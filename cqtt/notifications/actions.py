"""Write messages into the outbox, in the transaction of what they are about."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flask import current_app
from sqlalchemy import ColumnElement, select, update

from cqtt.config import Settings
from cqtt.extensions import db
from cqtt.i18n import _l
from cqtt.notifications.connections import open_channels
from cqtt.notifications.kinds import name_of
from cqtt.notifications.models import Channel, DeliveryStatus, Notification, PushSubscription
from cqtt.notifications.rules import channels_to
from cqtt.text import without_marks

NOT_WAITING = _l("Tin này không còn chờ gửi tay: đã có người gửi, hoặc tin đã đi đường khác.")
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
            replace_by_hand(about.kind, about.id, phone)
        recipient = email if channel is Channel.EMAIL else phone
        db.session.add(written(f"{key}-{channel.value}", about, channel, recipient, message, at))


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
        db.session.add(written(key_of_one, about, Channel.PUSH, str(number), message, at))


def written(key: str, about: About, channel: Channel, recipient: str, message: Message, at: datetime) -> Notification:
    """Return a message as it stands in the outbox; its key makes a second one impossible."""
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


def replace_by_hand(about_kind: str, about_id: int, phone: str) -> None:
    """Let no text to this number about a thing wait to be sent by hand any longer."""
    by_hand = (Notification.channel == Channel.BY_HAND, Notification.recipient == phone)
    _replace(about_kind, about_id, *by_hand)


def withdraw_from_others(about_kind: str, about_id: int, own: Collection[str]) -> None:
    """Let nothing about a thing wait any longer for anybody but these, on no channel; what is on its way is gone."""
    _replace(about_kind, about_id, Notification.recipient.not_in(own), Notification.leased_until.is_(None))


def _replace(about_kind: str, about_id: int, *which: ColumnElement[bool]) -> None:
    waiting = update(Notification).where(
        Notification.about_kind == about_kind,
        Notification.about_id == about_id,
        Notification.status == DeliveryStatus.PENDING,
        *which,
    )
    db.session.execute(waiting.values(status=DeliveryStatus.REPLACED))


def mark_sent_by_hand(notification: Notification, officer_id: int, at: datetime) -> bool:
    """Record that an officer sent the ready text, and tell whether it still waited for that.

    Of two officers the first stays named; what was replaced, or is being sent again by itself, stays so.
    """
    mine = update(Notification).where(
        Notification.id == notification.id,
        Notification.channel == Channel.BY_HAND,
        Notification.status == DeliveryStatus.PENDING,
    )
    sent = mine.values(status=DeliveryStatus.SENT, sent_at=at, sent_by_id=officer_id)
    done = db.session.execute(sent, execution_options={"synchronize_session": False})
    db.session.refresh(notification)
    return bool(done.rowcount)  # type: ignore[attr-defined]
