"""The places where papers with codes hang, under /quan-tri/to-ma/noi-dan."""

from functools import partial

from flask import abort, flash, redirect, render_template, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.codes.models import ScanPlace
from cqtt.extensions import db
from cqtt.forms import PostForm, keeps_typed
from cqtt.i18n import _
from cqtt.posters import actions
from cqtt.posters.forms import PlaceForm
from cqtt.posters.views import bp
from cqtt.roles import Role

Answer = Response | tuple[str, int]
ALL = "/quan-tri/to-ma/noi-dan"
WAYS = {
    "hien": partial(actions.show_place, shown=True),
    "an": partial(actions.show_place, shown=False),
}


@bp.route(ALL, methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def places() -> Answer:
    """Show the places in their order, and add one."""
    form = PlaceForm.from_request()
    if not form.accepted():
        return _list_places(form, form.http_status)
    try:
        actions.add_place(form.name.data)
    except actions.NameTaken as taken:
        return _list_places(_refused(form, taken), 422)
    db.session.commit()
    flash(_("Đã thêm %(name)s.", name=form.name.data))
    return redirect(url_for(".places"), 303)


@bp.route(f"{ALL}/<row:id>", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def rename_place(id: int) -> Answer:
    """Give a place another name."""
    place = _place_or_404(id)
    name = place.name
    form = PlaceForm.from_request(obj=place)
    if not form.accepted():
        return render_template("posters/rename_place.html", form=form, name=name), form.http_status
    try:
        actions.rename_place(place, form.name.data)
    except actions.NameTaken as taken:
        return render_template("posters/rename_place.html", form=_refused(form, taken), name=name), 422
    db.session.commit()
    flash(_("Đã đổi tên %(old)s thành %(new)s.", old=name, new=form.name.data))
    return redirect(url_for(".places"), 303)


@bp.post(f"{ALL}/<row:id>/<any(hien, an):way>")
@requires(Role.ADMINISTRATOR)
def change_place(id: int, way: str) -> Response:
    """Offer a place for papers again, or no more."""
    WAYS[way](_place_or_404(id))
    db.session.commit()
    return redirect(url_for(".places"), 303)


def _list_places(form: PlaceForm, status: int) -> tuple[str, int]:
    ordered = db.session.scalars(select(ScanPlace).order_by(ScanPlace.position, ScanPlace.id)).all()
    return render_template("posters/places.html", places=ordered, form=form, token=PostForm()), status


def _refused(form: PlaceForm, reason: actions.NameTaken) -> PlaceForm:
    db.session.rollback()
    form.name.errors = (reason.sentence,)
    return form


def _place_or_404(id: int) -> ScanPlace:
    return db.session.get(ScanPlace, id) or abort(404)
