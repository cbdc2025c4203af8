"""The catalogue as citizens read it."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from cqtt.access import in_staff_area
from cqtt.clock import date_text, today
from cqtt.htmx import wants_whole_page
from cqtt.procedures.catalogue import Catalogue, published_catalogue
from cqtt.procedures.facts import file_text
from cqtt.procedures.listing import read_listing
from cqtt.procedures.misses import count_miss, is_miss
from cqtt.procedures.showing import shown_values
from cqtt.throttle import client_address

bp = Blueprint("procedures", __name__)
bp.add_app_template_global(file_text)
Answer = str | Response | tuple[str, int]


@bp.get("/thu-tuc")
def catalogue() -> str:
    """Search, browse by life event and by field, list."""
    published = published_catalogue()
    listing = read_listing(published, request.args)
    # Not every letter of the live search: only what somebody asked for in the end.
    if listing.query and wants_whole_page() and is_miss(published.search(listing.query, 1)):
        count_miss(listing.query, client_address(), today())
    return render_template("procedures/catalogue.html", published=published, listing=listing)


@bp.get("/thu-tuc/<code>")
def show(code: str) -> Answer:
    """One procedure, in the order of the questions people come with."""
    published = published_catalogue()
    procedure = published.find(code)
    if procedure is None:
        return _withdrawn(published, code)
    if code != procedure.address_code:
        return redirect(url_for(".show", code=procedure.address_code), 301)
    return render_template("procedures/show.html", **shown_values(procedure, published))


def _withdrawn(published: Catalogue, code: str) -> Answer:
    entry = published.find_withdrawn(code)
    if entry is None:
        abort(404)
    successor = published.find(entry.replaced_by)
    return render_template("procedures/withdrawn.html", entry=entry, successor=successor), 410


@bp.app_context_processor
def about_the_catalogue() -> dict[str, object]:
    """Tell every public page of what day the catalogue is; an error page is drawn without it if need be."""
    if request and in_staff_area(request.path):
        return {}
    try:
        as_of = published_catalogue().as_of
    except SQLAlchemyError:
        return {"catalogue_as_of": None}
    return {"catalogue_as_of": date_text(as_of) if as_of else None}
