"""The scans of sheets that were signed by hand: in a folder of their own, as long as their pledge is kept."""

from pathlib import Path

from flask import current_app
from sqlalchemy import select

from cqtt.extensions import db
from cqtt.files import FileStore
from cqtt.pledges.models import Pledge


def scan_store() -> FileStore:
    return FileStore(Path(current_app.instance_path) / "pledges")


def stored_keys() -> list[tuple[str, str]]:
    """Return the key and digest of every kept scan, for `FileStore.verify`."""
    kept = select(Pledge.storage_key, Pledge.sha256_kept).where(Pledge.storage_key.is_not(None))
    return [(key, digest) for key, digest in db.session.execute(kept) if key is not None]
