"""The tablet that is turned to the citizen at the desk: it is signed in nowhere and shows nothing but the faces.

An officer opens it once a day by a signed address. It asks about what this officer has just handed over, and about
nothing else: when the next person stands there, the last one's dossier is gone from it.
"""

from datetime import datetime, timedelta

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import func, select

from cqtt.addresses import full_url
from cqtt.commune.models import Officer
from cqtt.dossiers.models import Dossier, DossierEvent
from cqtt.dossiers.rules import Status, Step
from cqtt.extensions import db
from cqtt.ratings.inviting import is_mourning
from cqtt.ratings.models import RatingInvite

OPEN_FOR = timedelta(hours=14)
ASKED_FOR = timedelta(minutes=10)  # after a result was handed over


def address_of_tablet(officer: Officer, at: datetime) -> str:
    """Return the address that makes a tablet this officer's for a day."""
    ends = int((at + OPEN_FOR).timestamp())
    return full_url("ratings.tablet", signed=_signer().dumps([officer.id, ends]))


def officer_of(signed: str, at: datetime) -> Officer | None:
    """Return whose tablet this is, while the address holds and the officer works here."""
    try:
        id, ends = _signer().loads(signed)
    except BadSignature:
        return None
    officer = db.session.get(Officer, id) if at.timestamp() < ends else None
    return officer if officer is not None and officer.is_active else None


def just_handed_over(officer: Officer, at: datetime) -> list[Dossier]:
    """Return what this officer handed to the last person some minutes ago; a family that mourns is asked nothing.

    Whether it was rated by then makes no difference here: the officer's own page shows this.
    """
    handed = (DossierEvent.step == Step.RETURN_RESULT, DossierEvent.officer_id == officer.id)
    last = db.session.scalar(select(func.max(DossierEvent.at)).where(*handed, DossierEvent.at > at - ASKED_FOR))
    if last is None:
        return []
    found = (
        select(Dossier)
        .join(DossierEvent, DossierEvent.dossier_id == Dossier.id)
        .where(*handed, DossierEvent.at == last, Dossier.status == Status.RETURNED)
    )
    handed_over = db.session.scalars(found.order_by(Dossier.id)).unique()
    return [dossier for dossier in handed_over if not is_mourning(dossier)]


def to_be_asked(officer: Officer, at: datetime) -> list[Dossier]:
    """Return what of this is not rated yet: what the tablet asks about."""
    dossiers = just_handed_over(officer, at)
    rated = select(RatingInvite.dossier_id).where(
        RatingInvite.dossier_id.in_([dossier.id for dossier in dossiers]), RatingInvite.used_at.is_not(None)
    )
    given = set(db.session.scalars(rated))
    return [dossier for dossier in dossiers if dossier.id not in given]


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="rating-tablet")
