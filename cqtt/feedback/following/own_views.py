"""What a sender does with feedback already sent: judge the answer, open it again, take consent back, forget it here."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from cqtt.clock import now
from cqtt.extensions import db
from cqtt.feedback import citizen_actions
from cqtt.feedback.following.forms import RateForm, ReopenForm
from cqtt.feedback.following.looking_up import opens_by_digits
from cqtt.feedback.following.timeline import last_day_to_reopen
from cqtt.feedback.following.views import own_page
from cqtt.feedback.held import feedback_of, held_or_404, let_go_of, token_here
from cqtt.feedback.moves import KIND
from cqtt.feedback.texts import link_with
from cqtt.feedback.views import bp
from cqtt.forms import PostForm, keeps_typed
from cqtt.i18n import _
from cqtt.notifications.told_here import forget_here

Answer = Response | tuple[str, int]


@bp.post("/phan-anh/<code>/danh-gia")
@keeps_typed
def rate(code: str) -> Answer:
    """Judge the answer, once; a second tap changes nothing."""
    feedback, form = held_or_404(code), RateForm()
    if not form.accepted():
        return own_page(feedback, form), 422
    if feedback.rated_at is None:
        citizen_actions.rate(feedback, int(form.mark.data), form.words.data or "", now())
        db.session.commit()
    return redirect(url_for(".show", code=feedback.code, _anchor="danh-gia"), 303)


@bp.route("/phan-anh/<code>/mo-lai", methods=["GET", "POST"])
@keeps_typed
def reopen(code: str) -> Answer:
    """Say that the answer does not satisfy: once, within the days given."""
    feedback, form = held_or_404(code), ReopenForm()
    if form.accepted():
        citizen_actions.reopen(feedback, form.reason.data, now())
        db.session.commit()
        return redirect(url_for(".show", code=feedback.code), 303)
    until = last_day_to_reopen(feedback, now())
    if until is None and not form.is_submitted():
        return redirect(url_for(".show", code=feedback.code), 303)
    return render_template("feedback/citizen/reopen.html", feedback=feedback, form=form, until=until), form.http_status


@bp.post("/phan-anh/<code>/khong-cong-khai")
def withdraw_consent(code: str) -> Response:
    """Take the agreement to publish back: it leaves the public list at once."""
    feedback = held_or_404(code)
    citizen_actions.withdraw_consent(feedback, now())
    db.session.commit()
    return redirect(url_for(".show", code=feedback.code), 303)


@bp.route("/phan-anh/<code>/cat-di", methods=["GET", "POST"])
def forget(code: str) -> Answer:
    """Take it off this browser, on a computer that others use too; asks first, with the link that opens it again."""
    feedback, form = feedback_of(code), PostForm()
    token = token_here(feedback) if feedback is not None else None
    if feedback is None or token is None:  # a second tap, too
        return redirect(url_for(".find"), 303)
    if form.accepted():
        let_go_of(feedback)
        forget_here(KIND, feedback.id)
        db.session.commit()
        flash(_("Đã xóa khỏi máy này."))
        return redirect(url_for(".find"), 303)
    own = token == feedback.token
    shown = {"own": own, "only_link": own and not opens_by_digits(feedback), "link": link_with(token)}
    return render_template("feedback/citizen/forget.html", feedback=feedback, form=form, **shown), form.http_status
