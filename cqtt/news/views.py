"""The announcements as citizens read them, and the urgent ones on every page."""

from flask import Blueprint, Response, abort, render_template, request
from sqlalchemy.exc import SQLAlchemyError

from cqtt.addresses import page_number
from cqtt.clock import now
from cqtt.commune.models import the_commune
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.news.feed import atom
from cqtt.news.models import Announcement
from cqtt.news.reading import newest, shown_page, state_of, urgent_now
from cqtt.news.rules import NewsState
from cqtt.rich_text import plain_text, rich_text

bp = Blueprint("news", __name__)
bp.add_app_template_global(rich_text)
bp.add_app_template_filter(plain_text)


@bp.app_template_global()
def urgent_news() -> object:
    """Return what is pinned on every page of the citizens; an error page is drawn without it if need be."""
    try:
        return urgent_now(now())
    except SQLAlchemyError:
        return []


@bp.get("/tin")
def listing() -> str:
    """What the unit announces, newest first."""
    page = shown_page(now(), page_number(request.args.get("trang", "")))
    return render_template("news/listing.html", page=page)


@bp.get("/tin/<row:id>")
def show(id: int) -> str | tuple[str, int]:
    """One announcement; one whose days are over says so, one not yet shown is no page."""
    item = db.session.get(Announcement, id) or abort(404)
    state = state_of(item, now())
    if state in (NewsState.DRAFT, NewsState.SCHEDULED):
        abort(404)
    if state is NewsState.WITHDRAWN:
        return render_template("news/gone.html"), 410
    return render_template("news/show.html", item=item, over=state is NewsState.EXPIRED)


@bp.get("/tin.atom")
def feed() -> Response:
    """The same for programs that collect news."""
    title = _("%(unit)s: tin, thông báo", unit=the_commune().full_name)
    answer = Response(atom(title, newest(now()), now()), mimetype="application/atom+xml")
    answer.headers["Cache-Control"] = "public, max-age=300"
    return answer
