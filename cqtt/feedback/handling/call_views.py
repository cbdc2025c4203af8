"""Writing a call down, under /can-bo/phan-anh/cuoc-goi: one screen, saved with one key, then the next call."""

from flask import flash, get_flashed_messages, redirect, render_template, request, url_for
from sqlalchemy.exc import IntegrityError
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

OPENS, NAMELESS = "logged", "logged-nameless"  # with a telephone the code opens it; without one nothing does
UNSORTED = "logged-unsorted"  # what was typed as a topic and is none


@bp.route("/can-bo/phan-anh/cuoc-goi", methods=["GET", "POST"])
@requires(*HANDLERS)
@keeps_typed
def log_call() -> Response | tuple[str, int]:
    """Write down what somebody says on the telephone or at the desk; the code to read out stands above the next."""
    form = CallForm.fresh(request.args.get("kenh", ""))
    if form.accepted():
        logged = _log(form)
        flash(logged.code, OPENS if logged.phone else NAMELESS)
        if form.unknown_topic:
            flash(form.unknown_topic, UNSORTED)
        return redirect(url_for("feedback.log_call", kenh=form.channel_slug), 303)
    form.begin_at_mistake()
    unsorted = get_flashed_messages(category_filter=[UNSORTED])
    page = render_template("feedback/staff/log_call.html", form=form, logged=_just_logged(), unsorted=unsorted)
    return page, form.http_status


def _log(form: CallForm) -> Feedback:
    """Keep what was written down; where another tap was faster, return what that one kept."""
    try:
        return _keep(form)
    except IntegrityError:
        db.session.rollback()
        return _keep(form)


def _keep(form: CallForm) -> Feedback:
    logged = calls.log(form.start_key.data, me(), form.values, form.answered.data or "", now())
    db.session.commit()
    return logged


def _just_logged() -> list[tuple[str, bool, Feedback | None]]:
    """Return the code to read out, whether it opens anything for the caller, and the feedback for its reader."""
    kinds = (OPENS, NAMELESS)
    said = [(str(code), kind) for kind in kinds for code in get_flashed_messages(category_filter=[kind])]
    return [(code, kind == OPENS, _readable(code)) for code, kind in said]


def _readable(code: str) -> Feedback | None:
    """Return what was just written down, if whoever wrote it may open it."""
    return db.session.scalar(readable(me()).where(Feedback.code == code))
