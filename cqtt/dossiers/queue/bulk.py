"""One step made on many dossiers: what it would do to each, and doing it.

Each dossier is a short transaction of its own, so that a refusal undoes nothing else and colleagues wait for no
more than one of them. So, unlike an action, this commits.
"""

import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.exc import StaleDataError

from cqtt.commune.models import Officer
from cqtt.database import begin_writing
from cqtt.dossiers.models import Dossier, DossierEvent
from cqtt.dossiers.moves import another_was_faster, check_revision
from cqtt.dossiers.queue.bulk_steps import BulkStep, Wish, hinder
from cqtt.dossiers.rules import Status
from cqtt.dossiers.staff_said import said_of
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.i18n import _

logger = logging.getLogger(__name__)
MOST = 200
_A_PICK = re.compile(r"([0-9]{1,9})\.([0-9]{1,9})")
Act = Callable[[Dossier, Officer], str]  # what is done to one dossier; returns what is said about it


@dataclass(frozen=True)
class Pick:
    """A dossier that was ticked, in the state its page showed."""

    id: int
    revision: int

    def __str__(self) -> str:
        return f"{self.id}.{self.revision}"


@dataclass(frozen=True)
class Line:
    """A dossier in the lists of a bulk move, with what is or was said about it."""

    pick: Pick
    code: str
    procedure: str
    name: str
    said: str = ""
    why_not: str = ""


class TooMany(RuleBroken):
    """More were ticked than are moved at once."""


def picks_of(ticked: Iterable[str]) -> list[Pick]:
    """Return what was ticked, each dossier once, in the order they will be moved; raise TooMany beyond 200."""
    found = (match for each in ticked if (match := _A_PICK.fullmatch(each)))
    picks = {int(match[1]): Pick(int(match[1]), int(match[2])) for match in found}
    if len(picks) > MOST:
        raise TooMany(
            _(
                "Mỗi lần làm nhiều nhất %(most)s hồ sơ; Ông/Bà đã chọn %(count)s. Xin chọn bớt.",
                most=MOST,
                count=len(picks),
            )
        )
    return [picks[id] for id in sorted(picks)]


def foresee(picks: list[Pick], bulk: BulkStep, officer: Officer, at: datetime) -> list[Line]:
    """Return what the step would do to each dossier, or why it will not; nothing is changed."""
    found = _dossiers_of(picks)

    def look(dossier: Dossier) -> str:
        hinder(bulk, dossier, officer, at)
        return bulk.foresee(dossier, officer, at)

    return [_look_at(found.get(pick.id), pick, look) for pick in picks]


def _look_at(dossier: Dossier | None, pick: Pick, look: Callable[[Dossier], str]) -> Line:
    if dossier is None:
        return _gone(pick)
    try:
        check_revision(dossier, pick.revision)
        return _line(dossier, pick, said=look(dossier))
    except RuleBroken as refused:
        return _line(dossier, pick, why_not=refused.sentence)


def step_on(bulk: BulkStep, wish: Wish, at: datetime) -> Act:
    """Return the step as it is made on one dossier."""

    def act(dossier: Dossier, officer: Officer) -> str:
        hinder(bulk, dossier, officer, at)
        bulk.do(dossier, officer, wish, at)
        return said_of(dossier, bulk.step) or str(_("Đã ghi."))

    return act


def step_back(bulk: BulkStep, at: datetime) -> Act:
    """Return the way back from a step, as it is made on one dossier."""

    def act(dossier: Dossier, officer: Officer) -> str:
        if bulk.take_back is None:
            raise RuleBroken(str(bulk.for_good))
        bulk.take_back(dossier, officer, at)
        return _("Đã hoàn tác.")

    return act


def carry_out(picks: list[Pick], act: Act, officer_id: int) -> list[Line]:
    """Do it to one dossier after the other, by number; return what became of each."""
    lines = [_line(dossier, Pick(id, dossier.revision)) for id, dossier in _dossiers_of(picks).items()]
    known = {line.pick.id: line for line in lines}
    done: list[Line] = []
    for pick in picks:
        try:
            done.append(_attempt(pick, act, officer_id))
        except OperationalError:  # the database is busy or gone: what was done stays done, the rest is named
            logger.exception("bulk move stopped at dossier %s", pick.id)
            db.session.rollback()
            break
    busy = _("Hệ thống đang bận nên chưa làm tới. Xin làm lại sau ít phút.")
    return done + [_unreached(known.get(pick.id), pick, busy) for pick in picks[len(done) :]]


def _attempt(pick: Pick, act: Act, officer_id: int) -> Line:
    begin_writing()
    dossier, officer = db.session.get(Dossier, pick.id), db.session.get_one(Officer, officer_id)
    if dossier is None or dossier.status is Status.DRAFT:
        return _gone(pick)
    try:
        check_revision(dossier, pick.revision)
        said = act(dossier, officer)
        db.session.flush()
        line = _line(dossier, Pick(dossier.id, dossier.revision), said=said)
        db.session.commit()
        return line
    except RuleBroken as refused:
        db.session.rollback()
        return _line(dossier, pick, why_not=refused.sentence)
    except StaleDataError:
        db.session.rollback()
        return _line(dossier, pick, why_not=another_was_faster(dossier).sentence)


def _dossiers_of(picks: Iterable[Pick]) -> dict[int, Dossier]:
    """Return the dossiers with all that is asked of them here, in as few queries as there are lists."""
    wanted = (
        select(Dossier)
        .where(Dossier.id.in_([pick.id for pick in picks]), Dossier.status != Status.DRAFT)
        .options(
            joinedload(Dossier.officer).lazyload(Officer.roles),
            selectinload(Dossier.events).joinedload(DossierEvent.officer).lazyload(Officer.roles),
            selectinload(Dossier.supplements),
        )
    )
    return {dossier.id: dossier for dossier in db.session.scalars(wanted)}


def _line(dossier: Dossier, pick: Pick, said: str = "", why_not: str = "") -> Line:
    procedure = str(dossier.version.content["name"])
    return Line(pick, dossier.code or "", procedure, dossier.owner_name, said, why_not)


def _gone(pick: Pick) -> Line:
    return Line(pick, "", "", "", why_not=_("Không còn hồ sơ này."))


def _unreached(line: Line | None, pick: Pick, why_not: str) -> Line:
    if line is None:
        return _gone(pick)
    return Line(pick, line.code, line.procedure, line.name, why_not=why_not)
