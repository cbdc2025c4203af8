"""The catalogue's tables: procedures, their versions, fields and life events."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, false, or_, select, text
from sqlalchemy.orm import Mapped, contains_eager, mapped_column, relationship

from cqtt.database import Base, enum_column
from cqtt.extensions import db
from cqtt.procedures.content import FilingMode


class VersionStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class Procedure(Base):
    """One entry of the catalogue. Its words live in versions."""

    __tablename__ = "procedure"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    code: Mapped[str | None] = mapped_column(unique=True)
    filing_mode: Mapped[FilingMode] = mapped_column(enum_column(FilingMode, "filing_mode"))
    filing_reason: Mapped[str] = mapped_column(default="")
    filing_chosen: Mapped[bool] = mapped_column(default=False, server_default=false())  # by the unit: imports leave it
    department: Mapped[str] = mapped_column(default="", server_default="")  # of the unit, that handles it
    portal_url: Mapped[str] = mapped_column(default="")
    replaced_by: Mapped[str] = mapped_column(default="")  # code or slug of the successor
    synonyms: Mapped[list[Any]] = mapped_column(default=list)
    is_active: Mapped[bool] = mapped_column(default=True)
    revision: Mapped[int] = mapped_column(default=1, server_default="1")  # of what stands in this row
    start_key: Mapped[str | None] = mapped_column(unique=True)  # one-time key of the form that added it
    versions: Mapped[list["ProcedureVersion"]] = relationship(
        back_populates="procedure", order_by="ProcedureVersion.number"
    )

    @property
    def address_code(self) -> str:
        """Return what stands in its address: the national code, or the slug where there is none."""
        return self.code or self.slug


class ProcedureVersion(Base):
    """What citizens read and dossiers were filed under; its content never changes once published.

    A procedure has at most one draft (the next version, seen by administrators only) and one published version.
    """

    __tablename__ = "procedure_version"
    __table_args__ = (
        UniqueConstraint("procedure_id", "number"),
        Index(
            "ix_procedure_version_published",
            "procedure_id",
            unique=True,
            sqlite_where=text("status = 'published'"),
            postgresql_where=text("status = 'published'"),
        ),
        Index(
            "ix_procedure_version_draft",
            "procedure_id",
            unique=True,
            sqlite_where=text("status = 'draft'"),
            postgresql_where=text("status = 'draft'"),
        ),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id", ondelete="RESTRICT"), index=True)
    number: Mapped[int]
    status: Mapped[VersionStatus] = mapped_column(enum_column(VersionStatus, "status"))
    content: Mapped[dict[str, Any]]
    digest: Mapped[str]
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(default="")  # why it was published, in a line
    retired_note: Mapped[str] = mapped_column(default="", server_default="")  # why it was withdrawn, where it was
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    edited_at: Mapped[datetime | None]
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    publish_on: Mapped[date | None]  # a draft that is to be published at the beginning of this day
    based_on_id: Mapped[int | None] = mapped_column(ForeignKey("procedure_version.id", ondelete="RESTRICT"))
    # Of a draft: what its last change replaced, to be undone.
    last_change: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    procedure: Mapped[Procedure] = relationship(back_populates="versions")


class FileKind(StrEnum):
    FORM = "form"  # biểu mẫu: blank, to be filled in
    SAMPLE = "sample"  # a picture of one that is filled in


class ProcedureFile(Base):
    """A file that belongs to a procedure: versions name it by its id, so it is never changed and never deleted."""

    __tablename__ = "procedure_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id", ondelete="RESTRICT"), index=True)
    kind: Mapped[FileKind] = mapped_column(enum_column(FileKind, "kind"))
    name: Mapped[str]  # of the file as it was uploaded
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    storage_key: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))


class ProcedureField(Base):
    """A field of work ("Hộ tịch"): how the law groups procedures."""

    __tablename__ = "procedure_field"

    slug: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    description: Mapped[str] = mapped_column(default="")
    icon: Mapped[str] = mapped_column(default="document")
    position: Mapped[int] = mapped_column(default=0)
    revision: Mapped[int] = mapped_column(default=1, server_default="1")


class LifeEvent(Base):
    """ "Sinh con", "Kết hôn", "Nhà đất": groups procedures the way people think."""

    __tablename__ = "life_event"

    slug: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    description: Mapped[str] = mapped_column(default="")
    icon: Mapped[str] = mapped_column(default="people")
    position: Mapped[int] = mapped_column(default=0)
    procedures: Mapped[list[Any]] = mapped_column(default=list)  # slugs, in the order shown
    revision: Mapped[int] = mapped_column(default=1, server_default="1")


class SearchMiss(Base):
    """Words that a search found nothing for, and how often; nothing about who searched."""

    __tablename__ = "search_miss"

    folded: Mapped[str] = mapped_column(primary_key=True)
    words: Mapped[str]  # as they were typed last
    count: Mapped[int]
    first_on: Mapped[date]
    last_on: Mapped[date] = mapped_column(index=True)
    settled: Mapped[bool] = mapped_column(default=False)  # looked at: became a synonym, or is not ours


class CatalogueStamp(Base):
    """A number that grows with every change of the catalogue, and one for the news; caches compare them."""

    __tablename__ = "catalogue_stamp"

    id: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[int]
    as_of: Mapped[str] = mapped_column(default="")
    news: Mapped[int] = mapped_column(default=0, server_default="0")  # beside the other: read in the same query


def published_version(code: str) -> ProcedureVersion | None:
    """Return what citizens read now of the procedure with this code or slug."""
    return db.session.scalar(
        select(ProcedureVersion)
        .join(ProcedureVersion.procedure)
        .options(contains_eager(ProcedureVersion.procedure))
        .where(
            or_(Procedure.code == code, Procedure.slug == code),
            Procedure.is_active,
            ProcedureVersion.status == VersionStatus.PUBLISHED,
        )
    )
