"""What is broken, where and since when, and who said so."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cqtt.commune.models import Officer
from cqtt.database import Base, enum_column
from cqtt.equipment.rules import THING_NAMES, Thing
from cqtt.i18n import _

IS_OPEN = text("mended_at IS NULL")


class EquipmentFault(Base):
    """One broken thing from the first report until it is mended. The same thing at the same place is open once."""

    __tablename__ = "equipment_fault"
    __table_args__ = (
        CheckConstraint("(mended_at is null) = (mended_by_id is null)", name="mended_by_somebody"),
        Index(
            "ix_equipment_fault_open",
            "thing",
            "key",
            unique=True,
            sqlite_where=IS_OPEN,
            postgresql_where=IS_OPEN,
        ),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    thing: Mapped[Thing] = mapped_column(enum_column(Thing, "thing"))
    place: Mapped[str]
    key: Mapped[str]  # rules.key_of
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))  # none: a machine
    times: Mapped[int] = mapped_column(default=0)  # it was reported
    last_at: Mapped[datetime]
    mended_at: Mapped[datetime | None] = mapped_column(index=True)
    mended_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    what_was_done: Mapped[str] = mapped_column(default="")
    opened_by: Mapped[Officer | None] = relationship(foreign_keys=[opened_by_id], lazy="select")
    mended_by: Mapped[Officer | None] = relationship(foreign_keys=[mended_by_id], lazy="select")

    @property
    def name(self) -> str:
        """Return "Máy in – Quầy 2"."""
        return _("%(thing)s – %(place)s", thing=THING_NAMES[self.thing], place=self.place)


class EquipmentReport(Base):
    """One report of a fault, by an officer or by the machine itself."""

    __tablename__ = "equipment_report"

    id: Mapped[int] = mapped_column(primary_key=True)
    fault_id: Mapped[int] = mapped_column(ForeignKey("equipment_fault.id", ondelete="CASCADE"), index=True)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"), index=True)
    words: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
