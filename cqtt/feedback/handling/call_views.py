"""Writing a call down, under /can-bo/phan-anh/cuoc-goi: one screen, saved with one key, then the next call."""

from flask import flash, get_flashed_messages, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.clock import now
from cqtt.commune.signed_in import me
from cqtt.extensions import db
from cqtt.feedback.handling import calls
from cqtt.feedback.handling.call_forms import CallForm
from cqtt.feedback.models import Feedback
from cqtt.feedback.rules import HANDLERS
from cqtt.feedback.secrecy import readable
from cqtt.feedback.views import bp
from cqtt.forms import keeps_typed


@bp.route("/can-bo/phan-anh/cuoc-goi", methods=["GET", "POST"])
@requires(*HANDLERS)
@keeps_typed
def log_call() -> Response | tuple[str, int]:
    """Write down what somebody says on the telephone or at the desk; the code to read out stands above the next."""
    form = CallForm.fresh(request.args.get("kenh", ""))
    if form.accepted():
        code = calls.log(form.start_key.data, me(), form.values, form.answered.data or "", now()).code
        db.session.commit()
        flash(code, "logged")
        return redirect(url_for("feedback.log_call", kenh=form.channel_slug), 303)
    logged = [(code, _readable(str(code))) for code in get_flashed_messages(category_filter=["logged"])]
    return render_template("feedback/staff/log_call.html", form=form, logged=logged), form.http_status


def _readable(code: str) -> Feedback | None:
    """Return what was just written down, if whoever wrote it may open it."""
    return db.session.scalar(readable(me()).where(Feedback.code == code))
