"""Sessions: planned, announced, changed, told; calendars, posters, questions beforehand."""

import pytest
from flask.testing import FlaskClient

from cqtt.clock import frozen
from cqtt.codes.actions import code_for
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.feedback.sending.purposes import asked_for, tell
from cqtt.listening import planning
from cqtt.listening.announcing import sessions_on_paper
from cqtt.listening.models import ListeningSession, SessionOpinion
from cqtt.listening.rules import Part
from cqtt.roles import Role
from tests.counting import queries
from tests.factories import MONDAY, make_commune, make_feedback, make_officer, sign_in
from tests.listening.sessions import AFTER, held, plan_of, plan_values


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
        planning.cancel(session, session.revision, "Mưa bão", MONDAY)
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


@pytest.mark.parametrize(
    ("page", "name", "words"),
    [
        ("ke-hoach", "place", "Nhà ông Nguyễn Văn Bảy"),
        ("ke-hoach", "topics", "Đường vào nhà bà Trần Thị Chín"),
        ("huy", "reason", "Nhà ông Nguyễn Văn Bảy có tang"),
    ],
)
def test_a_plan_that_names_somebody_is_asked_about_before_everybody_reads_it(
    leader: Officer, client: FlaskClient, page: str, name: str, words: str
) -> None:
    session = plan_of(leader)
    address, typed = f"/can-bo/lang-nghe/{session.id}/{page}", {**typed_plan(session, leader), name: words}
    sign_in(client, leader)
    with frozen(MONDAY):
        refused = client.post(address, data=typed)
        assert refused.status_code == 422 and words in refused.text and "Vẫn ghi như vậy" in refused.text
        assert words not in client.get(f"/lang-nghe/{session.id}").text
        assert client.post(address, data={**typed, "anyway": "1"}).status_code == 303
        assert words in client.get(f"/lang-nghe/{session.id}").text


def test_a_plan_sent_twice_at_once_is_one_session(
    leader: Officer, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, looked_for = plan_of(leader), planning.planned_with
    sign_in(client, leader)
    with frozen(MONDAY):
        first = client.post("/can-bo/lang-nghe/them", data=typed_plan(known, leader))
        answers = [lambda key: None, looked_for]  # the second looks before the first has written
        monkeypatch.setattr(planning, "planned_with", lambda key: answers.pop(0)(key))
        second = client.post("/can-bo/lang-nghe/them", data=typed_plan(known, leader))
    assert (second.status_code, second.location) == (303, first.location)
    assert db.session.query(ListeningSession).count() == 2


def test_only_officers_whose_name_is_public_are_named_on_the_public_page(leader: Officer, client: FlaskClient) -> None:
    leader.is_public = True
    quiet = make_officer(Role.SPECIALIST, name="Phạm Văn Kín", title="Công chức địa chính")
    nameless = make_officer(Role.SPECIALIST, name="Đỗ Thị Lặng")
    people = [(leader.id, Part.CHAIR), (quiet.id, Part.SECRETARY), (nameless.id, Part.MEMBER)]
    with frozen(MONDAY):
        session = planning.plan("key-quiet", leader, people, MONDAY, **plan_values())
        db.session.commit()
        page = client.get(f"/lang-nghe/{session.id}").text
    assert leader.name in page and "Công chức địa chính" in page and "Cán bộ" in page
    assert quiet.name not in page and nameless.name not in page


def test_the_unit_s_own_word_for_a_hamlet_stands_on_the_pages(leader: Officer, client: FlaskClient) -> None:
    make_commune(hamlet_word="khu phố")
    session = plan_of(leader)
    sign_in(client, leader)
    assert "Ghi tại khu phố" in client.get("/can-bo/lang-nghe").text
    page = client.get(f"/can-bo/lang-nghe/{session.id}/ket-qua").text
    assert "Mở trang ghi tại khu phố" in page and "ghi tại ấp" not in page.lower()


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
