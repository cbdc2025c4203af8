"""Which ratings this browser gave: only it may add a reason, or change one, and only it sees what was given."""

from datetime import timedelta
from typing import NoReturn

from flask import abort, session

from cqtt.ratings.actions import rating_with
from cqtt.ratings.models import Rating
from cqtt.throttle import allowed, client_address

MOST = 10
GUESSES_AN_HOUR = 60  # from one address; many people share the hall's


def hold(rating: Rating) -> None:
    """Let this browser add a reason."""
    keys = [key for key in session.get("rated", ()) if key != rating.change_key]
    session["rated"] = [*keys, rating.change_key][-MOST:]


def let_go_of_all() -> None:
    """Forget what was given here: on a tablet that goes to the next person."""
    session.pop("rated", None)


def held_or_404(key: str) -> Rating:
    """Return the rating if this browser gave it; any other key answers as one that was made up."""
    return (rating_with(key) if key in session.get("rated", ()) else None) or unknown()


def held_for(invite_id: int) -> Rating | None:
    """Return the rating that this browser gave to an invitation."""
    found = (rating_with(key) for key in session.get("rated", ()))
    return next((rating for rating in found if rating is not None and rating.invite_id == invite_id), None)


def unknown() -> NoReturn:
    """Answer a secret that nobody gave out: there is no such page; after many tries, not even that is said."""
    if not allowed("rating-guess", client_address(), GUESSES_AN_HOUR, timedelta(hours=1)):
        abort(429)
    abort(404)
