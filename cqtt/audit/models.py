"""The table of recorded acts, and the one row that knows its end."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from cqtt.audit.ddl import protect, when_created
from cqtt.audit.rules import GENESIS
from cqtt.database import Base


class AuditEntry(Base):
    """One act that has to be accounted for. Holds ids and codes only, never a name, a phone or a text."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_object", "object_kind", "object_id"),
        Index("ix_audit_entry_at", "at"),
        Index("ix_audit_entry_officer", "officer_id", "id"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)  # its place in the chain, given by chain.append: no gaps
    at: Mapped[datetime]
    action: Mapped[str]
    officer_id: Mapped[int | None]  # no foreign key: the entry outlives the officer's row
    object_kind: Mapped[str]
    object_id: Mapped[str]
    address: Mapped[str]
    details: Mapped[dict[str, Any]]
    actor: Mapped[str]  # an Actor
    previous: Mapped[str]  # the digest of the entry before
    digest: Mapped[str]  # its own, over all the rest


class RecordHead(Base):
    """How long the chain is and where it ends; locked while entries are added."""

    __tablename__ = "record_head"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"), {"sqlite_strict": True})

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    count: Mapped[int]
    digest: Mapped[str]


protect(AuditEntry.__table__)
when_created(RecordHead.__table__, f"insert into record_head (id, count, digest) values (1, 0, '{GENESIS}')")
