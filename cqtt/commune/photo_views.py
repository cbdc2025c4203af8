"""The photograph of an officer, under /quan-tri/can-bo/<id>/anh: put there, looked at, taken away."""

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.commune import actions, portraits
from cqtt.commune.admin_forms import OfficerForm
from cqtt.commune.models import Officer
from cqtt.commune.views import bp
from cqtt.database import begin_writing, reads_first
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.forms import PostForm
from cqtt.i18n import _
from cqtt.roles import Role

Answer = Response | tuple[str, int]


@bp.get("/quan-tri/can-bo/<row:id>/anh")
@requires(Role.ADMINISTRATOR)
def officer_photo(id: int) -> Response:
    """The photograph as administrators see it, whether it is public or not."""
    officer = _officer_or_404(id)
    return portraits.portrait_answer(officer) if officer.photo_key else abort(404)


@bp.post("/quan-tri/can-bo/<row:id>/anh")
@requires(Role.ADMINISTRATOR)
@reads_first
def put_photo(id: int) -> Answer:
    """Keep a photograph in place of the one before."""
    officer = _officer_or_404(id)
    try:
        portrait = portraits.received_portrait(request.files.get("photo"))
        key = portraits.portrait_store().put(portrait.content)
    except RuleBroken as refused:
        return _show_refused(officer, refused.sentence)
    begin_writing()
    old = actions.change_photo(_officer_or_404(id), key, portrait.digest)
    db.session.commit()
    _forget(old)
    flash(_("Đã nhận ảnh. Xin xem lại ảnh ở dưới."))
    return redirect(url_for("commune.edit_officer", id=id), 303)


@bp.post("/quan-tri/can-bo/<row:id>/anh/bo")
@requires(Role.ADMINISTRATOR)
def remove_photo(id: int) -> Response:
    """Take the photograph away; the initials stand in its place."""
    old = actions.change_photo(_officer_or_404(id), None, None)
    db.session.commit()
    _forget(old)
    flash(_("Đã bỏ ảnh."))
    return redirect(url_for("commune.edit_officer", id=id), 303)


def _show_refused(officer: Officer, sentence: str) -> tuple[str, int]:
    form = OfficerForm.of(officer, formdata=None)
    shown = {"form": form, "officer": officer, "token": PostForm(), "photo_refused": sentence}
    return render_template("commune/edit_officer.html", **shown), 422


def _forget(key: str | None) -> None:
    if key:
        portraits.portrait_store().remove(key)


def _officer_or_404(id: int) -> Officer:
    return db.session.get(Officer, id) or abort(404)
