"""The catalogue's tables: procedures, their versions, fields and life events."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, or_, select, text
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
    portal_url: Mapped[str] = mapped_column(default="")
    replaced_by: Mapped[str] = mapped_column(default="")  # code of the successor
    synonyms: Mapped[list[Any]] = mapped_column(default=list)
    is_active: Mapped[bool] = mapped_column(default=True)
    versions: Mapped[list["ProcedureVersion"]] = relationship(
        back_populates="procedure", order_by="ProcedureVersion.number"
    )

    @property
    def address_code(self) -> str:
        """Return what stands in its address: the national code, or the slug where there is none."""
        return self.code or self.slug


class ProcedureVersion(Base):
    """What citizens read and dossiers were filed under; its content never changes once published."""

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
    note: Mapped[str] = mapped_column(default="")
    procedure: Mapped[Procedure] = relationship(back_populates="versions")


class ProcedureField(Base):
    """A field of work ("Hộ tịch"): how the law groups procedures."""

    __tablename__ = "procedure_field"

    slug: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    description: Mapped[str] = mapped_column(default="")
    icon: Mapped[str] = mapped_column(default="document")
    position: Mapped[int] = mapped_column(default=0)


class LifeEvent(Base):
    """ "Sinh con", "Kết hôn", "Nhà đất": groups procedures the way people think."""

    __tablename__ = "life_event"

    slug: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    description: Mapped[str] = mapped_column(default="")
    icon: Mapped[str] = mapped_column(default="people")
    position: Mapped[int] = mapped_column(default=0)
    procedures: Mapped[list[Any]] = mapped_column(default=list)  # slugs, in the order shown


class CatalogueStamp(Base):
    """A single number that grows with every change of the catalogue; caches compare it."""

    __tablename__ = "catalogue_stamp"

    id: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[int]
    as_of: Mapped[str] = mapped_column(default="")


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
