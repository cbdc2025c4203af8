"""The secret link of feedback, for its sender and for followers; every other page hangs itself onto this blueprint."""

from datetime import timedelta

from flask import Blueprint, abort, redirect, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from cqtt.extensions import db
from cqtt.feedback.held import hold
from cqtt.feedback.models import Feedback, FeedbackFollower
from cqtt.throttle import allowed, client_address

bp = Blueprint("feedback", __name__)

AN_HOUR = timedelta(hours=1)
TRIES_AN_HOUR = 60  # from one address; many people share the hall's


@bp.get("/phan-anh/mo/<token>")
def open_by_link(token: str) -> Response:
    """Open by the secret link: set the cookie and go on to the page of the feedback."""
    code = db.session.scalar(select(Feedback.code).where(Feedback.token == token))
    if code is None:
        followed = select(Feedback.code).join(FeedbackFollower).where(FeedbackFollower.token == token)
        code = db.session.scalar(followed)
    if code is None:
        if not allowed("feedback-link-from", client_address(), TRIES_AN_HOUR, AN_HOUR):
            abort(429)
        abort(404)
    hold(token)
    return redirect(url_for(".show", code=code), 303)
