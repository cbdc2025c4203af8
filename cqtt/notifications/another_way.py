"""What becomes of a message that its channel did not take: the next channel carries it, or an officer's hands do.

Zalo is followed by SMS, SMS by hands. Each event reaches a person once: SMS follows only what Zalo has surely not
taken, at this attempt or one before. Where Zalo did not say (it hung, it answered nothing that can be read, the worker
was killed meanwhile), nobody can know whether the person has it, and an officer decides, who sees that it may have
arrived. Surely refused is what Zalo answered with a code of its own, what it was too busy to take (429), and what never
reached it. That a person has no Zalo or wants no such message also says that no attempt before has arrived.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import select

from cqtt.extensions import db
from cqtt.notifications.actions import About, Message, replace_by_hand, written
from cqtt.notifications.connections import open_channels
from cqtt.notifications.kinds import name_of
from cqtt.notifications.models import Channel, DeliveryStatus, Notification

NEXT = {Channel.ZALO: Channel.SMS}


def hand_on(refused: Notification, at: datetime) -> bool:
    """Let the next channel carry a message, where it is open for such events; tell whether it does."""
    channel = NEXT.get(refused.channel)
    if channel is None or refused.in_doubt or not _may_go(refused, channel) or _is_overtaken(refused):
        return False
    following = _instead_of(refused, channel)
    following.due_at = at
    db.session.add(following)
    refused.status = DeliveryStatus.REPLACED
    return True


def leave_to_an_officer(failed: Notification) -> None:
    """Let an officer send by hand what no provider could take to a telephone, where the event may be told by hand.

    What happened since and was told, or waits to be, is not followed by what was before.
    """
    if not _may_go(failed, Channel.BY_HAND) or _is_overtaken(failed):
        return
    left_before = db.session.scalar(select(Notification).where(Notification.key == key_by_hand(failed.key)))
    replace_by_hand(failed.about_kind, failed.about_id, failed.recipient)
    if left_before is None:
        db.session.add(_instead_of(failed, Channel.BY_HAND))
    elif left_before.status is DeliveryStatus.REPLACED:  # it was tried once more meanwhile
        left_before.status = DeliveryStatus.PENDING


def key_by_hand(key: Any) -> Any:
    """Return the key of the text that is left to an officer instead, of a message or of a column of them."""
    return _key_on(key, Channel.BY_HAND)


def is_carried_on(message: Notification, keys: Collection[str]) -> bool:
    """Whether one of these keys is that of the message on the next channel."""
    channel = NEXT.get(message.channel)
    return channel is not None and _key_on(message.key, channel) in keys


def _key_on(key: Any, channel: Channel) -> Any:
    return key + f"-{channel.value}"


def _may_go(message: Notification, channel: Channel) -> bool:
    return open_channels(name_of(message.about_kind, message.event), current_app.config["SETTINGS"])(channel)


def _instead_of(message: Notification, channel: Channel) -> Notification:
    """Return the same words for another channel, under a key of their own."""
    about = About(message.about_kind, message.about_id, message.event)
    words = Message(message.subject, message.body, message.body, message.facts)
    return written(_key_on(message.key, channel), about, channel, message.recipient, words, message.created_at)


def _is_overtaken(message: Notification) -> bool:
    """Whether the same person was told something newer about the same thing, or is about to be."""
    newer = select(Notification.id).where(
        Notification.about_kind == message.about_kind,
        Notification.about_id == message.about_id,
        Notification.recipient == message.recipient,
        Notification.status.in_((DeliveryStatus.PENDING, DeliveryStatus.SENT)),
        Notification.created_at > message.created_at,
    )
    return db.session.scalar(newer.limit(1)) is not None
