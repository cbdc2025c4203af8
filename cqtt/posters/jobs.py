"""What the worker does for papers with codes: make what was ordered, and clear away what was kept long enough."""

from datetime import datetime, timedelta

from sqlalchemy import select

from cqtt.extensions import db
from cqtt.posters.making import make_next, poster_store
from cqtt.posters.models import PosterJob
from cqtt.posters.rules import KEPT
from cqtt.schedule import every

STRAY_AFTER = timedelta(days=1)


def make_papers(at: datetime) -> bool:
    """Make one order in a round, so that the worker's other jobs have their turn."""
    return make_next(at)


@every(timedelta(hours=1))
def sweep_papers(at: datetime) -> int:
    """Remove files that were kept as long as their page promises, and those that no order knows."""
    kept = select(PosterJob).where(PosterJob.storage_key.is_not(None))
    old = list(db.session.scalars(kept.where(PosterJob.finished_at < at - KEPT)))
    for job in old:
        job.storage_key = None
    db.session.commit()
    known = {key for key in db.session.scalars(select(PosterJob.storage_key)) if key}
    db.session.rollback()
    return poster_store().sweep(known, at - STRAY_AFTER)
