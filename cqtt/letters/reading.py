"""What officers may see of letters, and which of them burn."""

from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, or_, select

from cqtt.commune.calendar import working_calendar
from cqtt.commune.models import Officer, the_commune
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.rules import RUNNING
from cqtt.extensions import db
from cqtt.letters.models import Letter
from cqtt.letters.rules import KIND_OF, SEALED, Kind, Occasion, Status, is_overdue_to_send
from cqtt.procedures.models import ProcedureVersion
from cqtt.ratings.models import Rating
from cqtt.ratings.secrecy import Reader, known_to
from cqtt.roles import Role


def readable_by(officer: Officer) -> ColumnElement[bool]:
    """Return the condition for what an officer may read: who was not content, only leaders learn, of others' work."""
    open_to_all = Letter.occasion.not_in(SEALED)
    if not officer.has_role(Role.LEADER):
        return open_to_all
    known = exists().where(Rating.id == Letter.rating_id, known_to(Reader.of(officer)))
    return or_(open_to_all, Letter.rating_id.is_(None), known)


def may_read(letter: Letter, officer: Officer) -> bool:
    """Tell the same of one letter."""
    found = select(Letter.id).where(Letter.id == letter.id, readable_by(officer))
    return letter.occasion not in SEALED or db.session.scalar(found) is not None


def is_red(letter: Letter, at: datetime) -> bool:
    """Tell whether an apology is still not sent though the working day before its date is over."""
    if letter.occasion is not Occasion.LATE or letter.status not in (Status.DRAFT, Status.APPROVED):
        return False
    runs = letter.dossier is not None and letter.dossier.status in RUNNING
    return runs and letter.due_at is not None and is_overdue_to_send(working_calendar(the_commune()), letter.due_at, at)


def apologies_by_procedure(since: datetime, until: datetime) -> list[tuple[str, int]]:
    """Return how many apologies about dossiers were sent in [since, until), the most first; sealed ones left out."""
    name, count = func.max(ProcedureVersion.content["name"].as_string()), func.count(Letter.id)
    counted = select(name, count).join(Letter.dossier).join(ProcedureVersion, ProcedureVersion.id == Dossier.version_id)
    counted = counted.where(
        Letter.occasion.in_([each for each, kind in KIND_OF.items() if kind is Kind.APOLOGY and each not in SEALED]),
        Letter.status == Status.SENT,
        Letter.sent_at >= since,
        Letter.sent_at < until,
    )
    ordered = counted.group_by(Dossier.procedure_id).order_by(count.desc(), name)
    return [(procedure, number) for procedure, number in db.session.execute(ordered)]
