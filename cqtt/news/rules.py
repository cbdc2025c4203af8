"""When an announcement is shown. Plain Python: moments come in, a word comes out."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LONGEST_PIN = timedelta(days=30)  # an urgent notice that stands for ever is read by nobody


class NewsState(StrEnum):
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SHOWN = "shown"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Span:
    """From when until when an announcement is shown, and whether it was taken down."""

    publish_at: datetime | None
    expires_at: datetime | None
    withdrawn_at: datetime | None

    def state(self, at: datetime) -> NewsState:
        """Return what it is at this moment; on the minute it begins it is shown, on the minute it ends no more."""
        if self.withdrawn_at is not None:
            return NewsState.WITHDRAWN
        if self.publish_at is None:
            return NewsState.DRAFT
        if at < self.publish_at:
            return NewsState.SCHEDULED
        return NewsState.EXPIRED if self.expires_at and at >= self.expires_at else NewsState.SHOWN
