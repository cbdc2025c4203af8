"""The procedures of a life event, in their order, under /quan-tri/tra-cuu/su-kien/<slug>/thu-tuc."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.forms import PostForm
from cqtt.procedures.actions import hold_catalogue
from cqtt.procedures.catalogue import published_catalogue
from cqtt.procedures.models import LifeEvent
from cqtt.roles import Role
from cqtt.vocabulary import actions
from cqtt.vocabulary.blueprint import HERE, bp
from cqtt.vocabulary.listing import found_besides
from cqtt.vocabulary.reading import query

LISTED = f"{HERE}/su-kien/<slug>/thu-tuc"
WAYS = {"len": -1, "xuong": 1}


@bp.get(LISTED)
@requires(Role.ADMINISTRATOR)
def event_procedures(slug: str) -> str:
    """Show the procedures of a life event, and find others to add."""
    event = _event_or_404(slug)
    typed, known = query(request.args.get("q", "")), published_catalogue().by_slug
    return render_template(
        "vocabulary/event_procedures.html",
        event=event,
        listed=[(key, known.get(key)) for key in event.procedures],
        dropped=known.get(request.args.get("bo", "")),
        typed=typed,
        found=found_besides(typed, event.procedures),
        token=PostForm(),
    )


@bp.post(f"{LISTED}/them")
@requires(Role.ADMINISTRATOR)
def add_to_event(slug: str) -> Response:
    """Add a procedure that citizens see, at the end or where it stood before."""
    event = _event_or_404(slug)
    procedure = published_catalogue().by_slug.get(request.form.get("procedure", "")) or abort(404)
    try:
        actions.add_procedure(event, procedure.slug, request.form.get("place", type=int))
        db.session.commit()
    except RuleBroken as refused:
        db.session.rollback()
        flash(refused.sentence, "warning")
    return _back(slug, procedure.slug)


@bp.post(f"{LISTED}/<any(len, xuong):way>")
@requires(Role.ADMINISTRATOR)
def move_in_event(slug: str, way: str) -> Response:
    """Move a procedure up or down the list."""
    key = request.form.get("procedure", "")
    actions.move_procedure(_event_or_404(slug), key, WAYS[way])
    db.session.commit()
    return _back(slug, key)


@bp.post(f"{LISTED}/bo")
@requires(Role.ADMINISTRATOR)
def drop_from_event(slug: str) -> Response:
    """Take a procedure off the list; the page offers to put it back where it stood."""
    key = request.form.get("procedure", "")
    place = actions.drop_procedure(_event_or_404(slug), key)
    db.session.commit()
    undo: dict[str, Any] = {"bo": key, "cho": place} if place >= 0 else {}
    return redirect(url_for("vocabulary.event_procedures", slug=slug, **undo), 303)


def _back(slug: str, key: str) -> Response:
    return redirect(url_for("vocabulary.event_procedures", slug=slug, _anchor=f"thu-tuc-{key}"), 303)


def _event_or_404(slug: str) -> LifeEvent:
    """Return the life event; a POST holds it until its end."""
    if request.method == "POST":
        hold_catalogue()
    return db.session.get(LifeEvent, slug, with_for_update=request.method == "POST") or abort(404)
