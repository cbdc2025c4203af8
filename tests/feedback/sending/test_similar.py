"""The same matter, told by somebody else: offered to follow, and shown no further than the public may see."""

from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from cqtt.clock import frozen
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.feedback import actions
from cqtt.feedback.models import Feedback, FeedbackFollower
from cqtt.feedback.rules import Consent, Outcome, Step
from cqtt.feedback.sending.models import FeedbackDraft
from cqtt.feedback.sending.reading import offer_of
from cqtt.feedback.topics import FeedbackTopic
from cqtt.roles import Role
from tests.factories import MONDAY, make_feedback, make_hamlet, make_officer, make_topic
from tests.feedback.sending.writing import WORDS, begin, say, send, sent_to, stored_files, tell_who


def preview_of(client: FlaskClient, topic: FeedbackTopic, saying: str = "report", **boxes: Any) -> tuple[str, str]:
    """Write a draft about a topic; return its key and the page before sending."""
    draft = begin(client, saying)
    assert say(client, draft, topic_id=str(topic.id), **boxes).status_code == 303
    tell_who(client, draft)
    return draft, client.get(f"/phan-anh/gui/{draft}/xem-truoc").text


def test_the_same_topic_in_the_same_hamlet_is_offered_without_its_words(client: FlaskClient) -> None:
    topic, hamlet = make_topic(name="Điện chiếu sáng"), make_hamlet(name="Ấp 7")
    other = make_feedback(topic_id=topic.id, hamlet_id=hamlet.id, words=f"{WORDS} Nhà bà Tư, gọi 0912345678.")
    with frozen(MONDAY):
        _draft, page = preview_of(client, topic, hamlet_id=str(hamlet.id))
    part = page.partition('id="viec-nay"')[2].partition('class="card')[0]
    assert "Điện chiếu sáng, Ấp 7" in part and "23/11/2026" in part
    assert other.code not in page and "bà Tư" not in page and "0912345678" not in page and "Trần Thị Mẫu" not in part


def test_published_words_are_shown(client: FlaskClient) -> None:
    topic, hamlet = make_topic(), make_hamlet()
    other, officer = make_feedback(topic_id=topic.id, hamlet_id=hamlet.id), make_officer(Role.RECEPTION)
    with frozen(MONDAY):
        actions.publish(other, officer, "Lời đã được duyệt để đăng.", "", MONDAY)
        db.session.commit()
        _draft, page = preview_of(client, topic, hamlet_id=str(hamlet.id))
        assert "Lời đã được duyệt để đăng." in page
        other = db.session.get_one(Feedback, other.id)
        actions.unpublish(other, db.session.get_one(Officer, officer.id), "", MONDAY)
        db.session.commit()
        _draft, page = preview_of(client, topic, hamlet_id=str(hamlet.id))
    assert "Có phải việc này" in page and "Lời đã được duyệt để đăng." not in page


def test_what_is_another_matter_is_not_offered(client: FlaskClient) -> None:
    topic, hamlet, elsewhere = make_topic(), make_hamlet(), make_hamlet()
    words = "Rác tồn ba ngày đầu hẻm chợ mùi hôi thối."
    officer = make_officer(Role.LEADER)
    here = {"topic_id": topic.id, "hamlet_id": hamlet.id}
    make_feedback(topic_id=make_topic().id, hamlet_id=hamlet.id, words=words)
    make_feedback(topic_id=topic.id, hamlet_id=elsewhere.id, words=words)
    make_feedback(**here, at=MONDAY - timedelta(days=61))
    make_feedback(**here, about_officer_id=officer.id)
    answered = make_feedback(**here)
    first, merged = make_feedback(**here | {"hamlet_id": elsewhere.id}, words=words), make_feedback(**here)
    with frozen(MONDAY):
        actions.answer(answered, officer, "Đã xem.", Outcome.EXPLAINED, MONDAY)
        actions.merge(merged, first, officer, MONDAY)
        db.session.commit()
        _draft, page = preview_of(client, topic, hamlet_id=str(hamlet.id))
    assert "Có phải việc này" not in page


def test_words_alone_are_enough_and_the_most_alike_comes_first(client: FlaskClient) -> None:
    topic, hamlet = make_topic(), make_hamlet()
    make_feedback(topic_id=topic.id, hamlet_id=hamlet.id, words="Chuyện khác hẳn ở cùng một nơi, không giống gì.")
    elsewhere = make_feedback(topic_id=topic.id, words="Đèn trước nhà văn hóa hỏng cả tuần, đường tối om.")
    here = make_feedback(topic_id=topic.id, hamlet_id=hamlet.id, words=elsewhere.words)
    with frozen(MONDAY):
        draft, page = preview_of(client, topic, hamlet_id=str(hamlet.id))
    offered = [part.partition('"')[0] for part in page.split(f"/phan-anh/gui/{draft}/theo-doi/")[1:]]
    writing = db.session.scalars(select(FeedbackDraft)).one()
    assert offered == [offer_of(writing, here), offer_of(writing, elsewhere)]


def test_what_its_sender_wants_kept_from_the_public_is_not_offered(client: FlaskClient) -> None:
    topic, hamlet = make_topic(), make_hamlet()
    make_feedback(topic_id=topic.id, hamlet_id=hamlet.id, consent=Consent.NONE)
    with frozen(MONDAY):
        _draft, page = preview_of(client, topic, hamlet_id=str(hamlet.id))
    assert "Có phải việc này" not in page


def test_praise_and_ones_own_are_not_offered(client: FlaskClient) -> None:
    topic, hamlet = make_topic(), make_hamlet()
    with frozen(MONDAY):
        draft, _page = preview_of(client, topic, hamlet_id=str(hamlet.id))
        sent_to(send(client, draft))
        _draft, page = preview_of(client, topic, hamlet_id=str(hamlet.id), words="Đèn ấy vẫn hỏng, tối quá chừng.")
        assert "Có phải việc này" not in page
        make_feedback(topic_id=topic.id, hamlet_id=hamlet.id)
        _draft, page = preview_of(client, topic, "praise", hamlet_id=str(hamlet.id))
        assert "Có phải việc này" not in page


def test_following_sends_nothing_keeps_the_draft_and_opens_the_limited_view(app: Flask, client: FlaskClient) -> None:
    topic, hamlet, officer = make_topic(), make_hamlet(), make_officer(Role.LEADER)
    other = make_feedback(topic_id=topic.id, hamlet_id=hamlet.id, words=f"{WORDS} Lời riêng của người gửi đầu tiên.")
    with frozen(MONDAY):
        draft, _page = preview_of(client, topic, hamlet_id=str(hamlet.id), photos=2)
        writing = db.session.scalars(select(FeedbackDraft)).one()
        address = f"/phan-anh/gui/{draft}/theo-doi/{offer_of(writing, other)}"
        page = client.get(address)
        assert page.status_code == 200 and 'value="0900000123"' in page.text and "Lời riêng" not in page.text
        assert client.post(address, data={"phone": "12"}).status_code == 422
        assert client.post(address, data={"phone": ""}).location == f"/phan-anh/{other.code}"
        assert client.post(address, data={"phone": ""}).location == f"/phan-anh/{other.code}"  # a second tap
    follower = db.session.scalars(select(FeedbackFollower)).one()
    assert follower.feedback_id == other.id and follower.phone == ""
    assert db.session.scalar(select(func.count(Feedback.id))) == 1
    assert db.session.scalar(select(func.count(FeedbackDraft.id))) == 1 and len(stored_files()) == 2
    with frozen(MONDAY):
        page = client.get(f"/phan-anh/gui/{draft}/xem-truoc").text
        assert "Ông/Bà đang theo dõi việc này." in page and "/theo-doi/" not in page
        page = client.get(f"/phan-anh/{other.code}").text
        assert (
            "đang theo dõi" in page
            and "Lời riêng" not in page
            and "Trần Thị Mẫu" not in page
            and "0900000123" not in page
        )
        other = db.session.get_one(Feedback, other.id)
        actions.answer(other, officer, "Trả lời riêng cho chị Mẫu.", Outcome.EXPLAINED, MONDAY)
        db.session.commit()
        page = client.get(f"/phan-anh/{other.code}").text
        assert "Đã có câu trả lời." in page and "Trả lời riêng" not in page
        other = db.session.get_one(Feedback, other.id)
        actions.publish(other, officer, "Lời đã duyệt.", "Trả lời đã duyệt.", MONDAY)
        db.session.commit()
        page = client.get(f"/phan-anh/{other.code}").text
        assert "Trả lời đã duyệt." in page and "Trả lời riêng" not in page and "mo-lai" not in page
    assert Step.FOLLOW in [event.step for event in db.session.get_one(Feedback, other.id).events]
    assert client.get(f"/phan-anh/{other.code}/mo-lai").status_code == 404
    with frozen(MONDAY):
        assert sent_to(send(client, draft)).id != other.id, "what was written is sent after all"


def test_only_what_was_offered_can_be_followed(client: FlaskClient) -> None:
    topic, hamlet = make_topic(), make_hamlet()
    secret = make_feedback(topic_id=make_topic().id, hamlet_id=hamlet.id, consent=Consent.NONE)
    with frozen(MONDAY):
        draft, _page = preview_of(client, topic, hamlet_id=str(hamlet.id))
        for code in (secret.code, "GY-222-2222"):
            assert client.get(f"/phan-anh/gui/{draft}/theo-doi/{code}").status_code == 404


def test_looking_for_the_same_matter_asks_the_database_once(client: FlaskClient) -> None:
    from tests.counting import queries

    topic, hamlet = make_topic(), make_hamlet()
    for number in range(30):
        make_feedback(topic_id=topic.id, hamlet_id=hamlet.id, words=f"Việc số {number}")
    with frozen(MONDAY):
        draft, _page = preview_of(client, topic, hamlet_id=str(hamlet.id))
        with queries() as sent:
            client.get(f"/phan-anh/gui/{draft}/xem-truoc")
    assert len([one for one in sent if "FROM feedback LEFT" in one or "FROM feedback \n" in one]) <= 2
    assert len(sent) <= 16, sent
