"""The leaders' roster and days of reception, the calls they owe, and the book of receiving citizens."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cqtt.commune.models import Officer
from cqtt.database import Base, enum_column


class DutyShift(Base):
    """Ca trực: the hours for which one leader answers on one day; one that ends before it starts ends next morning."""

    __tablename__ = "duty_shift"
    __table_args__ = (
        CheckConstraint("starts <> ends", name="some_time"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    start_key: Mapped[str | None] = mapped_column(unique=True)  # one-time key of the form; a copied shift has none
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id", ondelete="CASCADE"), index=True)
    on: Mapped[date] = mapped_column(index=True)
    starts: Mapped[str]  # "17:00", on Vietnam's clock
    ends: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    removed_at: Mapped[datetime | None]  # kept, so that it can be put back
    officer: Mapped[Officer] = relationship(foreign_keys=[officer_id])


class ReceptionTime(Base):
    """When a leader receives citizens: every week on a weekday, or on one date."""

    __tablename__ = "reception_time"
    __table_args__ = (
        CheckConstraint('(weekday is null) <> ("on" is null)', name="weekday_or_date"),
        CheckConstraint("weekday between 0 and 6", name="a_weekday"),
        CheckConstraint("starts < ends", name="in_order"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    start_key: Mapped[str] = mapped_column(unique=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id", ondelete="CASCADE"), index=True)
    weekday: Mapped[int | None]  # Monday is 0
    on: Mapped[date | None]
    starts: Mapped[str]
    ends: Mapped[str]
    place: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    removed_at: Mapped[datetime | None]  # kept, so that it can be put back
    officer: Mapped[Officer] = relationship(foreign_keys=[officer_id])


class CallState(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    UNREACHABLE = "unreachable"


class CallBack(Base):
    """Yêu cầu gọi lại: somebody could not reach a leader and is to be called until `due_at`."""

    __tablename__ = "call_back"
    __table_args__ = (
        CheckConstraint("tries >= 0", name="counted"),
        CheckConstraint("(state = 'waiting') = (handled_at is null)", name="ended_when_handled"),
        Index("ix_call_back_state", "state", "due_at"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    start_key: Mapped[str] = mapped_column(unique=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"), index=True)
    name: Mapped[str]
    phone: Mapped[str]
    about: Mapped[str]
    when_convenient: Mapped[str] = mapped_column(default="")
    privacy_version: Mapped[str]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    due_explanation: Mapped[str]
    state: Mapped[CallState] = mapped_column(enum_column(CallState, "state"), default=CallState.WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(default="")
    handled_at: Mapped[datetime | None]
    handled_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    escalated_at: Mapped[datetime | None]
    officer: Mapped[Officer] = relationship(foreign_keys=[officer_id])
    handled_by: Mapped[Officer | None] = relationship(foreign_keys=[handled_by_id])


class Track(StrEnum):
    """What the citizen came with; each goes another way by law."""

    COMPLAINT = "complaint"  # khiếu nại
    DENUNCIATION = "denunciation"  # tố cáo
    PETITION = "petition"  # kiến nghị
    REPORT = "report"  # phản ánh
    OTHER = "other"


class Handling(StrEnum):
    """What was done with it before the citizen left; ACCEPTED, RETURNED and REFERRED are columns of the law's book."""

    EXPLAINED = "explained"
    TOOK_PETITION = "took_petition"
    ACCEPTED = "accepted"  # thụ lý
    RETURNED = "returned"  # trả lại đơn và hướng dẫn
    REFERRED = "referred"
    APPOINTED = "appointed"


class ReceptionEntry(Base):
    """One line of sổ tiếp công dân, with what mẫu số 03 of Thông tư 04/2021/TT-TTCP asks for.

    Numbered in its book without a gap; about an officer: in a sealed book of its own. One that leaves the ordinary
    book for the sealed one, or was written by mistake, stands as a struck line ("mục hủy") under its old number; why
    it was struck is told nowhere. Ask `reception_book.readable_entries` for entries, never this table.
    """

    __tablename__ = "reception_entry"
    __table_args__ = (
        UniqueConstraint("year", "sealed", "number"),
        CheckConstraint("people >= 1", name="somebody_came"),
        CheckConstraint("sealed = (about_officer_id is not null)", name="sealed_when_about_somebody"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    start_key: Mapped[str] = mapped_column(unique=True)
    year: Mapped[int]
    number: Mapped[int]
    sealed: Mapped[bool] = mapped_column(default=False, server_default=false())
    received_on: Mapped[date] = mapped_column(index=True)
    name: Mapped[str]
    name_fold: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
    identity: Mapped[str] = mapped_column(default="")  # kind and number of the paper that says who it is
    phone: Mapped[str] = mapped_column(default="")
    people: Mapped[int] = mapped_column(default=1)
    track: Mapped[Track] = mapped_column(enum_column(Track, "track"))
    matter: Mapped[str]
    papers: Mapped[str] = mapped_column(default="")  # what was handed over
    settled_by: Mapped[str] = mapped_column(default="")  # which body has decided it already
    handling: Mapped[Handling] = mapped_column(enum_column(Handling, "handling"))
    handling_note: Mapped[str] = mapped_column(default="")  # which body is competent, when they are to come again
    result: Mapped[str] = mapped_column(default="")
    about_officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"), index=True)
    written_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"), index=True)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    updated_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    revision: Mapped[int] = mapped_column(default=1)
    struck_at: Mapped[datetime | None]  # what it said is shown to nobody any more
    about_officer: Mapped[Officer | None] = relationship(foreign_keys=[about_officer_id])
    written_by: Mapped[Officer] = relationship(foreign_keys=[written_by_id])
    hosts: Mapped[list["ReceptionHost"]] = relationship(cascade="all, delete-orphan")


class ReceptionHost(Base):
    """A leader who received the citizen of an entry."""

    __tablename__ = "reception_host"

    entry_id: Mapped[int] = mapped_column(ForeignKey("reception_entry.id", ondelete="CASCADE"), primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"), primary_key=True, index=True)
    officer: Mapped[Officer] = relationship()
