"""Letters written by hand: their cause is the form, so the same form makes one; a second condolence is asked about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from cqtt.commune.models import Officer, the_commune
from cqtt.dossiers.codes import normalise
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.rules import Status as DossierStatus
from cqtt.extensions import db
from cqtt.letters import actions
from cqtt.letters.facts import Addressee, facts_in, facts_of_dossier
from cqtt.letters.models import Letter
from cqtt.letters.rules import Occasion, Status
from cqtt.letters.templates import current
from cqtt.letters.wording import fill
from cqtt.text import fold

ONE_CONDOLENCE_IN = timedelta(days=60)


@dataclass(frozen=True)
class Written:
    """What was typed for a letter by hand."""

    occasion: Occasion
    to: Addressee
    language: str
    facts: Mapping[str, str]
    reason: str = ""
    dossier: Dossier | None = None

    @property
    def all_facts(self) -> dict[str, str]:
        return {**(facts_of_dossier(self.dossier) if self.dossier else {}), **self.facts}


def cause_of(start_key: str) -> str:
    return f"hand-{start_key}"


def write_by_hand(written: Written, start_key: str, officer: Officer, at: datetime) -> Letter:
    """Draft the letter; the form sent twice returns the first one."""
    cause = cause_of(start_key)
    letter = actions.draft(
        written.occasion,
        cause,
        written.to,
        written.all_facts,
        at,
        dossier=written.dossier,
        officer=officer,
        language=written.language,
    )
    if letter is None:
        return db.session.scalars(select(Letter).where(Letter.cause == cause)).one()
    if written.reason:
        letter.reason = written.reason
        actions.write_anew(letter)
    return letter


def preview(written: Written) -> Letter:
    """Return the letter as it would be drafted; it is not kept."""
    template = current(written.occasion, written.language)
    letter = Letter(
        occasion=written.occasion,
        status=Status.DRAFT,
        language=written.language,
        salutation=written.to.salutation,
        to_name=written.to.name,
        facts=written.all_facts,
        reason=written.reason,
    )
    facts = facts_in(letter)
    letter.subject = fill(template.subject, facts, written.language)
    letter.body = fill(template.body, facts, written.language)
    return letter


def dossier_of_code(typed: str) -> Dossier | None:
    """Return the dossier with this code, if it was submitted."""
    code = normalise(typed, the_commune().code_prefix)
    dossier = db.session.scalar(select(Dossier).where(Dossier.code == code))
    return dossier if dossier and dossier.status is not DossierStatus.DRAFT else None


def earlier_condolence(name: str, at: datetime, before: Letter | None = None) -> Letter | None:
    """Return a condolence of the last 60 days for somebody of this name: there is one for each death.

    With `before`, only one that was drafted before this letter.
    """
    lately = select(Letter).where(
        Letter.occasion == Occasion.DEATH,
        Letter.status != Status.DISCARDED,
        Letter.created_at > at - ONE_CONDOLENCE_IN,
    )
    if before is not None:
        lately = lately.where(Letter.id < before.id)
    wanted = fold(name)
    for letter in db.session.scalars(lately.order_by(Letter.id.desc())):
        known = fold(str(letter.facts.get("nguoi_mat") or ""))
        if known and wanted and (known in wanted or wanted in known):
            return letter
    return None
