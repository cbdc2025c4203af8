"""The unit's own working calendar, read from its settings and its table of holidays."""

from datetime import time
from typing import Any

from flask import current_app
from sqlalchemy import select

from cqtt.commune.models import Commune, Holiday
from cqtt.commune.working_time import CalendarDay, WorkingCalendar, read_sessions
from cqtt.extensions import db


def working_calendar(commune: Commune) -> WorkingCalendar:
    """Return the calendar by which due dates and opening hours are told.

    It is built once for each revision of the unit's settings; whoever changes a holiday raises the revision.
    """
    kept: dict[int, WorkingCalendar] = current_app.extensions.setdefault("working_calendar", {})
    calendar = kept.get(commune.revision)
    if calendar is None:
        calendar = _read(commune)
        kept.clear()
        kept[commune.revision] = calendar
    return calendar


def _read(commune: Commune) -> WorkingCalendar:
    rows = db.session.scalars(select(Holiday))
    days = {
        row.on: CalendarDay(
            kind=row.kind,
            name=row.name,
            source=row.source,
            hours=read_sessions(row.hours or ()),
        )
        for row in rows
    }
    if not commune.hours:
        return WorkingCalendar(days=days)
    hours = {int(weekday): read_sessions(sessions) for weekday, sessions in commune.hours.items() if sessions}
    return WorkingCalendar(hours=hours, days=days)


def hours_as_stored(hours: dict[int, tuple[tuple[time, time], ...]]) -> dict[str, Any]:
    """Return opening hours the way Commune.hours keeps them."""
    return {
        str(weekday): [[f"{start:%H:%M}", f"{end:%H:%M}"] for start, end in sessions]
        for weekday, sessions in hours.items()
    }
