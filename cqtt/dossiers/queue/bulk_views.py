"""Many dossiers at once: ticked in the queue, looked at again, done one by one, taken back where the law allows."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cqtt.access import own_path, requires
from cqtt.clock import now, today
from cqtt.commune.models import officers_with
from cqtt.commune.signed_in import me
from cqtt.database import reads_first
from cqtt.dossiers.queue.bulk import Line, carry_out, foresee, picks_of, step_back, step_on
from cqtt.dossiers.queue.bulk_forms import BulkForm, form_of
from cqtt.dossiers.queue.bulk_steps import BULK, offers
from cqtt.dossiers.rules import CASE_ROLES
from cqtt.dossiers.views import bp
from cqtt.forms import PostForm, keeps_typed
from cqtt.i18n import _

Answer = Response | tuple[str, int]
MANY = "/can-bo/ho-so/nhieu"
STEPS = "'giao', 'tiep-nhan', 'du-giay-to', 'xu-ly', 'len-ke', 'nhac'"


@bp.route(MANY, methods=["GET", "POST"])
@requires(*CASE_ROLES)
@reads_first
def bulk_ask() -> Answer:
    """Say what would happen to each that was ticked, and to which nothing; nothing is changed yet."""
    what = request.form.get("viec", "")
    if what not in dict(offers(me().role_set)):
        return _back(_("Xin chọn việc cần làm với những hồ sơ đã đánh dấu."))
    if not request.form.getlist("chon"):
        return _back(_("Xin đánh dấu ít nhất một hồ sơ trong danh sách."))
    return _ask(what, _form(what)), 200


@bp.route(f"{MANY}/<any({STEPS}):what>", methods=["GET", "POST"])
@requires(*CASE_ROLES)
@reads_first
@keeps_typed
def bulk_do(what: str) -> Answer:
    """Make the step on each, one after the other; then say what was done, and what was not and why."""
    form = _form(what)
    if request.method == "GET":
        return _back()
    if not form.accepted():
        return _ask(what, form), form.http_status
    picks = picks_of(request.form.getlist("chon"))
    lines = carry_out(picks, step_on(BULK[what], form.wish, now()), me().id)
    return _told(what, lines, str(BULK[what].label), may_go_back=BULK[what].take_back is not None), 200


@bp.route(f"{MANY}/<any('giao', 'xu-ly'):what>/hoan-tac", methods=["GET", "POST"])
@requires(*CASE_ROLES)
@reads_first
def bulk_undo(what: str) -> Answer:
    """Take a step back on those dossiers to which nothing has happened since."""
    if request.method == "GET":
        return _back()
    lines = carry_out(picks_of(request.form.getlist("chon")), step_back(BULK[what], now()), me().id)
    return _told(what, lines, _("Hoàn tác: %(what)s", what=BULK[what].label), may_go_back=False), 200


def _form(what: str) -> BulkForm:
    return form_of(BULK[what].step, officers_with(*CASE_ROLES), today())


def _ask(what: str, form: BulkForm) -> str:
    lines = foresee(picks_of(request.form.getlist("chon")), BULK[what], me(), now())
    return render_template(
        "dossiers/staff/bulk_ask.html",
        what=what,
        bulk=BULK[what],
        can=[line for line in lines if not line.why_not],
        cannot=[line for line in lines if line.why_not],
        form=form,
        way_back=_way_back(),
    )


def _told(what: str, lines: list[Line], heading: str, may_go_back: bool) -> str:
    return render_template(
        "dossiers/staff/bulk_done.html",
        what=what,
        heading=heading,
        bulk=BULK[what],
        done=[line for line in lines if not line.why_not],
        not_done=[line for line in lines if line.why_not],
        may_go_back=may_go_back,
        token=PostForm(),
        way_back=_way_back(),
    )


def _back(sentence: str = "") -> Response:
    if sentence and request.method == "POST":
        flash(sentence)
    return redirect(_way_back(), 303)


def _way_back() -> str:
    """Return the page of the queue that this began on."""
    return own_path(request.form.get("ve")) or url_for("dossiers.queue")
