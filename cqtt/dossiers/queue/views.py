"""The officers' queue, under /can-bo/ho-so."""

from dataclasses import dataclass, replace
from typing import Any

from flask import Response, get_flashed_messages, make_response, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from cqtt.access import requires
from cqtt.clock import now
from cqtt.commune.absence import away_on
from cqtt.commune.calendar import working_calendar
from cqtt.commune.models import the_commune
from cqtt.database import reads_first
from cqtt.dossiers.models import FilingChannel
from cqtt.dossiers.queue.bulk_steps import offers
from cqtt.dossiers.queue.filters import Day, Filters, due_options, holder_options, reader_of, status_options
from cqtt.dossiers.queue.queries import LENGTHS, QueuePage, choices, counts, page_of
from cqtt.dossiers.queue.search import is_code, keep_words, kept_words, new_key
from cqtt.dossiers.queue.time_left import time_left
from cqtt.dossiers.rules import CASE_ROLES, SHORT_NAMES, TONES
from cqtt.dossiers.views import bp
from cqtt.forms import PostForm
from cqtt.i18n import _l
from cqtt.roles import Role
from cqtt.text import clean

LAST_PAGE = 100_000
SEES_QUEUE = (*CASE_ROLES, Role.OVERSEER)
CHANNELS = {
    FilingChannel.ONLINE: ("phone", _l("Trực tuyến")),
    FilingChannel.DESK: ("people", _l("Tại quầy")),
    FilingChannel.HAMLET: ("pin", _l("Tại ấp")),
}


@dataclass(frozen=True)
class Pages:
    """What the pager and the heads of the columns draw: this page of the queue, and the addresses of its like."""

    page: QueuePage
    filters: Filters

    @property
    def number(self) -> int:
        return self.page.number

    @property
    def pages(self) -> int:
        return self.page.pages

    @property
    def total(self) -> int:
        return self.page.total

    def url(self, number: int, **more: Any) -> str:
        return url_for("dossiers.queue", **self.filters.as_address(), trang=number if number > 1 else None, **more)

    @property
    def here(self) -> str:
        return self.url(self.number)

    @property
    def all_ticked(self) -> str:
        """Return the address of this page with every box ticked, for browsers without scripts."""
        return self.url(self.number, chon="trang")

    def ordered(self, order: str) -> str:
        """Return the address in another order; pressed again, it is turned round."""
        turned = f"-{order}" if order and self.filters.order == order else order
        return Pages(self.page, replace(self.filters, order=turned)).url(1)

    def direction(self, order: str) -> str | None:
        """Return how a column is sorted, as screen readers are told."""
        return {order: "ascending", f"-{order}": "descending"}.get(self.filters.order)

    def lengths(self) -> list[tuple[int, str]]:
        """Return how many rows a page may have, with the addresses; where one page holds all, nothing."""
        if self.total <= LENGTHS[0]:
            return []
        return [(each, Pages(self.page, replace(self.filters, length=str(each))).url(1)) for each in LENGTHS]


@bp.get("/can-bo/ho-so")
@requires(*SEES_QUEUE)
def queue() -> Response:
    """The queue: what is most urgent first. An overseer sees it with masked names and opens nothing."""
    filters = Filters.from_address(request.args)
    filters = replace(filters, person=kept_words(filters.person_key))
    number = min(max(1, request.args.get("trang", 1, type=int)), LAST_PAGE)
    at, commune = now(), the_commune()
    calendar = working_calendar(commune)
    day = Day.at(at, calendar)
    reader = reader_of(current_user.officer, day.today)
    page = page_of(filters, number, reader, day)
    pages = Pages(page, filters)
    shown = render_template(
        "dossiers/staff/queue.html",
        pages=pages,
        rows=[(row, time_left(row, calendar, at)) for row in page.rows],
        filters=filters,
        search_key=filters.person_key or new_key(),
        choices=choices(),
        statuses=status_options(),
        dues=due_options(day),
        holders=holder_options(reader),
        counts=counts(day),
        tones=TONES,
        status_words=SHORT_NAMES,
        channels=CHANNELS,
        reads_cases=reader.reads_cases,
        reader=reader,
        away=away_on(day.today),
        offers=offers(current_user.role_set),
        all_ticked=request.args.get("chon") == "trang",
        said=get_flashed_messages(),
        token=PostForm(),
    )
    answer = make_response(shown)
    answer.headers["HX-Push-Url"] = pages.here
    return answer


@bp.post("/can-bo/ho-so/tim")
@requires(*SEES_QUEUE)
@reads_first
def search_queue() -> AnyResponse:
    """Take what was typed and chosen to the queue's address: a code as it is, words about a person by their key."""
    typed = clean(request.form.get("tim", ""))[:100]
    filters = replace(Filters.from_address(request.form), code="", person_key="")
    if is_code(typed):
        filters = replace(filters, code=typed)
    elif typed:
        filters = replace(filters, person_key=keep_words(request.form.get("nguoi", ""), typed))
    return redirect(url_for("dossiers.queue", **filters.as_address()), 303)
