"""The calls that are owed, as leaders and those who call for them see them, under /can-bo/goi-lai."""

from collections.abc import Callable
from datetime import datetime

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.addresses import page_number
from cqtt.audit.actions import record_view
from cqtt.clock import local, now
from cqtt.commune.models import Officer, the_commune
from cqtt.commune.signed_in import me
from cqtt.database import begin_writing
from cqtt.dossiers.rules import CASE_ROLES
from cqtt.extensions import db
from cqtt.forms import keeps_typed
from cqtt.i18n import _, _l
from cqtt.leaders import call_backs
from cqtt.leaders.call_forms import CallDoneForm, SeenCallForm
from cqtt.leaders.call_lists import call_seen_by, calls_of
from cqtt.leaders.models import CallBack
from cqtt.leaders.rules import TRIES_BEFORE_GIVING_UP, CallRefused
from cqtt.leaders.views import bp

Answer = Response | tuple[str, int]
ALL = "/can-bo/goi-lai"


def _undo(call: CallBack, seen: int, by: Officer, at: datetime) -> None:
    call_backs.undo(call, seen)


WAYS: dict[str, Callable[[CallBack, int, Officer, datetime], None]] = {
    "chua-gap": call_backs.note_try,
    "khong-gap": call_backs.give_up,
    "hoan-tac": _undo,
}
SAID = {
    "chua-gap": _l("Đã ghi một lần gọi chưa gặp."),
    "khong-gap": _l("Đã kết thúc: không liên lạc được."),
    "hoan-tac": _l("Đã hoàn tác."),
}


@bp.get(ALL)
@requires(*CASE_ROLES)
def calls() -> str:
    """The calls this officer is to make, the first due first. It names people, so opening it is recorded."""
    shown, _status = _show()
    begin_writing()
    record_view("view", "call_list", local(now()).date().isoformat(), now())
    db.session.commit()
    return shown


@bp.post(f"{ALL}/<row:id>/xong")
@requires(*CASE_ROLES)
@keeps_typed
def finish_call(id: int) -> Answer:
    """Note how a call ended."""
    call = _call_or_404(id)
    form = CallDoneForm.of(call)
    if not form.accepted():
        return _show(form, id)
    try:
        call_backs.finish(call, form.tries.data, form.outcome.data, me(), now())
    except CallRefused as refused:
        db.session.rollback()
        form.outcome.errors = (refused.sentence,)
        return _show(form, id)
    db.session.commit()
    flash(_("Đã ghi kết quả cuộc gọi."))
    return redirect(url_for(".calls"), 303)


@bp.post(f"{ALL}/<row:id>/<any('chua-gap', 'khong-gap', 'hoan-tac'):way>")
@requires(*CASE_ROLES)
def change_call(id: int, way: str) -> Response:
    """Count a call that was not answered, end one after enough of them, or take the last note back."""
    call = _call_or_404(id)
    form = SeenCallForm.from_request()
    if not form.accepted():
        abort(400)
    WAYS[way](call, form.tries.data, me(), now())
    db.session.commit()
    flash(str(SAID[way]))
    return redirect(url_for(".calls"), 303)


def _show(refused: CallDoneForm | None = None, refused_id: int = 0) -> tuple[str, int]:
    found = calls_of(me(), the_commune(), now(), page_number(request.args.get("trang", "")))
    forms = {line.call.id: CallDoneForm.of(line.call, formdata=None) for line in found.lines}
    is_listed = refused_id in forms
    if refused is not None and is_listed:
        forms[refused_id] = refused
    page = render_template(
        "leaders/calls.html",
        page=found,
        forms=forms,
        refused_id=refused_id,
        elsewhere=None if is_listed else refused,  # a call that a colleague has ended meanwhile
        enough_tries=TRIES_BEFORE_GIVING_UP,
    )
    return page, 422 if refused is not None else 200


def _call_or_404(id: int) -> CallBack:
    """Return a call that this officer sees; any other answers as one that does not exist."""
    return call_seen_by(me(), id, now()) or abort(404)
