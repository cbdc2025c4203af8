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


ANYWHERE = 0  # the place of a code that was not printed for one


class ScanPlace(Base):
    """Where printed codes hang (the hall, a hamlet's hall, a school): their scans are counted apart."""

    __tablename__ = "scan_place"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    position: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)


class ScanCount(Base):
    """How often a code was opened on one day, of the poster of one place; nothing about who did."""

    __tablename__ = "scan_count"

    code_id: Mapped[int] = mapped_column(ForeignKey("scan_code.id", ondelete="CASCADE"), primary_key=True)
    place_id: Mapped[int] = mapped_column(primary_key=True, default=ANYWHERE, server_default="0")
    on: Mapped[date] = mapped_column(primary_key=True)
    count: Mapped[int]
