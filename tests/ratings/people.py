"""What the tests of ratings have in common: a dossier that is over, an invitation, a vote."""

from datetime import datetime
from typing import Any

from cqtt.commune.models import Officer
from cqtt.dossiers.models import Dossier, DossierEvent
from cqtt.dossiers.rules import Actor, Status, Step
from cqtt.extensions import db
from cqtt.ratings import actions
from cqtt.ratings.inviting import invite_of_dossier
from cqtt.ratings.models import Rating, RatingInvite
from cqtt.ratings.rules import Way
from tests.factories import MONDAY, make_dossier


def make_returned(at: datetime = MONDAY, by: Officer | None = None, **fields: Any) -> Dossier:
    """A dossier whose result was handed over at this moment."""
    dossier = make_dossier(**{"status": Status.RETURNED, "resolved_at": at, "ended_at": at} | fields)
    dossier.events.append(
        DossierEvent(
            step=Step.RETURN_RESULT,
            from_status=Status.RESOLVED,
            to_status=Status.RETURNED,
            at=at,
            actor=Actor.OFFICER,
            officer_id=by.id if by else None,
        )
    )
    db.session.commit()
    return dossier


def make_invite(dossier: Dossier | None = None, at: datetime = MONDAY) -> RatingInvite:
    """The invitation to rate a dossier that is over."""
    invite = invite_of_dossier(dossier or make_returned(at), at)
    db.session.commit()
    return invite


def make_rating(mark: int = 5, at: datetime = MONDAY, dossier: Dossier | None = None, **fields: Any) -> Rating:
    """A vote about a dossier."""
    rating = actions.vote(make_invite(dossier, at), mark, Way.LINK, at)
    assert rating is not None
    for name, value in fields.items():
        setattr(rating, name, value)
    db.session.commit()
    return rating
