"""The heaps of letters under /can-bo/thu, and the search in them."""

from dataclasses import replace
from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from cqtt.access import requires
from cqtt.addresses import page_number
from cqtt.clock import now
from cqtt.commune.signed_in import me
from cqtt.database import reads_first
from cqtt.dossiers.queue.search import is_code, keep_words, kept_words, new_key
from cqtt.forms import PostForm
from cqtt.i18n import _
from cqtt.letters import listing
from cqtt.letters.blueprint import bp
from cqtt.letters.listing import Filters
from cqtt.letters.models import Letter
from cqtt.letters.rules import KIND_NAMES, WRITERS
from cqtt.letters.showing import state_of
from cqtt.roles import Role
from cqtt.text import clean

ALL = "/can-bo/thu"


@bp.get(ALL)
@requires(*WRITERS)
def overview() -> Response:
    """All letters this officer may read, what burns first."""
    filters = Filters.from_address(request.args)
    filters = replace(filters, person=kept_words(filters.person_key))
    at, officer = now(), me()
    page = listing.page_of(filters, page_number(request.args.get("trang", "")), officer, at)
    shown = render_template(
        "letters/overview.html",
        page=page,
        rows=_rows(page.letters),
        filters=filters,
        search_key=filters.person_key or new_key(),
        heaps=_numbers(listing.counts(officer, at), filters),
        heap_options=_heap_options(),
        kind_options=[("", _("Tất cả")), *((slug, KIND_NAMES[kind]) for slug, kind in listing.KIND_SLUGS.items())],
        year_options=[("", _("Tất cả")), *((str(year), str(year)) for year in listing.years())],
        orders=list(listing.ORDER_NAMES.items()),
        signs=officer.has_role(Role.LEADER),
        at=at,
        token=PostForm(),
    )
    answer = make_response(shown)
    answer.headers["HX-Push-Url"] = page.url(page.number)
    return answer


def _rows(letters: list[Letter]) -> list[tuple[Letter, str, str]]:
    """Return each letter with its state in words and tone; one whose text nobody has sent yet is not called sent."""
    unsent = listing.waiting_texts(letters)
    waits = (_("Tin chờ gửi tay"), "amber")
    return [(letter, *(waits if letter.id in unsent else state_of(letter))) for letter in letters]


def _numbers(found: dict[str, int], filters: Filters) -> list[dict[str, Any]]:
    """Return the numbers that are ways into their heaps."""
    return [
        {
            "label": str(name),
            "count": found[heap],
            "href": url_for(".overview", muc=heap),
            "tone": tone,
            "current": filters.heap == heap,
        }
        for heap, (name, tone) in listing.HEAP_NAMES.items()
    ]


def _heap_options() -> list[tuple[str, str]]:
    named = [(heap, str(name)) for heap, (name, _tone) in listing.HEAP_NAMES.items()]
    return [("", _("Chưa xong")), *named, (listing.EVERY, _("Tất cả"))]


@bp.post(f"{ALL}/tim")
@requires(*WRITERS)
@reads_first
def search_letters() -> AnyResponse:
    """Take what was typed and chosen to the list's address: a code or number as it is, words by their key."""
    typed = clean(request.form.get("tim", ""))[:100]
    filters = replace(Filters.from_address(request.form), code="", person_key="")
    if listing.is_number(typed) or is_code(typed):
        filters = replace(filters, code=typed)
    elif typed:
        filters = replace(filters, person_key=keep_words(request.form.get("nguoi", ""), typed))
    return redirect(url_for(".overview", **filters.as_address()), 303)
