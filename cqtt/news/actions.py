"""What administrators do with announcements; every act is recorded. None of these commits.

Each change moves the stamp of the news: it is what tells every process that pinned notices may differ.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from cqtt.audit.actions import record
from cqtt.commune.actions import claim_revision
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.news.models import Announcement
from cqtt.procedures.models import CatalogueStamp

KIND = "announcement"


def written_with(start_key: str) -> Announcement | None:
    """Return what the form with this one-time key has written, if it was sent before."""
    return db.session.scalar(select(Announcement).where(Announcement.start_key == start_key))


def add_announcement(officer: Officer, at: datetime, start_key: str | None = None, **values: Any) -> Announcement:
    """Write an announcement: a draft, or to be shown from `publish_at` on."""
    by = {"created_by_id": officer.id, "updated_by_id": officer.id}
    item = Announcement(start_key=start_key, created_at=at, updated_at=at, revision=1, **by, **values)
    db.session.add(item)
    db.session.flush()
    _note("add", item)
    return item


def change_announcement(item: Announcement, revision: int, officer: Officer, at: datetime, **values: Any) -> None:
    """Store what was typed, unless somebody else stored a change meanwhile: ChangedMeanwhile."""
    claim_revision(item, revision)
    changed = sorted(name for name, value in values.items() if getattr(item, name) != value)
    for name in changed:
        setattr(item, name, values[name])
    item.updated_at, item.updated_by_id = at, officer.id
    _note("change", item, fields=changed)


def withdraw_announcement(item: Announcement, at: datetime) -> None:
    """Take an announcement down; it can be put back as it was. One that is down keeps the moment it was taken."""
    if item.withdrawn_at is None:
        claim_revision(item, item.revision)
        item.withdrawn_at = at
        _note("hide", item)


def put_back(item: Announcement) -> None:
    """Show an announcement again that was taken down, within its own days."""
    if item.withdrawn_at is not None:
        claim_revision(item, item.revision)
        item.withdrawn_at = None
        _note("show", item)


def _note(act: str, item: Announcement, **details: Any) -> None:
    record(act, KIND, item.id, **details)
    _raise_stamp()


def _raise_stamp() -> None:
    """Tell every process that the news has changed; the catalogue that each holds stays good."""
    raised = update(CatalogueStamp).where(CatalogueStamp.id == 1).values(news=CatalogueStamp.news + 1)
    if db.session.execute(raised).rowcount != 1:  # type: ignore[attr-defined]
        db.session.add(CatalogueStamp(id=1, value=0, as_of="", news=1))
