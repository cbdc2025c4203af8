"""What changes of the calendar did: the dossiers whose date moved."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from cqtt.dossiers.models import Dossier, DossierEvent
from cqtt.dossiers.rules import Step
from cqtt.extensions import db

MOST = 200


@dataclass(frozen=True)
class MovedDate:
    """One dossier, by its code: when its date moved, from when to when."""

    dossier_id: int
    code: str
    at: datetime
    was: datetime
    due: datetime


def dates_moved() -> list[MovedDate]:
    """Return the latest moves, newest first; one query."""
    told = select(DossierEvent.dossier_id, Dossier.code, DossierEvent.at, DossierEvent.details)
    moves = told.join(Dossier, Dossier.id == DossierEvent.dossier_id).where(DossierEvent.step == Step.MOVE_DUE_DATE)
    rows = db.session.execute(moves.order_by(DossierEvent.id.desc()).limit(MOST))
    return [
        MovedDate(id, code, at, *(datetime.fromisoformat(details[name]) for name in ("was", "due")))
        for id, code, at, details in rows
    ]
