"""How many points each indicator has, where the unit decided otherwise than usual."""

from sqlalchemy import CheckConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from cqtt.database import Base, enum_column
from cqtt.evaluation.rules import USUAL_TENTHS, Indicator
from cqtt.extensions import db


class IndicatorWeight(Base):
    """The points of one indicator, in tenths; without a row it has the usual ones."""

    __tablename__ = "indicator_weight"
    __table_args__ = (CheckConstraint("tenths >= 0", name="no_debts"), {"sqlite_strict": True})

    indicator: Mapped[Indicator] = mapped_column(enum_column(Indicator, "indicator"), primary_key=True)
    tenths: Mapped[int]


def weights() -> dict[Indicator, int]:
    """Return the tenths of points of every indicator that has points."""
    rows = db.session.execute(select(IndicatorWeight.indicator, IndicatorWeight.tenths))
    return USUAL_TENTHS | {indicator: tenths for indicator, tenths in rows if indicator in USUAL_TENTHS}
