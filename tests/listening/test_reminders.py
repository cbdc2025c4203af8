"""Who is reminded of a session, by whom, and how long it is known whose telephone that was."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from cqtt.audit.models import AuditEntry
from cqtt.clock import frozen
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.feedback.erasing import erase
from cqtt.feedback.models import Feedback
from cqtt.feedback.rules import Outcome
from cqtt.feedback.sending.purposes import asked_for, tell
from cqtt.listening import planning
from cqtt.listening.jobs import forget_erased, remind
from cqtt.listening.models import ListeningSession, SessionOpinion
from cqtt.listening.reading import figures_of
from cqtt.listening.reminders import TO_ASKER
from cqtt.notifications.models import DeliveryStatus, Notification
from cqtt.roles import Role
from tests.counting import queries
from tests.factories import MONDAY, make_feedback, make_officer, sign_in
from tests.feedback.officers import make_chairman
from tests.listening.sessions import AFTER, SATURDAY, held, plan_of

FRIDAY_MORNING = MONDAY + timedelta(days=4)
PHONE = "0900000777"


def ask(session: ListeningSession, **fields: Any) -> Feedback:
    """Send a question for a session beforehand, as its form does."""
    with frozen(MONDAY):
        asked = asked_for({"buoi": str(session.id)})
        assert asked is not None
        feedback = make_feedback(**{"phone": PHONE} | fields)
        tell(asked, feedback, MONDAY)
        db.session.commit()
    return feedback


def told() -> list[Notification]:
    return list(db.session.query(Notification).filter_by(about_kind=TO_ASKER).order_by(Notification.id))


def on_friday(job: Any = remind) -> Any:
    with frozen(FRIDAY_MORNING):
        done = job(FRIDAY_MORNING)
        db.session.commit()
    return done


@pytest.fixture
def reminded(leader: Officer) -> ListeningSession:
    """A session tomorrow, for which somebody asked a question and left a telephone."""
    session = plan_of(leader)
    ask(session)
    on_friday()
    return session


def test_people_are_reminded_once_the_day_before(leader: Officer) -> None:
    session = plan_of(leader)
    ask(session)
    with frozen(MONDAY):
        assert remind(MONDAY) == 0
    assert (on_friday(), on_friday()) == (1, 0)
    assert [message.recipient for message in told()] == [PHONE]  # no mail server here
    assert len(told()[0].body) <= 306 and "lang-nghe" in told()[0].body


def test_nobody_is_reminded_at_night(leader: Officer) -> None:
    plan_of(leader)
    at_night = FRIDAY_MORNING + timedelta(hours=12)
    with frozen(at_night):
        assert remind(at_night) == 0


def test_who_asked_twice_gets_one_text_and_a_report_of_conduct_none(leader: Officer) -> None:
    session = plan_of(leader)
    ask(session, phone="0900000888", is_conduct=True, conduct_line="khong-1")
    for _question in range(2):
        ask(session)
    on_friday()
    assert [message.recipient for message in told()] == [PHONE]


def test_an_officer_finds_the_text_on_the_day_sends_it_and_presses_it_away(
    reminded: ListeningSession, leader: Officer, client: FlaskClient
) -> None:
    with frozen(FRIDAY_MORNING):
        sign_in(client, leader)
        day = client.get("/can-bo").text
        assert "Tin nhắc buổi lắng nghe chờ gửi tay (1)" in day and PHONE not in day
        assert f'href="/can-bo/lang-nghe/{reminded.id}/ket-qua#tin-nhac">1 tin: {reminded.hamlet.name}' in day
        page = client.get(f"/can-bo/lang-nghe/{reminded.id}/ket-qua").text
        assert f"sms:{PHONE}?body=" in page and "Tin nhắc chờ gửi tay (1)" in page
        (button,) = set(re.findall(r'action="(\S+/tin/\d+/da-gui)"', page))
        assert [client.post(button).status_code for _press in range(2)] == [303, 303]
        after = client.get(f"/can-bo/lang-nghe/{reminded.id}/ket-qua").text
        assert PHONE not in after and "Đã ghi là tin đã gửi." in after
        assert "Tin nhắc buổi" not in client.get("/can-bo").text
    assert (told()[0].status, told()[0].sent_by_id) == (DeliveryStatus.SENT, leader.id)
    noted = db.session.query(AuditEntry).filter(AuditEntry.action.in_(("send_by_hand", "view"))).all()
    assert sorted((entry.action, entry.object_kind) for entry in noted) == [
        ("send_by_hand", "notification"),
        ("view", "listening"),
    ]


def test_only_who_plans_sees_the_number_and_may_say_that_it_was_sent(
    reminded: ListeningSession, client: FlaskClient
) -> None:
    with frozen(FRIDAY_MORNING):
        sign_in(client, make_officer(Role.SPECIALIST))
        assert PHONE not in client.get(f"/can-bo/lang-nghe/{reminded.id}/ket-qua").text
        assert "Tin nhắc buổi" not in client.get("/can-bo").text
    (message,) = told()
    assert client.post(f"/can-bo/lang-nghe/{reminded.id}/tin/{message.id}/da-gui").status_code == 403
    assert message.status is DeliveryStatus.PENDING


def test_nobody_is_asked_to_send_a_text_once_the_day_has_passed(
    reminded: ListeningSession, leader: Officer, client: FlaskClient
) -> None:
    with frozen(AFTER):
        sign_in(client, leader)
        assert PHONE not in client.get(f"/can-bo/lang-nghe/{reminded.id}/ket-qua").text
        assert "Tin nhắc buổi" not in client.get("/can-bo").text


def test_a_text_of_another_session_is_not_found_here(
    reminded: ListeningSession, leader: Officer, client: FlaskClient
) -> None:
    other, (message,) = plan_of(leader), told()
    sign_in(client, leader)
    assert client.post(f"/can-bo/lang-nghe/{other.id}/tin/{message.id}/da-gui").status_code == 404


def test_the_number_goes_with_the_question_when_that_becomes_a_report_of_conduct(
    reminded: ListeningSession, client: FlaskClient
) -> None:
    make_chairman()
    db.session.query(Feedback).one().is_conduct = True
    db.session.commit()
    officer, (message,) = make_officer(Role.RECEPTION), told()
    with frozen(FRIDAY_MORNING):
        sign_in(client, officer)
        assert PHONE not in client.get(f"/can-bo/lang-nghe/{reminded.id}/ket-qua").text
        assert "Tin nhắc buổi" not in client.get("/can-bo").text
        assert client.post(f"/can-bo/lang-nghe/{reminded.id}/tin/{message.id}/da-gui").status_code == 404


def test_what_holds_no_longer_is_not_sent_and_people_are_told_anew(reminded: ListeningSession) -> None:
    people = [(person.officer_id, person.part) for person in reminded.people]
    for place, on in (("Đình làng", SATURDAY), ("Đình làng", SATURDAY + timedelta(days=1)), ("Đình làng", SATURDAY)):
        with frozen(FRIDAY_MORNING):
            planning.change(reminded, reminded.revision, people, {"place": place, "on": on}, FRIDAY_MORNING)
            db.session.commit()
        assert told()[-1].status is DeliveryStatus.REPLACED
        if on == SATURDAY:
            on_friday()
            assert told()[-1].status is DeliveryStatus.PENDING and "Dinh lang" in told()[-1].body
    planning.cancel(reminded, reminded.revision, "Mưa bão", FRIDAY_MORNING)
    assert {message.status for message in told()} == {DeliveryStatus.REPLACED}


def test_what_was_erased_leaves_no_number_and_no_word_here(reminded: ListeningSession, leader: Officer) -> None:
    other = held(leader)
    spoken = db.session.query(SessionOpinion).filter(SessionOpinion.solved_how != "").one()
    assert spoken.feedback.outcome is Outcome.ON_THE_SPOT
    assert on_friday(forget_erased) == 0
    for feedback in (spoken.feedback, db.session.query(Feedback).filter_by(phone=PHONE).one()):
        erase(feedback, AFTER)
    db.session.commit()
    assert (on_friday(forget_erased), on_friday(forget_erased)) == (2, 0)
    assert told() == [] and spoken.solved_how == ""
    assert figures_of(db.session.get_one(ListeningSession, other)).on_the_spot == 1  # it is still counted
    entries = db.session.query(AuditEntry).filter_by(action="listening.forget").all()
    assert {entry.object_id for entry in entries} == {str(other), str(reminded.id)}


def test_the_page_asks_once_however_many_texts_wait(leader: Officer, client: FlaskClient) -> None:
    session = plan_of(leader)
    ask(session)
    on_friday()
    counted = []
    for _round in range(2):
        with frozen(FRIDAY_MORNING):
            sign_in(client, leader)
            client.get(f"/can-bo/lang-nghe/{session.id}/ket-qua")  # this reading is recorded once an hour
        with frozen(FRIDAY_MORNING), queries() as sent:
            client.get(f"/can-bo/lang-nghe/{session.id}/ket-qua")
        counted.append(len(sent))
        for number in range(6):
            ask(session, phone=f"090000100{number}")
        session.reminded_at, session.revision = None, session.revision + 1
        db.session.commit()
        on_friday()
    assert counted[1] <= counted[0]
