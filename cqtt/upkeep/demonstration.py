"""The demonstration: a commune with invented people, so that everything can be tried at once."""

from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from cqtt.commune.actions import add_hamlet, add_officer
from cqtt.commune.models import Counter, UnitKind
from cqtt.extensions import db
from cqtt.leaders import demo as leaders
from cqtt.pledges import demo as pledges
from cqtt.procedures.actions import ImportReport
from cqtt.roles import ROLE_NAMES, Role
from cqtt.upkeep import (
    sample_desk,
    sample_dossiers,
    sample_feedback,
    sample_letters,
    sample_listening,
    sample_ratings,
)
from cqtt.upkeep.founding import found
from cqtt.upkeep.sample_pictures import sample_page

FILE = Path(__file__).with_name("demonstration.yaml")
SAMPLE_SHEET = 900  # the number drawn on the pictures that stand for signed sheets
PASSWORD = "hoa-sen-ben-song"  # of every sign-in of the demonstration, and of nothing else


def read() -> dict[str, Any]:
    """Return what the demonstration consists of."""
    content: dict[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))
    return content


def fill(at: datetime) -> ImportReport:
    """Fill an empty installation; UnitExists when there is a unit already."""
    content = read()
    unit = dict(content["unit"])
    kind = UnitKind(unit.pop("kind"))
    _commune, report = found(kind=kind, at=at, is_sample=True, **unit)
    for name in content["hamlets"]:
        add_hamlet(name)
    for position, person in enumerate(content["people"], start=1):
        _add_person(person, position)
    for position, counter in enumerate(content["counters"], start=1):
        db.session.add(Counter(position=position, **counter))
    db.session.flush()
    sample_desk.fill(at)
    sample_dossiers.fill(content["dossiers"], at)
    sample_feedback.fill(at)
    sample_listening.fill(at)
    sample_ratings.fill(at)
    sample_letters.fill(at)
    leaders.fill(at)
    pledges.fill(at, sample_page(SAMPLE_SHEET))
    return report


def sign_ins() -> list[tuple[str, str]]:
    """Return the logins of the demonstration with what their owners do."""
    people = [person for person in read()["people"] if "login" in person]
    return [
        (person["login"], ", ".join(str(ROLE_NAMES[Role(role)]) for role in person["roles"]) + f" – {person['name']}")
        for person in people
    ]


def _add_person(person: dict[str, Any], position: int) -> None:
    """Add one of the invented people; those with a login can sign in."""
    details = {"position": position, "is_public": person.get("is_leader", False), **person}
    roles = [Role(role) for role in details.pop("roles", ())]
    add_officer(roles=roles, password=PASSWORD if "login" in details else None, **details)
