"""Photographs and voice notes: in a folder of their own, with a row each; what a person approved has a public copy."""

from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import Select, select

from cqtt.extensions import db
from cqtt.feedback.models import Feedback, FeedbackFile, FileKind
from cqtt.files import FileStore
from cqtt.schedule import every
from cqtt.uploads import Examined

STRAY_AFTER = timedelta(days=1)
_ELSEWHERE: list[Select[str, str]] = []


def also_kept(rows: "Select[str, str]") -> None:
    """Name other rows that know files of this store, by key and digest; their module says so when it is imported."""
    _ELSEWHERE.append(rows)


def file_store() -> FileStore:
    return FileStore(Path(current_app.instance_path) / "feedback_files")


def stored_keys() -> list[tuple[str, str]]:
    """Return the key and digest of every kept file and public copy, for `FileStore.verify`."""
    kept = select(FeedbackFile.storage_key, FeedbackFile.sha256_kept).where(FeedbackFile.removed_at.is_(None))
    copies = select(FeedbackFile.public_key, FeedbackFile.public_sha256).where(FeedbackFile.public_key.is_not(None))
    queries = (kept, copies, *_ELSEWHERE)
    return [(str(key), str(digest)) for rows in queries for key, digest in db.session.execute(rows)]


def plain_name(media_type: str) -> str:
    """Return a name that says what a file is; the sender's name for it is nobody's business."""
    return "anh.jpg" if media_type.startswith("image/") else "ghi-am"


def keep(
    feedback: Feedback,
    examined: Examined,
    storage_key: str,
    kind: FileKind,
    at: datetime,
    officer_id: int | None = None,
    device_id: str | None = None,
    seconds: float | None = None,
) -> FeedbackFile:
    """Write the row of a file that lies in the store; the same file sent again is the first one."""
    upload_key = f"{kind.value}:{examined.sha256_received}"
    known = next((file for file in feedback.files if file.upload_key == upload_key), None)
    if known is not None:
        return known
    file = FeedbackFile(
        kind=kind,
        upload_key=upload_key,
        device_id=device_id,
        name=examined.name,
        media_type=examined.media_type,
        size=len(examined.kept),
        seconds=seconds,
        sha256_received=examined.sha256_received,
        sha256_kept=examined.sha256_kept,
        storage_key=storage_key,
        created_at=at,
        officer_id=officer_id,
    )
    feedback.files.append(file)
    db.session.flush()
    return file


def drop_copies(feedback: Feedback) -> list[str]:
    """Let go of the public copies of its photographs; return their keys, whose files go after the commit.

    What a person approved, and what they blurred, stays written, so that it can be put back as it was.
    """
    keys = [file.public_key for file in feedback.files if file.public_key]
    for file in feedback.files:
        file.public_key, file.public_sha256 = None, ""
    return keys


@every(timedelta(hours=6))
def sweep_files(at: datetime) -> int:
    """Remove files that have no row: an upload whose transaction never came to its end."""
    return file_store().sweep({key for key, _digest in stored_keys()}, at - STRAY_AFTER)
