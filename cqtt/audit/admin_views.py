"""The record for administrators, under /quan-tri/nhat-ky: read it, check its chain, print its end."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.exc import IntegrityError, NoResultFound
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.audit.act_words import GROUPS
from cqtt.audit.actions import record_view
from cqtt.audit.log import LAST_PAGE, Filters, LogPage, NoSuchDay, head, page_of, people
from cqtt.audit.terms import OBJECTS
from cqtt.audit.verification import verify
from cqtt.audit.words import verdict_text
from cqtt.clock import now
from cqtt.database import begin_writing, reads_first
from cqtt.extensions import db
from cqtt.forms import PostForm
from cqtt.roles import Role

bp = Blueprint("audit", __name__)


class Pages:
    """What the pager draws: the page of the log and the addresses of its neighbours."""

    def __init__(self, page: LogPage, filters: Filters) -> None:
        self.number, self.pages, self.total = page.number, page.pages, page.total
        self._filters: dict[str, Any] = filters.as_address()

    def url(self, number: int) -> str:
        return url_for("audit.log", **self._filters, trang=number if number > 1 else None)


@bp.get("/quan-tri/nhat-ky")
@requires(Role.ADMINISTRATOR)
def log() -> tuple[str, int]:
    """Show who did what, newest first, and the end of the chain. Reading it is recorded."""
    filters = Filters.from_address(request.args)
    number = min(max(1, request.args.get("trang", 1, type=int)), LAST_PAGE)
    try:
        page = page_of(filters, number)
    except NoSuchDay as wrong:
        return _show(filters, LogPage([], 0, 1), wrong.sentence, 422)
    shown = _show(filters, page, "", 200)
    if page.lines:
        _note_reading(filters)
    return shown


def _note_reading(filters: Filters) -> None:
    """Record what was looked for: once an hour for the same filters, however many pages are turned."""
    begin_writing()
    record_view("view", "record", filters.code, now())
    try:
        db.session.commit()
    except (NoResultFound, IntegrityError):  # the chain's end was spoilt and takes no entry: here it is read how
        db.session.rollback()


def _show(filters: Filters, page: LogPage, mistake: str, status: int) -> tuple[str, int]:
    shown = render_template(
        "audit/log.html",
        filters=filters,
        mistake=mistake,
        page=page,
        pages=Pages(page, filters),
        people=people(),
        groups=GROUPS,
        objects=OBJECTS,
        head=head(),
        at=now(),
        token=PostForm(),
    )
    return shown, status


@bp.post("/quan-tri/nhat-ky/kiem-tra")
@requires(Role.ADMINISTRATOR)
@reads_first
def verify_record() -> Response:
    """Check the whole chain and say in a sentence whether it holds; nobody else has to wait meanwhile."""
    verdict = verify()
    flash(verdict_text(verdict), "red" if verdict.broken else "green")
    return redirect(url_for("audit.log"), 303)
