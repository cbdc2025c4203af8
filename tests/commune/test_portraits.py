"""Photographs of officers: cut, made small, emptied of everything else, kept and forgotten."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from cqtt.commune.jobs import sweep_portraits
from cqtt.commune.models import Officer
from cqtt.commune.portraits import SIDE, portrait_store, stored_keys
from cqtt.extensions import db
from cqtt.roles import Role
from tests.dossiers.citizen import photo
from tests.dossiers.staff import desk
from tests.factories import make_officer

SAID_BY_THE_CAMERA = b"Nha so 12 Ap 7"


@pytest.fixture
def admin(app: Flask) -> FlaskClient:
    return desk(app, Role.ADMINISTRATOR)


def send(client: FlaskClient, officer: Officer, content: bytes, name: str = "anh.jpg") -> TestResponse:
    files = {"photo": (io.BytesIO(content), name)}
    return client.post(f"/quan-tri/can-bo/{officer.id}/anh", data=files, content_type="multipart/form-data")


def again(officer: Officer) -> Officer:
    db.session.expire_all()
    return db.session.get_one(Officer, officer.id)


def taken_with_a_place() -> bytes:
    """A tall photograph, red above and blue below, whose camera has written down where it was."""
    image = Image.new("RGB", (600, 900), "blue")
    image.paste("red", (0, 0, 600, 450))
    exif = Image.Exif()
    exif[0x010E] = SAID_BY_THE_CAMERA.decode()
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_a_photograph_becomes_a_small_square_of_its_upper_part_and_nothing_else(admin: FlaskClient) -> None:
    officer, sent = make_officer(), taken_with_a_place()
    assert SAID_BY_THE_CAMERA in sent
    assert send(admin, officer, sent).status_code == 303
    kept = portrait_store().read(again(officer).photo_key or "")
    image = Image.open(io.BytesIO(kept))
    assert (image.format, image.size, dict(image.getexif())) == ("WEBP", (SIDE, SIDE), {})
    assert SAID_BY_THE_CAMERA not in kept and len(kept) < 30_000
    red, _green, blue = image.convert("RGB").tobytes()[3 * SIDE * SIDE // 2 :][:3]
    assert red > 200 > 50 > blue  # the middle of the square lies above the middle of the picture
    assert list(portrait_store().verify(stored_keys())) == []
    assert admin.get(f"/quan-tri/can-bo/{officer.id}/anh").data == kept
    assert f"/quan-tri/can-bo/{officer.id}/anh?v=" in admin.get(f"/quan-tri/can-bo/{officer.id}").text


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "", "Xin chọn một ảnh trước."),
        (b"", "anh.jpg", "Tệp này trống"),
        (b"%PDF-1.4 x", "anh.pdf", "Xin chọn một ảnh JPEG, PNG hoặc WebP"),
        (b"hello", "anh.jpg", "Xin chọn một ảnh JPEG, PNG hoặc WebP"),
        (photo()[:400], "anh.jpg", "Ảnh này bị hỏng"),
    ],
)
def test_what_is_no_photograph_is_refused_with_what_to_do(
    admin: FlaskClient, content: bytes, name: str, sentence: str
) -> None:
    officer = make_officer()
    answer = send(admin, officer, content, name)
    assert answer.status_code == 422 and sentence in answer.text
    assert again(officer).photo_key is None


def test_a_new_photograph_takes_the_place_of_the_old_whose_file_goes(admin: FlaskClient) -> None:
    officer = make_officer()
    send(admin, officer, photo("red"))
    old = again(officer).photo_key or ""
    send(admin, officer, photo("blue"))
    assert portrait_store().path(again(officer).photo_key or "").is_file()
    assert not portrait_store().path(old).exists()
    new = again(officer).photo_key or ""
    assert admin.post(f"/quan-tri/can-bo/{officer.id}/anh/bo").status_code == 303
    assert again(officer).photo_key is None and not portrait_store().path(new).exists()
    assert admin.get(f"/quan-tri/can-bo/{officer.id}/anh").status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_others_change_no_photograph(app: Flask, role: Role) -> None:
    officer, client = make_officer(), desk(app, role)
    assert send(client, officer, photo()).status_code == 403
    assert client.get(f"/quan-tri/can-bo/{officer.id}/anh").status_code == 403


def test_files_that_nobody_has_are_swept_and_others_stay(admin: FlaskClient) -> None:
    officer = make_officer()
    send(admin, officer, photo())
    stray = portrait_store().put(b"left by an upload that never came to its end")
    later = datetime.now(UTC) + timedelta(days=2)
    assert sweep_portraits(later) == 1
    assert not portrait_store().path(stray).exists()
    assert portrait_store().path(again(officer).photo_key or "").is_file()


def test_a_box_says_that_a_number_has_zalo(admin: FlaskClient) -> None:
    officer = make_officer(phone="0912345678")
    typed = {
        "revision": "1",
        "name": officer.name,
        "title": "Chủ tịch",
        "phone": "0912345678",
        "position": "1",
        "has_zalo": "y",
    }
    assert admin.post(f"/quan-tri/can-bo/{officer.id}", data=typed).status_code == 303
    assert again(officer).has_zalo
    assert "0912 345 678 · Zalo" in admin.get("/quan-tri/can-bo").text
