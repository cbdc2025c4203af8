"""The catalogue as citizens read it."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from cqtt.access import in_staff_area
from cqtt.clock import date_text
from cqtt.commune.calendar import working_calendar
from cqtt.commune.models import the_commune
from cqtt.procedures.catalogue import CHOSEN_HERE, Catalogue, published_catalogue
from cqtt.procedures.desk import counters_for
from cqtt.procedures.facts import hours_texts
from cqtt.procedures.listing import read_listing
from cqtt.procedures.page import ProcedurePage
from cqtt.procedures.scanning import scan_address

bp = Blueprint("procedures", __name__)
Answer = str | Response | tuple[str, int]


@bp.get("/thu-tuc")
def catalogue() -> str:
    """Search, browse by life event and by field, list."""
    published = published_catalogue()
    listing = read_listing(published, request.args)
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
    commune = the_commune()
    return render_template(
        "procedures/show.html",
        procedure=procedure,
        page=ProcedurePage(procedure.content, commune),
        field=published.field_of[procedure.content.field],
        successor=published.by_code.get(procedure.replaced_by),
        counters=counters_for(procedure.content.field),
        hours=hours_texts(working_calendar(commune)),
        filing_reason="" if procedure.filing_reason == CHOSEN_HERE else procedure.filing_reason,
        scan_address=scan_address(procedure).partition("://")[2],
    )


def _withdrawn(published: Catalogue, code: str) -> Answer:
    entry = published.find_withdrawn(code)
    if entry is None:
        abort(404)
    successor = published.by_code.get(entry.replaced_by)
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
