"""The letter on the page of a low mark: drafted by itself, read and signed there; or why nobody is written to."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from cqtt.clock import now
from cqtt.commune.signed_in import me
from cqtt.extensions import db
from cqtt.letters.models import Letter
from cqtt.letters.reading import readable_by
from cqtt.letters.showing import state_of
from cqtt.ratings.apologies import is_private
from cqtt.ratings.models import RatingFollowUp
from cqtt.ratings.panels import register_low_mark_panel
from cqtt.ratings.rules import CHANGEABLE


def letter_of_mark(found: RatingFollowUp) -> Mapping[str, Any] | None:
    """Return the letter that says sorry for this mark; or why there is none, or when it will be drafted."""
    letter = db.session.scalar(select(Letter).where(Letter.rating_id == found.rating_id, readable_by(me())))
    if letter is None and is_private(found.rating_id):
        return {"letter": None, "drafted_at": None}
    if letter is None:
        drafted_at = found.rating.at + CHANGEABLE
        return {"letter": None, "drafted_at": drafted_at} if now() < drafted_at else None
    state, tone = state_of(letter)
    return {"letter": letter, "state": state, "tone": tone}


register_low_mark_panel("letters/panels/low_mark.html", letter_of_mark)
