"""Sessions for tests: a Saturday in a hamlet, and who goes there."""

from datetime import UTC, date, datetime
from typing import Any

from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.listening.models import ListeningSession, SessionPerson
from cqtt.listening.rules import Part
from tests.factories import MONDAY, make_hamlet, make_officer, numbers

SATURDAY = date(2026, 11, 28)
THAT_MORNING = datetime(2026, 11, 28, 2, 30, tzinfo=UTC)  # 09:30 in Vietnam


def make_session(*people: Officer, **fields: Any) -> ListeningSession:
    """A session planned for SATURDAY in a hamlet of its own; the first person presides."""
    hamlet_id = fields.pop("hamlet_id", None) or make_hamlet().id
    created_by = people[0].id if people else make_officer().id
    session = ListeningSession(
        **{
            "start_key": f"session-{next(numbers)}",
            "hamlet_id": hamlet_id,
            "on": SATURDAY,
            "starts": "07:30",
            "ends": "10:30",
            "place": "Nhà văn hóa",
            "created_at": MONDAY,
            "created_by_id": created_by,
        }
        | fields
    )
    parts = [Part.CHAIR, Part.SECRETARY]
    for number, officer in enumerate(people):
        part = parts[number] if number < len(parts) else Part.MEMBER
        session.people.append(SessionPerson(officer_id=officer.id, part=part, position=number))
    db.session.add(session)
    db.session.commit()
    return session
