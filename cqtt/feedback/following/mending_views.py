"""Sửa hoặc che bớt lời đã gửi: the sender takes out what tells of somebody, within a day."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from cqtt.clock import now
from cqtt.extensions import db
from cqtt.feedback.actions import own_words
from cqtt.feedback.following.forms import MendForm
from cqtt.feedback.held import held_or_404
from cqtt.feedback.mending import mend, mended_until
from cqtt.feedback.views import bp
from cqtt.forms import keeps_typed
from cqtt.redaction import leftovers


@bp.route("/phan-anh/<code>/sua-loi", methods=["GET", "POST"])
@keeps_typed
def mend_words(code: str) -> Response | tuple[str, int]:
    """Change the words in their place; the old ones are gone for good."""
    feedback, at = held_or_404(code), now()
    form = MendForm(words=own_words(feedback), place=feedback.place)
    if form.accepted():
        mend(feedback, form.words.data, form.place.data or "", at)
        db.session.commit()
        return redirect(url_for(".show", code=feedback.code), 303)
    until = mended_until(feedback, at)
    if until is None and not form.is_submitted():
        return redirect(url_for(".show", code=feedback.code), 303)
    shown = {"feedback": feedback, "form": form, "until": until, "found": leftovers(own_words(feedback))}
    return render_template("feedback/citizen/mend_words.html", **shown), form.http_status
