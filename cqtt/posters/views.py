"""What a counter takes in, as the code at the counter shows it; the blueprint of all papers with codes."""

from flask import Blueprint, abort, render_template

from cqtt.commune.models import Counter
from cqtt.extensions import db
from cqtt.procedures.catalogue import Published, published_catalogue
from cqtt.procedures.listing import line_of
from cqtt.text import sort_key

bp = Blueprint("posters", __name__)


@bp.get("/quay/<row:id>")
def counter(id: int) -> str:
    """A counter in use: its fields of work, each with its procedures."""
    found = db.session.get(Counter, id)
    if found is None or not found.is_active:
        abort(404)
    catalogue = published_catalogue()
    fields = [catalogue.field_of[name] for name in found.fields if name in catalogue.field_of]
    groups = [
        (field, [line_of(each) for each in sorted(map(catalogue.by_slug.__getitem__, field.procedures), key=_by_name)])
        for field in fields
    ]
    return render_template("posters/counter.html", counter=found, groups=groups)


def _by_name(procedure: Published) -> bytes:
    return sort_key(procedure.name)
