"""The unit's announcements."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cqtt.database import Base


class Announcement(Base):
    """Tin, thông báo: a news item; without `publish_at` a draft, after `expires_at` no longer shown."""

    __tablename__ = "announcement"

    id: Mapped[int] = mapped_column(primary_key=True)
    start_key: Mapped[str | None] = mapped_column(unique=True)  # one-time key of the form: a double tap makes one
    title: Mapped[str]
    body: Mapped[str]  # Markdown
    is_urgent: Mapped[bool] = mapped_column(default=False)  # pinned on every page while it is shown
    publish_at: Mapped[datetime | None] = mapped_column(index=True)
    expires_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    updated_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    revision: Mapped[int] = mapped_column(default=1)
