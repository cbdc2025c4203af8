"""Whether the worker lives: a small file in the data folder says when it came round last.

No table: nobody waits for a lock because of it, and what stands still may be the database. Nor a thread of its own: a
worker whose job hangs sends nothing, and is to look as dead as it is.
"""

import logging
from datetime import datetime, timedelta
from pathlib import Path

from cqtt.config import write_anew

logger = logging.getLogger(__name__)

AT_MOST_EACH = timedelta(minutes=1)
SILENT_FOR = timedelta(minutes=15)  # longer than a round takes, or the pause of cron
_BEAT = "worker-beat"


def beat(data: Path, at: datetime) -> None:
    """Write down that the worker lives. Never fails: it goes on where that cannot be written."""
    before = last_beat(data)
    if before is not None and timedelta() <= at - before < AT_MOST_EACH:
        return
    try:
        write_anew(data / _BEAT, at.isoformat())
    except OSError:
        logger.exception("the beat of the worker could not be written")


def last_beat(data: Path) -> datetime | None:
    """Return when the worker lived last, or None where it never did."""
    try:
        return datetime.fromisoformat((data / _BEAT).read_text("utf-8"))
    except (OSError, ValueError):
        return None
