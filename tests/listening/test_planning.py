"""Sessions: planned, announced, cancelled, reported; calendars, posters, questions beforehand, reminders, minutes."""

import io
from datetime import date, timedelta

import pytest
from docx import Document
from flask.testing import FlaskClient
from pypdfium2 import PdfDocument

from cqtt.clock import frozen
from cqtt.codes.actions import code_for
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.feedback import actions as handling
from cqtt.feedback.rules import Outcome
from cqtt.feedback.sending.purposes import asked_for, tell
from cqtt.listening import planning
from cqtt.listening.announcing import sessions_on_paper
from cqtt.listening.jobs import remind
from cqtt.listening.models import ListeningSession, SessionOpinion
from cqtt.listening.planning import SessionRefused
from cqtt.listening.rules import Part, SessionStatus
from cqtt.notifications.models import Notification
from cqtt.promises.actions import make as make_promise
from cqtt.roles import Role
from tests.counting import queries
from tests.dossiers.citizen import photo
from tests.factories import MONDAY, make_commune, make_feedback, make_hamlet, make_officer, sign_in

SATURDAY = date(2026, 11, 28)
FRIDAY_MORNING = MONDAY + timedelta(days=4)
AFTER = MONDAY + timedelta(days=6)


@pytest.fixture
def leader(app: object) -> Officer:
    make_commune()
    return make_officer(Role.LEADER, name="Lê Thị Nghe", title="Chủ tịch", email="nghe@example.vn")


def plan_of(leader: Officer, **values: object) -> ListeningSession:
    said = {
        "on": SATURDAY,
        "starts": "07:30",
        "ends": "11:00",
        "hamlet_id": make_hamlet().id,
        "place": "Nhà văn hóa",
        "topics": "Đường sá, nước sạch; môi trường",
    }
    with frozen(MONDAY):
        key = f"key-{said['hamlet_id']}"
        session = planning.plan(key, leader, [(leader.id, Part.CHAIR)], MONDAY, **{**said, **values})
        db.session.commit()
    return session


def typed_plan(session: ListeningSession, leader: Officer, **more: str) -> dict[str, str]:
    day = {"on-ngay": "28", "on-thang": "11", "on-nam": "2026", "starts": "07:30", "ends": "11:00"}
    who = {"hamlet": str(session.hamlet_id), "place": "Trường học", "chair": str(leader.id), "secretary": "0"}
    return {"start_key": "k" * 20, "revision": str(session.revision), **day, **who, **more}


def test_a_session_is_planned_once_and_everybody_sees_it(leader: Officer, client: FlaskClient) -> None:
    known = plan_of(leader)
    sign_in(client, leader)
    with frozen(MONDAY):
        answers = [client.post("/can-bo/lang-nghe/them", data=typed_plan(known, leader)) for _time in range(2)]
        assert [answer.status_code for answer in answers] == [303, 303]
        assert db.session.query(ListeningSession).count() == 2
        assert "Trường học" in client.get("/lang-nghe").text
        assert known.hamlet.name in client.get("/").text


def test_a_session_that_ends_before_it_begins_keeps_what_was_typed(leader: Officer, client: FlaskClient) -> None:
    known = plan_of(leader)
    sign_in(client, leader)
    with frozen(MONDAY):
        refused = client.post("/can-bo/lang-nghe/them", data=typed_plan(known, leader, ends="07:00"))
    assert refused.status_code == 422 and "sau giờ bắt đầu" in refused.text and "Trường học" in refused.text


def test_the_second_of_two_changes_stands_beside_the_first(leader: Officer, client: FlaskClient) -> None:
    session = plan_of(leader)
    id, typed = session.id, typed_plan(session, leader)
    sign_in(client, leader)
    with frozen(MONDAY):
        assert client.post(f"/can-bo/lang-nghe/{id}/ke-hoach", data=typed).status_code == 303
        late = client.post(f"/can-bo/lang-nghe/{id}/ke-hoach", data={**typed, "place": "Đình làng"})
    assert late.status_code == 409 and "Đình làng" in late.text and "Trường học" in late.text


def test_a_cancelled_session_says_so_everywhere_and_comes_back(leader: Officer, client: FlaskClient) -> None:
    session = plan_of(leader)
    id = session.id
    with frozen(MONDAY):
        planning.cancel(session, session.revision, "Mưa bão")
        db.session.commit()
        assert "Mưa bão" in client.get(f"/lang-nghe/{id}").text
        assert "STATUS:CANCELLED" in client.get(f"/lang-nghe/{id}.ics").text
        assert sessions_on_paper() == []
        planning.put_back(db.session.get_one(ListeningSession, id), 2, MONDAY)
        db.session.commit()
    assert "STATUS:CONFIRMED" in client.get(f"/lang-nghe/{id}.ics").text


def test_calendars_are_in_utc_with_short_lines(leader: Officer, client: FlaskClient) -> None:
    plan_of(leader, topics="Đường sá; nước, " * 20)
    with frozen(MONDAY):
        answer = client.get("/lang-nghe.ics")
    assert "DTSTART:20261128T003000Z" in answer.text and "DTEND:20261128T040000Z" in answer.text
    assert all(len(line.encode()) <= 75 for line in answer.text.split("\r\n"))
    assert answer.content_type == "text/calendar; charset=utf-8"
    unfolded = answer.text.replace("\r\n ", "")
    assert "Đường sá\\; nước\\," in unfolded


def test_a_poster_leads_to_the_session(leader: Officer, client: FlaskClient) -> None:
    session = plan_of(leader)
    with frozen(MONDAY):
        assert [thing.target for thing in sessions_on_paper()] == [str(session.id)]
        short = code_for("session", str(session.id)).short
        db.session.commit()
    assert client.get(f"/Q/{short}").headers["Location"].endswith(f"/lang-nghe/{session.id}")


def test_a_question_sent_beforehand_gets_a_number_in_the_minutes(leader: Officer) -> None:
    session = plan_of(leader)
    with frozen(MONDAY):
        asked = asked_for({"buoi": str(session.id)})
        assert asked is not None and asked.label is not None
        tell(asked, make_feedback(words="Bao giờ có nước sạch?"), MONDAY)
        tell(asked, make_feedback(is_conduct=True, words="Cán bộ quát dân"), MONDAY)
        db.session.commit()
    numbers = [opinion.number for opinion in db.session.query(SessionOpinion).order_by(SessionOpinion.id)]
    assert numbers == [1, None]
    with frozen(AFTER):
        after = asked_for({"buoi": str(session.id)})
        assert after is not None and after.label is None


def test_people_are_reminded_once_the_day_before(leader: Officer, app: object) -> None:
    session = plan_of(leader)
    with frozen(MONDAY):
        asked = asked_for({"buoi": str(session.id)})
        assert asked is not None
        tell(asked, make_feedback(phone="0900000777"), MONDAY)
        db.session.commit()
        assert remind(MONDAY) == 0
    with frozen(FRIDAY_MORNING):
        assert (remind(FRIDAY_MORNING), remind(FRIDAY_MORNING)) == (1, 0)
        db.session.commit()
    told = db.session.query(Notification).filter_by(about_kind="listening").all()
    assert [message.recipient for message in told] == ["0900000777"]  # no mail server here
    assert len(told[0].body) <= 306 and "lang-nghe" in told[0].body


def test_nobody_is_reminded_at_night(leader: Officer) -> None:
    plan_of(leader)
    at_night = FRIDAY_MORNING + timedelta(hours=12)
    with frozen(at_night):
        assert remind(at_night) == 0


def test_minutes_hold_what_was_said_and_no_report_of_conduct(leader: Officer, client: FlaskClient) -> None:
    session = held(leader)
    with frozen(AFTER):
        sign_in(client, leader)
        pdf = client.get(f"/can-bo/lang-nghe/{session}/bien-ban.pdf").data
        word = client.get(f"/can-bo/lang-nghe/{session}/bien-ban.docx").data
    on_paper = "".join(page.get_textpage().get_text_range() for page in PdfDocument(pdf))
    in_word = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(word)).paragraphs)
    for text in (on_paper.replace("\r\n", " "), in_word):
        assert "Cống ấp mình nghẹt" in text and "Đã cho người thông cống" in text and "Sửa đường trước Tết" in text
        assert "người dân không nêu tên" in text
        assert "quát" not in text and "Giấu Tên" not in text


def test_what_everybody_reads_is_asked_about_when_it_names_somebody(leader: Officer, client: FlaskClient) -> None:
    id = held(leader)
    address, typed = f"/can-bo/lang-nghe/{id}/cong-bo", {"revision": "1", "summary": "Ông Nguyễn Văn Bảy nói về cống."}
    with frozen(AFTER):
        sign_in(client, leader)
        refused = client.post(address, data=typed)
        assert refused.status_code == 422 and "Nguyễn Văn Bảy" in refused.text
        assert "Nguyễn Văn Bảy" not in client.get(f"/lang-nghe/{id}").text
        assert client.post(address, data={**typed, "summary": "Bà con nói về cống."}).status_code == 303
        page = client.get(f"/lang-nghe/{id}").text
        assert "Bà con nói về cống." in page and "Sửa đường trước Tết" in page
        assert "Cống ấp mình nghẹt" not in page  # nobody has approved these words for the public


def test_a_session_that_was_not_held_has_no_result(leader: Officer) -> None:
    session = plan_of(leader)
    with pytest.raises(SessionRefused, match="chưa diễn ra"):
        planning.publish_summary(session, session.revision, "Xong", MONDAY)


def test_the_signed_sheet_is_kept_and_replaced(leader: Officer, client: FlaskClient) -> None:
    id = held(leader)
    sign_in(client, leader)
    for number in (1, 2):
        sheet = (io.BytesIO(photo()), f"bien ban {number}.jpg")
        sent = client.post(f"/can-bo/lang-nghe/{id}/bien-ban-da-ky", data={"revision": "1", "sheet": sheet})
        assert sent.status_code == 303
    assert client.get(f"/can-bo/lang-nghe/{id}/bien-ban-da-ky/tep").status_code == 200
    empty = client.post(f"/can-bo/lang-nghe/{id}/bien-ban-da-ky", data={"revision": "1"})
    assert empty.status_code == 422


def test_lists_take_few_queries(leader: Officer, client: FlaskClient) -> None:
    for _number in range(8):
        plan_of(leader)
    with frozen(MONDAY):
        client.get("/lang-nghe")
        with queries() as sent:
            client.get("/lang-nghe")
    assert len(sent) <= 8


def test_only_those_who_plan_may_plan(leader: Officer, client: FlaskClient) -> None:
    session = plan_of(leader)
    sign_in(client, make_officer(Role.SPECIALIST))
    assert client.get("/can-bo/lang-nghe").status_code == 200
    assert client.get(f"/can-bo/lang-nghe/{session.id}/huy").status_code == 403


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
        db.session.query(SessionOpinion).filter_by(number=1).update({"solved_how": "Đã cho người thông cống"})
        due = SATURDAY + timedelta(days=40)
        make_promise("hua-1", AFTER, "Sửa đường trước Tết", leader, due, leader, feedback=solved)
        db.session.commit()
    return session.id
