"""The everyday names of each procedure, under /quan-tri/tra-cuu/ten-goi."""

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.addresses import page_number
from cqtt.commune.actions import ChangedMeanwhile
from cqtt.extensions import db
from cqtt.forms import keeps_typed
from cqtt.i18n import _
from cqtt.procedures.catalogue import Published, published_catalogue
from cqtt.roles import Role
from cqtt.vocabulary import actions
from cqtt.vocabulary.blueprint import HERE, bp
from cqtt.vocabulary.forms import NamesForm
from cqtt.vocabulary.listing import named, row_of, shared_names, tried
from cqtt.vocabulary.reading import query

Answer = Response | tuple[str, int]


@bp.get(f"{HERE}/ten-goi")
@requires(Role.ADMINISTRATOR)
def names() -> str:
    """Show every procedure with its everyday names; searched as citizens search."""
    typed = query(request.args.get("q", ""))
    page = named(typed, page_number(request.args.get("trang", "")))
    return render_template("vocabulary/names.html", page=page, typed=typed)


@bp.route(f"{HERE}/ten-goi/<code>", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def edit_names(code: str) -> Answer:
    """Change the everyday names of a procedure; citizens find it by them at once."""
    procedure = _published_or_404(code)
    row = row_of(procedure.slug) or abort(404)
    form = NamesForm.of(row)
    names = _names_in(form) if form.accepted() else None
    if names is None:
        return _show(form, procedure, form.http_status)
    try:
        actions.set_names(row, form.revision.data, names)
    except ChangedMeanwhile:
        return _show_what_changed(form, procedure)
    db.session.commit()
    flash(_("Đã lưu tên gọi. Người dân tìm được ngay."))
    return redirect(url_for("vocabulary.edit_names", code=code), 303)


@bp.route(f"{HERE}/ten-goi/<code>/thu", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def try_names(code: str) -> Answer:
    """Show what a search gives with the names as they are typed; nothing is stored."""
    procedure = _published_or_404(code)
    form = NamesForm.of(row_of(procedure.slug) or abort(404))
    usable = form.accepted() and _names_in(form) is not None
    return _show(form, procedure, 200 if usable else form.http_status)


def _names_in(form: NamesForm) -> list[str] | None:
    """Return the names that were typed; None, with the reason at the box, where they cannot be taken."""
    try:
        return actions.read_names(form.names.data or "")
    except actions.VocabularyRefused as refused:
        form.names.errors = (refused.sentence,)
        return None


def _show(form: NamesForm, procedure: Published, status: int, **more: object) -> tuple[str, int]:
    typed = query(request.form.get("thu", ""))
    names = (form.names.data or "").split("\n")
    page = render_template(
        "vocabulary/edit_names.html",
        form=form,
        procedure=procedure,
        shared=shared_names(procedure.slug, names),
        typed=typed,
        found=tried(procedure.slug, names, typed),
        **more,
    )
    return page, status


def _show_what_changed(form: NamesForm, procedure: Published) -> tuple[str, int]:
    """Say what the record holds by now where it is not what was typed; nothing is overwritten."""
    db.session.rollback()
    stored = NamesForm.of(row_of(procedure.slug) or abort(404), formdata=None)
    return _show(form, procedure, 409, differences=form.rest_on(stored))


def _published_or_404(code: str) -> Published:
    return published_catalogue().find(code) or abort(404)
