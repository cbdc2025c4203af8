"""The unit this installation serves, its hamlets, its people and their sign-ins, its calendar."""

import hashlib
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, false, select
from sqlalchemy.orm import Mapped, lazyload, mapped_column, relationship

from cqtt.commune.working_time import DayKind
from cqtt.database import Base, enum_column
from cqtt.extensions import db
from cqtt.roles import Role


class UnitKind(StrEnum):
    """The two kinds of unit at the lowest level since 1 July 2025 (and the special zone)."""

    XA = "xã"
    PHUONG = "phường"
    DAC_KHU = "đặc khu"


class Commune(Base):
    """The one unit: a single row. What is not known yet is empty, and shown as not yet published."""

    __tablename__ = "commune"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"), {"sqlite_strict": True})

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    name: Mapped[str]
    kind: Mapped[UnitKind] = mapped_column(enum_column(UnitKind, "kind"), default=UnitKind.XA)
    parent_name: Mapped[str] = mapped_column(default="")  # the province or city it belongs to
    superior_name: Mapped[str] = mapped_column(default="")  # the body above it, where people may turn to next
    address: Mapped[str] = mapped_column(default="")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    phone: Mapped[str] = mapped_column(default="")
    hotline: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    code_prefix: Mapped[str] = mapped_column(default="H00.00.00")
    hamlet_word: Mapped[str] = mapped_column(default="ấp")
    desk_word: Mapped[str] = mapped_column(default="Trung tâm Phục vụ hành chính công")
    hours: Mapped[dict[str, Any]] = mapped_column(default=dict)  # weekday 0-6 → [["07:30", "11:30"], …]
    # What is to be done on the same day and comes later than this is due on the next working day.
    cut_off: Mapped[str] = mapped_column(default="15:00", server_default="15:00")
    # Taken in on an open Saturday: counted from that day, instead of from the next opening.
    saturday_counts: Mapped[bool] = mapped_column(default=False, server_default=false())
    supplement_reminder_days: Mapped[int] = mapped_column(default=5, server_default="5")  # working days, no answer
    collect_reminder_days: Mapped[int] = mapped_column(default=7, server_default="7")  # days a result lies here
    default_filing_mode: Mapped[str] = mapped_column(default="pre_check")
    portal_url: Mapped[str] = mapped_column(default="https://dichvucong.gov.vn")
    is_sample: Mapped[bool] = mapped_column(default=False)
    revision: Mapped[int] = mapped_column(default=1)

    @property
    def full_name(self) -> str:
        return f"{self.kind.value.capitalize()} {self.name}"

    @property
    def name_in_text(self) -> str:
        """Return the name as it stands inside a sentence: xã An Phước."""
        return f"{self.kind.value} {self.name}"


class Hamlet(Base):
    """A part of the unit: ấp, khu phố, thôn …"""

    __tablename__ = "hamlet"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    position: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)


class Counter(Base):
    """A desk (quầy) of the hall and the fields of work it takes in."""

    __tablename__ = "counter"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    description: Mapped[str] = mapped_column(default="")
    fields: Mapped[list[Any]] = mapped_column(default=list)  # names of procedure fields
    position: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)
    revision: Mapped[int] = mapped_column(default=1, server_default="1")


class Holiday(Base):
    """A public holiday, a half day or a make-up working day (ngày làm bù), with the notice that says so."""

    __tablename__ = "holiday"

    on: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[DayKind] = mapped_column(enum_column(DayKind, "kind"))
    name: Mapped[str]
    source: Mapped[str] = mapped_column(default="")
    hours: Mapped[list[Any] | None]  # of a half day: [["07:30", "11:30"]]
    assumed: Mapped[bool] = mapped_column(default=False, server_default=false())  # no person has confirmed it yet


class Officer(Base):
    """A person who works for the unit; may be shown to the public, may sign in, may hold several roles."""

    __tablename__ = "officer"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_sort: Mapped[bytes]
    title: Mapped[str] = mapped_column(default="")
    department: Mapped[str] = mapped_column(default="")
    duty: Mapped[str] = mapped_column(default="")  # the field a leader looks after
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    reception_day: Mapped[str] = mapped_column(default="")
    has_zalo: Mapped[bool] = mapped_column(default=False, server_default=false())  # on the number above
    photo_key: Mapped[str | None]  # in the store of portraits
    photo_sha256: Mapped[str | None]
    is_leader: Mapped[bool] = mapped_column(default=False)
    is_public: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=100)
    is_active: Mapped[bool] = mapped_column(default=True)
    login: Mapped[str | None] = mapped_column(unique=True)
    password_hash: Mapped[str | None]
    must_change_password: Mapped[bool] = mapped_column(default=False)
    revision: Mapped[int] = mapped_column(default=1)
    roles: Mapped[list["OfficerRole"]] = relationship(lazy="selectin", cascade="all, delete-orphan")

    @property
    def name_and_title(self) -> str:
        """Return "Trần Thị Mẫu – Công chức": how a colleague is offered where one is chosen."""
        return f"{self.name} – {self.title}".rstrip(" –")

    @property
    def role_set(self) -> frozenset[Role]:
        return frozenset(entry.role for entry in self.roles)

    def has_role(self, *roles: Role) -> bool:
        return bool(self.role_set & set(roles))


class Absence(Base):
    """Days on which an officer is away and a deputy stands in: nothing is moved, so it comes back by itself."""

    __tablename__ = "absence"
    __table_args__ = (
        CheckConstraint("officer_id <> deputy_id", name="not_oneself"),
        CheckConstraint("from_on <= until_on", name="in_order"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id", ondelete="CASCADE"), index=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"), index=True)
    from_on: Mapped[date]
    until_on: Mapped[date]  # the last day away
    note: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    officer: Mapped[Officer] = relationship(foreign_keys=[officer_id])
    deputy: Mapped[Officer] = relationship(foreign_keys=[deputy_id])


class OfficerRole(Base):
    """One role of one officer."""

    __tablename__ = "officer_role"

    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[Role] = mapped_column(enum_column(Role, "role"), primary_key=True)


class StaffSession(Base):
    """One sign-in of one officer. Only the digest of its secret is kept; deleting the row ends it."""

    __tablename__ = "staff_session"

    token_digest: Mapped[str] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    officer: Mapped[Officer] = relationship(lazy="joined")


def token_digest(token: str) -> str:
    """Return what is stored of a session's secret."""
    return hashlib.sha256(token.encode()).hexdigest()


def the_commune() -> Commune:
    """Return the one unit; `cqtt init` or `cqtt demo` made it."""
    return db.session.get_one(Commune, 1)


def active_hamlets() -> list[Hamlet]:
    return list(db.session.scalars(select(Hamlet).where(Hamlet.is_active).order_by(Hamlet.position, Hamlet.id)))


def public_leaders() -> list[Officer]:
    """Return the leaders whose telephone the public may see, in the order of their office."""
    leaders = select(Officer).where(Officer.is_leader, Officer.is_public, Officer.is_active)
    plain = leaders.options(lazyload(Officer.roles))
    return list(db.session.scalars(plain.order_by(Officer.position, Officer.name_sort)))


def officers_with(*roles: Role) -> list[Officer]:
    """Return the active officers who hold one of the roles, by given name."""
    holding = select(OfficerRole.officer_id).where(OfficerRole.role.in_(roles))
    found = select(Officer).where(Officer.is_active, Officer.id.in_(holding)).order_by(Officer.name_sort)
    return list(db.session.scalars(found))
