"""The table of recorded acts, and the queries on it."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from cqtt.database import Base


class AuditEntry(Base):
    """One act that has to be accounted for. Holds ids and codes only, never a name, a phone or a text."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_object", "object_kind", "object_id"), {"sqlite_strict": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    action: Mapped[str]
    officer_id: Mapped[int | None]  # no foreign key: the entry outlives the officer's row
    object_kind: Mapped[str]
    object_id: Mapped[str]
    address: Mapped[str]
    details: Mapped[dict[str, Any]]
