"""The moves of officers through their pages: what works, who is refused, what is said of a mistake, who is told."""

import io
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cqtt import clock
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.feedback import actions, citizen_actions
from cqtt.feedback.handling import promised
from cqtt.feedback.models import Feedback, FileKind
from cqtt.feedback.rules import Channel, Outcome, RejectReason, Status, Step, StepNotAllowed
from cqtt.feedback.topics import Occasion
from cqtt.notifications.models import DeliveryStatus, Notification
from cqtt.roles import Role
from tests.dossiers.citizen import photo
from tests.dossiers.staff import desk, desk_of
from tests.factories import MONDAY, make_absence, make_feedback, make_hamlet, make_officer, make_topic
from tests.feedback.officers import (
    INBOX,
    add_photo,
    add_voice,
    again,
    make_answer,
    make_chairman,
    make_conduct_report,
    press,
    words_of,
)

DAY, SOON = timedelta(days=1), timedelta(minutes=5)


@pytest.fixture(autouse=True)
def monday_morning(app: Flask) -> Iterator[None]:
    with clock.frozen(MONDAY):
        yield


@pytest.fixture
def leader(app: Flask) -> FlaskClient:
    return desk(app, Role.LEADER, name="Lê Thị Lan")


@pytest.fixture
def specialist(app: Flask) -> Officer:
    return make_officer(Role.SPECIALIST, department="Kinh tế", name="Huỳnh Văn Kỹ")


def texts_of(feedback: Feedback) -> dict[str, str]:
    """Return the texts that wait to be sent by hand, by telephone."""
    wanted = select(Notification).where(
        Notification.about_kind == "feedback", Notification.about_id == feedback.id, Notification.status == "pending"
    )
    return {one.recipient: one.event for one in db.session.scalars(wanted)}


def done(feedback: Feedback, client: FlaskClient, step: str, **typed: Any) -> Feedback:
    answer = press(client, feedback, step, **typed)
    assert answer.status_code == 303, words_of(answer.text)
    return again(feedback)


# -- giving away ---------------------------------------------------------------------------------


def test_it_is_given_to_a_colleague_with_a_date_and_a_word(leader: FlaskClient, specialist: Officer) -> None:
    feedback = make_feedback(topic_id=make_topic(answer_days=5).id)
    page = leader.get(f"{INBOX}/{feedback.id}/giao").text
    assert '<optgroup label="Kinh tế">' in page and "Huỳnh Văn Kỹ – Công chức" in page
    by = {"by-ngay": "25", "by-thang": "11", "by-nam": "2026"}
    done(feedback, leader, "giao", officer=specialist.id, note="Xem sáng mai", **by)
    assert (again(feedback).officer_id, feedback.status) == (specialist.id, Status.ASSIGNED)
    assert clock.due_text(feedback.internal_due_at or MONDAY) == "thứ Tư, 25/11/2026, trước 16:30"
    assert "Đã giao cho Huỳnh Văn Kỹ." in leader.get(f"{INBOX}/{feedback.id}").text
    assert texts_of(feedback) == {"0900000123": "assign"}


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ((20, 11), "Ngày này đã qua"),
        ((28, 11), "Ngày này cơ quan nghỉ"),
        ((27, 11), "Đã hẹn trả lời người gửi ngày 26/11/2026"),
        ((31, 2), "Xin ghi ngày có thật"),
    ],
)
def test_a_date_inside_the_office_comes_before_the_sender_s(
    leader: FlaskClient, specialist: Officer, day: tuple[int, int], sentence: str
) -> None:
    feedback = make_feedback(topic_id=make_topic(answer_days=3).id)
    by = {"by-ngay": str(day[0]), "by-thang": str(day[1]), "by-nam": "2026"}
    answer = press(leader, feedback, "giao", officer=specialist.id, note="Xem sáng mai", **by)
    assert answer.status_code == 422 and sentence in answer.text
    assert "Xem sáng mai</textarea>" in answer.text and f'value="{day[0]}"' in answer.text
    assert again(feedback).officer_id is None


def test_whoever_it_is_about_is_not_among_those_to_give_it_to(app: Flask, specialist: Officer) -> None:
    accused = make_officer(Role.SPECIALIST, name="Đỗ Văn Quát")
    client = desk_of(app, make_chairman())
    for report in (make_conduct_report(accused), make_feedback(about_officer_id=accused.id)):
        page = client.get(f"{INBOX}/{report.id}/giao").text
        assert "Huỳnh Văn Kỹ" in page and "Đỗ Văn Quát" not in page.split("<form")[-1]
        assert press(client, report, "giao", officer=accused.id).status_code == 422
        assert again(report).officer_id is None


def test_conduct_is_given_to_one_person_and_never_to_an_administrator(app: Flask, specialist: Officer) -> None:
    keeper = make_officer(Role.ADMINISTRATOR, Role.LEADER, name="Trần Quản Trị")
    client = desk_of(app, make_chairman())
    report = make_conduct_report(make_officer(Role.RECEPTION))
    page = client.get(f"{INBOX}/{report.id}/giao").text
    assert "Cả phòng" not in page and "Trần Quản Trị" not in page
    for chosen in (keeper.id, "phong:Kinh tế"):
        assert press(client, report, "giao", officer=chosen).status_code == 422
    done(report, client, "giao", officer=specialist.id)
    assert desk_of(app, specialist).get(f"{INBOX}/{report.id}").status_code == 200


def test_the_department_of_the_topic_stands_chosen_first(leader: FlaskClient, specialist: Officer) -> None:
    feedback = make_feedback(topic_id=make_topic(department="Kinh tế").id)
    assert '<option selected value="phong:Kinh tế">' in leader.get(f"{INBOX}/{feedback.id}/giao").text
    done(feedback, leader, "giao", officer="phong:Kinh tế")
    assert (feedback.officer_id, feedback.department) == (None, "Kinh tế")


def test_who_is_away_is_said_beside_the_name(leader: FlaskClient, specialist: Officer) -> None:
    make_absence(specialist, make_officer(Role.SPECIALIST, name="Cao Thế"), MONDAY.date(), MONDAY.date())
    assert "(vắng, thay: Cao Thế)" in leader.get(f"{INBOX}/{make_feedback().id}/giao").text


# -- answering -----------------------------------------------------------------------------------


def picture(name: str = "sau.jpg") -> tuple[io.BytesIO, str]:
    return io.BytesIO(photo("green")), name


def test_an_answer_is_written_and_the_sender_is_told(leader: FlaskClient) -> None:
    feedback = make_feedback()
    done(feedback, leader, "tra-loi", outcome="explained", words="Đèn do điện lực quản lý, chúng tôi đã báo.")
    assert (feedback.status, feedback.outcome) == (Status.ANSWERED, Outcome.EXPLAINED)
    assert feedback.answered_in_time is True
    assert texts_of(feedback) == {"0900000123": "answer"}


def test_what_was_done_is_shown_by_a_photograph(leader: FlaskClient) -> None:
    feedback = make_feedback()
    refused = press(leader, feedback, "tra-loi", outcome="done", words="Đã thay bóng.")
    assert refused.status_code == 422 and "cần ít nhất một ảnh" in refused.text and "Đã thay bóng.</" in refused.text
    done(feedback, leader, "tra-loi", outcome="done", words="Đã thay bóng.", photos=[picture(), picture("hai.jpg")])
    (after,) = feedback.photos(FileKind.AFTER)  # the same picture twice is one
    assert after.officer_id is not None and feedback.outcome is Outcome.DONE


def reopened(feedback: Feedback, after: timedelta = SOON) -> Feedback:
    """Let its sender ask for another look, some time after the answer."""
    citizen_actions.reopen(again(feedback), "Vẫn tối om.", MONDAY + after)
    db.session.commit()
    return again(feedback)


def test_what_came_back_is_done_again_only_with_a_new_photograph(leader: FlaskClient) -> None:
    feedback = make_feedback()
    done(feedback, leader, "tra-loi", outcome="done", words="Đã thay bóng.", photos=[picture()])
    reopened(feedback)
    typed = {"outcome": "done", "words": "Đã thay cả dây."}
    with clock.frozen(MONDAY + 2 * SOON):
        for photos in ([], [picture("anh-cu.jpg")]):
            refused = press(leader, feedback, "tra-loi", **typed, photos=photos)
            assert refused.status_code == 422 and "ít nhất một ảnh mới" in refused.text
            assert "Đã thay cả dây.</textarea>" in refused.text
        again_done = (io.BytesIO(photo("blue")), "moi.jpg")
        done(feedback, leader, "tra-loi", **typed, photos=[again_done])
        done(again(feedback), leader, "khep")
    assert len(again(feedback).photos(FileKind.AFTER)) == 2


def test_what_came_back_is_refused_without_a_new_photograph_past_the_form_too(app: Flask) -> None:
    officer, feedback = make_officer(Role.LEADER), make_feedback()
    add_photo(feedback, FileKind.AFTER)
    actions.answer(feedback, officer, "Đã thay bóng.", Outcome.DONE, MONDAY)
    feedback = reopened(feedback)
    with pytest.raises(StepNotAllowed, match="cần ít nhất một ảnh"):
        actions.answer(feedback, officer, "Đã thay.", Outcome.DONE, MONDAY + 2 * SOON)


@pytest.mark.parametrize(("name", "content"), [("x.jpg", b"no picture"), ("x.pdf", b"%PDF-1.4 x"), ("x.jpg", b"")])
def test_what_is_no_picture_is_refused_with_a_sentence(leader: FlaskClient, name: str, content: bytes) -> None:
    feedback = make_feedback()
    files = [(io.BytesIO(content), name)]
    answer = press(leader, feedback, "tra-loi", outcome="done", words="Đã thay bóng.", photos=files)
    assert answer.status_code == 422 and f"{name}: " in answer.text and "Đã thay bóng.</textarea>" in answer.text


def test_of_conduct_no_photograph_is_asked(app: Flask) -> None:
    head = make_chairman()
    report = make_conduct_report(make_officer(Role.RECEPTION))
    done(report, desk_of(app, head), "tra-loi", outcome="done", words="Đã nhắc nhở.")
    assert report.status is Status.ANSWERED


def test_nothing_is_answered_without_words_or_outcome(leader: FlaskClient) -> None:
    feedback = make_feedback()
    answer = press(leader, feedback, "tra-loi")
    assert answer.status_code == 422
    assert "Xin chọn một trong các mục" in answer.text and "Xin viết câu trả lời" in answer.text


def test_a_standard_answer_of_the_topic_comes_first_and_is_completed_below(leader: FlaskClient) -> None:
    topic, other = make_topic(), make_topic()
    for_all = make_answer(Occasion.EXPLAINED, "Xin cảm ơn Ông/Bà.")
    own = make_answer(Occasion.EXPLAINED, "Đội điện đã đến xem.", topic_id=topic.id)
    make_answer(Occasion.ANSWER, "Đội rác đã đến xem.", topic_id=other.id)
    make_answer(Occasion.ANSWER, "Câu đã thôi dùng.", is_active=False)
    make_answer(Occasion.NOT_OURS, "Nơi khác giải quyết.")
    feedback = make_feedback(topic_id=topic.id)
    page = leader.get(f"{INBOX}/{feedback.id}/tra-loi").text
    assert page.index(own.text) < page.index(for_all.text)
    assert not any(words in page for words in ("Đội rác", "thôi dùng", "Nơi khác"))
    done(feedback, leader, "tra-loi", outcome="explained", ready=own.id, words="Mai thay bóng.")
    assert feedback.answer == "Đội điện đã đến xem.\nMai thay bóng."


def test_a_gap_of_a_standard_answer_goes_out_to_nobody(leader: FlaskClient) -> None:
    text, feedback = make_answer(Occasion.EXPLAINED, "Chúng tôi đã kiểm tra. Kết quả: …"), make_feedback()
    refused = press(leader, feedback, "tra-loi", outcome="explained", ready=text.id)
    assert refused.status_code == 422 and "còn chỗ “…” chưa điền" in refused.text
    assert "Kết quả: …</textarea>" in refused.text, "it is in the box, to be filled"
    assert not re.search(r'checked[^>]*name="ready"[^>]*value="[1-9]', refused.text), "and not picked a second time"
    open_still = press(leader, feedback, "tra-loi", outcome="explained", words="Chúng tôi đã kiểm tra. Kết quả: ...")
    assert open_still.status_code == 422
    done(feedback, leader, "tra-loi", outcome="explained", words="Kết quả: cống bị nghẹt… nay đã thông.")
    assert feedback.answer == "Kết quả: cống bị nghẹt… nay đã thông."


def test_without_scripts_a_button_puts_the_text_into_the_box(leader: FlaskClient) -> None:
    text, feedback = make_answer(Occasion.EXPLAINED, "Kết quả: …"), make_feedback()
    page = press(leader, feedback, "tra-loi", ready=text.id, words="Xin chào.", **{"dua-vao-o": "1"})
    assert page.status_code == 200 and 'class="errors"' not in page.text
    assert "Kết quả: …\nXin chào.</textarea>" in page.text and again(feedback).answer == ""
    note = make_answer(Occasion.NOTE, "Đã gọi lúc …")
    assert "Đã gọi lúc …</textarea>" in press(leader, feedback, "ghi-chu", ready=note.id, **{"dua-vao-o": "1"}).text
    assert press(leader, feedback, "ghi-chu", ready=note.id).status_code == 422


def test_that_it_is_done_is_said_only_where_it_is_done(leader: FlaskClient) -> None:
    text, feedback = make_answer(Occasion.ANSWER, "Chúng tôi đã làm xong."), make_feedback()
    refused = press(leader, feedback, "tra-loi", outcome="explained", ready=text.id)
    assert refused.status_code == 422 and "Câu này không hợp với kết quả đã chọn" in refused.text
    assert "[&#34;done&#34;, &#34;on_the_spot&#34;]" in refused.text, "shown with these alone"
    done(feedback, leader, "tra-loi", outcome="done", ready=text.id, photos=[picture()])


def test_photos_that_a_browser_lets_go_are_asked_for_again(leader: FlaskClient) -> None:
    feedback = make_feedback()
    refused = press(leader, feedback, "tra-loi", outcome="done", words="", photos=[picture()])
    assert refused.status_code == 422 and "xin chọn lại ảnh" in refused.text
    assert "xin chọn lại ảnh" not in press(leader, feedback, "tra-loi", outcome="explained", words="").text


def test_the_officer_reads_who_was_told_and_who_was_not(leader: FlaskClient) -> None:
    by_hand, nameless = make_feedback(), make_feedback(phone="", sender_name="", is_anonymous=True)
    for feedback, said in ((by_hand, "đang chờ gửi tay."), (nameless, "Người gửi xem bằng liên kết riêng.")):
        press(leader, feedback, "tra-loi", outcome="explained", words="Đã báo.")
        page = leader.get(f"{INBOX}/{feedback.id}").text
        assert f"Đã lưu câu trả lời. {'Tin báo người gửi ' if feedback is by_hand else ''}{said}" in page
        assert ('href="#tin-bao"' in page) is (feedback is by_hand)


def keeper_into(kept: list[promised.Promised]) -> promised.Keeper:
    return promised.Keeper(make=kept.append, fulfil=lambda *_done: None, open_of=lambda _feedback: None)


def test_a_promise_has_a_day_that_the_sender_reads_and_is_handed_on(
    leader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[promised.Promised] = []
    monkeypatch.setattr(promised, "_KEEPERS", [keeper_into(kept)])
    feedback = make_feedback()
    no_day = press(leader, feedback, "tra-loi", outcome="planned", words="Sẽ thay bóng.")
    assert no_day.status_code == 422 and "Xin cho biết ngày hẹn làm xong." in no_day.text
    gone = {"due_on-ngay": "1", "due_on-thang": "11", "due_on-nam": "2026"}
    assert "đã qua" in press(leader, feedback, "tra-loi", outcome="planned", words="Sẽ thay.", **gone).text
    day = gone | {"due_on-thang": "12", "title": "Thay bóng đèn ấp 3"}
    done(feedback, leader, "tra-loi", outcome="planned", words="Sẽ thay bóng.", **day)
    assert feedback.answer == "Sẽ thay bóng.\nChúng tôi hẹn làm xong chậm nhất thứ Ba, 01/12/2026."
    ((promise),) = kept
    assert (promise.feedback.id, f"{promise.due_on}") == (feedback.id, "2026-12-01")
    assert promise.title == "Thay bóng đèn ấp 3"


def test_a_day_of_another_outcome_promises_nothing(leader: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[promised.Promised] = []
    monkeypatch.setattr(promised, "_KEEPERS", [keeper_into(kept)])
    feedback, day = make_feedback(), {"due_on-ngay": "1", "due_on-thang": "12", "due_on-nam": "2026"}
    done(feedback, leader, "tra-loi", outcome="explained", words="Đã báo.", **day)
    assert kept == [] and feedback.answer == "Đã báo."


def test_an_answer_is_completed_and_closed(leader: FlaskClient) -> None:
    feedback = make_feedback()
    done(feedback, leader, "tra-loi", outcome="explained", words="Đã báo điện lực.")
    page = leader.get(f"{INBOX}/{feedback.id}/bo-sung").text
    assert "Đã báo điện lực.</textarea>" in page
    done(feedback, leader, "bo-sung", outcome="done", words="Điện lực đã thay.", photos=[picture()])
    assert texts_of(feedback) == {"0900000123": "amend"}
    done(feedback, leader, "khep")
    assert feedback.status is Status.CLOSED and feedback.closed_at == MONDAY


def test_the_followers_are_told_of_the_answer_each_number_once(leader: FlaskClient) -> None:
    feedback = make_feedback()
    for number, phone in enumerate(("0900000123", "0909999999", "0909999999", "")):
        citizen_actions.follow(feedback, f"theo-{number}", phone, MONDAY)
    db.session.commit()
    done(again(feedback), leader, "tra-loi", outcome="explained", words="Đã báo.")
    assert texts_of(feedback) == {"0900000123": "answer", "0909999999": "answer"}


@pytest.mark.parametrize(
    ("channel", "by_officer", "offered"),
    [
        (Channel.SESSION, True, True),
        (Channel.DESK, True, True),
        (Channel.SESSION, False, False),  # a question sent beforehand
        (Channel.PHONE, True, False),
        (Channel.ONLINE, False, False),
    ],
)
def test_solved_on_the_spot_is_only_what_was_said_face_to_face(
    leader: FlaskClient, channel: Channel, by_officer: bool, offered: bool
) -> None:
    feedback = make_feedback(channel=channel, officer=make_officer(Role.RECEPTION) if by_officer else None)
    assert ('value="on_the_spot"' in leader.get(f"{INBOX}/{feedback.id}/tra-loi").text) is offered
    answer = press(leader, feedback, "tra-loi", outcome="on_the_spot", words="Đã xong tại chỗ.")
    assert answer.status_code == (303 if offered else 422)


def test_what_came_back_from_the_spot_is_not_solved_there_a_second_time(leader: FlaskClient) -> None:
    feedback = make_feedback(channel=Channel.SESSION, officer=make_officer(Role.RECEPTION))
    done(feedback, leader, "tra-loi", outcome="on_the_spot", words="Đã xong tại chỗ.")
    assert 'value="on_the_spot"' in leader.get(f"{INBOX}/{feedback.id}/bo-sung").text
    reopened(feedback)
    assert 'value="on_the_spot"' not in leader.get(f"{INBOX}/{feedback.id}/tra-loi").text


# -- closing and coming back ---------------------------------------------------------------------


def text_of(feedback: Feedback) -> str:
    """Return the text that waits to be sent to its sender."""
    waiting = select(Notification).where(
        Notification.about_id == feedback.id,
        Notification.recipient == feedback.phone,
        Notification.status == DeliveryStatus.PENDING,
    )
    return db.session.scalars(waiting).one().body


def test_closing_thanks_the_sender_and_asks_how_the_answer_was(leader: FlaskClient) -> None:
    feedback = make_feedback()
    done(feedback, leader, "tra-loi", outcome="explained", words="Đã báo điện lực.")
    with clock.frozen(MONDAY + SOON):
        done(feedback, leader, "khep")
    event = feedback.events[-1]
    assert event.told.startswith("Xin cảm ơn Ông/Bà") and "có hài lòng với câu trả lời không" in event.told
    # The text that nobody has sent yet is gone, so this one says that there is an answer.
    assert "da co cau tra loi va khep lai. Xem va danh gia: " in text_of(feedback)
    assert text_of(feedback).endswith(feedback.token)


def test_whoever_judged_the_answer_is_thanked_and_not_asked_again(leader: FlaskClient) -> None:
    feedback = make_feedback()
    done(feedback, leader, "tra-loi", outcome="explained", words="Đã báo điện lực.")
    citizen_actions.rate(again(feedback), 5, "", MONDAY)
    db.session.commit()
    with clock.frozen(MONDAY + SOON):
        done(again(feedback), leader, "khep")
    assert feedback.events[-1].told == "Xin cảm ơn Ông/Bà đã cho chúng tôi biết."
    assert "khep lai. Xem: " in text_of(feedback)


def test_what_is_answered_and_closed_in_one_breath_is_told_once(app: Flask) -> None:
    feedback, officer = make_feedback(), make_officer(Role.LEADER)
    actions.settle_on_the_spot(feedback, officer, "Đã trao giấy ngay.", MONDAY)
    db.session.commit()
    assert texts_of(feedback) == {"0900000123": "answer"} and feedback.status is Status.CLOSED


def test_coming_back_is_acknowledged_with_the_new_date_and_followers_hear_of_it(app: Flask) -> None:
    feedback = make_feedback(topic_id=make_topic(answer_days=3).id)
    citizen_actions.follow(feedback, "theo-1", "0909999999", MONDAY)
    actions.answer(feedback, make_officer(Role.LEADER), "Đã báo.", Outcome.EXPLAINED, MONDAY)
    feedback = reopened(feedback, DAY)
    told = "Chúng tôi xem lại từ đầu. Chúng tôi trả lời Ông/Bà thứ Sáu, 27/11/2026, trước 16:30."
    assert feedback.events[-1].told == told and clock.due_text(feedback.due_at or MONDAY) in told
    assert texts_of(feedback) == {"0900000123": "reopen", "0909999999": "reopen"}


def test_without_a_name_no_date_is_promised_when_it_comes_back(app: Flask) -> None:
    feedback = make_feedback(is_anonymous=True)
    actions.answer(feedback, make_officer(Role.LEADER), "Đã báo.", Outcome.EXPLAINED, MONDAY)
    assert reopened(feedback).events[-1].told == "Chúng tôi xem lại từ đầu."


# -- not here ------------------------------------------------------------------------------------


def test_what_is_not_ours_says_who_is_competent(leader: FlaskClient) -> None:
    feedback = make_feedback()
    refused = press(leader, feedback, "khong-giai-quyet", reason="not_ours", words="Không phải việc của xã.")
    assert refused.status_code == 422 and "Xin cho biết nơi có thẩm quyền" in refused.text
    assert "Không phải việc của xã.</textarea>" in refused.text
    place = "Điện lực Long Thành, 1900 1006"
    done(
        feedback, leader, "khong-giai-quyet", reason="not_ours", words="Không phải việc của xã.", competent_place=place
    )
    assert (feedback.status, feedback.competent_place) == (Status.REJECTED, place)
    assert feedback.events[-1].told.endswith(f"Nơi có thẩm quyền: {place}")


def test_what_was_done_before_counts_no_more_when_it_is_not_handled_here(app: Flask) -> None:
    officer, feedback = make_officer(Role.LEADER), make_feedback()
    add_photo(feedback, FileKind.AFTER)
    actions.answer(feedback, officer, "Đã thay bóng.", Outcome.DONE, MONDAY)
    feedback = reopened(feedback)
    actions.reject(feedback, officer, RejectReason.NOT_OURS, "Việc của điện lực.", "Điện lực Long Thành", MONDAY)
    db.session.commit()
    assert again(feedback).outcome is None
    citizen = app.test_client()
    citizen.get(f"/phan-anh/mo/{feedback.token}")
    page = words_of(citizen.get(f"/phan-anh/{feedback.code}").text)
    assert "Việc của điện lực." in page and "Đã làm xong" not in page


def test_a_standard_text_brings_the_place_with_it(leader: FlaskClient) -> None:
    feedback = make_feedback()
    text = make_answer(Occasion.NOT_OURS, "Việc này của điện lực.", competent_place="Điện lực Long Thành")
    done(feedback, leader, "khong-giai-quyet", reason="not_ours", ready=text.id)
    assert (feedback.answer, feedback.competent_place) == ("Việc này của điện lực.", "Điện lực Long Thành")


def test_nothing_is_rejected_without_a_word(leader: FlaskClient) -> None:
    answer = press(leader, make_feedback(), "khong-giai-quyet")
    assert answer.status_code == 422
    assert "Xin chọn một trong các mục" in answer.text and "Xin viết lời giải thích" in answer.text


def test_only_a_leader_takes_a_rejection_back(app: Flask, leader: FlaskClient) -> None:
    feedback = make_feedback()
    actions.reject(feedback, make_officer(Role.LEADER), RejectReason.SPAM, "Quảng cáo.", "", MONDAY)
    db.session.commit()
    assert press(desk(app, Role.RECEPTION), feedback, "xem-lai", note="Nhầm").status_code == 409
    assert press(leader, feedback, "xem-lai").status_code == 422
    done(feedback, leader, "xem-lai", note="Nhầm")
    assert (feedback.status, feedback.answer, feedback.reject_reason) == (Status.RECEIVED, "", None)


# -- joining -------------------------------------------------------------------------------------


def test_two_are_seen_side_by_side_before_they_are_joined(leader: FlaskClient) -> None:
    feedback, into = make_feedback(words="Đèn hỏng lần hai"), make_feedback(words="Đèn hỏng lần đầu")
    address = f"{INBOX}/{feedback.id}/gop"
    assert "Gộp hai góp ý" not in leader.get(address).text
    page = leader.get(address, query_string={"ma": into.code.lower()}).text
    assert "Đèn hỏng lần hai" in page and "Đèn hỏng lần đầu" in page and "Gộp hai góp ý" in page


def test_what_may_be_the_same_stands_ready_to_be_compared_with_one_tap(leader: FlaskClient) -> None:
    topic, hamlet = make_topic(), make_hamlet()
    feedback = make_feedback(topic_id=topic.id, hamlet_id=hamlet.id)
    both = make_feedback(topic_id=topic.id, hamlet_id=hamlet.id)
    there, like = make_feedback(hamlet_id=hamlet.id), make_feedback(topic_id=topic.id)
    elsewhere, secret = make_feedback(), make_conduct_report(None, hamlet_id=hamlet.id)
    ended = make_feedback(hamlet_id=hamlet.id)
    done(ended, leader, "khong-giai-quyet", reason="spam", words="Là quảng cáo.")
    page = leader.get(f"{INBOX}/{feedback.id}/gop").text
    assert re.findall(r'/gop\?ma=([^"]+)"', page) == [both.code, there.code, like.code]
    assert not any(one.code in page for one in (elsewhere, secret, ended))


@pytest.mark.parametrize("code", ["GY-000-0000", "khong phai ma", ""])
def test_a_code_that_is_none_joins_nothing(leader: FlaskClient, code: str) -> None:
    feedback = make_feedback()
    answer = press(leader, feedback, "gop", code=code)
    assert answer.status_code == 422 and again(feedback).status is Status.RECEIVED


def test_a_report_of_conduct_is_joined_with_nothing_and_its_code_says_nothing(app: Flask) -> None:
    head, accused = make_chairman(), make_officer(Role.LEADER)
    report, feedback = make_conduct_report(accused), make_feedback()
    client = desk_of(app, accused)
    answers = [press(client, feedback, "gop", code=code) for code in (report.code, "GY-222-2222")]
    assert [one.status_code for one in answers] == [422, 422]
    assert "Chưa tìm thấy góp ý nào có mã này" in answers[0].text
    assert press(desk_of(app, head), feedback, "gop", code=report.code).status_code == 409
    assert press(desk_of(app, head), report, "gop", code=feedback.code).status_code == 409


# -- sorting -------------------------------------------------------------------------------------


def test_another_topic_counts_its_own_limit_from_the_same_moment_and_the_sender_is_told(leader: FlaskClient) -> None:
    quick, hamlet = make_topic(answer_days=1), make_hamlet()
    feedback = make_feedback(topic_id=make_topic(answer_days=10).id)
    typed = {"kind": "petition", "topic": quick.id, "hamlet": hamlet.id, "note": "Khẩn"}
    done(feedback, leader, "phan-loai", **typed)
    assert (feedback.topic_id, feedback.hamlet_id, feedback.kind.value) == (quick.id, hamlet.id, "petition")
    assert clock.due_text(feedback.due_at or MONDAY) == "thứ Ba, 24/11/2026, trước 16:30"
    assert "24/11/2026" in feedback.events[-1].told and texts_of(feedback) == {"0900000123": "classify"}
    page = leader.get(f"{INBOX}/{feedback.id}").text
    assert "Phân loại lại: nơi, loại, chủ đề" in page


def test_another_kind_or_topic_is_told_also_where_the_date_stays(leader: FlaskClient) -> None:
    topic = make_topic(name="Điện chiếu sáng")
    feedback = make_feedback(topic_id=topic.id)
    done(feedback, leader, "phan-loai", kind="petition", topic=topic.id, hamlet="0")
    assert feedback.events[-1].told == "Góp ý của Ông/Bà được xếp vào mục “Kiến nghị, Điện chiếu sáng”."
    assert texts_of(feedback) == {"0900000123": "classify"}
    done(feedback, leader, "phan-loai", kind="petition", topic=topic.id, hamlet=make_hamlet().id)
    assert feedback.events[-1].told == "", "where it is says nothing new to whoever lives there"


def test_a_topic_that_does_not_exist_is_refused(leader: FlaskClient) -> None:
    feedback = make_feedback()
    typed = {"kind": "petition", "topic": "999", "hamlet": "0", "note": "Chép lại"}
    answer = press(leader, feedback, "phan-loai", **typed)
    assert answer.status_code == 422 and "Chép lại</textarea>" in answer.text


def test_what_is_about_conduct_leaves_every_list_and_whoever_said_so_opens_it_no_more(app: Flask) -> None:
    head, accused = make_chairman(), make_officer(Role.RECEPTION)
    officer = make_officer(Role.RECEPTION)
    client, feedback = desk_of(app, officer), make_feedback()
    refused = press(client, feedback, "ve-thai-do", note="Quát")
    assert refused.status_code == 422 and "Quát</textarea>" in refused.text
    answer = press(client, feedback, "ve-thai-do", line="khong-2", about=accused.id, note="Quát")
    assert (answer.status_code, answer.location) == (303, INBOX)
    assert "Đã chuyển riêng" in client.get(INBOX).text
    assert client.get(f"{INBOX}/{feedback.id}").status_code == 404
    feedback = again(feedback)
    assert (feedback.is_conduct, feedback.recipient_id, feedback.officer_id) == (True, head.id, None)
    assert feedback.conduct_line == "khong-2" and feedback.about_officer_id == accused.id


def test_while_nobody_is_named_a_report_of_conduct_is_read_by_nobody_and_later_by_who_is(app: Flask) -> None:
    feedback = make_feedback()
    answer = press(desk(app, Role.RECEPTION), feedback, "ve-thai-do", line="khong-2", about="0")
    assert answer.status_code == 303 and again(feedback).recipient_id is None
    head = make_chairman()
    assert actions.address_waiting(MONDAY) == 1
    db.session.commit()
    assert again(feedback).recipient_id == head.id and actions.address_waiting(MONDAY) == 0


# -- voice and notes -----------------------------------------------------------------------------


def test_a_voice_note_is_typed_beside_the_player_and_the_sender_s_own_words_stay(app: Flask) -> None:
    feedback, client = make_feedback(words="Xin nghe ghi âm."), desk(app, Role.SPECIALIST)
    add_voice(feedback)
    assert press(client, feedback, "go-lai", words="").status_code == 422
    done(again(feedback), client, "go-lai", words="Nước đen, hôi lắm.")
    assert feedback.words == "Xin nghe ghi âm.\n\nNước đen, hôi lắm." and "nuoc den" in feedback.words_fold
    done(feedback, client, "go-lai", words="Nước đen và hôi.")
    assert feedback.words == "Xin nghe ghi âm.\n\nNước đen và hôi."
    assert (actions.own_words(feedback), actions.typed_words(feedback)) == ("Xin nghe ghi âm.", "Nước đen và hôi.")


def test_nobody_types_into_what_has_no_voice(leader: FlaskClient) -> None:
    feedback = make_feedback()
    assert press(leader, feedback, "go-lai", words="Đổi lời người gửi").status_code == 409
    assert again(feedback).words.startswith("Đèn đường")


def test_a_note_is_for_colleagues_alone(leader: FlaskClient) -> None:
    feedback = make_feedback()
    assert press(leader, feedback, "ghi-chu").status_code == 422
    done(feedback, leader, "ghi-chu", note="Đã gọi điện lực")
    event = feedback.events[-1]
    assert (event.step, event.note, event.told) == (Step.NOTE, "Đã gọi điện lực", "")
    assert "Đã gọi điện lực" in leader.get(f"{INBOX}/{feedback.id}").text


# -- an older page, a wrong role -----------------------------------------------------------------


def test_a_form_from_an_older_page_changes_nothing_and_keeps_what_was_typed(leader: FlaskClient) -> None:
    feedback = make_feedback()
    seen = feedback.revision
    actions.add_note(feedback, make_officer(Role.RECEPTION, name="Bùi Mới"), "Tôi đang hỏi điện lực", MONDAY)
    db.session.commit()
    typed = {"outcome": "explained", "words": "Câu tôi vừa viết"}
    answer = leader.post(f"{INBOX}/{feedback.id}/tra-loi", data={"revision": seen, **typed})
    assert answer.status_code == 409 and "Câu tôi vừa viết</textarea>" in answer.text
    said = words_of(answer.text)
    assert "Trong lúc Ông/Bà soạn" in said and "Bùi Mới" in said and "Tôi đang hỏi điện lực" in said
    assert again(feedback).status is Status.RECEIVED
    done(feedback, leader, "tra-loi", **typed)  # pressed again, it is a decision


def test_an_older_page_of_what_is_over_says_why_and_has_no_button(leader: FlaskClient) -> None:
    feedback = make_feedback()
    seen = feedback.revision
    actions.answer(feedback, make_officer(Role.LEADER), "Đã báo.", Outcome.EXPLAINED, MONDAY)
    db.session.commit()
    answer = leader.post(f"{INBOX}/{feedback.id}/tra-loi", data={"revision": seen, "words": "Câu của tôi"})
    assert answer.status_code == 409 and "Câu của tôi</textarea>" in answer.text
    assert "nên không làm được việc này" in answer.text and "Trả lời và báo người gửi" not in answer.text


def test_what_the_state_does_not_allow_is_said_with_what_was_typed(leader: FlaskClient) -> None:
    feedback = make_feedback()
    actions.answer(feedback, make_officer(Role.LEADER), "Đã báo.", Outcome.EXPLAINED, MONDAY)
    db.session.commit()
    answer = press(leader, feedback, "khong-giai-quyet", reason="spam", words="Lời tôi viết dài")
    assert answer.status_code == 409 and "Lời tôi viết dài" in answer.text
    assert f'href="{INBOX}/{feedback.id}"' in answer.text


def test_a_specialist_sorts_nothing(app: Flask) -> None:
    client, feedback = desk(app, Role.SPECIALIST), make_feedback()
    for step in ("phan-loai", "gop", "ve-thai-do"):
        assert press(client, feedback, step).status_code == 403, step
    assert press(client, feedback, "khong-giai-quyet", reason="spam", words="Không").status_code == 409


def test_every_page_of_a_move_opens_and_shows_what_was_told(leader: FlaskClient) -> None:
    feedback = make_feedback(words="Lời người dân ở đây")
    add_voice(feedback)
    for step in ("tra-loi", "giao", "phan-loai", "khong-giai-quyet", "ve-thai-do", "ghi-chu", "go-lai", "gop"):
        page = leader.get(f"{INBOX}/{feedback.id}/{step}")
        assert page.status_code == 200, step
        assert "Lời người dân ở đây" in page.text or step == "gop", step
    add_photo(feedback, FileKind.AFTER)
    done(again(feedback), leader, "tra-loi", outcome="done", words="Đã làm.")
    for step in ("bo-sung", "khep"):
        assert leader.get(f"{INBOX}/{feedback.id}/{step}").status_code == 200, step


def test_only_texts_of_today_wait(leader: FlaskClient) -> None:
    feedback = make_feedback()
    done(feedback, leader, "tra-loi", outcome="explained", words="Đã báo.")
    replaced = select(Notification).where(Notification.status == DeliveryStatus.REPLACED)
    assert [one.event for one in db.session.scalars(replaced)] == ["send"]
