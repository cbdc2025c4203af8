"""The sender's page: where it stands, what comes next and by when, and what the sender may do."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cqtt.audit.models import AuditEntry
from cqtt.clock import frozen
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.feedback import actions, citizen_actions
from cqtt.feedback.conduct import make_conduct
from cqtt.feedback.models import Feedback
from cqtt.feedback.rules import Consent, RejectReason, Status
from cqtt.roles import Role
from tests.counting import queries
from tests.factories import MONDAY, make_feedback, make_officer, make_topic
from tests.feedback.following.opening import answer, opened


@pytest.fixture
def officer() -> Officer:
    return make_officer(Role.LEADER, Role.RECEPTION, title="Công chức địa chính", department="Phòng Kinh tế")


def test_the_page_tells_where_it_stands_and_by_when_it_is_answered(client: FlaskClient) -> None:
    feedback = make_feedback(topic_id=make_topic(name="Điện chiếu sáng").id)
    with frozen(MONDAY):
        page = opened(client, feedback)
    assert "Phản ánh: Điện chiếu sáng" in page and "Đã nhận, chờ phân công" in page
    assert page.count("thứ Năm, 26/11/2026, trước 16:30") == 2 and feedback.due_explanation in page
    assert feedback.words in page and "Trễ hạn" not in page


def test_late_is_said_with_an_apology_and_no_date_is_promised_again(client: FlaskClient) -> None:
    feedback = make_feedback(topic_id=make_topic().id)
    with frozen(MONDAY + timedelta(days=9)):
        page = opened(client, feedback)
    assert "Trễ hạn trả lời. Chúng tôi xin lỗi Ông/Bà." in page and "Chậm nhất" not in page
    assert "Lẽ ra phải có trả lời trước thứ Năm, 26/11/2026" in page


def test_without_a_name_no_date_is_promised_and_none_is_late(client: FlaskClient) -> None:
    feedback = make_feedback(is_anonymous=True)
    with frozen(MONDAY + timedelta(days=60)):
        page = opened(client, feedback)
    assert "không hẹn ngày trả lời" in page and "Chậm nhất" not in page and "Trễ hạn" not in page
    assert "Xóa khỏi máy này" in page


def test_the_answer_stands_with_title_and_department_and_no_telephone(client: FlaskClient, officer: Officer) -> None:
    officer.phone, officer.name = "0987654321", "Lý Thị Trả Lời"
    feedback = make_feedback()
    with frozen(MONDAY):
        answer(feedback, officer)
        page = opened(client, feedback)
    assert "Đã thay bóng đèn." in page and "Đã giải thích" in page and "Công chức địa chính, Phòng Kinh tế" in page
    assert "0987654321" not in page and "Lý Thị Trả Lời" not in page
    assert page.count("Đã thay bóng đèn.") == 1, "the answer stands once, not in the line of dates again"


def test_an_answer_that_came_late_says_sorry(client: FlaskClient, officer: Officer) -> None:
    feedback = make_feedback(topic_id=make_topic().id)
    with frozen(MONDAY + timedelta(days=9)):
        answer(feedback, officer, at=MONDAY + timedelta(days=9))
        assert "Trả lời trễ hạn. Chúng tôi xin lỗi" in opened(client, feedback)


def test_what_is_not_ours_names_who_is_competent(client: FlaskClient, officer: Officer) -> None:
    feedback = make_feedback()
    with frozen(MONDAY):
        place = "Công ty Điện lực Long Thành"
        actions.reject(feedback, officer, RejectReason.NOT_OURS, "Lưới điện do điện lực giữ.", place, MONDAY)
        db.session.commit()
        page = opened(client, feedback)
    assert "Nơi có thẩm quyền:" in page and place in page and "Lưới điện do điện lực giữ." in page
    assert "mo-lai" not in page and "danh-gia" not in page


def test_the_answer_is_judged_once(client: FlaskClient, officer: Officer) -> None:
    feedback = make_feedback()
    with frozen(MONDAY):
        page = opened(client, feedback)
        assert "danh-gia" not in page
        answer(feedback, officer)
        address = f"/phan-anh/{feedback.code}/danh-gia"
        nothing = client.post(address, data={"words": "Cảm ơn nhiều"})
        assert nothing.status_code == 422 and "Cảm ơn nhiều" in nothing.text and "khuôn mặt" in nothing.text
        assert client.post(address, data={"mark": "6"}).status_code == 422
        assert client.post(address, data={"mark": "5", "words": "Cảm ơn"}).status_code == 303
        assert client.post(address, data={"mark": "1"}).status_code == 303  # a second tap changes nothing
        page = client.get(f"/phan-anh/{feedback.code}").text
    stored = db.session.get_one(Feedback, feedback.id)
    assert (stored.rating, stored.rating_words) == (5, "Cảm ơn")
    assert "Ông/Bà đã đánh giá câu trả lời: Rất hài lòng" in page and 'name="mark"' not in page


def test_it_is_opened_again_once_until_the_day_that_is_named(client: FlaskClient, officer: Officer) -> None:
    feedback = make_feedback()
    address = f"/phan-anh/{feedback.code}/mo-lai"
    with frozen(MONDAY):
        answer(feedback, officer)
        assert "đến hết thứ Ba, 08/12/2026" in opened(client, feedback)
        assert client.get(address).status_code == 200
        assert client.post(address, data={"reason": " "}).status_code == 422
        assert client.post(address, data={"reason": "Đèn vẫn tắt."}).status_code == 303
        page = client.get(f"/phan-anh/{feedback.code}").text
    assert "Mở lại theo ý người gửi" in page and "Đèn vẫn tắt." in page and address not in page
    assert db.session.get_one(Feedback, feedback.id).status is Status.REOPENED
    with frozen(MONDAY):
        answer(feedback, officer, "Đã thay cả dây.")
        assert address not in client.get(f"/phan-anh/{feedback.code}").text
        assert client.get(address).status_code == 303
        assert client.post(address, data={"reason": "Lần nữa"}).status_code == 409


def test_after_the_days_it_stays_as_it_is_and_says_why(client: FlaskClient, officer: Officer) -> None:
    feedback = make_feedback()
    with frozen(MONDAY):
        answer(feedback, officer)
        opened(client, feedback)
    with frozen(MONDAY + timedelta(days=16)):
        assert "mo-lai" not in client.get(f"/phan-anh/{feedback.code}").text
        late = client.post(f"/phan-anh/{feedback.code}/mo-lai", data={"reason": "Muộn"})
    assert late.status_code == 409 and "Đã quá ngày 08/12/2026" in late.text


def test_taking_consent_back_takes_it_off_the_list_at_once(client: FlaskClient, officer: Officer) -> None:
    feedback = make_feedback()
    with frozen(MONDAY):
        actions.publish(feedback, officer, "Lời đã duyệt.", "", MONDAY)
        db.session.commit()
        assert "Lời đã duyệt." in opened(client, feedback) and feedback.code in client.get("/phan-anh").text
        assert client.post(f"/phan-anh/{feedback.code}/khong-cong-khai").status_code == 303
        assert feedback.code not in client.get("/phan-anh").text
        page = client.get(f"/phan-anh/{feedback.code}").text
    stored = db.session.get_one(Feedback, feedback.id)
    assert stored.consent is Consent.NONE and not stored.is_published
    assert "không đồng ý công khai nữa" in page and "khong-cong-khai" not in page


def test_what_was_joined_with_another_shows_how_that_one_goes_and_none_of_its_words(
    client: FlaskClient, officer: Officer
) -> None:
    mine, other = make_feedback(is_anonymous=True), make_feedback(words="Lời riêng của người khác.")
    with frozen(MONDAY):
        actions.merge(mine, other, officer, MONDAY)
        db.session.commit()
        answer(other, officer, "Trả lời riêng cho người khác.")
        page = opened(client, mine)
        assert "giải quyết chung" in page and "Đã trả lời" in page and "Lời riêng" not in page
        assert "Trả lời riêng" not in page
        other = db.session.get_one(Feedback, other.id)
        actions.publish(other, db.session.get_one(Officer, officer.id), "Lời chung.", "Trả lời chung.", MONDAY)
        db.session.commit()
        assert "Trả lời chung." in client.get(f"/phan-anh/{mine.code}").text


def test_a_follower_sees_how_it_goes_and_none_of_the_words(app: Flask, client: FlaskClient, officer: Officer) -> None:
    feedback = make_feedback(words="Lời riêng của người gửi.")
    with frozen(MONDAY):
        answer(feedback, officer, "Trả lời riêng.")
        feedback = db.session.get_one(Feedback, feedback.id)
        citizen_actions.rate(feedback, 1, "Chê thậm tệ.", MONDAY)
        citizen_actions.reopen(feedback, "Lý do riêng.", MONDAY)
        follower = citizen_actions.follow(feedback, "follow-1", "0911111111", MONDAY)
        db.session.commit()
        client.get(f"/phan-anh/mo/{follower.token}")
        page = client.get(f"/phan-anh/{feedback.code}").text
    assert "Người gửi chưa hài lòng" in page and "Xem lại theo đề nghị" in page
    for secret in ("riêng", "Chê thậm tệ", "đánh giá", "0911111111", "Trần Thị Mẫu", "mo-lai", "khong-cong-khai"):
        assert secret not in page.partition("<main")[2].partition("</main>")[0], secret


def test_what_officers_do_among_themselves_is_not_told(client: FlaskClient, officer: Officer) -> None:
    feedback = make_feedback()
    with frozen(MONDAY):
        actions.add_note(feedback, officer, "Người này hay phàn nàn.", MONDAY)
        actions.assign(feedback, officer, officer, "Giao cho Sáu.", MONDAY)
        db.session.commit()
        page = opened(client, feedback)
    assert "hay phàn nàn" not in page and "Giao cho Sáu" not in page and "Đã giao người phụ trách" in page


def test_whoever_gave_no_name_reads_on_the_page_where_it_went_and_no_date(
    client: FlaskClient, officer: Officer
) -> None:
    feedback = make_feedback(is_anonymous=True, topic_id=make_topic(answer_days=10).id)
    quick = make_topic(name="Điện chiếu sáng", answer_days=1)
    with frozen(MONDAY):
        actions.classify(feedback, officer, {"topic_id": quick.id}, "Ghi chú riêng.", MONDAY)
        db.session.commit()
        page = opened(client, feedback)
    assert "Đã chuyển đến đúng mục" in page and "được xếp vào mục “Phản ánh, Điện chiếu sáng”" in page
    assert "Chúng tôi trả lời Ông/Bà" not in page and "Ghi chú riêng." not in page


def test_whoever_gave_no_name_reads_that_it_is_with_whom_it_concerns_alone(
    client: FlaskClient, officer: Officer
) -> None:
    feedback = make_feedback(is_anonymous=True)
    with frozen(MONDAY):
        make_conduct(feedback, officer, "khong-1", None, "", MONDAY)
        db.session.commit()
        page = opened(client, db.session.get_one(Feedback, feedback.id))
    assert "được chuyển riêng đến người có trách nhiệm" in page


def test_what_is_classified_anew_without_a_word_is_not_told_and_a_follower_reads_none(
    app: Flask, client: FlaskClient, officer: Officer
) -> None:
    feedback = make_feedback()
    follower = citizen_actions.follow(feedback, "follow-1", "", MONDAY)
    with frozen(MONDAY):
        actions.classify(feedback, officer, {"place": "Chợ"}, "", MONDAY)
        db.session.commit()
        assert "đúng mục" not in opened(client, feedback)
        actions.classify(feedback, officer, {"topic_id": make_topic().id}, "", MONDAY)
        db.session.commit()
        browser = app.test_client()
        browser.get(f"/phan-anh/mo/{follower.token}")
        assert "đúng mục" not in browser.get(f"/phan-anh/{feedback.code}").text
        assert "đúng mục" in client.get(f"/phan-anh/{feedback.code}").text


def test_a_sender_who_reads_leaves_no_trace_in_the_record(client: FlaskClient) -> None:
    feedback = make_feedback()
    opened(client, feedback)
    entries = db.session.scalars(db.select(AuditEntry).where(AuditEntry.object_kind == "feedback")).all()
    assert [entry.action for entry in entries] == ["feedback.send"]


def test_words_and_files_of_the_sender_are_escaped(client: FlaskClient) -> None:
    page = opened(client, make_feedback(words="<script>alert(1)</script> hỏng", place="<b>ngã ba</b>"))
    assert "<script>alert" not in page and "<b>ngã ba" not in page and "&lt;script&gt;" in page


def test_a_position_is_a_plain_link_to_a_map(client: FlaskClient) -> None:
    page = opened(client, make_feedback(latitude=10.85, longitude=107.01))
    assert (
        'href="https://www.openstreetmap.org/?mlat=10.850000&amp;mlon=107.010000' in page and 'rel="noreferrer"' in page
    )


def test_the_page_asks_the_database_for_little(client: FlaskClient, officer: Officer) -> None:
    feedback = make_feedback(topic_id=make_topic().id)
    with frozen(MONDAY):
        answer(feedback, officer)
        opened(client, feedback)
        with queries() as sent:
            client.get(f"/phan-anh/{feedback.code}")
    assert len(sent) <= 13, sent
