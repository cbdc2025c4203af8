"""Files between being looked at and being imported: in a folder of their own, for a day at most."""

from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app

from cqtt.files import FileStore

KEPT_FOR = timedelta(days=1)


def import_store() -> FileStore:
    return FileStore(Path(current_app.instance_path) / "exchange")


def forget_old_files(at: datetime) -> int:
    """Remove what nobody confirmed within a day, and return how many."""
    return import_store().sweep((), at - KEPT_FOR)
