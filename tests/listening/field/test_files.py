"""Files from tablets: the bytes as they were, once each, with the item they belong to."""

import io
from collections.abc import Iterator
from hashlib import sha256

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from cqtt.clock import frozen
from cqtt.extensions import db
from cqtt.feedback.kept import file_store
from cqtt.feedback.models import FeedbackFile, FileKind
from cqtt.files import FileStore
from cqtt.listening.models import FieldItem, ListeningSession
from cqtt.listening.rules import ItemState
from cqtt.roles import Role
from tests.dossiers.citizen import photo
from tests.factories import make_officer, sign_in
from tests.listening.field.tablet import answers, new_id, opinion, send_file
from tests.listening.sessions import THAT_MORNING, make_session
from tests.uploads.recordings import webm


@pytest.fixture(autouse=True)
def that_morning() -> Iterator[None]:
    with frozen(THAT_MORNING):
        yield


@pytest.fixture
def session(app: Flask) -> ListeningSession:
    return make_session(make_officer(Role.LEADER))


@pytest.fixture
def tablet(client: FlaskClient, session: ListeningSession) -> FlaskClient:
    return sign_in(client, make_officer(Role.RECEPTION))


@pytest.fixture
def owner(tablet: FlaskClient, session: ListeningSession) -> str:
    """The device id of an opinion that has come."""
    sent = opinion()
    answers(tablet, session, sent)
    return str(sent["device_id"])


def rows() -> list[FeedbackFile]:
    return list(db.session.scalars(select(FeedbackFile).order_by(FeedbackFile.id)))


def test_a_photo_is_kept_with_its_opinion_and_the_digest_of_the_bytes_that_came(
    tablet: FlaskClient, session: ListeningSession, owner: str
) -> None:
    sent, device_id = photo("blue"), new_id()
    answer = send_file(tablet, session, owner, sent, device_id=device_id)
    assert answer.status_code == 200 and answer.json is not None and answer.json["state"] == "stored"
    [row] = rows()
    assert row.sha256_received == sha256(sent).hexdigest()
    assert (row.device_id, row.name, row.media_type) == (device_id, "ảnh đường.jpg", "image/jpeg")
    assert sha256(file_store().read(row.storage_key)).hexdigest() == row.sha256_kept


def test_the_same_file_sent_again_is_one(tablet: FlaskClient, session: ListeningSession, owner: str) -> None:
    device_id = new_id()
    for state in ("stored", "already", "already"):
        answer = send_file(tablet, session, owner, photo(), device_id=device_id)
        assert answer.json is not None and answer.json["state"] == state
    assert len(rows()) == 1


def test_a_file_before_its_opinion_waits_on_the_device(tablet: FlaskClient, session: ListeningSession) -> None:
    later, device_id = opinion(), new_id()
    early = send_file(tablet, session, later["device_id"], photo(), device_id=device_id)
    assert early.status_code == 409 and early.json is not None and early.json["state"] == "later"
    assert db.session.get(FieldItem, device_id) is None
    answers(tablet, session, later)
    assert send_file(tablet, session, later["device_id"], photo(), device_id=device_id).status_code == 200


def test_a_file_of_a_refused_opinion_waits(tablet: FlaskClient, session: ListeningSession) -> None:
    refused = opinion(words="")
    answers(tablet, session, refused)
    assert send_file(tablet, session, refused["device_id"], photo()).status_code == 409


def test_a_file_for_an_opinion_of_another_session_waits(tablet: FlaskClient, owner: str) -> None:
    assert send_file(tablet, make_session(), owner, photo()).status_code == 409
    assert rows() == []


def test_bytes_that_changed_on_their_way_are_asked_for_again(
    tablet: FlaskClient, session: ListeningSession, owner: str
) -> None:
    device_id = new_id()
    wrong = send_file(tablet, session, owner, photo(), device_id=device_id, sha256="0" * 64)
    assert wrong.status_code == 422 and wrong.json is not None and wrong.json["state"] == "later"
    assert rows() == [] and db.session.get(FieldItem, device_id) is None
    assert send_file(tablet, session, owner, photo(), device_id=device_id).status_code == 200


def test_another_file_under_the_same_id_is_refused(tablet: FlaskClient, session: ListeningSession, owner: str) -> None:
    device_id = new_id()
    send_file(tablet, session, owner, photo("red"), device_id=device_id)
    answer = send_file(tablet, session, owner, photo("green"), device_id=device_id)
    assert answer.json is not None and answer.json["state"] == "refused" and len(rows()) == 1


def test_what_is_no_picture_is_refused_with_the_reason(
    tablet: FlaskClient, session: ListeningSession, owner: str
) -> None:
    device_id = new_id()
    answer = send_file(tablet, session, owner, b"MZ not a picture", device_id=device_id, name="anh.jpg")
    assert answer.status_code == 200 and answer.json is not None
    assert answer.json["state"] == "refused" and "JPEG" in answer.json["sentence"]
    assert db.session.get_one(FieldItem, device_id).state is ItemState.REFUSED and rows() == []


def test_a_huge_file_is_413(tablet: FlaskClient, session: ListeningSession, owner: str) -> None:
    assert send_file(tablet, session, owner, b"\xff\xd8\xff" + bytes(15 * 1024 * 1024)).status_code == 413


def test_a_full_store_says_so_and_the_device_sends_it_again(
    tablet: FlaskClient, session: ListeningSession, owner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    device_id = new_id()
    with monkeypatch.context() as full:
        full.setattr(FileStore, "free_bytes", lambda store: 0)
        answer = send_file(tablet, session, owner, photo(), device_id=device_id)
    assert answer.status_code == 503 and answer.json is not None and answer.json["state"] == "later"
    assert send_file(tablet, session, owner, photo(), device_id=device_id).status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"owner": "khong-phai"},
        {"sha256": "khong-phai"},
        {"kind": "after"},
        {"kind": ""},
        {"made_at": "khi nào đó".encode("ascii", "ignore").decode()},
        {"device_id": "khong-phai"},
    ],
)
def test_headers_that_are_none_of_ours_are_400(
    tablet: FlaskClient, session: ListeningSession, owner: str, changes: dict[str, str]
) -> None:
    assert send_file(tablet, session, changes.pop("owner", owner), photo(), **changes).status_code == 400


def test_a_voice_note_stands_for_words_and_is_kept_with_its_length(
    tablet: FlaskClient, session: ListeningSession
) -> None:
    said, spoken = opinion(words="", with_voice="1"), webm()
    assert answers(tablet, session, said)[0]["state"] == "stored"
    answer = send_file(tablet, session, said["device_id"], spoken, kind="voice", name="loi-noi.webm")
    assert answer.json is not None and answer.json["state"] == "stored", answer.text
    [row] = rows()
    assert row.kind is FileKind.VOICE and row.seconds and row.sha256_received == sha256(spoken).hexdigest()


@pytest.mark.parametrize(("content", "kind"), [(b"%PDF-1.7\n%%EOF", "photo"), (photo(), "voice")])
def test_a_file_is_what_it_says_it_is(
    tablet: FlaskClient, session: ListeningSession, owner: str, content: bytes, kind: str
) -> None:
    answer = send_file(tablet, session, owner, content, kind=kind, name="tep")
    assert answer.json is not None and answer.json["state"] == "refused" and rows() == []


def test_what_a_camera_wrote_into_the_picture_is_not_kept(
    tablet: FlaskClient, session: ListeningSession, owner: str
) -> None:
    out, about = io.BytesIO(), Image.Exif()
    about[0x010E] = "noi chup: nha ong A"
    Image.new("RGB", (40, 30), "navy").save(out, "JPEG", exif=about)
    send_file(tablet, session, owner, out.getvalue())
    assert b"nha ong A" in out.getvalue()
    assert b"nha ong A" not in file_store().read(rows()[0].storage_key)
