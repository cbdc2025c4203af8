"""What the address fills in before the first word: a desk's code, an officer, a session, a procedure."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from flask.testing import FlaskClient

from cqtt.commune.models import Counter
from cqtt.extensions import db
from cqtt.feedback.models import Feedback
from cqtt.feedback.rules import Channel
from cqtt.feedback.sending import purposes
from cqtt.feedback.sending.purposes import Purpose
from cqtt.feedback.topics import Track
from cqtt.roles import Role
from tests.factories import make_officer, make_procedure, make_topic
from tests.feedback.sending.writing import begin, say, send_whole


def make_desk(name: str = "Quầy 2", is_active: bool = True) -> Counter:
    desk = Counter(name=name, is_active=is_active)
    db.session.add(desk)
    db.session.commit()
    return desk


def test_the_first_page_opens_five_doors_and_a_quiet_one_and_sets_nothing_up(client: FlaskClient) -> None:
    page = client.get("/phan-anh/gui")
    assert page.text.count('class="door"') == 5 and "/phan-anh/khieu-nai-to-cao" in page.text
    assert page.text.count("<h1") == 1 and "91/2025" not in page.text and "Giữ bao lâu" in page.text


def test_no_door_is_a_mistake_that_says_so(client: FlaskClient) -> None:
    for data in ({}, {"saying": "khac"}):
        answer = client.post("/phan-anh/gui", data=data)
        assert answer.status_code == 422 and 'class="door"' in answer.text


def test_the_code_of_a_desk_fills_the_desk_in(client: FlaskClient) -> None:
    desk = make_desk()
    page = client.get(f"/phan-anh/gui?quay={desk.id}").text
    assert "Ông/Bà muốn nói gì về Quầy 2?" in page and page.count('class="door"') == 2
    draft = begin(client, "conduct", f"?quay={desk.id}")
    assert f'selected value="q-{desk.id}"' in client.get(f"/phan-anh/gui/{draft}/noi-dung").text
    praised = send_whole(client, "praise", query=f"?quay={desk.id}", about=f"q-{desk.id}")
    assert praised.about_counter_id == desk.id and not praised.is_conduct


def test_an_officer_is_filled_in_by_name_and_title(client: FlaskClient) -> None:
    officer = make_officer(Role.RECEPTION, name="Lê Văn Tiếp", title="Công chức một cửa")
    draft = begin(client, "praise", f"?can-bo={officer.id}")
    page = client.get(f"/phan-anh/gui/{draft}/noi-dung").text
    assert f'selected value="o-{officer.id}"' in page and "Lê Văn Tiếp, Công chức một cửa" in page


@pytest.mark.parametrize(
    "query", ["?quay=999", "?quay=abc", "?can-bo=999", "?can-bo=%00", "?quay=99999999999999999999"]
)
def test_a_desk_or_officer_that_is_gone_is_left_out_with_a_sentence(client: FlaskClient, query: str) -> None:
    page = client.get(f"/phan-anh/gui{query}")
    assert page.status_code == 200 and "không còn nữa" in page.text and page.text.count('class="door"') == 5


def test_a_closed_desk_and_whoever_left_are_gone(client: FlaskClient) -> None:
    desk, officer = make_desk(is_active=False), make_officer(Role.RECEPTION, is_active=False)
    for query in (f"?quay={desk.id}", f"?can-bo={officer.id}"):
        assert "không còn nữa" in client.get(f"/phan-anh/gui{query}").text


def test_the_door_of_conduct_alone(client: FlaskClient) -> None:
    page = client.get("/phan-anh/gui?ve=thai-do").text
    assert page.count('class="door"') == 1 and 'value="conduct"' in page and "Tôi muốn nói chuyện khác" in page


def test_a_procedure_stands_in_the_words_and_chooses_the_topic(client: FlaskClient) -> None:
    topic = make_topic(track=Track.PROCEDURE)
    code = make_procedure().procedure.address_code
    draft = begin(client, "report", f"?thu-tuc={code}")
    page = client.get(f"/phan-anh/gui/{draft}/noi-dung").text
    assert f"Về thủ tục “Đăng ký khai sinh” ({code}):" in page and f'selected value="{topic.id}"' in page
    assert "Thủ tục này không còn" in client.get("/phan-anh/gui?thu-tuc=khong-co").text


@pytest.fixture
def session_12() -> Iterator[list[tuple[int, str, datetime]]]:
    """A purpose as a later feature registers it: sessions, of which only number 12 still takes questions."""
    heard: list[tuple[int, str, datetime]] = []

    def sent(id: int, feedback: Feedback, at: datetime) -> None:
        heard.append((id, feedback.code, at))

    def label(id: int) -> str | None:
        return "Câu hỏi cho buổi thứ Bảy ở ấp 7" if id == 12 else None

    before = dict(purposes._REGISTERED)
    purposes.register(Purpose("buoi", label, sent, Channel.SESSION))
    yield heard
    purposes._REGISTERED.clear()
    purposes._REGISTERED.update(before)


def test_a_question_for_a_session_reaches_whoever_holds_it(
    client: FlaskClient, session_12: list[tuple[int, str, datetime]]
) -> None:
    page = client.get("/phan-anh/gui?buoi=12").text
    assert "Câu hỏi cho buổi thứ Bảy ở ấp 7" in page and 'value="conduct"' not in page
    feedback = send_whole(client, query="?buoi=12")
    assert [(id, code) for id, code, _at in session_12] == [(12, feedback.code)]
    assert feedback.channel is Channel.SESSION
    assert send_whole(client, words="Một chuyện khác hẳn.").channel is Channel.ONLINE and len(session_12) == 1


@pytest.mark.parametrize("typed", ["13", "abc", "-1", "99999999999999999999"])
def test_a_session_that_takes_nothing_any_more_is_left_out_with_a_sentence(
    client: FlaskClient, session_12: list[tuple[int, str, datetime]], typed: str
) -> None:
    assert "không còn nhận nữa" in client.get(f"/phan-anh/gui?buoi={typed}").text
    assert send_whole(client, query=f"?buoi={typed}").channel is Channel.ONLINE and not session_12


def test_complaints_and_denunciations_get_their_laws_place_and_days(client: FlaskClient) -> None:
    make_officer(Role.LEADER, name="Võ Văn Chủ", is_leader=True, is_public=True, reception_day="thứ Năm, 7:30–11:30")
    page = client.get("/phan-anh/khieu-nai-to-cao").text
    assert "Luật Khiếu nại 2011" in page and "Luật Tố cáo 2018" in page and "Quốc lộ 51" in page
    assert "Võ Văn Chủ" in page and "thứ Năm, 7:30–11:30" in page


def test_the_pages_of_words_ask_for_words(client: FlaskClient) -> None:
    for saying in ("report", "petition", "suggestion", "praise"):
        answer = say(client, begin(client, saying), words="")
        assert answer.status_code == 422 and "Xin kể vài lời" in answer.text
