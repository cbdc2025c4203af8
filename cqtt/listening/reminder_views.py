"""The reminders that officers send by hand: that one was sent is written down."""

from flask import abort, flash, redirect, url_for
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.audit.actions import record
from cqtt.clock import now
from cqtt.commune.signed_in import me
from cqtt.extensions import db
from cqtt.forms import PostForm
from cqtt.i18n import _
from cqtt.listening.reminders import text_of
from cqtt.listening.rules import PLANNERS
from cqtt.listening.staff_views import ALL, session_or_404
from cqtt.listening.views import bp
from cqtt.notifications.actions import NOT_WAITING, mark_sent_by_hand


@bp.post(f"{ALL}/<row:id>/tin/<row:message_id>/da-gui")
@requires(*PLANNERS)
def mark_reminder_sent(id: int, message_id: int) -> Response:
    """Record that an officer sent a ready text; a second press changes nothing."""
    message, form = text_of(session_or_404(id), me(), message_id) or abort(404), PostForm()
    if form.accepted():
        if mark_sent_by_hand(message, me().id, now()):
            record("send_by_hand", "notification", message.id)
            flash(_("Đã ghi là tin đã gửi."))
        else:
            flash(str(NOT_WAITING), "warning")
        db.session.commit()
    return redirect(url_for(".result", id=id, _anchor="tin-nhac"), 303)
