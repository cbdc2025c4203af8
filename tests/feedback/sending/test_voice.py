"""A voice note: sent with the page of words, heard by its sender, never without a length and never without an end."""

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from cqtt.extensions import db
from cqtt.feedback.models import FileKind
from cqtt.feedback.sending.models import FeedbackDraftFile
from tests.feedback.sending.writing import begin, send, sent_to, stored_files, tell_who
from tests.uploads.recordings import webm


def speak(client: FlaskClient, draft: str, sound: bytes, words: str = "", name: str = "Lời nói.webm") -> TestResponse:
    """Send the page of words with a voice note."""
    file = FileStorage(io.BytesIO(sound), name)
    boundary, body = encode_multipart({"words": words, "topic_id": "0", "hamlet_id": "", "voice": file})
    kind = f'multipart/form-data; boundary="{boundary}"'
    return client.post(f"/phan-anh/gui/{draft}/noi-dung", data=body, content_type=kind)


def test_a_voice_note_is_enough_and_is_heard_by_its_sender_alone(app: Flask, client: FlaskClient) -> None:
    draft = begin(client)
    assert speak(client, draft, webm(3)).status_code == 303
    assert "<audio" in client.get(f"/phan-anh/gui/{draft}/noi-dung").text
    tell_who(client, draft)
    page = client.get(f"/phan-anh/gui/{draft}/xem-truoc").text
    assert "<audio" in page and "Lời ghi âm không đăng" in page
    feedback = sent_to(send(client, draft))
    assert feedback.words == "" and feedback.voice and feedback.voice.kind is FileKind.VOICE
    assert feedback.voice.seconds == pytest.approx(3, abs=0.2)
    address = f"/phan-anh/{feedback.code}/tep/{feedback.voice.public_id}"
    assert address in client.get(f"/phan-anh/{feedback.code}").text
    played = client.get(address, headers={"Range": "bytes=0-9"})
    assert (played.status_code, played.mimetype, len(played.data)) == (206, "audio/webm", 10)
    assert "no-store" in played.headers["Cache-Control"]
    assert app.test_client().get(address).status_code == 404


def test_words_and_voice_go_together(client: FlaskClient) -> None:
    draft = begin(client)
    assert speak(client, draft, webm(2), "Xin nghe phần ghi âm.").status_code == 303
    tell_who(client, draft)
    feedback = sent_to(send(client, draft))
    assert feedback.words == "Xin nghe phần ghi âm." and feedback.voice


@pytest.mark.parametrize(
    ("sound", "sentence"),
    [
        (b"", "trống"),
        (webm(180), "chỉ nhận đến 2 phút"),
        (b"ID3" + b"\0" * 400, "chưa mở được tệp này"),
        (webm(2)[:60], "bị hỏng"),
        (b"\0" * (5 * 1024 * 1024), "4 MB"),
    ],
    ids=["nothing", "three minutes", "music", "half of it", "too large"],
)
def test_what_is_no_voice_note_is_refused_and_the_words_stay(client: FlaskClient, sound: bytes, sentence: str) -> None:
    draft = begin(client)
    answer = speak(client, draft, sound, "Chuyện đã viết được một nửa")
    assert answer.status_code == 422 and sentence in answer.text and "Chuyện đã viết được một nửa" in answer.text
    assert not db.session.scalars(select(FeedbackDraftFile)).all()


def test_without_words_a_refused_note_still_leaves_something_to_say(client: FlaskClient) -> None:
    answer = speak(client, begin(client), b"")
    assert answer.status_code == 422 and "Xin kể vài lời" in answer.text


def test_another_note_takes_the_place_of_the_first(client: FlaskClient) -> None:
    draft = begin(client)
    speak(client, draft, webm(2))
    speak(client, draft, webm(4))
    file = db.session.scalars(select(FeedbackDraftFile)).one()
    assert file.seconds == pytest.approx(4, abs=0.2) and len(stored_files()) == 1


def test_a_note_is_dropped_with_its_file_and_then_words_are_asked_for(client: FlaskClient) -> None:
    draft = begin(client)
    speak(client, draft, webm(2))
    file = db.session.scalars(select(FeedbackDraftFile)).one()
    assert client.post(f"/phan-anh/gui/{draft}/tep/{file.public_id}/bo", data={"words": ""}).status_code == 303
    assert not stored_files()
    tell_who(client, draft)
    assert send(client, draft).status_code == 422
