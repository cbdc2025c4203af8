"""A new procedure: blank, or begun as a copy of another; it is a draft until it is published."""

import secrets

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.clock import now
from cqtt.commune.signed_in import me
from cqtt.editing.blueprint import ALL, bp
from cqtt.editing.overview.actions import CodeTaken, added_with, blank_content, copied_content, create_procedure
from cqtt.editing.overview.entries import Entry, read_entries
from cqtt.editing.overview.forms import NewProcedureForm
from cqtt.editing.overview.listing import matching
from cqtt.extensions import db
from cqtt.forms import keeps_typed
from cqtt.i18n import _
from cqtt.procedures.content import ProcedureContent
from cqtt.procedures.models import Procedure
from cqtt.roles import Role
from cqtt.text import clean

Answer = Response | tuple[str, int]
MOST_OFFERED = 8


@bp.route(f"{ALL}/them", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def create() -> Answer:
    """Add a procedure, then go on to write it."""
    form = _form()
    if not form.accepted():
        return _show(form, form.http_status)
    try:
        procedure = _added(form)
    except CodeTaken as taken:
        db.session.rollback()
        form.code.errors = (taken.sentence,)
        return _show(form, 422)
    db.session.commit()
    flash(_("Đã thêm thủ tục. Người dân chưa thấy gì cho đến khi công bố."))
    if form.source.data:
        flash(_("Nội dung chép sang coi là chưa đối chiếu: xem lại rồi đánh dấu ở mục Căn cứ và đối chiếu."), "warning")
    return redirect(url_for("editing.edit", code=procedure.address_code), 303)


@bp.post(f"{ALL}/them/tim")
@requires(Role.ADMINISTRATOR)
@keeps_typed
def find_source() -> Answer:
    """Offer procedures to copy from; what was typed stays on the page."""
    return _show(_form(), 200)


def _added(form: NewProcedureForm) -> Procedure:
    """Add what was typed, or find what the same form has added before."""
    key = form.start_key.data
    try:
        return create_procedure(_content(form), key, me(), now())
    except IntegrityError:
        db.session.rollback()  # sent twice at once: the first has added it meanwhile
        if (begun := added_with(key)) is None:
            raise
        return begun


def _form() -> NewProcedureForm:
    asked = {name: clean(request.args.get(name, ""))[:100] for name in ("find", "source")}
    form = NewProcedureForm.from_request(start_key=secrets.token_urlsafe(16), **asked)
    form.let_choose()
    form.offer((entry.code, _offered(entry)) for entry in _found(form))
    return form


def _found(form: NewProcedureForm) -> list[Entry]:
    """Return what the search found, and what is chosen already."""
    typed, chosen = form.find.data or "", form.source.data or ""
    if not typed and not chosen:
        return []
    named = [entry for entry in read_entries(now()).all if entry.content]
    found = matching(named, typed)[:MOST_OFFERED] if typed else []
    return [entry for entry in named if entry.code == chosen and entry not in found] + found


def _offered(entry: Entry) -> str:
    return " · ".join(filter(None, [entry.name, entry.row.code, entry.field]))


def _content(form: NewProcedureForm) -> ProcedureContent:
    name, field, code, at = form.name.data, form.field.data, form.code.data or None, now()
    source = next((entry.content for entry in _found(form) if entry.code == form.source.data), None)
    return copied_content(source, name, field, code, at) if source else blank_content(name, field, code, at)


def _show(form: NewProcedureForm, status: int) -> tuple[str, int]:
    return render_template("editing/overview/create.html", form=form), status
