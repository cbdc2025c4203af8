"""Days away: an officer's own under /can-bo/vang-mat, anybody's for administrators."""

from flask import abort, flash, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.clock import now, today
from cqtt.commune import absence as absences
from cqtt.commune.absence_forms import AbsenceForm
from cqtt.commune.absence_rules import AbsenceRefused, DeputyRefused
from cqtt.commune.models import Absence, Officer
from cqtt.commune.views import bp
from cqtt.extensions import db
from cqtt.forms import PostForm, keeps_typed
from cqtt.i18n import _
from cqtt.roles import ANY_STAFF, Role

Answer = Response | tuple[str, int]


@bp.route("/can-bo/vang-mat", methods=["GET", "POST"])
@requires(*ANY_STAFF)
@keeps_typed
def my_absences() -> Answer:
    """The officer's own days away, and a form for more."""
    return _plan(current_user.officer, url_for("commune.my_absences"))


@bp.route("/quan-tri/can-bo/<row:id>/vang-mat", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def officer_absences(id: int) -> Answer:
    """Somebody's days away, written down by an administrator."""
    return _plan(_officer_or_404(id), url_for("commune.officer_absences", id=id))


def _plan(officer: Officer, page: str) -> Answer:
    form = AbsenceForm.from_request()
    form.let_choose(absences.possible_deputies(officer))
    if not form.accepted():
        return _show(officer, form, form.http_status)
    try:
        planned = absences.plan(
            officer, form.deputy.data, form.days, form.note.data or "", current_user.officer, now(), today()
        )
    except AbsenceRefused as refused:
        return _show_refused(officer.id, form, refused)
    said = _said(planned)
    db.session.commit()
    flash(said)
    return redirect(page, 303)


def _said(planned: Absence) -> str:
    """Return what was arranged, also for those whom the officer was to stand in for."""
    days, deputy = absences.days_of(planned), planned.deputy.name
    said = _("Đã ghi: %(deputy)s thay %(days)s.", deputy=deputy, days=days.text)
    asked = absences.asked_of(planned.officer, planned.from_on)
    names = ", ".join(each.officer.name for each in asked if absences.days_of(each).meets(days))
    if not names:
        return said
    return f"{said} {_('Những ngày ấy %(deputy)s cũng thay luôn cho %(names)s.', deputy=deputy, names=names)}"


def _show_refused(officer_id: int, form: AbsenceForm, refused: AbsenceRefused) -> Answer:
    db.session.rollback()
    field = form.deputy if isinstance(refused, DeputyRefused) else form.until_on
    field.errors = (refused.sentence,)
    return _show(_officer_or_404(officer_id), form, 422)


def _show(officer: Officer, form: AbsenceForm, status: int) -> tuple[str, int]:
    is_own = officer.id == current_user.id
    page = render_template(
        "commune/absences.html",
        officer=officer,
        is_own=is_own,
        form=form,
        token=PostForm(),
        own=absences.absences_of(officer),
        asked=absences.asked_of(officer, today()),
        days_of=absences.days_of,
        today=today(),
    )
    return page, status


@bp.post("/can-bo/vang-mat/<row:absence_id>/<any('ket-thuc', huy):way>")
@requires(*ANY_STAFF)
def change_my_absence(absence_id: int, way: str) -> Response:
    """Say that one is back, or take back what was planned."""
    _change(current_user.id, absence_id, way)
    return redirect(url_for("commune.my_absences"), 303)


@bp.post("/quan-tri/can-bo/<row:id>/vang-mat/<row:absence_id>/<any('ket-thuc', huy):way>")
@requires(Role.ADMINISTRATOR)
def change_officer_absence(id: int, absence_id: int, way: str) -> Response:
    _change(id, absence_id, way)
    return redirect(url_for("commune.officer_absences", id=id), 303)


def _change(officer_id: int, absence_id: int, way: str) -> None:
    found = db.session.get(Absence, absence_id)
    if found is None or found.officer_id != officer_id:
        abort(404)
    if way == "huy":
        absences.cancel(found, today())
        said = _("Đã hủy lần vắng mặt ấy.")
    else:
        absences.end(found, today())
        said = _("Đã ghi trở lại làm việc. Hồ sơ và cuộc gọi về lại như cũ từ hôm nay.")
    db.session.commit()
    flash(said)


def _officer_or_404(id: int) -> Officer:
    officer = db.session.get(Officer, id)
    return officer or abort(404)
