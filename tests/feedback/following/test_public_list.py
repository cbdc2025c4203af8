"""The public list: approved words only, found by place, matter and words; light, and quick."""

from collections.abc import Iterator
from datetime import timedelta

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

from cqtt import ROOT
from cqtt.clock import frozen
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.feedback import actions
from cqtt.feedback.kept import file_store
from cqtt.feedback.models import Feedback, FeedbackFile, FileKind
from cqtt.feedback.rules import Consent, Outcome
from cqtt.roles import Role
from tests.counting import queries
from tests.dossiers.citizen import photo
from tests.factories import MONDAY, make_feedback, make_hamlet, make_officer, make_topic, numbers

FIRST_VIEW = 14_600  # bytes that fit into one TCP initial window


@pytest.fixture
def officer() -> Iterator[Officer]:
    with frozen(MONDAY):
        yield make_officer(Role.LEADER, Role.RECEPTION)


def publish(officer: Officer, text: str = "Lời đã duyệt.", reply: str = "", **fields: object) -> Feedback:
    feedback = make_feedback(words="Lời riêng: gọi chị Mẫu 0912345678, xe 60A-123.45.", **fields)
    if reply:
        actions.answer(feedback, officer, "Trả lời riêng cho chị Mẫu.", Outcome.EXPLAINED, MONDAY)
    actions.publish(feedback, officer, text, reply, MONDAY)
    db.session.commit()
    return feedback


def keep_photo(feedback: Feedback, approved: bool) -> FeedbackFile:
    """A photograph of a feedback, with a public copy if it is approved."""
    number = next(numbers)
    file = FeedbackFile(
        kind=FileKind.PHOTO,
        upload_key=f"photo:{number}",
        name="nhà ông Nguyễn Văn Thử.jpg",
        media_type="image/jpeg",
        size=10,
        sha256_received="0" * 64,
        sha256_kept="1" * 64,
        storage_key=file_store().put(photo("red")),
        public_key=file_store().put(photo("blue")) if approved else None,
        public_sha256="2" * 64 if approved else "",
        created_at=MONDAY,
    )
    feedback.files.append(file)
    db.session.commit()
    return file


def test_only_approved_words_are_shown(client: FlaskClient, officer: Officer) -> None:
    topic, hamlet = make_topic(name="Rác thải"), make_hamlet(name="Ấp 7")
    shown = publish(officer, "Rác ở đầu hẻm.", "Đã dọn.", topic_id=topic.id, hamlet_id=hamlet.id)
    hidden = make_feedback(words="Chưa ai duyệt lời này.")
    page = client.get("/phan-anh").text
    assert all(words in page for words in ("Rác ở đầu hẻm.", "Đã dọn.", "Rác thải", "Ấp 7", "23/11/2026", "Đã trả lời"))
    for secret in ("Mẫu", "0912345678", "60A", "Trả lời riêng", "Chưa ai duyệt", hidden.code):
        assert secret not in page, secret
    alone = client.get(f"/phan-anh/{shown.code}").text
    assert "Rác ở đầu hẻm." in alone and "Mẫu" not in alone and "0912345678" not in alone
    assert f"/phan-anh/tra-cuu?ma={shown.code}" in alone


def test_taken_off_it_is_shown_nowhere(client: FlaskClient, officer: Officer) -> None:
    feedback = publish(officer, "Lời sẽ gỡ xuống.")
    actions.unpublish(feedback, officer, "", MONDAY)
    db.session.commit()
    assert "Lời sẽ gỡ xuống." not in client.get("/phan-anh").text
    assert client.get(f"/phan-anh/{feedback.code}").location.startswith("/phan-anh/tra-cuu")


def test_a_report_of_conduct_is_never_listed(client: FlaskClient, officer: Officer) -> None:
    feedback = make_feedback(is_conduct=True)
    feedback.public_text = feedback.public_fold = "lời kín"
    db.session.commit()
    assert "lời kín" not in client.get("/phan-anh?q=loi+kin").text
    assert client.get(f"/phan-anh/{feedback.code}").location.startswith("/phan-anh/tra-cuu")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"A", "B", "C"}),
        ("q=den+duong", {"A"}),
        ("q=ĐÈN", {"A"}),
        ("q=%25", set()),
        ("q=_", set()),
        ("ap={ap7}", {"A", "C"}),
        ("viec={rac}", {"B"}),
        ("trang-thai=da-tra-loi", {"B"}),
        ("trang-thai=dang-lam", {"A", "C"}),
        ("ap={ap7}&q=hem", {"C"}),
        ("ap=abc&viec=99999999999999999999&trang-thai=la&trang=-3", {"A", "B", "C"}),
    ],
)
def test_it_is_found_by_place_matter_state_and_words(
    client: FlaskClient, officer: Officer, query: str, found: set[str]
) -> None:
    ap7, light, waste = make_hamlet(name="Ấp 7"), make_topic(name="Điện"), make_topic(name="Rác")
    publish(officer, "[A] Đèn đường tắt.", hamlet_id=ap7.id, topic_id=light.id)
    publish(officer, "[B] Rác đầy.", "Đã dọn.", topic_id=waste.id)
    publish(officer, "[C] Hẻm ngập.", hamlet_id=ap7.id, topic_id=light.id)
    page = client.get(f"/phan-anh?{query.format(ap7=ap7.id, rac=waste.id)}").text
    assert {letter for letter in "ABC" if f"[{letter}]" in page} == found
    assert found or "Không tìm thấy góp ý nào như thế" in page


def test_the_list_goes_on_over_pages_newest_first(client: FlaskClient, officer: Officer) -> None:
    for number in range(12):
        publish(officer, f"Việc số {number:02}.")
    first, second = client.get("/phan-anh?q=viec").text, client.get("/phan-anh?q=viec&trang=2").text
    assert "Việc số 11." in first and "Việc số 01." not in first and "Việc số 01." in second
    assert "q=viec&amp;trang=2" in first and "12 góp ý" in first
    assert client.get("/phan-anh?trang=99").text.count("<article") == 2


def test_the_fragment_is_a_fragment(client: FlaskClient, officer: Officer) -> None:
    publish(officer)
    fragment = client.get("/phan-anh?q=duyet", headers={"HX-Request": "true"}).text
    assert fragment.lstrip().startswith('<section id="found"') and "<html" not in fragment


def test_an_empty_list_says_what_would_be_here(client: FlaskClient) -> None:
    page = client.get("/phan-anh").text
    assert "Chưa có góp ý nào được đăng" in page and "/phan-anh/gui" in page


def test_a_name_is_shown_only_where_the_sender_wished_it_and_it_was_approved(
    client: FlaskClient, officer: Officer
) -> None:
    named = make_feedback(consent=Consent.WITH_NAME)
    actions.publish(named, officer, "Có tên.", "", MONDAY, "Trần Thị Mẫu")
    other = make_feedback()
    actions.publish(other, officer, "Không tên.", "", MONDAY, "Lê Thị Không")
    db.session.commit()
    page = client.get("/phan-anh").text
    assert "Người gửi: Trần Thị Mẫu" in page and "Lê Thị Không" not in page


def test_photographs_are_seen_only_as_approved_copies(app: Flask, client: FlaskClient, officer: Officer) -> None:
    feedback = publish(officer)
    approved, other = keep_photo(feedback, True), keep_photo(feedback, False)
    page = client.get("/phan-anh").text
    assert f"/phan-anh/anh/{approved.public_id}" in page and other.public_id not in page and "Nguyễn" not in page
    shown = client.get(f"/phan-anh/anh/{approved.public_id}")
    assert shown.status_code == 200 and shown.data == file_store().read(str(approved.public_key))
    assert shown.mimetype == "image/jpeg" and "Nguy" not in shown.headers.get("Content-Disposition", "")
    assert client.get(f"/phan-anh/anh/{other.public_id}").status_code == 404
    assert client.get(f"/phan-anh/{feedback.code}/tep/{approved.public_id}").status_code == 404
    owner = app.test_client()
    owner.get(f"/phan-anh/mo/{feedback.token}")
    own = owner.get(f"/phan-anh/{feedback.code}/tep/{other.public_id}")
    assert own.status_code == 200 and "no-store" in own.headers["Cache-Control"]
    actions.unpublish(db.session.get_one(Feedback, feedback.id), officer, "", MONDAY)
    db.session.commit()
    assert client.get(f"/phan-anh/anh/{approved.public_id}").status_code == 404


def test_how_many_answers_came_in_time_is_said_only_of_enough_of_them(client: FlaskClient, officer: Officer) -> None:
    topic = make_topic(answer_days=3)
    for number in range(9):
        feedback = make_feedback(topic_id=topic.id)
        late = MONDAY + timedelta(days=10 if number < 2 else 0)
        actions.answer(feedback, officer, "Đã làm.", Outcome.EXPLAINED, late)
    make_feedback(is_conduct=True)
    db.session.commit()
    with frozen(MONDAY + timedelta(days=20)):
        assert "đúng hạn" not in client.get("/phan-anh").text
        make_feedback(topic_id=topic.id)  # due long ago, and not answered
        assert "Trả lời đúng hạn 7/10 góp ý" in client.get("/phan-anh").text


def fill(officer: Officer) -> None:
    topics = [make_topic() for _ in range(8)]
    hamlets = [make_hamlet() for _ in range(10)]
    words = "Đèn đường trước nhà văn hóa hỏng đã một tuần, buổi tối đi lại nguy hiểm, xin sớm cho người xuống xem."
    for number in range(12):
        feedback = publish(
            officer,
            f"{words} Đây là lần thứ {number} chúng tôi phản ánh việc này.",
            f"Tổ điện đã xuống xem ngày {number}/11, bóng đèn và dây đã được thay. Xin cảm ơn Ông/Bà đã báo tin.",
            topic_id=topics[number % 8].id,
            hamlet_id=hamlets[number % 10].id,
        )
        keep_photo(feedback, True)


def test_the_list_is_light_and_asks_the_database_for_little(client: FlaskClient, officer: Officer) -> None:
    fill(officer)
    client.get("/phan-anh")
    with queries() as sent:
        answer = client.get("/phan-anh", headers={"Accept-Encoding": "br"})
    assert len(sent) <= 9, sent
    sheets = [ROOT / "static/css/cqtt.css", ROOT / "static/css/say.css"]
    weight = len(answer.data) + sum(len(brotli.compress(sheet.read_bytes())) for sheet in sheets)
    assert weight <= FIRST_VIEW, weight


@pytest.mark.parametrize("path", ["/phan-anh/gui", "/phan-anh/khieu-nai-to-cao", "/phan-anh/tra-cuu"])
def test_the_doors_are_light(client: FlaskClient, path: str) -> None:
    page = client.get(path, headers={"Accept-Encoding": "br"})
    sheets = [ROOT / "static/css/cqtt.css", ROOT / "static/css/say.css"]
    assert len(page.data) + sum(len(brotli.compress(sheet.read_bytes())) for sheet in sheets) <= FIRST_VIEW


def test_reading_the_list_sets_no_cookie(client: FlaskClient, officer: Officer) -> None:
    feedback = publish(officer)
    for path in ("/phan-anh", f"/phan-anh/{feedback.code}", "/phan-anh/khieu-nai-to-cao"):
        assert "Set-Cookie" not in client.get(path).headers, path
