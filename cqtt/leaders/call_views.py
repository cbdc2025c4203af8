"""`/lanh-dao/<id>/goi-lai`: who could not reach a leader leaves a number, and is told until when the call comes."""

import secrets
from datetime import timedelta

from flask import abort, flash, redirect, render_template, session, url_for
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from cqtt.clock import now, today
from cqtt.commune.absence import away_on
from cqtt.commune.models import the_commune
from cqtt.error_pages import too_many
from cqtt.extensions import db
from cqtt.forms import keeps_typed
from cqtt.i18n import _
from cqtt.leaders import call_backs
from cqtt.leaders.call_forms import CallBackForm
from cqtt.leaders.contacts import leader_on
from cqtt.leaders.rules import promise_text
from cqtt.leaders.views import bp, public_leader_or_404
from cqtt.throttle import allowed, client_address

ASKED_FROM_AN_ADDRESS, ASKED_BY_A_DEVICE, ASKED_FOR_A_NUMBER = 30, 6, 5
AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)


@bp.route("/lanh-dao/<row:id>/goi-lai", methods=["GET", "POST"])
@keeps_typed
def ask_call_back(id: int) -> Response | tuple[str, int]:
    """Leave a number to be called at, when a leader could not be reached."""
    officer = public_leader_or_404(id)
    form = CallBackForm.from_request(start_key=secrets.token_urlsafe(16))
    if form.accepted():
        _count_asking(form.phone.data)
        key = _asked(id, form)
        if key != form.start_key.data:
            flash(_("Chúng tôi đã có lời nhắn này, Ông/Bà không cần gửi lại."))
        return redirect(url_for(".call_back_asked", key=key), 303)
    page = render_template(
        "leaders/ask_call_back.html",
        form=form,
        leader=leader_on(officer, away_on(today()).get(id)),
        until=promise_text(call_backs.due_when_asked(the_commune(), now()).due_at),
    )
    return page, form.http_status


@bp.get("/lanh-dao/goi-lai/<key>")
def call_back_asked(key: str) -> str:
    """Say until when the call comes, and to which number, half covered; of people it names the leader alone."""
    call = call_backs.asked_with(key) or abort(404)
    return render_template("leaders/call_back_asked.html", call=call, until=promise_text(call.due_at))


def _asked(leader_id: int, form: CallBackForm) -> str:
    """Write the request down, and return its key, or that of the same one before; sent twice at once it is one."""
    key, leader, typed = str(form.start_key.data), public_leader_or_404(leader_id), form.typed()
    if before := call_backs.waiting_like(leader, typed):
        return before.start_key
    try:
        call_backs.ask(leader, the_commune(), now(), key, **typed)
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        if call_backs.asked_with(key) is None:
            raise
    return key


def _count_asking(phone: str) -> None:
    """Count this request against the address, the device and the number; refuse it when one is used up."""
    device = session.setdefault("device", secrets.token_urlsafe(16))
    from_here = (
        allowed("call-back-from", client_address(), ASKED_FROM_AN_ADDRESS, AN_HOUR),
        allowed("call-back-device", device, ASKED_BY_A_DEVICE, AN_HOUR),
    )
    for_number = allowed("call-back-number", phone, ASKED_FOR_A_NUMBER, A_DAY)
    if not for_number:
        too_many(_("Số này đã để lại nhiều lời nhắn trong ngày. Xin chờ đến ngày mai, hoặc gọi cho chúng tôi."))
    if not all(from_here):
        too_many(_("Đã nhận nhiều lời nhắn từ máy này. Xin chờ một giờ, hoặc gọi cho chúng tôi."))
