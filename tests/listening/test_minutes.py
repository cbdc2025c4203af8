"""Biên bản: the same lines on paper and for Word, and what stands in neither."""

import io
import re
from collections.abc import Iterable

from docx import Document
from flask.testing import FlaskClient
from pypdfium2 import PdfDocument

from cqtt.clock import frozen
from cqtt.commune.models import Officer, the_commune
from cqtt.extensions import db
from cqtt.listening.minutes import minutes_pdf, minutes_words
from cqtt.listening.models import ListeningSession, SessionOpinion
from cqtt.listening.reading import promises_of
from tests.factories import make_feedback, make_topic, sign_in
from tests.listening.sessions import AFTER, held


def both(client: FlaskClient, leader: Officer, id: int) -> tuple[str, list[str]]:
    """Return the text of the paper, and the lines for Word."""
    with frozen(AFTER):
        sign_in(client, leader)
        pdf = client.get(f"/can-bo/lang-nghe/{id}/bien-ban.pdf").data
        word = client.get(f"/can-bo/lang-nghe/{id}/bien-ban.docx").data
    on_paper = "".join(page.get_textpage().get_text_range() for page in PdfDocument(pdf))
    return bare(on_paper), [paragraph.text for paragraph in Document(io.BytesIO(word)).paragraphs]


def bare(text: str) -> str:
    """Return the letters alone: where a line breaks is no matter."""
    return re.sub(r"\s+", "", text)


def lines_for_word(lines: Iterable[str]) -> list[str]:
    """Return the lines without the numbers of promises, which the paper draws by itself."""
    return [bare(re.sub(r"^\d\. (?=Sửa đường)", "", line)) for line in lines if line]


def test_minutes_hold_what_was_said_and_no_report_of_conduct(leader: Officer, client: FlaskClient) -> None:
    session = held(leader)
    on_paper, lines = both(client, leader, session)
    for text in (on_paper, bare("".join(lines))):
        for words in (
            *("Cống ấp mình nghẹt", "Đã cho người thông cống", "2. Người dân không nêu tên"),
            "Sửa đường trước Tết – Lê Thị Nghe, Chủ tịch, xong chậm nhất ngày 07/01/2027.",
        ):
            assert bare(words) in text, words
        assert "quát" not in text and bare("Giấu Tên") not in text


def test_word_says_line_by_line_what_the_paper_says(leader: Officer, client: FlaskClient) -> None:
    id = held(leader)
    session = db.session.get_one(ListeningSession, id)
    session.guests, session.attendees = "Đại diện Hội Phụ nữ", None
    topic = make_topic(name="Thoát nước").id
    sent = make_feedback(words="Bao giờ có nước sạch?", topic_id=topic, at=AFTER)
    row = SessionOpinion(session_id=id, feedback_id=sent.id, number=3, said_at=AFTER, beforehand=True)
    db.session.add(row)
    db.session.commit()
    on_paper, lines = both(client, leader, id)
    for said in ("Khách dự: Đại diện Hội Phụ nữ", "Số người dân dự: chưa đếm"):
        assert said in lines
    assert any(", gửi trước buổi: Bao giờ có nước sạch?" in line for line in lines)
    assert len(lines_for_word(lines)) > 12
    assert [line for line in lines_for_word(lines) if line not in on_paper] == []


def test_minutes_say_what_was_erased_and_by_when_an_answer_comes(leader: Officer, client: FlaskClient) -> None:
    id = held(leader)
    first, second = db.session.query(SessionOpinion).filter(SessionOpinion.number.is_not(None)).order_by("number")
    first.feedback.words, first.feedback.erased_at = "", AFTER
    db.session.commit()
    _paper, lines = both(client, leader, id)
    said = "\n".join(lines)
    assert "(đã xóa khi hết hạn lưu)" in said and "trả lời chậm nhất ngày" in said and "trước hết" not in said


def test_a_sentence_of_the_minutes_ends_once_and_officers_stand_there_by_name(
    leader: Officer, client: FlaskClient
) -> None:
    id = held(leader)
    db.session.query(SessionOpinion).filter_by(number=1).update({"solved_how": "Đã thông cống."})
    db.session.commit()
    on_paper, lines = both(client, leader, id)
    said = "\n".join(lines)
    assert ".." not in said + on_paper and "Giải quyết ngay tại buổi: Đã thông cống. Mã" in said
    assert "Số người dân dự: 40" in lines and "Chủ trì: Lê Thị Nghe – Chủ tịch" in lines


def test_no_signatures_stand_alone_on_a_page(leader: Officer) -> None:
    session = db.session.get_one(ListeningSession, held(leader))
    row = db.session.query(SessionOpinion).filter_by(number=1).one()
    for count in (0, 1, 3, 5, 6, 7, 8, 9):
        for promises in ([], promises_of(session)):
            made = minutes_pdf(minutes_words(session, [row] * count, promises, the_commune()))
            *_before, last = PdfDocument(made)
            text = bare(last.get_textpage().get_text_range())
            before = text[: text.index("Biênbảnđượcđọclại")]
            assert bare("Sửa đường" if promises else "Cống ấp mình nghẹt" if count else "Không có ý kiến") in before
