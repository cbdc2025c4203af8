"""Following a dossier: code and digits, the secret link, supplement, withdrawal."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cqtt.clock import frozen, now
from cqtt.commune.limits import Limit, Unit
from cqtt.dossiers.follow import timeline
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.papers import decisions
from cqtt.dossiers.rules import LONG_NAMES, Status, Timeliness
from cqtt.extensions import db
from cqtt.roles import Role
from tests.dossiers.citizen import photo
from tests.factories import MONDAY, make_dossier, make_officer, make_procedure


def look_up(client: FlaskClient, code: str, digits: str) -> int:
    return client.post("/ho-so", data={"code": code, "digits": digits}).status_code


def test_code_and_digits_open_the_dossier(client: FlaskClient) -> None:
    dossier = make_dossier()
    assert look_up(client, f"  {str(dossier.code).lower().replace('-', '–')} ", "0123") == 303
    page = client.get(f"/ho-so/{dossier.code}")
    assert page.status_code == 200 and str(LONG_NAMES[Status.SUBMITTED]) in page.text


def test_the_digits_of_the_citizen_number_open_it_too(client: FlaskClient) -> None:
    assert look_up(client, str(make_dossier().code), "0001") == 303


def test_unknown_code_and_wrong_digits_answer_alike(client: FlaskClient) -> None:
    dossier = make_dossier()
    wrong = client.post("/ho-so", data={"code": dossier.code, "digits": "9999"})
    unknown = client.post("/ho-so", data={"code": "H19.00.00-261123-9999", "digits": "9999"})
    assert wrong.status_code == unknown.status_code == 422
    assert wrong.text.replace(str(dossier.code), "") == unknown.text.replace("H19.00.00-261123-9999", "")


def test_ten_wrong_digits_close_the_code_for_the_day_but_not_the_link(app: Flask, client: FlaskClient) -> None:
    dossier = make_dossier()
    with frozen(MONDAY):
        assert [look_up(client, str(dossier.code), "9999") for _ in range(11)] == [422] * 10 + [429]
        assert look_up(app.test_client(), str(dossier.code), "0123") == 429
        assert app.test_client().get(f"/ho-so/mo/{dossier.token}").status_code == 303
    with frozen(MONDAY + timedelta(days=1)):
        assert look_up(app.test_client(), str(dossier.code), "0123") == 303


def test_right_digits_do_not_use_the_allowance_up(app: Flask, client: FlaskClient) -> None:
    code = str(make_dossier().code)
    assert {look_up(app.test_client(), code, "0123") for _ in range(15)} == {303}


def test_without_the_secret_nothing_of_a_dossier_opens(client: FlaskClient) -> None:
    code = make_dossier().code
    assert client.get(f"/ho-so/{code}").location.startswith("/ho-so?ma=")
    for part in ("xac-nhan", "bo-sung", "rut", "xac-nhan.pdf", "giay-hen.pdf"):
        assert client.get(f"/ho-so/{code}/{part}").status_code == 404, part
    assert client.get("/ho-so/mo/khong-co-that").status_code == 404


def test_a_draft_cannot_be_looked_up_by_code(client: FlaskClient) -> None:
    dossier = make_dossier(status=Status.DRAFT)
    assert look_up(client, str(dossier.code), "0123") == 422


def test_forgetting_closes_it_on_this_browser(client: FlaskClient) -> None:
    dossier = make_dossier()
    client.get(f"/ho-so/mo/{dossier.token}")
    assert str(dossier.code) in client.get("/ho-so").text
    client.post(f"/ho-so/{dossier.code}/cat-di")
    assert client.get(f"/ho-so/{dossier.code}").status_code == 303


def running(**fields: Any) -> Dossier:
    """A dossier that was accepted."""
    dossier = make_dossier(**fields)
    decisions.accept(dossier, make_officer(Role.RECEPTION), Limit(3, Unit.WORKING_DAY), MONDAY)
    db.session.commit()
    return dossier


def opened(client: FlaskClient, dossier: Dossier) -> str:
    client.get(f"/ho-so/mo/{dossier.token}")
    return client.get(f"/ho-so/{dossier.code}").text


def test_nothing_is_left_to_do_only_where_nothing_is_to_be_paid(client: FlaskClient) -> None:
    dossier = running()
    assert "Ông/Bà không phải làm gì thêm." in opened(client, dossier)
    dossier.fee_vnd = 2_000
    db.session.commit()
    page = opened(client, dossier)
    assert "không phải làm gì thêm" not in page and "còn khoản phí phải nộp" in page


def test_a_request_before_acceptance_stops_no_clock(client: FlaskClient) -> None:
    new, accepted, officer = make_dossier(), running(), make_officer(Role.RECEPTION, Role.SPECIALIST)
    for dossier in (new, accepted):
        decisions.request_supplement(dossier, officer, ["Ảnh"], "Thiếu.", MONDAY)
    db.session.commit()
    page = opened(client, new)
    assert "tạm dừng" not in page and "Khi nhận đủ, chúng tôi xem lại" in page
    assert "Thời hạn tạm dừng cho đến khi chúng tôi nhận đủ." in opened(client, accepted)


def test_the_page_masks_numbers(client: FlaskClient) -> None:
    dossier = make_dossier()
    client.get(f"/ho-so/mo/{dossier.token}")
    page = client.get(f"/ho-so/{dossier.code}").text
    assert "075199000001" not in page and "0900000123" not in page
    assert "075*******01" in page


@pytest.fixture
def asked(client: FlaskClient) -> Dossier:
    """A dossier accepted on Monday, then sent back for one paper."""
    officer = make_officer(Role.RECEPTION, Role.SPECIALIST)
    dossier = make_dossier(make_procedure())
    decisions.accept(dossier, officer, Limit(3, Unit.WORKING_DAY), MONDAY)
    decisions.request_supplement(dossier, officer, ["Bản chính giấy chứng sinh"], "Ảnh bị mờ.", MONDAY)
    db.session.commit()
    client.get(f"/ho-so/mo/{dossier.token}")
    return dossier


def test_a_supplement_is_answered_with_a_photo_and_the_clock_restarts(client: FlaskClient, asked: Dossier) -> None:
    from io import BytesIO

    code = asked.code
    assert "Ảnh bị mờ." in client.get(f"/ho-so/{code}").text
    files = {"files": (BytesIO(photo()), "bosung.jpg")}
    sent = client.post(f"/ho-so/{code}/bo-sung/tep/1", data=files, content_type="multipart/form-data")
    assert sent.status_code == 303, sent.text
    assert "bosung.jpg" in client.get(f"/ho-so/{code}/bo-sung").text
    before = db.session.scalars(select(Dossier.due_at)).one()
    with frozen(MONDAY + timedelta(days=3)):
        assert client.post(f"/ho-so/{code}/bo-sung", data={"answer": "Đã gửi"}).status_code == 303
    db.session.expire_all()
    dossier = db.session.scalars(select(Dossier)).one()
    assert dossier.status is Status.ACCEPTED and dossier.due_at and before and dossier.due_at > before
    assert dossier.supplements[0].answered_at


def test_an_empty_supplement_is_refused_kindly(client: FlaskClient, asked: Dossier) -> None:
    answer = client.post(f"/ho-so/{asked.code}/bo-sung", data={"answer": ""})
    assert answer.status_code == 422
    assert "Xin gửi ảnh giấy tờ" in answer.text
    assert asked.status is Status.AWAITING_SUPPLEMENT


def test_withdrawing_ends_it(client: FlaskClient) -> None:
    dossier = make_dossier()
    client.get(f"/ho-so/mo/{dossier.token}")
    assert client.get(f"/ho-so/{dossier.code}/rut").status_code == 200
    assert client.post(f"/ho-so/{dossier.code}/rut", data={"reason": ""}).status_code == 303
    db.session.expire_all()
    assert dossier.status is Status.WITHDRAWN and dossier.ended_at
    assert client.get(f"/ho-so/{dossier.code}/rut").status_code == 303


def test_the_receipt_exists_only_after_acceptance(client: FlaskClient) -> None:
    dossier = make_dossier()
    client.get(f"/ho-so/mo/{dossier.token}")
    assert client.get(f"/ho-so/{dossier.code}/xac-nhan.pdf").data.startswith(b"%PDF")
    assert client.get(f"/ho-so/{dossier.code}/giay-hen.pdf").status_code == 404
    decisions.accept(dossier, make_officer(Role.RECEPTION), Limit(3, Unit.WORKING_DAY), now())
    db.session.commit()
    assert client.get(f"/ho-so/{dossier.code}/giay-hen.pdf").data.startswith(b"%PDF")


def test_forms_02_and_03_can_be_printed_by_their_owner(client: FlaskClient, asked: Dossier) -> None:
    assert client.get(f"/ho-so/{asked.code}/phieu-bo-sung.pdf").data.startswith(b"%PDF")
    assert client.get(f"/ho-so/{asked.code}/phieu-tu-choi.pdf").status_code == 404
    refused = make_dossier()
    decisions.refuse(refused, make_officer(Role.RECEPTION), "Không thuộc thẩm quyền", "", MONDAY)
    db.session.commit()
    client.get(f"/ho-so/mo/{refused.token}")
    assert client.get(f"/ho-so/{refused.code}/phieu-tu-choi.pdf").data.startswith(b"%PDF")


def test_a_device_that_guesses_codes_is_asked_to_wait(client: FlaskClient) -> None:
    with frozen(MONDAY):
        answers = [look_up(client, f"H19.00.00-261123-{number:04}", "9999") for number in range(31)]
    assert answers == [422] * 30 + [429]


def test_a_national_code_never_hides_the_dossier_that_has_the_code(client: FlaskClient) -> None:
    first = make_dossier()
    make_dossier(national_code=first.code, phone="0900000999")
    assert look_up(client, str(first.code), "0123") == 303


@pytest.mark.parametrize("how", ["{0}", "{1}", "{2}", "  {0} "], ids=["whole", "no prefix", "bare", "with spaces"])
def test_a_code_is_found_as_people_write_it(client: FlaskClient, how: str) -> None:
    code = str(make_dossier().code)
    bare = code.replace(".", "").replace("-", "").lower()
    assert look_up(client, how.format(code, code.removeprefix("H19.00.00-"), bare), "0123") == 303


def test_a_whole_phone_number_in_the_small_box_will_do(client: FlaskClient) -> None:
    assert look_up(client, str(make_dossier().code), "0900 000 123") == 303


def test_the_closed_code_says_until_when(client: FlaskClient) -> None:
    code = str(make_dossier().code)
    with frozen(MONDAY):
        for _ in range(10):
            look_up(client, code, "9999")
        answer = client.post("/ho-so", data={"code": code, "digits": "9999"})
    assert answer.status_code == 429 and "đến hết hôm nay" in answer.text and answer.headers["Retry-After"]


def test_whoever_waits_longer_than_promised_reads_sorry_and_no_day_that_has_passed(client: FlaskClient) -> None:
    dossier = running()
    dossier.status, promised = Status.PROCESSING, dossier.due_at
    assert promised is not None
    db.session.commit()
    with frozen(promised - timedelta(hours=1)):
        assert "đã trễ hạn" not in opened(client, dossier)
    with frozen(promised + timedelta(hours=1)):
        page = opened(client, dossier)
        assert "Chúng tôi xin lỗi Ông/Bà: hồ sơ đã trễ hạn." in page and "notice red" in page
        assert [each.when for each in timeline(dossier, now()) if each.state == "todo"] == [None, None]
    dossier.new_due_at = promised + timedelta(days=2)
    db.session.commit()
    with frozen(promised + timedelta(hours=1)):
        page = opened(client, dossier)
    assert "Chúng tôi xin lỗi và hẹn lại" in page and "đã trễ hạn" not in page


def test_a_result_that_came_late_says_sorry(client: FlaskClient) -> None:
    dossier = running()
    for timeliness, is_said in ((Timeliness.LATE, True), (Timeliness.ON_TIME, False)):
        dossier.status, dossier.timeliness = Status.RESOLVED, timeliness
        db.session.commit()
        assert ("trễ hơn ngày đã hẹn" in opened(client, dossier)) is is_said
