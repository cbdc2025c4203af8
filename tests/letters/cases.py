"""Letters and the dossiers they are about, for tests."""

from datetime import datetime
from typing import Any

from cqtt.commune.limits import Limit, Unit
from cqtt.commune.models import Officer
from cqtt.dossiers import actions as dossier_actions
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.papers import decisions
from cqtt.extensions import db
from cqtt.letters import actions
from cqtt.letters.facts import Addressee
from cqtt.letters.models import Letter
from cqtt.letters.rules import Occasion, Way
from cqtt.procedures.models import ProcedureVersion
from tests.factories import MONDAY, make_dossier, numbers

READER = Addressee("Bà", "Nguyễn Thị Mẫu", "Số 1, Ấp 7", "0900000111", "")
FIVE_DAYS = Limit(5, Unit.WORKING_DAY)  # from MONDAY: due on Monday 30 November


def running(
    officer: Officer, version: ProcedureVersion | None = None, limit: Limit = FIVE_DAYS, **fields: Any
) -> Dossier:
    """A dossier accepted on MONDAY and begun."""
    dossier = make_dossier(version, **fields)
    decisions.accept(dossier, officer, limit, MONDAY)
    dossier_actions.begin(dossier, officer, MONDAY)
    db.session.commit()
    return dossier


def drafted(occasion: Occasion = Occasion.THANKS, reader: Addressee = READER, **fields: Any) -> Letter:
    """A letter that waits for its signature."""
    cause = fields.pop("cause", f"test-{next(numbers)}")
    letter = actions.draft(occasion, cause, reader, fields.pop("facts", {}), fields.pop("at", MONDAY), **fields)
    assert letter is not None
    db.session.commit()
    return letter


def approved(leader: Officer, at: datetime = MONDAY, **fields: Any) -> Letter:
    """A letter with its signature and number."""
    letter = drafted(at=at, **fields)
    actions.approve([letter], {letter.id: letter.revision}, leader, at)
    db.session.commit()
    return letter


def sent(leader: Officer, way: Way = Way.PRINTED, at: datetime = MONDAY, **fields: Any) -> Letter:
    """A letter on its way."""
    letter = approved(leader, at, **fields)
    actions.send(letter, letter.revision, leader, way, at)
    db.session.commit()
    return letter
