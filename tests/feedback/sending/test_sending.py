"""From the first door to the code: what is kept, what is not lost, what is never done twice."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from cqtt.audit.models import AuditEntry
from cqtt.clock import frozen
from cqtt.database import Base
from cqtt.extensions import db
from cqtt.feedback.kept import file_store, sweep_files
from cqtt.feedback.models import Feedback, FeedbackFile, FileKind
from cqtt.feedback.rules import Channel, Consent, FeedbackKind
from cqtt.feedback.sending import preview_views
from cqtt.feedback.sending import views as sending_views
from cqtt.feedback.sending.jobs import erase_old_drafts
from cqtt.feedback.sending.models import FeedbackDraft, FeedbackDraftFile
from cqtt.notifications.models import Notification
from cqtt.privacy import PRIVACY_VERSION
from tests.factories import MONDAY, make_hamlet, make_topic
from tests.feedback.sending.writing import (
    NAMED,
    NAMELESS,
    WORDS,
    begin,
    picture,
    say,
    send,
    send_whole,
    sent_to,
    stored_files,
    tell_who,
)


def count(table: type[Base]) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_the_whole_path_keeps_all_of_it_and_acknowledges_at_once(client: FlaskClient) -> None:
    topic, hamlet = make_topic(), make_hamlet()
    with frozen(MONDAY):
        feedback = send_whole(
            client,
            topic_id=str(topic.id),
            hamlet_id=str(hamlet.id),
            place="ngã ba chợ",
            latitude="10.85",
            longitude="107.01",
            photos=2,
        )
        page = client.get(f"/phan-anh/{feedback.code}/da-gui").text
    assert (feedback.kind, feedback.words, feedback.topic, feedback.hamlet, feedback.place) == (
        FeedbackKind.REPORT,
        WORDS,
        topic,
        hamlet,
        "ngã ba chợ",
    )
    assert (feedback.latitude, feedback.longitude) == (10.85, 107.01)
    assert (feedback.sender_name, feedback.phone) == ("Trần Thị Mẫu", "0900000123")
    assert (feedback.consent, feedback.privacy_version, feedback.channel) == (
        Consent.WITHOUT_NAME,
        PRIVACY_VERSION,
        Channel.ONLINE,
    )
    assert [file.kind for file in feedback.files] == [FileKind.PHOTO] * 2
    assert feedback.due_explanation and feedback.due_explanation in page and "trước 16:30" in page
    assert feedback.code in page and f"/phan-anh/mo/{feedback.token}" in page and 'class="qr"' in page
    told = db.session.scalars(select(Notification)).one()
    assert told.recipient == "0900000123" and feedback.code in told.body and WORDS not in told.body
    assert count(FeedbackDraft) == count(FeedbackDraftFile) == 0


@pytest.mark.parametrize("saying", ["report", "petition", "suggestion", "praise"])
def test_each_door_leads_to_its_kind(client: FlaskClient, saying: str) -> None:
    assert send_whole(client, saying).kind == FeedbackKind(saying)


def test_without_a_name_nothing_can_lead_back_to_the_sender(client: FlaskClient) -> None:
    draft = begin(client)
    say(client, draft)
    tell_who(client, draft)  # a name first, then the sender thinks better of it
    assert client.post(f"/phan-anh/gui/{draft}/nguoi-gui", data=NAMED | NAMELESS).status_code == 303
    kept = str(db.session.scalars(select(FeedbackDraft.typed)).one())
    assert "Mẫu" not in kept and "0900" not in kept
    feedback = sent_to(send(client, draft))
    row = str({column.name: getattr(feedback, column.name) for column in Feedback.__table__.columns})
    assert feedback.is_anonymous and "127.0.0.1" not in row and "Mẫu" not in row and "0900" not in row
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.object_kind == "feedback")).all()
    assert [entry.object_id for entry in entries] == [feedback.code] and {entry.address for entry in entries} == {""}
    with client.session_transaction() as session:
        assert session["device"] not in row
    assert count(Notification) == 0
    page = client.get(f"/phan-anh/{feedback.code}/da-gui").text
    assert "cách duy nhất để xem trả lời" in page and "chậm nhất" not in page


def test_no_table_joins_an_allowance_to_what_was_sent(client: FlaskClient) -> None:
    feedback = send_whole(client, who=NAMELESS)
    hits = db.session.execute(db.text("select key from hit")).scalars().all()
    assert hits and not [hit for hit in hits if feedback.code in hit or feedback.token in hit or "127.0" in hit]


def test_a_name_is_published_only_for_whoever_chose_so(client: FlaskClient) -> None:
    draft = begin(client)
    say(client, draft)
    tell_who(client, draft, consent="with_name")
    assert "Người gửi: Trần Thị Mẫu" in client.get(f"/phan-anh/gui/{draft}/xem-truoc").text
    assert send_whole(client, who=NAMED | {"consent": "none"}).consent is Consent.NONE
    refused = client.post(f"/phan-anh/gui/{draft}/nguoi-gui", data=NAMELESS | {"consent": "with_name"})
    assert refused.status_code == 422 and "Không để tên thì không nêu tên được" in refused.text


def test_a_second_tap_leads_to_the_same_code(client: FlaskClient) -> None:
    draft = begin(client)
    say(client, draft, photos=1)
    tell_who(client, draft)
    first = sent_to(send(client, draft))
    assert sent_to(send(client, draft)).id == first.id
    assert client.get(f"/phan-anh/gui/{draft}/xem-truoc").location == f"/phan-anh/{first.code}/da-gui"
    assert count(Feedback) == 1


def test_the_same_words_twice_in_a_second_are_one(client: FlaskClient) -> None:
    with frozen(MONDAY):
        drafts = [begin(client), begin(client)]
        for draft in drafts:
            say(client, draft, photos=1)
            tell_who(client, draft)
        first, second = (sent_to(send(client, draft)) for draft in drafts)
        assert sent_to(send(client, drafts[1])).id == first.id
    assert first.id == second.id and count(Feedback) == 1 and count(FeedbackDraft) == 0
    assert len(stored_files()) == 1
    with frozen(MONDAY + timedelta(hours=1)):  # a lamp that goes out again is another matter
        assert send_whole(client).id != first.id


def test_other_words_of_the_same_browser_are_another(client: FlaskClient) -> None:
    assert send_whole(client).id != send_whole(client, words=f"{WORDS} Cả đèn bên kia đường.").id


def test_nothing_typed_is_lost_by_a_mistake_and_files_survive_it(client: FlaskClient) -> None:
    make_topic()
    draft = begin(client)
    answer = say(client, draft, photos=2, topic_id="", place="ngã ba <chợ>")
    assert answer.status_code == 422 and WORDS in answer.text and "ngã ba &lt;chợ&gt;" in answer.text
    assert "Xin chọn việc gần nhất" in answer.text and answer.text.count("data-upload-list") == 1
    assert answer.text.count('class="pages"') == 1 and answer.text.count('alt="Ảnh ') == 2
    again = client.get(f"/phan-anh/gui/{draft}/noi-dung")
    assert WORDS in again.text and again.text.count('alt="Ảnh ') == 2
    assert say(client, draft).status_code == 303
    who = client.post(f"/phan-anh/gui/{draft}/nguoi-gui", data=NAMED | {"phone": "12"})
    assert who.status_code == 422 and 'value="12"' in who.text and "10 chữ số" in who.text
    assert tell_who(client, draft).status_code == 303
    assert 'value="Trần Thị Mẫu"' in client.get(f"/phan-anh/gui/{draft}/nguoi-gui").text
    assert len(sent_to(send(client, draft)).files) == 2


def test_an_old_token_loses_nothing(strict_client: FlaskClient, app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    draft = begin(strict_client)
    app.config["WTF_CSRF_ENABLED"] = True
    answer = say(strict_client, draft, csrf_token="cu")
    assert answer.status_code == 422 and WORDS in answer.text and "đã mở quá lâu" in answer.text
    photos = strict_client.post(
        f"/phan-anh/gui/{draft}/anh", data={"files": [picture()]}, headers={"HX-Request": "true"}
    )
    assert photos.status_code == 422 and count(FeedbackDraftFile) == 0


def test_what_is_not_complete_cannot_be_sent(client: FlaskClient) -> None:
    draft = begin(client)
    answer = send(client, draft)
    assert answer.status_code == 422 and "Nội dung" in answer.text and "Người gửi" in answer.text
    assert count(Feedback) == 0


def test_what_is_gone_by_the_time_of_sending_is_asked_for_again(client: FlaskClient) -> None:
    topic = make_topic()
    draft = begin(client)
    say(client, draft, topic_id=str(topic.id))
    tell_who(client, draft)
    topic.is_active = False
    db.session.commit()
    answer = send(client, draft)
    assert answer.status_code == 422 and "Xin xem lại trang “Nội dung”" in answer.text and count(Feedback) == 0


def test_another_browser_cannot_open_the_draft_nor_its_photographs(app: Flask, client: FlaskClient) -> None:
    draft = begin(client)
    say(client, draft, photos=1)
    file = db.session.scalars(select(FeedbackDraftFile)).one()
    shown = client.get(f"/phan-anh/gui/{draft}/tep/{file.public_id}")
    assert shown.status_code == 200 and "no-store" in shown.headers["Cache-Control"]
    other = app.test_client()
    for address in ("noi-dung", "nguoi-gui", f"tep/{file.public_id}"):
        assert other.get(f"/phan-anh/gui/{draft}/{address}").status_code == 410, address
    answer = other.post(f"/phan-anh/gui/{draft}/noi-dung", data={"words": "Một câu dài"})
    assert answer.status_code == 410 and "Một câu dài" in answer.text
    assert other.get(f"/phan-anh/gui/{draft}/xem-truoc").status_code == 410


def test_a_photograph_sent_by_itself_joins_the_draft_and_can_be_dropped_with_what_is_typed(client: FlaskClient) -> None:
    draft = begin(client)
    alone = {"HX-Request": "true"}
    sent = client.post(f"/phan-anh/gui/{draft}/anh", data={"files": [picture()]}, headers=alone)
    assert sent.status_code == 303
    fragment = client.get(sent.location, headers=alone).text
    assert "<html" not in fragment and 'id="anh"' in fragment and fragment.count('alt="Ảnh ') == 1
    assert client.get(sent.location).location == f"/phan-anh/gui/{draft}/noi-dung#anh"
    file = db.session.scalars(select(FeedbackDraftFile)).one()
    key = file.storage_key
    dropped = client.post(f"/phan-anh/gui/{draft}/tep/{file.public_id}/bo", data={"words": "Còn đang viết"})
    assert dropped.status_code == 303 and count(FeedbackDraftFile) == 0 and not file_store().path(key).exists()
    assert "Còn đang viết" in client.get(f"/phan-anh/gui/{draft}/noi-dung").text


def test_the_button_that_adds_photographs_keeps_the_words_and_asks_for_nothing_yet(client: FlaskClient) -> None:
    draft = begin(client)
    answer = say(client, draft, photos=1, words="Một nửa", topic_id="", add="1")
    assert answer.status_code == 303 and answer.location.endswith("#anh")
    page = client.get(f"/phan-anh/gui/{draft}/noi-dung").text
    assert "Một nửa" in page and page.count('alt="Ảnh ') == 1


def test_the_same_photograph_twice_is_one(client: FlaskClient) -> None:
    draft = begin(client)
    for _ in range(2):
        client.post(
            f"/phan-anh/gui/{draft}/anh", data={"files": [(picture()[0], "a.jpg")]}, headers={"HX-Request": "1"}
        )
    assert count(FeedbackDraftFile) == 1


def test_what_is_typed_is_kept_while_it_is_typed_and_offered_when_one_comes_back(client: FlaskClient) -> None:
    draft = begin(client)
    assert "Đã lưu lúc" not in client.get(f"/phan-anh/gui/{draft}/noi-dung").text
    line = client.post(f"/phan-anh/gui/{draft}/noi-dung/tu-luu", data={"words": "Đang kể dở"})
    assert line.status_code == 200 and "Đã lưu lúc" in line.text and "<html" not in line.text
    page = client.get("/phan-anh/gui").text
    assert "góp ý viết dở" in page and f"/phan-anh/gui/{draft}/noi-dung" in page
    assert "Đang kể dở" in client.get(f"/phan-anh/gui/{draft}/noi-dung").text
    assert client.post(f"/phan-anh/gui/{draft}/xoa").status_code == 303
    assert count(FeedbackDraft) == 0 and "góp ý viết dở" not in client.get("/phan-anh/gui").text


def test_a_draft_is_erased_after_a_day_with_its_photographs(client: FlaskClient) -> None:
    with frozen(MONDAY):
        draft = begin(client)
        say(client, draft, photos=1)
    assert erase_old_drafts(MONDAY + timedelta(hours=23)) == 0
    assert erase_old_drafts(MONDAY + timedelta(hours=25)) == 1
    assert count(FeedbackDraft) == count(FeedbackDraftFile) == 0 and not stored_files()
    answer = say(client, draft, words="Viết tiếp câu chuyện")
    assert answer.status_code == 410 and "Viết tiếp câu chuyện" in answer.text


def test_files_of_drafts_and_of_what_was_sent_are_not_swept(client: FlaskClient) -> None:
    send_whole(client, photos=1)
    say(client, begin(client), photos=2)
    file_store().put(b"left by a transaction that never ended")
    with frozen(MONDAY + timedelta(days=3650)):
        assert sweep_files(MONDAY + timedelta(days=3650)) == 1
    assert len(stored_files()) == 3


def test_photographs_lose_their_names_for_everybody_but_the_record(client: FlaskClient) -> None:
    feedback = send_whole(client, photos=1)
    file = db.session.scalars(select(FeedbackFile)).one()
    assert "Nguyễn Văn Thử" in file.name
    shown = client.get(f"/phan-anh/{feedback.code}/tep/{file.public_id}")
    assert "Nguy" not in shown.headers.get("Content-Disposition", "") and "no-store" in shown.headers["Cache-Control"]
    assert "Nguyễn Văn Thử" not in client.get(f"/phan-anh/{feedback.code}").text


def test_too_many_beginnings_and_sendings_are_refused_kindly(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preview_views, "SENT_A_DAY", 2)
    with frozen(MONDAY):
        for number in range(2):
            send_whole(client, words=f"{WORDS} Lần {number}.")
        draft = begin(client)
        say(client, draft, words=f"{WORDS} Lần nữa.")
        tell_who(client, draft)
        answer = send(client, draft)
        assert answer.status_code == 429 and "Những gì đang viết vẫn còn" in answer.text and count(Feedback) == 2
        monkeypatch.setattr(sending_views, "STARTS_AN_HOUR", 1)
        assert client.post("/phan-anh/gui", data={"saying": "report"}).status_code == 429
    with frozen(MONDAY + timedelta(days=1)):
        assert sent_to(send(client, draft)).words.endswith("Lần nữa.")


def test_the_hall_sends_more_than_one_telephone(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    with frozen(MONDAY):
        assert len({send_whole(app.test_client()).id for _ in range(25)}) == 25


def test_the_preview_marks_what_the_public_will_not_see(client: FlaskClient) -> None:
    draft = begin(client)
    say(
        client,
        draft,
        words="Nhà ông Nguyễn Văn Bảy, số điện thoại 0912345678, xe 60A-123.45 đổ rác ra đường.",
        photos=1,
    )
    tell_who(client, draft)
    page = client.get(f"/phan-anh/gui/{draft}/xem-truoc").text
    public = page.partition("Mọi người sẽ thấy")[2]
    assert "<mark>" in public and "0912345678" not in public and "Văn Bảy" not in public and "60A" not in public
    assert "0912345678" in page.partition("Mọi người sẽ thấy")[0]
    assert "che mặt người, biển số" in public and "Không nêu tên Ông/Bà" in public


def test_words_like_a_complaint_get_the_right_place_and_may_pass(client: FlaskClient) -> None:
    draft = begin(client)
    say(client, draft, words="Tôi muốn khiếu nại quyết định thu hồi đất.")
    tell_who(client, draft)
    assert "/phan-anh/khieu-nai-to-cao" in client.get(f"/phan-anh/gui/{draft}/xem-truoc").text
    assert sent_to(send(client, draft)).words.startswith("Tôi muốn khiếu nại")
