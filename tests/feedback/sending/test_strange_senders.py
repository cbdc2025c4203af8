"""Strange senders: what each is told, and what is kept of what they sent.

What is refused is answered 422 with a sentence that says what to do, and stands in the page again as it was typed;
what is taken is taken as it is and can harm nobody who reads it.
"""

import io
from collections.abc import Callable
from datetime import timedelta
from html import escape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from cqtt.clock import frozen
from cqtt.extensions import db
from cqtt.feedback.models import Feedback
from cqtt.feedback.sending.jobs import erase_old_drafts
from cqtt.feedback.sending.models import FeedbackDraft, FeedbackDraftFile
from cqtt.roles import Role
from tests.dossiers.citizen import photo
from tests.dossiers.staff import desk
from tests.factories import MONDAY, make_hamlet, make_topic
from tests.feedback.sending.writing import (
    NAMED,
    NAMELESS,
    WORDS,
    another_tap_meanwhile,
    begin,
    picture,
    say,
    send,
    send_whole,
    sent_to,
    tell_who,
)

NOBODY_SAYS = "Xin kể vài lời"


def sent_so_far() -> int:
    return db.session.scalar(select(func.count(Feedback.id))) or 0


def kept_photos() -> int:
    return db.session.scalar(select(func.count(FeedbackDraftFile.id))) or 0


# What is typed into the page of words, and the sentence that refuses it.
REFUSED_WORDS: dict[str, tuple[dict[str, Any], str]] = {
    "nothing at all": ({"words": ""}, NOBODY_SAYS),
    "only blanks": ({"words": "   \n\t \u00a0 "}, NOBODY_SAYS),
    "only what cannot be seen": ({"words": "\u200b\u200e\u202e\ufeff"}, NOBODY_SAYS),
    "only signs": ({"words": "!!!! ???? ...."}, NOBODY_SAYS),
    "only faces": ({"words": "😀😡😡😡😀😀😀"}, NOBODY_SAYS),
    "only a number": ({"words": "0912345678"}, NOBODY_SAYS),
    "ten thousand letters": ({"words": "Đường hỏng. " * 834}, "nhiều nhất 5.000 chữ cái"),
    "a list of shops": ({"words": "Mua ngay http://a.vn www.b.com c.xyz https://d.top giá rẻ"}, "nhiều nhất 3 đường"),
    "no topic": ({"topic_id": ""}, "Xin chọn việc gần nhất"),
    "a topic that is none": ({"topic_id": "999"}, "Xin chọn một trong các mục có sẵn"),
    "a topic that is no number": ({"topic_id": "1 or 1=1"}, "Xin chọn một trong các mục có sẵn"),
    "a hamlet that is none": ({"hamlet_id": "999"}, "Xin chọn một trong các mục có sẵn"),
    "a place as long as a book": ({"place": "ngã ba " * 60}, "nhiều nhất 200 ký tự"),
}


@pytest.mark.parametrize("who", REFUSED_WORDS)
def test_words_that_are_refused(client: FlaskClient, who: str) -> None:
    make_topic(), make_hamlet()
    boxes, sentence = REFUSED_WORDS[who]
    draft = begin(client)
    answer = say(client, draft, photos=1, **boxes)
    assert answer.status_code == 422 and sentence in answer.text
    typed = str(boxes.get("words", WORDS)).strip()
    assert escape(typed, quote=False) in answer.text or not typed.isprintable() or not typed
    assert kept_photos() == 1, "the photograph that came along is kept"
    kept = db.session.scalars(select(FeedbackDraft.typed)).one()["noi-dung"]
    assert len(kept["words"][0]) >= min(len(typed), 10_000) or not typed.isprintable()
    assert send(client, draft).status_code == 422 and sent_so_far() == 0


def test_a_hamlet_that_is_no_longer_one_is_refused(client: FlaskClient) -> None:
    hamlet = make_hamlet(is_active=False)
    answer = say(client, begin(client), hamlet_id=str(hamlet.id))
    assert answer.status_code == 422 and WORDS in answer.text and sent_so_far() == 0


# What is typed into the page of words, and what is kept of it.
TAKEN_WORDS: dict[str, tuple[str, str]] = {
    "all capitals": ("ĐƯỜNG HỎNG QUÁ RỒI AI LÀM ĐI", "ĐƯỜNG HỎNG QUÁ RỒI AI LÀM ĐI"),
    "a script": ("Đường hỏng <script>alert(1)</script>", "Đường hỏng <script>alert(1)</script>"),
    "a picture that runs": ('<img src=x onerror="alert(1)"> hỏng', '<img src=x onerror="alert(1)"> hỏng'),
    "a template": ("Đường {{ 7*7 }} {% raw %} hỏng", "Đường {{ 7*7 }} {% raw %} hỏng"),
    "a formula": ('=HYPERLINK("http://a.vn","bấm")', '=HYPERLINK("http://a.vn","bấm")'),
    "letters that turn round": ("Đường \u202ehỏng\u202c rồi nhé", "Đường hỏng rồi nhé"),
    "a null and a bell": ("Đường\x00 hỏng\x07 rồi nhé", "Đường hỏng rồi nhé"),
    "marks apart from their letters": ("Đường ho\u0309ng rồi nhé", "Đường hỏng rồi nhé"),
    "a hundred lines": ("Hỏng\n" * 100, ("Hỏng\n" * 100).strip()),
    "another language": ("The street lamp is broken", "The street lamp is broken"),
    "exactly as much as may be": ("a" * 5_000, "a" * 5_000),
}


@pytest.mark.parametrize("who", TAKEN_WORDS)
def test_words_that_are_taken_as_they_are(client: FlaskClient, who: str) -> None:
    words, kept = TAKEN_WORDS[who]
    feedback = send_whole(client, words=words)
    assert feedback.words == kept and sent_so_far() == 1
    page = client.get(f"/phan-anh/{feedback.code}").text
    assert "<script>alert" not in page and "<img src=x" not in page and "49" not in page.partition("Đường")[2][:20]


NAMES: dict[str, tuple[dict[str, str], str]] = {
    "no name": ({"sender_name": ""}, "Xin cho biết họ và tên"),
    "a name of signs": ({"sender_name": "<b>Bảy</b>"}, "Họ và tên chỉ gồm chữ cái"),
    "a name of a hundred words": ({"sender_name": "Nguyễn " * 40}, "nhiều nhất 100 ký tự"),
    "no way to answer": ({"phone": ""}, "Xin cho biết số điện thoại hoặc thư điện tử"),
    "a telephone of two digits": ({"phone": "12"}, "10 chữ số"),
    "a mail address that is none": ({"email": "ten@"}, "thư điện tử"),
    "neither named nor not": ({"is_anonymous": "maybe"}, "Xin chọn một trong các mục có sẵn"),
    "a consent of one's own": ({"consent": "everything"}, "Xin chọn một trong các mục có sẵn"),
}


@pytest.mark.parametrize("who", NAMES)
def test_names_that_are_refused(client: FlaskClient, who: str) -> None:
    boxes, sentence = NAMES[who]
    draft = begin(client)
    say(client, draft)
    answer = tell_who(client, draft, **boxes)
    assert answer.status_code == 422 and sentence in answer.text
    typed = [value.strip() for name, value in boxes.items() if name in ("sender_name", "phone", "email")]
    assert all(f'value="{escape(value)}"' in answer.text for value in typed)
    assert send(client, draft).status_code == 422 and sent_so_far() == 0


def test_a_name_left_behind_by_somebody_who_wants_none_is_not_kept(client: FlaskClient) -> None:
    feedback = send_whole(client, who=NAMED | NAMELESS)
    assert (feedback.sender_name, feedback.phone, feedback.email) == ("", "", "") and feedback.is_anonymous


def test_twenty_photographs_give_five_and_a_sentence(client: FlaskClient) -> None:
    draft = begin(client)
    answer = say(client, draft, photos=20)
    assert answer.status_code == 422 and "nhiều nhất 5 ảnh" in answer.text and "còn 15 ảnh" in answer.text
    assert kept_photos() == 5 and WORDS in answer.text
    assert say(client, draft).status_code == 303
    tell_who(client, draft)
    assert len(sent_to(send(client, draft)).files) == 5


def test_twenty_photographs_one_by_one_give_five_and_a_sentence_each(client: FlaskClient) -> None:
    draft = begin(client)
    answers = [
        client.post(f"/phan-anh/gui/{draft}/anh", data={"files": [picture(number)]}, headers={"HX-Request": "true"})
        for number in range(7)
    ]
    assert [answer.status_code for answer in answers] == [303] * 5 + [422] * 2 and kept_photos() == 5
    assert "data-upload-error" in answers[-1].text and "nhiều nhất 5 ảnh" in answers[-1].text


Bytes = Callable[[], bytes]
FILES: dict[str, tuple[Bytes, str, str]] = {
    "a paper instead of a picture": (lambda: b"%PDF-1.4\n%%EOF", "đơn.pdf", "PDF"),
    "a program": (lambda: b"MZ" + b"\0" * 500, "virus.exe", "chỉ nhận ảnh"),
    "a program called a picture": (lambda: b"MZ" + b"\0" * 500, "anh.jpg", "chỉ nhận ảnh"),
    "a picture that is a page": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", "chỉ nhận ảnh"),
    "nothing in a file": (lambda: b"", "trong.jpg", "trống"),
    "half a picture": (lambda: photo()[:200], "nua.jpg", "ảnh"),
    "a picture as large as a house": (lambda: photo() + b"\0" * (15 * 1024 * 1024), "to.jpg", "15 MB"),
    "a picture of an iPhone": (lambda: b"\0\0\0\x18ftypheic" + b"\0" * 100, "IMG_1.heic", "HEIC"),
}


@pytest.mark.parametrize("who", FILES)
def test_files_that_are_refused(client: FlaskClient, who: str) -> None:
    content, name, sentence = FILES[who]
    draft = begin(client)
    answer = say(client, draft, files=[(io.BytesIO(content()), name), picture(1)])
    assert answer.status_code == 422 and sentence in answer.text and WORDS in answer.text
    assert kept_photos() == 1, "the sound one beside it is kept"


def test_a_file_name_cannot_break_out_of_anything(client: FlaskClient) -> None:
    name = "../../etc/<script>alert(1)</script>.jpg"
    draft = begin(client)
    answer = say(client, draft, words="", files=[(io.BytesIO(photo()), name)])
    assert answer.status_code == 422 and "<script>alert" not in answer.text
    assert db.session.scalars(select(FeedbackDraftFile.name)).one().endswith(".jpg")


@pytest.mark.parametrize("where", [("abc", "107"), ("nan", "nan"), ("48.85", "2.35"), ("10.8", "")])
def test_a_position_that_cannot_be_is_left_out_and_the_rest_is_sent(
    client: FlaskClient, where: tuple[str, str]
) -> None:
    feedback = send_whole(client, latitude=where[0], longitude=where[1])
    assert feedback.latitude is None and feedback.longitude is None and feedback.words == WORDS


def test_the_same_words_twice_in_a_second_from_two_tabs_give_one_code(client: FlaskClient) -> None:
    with frozen(MONDAY):
        first, second = send_whole(client), send_whole(client)
    assert first.code == second.code and sent_so_far() == 1


def test_the_same_words_from_two_people_are_two(app: Flask, client: FlaskClient) -> None:
    assert send_whole(client).code != send_whole(app.test_client()).code


def test_the_same_button_twice_gives_one_code(client: FlaskClient) -> None:
    draft = begin(client)
    say(client, draft)
    tell_who(client, draft)
    assert sent_to(send(client, draft)).code == sent_to(send(client, draft)).code and sent_so_far() == 1


def test_a_tap_that_was_faster_leads_this_one_to_its_code(client: FlaskClient) -> None:
    draft = begin(client)
    say(client, draft)
    tell_who(client, draft)
    with another_tap_meanwhile(Feedback):
        answer = send(client, draft)
    assert sent_to(answer).code and sent_so_far() == 1


def test_files_of_somebody_without_a_name_are_not_named_either(app: Flask, client: FlaskClient) -> None:
    named = "ảnh của Trần Thị Mẫu.jpg"
    feedback = send_whole(client, who=NAMELESS, files=[picture(1, named)])
    assert [file.name for file in feedback.files] == ["anh.jpg"]
    reception = desk(app, Role.RECEPTION)
    for one in (feedback, send_whole(client, words="Chuyện khác, có để tên.", files=[picture(2, named)])):
        sent = reception.get(f"/can-bo/phan-anh/{one.id}/tep/{one.files[0].public_id}")
        assert sent.status_code == 200 and "anh.jpg" in sent.headers["Content-Disposition"]
        assert "Mau" not in str(sent.headers) and "M%E1%BA%ABu" not in str(sent.headers)


def test_a_page_left_open_until_the_draft_is_erased_gives_the_words_back(client: FlaskClient) -> None:
    with frozen(MONDAY):
        draft = begin(client)
    erase_old_drafts(MONDAY + timedelta(days=2))
    answer = say(client, draft)
    assert answer.status_code == 410 and WORDS in answer.text and "Viết góp ý mới" in answer.text


@pytest.mark.parametrize("key", ["000000000000", "%00", "x" * 3000, "..", "😀"])
def test_an_address_of_nothing_is_answered_readably(client: FlaskClient, key: str) -> None:
    for part in ("noi-dung", "nguoi-gui", "xem-truoc", "anh", "tep/x", "theo-doi/GY-222-2222"):
        assert client.get(f"/phan-anh/gui/{key}/{part}").status_code in (301, 303, 308, 404, 410), (key, part)


def test_boxes_that_no_page_has_are_not_kept(client: FlaskClient) -> None:
    feedback = send_whole(
        client,
        is_conduct="1",
        status="closed",
        is_published="1",
        due_at="2099-01-01",
        about_officer_id="1",
        code="GY-1",
    )
    assert not feedback.is_conduct and not feedback.is_published and feedback.status == "received"
    assert feedback.about_officer_id is None and feedback.code != "GY-1"


def test_ten_values_in_one_box_are_one(client: FlaskClient) -> None:
    make_topic()
    draft = begin(client)
    data = {"words": [WORDS] * 10, "topic_id": ["0"] * 10, "hamlet_id": ["", "x"]}
    assert client.post(f"/phan-anh/gui/{draft}/noi-dung", data=data).status_code == 303
    tell_who(client, draft)
    assert sent_to(send(client, draft)).words == WORDS
