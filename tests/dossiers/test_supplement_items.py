"""Answering a request for papers: a box for each item, until when, and what it does to the clock."""

import io
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cqtt import clock
from cqtt.commune.limits import AfterStop, Limit, Unit
from cqtt.dossiers.models import AttachmentKind, Dossier
from cqtt.dossiers.papers import decisions
from cqtt.dossiers.rules import Status
from cqtt.dossiers.supplements import items_of
from cqtt.extensions import db
from cqtt.roles import Role
from tests.dossiers.citizen import photo
from tests.dossiers.staff import desk
from tests.factories import MONDAY, make_attachment, make_dossier, make_officer, make_procedure

ITEMS = ["Bản chính giấy chứng sinh", "Tờ khai có chữ ký"]


@pytest.fixture(autouse=True)
def monday_morning(app: Flask) -> Iterator[None]:
    with clock.frozen(MONDAY):
        yield


def asked(client: FlaskClient, accept: bool = True, **content: object) -> Dossier:
    """A dossier sent back for two papers, opened by its owner."""
    officer = make_officer(Role.RECEPTION, Role.SPECIALIST)
    dossier = make_dossier(make_procedure(**content))
    if accept:
        decisions.accept(dossier, officer, Limit(3, Unit.WORKING_DAY), MONDAY)
    decisions.request_supplement(dossier, officer, ITEMS, "Ảnh bị mờ.", MONDAY)
    db.session.commit()
    client.get(f"/ho-so/mo/{dossier.token}")
    return dossier


def send(client: FlaskClient, dossier: Dossier, item: int, name: str = "ảnh.jpg", **headers: str) -> TestResponse:
    files = {"files": (io.BytesIO(photo() if name.endswith("jpg") else b"MZ"), name)}
    address = f"/ho-so/{dossier.code}/bo-sung/tep/{item}"
    return client.post(address, data=files, content_type="multipart/form-data", headers=headers)


def box(page: str, number: int) -> str:
    """Return the box of one item."""
    return re.split(r'<section class="card paper" id="muc-\d+">', page)[number].partition("</section>")[0]


def test_each_item_has_a_box_of_its_own(client: FlaskClient) -> None:
    dossier = asked(client)
    sent = send(client, dossier, 2, "tờ khai.jpg")
    assert (sent.status_code, sent.location) == (303, f"/ho-so/{dossier.code}/bo-sung#muc-2")
    assert send(client, dossier, 1, "giấy chứng sinh.jpg").status_code == 303
    page = client.get(f"/ho-so/{dossier.code}/bo-sung").text
    assert "1. Bản chính giấy chứng sinh" in box(page, 1) and "giấy chứng sinh.jpg" in box(page, 1)
    assert "2. Tờ khai có chữ ký" in box(page, 2) and "tờ khai.jpg" in box(page, 2)
    assert "tờ khai.jpg" not in box(page, 1)
    assert sorted(file.requirement_id for file in dossier.attachments) == ["bo-sung-1-1", "bo-sung-1-2"]
    fragment = client.get(f"/ho-so/{dossier.code}/bo-sung", headers={"HX-Request": "true"}).text
    assert fragment.lstrip().startswith('<div class="stack" id="giay-to-bo-sung">')


def test_a_file_that_is_refused_says_so_in_its_own_box(client: FlaskClient) -> None:
    dossier = asked(client)
    answer = send(client, dossier, 2, "x.exe")
    assert answer.status_code == 422
    assert "không phải ảnh" in box(answer.text, 2) and "không phải ảnh" not in box(answer.text, 1)
    assert dossier.attachments == []


def test_there_is_no_box_for_what_was_not_asked(app: Flask, client: FlaskClient) -> None:
    dossier, other = asked(client), make_dossier()
    for item in (0, 3, 999):
        assert send(client, dossier, item).status_code == 404, item
    assert send(app.test_client(), dossier, 1).status_code == 404
    assert send(client, other, 1).status_code == 404


def test_a_photo_can_be_taken_back_until_it_is_handed_in(client: FlaskClient) -> None:
    dossier = asked(client)
    send(client, dossier, 1)
    file = dossier.attachments[0]
    assert client.post(f"/ho-so/tep/{file.public_id}/xoa").status_code == 303
    assert dossier.attachments == []
    send(client, dossier, 1)
    assert client.post(f"/ho-so/{dossier.code}/bo-sung", data={"answer": ""}).status_code == 303
    assert dossier.status is Status.ACCEPTED
    assert client.post(f"/ho-so/tep/{dossier.attachments[0].public_id}/xoa").status_code == 404
    assert send(client, dossier, 2).status_code == 409


def test_the_page_says_until_when_and_what_happens_to_the_clock(client: FlaskClient) -> None:
    with_window, going_on = asked(client, supplement_window=7), asked(client, after_supplement=AfterStop.CONTINUE.value)
    new = asked(client, accept=False)

    def pages(dossier: Dossier) -> str:
        return "".join(client.get(f"/ho-so/{dossier.code}{part}").text for part in ("", "/bo-sung"))

    assert pages(with_window).count("Xin gửi chậm nhất thứ Tư, 02/12/2026, trước 16:30.") == 2
    assert pages(with_window).count("khi chúng tôi nhận đủ, thời hạn được tính lại từ đầu.") == 2
    assert "phần còn lại được tính tiếp" in pages(going_on)
    assert "Xin gửi chậm nhất" not in pages(going_on)
    assert "Thời hạn giải quyết bắt đầu tính khi hồ sơ đủ và được tiếp nhận." in pages(new)


def test_officers_see_what_came_for_each_item_and_take_all_of_it_as_one_pdf(app: Flask, client: FlaskClient) -> None:
    dossier = asked(client)
    send(client, dossier, 2, "tờ khai.jpg")
    reception = desk(app, Role.RECEPTION)
    page = reception.get(f"/can-bo/ho-so/{dossier.id}").text
    second = page.partition("2. Tờ khai có chữ ký")[2]
    assert "tờ khai.jpg" in second.partition("<h2>")[0]
    assert "tờ khai.jpg" not in page.partition("2. Tờ khai có chữ ký")[0]
    address = f"/can-bo/ho-so/{dossier.id}/giay-to/bo-sung-1.pdf"
    assert f'href="{address}"' in page
    assert reception.get(address).data.startswith(b"%PDF-")


def test_a_file_that_names_no_item_stands_with_the_first(client: FlaskClient) -> None:
    dossier = asked(client)
    (request,) = dossier.supplements
    fields = {"kind": AttachmentKind.SUPPLEMENT, "supplement_id": request.id}
    for id in ("bo-sung-1", "bo-sung-1-9", ""):
        make_attachment(dossier, requirement_id=id, **fields)
    assert [len(item.files) for item in items_of(request, dossier.attachments)] == [3, 0]
