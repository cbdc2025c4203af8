"""What the worker found about the links of procedures."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from cqtt.database import Base


class LinkCheck(Base):
    """The last look at an address that procedures link to: since when it has not answered, if it does not."""

    __tablename__ = "link_check"

    address: Mapped[str] = mapped_column(primary_key=True)
    checked_at: Mapped[datetime]
    failed_since: Mapped[datetime | None]
    status: Mapped[int | None]  # what was answered; None: nothing at all; 0: a new look is asked for
