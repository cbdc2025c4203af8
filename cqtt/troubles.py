"""What broke while nobody looked: a small file for each in the data folder, for the administrator's page and mail.

No table: what breaks may be the database itself, or the transaction that would write it down. A file says what broke,
how often and with what kind of error, never a name or a text that somebody typed.
"""

import json
import logging
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from cqtt.config import write_anew

logger = logging.getLogger(__name__)

KEPT = timedelta(days=30)  # after it happened last


class Kind(StrEnum):
    """What can break by itself."""

    JOB = "job"  # of the worker
    PAGE = "page"  # its template, or the work behind it
    CHECK = "check"  # found by the look that is taken every night


@dataclass(frozen=True)
class Trouble:
    """One thing that broke, and how often since it did so first."""

    kind: Kind
    name: str
    problem: str
    first_at: datetime
    last_at: datetime
    times: int = 1
    mend: str = ""


def note(data: Path, kind: Kind, name: str, problem: str, at: datetime, mend: str = "") -> None:
    """Write down that something broke. Never fails: what broke is worse."""
    path = _path(data, kind, name)
    before = _read(path)
    first_at, times = (before.first_at, before.times) if before else (at, 0)
    fresh = asdict(Trouble(kind, name, problem, first_at, at, times + 1, mend))
    moments = {name: value.isoformat() for name, value in fresh.items() if isinstance(value, datetime)}
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_anew(path, json.dumps(fresh | moments, ensure_ascii=False))
    except OSError:
        logger.exception("trouble with %s %s could not be written down", kind, name)


def noted(data: Path, since: datetime) -> list[Trouble]:
    """Return what broke since then, the latest first."""
    found = [trouble for trouble in _all(data) if trouble.last_at >= since]
    return sorted(found, key=lambda trouble: trouble.last_at, reverse=True)


def settle(data: Path, kind: Kind, at: datetime) -> None:
    """Take back what was noted of a kind before this moment: it was looked at again. Old ones of any kind go too."""
    for path in _paths(data):
        trouble = _read(path)
        over = trouble is None or trouble.last_at < at - KEPT
        if over or (trouble and trouble.kind is kind and trouble.last_at < at):
            with suppress(OSError):
                path.unlink()


def _all(data: Path) -> Iterator[Trouble]:
    for path in _paths(data):
        if trouble := _read(path):
            yield trouble


def _paths(data: Path) -> list[Path]:
    return list(_folder(data).glob("*.json"))


def _folder(data: Path) -> Path:
    return data / "troubles"


def _path(data: Path, kind: Kind, name: str) -> Path:
    return _folder(data) / f"{sha256(f'{kind.value} {name}'.encode()).hexdigest()[:32]}.json"


def _read(path: Path) -> Trouble | None:
    """Return what a file says, or None where there is none that can be read."""
    try:
        said = json.loads(path.read_text("utf-8"))
        moments = {name: datetime.fromisoformat(said[name]) for name in ("first_at", "last_at")}
        return Trouble(**said | moments | {"kind": Kind(said["kind"])})
    except (OSError, ValueError, KeyError, TypeError):
        return None
