"""The officers' inbox, under /can-bo/phan-anh."""

from dataclasses import dataclass, replace
from typing import Any

from flask import Response, get_flashed_messages, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from cqtt.access import requires
from cqtt.addresses import page_number
from cqtt.clock import now, today
from cqtt.commune.absence import away_on
from cqtt.commune.calendar import working_calendar
from cqtt.commune.models import Officer, the_commune
from cqtt.commune.signed_in import me
from cqtt.database import reads_first
from cqtt.dossiers.queue.filters import Day, reader_of
from cqtt.dossiers.queue.search import keep_words, kept_words, new_key
from cqtt.feedback.chairman import heads_on
from cqtt.feedback.codes import PREFIX, is_code, normalise
from cqtt.feedback.handling import filters as kinds
from cqtt.feedback.handling.filters import Filters
from cqtt.feedback.handling.queries import InboxPage, choices, counts, page_of
from cqtt.feedback.handling.time_left import beside, time_left
from cqtt.feedback.rules import HANDLERS, KIND_NAMES, SHORT_NAMES, TONES, Channel
from cqtt.feedback.views import bp
from cqtt.forms import PostForm
from cqtt.i18n import _l
from cqtt.roles import Role
from cqtt.text import clean

CHANNELS = {
    Channel.ONLINE: ("send", _l("Trên mạng")),
    Channel.PHONE: ("phone", _l("Điện thoại")),
    Channel.DESK: ("people", _l("Tại quầy")),
    Channel.SESSION: ("pin", _l("Buổi lắng nghe")),
}
Item = dict[str, Any]  # what a component draws


@dataclass(frozen=True)
class Pages:
    """What the pager draws: this page of the inbox, and the addresses of its like."""

    page: InboxPage
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

    def url(self, number: int) -> str:
        return url_for("feedback.inbox", **self.filters.as_address(), trang=number if number > 1 else None)


@bp.get("/can-bo/phan-anh")
@requires(*HANDLERS)
def inbox() -> Response:
    """What people told us and this officer may read: what is most urgent first."""
    filters = Filters.from_address(request.args)
    filters = replace(filters, person=kept_words(filters.person_key))
    at, commune, officer = now(), the_commune(), me()
    calendar = working_calendar(commune)
    day = Day.at(at, calendar)
    reader = reader_of(officer, day.today)
    pages = Pages(page_of(filters, page_number(request.args.get("trang", "")), officer, reader, day), filters)
    found = counts(officer, reader, day)
    shown_heaps = _heaps(officer, found, filters)
    shown = render_template(
        "feedback/staff/inbox.html",
        pages=pages,
        rows=[(row, time_left(row, calendar, at), beside(row, at)) for row in pages.page.rows],
        filters=filters,
        search_key=filters.person_key or new_key(),
        heaps=[_number(heap, found[heap], filters) for heap in shown_heaps],
        heap_options=kinds.heap_options(shown_heaps),
        choices=choices(),
        channel_options=kinds.channel_options(),
        kind_options=kinds.kind_options(bool(found[kinds.CONDUCT])),
        channels=CHANNELS,
        kind_names=KIND_NAMES,
        status_names=SHORT_NAMES,
        tones=TONES,
        reader=reader,
        away=away_on(day.today),
        said=get_flashed_messages(),
        token=PostForm(),
    )
    answer = make_response(shown)
    answer.headers["HX-Push-Url"] = pages.url(pages.number)
    return answer


def _heaps(officer: Officer, found: dict[str, int], filters: Filters) -> list[str]:
    """Return the heaps whose numbers stand above the inbox."""
    heads = officer.has_role(Role.LEADER) and heads_on(officer.id, today())
    conduct = bool(found[kinds.CONDUCT]) or filters.heap == kinds.CONDUCT
    return kinds.heaps_for(officer.role_set, officer.department, heads, conduct)


def _number(heap: str, count: int, filters: Filters) -> Item:
    """Return a number that is a way into its heap."""
    name, tone = kinds.HEAP_NAMES[heap]
    href = url_for("feedback.inbox", muc=heap)
    return {"label": str(name), "count": count, "href": href, "tone": tone, "current": filters.heap == heap}


@bp.post("/can-bo/phan-anh/tim")
@requires(*HANDLERS)
@reads_first
def search_inbox() -> AnyResponse:
    """Take what was typed and chosen to the inbox's address: a code as it is, words about a person by their key."""
    typed = clean(request.form.get("tim", ""))[:100]
    filters = replace(Filters.from_address(request.form), code="", person_key="")
    code = normalise(typed)
    if is_code(code.removeprefix(PREFIX).replace("-", "")):
        filters = replace(filters, code=code)
    elif typed:
        filters = replace(filters, person_key=keep_words(request.form.get("nguoi", ""), typed))
    return redirect(url_for("feedback.inbox", **filters.as_address()), 303)
