"""Standard texts, for all procedures or for one."""

from enum import StrEnum

from sqlalchemy import ForeignKey, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cqtt.database import Base, enum_column
from cqtt.extensions import db
from cqtt.procedures.models import Procedure


class Occasion(StrEnum):
    """What an officer is writing when a standard text helps."""

    MISSING = "missing"  # one thing to be added or mended, a line of the supplement list
    SUPPLEMENT_REASON = "supplement_reason"
    REFUSAL = "refusal"
    STOP = "stop"
    WITHDRAWAL = "withdrawal"
    PAYMENT = "payment"
    RESULT = "result"
    NOTE = "note"


class StandardText(Base):
    """One sentence, offered where it fits."""

    __tablename__ = "standard_text"

    id: Mapped[int] = mapped_column(primary_key=True)
    occasion: Mapped[Occasion] = mapped_column(enum_column(Occasion, "occasion"), index=True)
    procedure_id: Mapped[int | None] = mapped_column(ForeignKey("procedure.id", ondelete="CASCADE"))  # None: all
    text: Mapped[str]
    legal_ground: Mapped[str] = mapped_column(default="")
    competent_place: Mapped[str] = mapped_column(default="")  # of a refusal: where to go instead
    position: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)
    revision: Mapped[int] = mapped_column(default=1)
    procedure: Mapped[Procedure | None] = relationship(lazy="select")


def texts_for(occasion: Occasion, procedure_id: int) -> list[StandardText]:
    """Return what may be offered for a procedure: its own first, then those for all; one query."""
    fitting = or_(StandardText.procedure_id == procedure_id, StandardText.procedure_id.is_(None))
    found = select(StandardText).where(StandardText.occasion == occasion, StandardText.is_active, fitting)
    ordered = found.order_by(StandardText.procedure_id.is_(None), StandardText.position, StandardText.id)
    return list(db.session.scalars(ordered))


def beside(text: StandardText) -> list[StandardText]:
    """Return the texts that stand in one list with this one, itself included, in their order."""
    same = select(StandardText).where(
        StandardText.occasion == text.occasion, StandardText.procedure_id.is_not_distinct_from(text.procedure_id)
    )
    return list(db.session.scalars(same.order_by(StandardText.position, StandardText.id)))
