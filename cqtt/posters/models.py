"""What was printed and hangs somewhere, and print jobs that take longer than a page may."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cqtt.database import Base, enum_column


class PosterPrint(Base):
    """One printing of a procedure's poster: which version it shows, and for which place it was made."""

    __tablename__ = "poster_print"

    id: Mapped[int] = mapped_column(primary_key=True)
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id", ondelete="RESTRICT"), index=True)
    version_number: Mapped[int]
    place_id: Mapped[int] = mapped_column(default=0)  # 0: for no place in particular
    size: Mapped[str]
    printed_at: Mapped[datetime]
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class PosterJob(Base):
    """An order for many posters in one PDF: what was chosen, how far it is, where the file lies."""

    __tablename__ = "poster_job"

    id: Mapped[int] = mapped_column(primary_key=True)
    start_key: Mapped[str] = mapped_column(unique=True)  # one-time key of the form: a double tap makes one job
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"), index=True)
    order: Mapped[dict[str, Any]]
    state: Mapped[JobState] = mapped_column(enum_column(JobState, "state"), default=JobState.WAITING)
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    storage_key: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(index=True)
    finished_at: Mapped[datetime | None]
