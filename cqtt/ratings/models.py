"""Invitations to rate, the votes, and what a leader does about a low one.

Who said what is read by nobody but a leader, through a follow-up: every other page counts (reading.py).
"""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cqtt.commune.models import Officer
from cqtt.database import Base, enum_column
from cqtt.dossiers.models import Dossier
from cqtt.feedback.models import Feedback
from cqtt.ratings.rules import Source, Way


def new_token() -> str:
    """Return a fresh secret of 128 random bits, as it stands in a link."""
    return secrets.token_urlsafe(16)


class RatingInvite(Base):
    """One vote that somebody may give: about one dossier, or one answer to feedback. Used once."""

    __tablename__ = "rating_invite"
    __table_args__ = (
        CheckConstraint("(dossier_id is null) <> (feedback_id is null)", name="about_one_thing"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True, default=new_token)
    source: Mapped[Source] = mapped_column(enum_column(Source, "source"))
    dossier_id: Mapped[int | None] = mapped_column(ForeignKey("dossier.id", ondelete="CASCADE"), unique=True)
    feedback_id: Mapped[int | None] = mapped_column(ForeignKey("feedback.id", ondelete="CASCADE"), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    announced_at: Mapped[datetime | None]  # when the message with the link was written
    used_at: Mapped[datetime | None]  # claimed by one conditional UPDATE: one vote each
    dossier: Mapped[Dossier | None] = relationship(lazy="select")
    feedback: Mapped[Feedback | None] = relationship(lazy="select")


class Rating(Base):
    """One vote. What it is about is kept for a leader's follow-up and against a second vote, never for a list."""

    __tablename__ = "rating"
    __table_args__ = (
        CheckConstraint("mark between 1 and 5", name="one_of_five"),
        CheckConstraint("(source in ('dossier', 'answer')) = (invite_id is not null)", name="bound_by_invite"),
        Index("ix_rating_source_at", "source", "at"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[Source] = mapped_column(enum_column(Source, "source"))
    way: Mapped[Way] = mapped_column(enum_column(Way, "way"))
    invite_id: Mapped[int | None] = mapped_column(ForeignKey("rating_invite.id", ondelete="RESTRICT"), unique=True)
    dossier_id: Mapped[int | None] = mapped_column(ForeignKey("dossier.id", ondelete="RESTRICT"), unique=True)
    feedback_id: Mapped[int | None] = mapped_column(ForeignKey("feedback.id", ondelete="RESTRICT"), unique=True)
    procedure_id: Mapped[int | None] = mapped_column(ForeignKey("procedure.id", ondelete="RESTRICT"), index=True)
    # Whoever handled it: for counts only.
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"), index=True)
    counter_id: Mapped[int | None] = mapped_column(ForeignKey("counter.id", ondelete="SET NULL"), index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("listening_session.id", ondelete="SET NULL"), index=True)
    mark: Mapped[int]
    reasons: Mapped[list[Any]] = mapped_column(default=list)  # codes of Factor
    words: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    changed_at: Mapped[datetime | None]
    change_key: Mapped[str] = mapped_column(unique=True, default=new_token)  # held by the browser that voted


class RatingFollowUp(Base):
    """What a leader does about a low mark, and until when. Only leaders read it."""

    __tablename__ = "rating_follow_up"
    __table_args__ = (
        CheckConstraint("(done_at is null) = (done_by_id is null)", name="done_by_somebody"),
        Index("ix_rating_follow_up_open", "done_at", "due_at"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    rating_id: Mapped[int] = mapped_column(ForeignKey("rating.id", ondelete="CASCADE"), unique=True)
    dossier_id: Mapped[int | None] = mapped_column(ForeignKey("dossier.id", ondelete="RESTRICT"), index=True)
    feedback_id: Mapped[int | None] = mapped_column(ForeignKey("feedback.id", ondelete="RESTRICT"), index=True)
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime]
    due_explanation: Mapped[str] = mapped_column(default="")
    revision: Mapped[int] = mapped_column(default=1)
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    what_was_done: Mapped[str] = mapped_column(default="")
    rating: Mapped[Rating] = relationship(lazy="joined")
    dossier: Mapped[Dossier | None] = relationship(lazy="select")
    feedback: Mapped[Feedback | None] = relationship(lazy="select")
    done_by: Mapped[Officer | None] = relationship(lazy="select")


class RatingSettings(Base):
    """What the unit decided about ratings: a single row, made when it is first needed."""

    __tablename__ = "rating_settings"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"), {"sqlite_strict": True})

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    follow_up_days: Mapped[int] = mapped_column(default=3)  # working days
    sends_invites: Mapped[bool] = mapped_column(default=True, server_default=true())
    revision: Mapped[int] = mapped_column(default=1)
