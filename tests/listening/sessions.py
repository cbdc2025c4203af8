"""Sessions for tests: a Saturday in a hamlet, and who goes there."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from cqtt.clock import frozen
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.feedback import actions as handling
from cqtt.feedback.rules import Outcome
from cqtt.listening import planning
from cqtt.listening.models import ListeningSession, SessionOpinion, SessionPerson
from cqtt.listening.rules import Part, SessionStatus
from cqtt.promises.actions import make as make_promise
from tests.factories import MONDAY, make_feedback, make_hamlet, make_officer, numbers

SATURDAY = date(2026, 11, 28)
AFTER = MONDAY + timedelta(days=6)
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


def feedback_said_at(session: ListeningSession, **fields: Any) -> SessionOpinion:
    """The first opinion of a session."""
    said = make_feedback(**{"words": "Xin thông cống đầu hẻm."} | fields)
    opinion = SessionOpinion(session_id=session.id, feedback_id=said.id, number=1, said_at=MONDAY)
    db.session.add(opinion)
    db.session.commit()
    return opinion


def plan_values(**values: Any) -> dict[str, Any]:
    """What an officer says of a session on SATURDAY in a hamlet of its own."""
    said = {
        "on": SATURDAY,
        "starts": "07:30",
        "ends": "11:00",
        "hamlet_id": make_hamlet().id,
        "place": "Nhà văn hóa",
        "topics": "Đường sá, nước sạch; môi trường",
    }
    return said | values


def plan_of(leader: Officer, **values: Any) -> ListeningSession:
    """A session planned on MONDAY by the real action; the leader presides."""
    with frozen(MONDAY):
        key, people = f"key-{next(numbers)}", [(leader.id, Part.CHAIR)]
        session = planning.plan(key, leader, people, MONDAY, **plan_values(**values))
        db.session.commit()
    return session


def held(leader: Officer) -> int:
    """Return a session with an opinion solved on the spot, a nameless one, a report of conduct, and a promise."""
    session = plan_of(leader)
    session.status, session.attendees = SessionStatus.HELD, 40
    with frozen(AFTER):
        solved = make_feedback(words="Cống ấp mình nghẹt", at=AFTER)
        nameless = make_feedback(words="Rác nhiều", is_anonymous=True, sender_name="Giấu Tên", at=AFTER)
        secret = make_feedback(words="Cán bộ quát dân", is_conduct=True, at=AFTER)
        handling.answer(solved, leader, "Đã cho người thông cống", Outcome.ON_THE_SPOT, AFTER)
        for number, feedback in ((1, solved), (2, nameless), (None, secret)):
            row = SessionOpinion(session_id=session.id, feedback_id=feedback.id, number=number, said_at=AFTER)
            db.session.add(row)
        db.session.flush()
        db.session.query(SessionOpinion).filter_by(session_id=session.id, number=1).update(
            {"solved_how": "Đã cho người thông cống"}
        )
        due = SATURDAY + timedelta(days=40)
        make_promise("hua-1", AFTER, "Sửa đường trước Tết", leader, due, leader, feedback=solved)
        db.session.commit()
    return session.id
