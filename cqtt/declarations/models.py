"""The commune's own .docx templates of declarations."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cqtt.database import Base
from cqtt.procedures.models import Procedure


class DeclarationTemplate(Base):
    """A template of a procedure's declaration (tờ khai); the newest active one is used."""

    __tablename__ = "declaration_template"

    id: Mapped[int] = mapped_column(primary_key=True)
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id", ondelete="RESTRICT"), index=True)
    name: Mapped[str]  # of the file as it was uploaded
    storage_key: Mapped[str] = mapped_column(unique=True)
    sha256: Mapped[str]
    size: Mapped[int]
    placeholders: Mapped[list[Any]]  # the names it uses
    created_at: Mapped[datetime]
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    is_active: Mapped[bool] = mapped_column(default=True)
    procedure: Mapped[Procedure] = relationship(lazy="select")
