"""A letter in its reader's browser, opened by the secret link; whoever has the link needs nothing else."""

from datetime import timedelta

from flask import Response, abort, make_response, render_template
from sqlalchemy import select

from cqtt.extensions import db
from cqtt.letters.blueprint import bp
from cqtt.letters.models import Letter
from cqtt.letters.rules import Status
from cqtt.letters.showing import sheet_of
from cqtt.throttle import allowed, client_address

AN_HOUR = timedelta(hours=1)
TRIES_AN_HOUR = 60  # of links that open nothing, from one address
SIGNED = (Status.APPROVED, Status.SENT)


@bp.get("/thu/mo/<token>")
def open_letter(token: str) -> Response:
    """The letter as it was signed; no search engine keeps it."""
    letter = signed_letter_or_404(token)
    answer = make_response(render_template("letters/open.html", letter=letter, sheet=sheet_of(letter)))
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def signed_letter_or_404(token: str) -> Letter:
    """Return the letter of a link; a draft, a discarded one and an unknown link answer alike. Guesses are counted."""
    letter = db.session.scalar(select(Letter).where(Letter.token == token, Letter.status.in_(SIGNED)))
    if letter is None:
        if not allowed("letter-from", client_address(), TRIES_AN_HOUR, AN_HOUR):
            abort(429)
        abort(404)
    return letter
