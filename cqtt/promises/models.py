"""Promises and what happened to them."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cqtt.audit import ddl
from cqtt.commune.models import Hamlet, Officer
from cqtt.database import Base, enum_column
from cqtt.feedback.models import Feedback
from cqtt.promises.rules import Status, Step


class Promise(Base):
    """One thing promised in public: its words stand on the public page as they are."""

    __tablename__ = "promise"
    __table_args__ = (Index("ix_promise_open", "status", "due_on"), {"sqlite_strict": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    start_key: Mapped[str] = mapped_column(unique=True)  # one-time key of the form, or the tablet's own id
    words: Mapped[str]
    words_fold: Mapped[str]
    said_at: Mapped[str] = mapped_column(default="")  # where: “Buổi lắng nghe ấp 7, 21/11/2026”
    made_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"), index=True)
    made_on: Mapped[date]
    due_on: Mapped[date]
    first_due_on: Mapped[date]  # the day that was promised first; it stays, however often it is moved
    hamlet_id: Mapped[int | None] = mapped_column(ForeignKey("hamlet.id", ondelete="SET NULL"))
    feedback_id: Mapped[int | None] = mapped_column(ForeignKey("feedback.id", ondelete="SET NULL"), index=True)
    status: Mapped[Status] = mapped_column(enum_column(Status, "status"), default=Status.OPEN)
    result: Mapped[str] = mapped_column(default="")  # what was done, or why it cannot be
    ended_on: Mapped[date | None]
    escalated_at: Mapped[datetime | None]
    photo_key: Mapped[str | None] = mapped_column(unique=True)  # the proof: a picture without anything but itself
    photo_sha256: Mapped[str] = mapped_column(default="")
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    made_by: Mapped[Officer] = relationship(foreign_keys=[made_by_id], lazy="joined")
    hamlet: Mapped[Hamlet | None] = relationship(lazy="joined")
    feedback: Mapped[Feedback | None] = relationship(lazy="select")
    events: Mapped[list["PromiseEvent"]] = relationship(
        back_populates="promise", order_by="PromiseEvent.id", cascade="all, delete", passive_deletes=True
    )


class PromiseEvent(Base):
    """Append-only: who did what to a promise, and the words about it that everybody may read."""

    __tablename__ = "promise_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    promise_id: Mapped[int] = mapped_column(ForeignKey("promise.id", ondelete="CASCADE"), index=True)
    step: Mapped[Step] = mapped_column(enum_column(Step, "step"))
    at: Mapped[datetime]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    words: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date]  # the day that held after it
    promise: Mapped[Promise] = relationship(back_populates="events")


ddl.protect(PromiseEvent.__table__, erasable=("words",))
