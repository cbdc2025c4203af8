"""Pictures that show what was done: in a folder of their own."""

from pathlib import Path

from flask import current_app
from sqlalchemy import select

from cqtt.extensions import db
from cqtt.files import FileStore
from cqtt.promises.models import Promise


def file_store() -> FileStore:
    return FileStore(Path(current_app.instance_path) / "promise_files")


def stored_keys() -> list[tuple[str, str]]:
    """Return the key and digest of every picture, for `FileStore.verify`."""
    kept = select(Promise.photo_key, Promise.photo_sha256).where(Promise.photo_key.is_not(None))
    return [(key, digest) for key, digest in db.session.execute(kept) if key]
