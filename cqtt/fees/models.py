"""The receiving account, the fees two administrators confirmed, and payments. Amounts are whole đồng."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Select, UniqueConstraint, func, select, text
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from cqtt.commune.models import Officer
from cqtt.database import Base, enum_column
from cqtt.extensions import db


class FeeAccount(Base):
    """An account that fees are paid into. Used for a QR only once a second administrator has confirmed it."""

    __tablename__ = "fee_account"
    __table_args__ = (CheckConstraint("confirmed_by_id <> proposed_by_id", name="two_people"), {"sqlite_strict": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    bank_bin: Mapped[str]  # six digits
    bank_name: Mapped[str]
    number: Mapped[str]
    holder: Mapped[str]
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    proposed_at: Mapped[datetime]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    confirmed_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]
    proposed_by: Mapped[Officer] = relationship(foreign_keys=[proposed_by_id])
    confirmed_by: Mapped[Officer | None] = relationship(foreign_keys=[confirmed_by_id])


class FeeConfirmation(Base):
    """The amount of one version's fee, proposed by one administrator and confirmed by another."""

    __tablename__ = "fee_confirmation"
    __table_args__ = (
        CheckConstraint("confirmed_by_id <> proposed_by_id", name="two_people"),
        Index(
            "ix_fee_confirmation_live",
            "version_id",
            unique=True,
            sqlite_where=text("retired_at IS NULL"),
            postgresql_where=text("retired_at IS NULL"),
        ),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("procedure_version.id", ondelete="RESTRICT"), index=True)
    amount_vnd: Mapped[int] = mapped_column(BigInteger)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    proposed_at: Mapped[datetime]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    confirmed_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]
    proposed_by: Mapped[Officer] = relationship(foreign_keys=[proposed_by_id])
    confirmed_by: Mapped[Officer | None] = relationship(foreign_keys=[confirmed_by_id])


class PaymentWay(StrEnum):
    CASH = "cash"
    TRANSFER = "transfer"


class Payment(Base):
    """Money that an officer saw come in for a dossier, with the number of its receipt."""

    __tablename__ = "payment"
    __table_args__ = (
        UniqueConstraint("receipt_year", "receipt_number"),
        CheckConstraint("amount_vnd > 0", name="some_money"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id", ondelete="RESTRICT"), index=True)
    amount_vnd: Mapped[int] = mapped_column(BigInteger)
    way: Mapped[PaymentWay] = mapped_column(enum_column(PaymentWay, "way"))
    paid_on: Mapped[date] = mapped_column(index=True)
    recorded_at: Mapped[datetime]
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    receipt_year: Mapped[int]
    receipt_number: Mapped[int]  # gapless in its year
    statement_line: Mapped[str | None] = mapped_column(unique=True)  # digest: one line of a statement counts once
    note: Mapped[str] = mapped_column(default="")
    cancelled_at: Mapped[datetime | None]
    cancelled_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    cancel_reason: Mapped[str] = mapped_column(default="")
    officer: Mapped[Officer] = relationship(foreign_keys=[officer_id])
    cancelled_by: Mapped[Officer | None] = relationship(foreign_keys=[cancelled_by_id])

    @property
    def receipt(self) -> str:
        """Return the number as receipts and lists say it: 12/2026."""
        return f"{self.receipt_number:02}/{self.receipt_year}"

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None


def accounts_shown() -> list[FeeAccount]:
    """Return the account in use and what is proposed instead, the newest first."""
    wanted = (
        select(FeeAccount)
        .where(FeeAccount.retired_at.is_(None))
        .options(
            joinedload(FeeAccount.proposed_by).lazyload(Officer.roles),
            joinedload(FeeAccount.confirmed_by).lazyload(Officer.roles),
        )
        .order_by(FeeAccount.id.desc())
    )
    return list(db.session.scalars(wanted))


def account_in_use() -> FeeAccount | None:
    """Return the account that two people confirmed and nobody has retired."""
    wanted = select(FeeAccount).where(FeeAccount.confirmed_at.is_not(None), FeeAccount.retired_at.is_(None))
    return db.session.scalar(wanted.order_by(FeeAccount.confirmed_at.desc(), FeeAccount.id.desc()).limit(1))


def confirmed_fee(version_id: int) -> int | None:
    """Return the fee of a version as two people confirmed it."""
    return db.session.scalar(
        select(FeeConfirmation.amount_vnd).where(
            FeeConfirmation.version_id == version_id,
            FeeConfirmation.confirmed_at.is_not(None),
            FeeConfirmation.retired_at.is_(None),
        )
    )


def live_confirmations() -> Select[FeeConfirmation]:
    """Select what is proposed or confirmed now; at most one for a version."""
    return select(FeeConfirmation).where(FeeConfirmation.retired_at.is_(None))


def payments_of(dossier_id: int) -> list[Payment]:
    """Return all payments of a dossier in the order of their receipts, cancelled ones too."""
    return list(db.session.scalars(select(Payment).where(Payment.dossier_id == dossier_id).order_by(Payment.id)))


def received(dossier_id: int) -> int:
    """Return how much has come in for a dossier, cancelled payments left out."""
    taken = select(func.coalesce(func.sum(Payment.amount_vnd), 0))
    return int(db.session.scalars(taken.where(Payment.dossier_id == dossier_id, Payment.cancelled_at.is_(None))).one())
