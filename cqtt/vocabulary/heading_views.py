"""Fields of work (/linh-vuc) and life events (/su-kien): names, pictures and order; one set of pages for both."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.commune.actions import ChangedMeanwhile
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.forms import PostForm, keeps_typed
from cqtt.i18n import _
from cqtt.procedures.catalogue import published_catalogue
from cqtt.roles import Role
from cqtt.vocabulary import actions
from cqtt.vocabulary.actions import Heading
from cqtt.vocabulary.blueprint import HERE, bp
from cqtt.vocabulary.forms import HeadingForm
from cqtt.vocabulary.words import KINDS

Answer = Response | tuple[str, int]
ALL = f'{HERE}/<any("linh-vuc", "su-kien"):kind>'
ONE = f"{ALL}/<slug>"
WAYS = {"len": -1, "xuong": 1}


@bp.get(ALL)
@requires(Role.ADMINISTRATOR)
def headings(kind: str) -> str:
    """Show the headings in the order in which citizens see them."""
    model: Any = KINDS[kind].model
    rows = db.session.scalars(select(model).order_by(model.position, model.slug)).all()
    catalogue = published_catalogue()
    groups = catalogue.life_events if KINDS[kind].has_list else catalogue.fields
    counts = {group.slug: len(group.procedures) for group in groups}
    return render_template("vocabulary/headings.html", kind=KINDS[kind], rows=rows, counts=counts, token=PostForm())


@bp.route(f"{ALL}/them", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def add_heading(kind: str) -> Answer:
    """Add a heading at the end of its list."""
    form = HeadingForm.from_request(revision=1)
    if not form.accepted():
        return _show(form, kind, None, form.http_status)
    try:
        row = actions.add_heading(KINDS[kind].model, form.details())
    except RuleBroken as refused:
        return _show_refused(form, kind, None, refused)
    db.session.commit()
    flash(_("Đã thêm “%(name)s”.", name=row.name))
    if KINDS[kind].has_list:
        return redirect(url_for("vocabulary.event_procedures", slug=row.slug), 303)
    return redirect(_place_of(kind, row), 303)


@bp.route(ONE, methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def edit_heading(kind: str, slug: str) -> Answer:
    """Change the name, the line and the picture; the address stays, it may be printed."""
    row = _heading_or_404(kind, slug)
    form = HeadingForm.from_request(obj=row)
    if not form.accepted():
        return _show(form, kind, row, form.http_status)
    try:
        actions.change_heading(row, form.revision.data, form.details())
    except ChangedMeanwhile:
        return _show_what_changed(form, kind, slug)
    except RuleBroken as refused:
        return _show_refused(form, kind, slug, refused)
    db.session.commit()
    flash(_("Đã lưu “%(name)s”. Người dân thấy ngay.", name=row.name))
    return redirect(_place_of(kind, row), 303)


@bp.post(f"{ONE}/<any(len, xuong):way>")
@requires(Role.ADMINISTRATOR)
def move_heading(kind: str, slug: str, way: str) -> Response:
    """Move a heading up or down its list."""
    row = _heading_or_404(kind, slug)
    actions.move_heading(row, WAYS[way])
    db.session.commit()
    return redirect(_place_of(kind, row), 303)


@bp.route(f"{ONE}/xoa", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
def remove_heading(kind: str, slug: str) -> Response | str:
    """Ask, then remove a life event, or a field that nothing uses."""
    row = _heading_or_404(kind, slug)
    if request.method == "GET":
        used = 0 if KINDS[kind].has_list else actions.uses_of(row)  # type: ignore[arg-type]
        return render_template("vocabulary/remove_heading.html", kind=KINDS[kind], row=row, used=used, token=PostForm())
    name = row.name
    actions.remove_heading(row)
    db.session.commit()
    flash(_("Đã xóa “%(name)s”.", name=name))
    return redirect(url_for("vocabulary.headings", kind=kind), 303)


def _show(form: HeadingForm, kind: str, row: Heading | None, status: int, **more: object) -> tuple[str, int]:
    return render_template("vocabulary/edit_heading.html", form=form, kind=KINDS[kind], row=row, **more), status


def _show_refused(form: HeadingForm, kind: str, slug: str | None, refused: RuleBroken) -> tuple[str, int]:
    db.session.rollback()
    form.name.errors = (refused.sentence,)
    return _show(form, kind, _heading_or_404(kind, slug) if slug else None, 422)


def _show_what_changed(form: HeadingForm, kind: str, slug: str) -> tuple[str, int]:
    """Say what the record holds by now where it is not what was typed; nothing is overwritten."""
    db.session.rollback()
    row = _heading_or_404(kind, slug)
    stored = HeadingForm(obj=row, formdata=None)
    return _show(form, kind, row, 409, differences=form.rest_on(stored))


def _heading_or_404(kind: str, slug: str) -> Heading:
    model: Any = KINDS[kind].model
    row: Heading | None = db.session.get(model, slug)
    return row or abort(404)


def _place_of(kind: str, row: Heading) -> str:
    return url_for("vocabulary.headings", kind=kind, _anchor=f"muc-{row.slug}")
