"""The outbox, one message to one person on one channel; and what the unit has set about its channels."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from cqtt.database import Base, enum_column


class Channel(StrEnum):
    """How a message travels; "by hand" means an officer sends the ready text."""

    EMAIL = "email"
    SMS = "sms"
    ZALO = "zalo"
    PUSH = "push"
    BY_HAND = "by_hand"


class DeliveryStatus(StrEnum):
    """What became of a message; "replaced" means that another one goes instead: a newer one, or on the next channel."""

    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"
    REPLACED = "replaced"


class Notification(Base):
    """A message written with the event that causes it. Its key makes a second writing impossible."""

    __tablename__ = "notification"
    __table_args__ = (
        Index("ix_notification_about", "about_kind", "about_id"),
        Index("ix_notification_due", "status", "channel", "due_at"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    about_kind: Mapped[str]
    about_id: Mapped[int]
    event: Mapped[str]
    channel: Mapped[Channel] = mapped_column(enum_column(Channel, "channel"))
    recipient: Mapped[str]  # an e-mail address, a phone number, or the id of a push subscription
    subject: Mapped[str]
    body: Mapped[str]
    # What a template of Zalo is filled with.
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    status: Mapped[DeliveryStatus] = mapped_column(
        enum_column(DeliveryStatus, "status"), default=DeliveryStatus.PENDING
    )
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    # A provider may have taken it without saying so.
    in_doubt: Mapped[bool] = mapped_column(default=False, server_default=false())
    sent_at: Mapped[datetime | None]
    sent_by_id: Mapped[int | None]  # the officer who sent it by hand
    cost_vnd: Mapped[int] = mapped_column(default=0, server_default="0")
    problem: Mapped[str] = mapped_column(default="")


class Connection(Base):
    """What the unit has set for one channel. Keys of others' gateways are sealed (cqtt/sealing.py)."""

    __tablename__ = "message_connection"

    channel: Mapped[Channel] = mapped_column(enum_column(Channel, "channel"), primary_key=True)
    is_on: Mapped[bool] = mapped_column(default=False)
    values: Mapped[dict[str, Any]] = mapped_column(default=dict)
    sealed: Mapped[dict[str, Any]] = mapped_column(default=dict)
    price_vnd: Mapped[int] = mapped_column(default=0)  # of one message, or of one part of a text
    paused_until: Mapped[datetime | None]  # the provider asked for a pause
    problem: Mapped[str] = mapped_column(default="")  # of the last attempt; empty when it went well
    revision: Mapped[int] = mapped_column(default=1)


class MessageRule(Base):
    """Whether an event is told on a channel; where there is no row, it is told wherever it can be."""

    __tablename__ = "message_rule"

    event: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[Channel] = mapped_column(enum_column(Channel, "channel"), primary_key=True)
    is_on: Mapped[bool]
    template: Mapped[str] = mapped_column(default="")  # the provider's number of the approved text (Zalo)


class MessageSettings(Base):
    """When nobody's telephone is to ring: a single row."""

    __tablename__ = "message_settings"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"), {"sqlite_strict": True})

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    quiet_from: Mapped[int] = mapped_column(default=21)  # hours of the day
    quiet_until: Mapped[int] = mapped_column(default=7)
    revision: Mapped[int] = mapped_column(default=1)


class PushSubscription(Base):
    """A browser that asked to be told about one thing, with the address and keys it gave."""

    __tablename__ = "push_subscription"
    __table_args__ = (UniqueConstraint("about_kind", "about_id", "endpoint"), {"sqlite_strict": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    about_kind: Mapped[str]
    about_id: Mapped[int]
    endpoint: Mapped[str]
    p256dh: Mapped[str]
    auth: Mapped[str]
    created_at: Mapped[datetime]
