"""The unit's own working calendar, read from its settings and its table of holidays."""

from collections.abc import Iterable, Mapping
from datetime import date, time
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
    return calendar_with(commune, days_of(db.session.scalars(select(Holiday))))


def days_of(rows: Iterable[Holiday]) -> dict[date, CalendarDay]:
    """Return stored days as the calendar reads them."""
    return {
        row.on: CalendarDay(kind=row.kind, name=row.name, source=row.source, hours=read_sessions(row.hours or ()))
        for row in rows
    }


def calendar_with(
    commune: Commune, days: Mapping[date, CalendarDay], settings: Mapping[str, Any] | None = None
) -> WorkingCalendar:
    """Return the calendar of the unit and these days; `settings` are those that are only being considered."""
    said = {name: getattr(commune, name) for name in ("hours", "cut_off", "saturday_counts")} | dict(settings or {})
    rules: dict[str, Any] = {
        "cut_off": time.fromisoformat(said["cut_off"]),
        "saturday_counts": said["saturday_counts"],
    }
    if said["hours"]:
        rules["hours"] = {int(day): read_sessions(sessions) for day, sessions in said["hours"].items() if sessions}
    return WorkingCalendar(days=days, **rules)


def hours_as_stored(hours: dict[int, tuple[tuple[time, time], ...]]) -> dict[str, Any]:
    """Return opening hours the way Commune.hours keeps them."""
    return {
        str(weekday): [[f"{start:%H:%M}", f"{end:%H:%M}"] for start, end in sessions]
        for weekday, sessions in hours.items()
    }
