"""Signed minutes, scanned: in a folder of their own."""

from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from cqtt.extensions import db
from cqtt.files import FileStore
from cqtt.listening.models import ListeningSession
from cqtt.schedule import every

STRAY_AFTER = timedelta(days=1)


def file_store() -> FileStore:
    return FileStore(Path(current_app.instance_path) / "minutes_files")


def stored_keys() -> list[tuple[str, str]]:
    """Return the key and digest of every signed sheet, for `FileStore.verify`."""
    kept = select(ListeningSession.minutes_key, ListeningSession.minutes_sha256)
    return [(key, digest) for key, digest in db.session.execute(kept) if key and digest]


@every(timedelta(hours=6))
def sweep_files(at: datetime) -> int:
    """Remove sheets that have no row: an upload whose transaction never came to its end."""
    return file_store().sweep({key for key, _digest in stored_keys()}, at - STRAY_AFTER)
