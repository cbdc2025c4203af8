"""What the worker does for drafts and for the files that people upload."""

from datetime import datetime, timedelta

from sqlalchemy import select

from cqtt.dossiers.models import Attachment, Dossier
from cqtt.dossiers.rules import Status
from cqtt.dossiers.submission import drafts
from cqtt.dossiers.submission.drafts import KEPT
from cqtt.dossiers.submission.uploading import file_store, remove_from_store
from cqtt.extensions import db
from cqtt.schedule import every

AT_ONCE = 50  # small rounds: the write lock is never held for long
STRAY_AFTER = timedelta(days=1)


def erase_old_drafts(at: datetime) -> int:
    """Erase drafts that nobody has touched for as long as the start page promises."""
    old = select(Dossier).where(Dossier.status == Status.DRAFT, Dossier.saved_at < at - KEPT).limit(AT_ONCE)
    forgotten = list(db.session.scalars(old))
    keys = [key for draft in forgotten for key in drafts.erase_draft(draft)]
    db.session.commit()
    remove_from_store(keys)
    return len(forgotten)


@every(timedelta(hours=6))
def sweep_files(at: datetime) -> int:
    """Remove files that have no row: an upload whose transaction never came to its end."""
    known = set(db.session.scalars(select(Attachment.storage_key)))
    return file_store().sweep(known, at - STRAY_AFTER)
