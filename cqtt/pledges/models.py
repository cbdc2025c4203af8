"""The signings of the pledge, and where the scanned sheets lie."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cqtt.audit import ddl
from cqtt.commune.models import Officer
from cqtt.database import Base, enum_column


class SigningWay(StrEnum):
    """How a pledge was signed."""

    SCREEN = "screen"  # by the officer, who confirmed it with the own password
    SHEET = "sheet"  # by hand, on a sheet of which a scan is kept


class Pledge(Base):
    """One signing of the pledge by one officer. A renewal is another row; the database lets nothing be rewritten."""

    __tablename__ = "pledge"
    __table_args__ = (
        Index("ix_pledge_officer", "officer_id", "expires_on"),
        CheckConstraint("expires_on > signed_on", name="in_order"),
        CheckConstraint("(way = 'sheet') = (storage_key IS NOT NULL)", name="sheet_is_kept"),
        CheckConstraint("(taken_back_at IS NULL) = (taken_back_by_id IS NULL)", name="taken_back_by_somebody"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    start_key: Mapped[str] = mapped_column(unique=True)  # one-time key of the form: a double tap signs once
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    wording: Mapped[str]  # the version of the words that were signed
    way: Mapped[SigningWay] = mapped_column(enum_column(SigningWay, "way"))
    signed_on: Mapped[date]  # today, or the day written on the sheet
    expires_on: Mapped[date]  # the last day it holds
    recorded_at: Mapped[datetime]  # on the screen: the moment of signing
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    storage_key: Mapped[str | None] = mapped_column(unique=True)
    file_name: Mapped[str] = mapped_column(default="")
    media_type: Mapped[str] = mapped_column(default="")
    sha256_received: Mapped[str] = mapped_column(default="")
    sha256_kept: Mapped[str] = mapped_column(default="")
    taken_back_at: Mapped[datetime | None]  # recorded by mistake: it counts no more, and stays in the history
    taken_back_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    taken_back_reason: Mapped[str] = mapped_column(default="")
    officer: Mapped[Officer] = relationship(foreign_keys=[officer_id])
    recorded_by: Mapped[Officer] = relationship(foreign_keys=[recorded_by_id])
    taken_back_by: Mapped[Officer | None] = relationship(foreign_keys=[taken_back_by_id])


# Append-only: what was signed stays as it was; that it was recorded by mistake is added to it.
ddl.protect(Pledge.__table__, erasable=("taken_back_at", "taken_back_by_id", "taken_back_reason"))
