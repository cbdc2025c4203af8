"""The unit's settings and its hamlets, under /quan-tri/don-vi."""

from functools import partial

from flask import abort, flash, redirect, render_template, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.commune import actions
from cqtt.commune.admin_forms import HamletForm, UnitForm
from cqtt.commune.models import Hamlet, the_commune
from cqtt.commune.views import bp
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.forms import PostForm, keeps_typed
from cqtt.i18n import _
from cqtt.roles import Role

Answer = Response | tuple[str, int]
WAYS = {
    "len": partial(actions.move_hamlet, places=-1),
    "xuong": partial(actions.move_hamlet, places=1),
    "hien": partial(actions.show_hamlet, shown=True),
    "an": partial(actions.show_hamlet, shown=False),
}


@bp.get("/quan-tri")
@requires(Role.ADMINISTRATOR)
def administration() -> Response:
    """Lead to the first page of the administrators' part."""
    return redirect(url_for("commune.edit_unit"), 303)


@bp.route("/quan-tri/don-vi", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def edit_unit() -> Answer:
    commune = the_commune()
    form = UnitForm.of(commune)
    if not form.accepted():
        return render_template("commune/edit_unit.html", form=form), form.http_status
    try:
        actions.change_unit(commune, form.revision.data, form.settings())
    except actions.ChangedMeanwhile:
        return _show_what_changed(form)
    db.session.commit()
    flash(_("Đã lưu thông tin đơn vị."))
    return redirect(url_for("commune.edit_unit"), 303)


def _show_what_changed(form: UnitForm) -> tuple[str, int]:
    """Say what the record holds by now where it is not what was typed; nothing is overwritten."""
    db.session.rollback()
    stored = UnitForm.of(the_commune(), formdata=None)
    page = render_template("commune/edit_unit.html", form=form, differences=form.rest_on(stored))
    return page, 409


@bp.route("/quan-tri/don-vi/ap", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def hamlets() -> Answer:
    """Show the hamlets in their order, and add one."""
    form = HamletForm.from_request()
    if not form.accepted():
        return _list_hamlets(form, form.http_status)
    try:
        actions.add_hamlet(form.name.data)
    except actions.NameTaken as taken:
        return _list_hamlets(_refused(form, taken), 422)
    db.session.commit()
    flash(_("Đã thêm %(name)s.", name=form.name.data))
    return redirect(url_for("commune.hamlets"), 303)


def _list_hamlets(form: HamletForm, status: int) -> tuple[str, int]:
    ordered = db.session.scalars(select(Hamlet).order_by(Hamlet.position, Hamlet.id)).all()
    return render_template("commune/hamlets.html", hamlets=ordered, form=form, token=PostForm()), status


@bp.route("/quan-tri/don-vi/ap/<row:id>", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def rename_hamlet(id: int) -> Answer:
    hamlet = _hamlet_or_404(id)
    name = hamlet.name
    form = HamletForm.from_request(obj=hamlet)
    if not form.accepted():
        return render_template("commune/rename_hamlet.html", form=form, name=name), form.http_status
    try:
        actions.rename_hamlet(hamlet, form.name.data)
    except actions.NameTaken as taken:
        return render_template("commune/rename_hamlet.html", form=_refused(form, taken), name=name), 422
    db.session.commit()
    flash(_("Đã đổi tên %(old)s thành %(new)s.", old=name, new=form.name.data))
    return redirect(url_for("commune.hamlets"), 303)


@bp.post("/quan-tri/don-vi/ap/<row:id>/<any(len, xuong, hien, an):way>")
@requires(Role.ADMINISTRATOR)
def change_hamlet(id: int, way: str) -> Response:
    """Move a hamlet up or down the list, show it in forms or hide it."""
    WAYS[way](_hamlet_or_404(id))
    db.session.commit()
    return redirect(url_for("commune.hamlets"), 303)


def _refused(form: HamletForm, reason: RuleBroken) -> HamletForm:
    db.session.rollback()
    form.name.errors = (reason.sentence,)
    return form


def _hamlet_or_404(id: int) -> Hamlet:
    hamlet = db.session.get(Hamlet, id)
    return hamlet or abort(404)
