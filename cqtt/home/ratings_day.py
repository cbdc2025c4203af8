"""A leader's morning: the low marks that wait to be looked after, without who gave them."""

from datetime import datetime

from flask import url_for

from cqtt.commune.calendar import working_calendar
from cqtt.commune.models import Commune, Officer
from cqtt.home.day import Heap, LineOfDay
from cqtt.i18n import _
from cqtt.ratings.follow_ups import waiting_for
from cqtt.ratings.rows import Row, row_of
from cqtt.ratings.secrecy import Reader
from cqtt.roles import Role


def low_marks_of(
    officer: Officer, head: Officer | None, commune: Commune, at: datetime, most: int
) -> tuple[Heap, int] | None:
    """Return the heap and how many of it are late; None for whoever leads nothing, or when nothing waits."""
    if not officer.has_role(Role.LEADER):
        return None
    waiting = waiting_for(Reader.of(officer, head), at, most)
    if not waiting.total:
        return None
    calendar = working_calendar(commune)
    lines = [_line(row_of(each, calendar, at)) for each in waiting.first]
    return Heap(_("Đánh giá chưa hài lòng"), lines, waiting.total, url_for("ratings.low_ratings")), waiting.late


def _line(row: Row) -> LineOfDay:
    """Return what was rated; its code stands on the page whose opening is recorded."""
    left = row.left.text[:1].upper() + row.left.text[1:]
    href = url_for("ratings.follow_up", id=row.id)
    return LineOfDay(href, "", f"{row.what} – {row.mark_name}", left, row.left.tone, ("ratings", row.id))
