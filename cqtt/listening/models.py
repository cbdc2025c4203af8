"""The Saturday sessions: where and when, who comes for the office, what was said, and what tablets sent in."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cqtt.commune.models import Hamlet, Officer
from cqtt.database import Base, enum_column
from cqtt.feedback.models import Feedback
from cqtt.listening.rules import ItemKind, ItemState, Part, SessionStatus


class ListeningSession(Base):
    """One Saturday in one hamlet. How many came is a number; who came is written nowhere."""

    __tablename__ = "listening_session"
    __table_args__ = (
        CheckConstraint("starts < ends", name="in_order"),
        CheckConstraint("attendees >= 0", name="counted"),
        CheckConstraint("(minutes_key is null) = (minutes_sha256 is null)", name="minutes_with_digest"),
        CheckConstraint("status <> 'cancelled' or cancelled_reason <> ''", name="cancelled_with_reason"),
        Index("ix_listening_session_day", "on", "status"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    start_key: Mapped[str] = mapped_column(unique=True)
    hamlet_id: Mapped[int] = mapped_column(ForeignKey("hamlet.id", ondelete="RESTRICT"), index=True)
    on: Mapped[date]
    starts: Mapped[str]  # "07:30", on Vietnam's clock
    ends: Mapped[str]
    place: Mapped[str]
    topics: Mapped[str] = mapped_column(default="")
    guests: Mapped[str] = mapped_column(default="")  # Đảng ủy, HĐND, MTTQ, đoàn thể: those who are no officers here
    status: Mapped[SessionStatus] = mapped_column(
        enum_column(SessionStatus, "session_status"), default=SessionStatus.PLANNED
    )
    cancelled_reason: Mapped[str] = mapped_column(default="")
    reminded_at: Mapped[datetime | None]
    attendees: Mapped[int | None]
    attendees_at: Mapped[datetime | None]  # when they were counted: an older count that comes later changes nothing
    summary: Mapped[str] = mapped_column(default="")  # for everybody, in words that a person wrote
    summary_published_at: Mapped[datetime | None]
    minutes_key: Mapped[str | None] = mapped_column(unique=True)  # the signed sheet, scanned
    minutes_sha256: Mapped[str | None]
    minutes_name: Mapped[str] = mapped_column(default="")
    minutes_type: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    revision: Mapped[int] = mapped_column(default=1)
    hamlet: Mapped[Hamlet] = relationship(lazy="joined")
    people: Mapped[list["SessionPerson"]] = relationship(
        back_populates="session", order_by="SessionPerson.position", cascade="all, delete-orphan", passive_deletes=True
    )
    opinions: Mapped[list["SessionOpinion"]] = relationship(
        back_populates="session", order_by="SessionOpinion.said_at, SessionOpinion.id", lazy="select"
    )

    def part_of(self, officer_id: int) -> Part | None:
        """Return what an officer does at it, if they are one of those who go."""
        return next((person.part for person in self.people if person.officer_id == officer_id), None)


class SessionPerson(Base):
    """Who goes for the office, and as what."""

    __tablename__ = "session_person"

    session_id: Mapped[int] = mapped_column(ForeignKey("listening_session.id", ondelete="CASCADE"), primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"), primary_key=True, index=True)
    part: Mapped[Part] = mapped_column(enum_column(Part, "part"), default=Part.MEMBER)
    position: Mapped[int] = mapped_column(default=0)
    session: Mapped[ListeningSession] = relationship(back_populates="people")
    officer: Mapped[Officer] = relationship(lazy="joined")


class SessionOpinion(Base):
    """That a feedback was said at a session, or sent in for it beforehand.

    Officers read the feedback through `secrecy` here as everywhere. A report of conduct has no number: the minutes,
    which everybody in the room signs, do not hold it.
    """

    __tablename__ = "session_opinion"
    __table_args__ = (
        UniqueConstraint("session_id", "number"),
        CheckConstraint("number >= 1", name="from_one"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("listening_session.id", ondelete="RESTRICT"), index=True)
    feedback_id: Mapped[int] = mapped_column(ForeignKey("feedback.id", ondelete="CASCADE"), unique=True)
    device_id: Mapped[str | None] = mapped_column(unique=True)  # given by the tablet that wrote it down
    number: Mapped[int | None]  # in the minutes
    said_at: Mapped[datetime]
    beforehand: Mapped[bool] = mapped_column(default=False, server_default=false())
    solved_how: Mapped[str] = mapped_column(default="")  # what was done on the spot, before everybody
    session: Mapped[ListeningSession] = relationship(back_populates="opinions")
    feedback: Mapped[Feedback] = relationship(lazy="select")


class FieldItem(Base):
    """The journal of what tablets sent: one row for each id made on a device, so that nothing is taken in twice.

    The row is written in the transaction that does what the item asks. A refused one did nothing; it stays on the
    device, and is tried again when it comes again.
    """

    __tablename__ = "field_item"
    __table_args__ = (
        Index("ix_field_item_session", "session_id", "state"),
        CheckConstraint("(state = 'refused') = (sentence <> '')", name="refused_with_reason"),
        {"sqlite_strict": True},
    )

    device_id: Mapped[str] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("listening_session.id", ondelete="RESTRICT"))
    kind: Mapped[ItemKind] = mapped_column(enum_column(ItemKind, "item_kind"))
    state: Mapped[ItemState] = mapped_column(enum_column(ItemState, "item_state"))
    sha256: Mapped[str]  # of the item, or of the file's bytes, as received
    made_at: Mapped[datetime]  # by the device's clock, not before the day of the session and not after now
    received_at: Mapped[datetime]
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))  # who was signed in
    result_kind: Mapped[str] = mapped_column(default="")  # feedback, dossier, promise, file, session
    result_id: Mapped[str] = mapped_column(default="")  # its code, or its number
    sentence: Mapped[str] = mapped_column(default="")  # why it was refused
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)  # ids only: who wrote it, if somebody else sent it
