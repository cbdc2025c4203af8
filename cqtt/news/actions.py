"""What administrators do with announcements; every act is recorded. None of these commits.

Each change moves the catalogue's stamp: it is what tells every process that pinned notices may differ.
"""

from datetime import datetime
from typing import Any

from cqtt.audit.actions import record
from cqtt.commune.actions import claim_revision
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.news.models import Announcement
from cqtt.procedures.actions import raise_stamp

KIND = "announcement"


def add_announcement(officer: Officer, at: datetime, **values: Any) -> Announcement:
    """Write an announcement: a draft, or to be shown from `publish_at` on."""
    item = Announcement(
        created_at=at, updated_at=at, created_by_id=officer.id, updated_by_id=officer.id, revision=1, **values
    )
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
    """Take an announcement down; it can be put back as it was."""
    item.withdrawn_at, item.revision = at, item.revision + 1
    _note("hide", item)


def put_back(item: Announcement) -> None:
    """Show an announcement again that was taken down, within its own days."""
    item.withdrawn_at, item.revision = None, item.revision + 1
    _note("show", item)


def _note(act: str, item: Announcement, **details: Any) -> None:
    record(act, KIND, item.id, **details)
    raise_stamp()
