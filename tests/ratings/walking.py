"""What the walks over all addresses need of ratings: who may ask, and the first of each thing."""

from typing import Any

from cqtt.clock import now
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.ratings.tablet import address_of_tablet
from tests.ratings.people import make_invite, make_rating, make_returned

# What a stranger may ask for.
PUBLIC = {
    "ratings.rate",
    "ratings.rate_own",
    "ratings.reasons",
    "ratings.change",
    "ratings.thanks",
    "ratings.rate_desk",
    "ratings.rate_session",
    "ratings.counted",
    "ratings.tablet",
}
RATED = "khong-co"  # the key of the rating that a browser gave: what stands in the session under "rated"


def furnish_ratings(officer: Officer, token: str) -> dict[str, Any]:
    """Make a low mark to look after (follow-up 1), an invitation under this token, and a tablet; return its holes."""
    make_rating(1, at=now(), dossier=make_returned(now()), change_key=RATED)
    make_invite(make_returned(now()), now()).token = token
    db.session.commit()
    return {"signed": address_of_tablet(officer, now()).rpartition("/")[2]}
