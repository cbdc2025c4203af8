"""What changes of the calendar did: the dossiers whose date moved."""

from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from sqlalchemy import func, select

from cqtt.addresses import page_count
from cqtt.dossiers.models import Dossier, DossierEvent
from cqtt.dossiers.rules import Step
from cqtt.extensions import db

PER_PAGE = 30


@dataclass(frozen=True)
class MovedDate:
    """One dossier, by its code: when its date moved, from when to when."""

    dossier_id: int
    code: str
    at: datetime
    was: datetime
    due: datetime


@dataclass(frozen=True)
class MovedPage:
    """One page of the moves, as the pager draws it."""

    moves: list[MovedDate]
    total: int
    number: int

    @property
    def pages(self) -> int:
        return page_count(self.total, PER_PAGE)

    def url(self, number: int) -> str:
        return url_for("deadlines.moved", trang=number if number > 1 else None)


def dates_moved(number: int = 1) -> MovedPage:
    """Return one page of the moves, newest first; past the end, the last page."""
    by_calendar = DossierEvent.step == Step.MOVE_DUE_DATE
    total = db.session.scalar(select(func.count()).select_from(DossierEvent).where(by_calendar)) or 0
    number = min(max(1, number), page_count(total, PER_PAGE))
    told = select(DossierEvent.dossier_id, Dossier.code, DossierEvent.at, DossierEvent.details)
    moves = told.join(Dossier, Dossier.id == DossierEvent.dossier_id).where(by_calendar)
    rows = db.session.execute(moves.order_by(DossierEvent.id.desc()).limit(PER_PAGE).offset((number - 1) * PER_PAGE))
    found = [
        MovedDate(id, code, at, *(datetime.fromisoformat(details[name]) for name in ("was", "due")))
        for id, code, at, details in rows
    ]
    return MovedPage(found, total, number)
