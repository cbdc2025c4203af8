"""The look that is taken every night at what `cqtt check` looks at; what it finds broken is noted for the morning."""

from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app

from cqtt.clock import local
from cqtt.config import Settings, write_anew
from cqtt.database import SQLITE_BEGIN
from cqtt.extensions import db
from cqtt.schedule import every
from cqtt.troubles import Kind, note, settle
from cqtt.upkeep.checks import SEEN_AT_ONCE, all_findings
from cqtt.upkeep.findings import Level

FROM_HOUR = 3  # when nobody waits for anything
_LOOKED = "last-look"


@every(timedelta(minutes=10))
def look_at_everything(at: datetime) -> int:
    """Look once a night and note what is broken; returns how much is. It only reads, and holds nobody up."""
    settings: Settings = current_app.config["SETTINGS"]
    if local(at).hour < FROM_HOUR or _has_looked_today(settings.data, at):
        return 0
    db.session.rollback()
    mark = SQLITE_BEGIN.set("DEFERRED")
    try:
        broken = [found for found in all_findings(settings, SEEN_AT_ONCE) if found.level is Level.BROKEN]
        db.session.rollback()
    finally:
        SQLITE_BEGIN.reset(mark)
    for found in broken:
        note(settings.data, Kind.CHECK, found.what, found.what, at, found.mend)
    settle(settings.data, Kind.CHECK, at)
    write_anew(settings.data / _LOOKED, at.isoformat())
    return len(broken)


def last_look(data: Path) -> datetime | None:
    """Return when everything was looked at last, or None where it never was."""
    try:
        return datetime.fromisoformat((data / _LOOKED).read_text("utf-8"))
    except (OSError, ValueError):
        return None


def _has_looked_today(data: Path, at: datetime) -> bool:
    looked = last_look(data)
    return looked is not None and local(looked).date() == local(at).date()
