"""Writing a call down: one screen, the words alone are enough; what is typed in a hurry is understood."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from cqtt import clock
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.feedback.handling.calls import meant
from cqtt.feedback.models import Feedback
from cqtt.feedback.rules import Channel, Consent, FeedbackKind, Outcome, Status
from cqtt.notifications.models import Notification
from cqtt.roles import Role
from tests.dossiers.staff import desk, desk_of
from tests.factories import MONDAY, make_hamlet, make_officer, make_topic
from tests.feedback.officers import INBOX, make_chairman
from tests.feedback.sending.writing import another_tap_meanwhile

CALL = f"{INBOX}/cuoc-goi"
KEY = "a-key-of-sixteen-characters"


@pytest.fixture(autouse=True)
def monday_morning(app: Flask) -> Iterator[None]:
    with clock.frozen(MONDAY):
        yield


@pytest.fixture
def officer(app: Flask) -> Officer:
    return make_officer(Role.RECEPTION)


@pytest.fixture
def reception(app: Flask, officer: Officer) -> FlaskClient:
    return desk_of(app, officer)


def log(client: FlaskClient, **typed: Any) -> TestResponse:
    plain = {"start_key": KEY, "channel": "phone", "kind": "report", "words": "Đèn hỏng", "about": "0"}
    return client.post(CALL, data=plain | typed)


def the_one() -> Feedback:
    db.session.expire_all()
    return db.session.scalars(select(Feedback)).one()


def test_it_belongs_to_who_handles_feedback(app: Flask) -> None:
    for role in (Role.ADMINISTRATOR, Role.OVERSEER):
        client = desk(app, role)
        assert (client.get(CALL).status_code, log(client).status_code) == (403, 403)


def test_words_alone_are_enough(reception: FlaskClient) -> None:
    answer = log(reception)
    assert (answer.status_code, answer.location) == (303, f"{CALL}?kenh=dien-thoai")
    feedback = the_one()
    assert (feedback.words, feedback.channel, feedback.status) == ("Đèn hỏng", Channel.PHONE, Status.RECEIVED)
    assert feedback.is_anonymous and feedback.consent is Consent.NONE
    page = reception.get(answer.location).text
    assert feedback.code in page and f"{INBOX}/{feedback.id}/giao" in page
    assert feedback.code not in reception.get(answer.location).text  # said once


def test_everything_that_was_asked_is_kept(reception: FlaskClient, officer: Officer) -> None:
    topic, hamlet = make_topic(name="Đèn đường"), make_hamlet(name="Ấp 7")
    make_hamlet(name="Ấp 17")
    typed = {"topic": "den", "hamlet": "7", "phone": "0901 234 567", "sender_name": "Đỗ Thị Bưởi", "may_publish": "y"}
    log(reception, **typed, channel="desk", kind="suggestion")
    feedback = the_one()
    assert (feedback.topic_id, feedback.hamlet_id, feedback.phone) == (topic.id, hamlet.id, "0901234567")
    assert (feedback.channel, feedback.kind) == (Channel.DESK, FeedbackKind.SUGGESTION)
    assert (feedback.is_anonymous, feedback.consent) == (False, Consent.WITHOUT_NAME)
    assert feedback.events[0].officer_id == officer.id


def test_a_code_is_read_out_only_to_whoever_it_opens_something_for(reception: FlaskClient) -> None:
    nameless = reception.get(log(reception).location).text
    assert "Xin đọc mã" not in nameless and "mã không mở được góp ý" in nameless
    named = reception.get(log(reception, start_key=f"{KEY}-2", phone="0901234567").location).text
    assert "Xin đọc mã cho người dân." in named and "không mở được" not in named


def test_a_name_alone_leaves_nobody_without_a_way_back(reception: FlaskClient) -> None:
    refused = log(reception, sender_name="Đỗ Thị Bưởi")
    assert refused.status_code == 422 and "Có tên thì cần số điện thoại" in refused.text
    assert 'value="Đỗ Thị Bưởi"' in refused.text and db.session.scalar(select(func.count(Feedback.id))) == 0
    log(reception, phone="0901234567")
    assert not the_one().is_anonymous


def test_the_channel_stays_for_the_next_call(reception: FlaskClient) -> None:
    page = reception.get(log(reception, channel="desk").location).text
    assert re.search(r'checked id="channel-1"|id="channel-1"[^>]*checked|checked[^>]*value="desk"', page)


def test_what_was_answered_at_once_is_closed_with_its_answer(reception: FlaskClient) -> None:
    answer = log(reception, answered="Đã chỉ chỗ nộp đơn.", phone="0901234567")
    feedback = the_one()
    assert (feedback.status, feedback.outcome, feedback.answer) == (
        Status.CLOSED, Outcome.EXPLAINED, "Đã chỉ chỗ nộp đơn.",
    )  # fmt: skip
    assert "Đã trả lời và khép lại." in reception.get(answer.location).text


def test_the_same_form_sent_twice_is_one(reception: FlaskClient) -> None:
    first, second = (log(reception, answered="Đã chỉ.") for _time in range(2))
    assert first.status_code == second.status_code == 303
    assert db.session.scalar(select(func.count(Feedback.id))) == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"words": ""}, "Xin ghi người dân nói gì."),
        ({"hamlet": "ap"}, "Có nhiều mục giống vậy: Ấp 7, Ấp 17."),
        ({"phone": "12345"}, "Số điện thoại có 10 chữ số"),
        ({"sender_name": "A1"}, "Họ và tên chỉ gồm chữ cái"),
        ({"line": "khong-9"}, "Xin chọn một trong các mục"),
    ],
)
def test_a_slip_is_said_and_what_was_typed_stays(reception: FlaskClient, typed: dict[str, str], sentence: str) -> None:
    make_hamlet(name="Ấp 7")
    make_hamlet(name="Ấp 17")
    kept = {"answered": "Lời đã trả lời"} if "line" not in typed else {}
    answer = log(reception, **kept, **typed)
    assert answer.status_code == 422 and sentence in answer.text
    assert not kept or "Lời đã trả lời</textarea>" in answer.text
    assert db.session.scalar(select(func.count(Feedback.id))) == 0


def test_a_topic_that_is_none_holds_nobody_up_and_is_said(reception: FlaskClient) -> None:
    page = reception.get(log(reception, topic="khong co").location).text
    assert the_one().topic_id is None and "Không có chủ đề nào giống “khong co”" in page
    assert "khong co" not in reception.get(CALL).text


@pytest.mark.parametrize(
    ("typed", "hamlet", "place"),
    [
        ("ap 7 canh truong mau giao", "Ấp 7", "canh truong mau giao"),
        ("Ấp 17, cạnh trường mẫu giáo", "Ấp 17", "cạnh trường mẫu giáo"),
        ("7 cạnh trường", "Ấp 7", "cạnh trường"),
        ("17", "Ấp 17", ""),
        ("trước cổng chợ", None, "trước cổng chợ"),
    ],
)
def test_a_place_is_a_hamlet_with_what_is_said_behind_it(
    reception: FlaskClient, typed: str, hamlet: str | None, place: str
) -> None:
    for name in ("Ấp 7", "Ấp 17"):
        make_hamlet(name=name)
    assert log(reception, hamlet=typed).status_code == 303
    feedback = the_one()
    assert (feedback.hamlet.name if feedback.hamlet else None, feedback.place) == (hamlet, place)


def test_the_cursor_stands_where_something_is_to_be_mended(reception: FlaskClient) -> None:
    refused = log(reception, phone="12345").text
    (box,) = re.findall(r"<(?:input|textarea)[^>]*\bautofocus\b[^>]*>", refused)
    assert 'id="phone"' in box
    (box,) = re.findall(r"<(?:input|textarea)[^>]*\bautofocus\b[^>]*>", reception.get(CALL).text)
    assert 'id="words"' in box


def test_a_call_outlives_a_session_that_ended(app: Flask, reception: FlaskClient) -> None:
    """What was typed is on the page that says so, to be copied, as of every other form; its token still fits."""
    app.config["WTF_CSRF_ENABLED"] = True
    (token,) = set(re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', reception.get(CALL).text))
    with clock.frozen(MONDAY + timedelta(hours=13)):
        answer = log(reception, csrf_token=token, words="Đèn hỏng trước nhà văn hóa", hamlet="ap 7")
    assert answer.status_code == 401 and "Đèn hỏng trước nhà văn hóa" in answer.text and "ap 7" in answer.text
    assert db.session.scalar(select(func.count(Feedback.id))) == 0


def test_conduct_told_on_the_telephone_goes_to_its_reader_alone(app: Flask, reception: FlaskClient) -> None:
    head, accused = make_chairman(), make_officer(Role.SPECIALIST)
    refused = log(reception, line="khong-1", about=accused.id, answered="Đã xin lỗi")
    assert refused.status_code == 422 and "được gửi riêng" in refused.text
    answer = log(reception, line="khong-1", about=accused.id, phone="0901234567")
    report = the_one()
    assert (report.is_conduct, report.recipient_id, report.about_officer_id) == (True, head.id, accused.id)
    page = reception.get(answer.location).text
    assert report.code in page and "gửi riêng" in page and f"{INBOX}/{report.id}" not in page
    assert reception.get(f"{INBOX}/{report.id}").status_code == 404


def test_a_name_that_is_typed_is_kept_from_its_bearer_too(app: Flask, reception: FlaskClient) -> None:
    make_chairman()
    accused = make_officer(Role.LEADER, name="Phan Thị Đanh Đá")
    log(reception, line="khong-1", about_whom="chị phan thi danh da, quầy 2")
    assert the_one().about_officer_id == accused.id


def test_what_is_said_of_the_chairman_without_a_name_goes_to_the_other_reader(reception: FlaskClient) -> None:
    other = make_officer(Role.LEADER)
    make_chairman(other)
    log(reception, line="khong-1", about_whom="ông chủ tịch xã")
    assert the_one().recipient_id == other.id


def test_a_caller_with_a_number_has_a_text_ready(reception: FlaskClient) -> None:
    log(reception, phone="0901234567")
    (text,) = db.session.scalars(select(Notification))
    assert text.recipient == "0901234567" and the_one().code in text.body


def test_a_press_that_was_faster_leads_this_one_to_its_code(reception: FlaskClient) -> None:
    with another_tap_meanwhile(Feedback):
        answer = log(reception)
    assert answer.status_code == 303 and the_one().code in reception.get(answer.location).text


def test_a_few_letters_mean_what_they_most_likely_mean() -> None:
    topics = {"Đèn đường": 1, "Đường sá": 2, "Rác, vệ sinh": 3, "Cấp nước": 4}
    assert meant("den", topics) == [1]
    assert meant("duong sa", topics) == [2]
    assert meant("ve sinh", topics) == [3]
    assert meant("duong", topics) == [1, 2]
    assert meant("nuo", topics) == [4]
    assert meant("xyz", topics) == []
