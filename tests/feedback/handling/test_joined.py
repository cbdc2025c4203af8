"""Senders of the same matter: joined with another, they read an answer of their own, and none of the other's words."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cqtt import clock
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.feedback import actions, citizen_actions
from cqtt.feedback.models import Feedback
from cqtt.feedback.rules import Consent, Outcome, RejectReason, Status, StepNotAllowed
from cqtt.notifications.models import DeliveryStatus, Notification
from cqtt.roles import Role
from tests.dossiers.staff import desk
from tests.factories import MONDAY, make_feedback, make_officer
from tests.feedback.officers import INBOX, again, press, words_of

OWN = "Ông Bảy ơi, đèn trước nhà ông đã thay."
FOR_ALL = "Điện lực đã thay ba bóng đèn ở ngã ba."


@pytest.fixture(autouse=True)
def monday_morning(app: Flask) -> Iterator[None]:
    with clock.frozen(MONDAY):
        yield


@pytest.fixture
def leader(app: Flask) -> FlaskClient:
    return desk(app, Role.LEADER, name="Lê Thị Lan")


@pytest.fixture
def officer(app: Flask) -> Officer:
    return make_officer(Role.LEADER)


def joined_with(into: Feedback, **fields: str) -> Feedback:
    feedback = make_feedback(**{"phone": "0901111111"} | fields)
    actions.merge(feedback, into, make_officer(Role.LEADER), MONDAY)
    db.session.commit()
    return feedback


def waiting(feedback: Feedback) -> dict[str, str]:
    """Return the messages about it that are not sent yet, by whom they go to."""
    about = select(Notification).where(
        Notification.about_id == feedback.id, Notification.status == DeliveryStatus.PENDING
    )
    return {one.recipient: one.event for one in db.session.scalars(about)}


def own_page(app: Flask, feedback: Feedback) -> str:
    citizen = app.test_client()
    citizen.get(f"/phan-anh/mo/{feedback.token}")
    return words_of(citizen.get(f"/phan-anh/{feedback.code}").text)


def test_after_joining_sender_and_followers_are_told_and_follow_the_other(leader: FlaskClient) -> None:
    feedback, into = make_feedback(phone="0901111111"), make_feedback(phone="0902222222")
    citizen_actions.follow(feedback, "theo-1", "0903333333", MONDAY)
    earlier = joined_with(again(feedback), phone="0904444444")
    assert press(leader, feedback, "gop", code=into.code).status_code == 303
    told = waiting(feedback)
    assert told["0901111111"] == told["0903333333"] == told["0904444444"] == "merge"
    assert (again(feedback).status, feedback.merged_into_id, again(earlier).merged_into_id) == (
        Status.CLOSED, into.id, into.id,
    )  # fmt: skip
    typed = {"outcome": "explained", "words": OWN, "for_joined": FOR_ALL}
    assert press(leader, again(into), "tra-loi", **typed).status_code == 303
    assert waiting(into) == {"0902222222": "answer", "0903333333": "answer"}
    assert waiting(feedback)["0901111111"] == waiting(earlier)["0904444444"] == "answer"


def test_the_joined_read_an_answer_even_where_nothing_may_be_published(app: Flask, leader: FlaskClient) -> None:
    into = make_feedback(consent=Consent.NONE, words="Nhà ông Bảy tối om.")
    mine = joined_with(into)
    form = leader.get(f"{INBOX}/{into.id}/tra-loi").text
    assert "Trả lời những người gửi cùng việc" in form
    typed = {"outcome": "explained", "words": OWN, "for_joined": FOR_ALL}
    press(leader, into, "tra-loi", **typed)
    page = own_page(app, mine)
    assert FOR_ALL in page and "Bảy" not in page and "Xin xem câu trả lời bên dưới" in page
    assert "khi được đăng công khai" not in page
    assert OWN in own_page(app, into) and FOR_ALL not in own_page(app, into)


def test_without_words_for_the_joined_nothing_is_answered_and_what_was_typed_stays(leader: FlaskClient) -> None:
    into = make_feedback()
    joined_with(into)
    refused = press(leader, into, "tra-loi", outcome="explained", words=OWN)
    assert refused.status_code == 422 and "Xin viết câu trả lời cho những người gửi cùng việc." in refused.text
    assert f"{OWN}</textarea>" in refused.text and again(into).status is Status.RECEIVED


def test_where_nothing_was_joined_nothing_more_is_asked(leader: FlaskClient) -> None:
    assert "cùng việc" not in leader.get(f"{INBOX}/{make_feedback().id}/tra-loi").text


def test_a_sender_with_number_and_mail_is_told_by_both(app: Flask, leader: FlaskClient) -> None:
    app.config["SETTINGS"] = type(app.config["SETTINGS"])(
        **{**vars(app.config["SETTINGS"]), "smtp_url": "smtp://localhost"}
    )
    into = make_feedback()
    mine = joined_with(into, email="mau@example.vn")
    press(leader, into, "tra-loi", outcome="explained", words=OWN, for_joined=FOR_ALL)
    about = select(Notification).where(Notification.about_id == mine.id, Notification.event == "answer")
    told = {one.recipient: one.body for one in db.session.scalars(about)}
    assert set(told) == {"0901111111", "mau@example.vn"}
    assert mine.token in told["mau@example.vn"] and mine.token in told["0901111111"]
    assert FOR_ALL in told["mau@example.vn"] and "Bảy" not in told["mau@example.vn"]


def test_whoever_sent_both_is_told_once_and_finds_it_on_both_pages(app: Flask, leader: FlaskClient) -> None:
    into = make_feedback()
    mine = joined_with(into, phone=into.phone)
    press(leader, into, "tra-loi", outcome="explained", words=OWN, for_joined=FOR_ALL)
    assert waiting(into) == {into.phone: "answer"} and "answer" not in waiting(mine).values()
    assert FOR_ALL in own_page(app, mine)


def test_an_answer_that_is_mended_is_mended_for_the_joined_too(app: Flask, leader: FlaskClient) -> None:
    into = make_feedback()
    mine = joined_with(into)
    press(leader, into, "tra-loi", outcome="explained", words=OWN, for_joined=FOR_ALL)
    assert f"{FOR_ALL}</textarea>" in leader.get(f"{INBOX}/{into.id}/bo-sung").text
    press(leader, again(into), "bo-sung", outcome="explained", words=OWN, for_joined="Đã thay cả dây.")
    assert "Đã thay cả dây." in own_page(app, mine) and waiting(mine) == {"0901111111": "amend"}


def test_the_day_that_is_promised_stands_in_the_words_for_the_joined_too(leader: FlaskClient) -> None:
    into = make_feedback()
    mine = joined_with(into)
    day = {"due_on-ngay": "1", "due_on-thang": "12", "due_on-nam": "2026", "title": "Thay bóng đèn ấp 3"}
    press(leader, into, "tra-loi", outcome="planned", words=OWN, for_joined="Sẽ thay ba bóng.", **day)
    assert again(mine).answer == "Sẽ thay ba bóng.\nChúng tôi hẹn làm xong chậm nhất thứ Ba, 01/12/2026."


def test_whoever_is_joined_with_what_is_answered_already_gets_an_answer_at_once(
    app: Flask, leader: FlaskClient, officer: Officer
) -> None:
    into, mine = make_feedback(words="Lời người trước."), make_feedback(phone="0901111111")
    actions.answer(into, officer, OWN, Outcome.EXPLAINED, MONDAY)
    db.session.commit()
    page = leader.get(f"{INBOX}/{mine.id}/gop", query_string={"ma": into.code}).text
    assert "đã được trả lời" in page and OWN in page
    refused = press(leader, mine, "gop", code=into.code)
    assert refused.status_code == 422 and again(mine).status is Status.RECEIVED
    assert press(leader, mine, "gop", code=into.code, for_joined=FOR_ALL).status_code == 303
    assert FOR_ALL in own_page(app, mine) and waiting(mine) == {"0901111111": "answer"}
    assert waiting(into) == {"0900000123": "answer"}


def test_the_answer_to_the_joined_is_judged_and_opened_again_as_a_matter_of_its_own(
    app: Flask, leader: FlaskClient
) -> None:
    into = make_feedback()
    mine = joined_with(into)
    with pytest.raises(StepNotAllowed, match="Xin chờ câu trả lời"):
        citizen_actions.reopen(mine, "Chưa xong", MONDAY)
    db.session.rollback()
    press(leader, into, "tra-loi", outcome="explained", words=OWN, for_joined=FOR_ALL)
    citizen = app.test_client()
    citizen.get(f"/phan-anh/mo/{mine.token}")
    page = citizen.get(f"/phan-anh/{mine.code}").text
    assert f"/phan-anh/{mine.code}/danh-gia" in page and f"/phan-anh/{mine.code}/mo-lai" in page
    assert citizen.post(f"/phan-anh/{mine.code}/danh-gia", data={"mark": "2"}).status_code == 303
    assert citizen.post(f"/phan-anh/{mine.code}/mo-lai", data={"reason": "Nhà tôi vẫn tối."}).status_code == 303
    mine = again(mine)
    assert (mine.status, mine.merged_into_id, mine.rating) == (Status.REOPENED, None, 2)
    assert again(into).status is Status.ANSWERED
    press(leader, mine, "tra-loi", outcome="explained", words="Đã đến tận nhà.")
    assert "Đã đến tận nhà." in own_page(app, again(mine))


def test_why_it_is_not_handled_here_is_told_to_the_joined_and_taken_back_with_it(
    app: Flask, leader: FlaskClient
) -> None:
    into = make_feedback()
    mine = joined_with(into)
    place = "Điện lực Long Thành, 1900 1006"
    typed = {"reason": "not_ours", "words": OWN, "competent_place": place}
    assert press(leader, into, "khong-giai-quyet", **typed).status_code == 422
    press(leader, into, "khong-giai-quyet", **typed, for_joined="Đường dây do điện lực giữ.")
    page = own_page(app, mine)
    assert "Đường dây do điện lực giữ." in page and place in page and "Bảy" not in page
    assert again(mine).reject_reason is RejectReason.NOT_OURS and waiting(mine) == {"0901111111": "reject"}
    press(leader, again(into), "xem-lai", note="Nhầm")
    assert (again(mine).answer, mine.reject_reason) == ("", None)
    assert waiting(into)["0901111111"] == "restore"


def test_an_answer_from_before_the_joining_is_not_taken_for_the_answer_to_both(officer: Officer, app: Flask) -> None:
    into, mine = make_feedback(), make_feedback(phone="0901111111")
    actions.answer(mine, officer, "Câu trả lời cũ.", Outcome.EXPLAINED, MONDAY)
    citizen_actions.reopen(mine, "Chưa xong", MONDAY + timedelta(hours=1))
    actions.merge(mine, into, officer, MONDAY + timedelta(hours=2))
    db.session.commit()
    assert "Tình hình của việc ấy ở ngay dưới đây" in own_page(app, mine)
