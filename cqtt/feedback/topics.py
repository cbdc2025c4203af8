"""What the unit decides about feedback: its topics, its limits, who reads reports of conduct, its standard answers."""

from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cqtt.database import Base, enum_column
from cqtt.extensions import db
from cqtt.i18n import _l


class Track(StrEnum):
    """Which rules a topic follows (Nghị định 20/2008/NĐ-CP for procedures; local matters are the unit's own)."""

    PROCEDURE = "procedure"
    LOCAL = "local"


TRACK_NAMES: dict[Track, Any] = {
    Track.LOCAL: _l("Việc tại địa phương"),
    Track.PROCEDURE: _l("Quy định, thủ tục hành chính"),
}


class FeedbackTopic(Base):
    """What it is about: road, light, waste, noise, papers …; says who looks after it and how long it may take."""

    __tablename__ = "feedback_topic"

    id: Mapped[int] = mapped_column(primary_key=True)
    start_key: Mapped[str | None] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    track: Mapped[Track] = mapped_column(enum_column(Track, "track"))
    answer_days: Mapped[int]  # working days
    is_urgent: Mapped[bool] = mapped_column(default=False)
    department: Mapped[str] = mapped_column(default="")  # whom it is offered to first
    position: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)
    revision: Mapped[int] = mapped_column(default=1)


class FeedbackSettings(Base):
    """Who reads reports of conduct, and the unit's own limits: a single row."""

    __tablename__ = "feedback_settings"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"), {"sqlite_strict": True})

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    chairman_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    # Reads reports about the chairman and about administrators.
    other_recipient_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    sort_days: Mapped[int] = mapped_column(default=5)  # working days until it is with whoever answers
    answer_days: Mapped[int] = mapped_column(default=15)  # working days, where the topic says nothing
    escalate_days: Mapped[int] = mapped_column(default=2)  # working days a late one stays with the leaders
    reopen_days: Mapped[int] = mapped_column(default=15)  # calendar days
    voice_keep_days: Mapped[int] = mapped_column(default=30)  # after it was typed and the matter is closed
    keep_years: Mapped[int] = mapped_column(default=5)
    revision: Mapped[int] = mapped_column(default=1)


class Occasion(StrEnum):
    """When a standard answer helps."""

    ANSWER = "answer"  # that it is done
    EXPLAINED = "explained"
    PLANNED = "planned"
    NOT_POSSIBLE = "not_possible"
    NOT_OURS = "not_ours"
    REJECT = "reject"
    NOTE = "note"


OCCASION_NAMES: dict[Occasion, Any] = {
    Occasion.ANSWER: _l("Trả lời: đã làm xong"),
    Occasion.EXPLAINED: _l("Trả lời: đã giải thích"),
    Occasion.PLANNED: _l("Trả lời: sẽ làm, có ngày hẹn"),
    Occasion.NOT_POSSIBLE: _l("Trả lời: chưa làm được"),
    Occasion.NOT_OURS: _l("Không thuộc thẩm quyền"),
    Occasion.REJECT: _l("Không giải quyết vì lý do khác"),
    Occasion.NOTE: _l("Ghi chú nội bộ"),
}


class StandardAnswer(Base):
    """A text offered where it fits, for all topics or for one."""

    __tablename__ = "standard_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    start_key: Mapped[str | None] = mapped_column(unique=True)
    occasion: Mapped[Occasion] = mapped_column(enum_column(Occasion, "occasion"), index=True)
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("feedback_topic.id", ondelete="CASCADE"))
    text: Mapped[str]
    competent_place: Mapped[str] = mapped_column(default="")  # of what is not ours: who is competent
    position: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)
    revision: Mapped[int] = mapped_column(default=1)
    topic: Mapped[FeedbackTopic | None] = relationship(lazy="joined")


def the_settings() -> FeedbackSettings:
    """Return the unit's settings for feedback; before anybody has saved any, those the law and custom suggest."""
    return db.session.get(FeedbackSettings, 1) or FeedbackSettings(
        id=1,
        sort_days=5,
        answer_days=15,
        escalate_days=2,
        reopen_days=15,
        voice_keep_days=30,
        keep_years=5,
        revision=0,
    )


def active_topics() -> list[FeedbackTopic]:
    """Return the topics that people may choose, in their order."""
    found = select(FeedbackTopic).where(FeedbackTopic.is_active)
    return list(db.session.scalars(found.order_by(FeedbackTopic.position, FeedbackTopic.id)))


def every_topic() -> list[FeedbackTopic]:
    """Return all topics, the hidden ones too, in their order."""
    return list(db.session.scalars(select(FeedbackTopic).order_by(FeedbackTopic.position, FeedbackTopic.id)))
