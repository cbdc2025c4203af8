"""The outbox: one message to one person on one channel, kept until delivered or given up."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from cqtt.database import Base, enum_column


class Channel(StrEnum):
    """How a message travels; "by hand" means an officer sends the ready text."""

    EMAIL = "email"
    BY_HAND = "by_hand"


class DeliveryStatus(StrEnum):
    """What became of a message; "replaced" means a newer one came before an officer had sent it."""

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
    recipient: Mapped[str]  # an e-mail address or a phone number
    subject: Mapped[str]
    body: Mapped[str]
    status: Mapped[DeliveryStatus] = mapped_column(
        enum_column(DeliveryStatus, "status"), default=DeliveryStatus.PENDING
    )
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    sent_by_id: Mapped[int | None]  # the officer who sent it by hand
    problem: Mapped[str] = mapped_column(default="")
