"""Papers brought to the desk in answer to a request: ticked, counted, photographed, and on the next receipt."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cqtt import clock
from cqtt.commune.limits import Limit, Unit
from cqtt.dossiers import actions
from cqtt.dossiers.models import AttachmentKind, Dossier
from cqtt.dossiers.papers import decisions
from cqtt.dossiers.papers.received import papers_received
from cqtt.dossiers.rules import Status
from cqtt.extensions import db
from cqtt.roles import Role
from tests.dossiers.citizen import photo
from tests.dossiers.staff import desk, press
from tests.factories import MONDAY, make_attachment, make_dossier, make_officer

ITEMS = ["Giấy chứng sinh", "Tờ khai có chữ ký."]


@pytest.fixture(autouse=True)
def monday_morning(app: Flask) -> Iterator[None]:
    with clock.frozen(MONDAY):
        yield


@pytest.fixture
def reception(app: Flask) -> FlaskClient:
    return desk(app, Role.RECEPTION)


@pytest.fixture
def dossier(app: Flask) -> Dossier:
    """Received with one copy of the first paper, and sent back for the original and for a signature."""
    officer = make_officer(Role.RECEPTION, Role.SPECIALIST)
    dossier = make_dossier(papers_received={"giay-chung-sinh": [0, 1]})
    decisions.accept(dossier, officer, Limit(3, Unit.WORKING_DAY), MONDAY)
    decisions.request_supplement(dossier, officer, ITEMS, "Thiếu bản chính.", MONDAY)
    db.session.commit()
    return dossier


def bring(client: FlaskClient, dossier: Dossier, **typed: Any) -> tuple[int, str]:
    answer = press(client, dossier, "nhan-bo-sung", **typed)
    return answer.status_code, answer.text


def test_nothing_is_ticked_before_the_officer_has_looked(reception: FlaskClient, dossier: Dossier) -> None:
    page = reception.get(f"/can-bo/ho-so/{dossier.id}/nhan-bo-sung").text
    assert "1. Giấy chứng sinh" in page and "2. Tờ khai có chữ ký." in page and "Đủ cả" in page
    assert " checked" not in page.partition("Đã yêu cầu")[2].partition("</fieldset>")[0]


def test_what_came_is_counted_with_what_was_there_and_stands_on_the_next_receipt(
    reception: FlaskClient, dossier: Dossier
) -> None:
    counts = {"originals-1": "1", "copies-1": "0", "originals-2": "1"}
    scan = (io.BytesIO(photo()), "giấy chứng sinh.jpg")
    assert bring(reception, dossier, brought=["1", "2"], **counts, **{"files-1": scan})[0] == 303
    assert dossier.status is Status.ACCEPTED and dossier.open_supplement is None
    assert dossier.papers_received == {"giay-chung-sinh": [1, 1], "bo-sung-1-2": [1, 0]}
    (file,) = dossier.attachments
    assert (file.requirement_id, file.supplement_id) == ("bo-sung-1-1", dossier.supplements[0].id)
    assert papers_received(dossier) == [
        {"name": "Giấy chứng sinh", "originals": 1, "copies": 1},
        {"name": "Giấy chứng sinh (bản chụp bổ sung)", "originals": 0, "copies": 0},
        {"name": "Tờ khai có chữ ký", "originals": 1, "copies": 0},
    ]
    assert reception.post(f"/can-bo/ho-so/{dossier.id}/giay-hen-moi", data={"revision": dossier.revision})
    assert "Tờ khai có chữ ký" in [paper["name"] for paper in dossier.papers[-1].words["papers"]]


def test_all_there_is_one_tick(reception: FlaskClient, dossier: Dossier) -> None:
    assert bring(reception, dossier, all_here="y")[0] == 303
    assert dossier.status is Status.ACCEPTED
    assert papers_received(dossier) == [
        {"name": "Giấy chứng sinh", "originals": 1, "copies": 1},
        {"name": "Tờ khai có chữ ký", "originals": 0, "copies": 0},  # nobody counted it, and it came
    ]


def test_the_clock_does_not_go_on_while_something_is_missing(reception: FlaskClient, dossier: Dossier) -> None:
    status, page = bring(reception, dossier, brought="1", **{"originals-1": "7"})
    assert status == 422 and "Còn thiếu: Tờ khai có chữ ký." in page
    assert 'value="1" checked' in page and 'name="originals-1" value="7"' in page  # what was typed stays
    assert dossier.status is Status.AWAITING_SUPPLEMENT and dossier.papers_received == {"giay-chung-sinh": [0, 1]}
    assert bring(reception, dossier, brought="1", why_complete="Đã ký tại quầy.")[0] == 303
    assert dossier.status is Status.ACCEPTED
    assert dossier.supplements[0].answer == "Coi là đủ: Đã ký tại quầy."


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"copies-2": "hai"}, "Xin ghi số bản chính, bản sao của “Tờ khai có chữ ký.”"),
        ({"files-2": (io.BytesIO(b"MZ"), "x.exe")}, "không phải ảnh"),
    ],
)
def test_a_number_or_a_file_that_cannot_be_read_is_asked_for_again(
    reception: FlaskClient, dossier: Dossier, typed: dict[str, Any], sentence: str
) -> None:
    status, page = bring(reception, dossier, all_here="y", note="Bà Mai mang đến", **typed)
    assert (status, sentence in page, "Bà Mai mang đến" in page) == (422, True, True)
    assert dossier.status is Status.AWAITING_SUPPLEMENT and dossier.attachments == []


def test_pictures_sent_over_the_site_stand_on_the_receipt_by_their_item(dossier: Dossier) -> None:
    (request,) = dossier.supplements
    make_attachment(dossier, kind=AttachmentKind.SUPPLEMENT, requirement_id="bo-sung-1-2", supplement_id=request.id)
    dossier.papers_received = {}
    assert papers_received(dossier) == []  # not handed in yet
    actions.answer_supplement(dossier, "", MONDAY)
    picture = {"name": "Tờ khai có chữ ký (bản chụp bổ sung)", "originals": 0, "copies": 0}
    assert papers_received(dossier) == [picture]


@pytest.mark.parametrize("role", [Role.LEADER, Role.OVERSEER, Role.ADMINISTRATOR])
def test_only_who_works_with_the_dossier_takes_papers(app: Flask, dossier: Dossier, role: Role) -> None:
    assert bring(desk(app, role), dossier, all_here="y")[0] == 403
