"""The field page and its doors: who opens them, what lies in a browser, and the form where no script runs."""

import io
import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cqtt.clock import frozen
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.feedback.models import Feedback
from cqtt.feedback.rules import Consent
from cqtt.feedback.topics import FeedbackSettings
from cqtt.listening.models import FieldItem, ListeningSession, SessionOpinion
from cqtt.promises.models import Promise
from cqtt.roles import Role
from tests.counting import queries
from tests.dossiers.citizen import photo
from tests.factories import make_feedback, make_officer, make_procedure, make_topic, sign_in
from tests.listening.field.tablet import opinion, send_file, sync
from tests.listening.sessions import THAT_MORNING, make_session


@pytest.fixture(autouse=True)
def that_morning() -> Iterator[None]:
    with frozen(THAT_MORNING):
        yield


@pytest.fixture
def leader(app: Flask) -> Officer:
    return make_officer(Role.LEADER, is_leader=True, is_public=True, name="Lê Thị Chủ Trì", department="Lãnh đạo")


@pytest.fixture
def session(leader: Officer) -> ListeningSession:
    return make_session(leader)


@pytest.fixture
def page(client: FlaskClient, session: ListeningSession) -> str:
    sign_in(client, make_officer(Role.RECEPTION, name="Phạm Văn Nhận"))
    return f"/can-bo/lang-nghe/{session.id}"


DOORS = ("", "/vo", "/the")


@pytest.mark.parametrize("door", DOORS)
def test_reception_leaders_and_specialists_who_go_there_open_it(
    client: FlaskClient, session: ListeningSession, door: str
) -> None:
    goes = make_officer(Role.SPECIALIST)
    own = make_session(goes)
    address = f"/can-bo/lang-nghe/{session.id}{door}"
    assert sign_in(client, make_officer(Role.LEADER)).get(address).status_code == 200
    assert sign_in(client, make_officer(Role.RECEPTION)).get(address).status_code == 200
    assert sign_in(client, goes).get(address).status_code == 403
    assert client.get(f"/can-bo/lang-nghe/{own.id}{door}").status_code == 200


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.OVERSEER])
def test_other_roles_open_nothing(client: FlaskClient, session: ListeningSession, role: Role) -> None:
    sign_in(client, make_officer(role))
    for door in DOORS:
        assert client.get(f"/can-bo/lang-nghe/{session.id}{door}").status_code == 403
    assert client.get("/can-bo/lang-nghe/sw.js").status_code == 403
    assert sync(client, session, opinion()).status_code == 403
    assert send_file(client, session, str(uuid4()), photo()).status_code == 403


def test_strangers_are_led_to_the_sign_in_and_nothing_is_taken(client: FlaskClient, session: ListeningSession) -> None:
    page = client.get(f"/can-bo/lang-nghe/{session.id}")
    assert page.status_code == 303 and page.location.endswith(f"tiep=/can-bo/lang-nghe/{session.id}")
    assert sync(client, session, opinion()).status_code == 303
    assert send_file(client, session, str(uuid4()), photo()).status_code == 303
    assert db.session.scalars(select(FieldItem)).all() == []


def test_a_sync_needs_the_token_that_the_page_fetches(strict_client: FlaskClient, session: ListeningSession) -> None:
    officer = make_officer(Role.RECEPTION)
    strict_client.application.config["WTF_CSRF_ENABLED"] = False
    sign_in(strict_client, officer)
    strict_client.application.config["WTF_CSRF_ENABLED"] = True
    sent = opinion()
    assert sync(strict_client, session, sent).status_code == 400
    fresh = strict_client.get(f"/can-bo/lang-nghe/{session.id}/the").json
    assert fresh is not None and fresh["officer"] == officer.id
    told = sync(strict_client, session, sent, headers={"X-CSRFToken": fresh["token"]})
    assert told.status_code == 200 and told.json is not None and told.json["items"][0]["state"] == "stored"
    assert send_file(strict_client, session, sent["device_id"], photo()).status_code == 400


def test_the_worker_may_serve_the_field_pages_and_is_no_page(client: FlaskClient, page: str) -> None:
    answer = client.get("/can-bo/lang-nghe/sw.js")
    assert answer.mimetype == "application/javascript"
    assert answer.headers["Service-Worker-Allowed"] == "/can-bo/lang-nghe/"
    assert b"addEventListener" in answer.data


def test_what_the_worker_keeps_holds_no_token_no_message_and_no_citizen(client: FlaskClient, page: str) -> None:
    make_topic(name="Chiếu sáng")
    make_procedure(name="Chứng thực bản sao")
    make_feedback(sender_name="Ngô Thị Riêng", words="Điều kể riêng với xã.")
    client.post(page, data=plain(words="Một câu nói ra ở ấp."))
    shell = client.get(f"{page}/vo").text
    assert "Chiếu sáng" in shell and "Chứng thực bản sao" in shell and "Lê Thị Chủ Trì" in shell
    assert "csrf" not in shell and "device_id" not in shell
    assert not re.search("GY-|Riêng với|Ngô Thị Riêng|câu nói ra", shell)
    assert "GY-" in client.get(page).text  # the message waits for the page itself


def test_the_page_asks_few_questions_of_the_database(client: FlaskClient, page: str) -> None:
    client.get(page)
    with queries() as asked:
        assert client.get(page).status_code == 200
    assert len(asked) < 25, asked


def plain(**changes: str) -> dict[str, object]:
    boxes = {"device_id": str(uuid4()), "kind": "report", "handling": "later", "hamlet_id": "0", "topic_id": "0"}
    return {**boxes, "sender_name": "Trần Thị Mẫu", "words": "Đường ngập mỗi khi mưa.", **changes}


def test_without_scripts_an_opinion_is_sent_at_once_with_its_photos(client: FlaskClient, page: str) -> None:
    data = plain() | {"photos": [(io.BytesIO(photo("red")), "một.jpg"), (io.BytesIO(photo("blue")), "hai.jpg")]}
    answer = client.post(page, data=data, content_type="multipart/form-data")
    assert answer.status_code == 303 and answer.location == page
    feedback = db.session.scalars(select(Feedback)).one()
    assert [file.name for file in feedback.files] == ["một.jpg", "hai.jpg"]
    assert feedback.code in client.get(page).text


def test_consent_is_asked_for_and_never_taken_for_granted(client: FlaskClient, page: str) -> None:
    asked = client.get(page).text
    box = re.search(r'<input[^>]+id="may_publish"[^>]*>', asked)
    assert box and "checked" not in box[0] and "Người dân đồng ý công khai, không nêu tên" in asked
    client.post(page, data=plain())
    assert db.session.scalars(select(Feedback.consent)).one() is Consent.NONE
    client.post(page, data=plain(device_id=str(uuid4()), may_publish="y"))
    assert set(db.session.scalars(select(Feedback.consent))) == {Consent.NONE, Consent.WITHOUT_NAME}


@pytest.mark.parametrize(("phone", "is_told"), [("0912 345 678", True), ("", False)])
def test_a_code_that_opens_nothing_is_not_handed_out(client: FlaskClient, page: str, phone: str, is_told: bool) -> None:
    client.post(page, data=plain(phone=phone))
    code, shown = db.session.scalars(select(Feedback.code)).one(), client.get(page).text
    assert (f"Đã ghi ý kiến, mã {code}." in shown) is is_told
    assert ("nên mã không tra được: xin báo lại tận nơi." in shown.partition('id="field"')[0]) is not is_told


def test_the_same_form_sent_twice_is_one_opinion(client: FlaskClient, page: str) -> None:
    sent = plain()
    assert [client.post(page, data=sent).status_code for _ in range(2)] == [303, 303]
    assert len(db.session.scalars(select(SessionOpinion)).all()) == 1


def test_mistakes_are_said_and_what_was_typed_stays(client: FlaskClient, page: str) -> None:
    answer = client.post(page, data=plain(phone="12", handling="solved"))
    assert answer.status_code == 422
    assert "Đường ngập mỗi khi mưa." in answer.text and "Xin ghi đã giải quyết thế nào." in answer.text
    assert db.session.scalars(select(Feedback)).all() == []


def test_a_file_that_is_no_picture_is_said_and_the_words_stay(client: FlaskClient, page: str) -> None:
    data = plain() | {"photos": [(io.BytesIO(b"MZ"), "virus.exe")]}
    answer = client.post(page, data=data, content_type="multipart/form-data")
    assert answer.status_code == 422 and "virus.exe" in answer.text and "Đường ngập" in answer.text
    assert db.session.scalars(select(Feedback)).all() == []


def test_what_a_rule_refuses_keeps_the_words_on_the_page(client: FlaskClient, page: str, leader: Officer) -> None:
    promise = {"promise_words": "Vá đường.", "promise_by": str(leader.id)}
    day = {"promise_due-ngay": "1", "promise_due-thang": "1", "promise_due-nam": "2026"}
    answer = client.post(page, data=plain(**promise, **day))
    assert answer.status_code == 422 and "28/11/2026" in answer.text and "Đường ngập" in answer.text
    assert db.session.scalars(select(Feedback)).all() == []


def test_a_promise_that_names_somebody_is_asked_about_on_the_page(
    client: FlaskClient, page: str, leader: Officer
) -> None:
    promise = {"promise_words": "Sửa cống nhà ông Trần Văn Mẫu.", "promise_by": str(leader.id)}
    promise |= {"promise_due-ngay": "30", "promise_due-thang": "12", "promise_due-nam": "2026"}
    assert re.search(r"<div data-anyway hidden>", client.get(page).text)
    asked = client.post(page, data=plain(**promise))
    assert asked.status_code == 422 and "đánh dấu ô “Vẫn ghi như vậy”" in asked.text and "Trần Văn Mẫu" in asked.text
    assert "<div data-anyway>" in asked.text and db.session.scalars(select(Promise)).all() == []
    assert client.post(page, data=plain(anyway="y", **promise)).status_code == 303
    assert db.session.scalars(select(Promise)).one().words == promise["promise_words"]


@pytest.mark.parametrize(("clashes", "status"), [(1, 303), (2, 422)])
def test_two_who_draw_the_same_number_at_once_both_write(
    client: FlaskClient, page: str, monkeypatch: pytest.MonkeyPatch, clashes: int, status: int
) -> None:
    from cqtt.listening.field import actions

    client.post(page, data=plain())
    real, drawn = actions.next_number, iter([1] * clashes)
    monkeypatch.setattr(actions, "next_number", lambda id: next(drawn, None) or real(id))
    answer = client.post(page, data=plain(words="Câu thứ hai."))
    assert answer.status_code == status
    said = db.session.scalars(select(SessionOpinion.number).order_by(SessionOpinion.id)).all()
    assert said == ([1, 2] if status == 303 else [1])
    if status == 422:
        assert "Nhiều người đang ghi cùng lúc" in answer.text and "Câu thứ hai." in answer.text


def test_a_tablet_that_asks_by_itself_keeps_nobody_signed_in(
    client: FlaskClient, page: str, session: ListeningSession
) -> None:
    by_itself = {"X-By-Itself": "1"}
    for minutes in (20, 40):
        with frozen(THAT_MORNING + timedelta(minutes=minutes)):
            assert client.get(f"{page}/the", headers=by_itself).status_code == 200
            assert sync(client, session, opinion(), headers=by_itself).status_code == 200
    with frozen(THAT_MORNING + timedelta(minutes=50)):
        assert sync(client, session, opinion()).status_code == 200  # a hand pressed
    with frozen(THAT_MORNING + timedelta(minutes=100)):
        assert client.get(f"{page}/the", headers=by_itself).status_code == 200
    with frozen(THAT_MORNING + timedelta(minutes=111)):
        assert client.get(f"{page}/the", headers=by_itself).status_code == 303


def test_after_a_report_of_conduct_the_page_shows_no_code(client: FlaskClient, page: str, leader: Officer) -> None:
    db.session.add(FeedbackSettings(id=1, chairman_id=leader.id))
    db.session.commit()
    client.post(page, data=plain(conduct_line="xin-1"))
    shown = client.get(page).text
    assert "Đã gửi riêng" in shown and "GY-" not in shown


def test_dossiers_are_offered_to_those_who_may_take_them_in(client: FlaskClient, page: str) -> None:
    make_procedure()
    shown = client.get(page).text
    assert 'data-open="promise"' in shown and 'data-open="dossier"' in shown
    specialist = make_officer(Role.SPECIALIST)
    own = make_session(specialist)
    sign_in(client, specialist)
    shown = client.get(f"/can-bo/lang-nghe/{own.id}").text
    assert 'data-open="promise"' in shown and 'data-open="dossier"' not in shown
    assert 'data-open="opinion"' in shown and 'data-open="count"' in shown
