"""`/danh-gia/…`: five faces after a result or an answer, one vote each; then why, if somebody wants to say it."""

from flask import Blueprint, redirect, render_template, session, url_for
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from cqtt.clock import local, now
from cqtt.dossiers.held import unlocked_dossier_or_404
from cqtt.extensions import db
from cqtt.forms import keeps_typed
from cqtt.ratings import actions
from cqtt.ratings.forms import ReasonsForm, VoteForm
from cqtt.ratings.held import held_for, held_or_404, hold, unknown
from cqtt.ratings.inviting import invite_of_dossier
from cqtt.ratings.models import Rating, RatingInvite
from cqtt.ratings.rules import CHANGEABLE, MARK_NAMES, MARKS, Way, is_low
from cqtt.ratings.settings import the_settings

bp = Blueprint("ratings", __name__)
bp.add_app_template_global(lambda: [(mark, str(MARK_NAMES[mark])) for mark in MARKS], "rating_marks")
Answer = Response | tuple[str, int]
TABLET = "rating_tablet"  # in the session of a tablet at the desk: the way back to it


@bp.route("/danh-gia/<token>", methods=["GET", "POST"])
@keeps_typed
def rate(token: str) -> Answer:
    """Rate what the link is about: one tap is the vote. Opened again, it says that the vote was counted."""
    invite = db.session.scalar(select(RatingInvite).where(RatingInvite.token == token)) or unknown()
    form = VoteForm()
    if form.accepted() and not current_user.is_authenticated:
        return voted(invite, form.mark.data)
    rated = held_for(invite.id)
    page = render_template(
        "ratings/rate.html",
        form=form,
        invite=invite,
        is_used=actions.is_used(invite),
        is_over=invite.expires_at <= now(),
        rated=rated,
        may_change=rated is not None and actions.is_changeable(rated, now()),
    )
    return page, _status(form)


@bp.post("/danh-gia/ho-so/<code>")
def rate_own(code: str) -> Answer:
    """Rate from the page on which the citizen follows the dossier."""
    dossier, form = unlocked_dossier_or_404(code), VoteForm()
    if form.accepted() and not current_user.is_authenticated:
        return voted(invite_of_dossier(dossier, now()), form.mark.data)
    return redirect(url_for("dossiers.show", code=code, _anchor="danh-gia"), 303)


@bp.route("/danh-gia/phieu/<key>", methods=["GET", "POST"])
@keeps_typed
def reasons(key: str) -> Answer:
    """Say why, if one wants to; and for some minutes, tap another face."""
    rating = held_or_404(key)
    form = ReasonsForm(reasons=rating.reasons, words=rating.words)
    if form.accepted():
        actions.explain(rating, form.reasons.data or (), form.words.data or "", now())
        db.session.commit()
        return redirect(url_for(".thanks", key=key), 303)
    if not actions.is_changeable(rating, now()):
        return redirect(url_for(".thanks", key=key), 303)
    until = local(rating.at + CHANGEABLE)
    page = render_template("ratings/reasons.html", form=form, rating=rating, until=until, **frame())
    return page, form.http_status


@bp.post("/danh-gia/phieu/<key>/doi")
def change(key: str) -> Answer:
    """Tap another face: it takes the place of the first."""
    rating, form = held_or_404(key), VoteForm()
    if form.accepted():
        actions.change_mark(rating, form.mark.data, now())
        db.session.commit()
    return redirect(url_for(".reasons", key=key), 303)


@bp.get("/danh-gia/phieu/<key>/cam-on")
def thanks(key: str) -> str:
    """Say thank you; after a low mark, what happens now."""
    rating = held_or_404(key)
    return render_template(
        "ratings/thanks.html",
        rating=rating,
        is_low=is_low(rating.mark),
        days=the_settings().follow_up_days,
        may_change=actions.is_changeable(rating, now()),
        **frame(),
    )


def voted(invite: RatingInvite, mark: int) -> Response:
    """Count the vote, commit, and go on: to the reasons, or where it was counted before, to what says so."""
    token = invite.token
    rating = actions.vote(invite, mark, Way.TABLET if session.get(TABLET) else Way.LINK, now())
    db.session.commit()
    if rating is None:
        return redirect(url_for(".rate", token=token), 303)
    return given(rating)


def given(rating: Rating) -> Response:
    """Let this browser say why, and lead there."""
    hold(rating)
    return redirect(url_for("ratings.reasons", key=rating.change_key), 303)


def frame() -> dict[str, str | None]:
    """Return which frame the page has: on the desk's tablet there is no way but back to it."""
    tablet = session.get(TABLET)
    back = url_for("ratings.tablet", signed=tablet) if tablet else None
    return {"frame": "kiosk" if tablet else "citizen", "back": back}


def _status(form: VoteForm) -> int:
    """422 for a face that is none; 403 for an officer who would vote in a citizen's place."""
    if form.is_submitted() and not form.complaints() and current_user.is_authenticated:
        return 403
    return form.http_status
