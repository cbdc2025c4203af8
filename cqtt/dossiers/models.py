"""Dossiers, their files and their events; and the queries on them."""

import secrets
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cqtt.audit import ddl
from cqtt.commune.models import Hamlet, Officer
from cqtt.database import Base, enum_column
from cqtt.dossiers.rules import Actor, Status, Step, Timeliness
from cqtt.procedures.content import FilingMode
from cqtt.procedures.models import Procedure, ProcedureVersion
from cqtt.text import fold


def new_token() -> str:
    """Return a fresh secret of 128 random bits, as it stands in a link."""
    return secrets.token_urlsafe(16)


class ApplicantKind(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"


class FilingChannel(StrEnum):
    """Where a dossier came in; typed by an officer unless online."""

    ONLINE = "online"
    DESK = "desk"
    HAMLET = "hamlet"


class Dossier(Base):
    """One request by one applicant under one version of a procedure."""

    __tablename__ = "dossier"
    __table_args__ = (
        Index("ix_dossier_queue", "status", "due_at"),
        Index("ix_dossier_officer", "officer_id", "status"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True, default=new_token)  # the secret link
    draft_key: Mapped[str] = mapped_column(unique=True)  # names a draft in addresses; opens nothing by itself
    start_key: Mapped[str] = mapped_column(unique=True)  # one-time key of the form that began it
    code: Mapped[str | None] = mapped_column(unique=True)
    national_code: Mapped[str | None] = mapped_column(unique=True)
    status: Mapped[Status] = mapped_column(enum_column(Status, "status"), default=Status.DRAFT)
    status_before: Mapped[Status | None] = mapped_column(enum_column(Status, "status_before"))  # where "back" leads
    filing_mode: Mapped[FilingMode] = mapped_column(enum_column(FilingMode, "filing_mode"))
    # Grows with every change: each UPDATE says which revision it saw, so one of two officers wins.
    revision: Mapped[int] = mapped_column()
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id", ondelete="RESTRICT"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("procedure_version.id", ondelete="RESTRICT"))

    applicant_kind: Mapped[ApplicantKind] = mapped_column(
        enum_column(ApplicantKind, "applicant_kind"), default=ApplicantKind.PERSON
    )
    applicant_name: Mapped[str] = mapped_column(default="")
    applicant_fold: Mapped[str] = mapped_column(default="", index=True)
    citizen_number: Mapped[str] = mapped_column(default="", index=True)
    birth_on: Mapped[date | None]
    sex: Mapped[str] = mapped_column(default="", server_default="")  # as on the card: Nam, Nữ
    # As the card says it, with districts that are no more.
    address_old: Mapped[str] = mapped_column(default="", server_default="")
    organisation_name: Mapped[str] = mapped_column(default="")
    organisation_number: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="", index=True)
    email: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    hamlet_id: Mapped[int | None] = mapped_column(ForeignKey("hamlet.id", ondelete="SET NULL"), index=True)
    on_behalf: Mapped[bool] = mapped_column(default=False)
    submitter_name: Mapped[str] = mapped_column(default="")
    submitter_phone: Mapped[str] = mapped_column(default="")
    relation: Mapped[str] = mapped_column(default="")
    tell_submitter: Mapped[bool] = mapped_column(default=False)  # who gets the messages
    channel: Mapped[FilingChannel] = mapped_column(
        enum_column(FilingChannel, "channel"), default=FilingChannel.ONLINE, server_default="online"
    )

    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    typed: Mapped[dict[str, Any]] = mapped_column(default=dict)  # of a draft: what stands in each page's boxes
    steps_done: Mapped[list[Any]] = mapped_column(default=list)
    papers_to_bring: Mapped[list[Any]] = mapped_column(default=list)  # requirement ids to be brought on paper
    # Papers taken in at the desk: requirement id → [originals, copies].
    papers_received: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    privacy_version: Mapped[str] = mapped_column(default="")
    consents: Mapped[dict[str, Any]] = mapped_column(default=dict)

    created_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None] = mapped_column(index=True)
    papers_checked_at: Mapped[datetime | None]  # pre_check: "Giấy tờ đã đủ"
    received_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    due_explanation: Mapped[str] = mapped_column(default="")
    # The one new date an apology gave: it stands beside the first, by which lateness is still judged.
    new_due_at: Mapped[datetime | None]
    limit_amount: Mapped[int | None]  # the limit the due date was computed from, for restarting the clock
    limit_unit: Mapped[str] = mapped_column(default="")
    resolved_at: Mapped[datetime | None]
    timeliness: Mapped[Timeliness | None] = mapped_column(enum_column(Timeliness, "timeliness"))
    ended_at: Mapped[datetime | None]
    result_text: Mapped[str] = mapped_column(default="")
    result_on_paper: Mapped[bool] = mapped_column(default=False, server_default=false())
    shelf: Mapped[str] = mapped_column(default="", server_default="")  # where the paper result lies
    collect_reminded_at: Mapped[datetime | None]
    fee_vnd: Mapped[int | None] = mapped_column(BigInteger)  # asked for at acceptance or later; None: nothing was
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    # Handed to a department: whoever begins there has it.
    department: Mapped[str] = mapped_column(default="", server_default="")

    __mapper_args__ = {"version_id_col": revision}

    procedure: Mapped[Procedure] = relationship(lazy="joined")
    version: Mapped[ProcedureVersion] = relationship(lazy="joined")
    hamlet: Mapped[Hamlet | None] = relationship(lazy="joined")
    officer: Mapped[Officer | None] = relationship(lazy="select")
    events: Mapped[list["DossierEvent"]] = relationship(
        back_populates="dossier", order_by="DossierEvent.id", cascade="all, delete", passive_deletes=True
    )
    attachments: Mapped[list["Attachment"]] = relationship(
        back_populates="dossier", order_by="Attachment.id", cascade="all, delete", passive_deletes=True
    )
    supplements: Mapped[list["SupplementRequest"]] = relationship(
        back_populates="dossier", order_by="SupplementRequest.id", cascade="all, delete", passive_deletes=True
    )
    papers: Mapped[list["IssuedPaper"]] = relationship(back_populates="dossier", order_by="IssuedPaper.id")

    @property
    def folded_names(self) -> str:
        """Return what a search for a person looks through."""
        names = (self.applicant_name, self.organisation_name, self.submitter_name)
        return fold(" ".join(name for name in names if name))

    @property
    def owner_name(self) -> str:
        """Return whose dossier it is: the organisation, else the person."""
        return self.organisation_name or self.applicant_name

    @property
    def new_date(self) -> datetime | None:
        """Return the date that an apology gave, while it lies behind the one that it stands beside."""
        given, first = self.new_due_at, self.due_at
        return given if given and (first is None or given > first) else None

    @property
    def entered_by(self) -> Officer | None:
        """Return the officer who typed it at the desk or in a hamlet; a citizen's own has none."""
        return self.events[0].officer if self.events else None

    @property
    def open_supplement(self) -> "SupplementRequest | None":
        return next((request for request in reversed(self.supplements) if request.answered_at is None), None)


class AttachmentKind(StrEnum):
    DOCUMENT = "document"
    SUPPLEMENT = "supplement"
    RESULT = "result"


class Attachment(Base):
    """One file under a random name, with the digest of what was received and of what is kept."""

    __tablename__ = "attachment"
    __table_args__ = (UniqueConstraint("dossier_id", "upload_key"), {"sqlite_strict": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id", ondelete="CASCADE"), index=True)
    kind: Mapped[AttachmentKind] = mapped_column(enum_column(AttachmentKind, "kind"))
    requirement_id: Mapped[str] = mapped_column(default="")
    supplement_id: Mapped[int | None] = mapped_column(ForeignKey("supplement_request.id", ondelete="SET NULL"))
    upload_key: Mapped[str]  # paper and sha256 of what came: sending the same again makes no second one
    public_id: Mapped[str] = mapped_column(unique=True, default=new_token)  # names it in addresses
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    pages: Mapped[int] = mapped_column(default=1)
    sha256_received: Mapped[str]
    sha256_kept: Mapped[str]
    storage_key: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    dossier: Mapped[Dossier] = relationship(back_populates="attachments")

    @property
    def is_image(self) -> bool:
        return self.media_type.startswith("image/")


class SupplementRequest(Base):
    """One request for everything that is missing, and when it was answered."""

    __tablename__ = "supplement_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id", ondelete="CASCADE"), index=True)
    requested_at: Mapped[datetime]
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    items: Mapped[list[Any]]  # what is missing, a line each
    reason: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="")
    reply_by: Mapped[datetime | None]  # where the procedure gives a window
    reminded_at: Mapped[datetime | None]
    closing_proposed_at: Mapped[datetime | None]  # the window has passed: form 05 waits for a leader
    dossier: Mapped[Dossier] = relationship(back_populates="supplements")


class DossierEvent(Base):
    """Append-only: who did what, when, and what the citizen is told."""

    __tablename__ = "dossier_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id", ondelete="CASCADE"), index=True)
    step: Mapped[Step] = mapped_column(enum_column(Step, "step"))
    from_status: Mapped[Status] = mapped_column(enum_column(Status, "from_status"))
    to_status: Mapped[Status] = mapped_column(enum_column(Status, "to_status"))
    at: Mapped[datetime]
    actor: Mapped[Actor] = mapped_column(enum_column(Actor, "actor"))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    told: Mapped[str] = mapped_column(default="")  # what the citizen reads
    note: Mapped[str] = mapped_column(default="")  # for officers only
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)  # ids and codes only
    dossier: Mapped[Dossier] = relationship(back_populates="events")
    officer: Mapped[Officer | None] = relationship(lazy="select")


ddl.protect(DossierEvent.__table__, erasable=("told", "note"))  # append-only: only its words may be erased


class PaperKind(StrEnum):
    """The numbered forms of Thông tư 03/2025/TT-VPCP that the office gives out."""

    RECEIPT = "receipt"  # 01
    SUPPLEMENT_REQUEST = "supplement_request"  # 02
    REFUSAL = "refusal"  # 03
    STOP = "stop"  # 05


class IssuedPaper(Base):
    """A numbered paper as it was given out. Printed again it says the same, marked as a copy."""

    __tablename__ = "issued_paper"
    __table_args__ = (UniqueConstraint("kind", "year", "number"), {"sqlite_strict": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id", ondelete="RESTRICT"), index=True)
    kind: Mapped[PaperKind] = mapped_column(enum_column(PaperKind, "paper_kind"))
    year: Mapped[int]
    number: Mapped[int]  # gapless in its kind and year
    issued_at: Mapped[datetime]
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    printed: Mapped[int] = mapped_column(default=0)  # how often officers printed it
    words: Mapped[dict[str, Any]]  # all that is printed, word for word
    dossier: Mapped[Dossier] = relationship(back_populates="papers")


class NamedForm(StrEnum):
    """The forms whose name the unit may change: the numbered ones, and two sheets without a number."""

    RECEIPT = PaperKind.RECEIPT.value
    SUPPLEMENT_REQUEST = PaperKind.SUPPLEMENT_REQUEST.value
    REFUSAL = PaperKind.REFUSAL.value
    STOP = PaperKind.STOP.value
    CONTROL_SLIP = "control_slip"  # 06
    REGISTER = "register"  # 07


class PaperName(Base):
    """What the unit calls a form, and the symbol behind its number if it has one, where it is not the usual."""

    __tablename__ = "paper_name"

    kind: Mapped[NamedForm] = mapped_column(enum_column(NamedForm, "named_form"), primary_key=True)
    title: Mapped[str]
    symbol: Mapped[str]


class CodeSequence(Base):
    """The last number given on one day under one prefix."""

    __tablename__ = "code_sequence"

    prefix: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[str] = mapped_column(primary_key=True)  # yymmdd
    last: Mapped[int]
