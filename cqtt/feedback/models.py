"""What people tell the commune: feedback, its files, events and followers."""

import secrets
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cqtt.audit import ddl
from cqtt.commune.models import Counter, Hamlet, Officer
from cqtt.database import Base, enum_column
from cqtt.feedback.codes import draw_code
from cqtt.feedback.rules import Actor, Channel, Consent, FeedbackKind, Outcome, RejectReason, Status, Step
from cqtt.feedback.topics import FeedbackTopic
from cqtt.text import fold


def new_token() -> str:
    """Return a fresh secret of 128 random bits, as it stands in a link."""
    return secrets.token_urlsafe(16)


class Feedback(Base):
    """One thing that somebody tells the commune. Officers read it through `secrecy` only."""

    __tablename__ = "feedback"
    __table_args__ = (
        Index("ix_feedback_inbox", "status", "due_at"),
        Index("ix_feedback_officer", "officer_id", "status"),
        Index("ix_feedback_public", "is_published", "published_at"),
        CheckConstraint("not (is_conduct and is_published)", name="conduct_is_secret"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    start_key: Mapped[str] = mapped_column(unique=True)
    token: Mapped[str] = mapped_column(unique=True, default=new_token)
    code: Mapped[str] = mapped_column(unique=True, default=draw_code)
    kind: Mapped[FeedbackKind] = mapped_column(enum_column(FeedbackKind, "kind"))
    channel: Mapped[Channel] = mapped_column(enum_column(Channel, "channel"), default=Channel.ONLINE)
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("feedback_topic.id", ondelete="RESTRICT"), index=True)
    words: Mapped[str] = mapped_column(default="")  # the sender's own, or what an officer typed from the voice note
    words_fold: Mapped[str] = mapped_column(default="")  # what a search looks through
    transcribed_at: Mapped[datetime | None]
    transcribed_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))

    hamlet_id: Mapped[int | None] = mapped_column(ForeignKey("hamlet.id", ondelete="SET NULL"), index=True)
    place: Mapped[str] = mapped_column(default="")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]

    is_anonymous: Mapped[bool] = mapped_column(default=False)
    sender_name: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="", index=True)
    email: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    consent: Mapped[Consent] = mapped_column(enum_column(Consent, "consent"), default=Consent.WITHOUT_NAME)
    privacy_version: Mapped[str] = mapped_column(default="")

    is_conduct: Mapped[bool] = mapped_column(default=False)
    conduct_line: Mapped[str] = mapped_column(default="")  # the pledge's line it is about: khong-1
    about_officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"), index=True)
    about_counter_id: Mapped[int | None] = mapped_column(ForeignKey("counter.id", ondelete="RESTRICT"))
    about_whom: Mapped[str] = mapped_column(default="")  # where the name is not known
    recipient_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"), index=True)

    status: Mapped[Status] = mapped_column(enum_column(Status, "status"), default=Status.RECEIVED)
    revision: Mapped[int] = mapped_column()
    created_at: Mapped[datetime] = mapped_column(index=True)
    sort_due_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    due_explanation: Mapped[str] = mapped_column(default="")
    counted_at: Mapped[datetime | None]  # from when the answer's limit is counted: received, or reopened
    counted_days: Mapped[int | None]
    internal_due_at: Mapped[datetime | None]  # asked of whoever has it, before the date the sender was told
    escalation: Mapped[int] = mapped_column(default=0)  # 0 whoever has it, 1 the leaders, 2 the chairman
    escalated_at: Mapped[datetime | None]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    department: Mapped[str] = mapped_column(default="")

    outcome: Mapped[Outcome | None] = mapped_column(enum_column(Outcome, "outcome"))
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    answered_in_time: Mapped[bool | None]  # decided once, with the first answer
    reject_reason: Mapped[RejectReason | None] = mapped_column(enum_column(RejectReason, "reject_reason"))
    competent_place: Mapped[str] = mapped_column(default="")
    closed_at: Mapped[datetime | None]
    reopened_at: Mapped[datetime | None]
    reopen_reason: Mapped[str] = mapped_column(default="")
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("feedback.id", ondelete="RESTRICT"), index=True)
    rating: Mapped[int | None]  # of the answer, 1 to 5
    rating_words: Mapped[str] = mapped_column(default="")
    rated_at: Mapped[datetime | None]

    is_published: Mapped[bool] = mapped_column(default=False)
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    public_text: Mapped[str] = mapped_column(default="")
    public_answer: Mapped[str] = mapped_column(default="")
    public_name: Mapped[str] = mapped_column(default="")  # of a sender who wished to be named
    public_fold: Mapped[str] = mapped_column(default="")
    erased_at: Mapped[datetime | None]  # when the years of keeping were over: code, dates and outcome stay

    __mapper_args__ = {"version_id_col": revision}

    topic: Mapped[FeedbackTopic | None] = relationship(lazy="joined")
    hamlet: Mapped[Hamlet | None] = relationship(lazy="joined")
    officer: Mapped[Officer | None] = relationship(foreign_keys=[officer_id], lazy="select")
    about_officer: Mapped[Officer | None] = relationship(foreign_keys=[about_officer_id], lazy="select")
    about_counter: Mapped[Counter | None] = relationship(lazy="select")
    recipient: Mapped[Officer | None] = relationship(foreign_keys=[recipient_id], lazy="select")
    merged_into: Mapped["Feedback | None"] = relationship(remote_side=[id], back_populates="joined", lazy="select")
    joined: Mapped[list["Feedback"]] = relationship(back_populates="merged_into", order_by="Feedback.id")
    events: Mapped[list["FeedbackEvent"]] = relationship(
        back_populates="feedback", order_by="FeedbackEvent.id", cascade="all, delete", passive_deletes=True
    )
    files: Mapped[list["FeedbackFile"]] = relationship(
        back_populates="feedback", order_by="FeedbackFile.id", cascade="all, delete", passive_deletes=True
    )
    followers: Mapped[list["FeedbackFollower"]] = relationship(
        back_populates="feedback", order_by="FeedbackFollower.id", cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def folded(self) -> str:
        """Return what a search of officers looks through."""
        parts = (self.code, self.code.replace("-", ""), self.sender_name, self.phone, self.place, self.words)
        return fold(" ".join(part for part in parts if part))

    @property
    def voice(self) -> "FeedbackFile | None":
        """Return the voice note, while it is kept."""
        return next((file for file in self.files if file.kind is FileKind.VOICE and file.removed_at is None), None)

    def photos(self, kind: "FileKind") -> list["FeedbackFile"]:
        return [file for file in self.files if file.kind is kind and file.removed_at is None]


class FileKind(StrEnum):
    PHOTO = "photo"  # of the sender
    VOICE = "voice"
    AFTER = "after"  # taken when the work was done


class FeedbackFile(Base):
    """A photograph or a voice note under a random name, and, where a person approved one, its public copy."""

    __tablename__ = "feedback_file"
    __table_args__ = (UniqueConstraint("feedback_id", "upload_key"), {"sqlite_strict": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    feedback_id: Mapped[int] = mapped_column(ForeignKey("feedback.id", ondelete="CASCADE"), index=True)
    kind: Mapped[FileKind] = mapped_column(enum_column(FileKind, "file_kind"))
    upload_key: Mapped[str]  # kind and sha256 of what came: sending the same again makes no second one
    device_id: Mapped[str | None] = mapped_column(unique=True)  # given by a tablet without a connection
    public_id: Mapped[str] = mapped_column(unique=True, default=new_token)  # names it in addresses
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    seconds: Mapped[float | None]  # of a voice note
    sha256_received: Mapped[str]
    sha256_kept: Mapped[str]
    storage_key: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))  # who took it in
    public_key: Mapped[str | None] = mapped_column(unique=True)  # the copy that everybody may see
    public_sha256: Mapped[str] = mapped_column(default="")
    blurred: Mapped[list[Any]] = mapped_column(default=list)  # [left, top, width, height] in fractions
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    removed_at: Mapped[datetime | None]  # a voice note, by schedule: the row tells that there was one
    feedback: Mapped[Feedback] = relationship(back_populates="files")

    @property
    def is_image(self) -> bool:
        return self.media_type.startswith("image/")


class FeedbackEvent(Base):
    """Append-only: who did what, when, and what the sender is told."""

    __tablename__ = "feedback_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    feedback_id: Mapped[int] = mapped_column(ForeignKey("feedback.id", ondelete="CASCADE"), index=True)
    step: Mapped[Step] = mapped_column(enum_column(Step, "step"))
    from_status: Mapped[Status | None] = mapped_column(enum_column(Status, "from_status"))
    to_status: Mapped[Status] = mapped_column(enum_column(Status, "to_status"))
    at: Mapped[datetime]
    actor: Mapped[Actor] = mapped_column(enum_column(Actor, "actor"))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    told: Mapped[str] = mapped_column(default="")  # what the sender reads
    note: Mapped[str] = mapped_column(default="")  # for officers only
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)  # ids and codes only
    feedback: Mapped[Feedback] = relationship(back_populates="events")
    officer: Mapped[Officer | None] = relationship(lazy="select")


ddl.protect(FeedbackEvent.__table__, erasable=("told", "note"))  # append-only: only its words may be erased


class FeedbackFollower(Base):
    """Somebody with the same matter: sees how it goes by a link, and may leave a telephone for the answer."""

    __tablename__ = "feedback_follower"

    id: Mapped[int] = mapped_column(primary_key=True)
    feedback_id: Mapped[int] = mapped_column(ForeignKey("feedback.id", ondelete="CASCADE"), index=True)
    start_key: Mapped[str] = mapped_column(unique=True)
    token: Mapped[str] = mapped_column(unique=True, default=new_token)
    phone: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    feedback: Mapped[Feedback] = relationship(back_populates="followers")
