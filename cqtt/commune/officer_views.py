"""The people who work for the unit: their details, roles and accounts, under /quan-tri/can-bo."""

from flask import abort, flash, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.clock import now
from cqtt.commune import actions
from cqtt.commune.admin_forms import OfficerForm
from cqtt.commune.credentials import temporary_password
from cqtt.commune.models import Officer, StaffSession
from cqtt.commune.sign_in import is_alive, set_password
from cqtt.commune.views import bp
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.forms import PostForm, keeps_typed
from cqtt.i18n import _, _l
from cqtt.roles import ROLE_NAMES, Role
from cqtt.text import clean, fold

Answer = Response | tuple[str, int]
STATES = {"": _l("Đang làm việc"), "ngung": _l("Đã ngừng"), "tat-ca": _l("Tất cả")}


@bp.get("/quan-tri/can-bo")
@requires(Role.ADMINISTRATOR)
def officers() -> str:
    """List the people, by given name; found by any part of name, title or login, marks ignored."""
    typed = clean(request.args.get("q", ""))[:100]
    state = request.args.get("trang-thai", "")
    state = state if state in STATES else ""
    found = [officer for officer in _officers_in(state) if _speaks_of(officer, typed)]
    return render_template(
        "commune/officers.html",
        officers=found,
        typed=typed,
        state=state,
        states=STATES,
        role_names=ROLE_NAMES,
    )


def _officers_in(state: str) -> list[Officer]:
    people = select(Officer).order_by(Officer.name_sort, Officer.id)
    if state != "tat-ca":
        people = people.where(Officer.is_active.is_(state == ""))
    return list(db.session.scalars(people))


def _speaks_of(officer: Officer, typed: str) -> bool:
    about = fold(" ".join((officer.name, officer.title, officer.department, officer.login or "")))
    return all(word in about for word in fold(typed).split())


@bp.route("/quan-tri/can-bo/them", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def add_officer() -> Answer:
    form = OfficerForm.from_request(revision=0)
    if not form.accepted():
        return _show(form, None, form.http_status)
    try:
        officer = actions.add_officer(roles=form.held_roles.data, **form.details())
    except actions.NameTaken as taken:
        return _show(_refused(form, taken), None, 422)
    db.session.commit()
    flash(_("Đã thêm %(name)s.", name=officer.name))
    return redirect(url_for("commune.edit_officer", id=officer.id), 303)


@bp.route("/quan-tri/can-bo/<row:id>", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def edit_officer(id: int) -> Answer:
    officer = _officer_or_404(id)
    form = OfficerForm.of(officer)
    if not form.accepted():
        return _show(form, officer, form.http_status)
    try:
        actions.change_officer(officer, form.revision.data, form.held_roles.data, form.details())
    except actions.ChangedMeanwhile:
        return _show_what_changed(form, id)
    except (actions.NameTaken, actions.LastAdministrator) as refused:
        return _show(_refused(form, refused), _officer_or_404(id), 422)
    db.session.commit()
    flash(_("Đã lưu thông tin của %(name)s.", name=officer.name))
    return redirect(url_for("commune.edit_officer", id=id), 303)


def _show(form: OfficerForm, officer: Officer | None, status: int, **more: object) -> tuple[str, int]:
    page = render_template("commune/edit_officer.html", form=form, officer=officer, token=PostForm(), **more)
    return page, status


def _show_what_changed(form: OfficerForm, id: int) -> tuple[str, int]:
    """Say what the record holds by now where it is not what was typed; nothing is overwritten."""
    db.session.rollback()
    officer = _officer_or_404(id)
    stored = OfficerForm.of(officer, formdata=None)
    return _show(form, officer, 409, differences=form.rest_on(stored))


def _refused(form: OfficerForm, reason: RuleBroken) -> OfficerForm:
    db.session.rollback()
    field = form.login if isinstance(reason, actions.NameTaken) else form.held_roles
    field.errors = (reason.sentence,)
    return form


@bp.route("/quan-tri/can-bo/<row:id>/mat-khau", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
def give_temporary_password(id: int) -> Answer:
    """Ask first; then set a password that has to be changed at the first sign-in, and show it this once."""
    officer, form = _officer_or_404(id), PostForm()
    if not officer.login:
        raise RuleBroken(_("Người này chưa có tên đăng nhập. Xin đặt tên đăng nhập trước."))
    if not form.accepted():
        return _ask_first("ask_temporary_password", officer, form)
    password = temporary_password()
    set_password(officer, password, must_change=True)
    db.session.commit()
    return render_template("commune/temporary_password.html", officer=officer, password=password), 200


@bp.route("/quan-tri/can-bo/<row:id>/ngung", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
def disable_officer(id: int) -> Answer:
    """Ask first; then close the account."""
    officer, form = _officer_or_404(id), PostForm()
    if not form.accepted():
        return _ask_first("ask_to_disable", officer, form)
    actions.disable_officer(officer)
    db.session.commit()
    flash(_("%(name)s đã ngừng làm việc trên hệ thống và đã được đăng xuất.", name=officer.name))
    return redirect(url_for("commune.edit_officer", id=id), 303)


def _open_sign_ins(officer: Officer) -> int:
    """Return on how many browsers the officer is signed in now."""
    begun = db.session.scalars(select(StaffSession).where(StaffSession.officer_id == officer.id))
    return sum(is_alive(sign_in, now()) for sign_in in begun)


def _ask_first(name: str, officer: Officer, form: PostForm) -> tuple[str, int]:
    """Say what the button would do, and how many sign-ins it ends."""
    page = render_template(f"commune/{name}.html", officer=officer, sign_ins=_open_sign_ins(officer), token=form)
    return page, form.http_status


@bp.post("/quan-tri/can-bo/<row:id>/mo-lai")
@requires(Role.ADMINISTRATOR)
def enable_officer(id: int) -> Response:
    officer = _officer_or_404(id)
    actions.enable_officer(officer)
    db.session.commit()
    flash(_("%(name)s làm việc trở lại.", name=officer.name))
    return redirect(url_for("commune.edit_officer", id=id), 303)


def _officer_or_404(id: int) -> Officer:
    officer = db.session.get(Officer, id)
    return officer or abort(404)
