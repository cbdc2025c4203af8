"""What pages say of a dossier that waits or is over: no firm date, no shelf, no promise that cannot be kept."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cqtt import clock
from cqtt.commune.limits import Limit, Unit
from cqtt.dossiers.models import Dossier, PaperKind
from cqtt.dossiers.papers import decisions
from cqtt.dossiers.papers.issuing import reissue
from cqtt.dossiers.papers.people import address_of
from cqtt.dossiers.rules import LONG_NAMES, SHORT_NAMES, Status
from cqtt.extensions import db
from cqtt.roles import Role
from tests.dossiers.staff import desk, press
from tests.factories import MONDAY, make_commune, make_dossier, make_hamlet, make_officer


@pytest.fixture(autouse=True)
def monday_morning(app: Flask) -> Iterator[None]:
    with clock.frozen(MONDAY):
        yield


@pytest.fixture
def officer(app: Flask) -> FlaskClient:
    return desk(app, Role.RECEPTION, Role.SPECIALIST)


def accepted() -> Dossier:
    dossier = make_dossier()
    decisions.accept(dossier, make_officer(Role.RECEPTION), Limit(3, Unit.WORKING_DAY), MONDAY)
    db.session.commit()
    return dossier


def case(client: FlaskClient, dossier: Dossier) -> str:
    return client.get(f"/can-bo/ho-so/{dossier.id}").text


def test_while_the_clock_stands_the_date_is_the_one_before(officer: FlaskClient) -> None:
    dossier = accepted()
    assert "trước khi tạm dừng" not in case(officer, dossier)
    press(officer, dossier, "bo-sung", others="Ảnh", reason="Mờ")
    page = case(officer, dossier)
    assert "Tính lại khi nhận đủ (trước khi tạm dừng: thứ Năm, 26/11/2026" in page
    assert "Thời hạn tạm dừng cho đến khi nhận đủ." in page  # what the officer is told


def test_a_request_before_acceptance_says_that_no_clock_runs(officer: FlaskClient) -> None:
    dossier = make_dossier()
    assert "Thời hạn tạm dừng" not in officer.get(f"/can-bo/ho-so/{dossier.id}/bo-sung").text
    press(officer, dossier, "bo-sung", others="Ảnh", reason="Mờ")
    page = case(officer, dossier)
    assert "Thời hạn chưa tính: hồ sơ chưa được tiếp nhận." in page and "Thời hạn tạm dừng" not in page


def test_the_shelf_is_asked_for_only_while_the_result_waits(officer: FlaskClient) -> None:
    waiting = make_dossier(status=Status.RESOLVED, result_on_paper=True, result_text="Bản sao", resolved_at=MONDAY)
    over = make_dossier(status=Status.RETURNED, result_on_paper=True, result_text="Bản sao", ended_at=MONDAY)
    assert "chưa ghi kệ số" in case(officer, waiting)
    assert "chưa ghi kệ số" not in case(officer, over) and "Bản sao" in case(officer, over)


def test_of_a_closed_dossier_nothing_is_promised_for_later(officer: FlaskClient) -> None:
    dossier = make_dossier(status=Status.RETURNED, ended_at=MONDAY)
    answer = officer.get(f"/can-bo/ho-so/{dossier.id}/tiep-nhan")
    assert answer.status_code == 409
    assert "Hồ sơ đã khép lại (đã trả kết quả) nên không làm được việc này nữa." in answer.text
    assert "Xem hồ sơ" in answer.text and "Mở lại hồ sơ" not in answer.text


def test_the_badge_of_the_case_has_the_name_of_the_queue(officer: FlaskClient) -> None:
    page = case(officer, make_dossier())
    assert str(SHORT_NAMES[Status.SUBMITTED]) in page and str(LONG_NAMES[Status.SUBMITTED]) not in page


def test_whoever_may_not_open_dossiers_is_told_so_and_offered_no_sheet(app: Flask, officer: FlaskClient) -> None:
    make_dossier()
    overseer = desk(app, Role.OVERSEER)
    assert "mở từng hồ sơ là việc của người xử lý" in overseer.get("/can-bo/ho-so").text
    assert "mở từng hồ sơ" not in officer.get("/can-bo/ho-so").text
    assert "viec-hom-nay.pdf" not in overseer.get("/can-bo").text
    assert "viec-hom-nay.pdf" in officer.get("/can-bo").text


def test_an_address_on_papers_is_whole_for_hamlets_of_the_unit_and_else_as_typed(app: Flask) -> None:
    make_commune(parent_name="thành phố Đồng Nai")
    here = make_dossier(address="Số 12", hamlet_id=make_hamlet(name="Ấp 7").id)
    assert address_of(here) == "Số 12, Ấp 7, xã An Phước, thành phố Đồng Nai"
    assert address_of(make_dossier(address="Số 1, xã Mẫu, tỉnh Mẫu")) == "Số 1, xã Mẫu, tỉnh Mẫu"


def test_a_paper_is_saved_under_a_vietnamese_name(officer: FlaskClient) -> None:
    dossier = accepted()
    paper = next((paper for paper in dossier.papers if paper.kind is PaperKind.RECEIPT), None)
    if paper is None:
        paper = reissue(dossier, PaperKind.RECEIPT, make_officer(Role.RECEPTION), MONDAY)
        db.session.commit()
    answer = officer.get(f"/can-bo/ho-so/{dossier.id}/giay/{paper.id}.pdf")
    assert f'filename="giay-hen-{paper.number}-{dossier.code}.pdf"' in answer.headers["Content-Disposition"]
