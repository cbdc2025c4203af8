"""Low marks as a leader's list and page show them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for

from cqtt.addresses import page_count
from cqtt.commune.calendar import working_calendar
from cqtt.commune.due_dates import Remaining, remaining
from cqtt.commune.models import Officer, the_commune
from cqtt.commune.working_time import WorkingCalendar
from cqtt.i18n import _
from cqtt.ratings import follow_ups
from cqtt.ratings.models import RatingFollowUp
from cqtt.ratings.rules import MARK_NAMES
from cqtt.ratings.secrecy import Reader

ON_A_PAGE = 30


@dataclass(frozen=True)
class Row:
    """One low mark: what it is about and until when; who gave it stands on its own page."""

    id: int
    code: str
    what: str
    mark: int
    mark_name: str
    left: Remaining
    done_by: str


@dataclass(frozen=True)
class ListPage:
    """A page of the list, as the pager draws it."""

    number: int
    pages: int
    total: int

    def url(self, number: int) -> str:
        return url_for("ratings.low_ratings", trang=number)


def page_of(officer: Officer, at: datetime, number: int) -> dict[str, Any]:
    """Return what the list shows: the marks that wait, and what was done lately."""
    reader = Reader.of(officer)
    waiting = follow_ups.waiting_for(reader, at, ON_A_PAGE, (number - 1) * ON_A_PAGE)
    calendar = working_calendar(the_commune())
    return {
        "page": ListPage(number, page_count(waiting.total, ON_A_PAGE), waiting.total),
        "late": waiting.late,
        "rows": [row_of(each, calendar, at) for each in waiting.first],
        "done": [(row_of(each, calendar, at), each) for each in follow_ups.done_lately(reader, at)],
    }


def row_of(found: RatingFollowUp, calendar: WorkingCalendar, at: datetime) -> Row:
    """Return a low mark in words."""
    code, what = "", _("Đánh giá")
    if found.dossier is not None:
        code, what = found.dossier.code or "", str(found.dossier.version.content["name"])
    elif found.feedback is not None:
        code, what = found.feedback.code, _("Trả lời góp ý")
    mark = found.rating.mark
    left = remaining(calendar, at, found.due_at)
    return Row(found.id, code, what, mark, str(MARK_NAMES[mark]), left, found.done_by.name if found.done_by else "")
