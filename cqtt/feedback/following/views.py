"""The public list, the page of one feedback for whoever may see it, and the look-up by code and digits."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cqtt.clock import now
from cqtt.commune.models import active_hamlets
from cqtt.commune.pledge_text import LINES
from cqtt.extensions import db
from cqtt.feedback.following.forms import FACES, FindForm, RateForm
from cqtt.feedback.following.looking_up import found_by_digits
from cqtt.feedback.following.public_list import STATES, answered_in_time, list_page
from cqtt.feedback.following.timeline import (
    answered_by,
    is_late,
    is_promised,
    last_day_to_reopen,
    may_rate,
    next_sentence,
    status_name,
    timeline,
)
from cqtt.feedback.held import feedback_of, followed_feedback, follows, held_feedback, hold, holds
from cqtt.feedback.mending import mended_until
from cqtt.feedback.models import Feedback, FileKind
from cqtt.feedback.occasions import occasion_of
from cqtt.feedback.pages import map_link
from cqtt.feedback.promised_days import first_open, promised_days
from cqtt.feedback.rules import ENDED, KIND_NAMES, OUTCOME_NAMES, SHORT_NAMES, TONES, Consent
from cqtt.feedback.texts import secret_link
from cqtt.feedback.topics import active_topics
from cqtt.feedback.views import bp
from cqtt.forms import PostForm, keeps_typed
from cqtt.i18n import _


@bp.get("/phan-anh")
def listing() -> str:
    """What was said, answered and done; only what a person approved."""
    return render_template(
        "feedback/citizen/listing.html",
        page=list_page(request.args),
        hamlets=active_hamlets(),
        topics=active_topics(),
        states={name: words for name, (words, _statuses) in STATES.items()},
        in_time=answered_in_time(now()),
    )


@bp.route("/phan-anh/tra-cuu", methods=["GET", "POST"])
@keeps_typed
def find() -> Response | tuple[str, int]:
    """Open by the code and the last four digits; what has no name opens by its link only."""
    form = FindForm(code=request.args.get("ma", "")[:40])
    if form.accepted():
        feedback = found_by_digits(form.code.data, form.digits.data)
        if feedback is not None:
            hold(feedback.token)
            db.session.commit()
            return redirect(url_for(".show", code=feedback.code), 303)
        form.code.errors = [
            _("Chưa mở được bằng mã và bốn số này. Xin xem lại; góp ý không để tên chỉ mở bằng liên kết đã lưu.")
        ]
    shown = {"held": held_feedback(), "followed": followed_feedback(), "kinds": KIND_NAMES, "names": SHORT_NAMES}
    return render_template("feedback/citizen/find.html", form=form, **shown), form.http_status


@bp.get("/phan-anh/<code>")
def show(code: str) -> Response | str:
    """One feedback: all of it for its sender, how it goes for a follower, what is published for everybody."""
    feedback = feedback_of(code)
    if feedback is not None and holds(feedback):
        return own_page(feedback, RateForm())
    if feedback is not None and follows(feedback):
        shown = _state(feedback, own=False)
        shown["hoped_for"] = first_open(promised_days(feedback))
        return render_template("feedback/citizen/followed.html", feedback=feedback, **shown)
    if feedback is not None and feedback.is_published:
        return render_template("feedback/citizen/public.html", feedback=feedback)
    return redirect(url_for(".find", ma=code), 303)


def own_page(feedback: Feedback, rating: RateForm) -> str:
    """Return the page of whoever sent it."""
    at, days = now(), promised_days(feedback)
    return render_template(
        "feedback/citizen/show.html",
        feedback=feedback,
        rating=rating,
        faces=FACES,
        may_rate=may_rate(feedback),
        reopen_until=last_day_to_reopen(feedback, at, days),
        hoped_for=first_open(days),
        mended_until=mended_until(feedback, at),
        answered_by=answered_by(feedback),
        kind=KIND_NAMES[feedback.kind],
        outcome=OUTCOME_NAMES.get(feedback.outcome) if feedback.outcome else "",
        photos=feedback.photos(FileKind.PHOTO),
        after=feedback.photos(FileKind.AFTER),
        may_withdraw=not feedback.is_conduct and feedback.consent is not Consent.NONE,
        link=secret_link(feedback),
        form=PostForm(),
        pledge_lines=LINES,
        map_link=map_link(feedback),
        occasion=occasion_of(feedback),
        news_may_come=not feedback.is_conduct and feedback.status not in ENDED,
        **_state(feedback, own=True),
    )


def _state(feedback: Feedback, own: bool) -> dict[str, object]:
    at = now()
    return {
        "status_name": status_name(feedback),
        "tone": TONES[feedback.status],
        "next_sentence": next_sentence(feedback, own),
        "promised": is_promised(feedback),
        "late": is_late(feedback, at),
        "timeline": timeline(feedback, at, own),
    }
