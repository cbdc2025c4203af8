"""Short codes and the count of their scans."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cqtt.database import Base


class ScanCode(Base):
    """What a printed QR holds: a short code that stands for one thing of one kind."""

    __tablename__ = "scan_code"
    __table_args__ = (UniqueConstraint("kind", "target"), {"sqlite_strict": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    short: Mapped[str] = mapped_column(unique=True)  # upper case
    kind: Mapped[str]
    target: Mapped[str]
    created_at: Mapped[datetime]


class ScanCount(Base):
    """How often a code was opened on one day; nothing about who did."""

    __tablename__ = "scan_count"

    code_id: Mapped[int] = mapped_column(ForeignKey("scan_code.id", ondelete="CASCADE"), primary_key=True)
    on: Mapped[date] = mapped_column(primary_key=True)
    count: Mapped[int]
