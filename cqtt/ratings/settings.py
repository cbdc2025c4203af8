"""What the unit decided about ratings. Nothing here commits."""

from cqtt.audit.actions import record
from cqtt.commune.actions import claim_revision
from cqtt.extensions import db
from cqtt.ratings.models import RatingSettings

KIND = "rating_settings"


def the_settings() -> RatingSettings:
    """Return the unit's settings; before anybody has saved any, the usual ones."""
    return db.session.get(RatingSettings, 1) or RatingSettings(id=1, follow_up_days=3, sends_invites=True, revision=0)


def save(revision: int, follow_up_days: int, sends_invites: bool) -> None:
    """Store what an administrator decided, unless somebody else did meanwhile: ChangedMeanwhile."""
    stored = db.session.get(RatingSettings, 1)
    if stored is None:
        stored = RatingSettings(id=1, follow_up_days=3, sends_invites=True, revision=0)
        db.session.add(stored)
        db.session.flush()
    claim_revision(stored, revision)
    stored.follow_up_days, stored.sends_invites = follow_up_days, sends_invites
    record("change", KIND, 1, fields=["follow_up_days", "sends_invites"])
