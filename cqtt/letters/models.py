"""Letters, what happened to them, their texts, and which procedures cause one."""

import secrets
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cqtt.audit import ddl
from cqtt.commune.models import Officer
from cqtt.database import Base, enum_column
from cqtt.dossiers.models import Dossier
from cqtt.letters.rules import KIND_OF, Kind, Occasion, Status, Step, Way
from cqtt.procedures.models import Procedure


def new_token() -> str:
    """Return a fresh secret of 128 random bits, as it stands in a link."""
    return secrets.token_urlsafe(16)


class LetterTemplate(Base):
    """The words of one occasion in one language: a version is never changed, a newer one takes its place."""

    __tablename__ = "letter_template"
    __table_args__ = (UniqueConstraint("occasion", "language", "version"), {"sqlite_strict": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    occasion: Mapped[Occasion] = mapped_column(enum_column(Occasion, "occasion"))
    language: Mapped[str]  # vi, en
    version: Mapped[int]
    subject: Mapped[str]
    body: Mapped[str]  # paragraphs apart by an empty line, places in braces: {ho_ten}
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    retired_at: Mapped[datetime | None]  # a newer version holds since then


class LetterTrigger(Base):
    """A procedure whose result causes a letter, and which answers of its form name the people in it."""

    __tablename__ = "letter_trigger"

    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id", ondelete="CASCADE"), primary_key=True)
    occasion: Mapped[Occasion] = mapped_column(enum_column(Occasion, "occasion"))
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)  # place → id of the question, or several
    is_on: Mapped[bool] = mapped_column(default=True)
    revision: Mapped[int] = mapped_column(default=1, server_default="1")
    procedure: Mapped[Procedure] = relationship(lazy="joined")


class LetterBatch(Base):
    """Letters that one list made: what was read from a workbook, or chosen together."""

    __tablename__ = "letter_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    start_key: Mapped[str] = mapped_column(unique=True)  # one-time key of the form
    name: Mapped[str]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))


class Letter(Base):
    """One letter to one reader. Its cause is unique: one event makes at most one, however often a job runs."""

    __tablename__ = "letter"
    __table_args__ = (
        Index("ix_letter_status", "status", "occasion"),
        Index("ix_letter_register", "book", "year", "number", unique=True),
        Index("ix_letter_rating_id", "rating_id", unique=True),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True, default=new_token)  # the secret link
    cause: Mapped[str] = mapped_column(unique=True)
    occasion: Mapped[Occasion] = mapped_column(enum_column(Occasion, "occasion"))
    status: Mapped[Status] = mapped_column(enum_column(Status, "status"), default=Status.DRAFT)
    language: Mapped[str] = mapped_column(default="vi")
    dossier_id: Mapped[int | None] = mapped_column(ForeignKey("dossier.id", ondelete="SET NULL"), index=True)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("letter_batch.id", ondelete="SET NULL"), index=True)
    # The low mark it says sorry for: whoever may not read that one, does not read this.
    rating_id: Mapped[int | None] = mapped_column(ForeignKey("rating.id", ondelete="RESTRICT"))
    salutation: Mapped[str]  # Ông, Bà, Ông và Bà, Gia đình ông: the signer may change it
    to_name: Mapped[str]
    to_fold: Mapped[str] = mapped_column(default="")
    to_address: Mapped[str] = mapped_column(default="")
    to_phone: Mapped[str] = mapped_column(default="")
    to_email: Mapped[str] = mapped_column(default="")
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)  # placeholder → what it stands for
    template_id: Mapped[int] = mapped_column(ForeignKey("letter_template.id", ondelete="RESTRICT"))
    subject: Mapped[str]
    body: Mapped[str]
    is_edited: Mapped[bool] = mapped_column(default=False)  # by hand: no longer written anew from its template
    reason: Mapped[str] = mapped_column(default="")  # of an apology, by whoever handles the dossier
    due_at: Mapped[datetime | None]  # the date that could not be kept
    new_due_at: Mapped[datetime | None]
    again_because: Mapped[str] = mapped_column(default="")  # a leader's reason for a second new date
    created_at: Mapped[datetime] = mapped_column(index=True)
    approved_at: Mapped[datetime | None]
    signer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    signer_title: Mapped[str] = mapped_column(default="")  # as it was on that day
    book: Mapped[str | None]
    year: Mapped[int | None]
    number: Mapped[int | None]
    way: Mapped[Way | None] = mapped_column(enum_column(Way, "way"))
    sent_at: Mapped[datetime | None] = mapped_column(index=True)
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    returned_at: Mapped[datetime | None]
    returned_why: Mapped[str] = mapped_column(default="")
    revision: Mapped[int] = mapped_column(default=1)
    dossier: Mapped[Dossier | None] = relationship(lazy="select")
    template: Mapped[LetterTemplate] = relationship(lazy="select")
    signer: Mapped[Officer | None] = relationship(foreign_keys=[signer_id], lazy="select")
    batch: Mapped[LetterBatch | None] = relationship(lazy="select")
    events: Mapped[list["LetterEvent"]] = relationship(
        back_populates="letter", order_by="LetterEvent.id", cascade="all, delete", passive_deletes=True
    )

    @property
    def kind(self) -> Kind:
        return KIND_OF[self.occasion]


class LetterEvent(Base):
    """Append-only: who did what to a letter."""

    __tablename__ = "letter_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letter.id", ondelete="CASCADE"), index=True)
    step: Mapped[Step] = mapped_column(enum_column(Step, "step"))
    at: Mapped[datetime]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    note: Mapped[str] = mapped_column(default="")
    letter: Mapped[Letter] = relationship(back_populates="events")
    officer: Mapped[Officer | None] = relationship(lazy="joined")


ddl.protect(LetterEvent.__table__, erasable=("note",))


class Paper(StrEnum):
    """What is printed of many letters at once."""

    LETTERS = "letters"
    ENVELOPES = "envelopes"
    LABELS = "labels"


class PrintStatus(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class LetterPrint(Base):
    """One order of papers for many letters, made by the worker, with how far it has come."""

    __tablename__ = "letter_print"

    id: Mapped[int] = mapped_column(primary_key=True)
    start_key: Mapped[str] = mapped_column(unique=True)
    paper: Mapped[Paper] = mapped_column(enum_column(Paper, "paper"))
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)  # size of envelope, first label of the sheet
    letter_ids: Mapped[list[Any]]
    status: Mapped[PrintStatus] = mapped_column(enum_column(PrintStatus, "status"), default=PrintStatus.WAITING)
    done: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(default="")
    storage_key: Mapped[str | None] = mapped_column(unique=True)
    sha256: Mapped[str] = mapped_column(default="")
    leased_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
