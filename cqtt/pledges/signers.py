"""Who is of the unit, and how each of them stands to the pledge on a day."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from cqtt.commune.models import Officer
from cqtt.commune.pledge_text import VERSION
from cqtt.extensions import db
from cqtt.pledges.models import Pledge
from cqtt.pledges.rules import HOLDING, Signing, Standing, is_of_the_unit, percent, standing
from cqtt.text import fold


@dataclass(frozen=True)
class Signer:
    """One officer of the unit, the latest signing if there is one, and what it is worth today."""

    officer: Officer
    latest: Pledge | None
    standing: Standing

    @property
    def holds(self) -> bool:
        return self.standing in HOLDING

    @property
    def office(self) -> str:
        """Return "Công chức tiếp nhận, Một cửa"."""
        return ", ".join(filter(None, (self.officer.title, department_beside(self.officer))))


@dataclass(frozen=True)
class Roll:
    """The whole unit on one day: leaders first, in the order of their office."""

    signers: list[Signer]

    @cached_property
    def signed(self) -> list[Signer]:
        return [signer for signer in self.signers if signer.holds]

    @property
    def missing(self) -> int:
        return len(self.signers) - len(self.signed)

    @property
    def percent(self) -> int | None:
        return percent(len(self.signed), len(self.signers))


def department_beside(officer: Officer) -> str:
    """Return the department, as it stands beside the title: nothing where the title names it already."""
    return "" if fold(officer.department) in fold(officer.title) else officer.department


def roll_on(day: date) -> Roll:
    """Return everybody who works here and signs; three queries, however many they are."""
    latest = _latest()
    at_work = select(Officer).where(Officer.is_active).order_by(Officer.position, Officer.name_sort, Officer.id)
    signers = [officer for officer in db.session.scalars(at_work) if is_of_the_unit(officer.role_set)]
    return Roll([signer_of(officer, latest.get(officer.id), day) for officer in signers])


def _latest() -> dict[int, Pledge]:
    """Return of each officer the signing that holds longest."""
    counted = select(Pledge).where(Pledge.taken_back_at.is_(None)).order_by(Pledge.expires_on, Pledge.id)
    return {pledge.officer_id: pledge for pledge in db.session.scalars(counted)}


def latest_of(officer_id: int) -> Pledge | None:
    """Return the officer's signing that holds longest; one taken back counts no more."""
    counted = select(Pledge).where(Pledge.officer_id == officer_id, Pledge.taken_back_at.is_(None))
    return db.session.scalar(counted.order_by(Pledge.expires_on.desc(), Pledge.id.desc()).limit(1))


def signer_of(officer: Officer, latest: Pledge | None, day: date) -> Signer:
    """Return how an officer with this latest signing stands on a day."""
    return Signer(officer, latest, standing(day, signing_of(latest), VERSION))


def signing_of(pledge: Pledge | None) -> Signing | None:
    """Return what the rules ask of a signing."""
    return Signing(pledge.signed_on, pledge.expires_on, pledge.wording) if pledge else None


def history_of(officer: Officer) -> list[Pledge]:
    """Return every signing of an officer, the newest first, with who recorded it; one query."""
    people = (Pledge.recorded_by, Pledge.taken_back_by)
    own = select(Pledge).where(Pledge.officer_id == officer.id).order_by(Pledge.signed_on.desc(), Pledge.id.desc())
    return list(db.session.scalars(own.options(*(joinedload(who).lazyload(Officer.roles) for who in people))))
