"""The leaders' telephones as the public sees them: whom a call reaches today, the leader or who stands in."""

from dataclasses import dataclass
from datetime import date

from cqtt.clock import date_text
from cqtt.commune.absence import StandIn, away_on
from cqtt.commune.models import Commune, Officer, public_leaders
from cqtt.i18n import _
from cqtt.leaders.rules import zalo_number


@dataclass(frozen=True)
class Contact:
    """Who answers, as it stands in the list and in an address book."""

    name: str
    phone: str
    title: str = ""
    department: str = ""
    email: str = ""
    note: str = ""
    zalo: str = ""  # the number to write to, where there is one


@dataclass(frozen=True)
class Leader:
    """A leader of the public list, and who answers for them today; without a contact, the desk does."""

    officer: Officer
    contact: Contact | None
    absence: str = ""  # the sentence about it; empty while the leader is there


def leaders_on(day: date) -> list[Leader]:
    """Return the public list as it holds on a day; two queries."""
    away = away_on(day)
    return [leader_on(officer, away.get(officer.id)) for officer in public_leaders()]


def leader_on(officer: Officer, away: StandIn | None) -> Leader:
    """Return whom the public reaches for a leader; a deputy is named only where the deputy's number is public."""
    if away is None:
        reception = _("Tiếp dân: %(day)s", day=officer.reception_day) if officer.reception_day else ""
        return Leader(officer, _contact(officer, reception))
    said = _("Ông/Bà %(name)s vắng mặt đến hết ngày %(day)s.", name=officer.name, day=date_text(away.until_on))
    deputy = away.deputy
    named = deputy is not None and deputy.is_public and bool(deputy.phone)
    return Leader(officer, _contact(deputy, said) if deputy and named else None, said)


def _contact(officer: Officer, note: str) -> Contact:
    return Contact(
        officer.name,
        officer.phone,
        officer.title,
        officer.department,
        officer.email,
        note,
        zalo_number(officer.phone, officer.has_zalo),
    )


def desk_contact(commune: Commune, note: str) -> Contact:
    """Return the desk, which takes the calls for a leader whose deputy is not public."""
    return Contact(commune.desk_word, commune.phone, note=note)
