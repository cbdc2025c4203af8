"""Giving a procedure up, with or without a successor; and what citizens, dossiers and old posters then find."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cqtt.codes.actions import code_for
from cqtt.extensions import db
from cqtt.procedures.models import Procedure
from cqtt.roles import Role
from tests.dossiers.staff import desk
from tests.editing.publishing.drafting import (
    administrator,
    any_procedure,
    birth,
    page_of,
    publish,
    published,
    write_draft,
)
from tests.factories import make_dossier

REASON = "Bãi bỏ theo Quyết định 12"


@pytest.fixture
def admin(app: Flask) -> FlaskClient:
    return administrator(app)


def typed(procedure: Procedure, **more: Any) -> dict[str, Any]:
    current = published(procedure)
    return {"seen": current.id if current else 0, "reason": REASON, "sure": "y"} | more


def marriage() -> Procedure:
    return any_procedure(code="1.000894", slug="ket-hon", name="Đăng ký kết hôn")


def test_a_retired_procedure_is_withdrawn_and_found_no_more(app: Flask, admin: FlaskClient) -> None:
    procedure = birth()
    assert admin.post(page_of(procedure, "ngung"), data=typed(procedure)).status_code == 303
    page = app.test_client().get("/thu-tuc/1.001193")
    assert page.status_code == 410 and "hiện không còn được công bố" in page.text
    assert "Đăng ký khai sinh" not in app.test_client().get("/thu-tuc?q=khai+sinh").text
    assert REASON in admin.get(page_of(procedure, "lich-su")).text


def test_its_page_and_its_poster_lead_to_the_successor(app: Flask, admin: FlaskClient) -> None:
    procedure, successor = birth(), marriage()
    code = code_for("procedure", str(procedure.id)).short
    db.session.commit()
    sent = typed(procedure, find="kết hôn", successor="1.000894")
    assert admin.post(page_of(procedure, "ngung"), data=sent).status_code == 303
    page = app.test_client().get(f"/q/{code}", follow_redirects=True)
    assert page.status_code == 410 and 'href="/thu-tuc/1.000894"' in page.text
    third = any_procedure(code=None, slug="thu-ba", name="Hôn nhân một lần")
    sent = typed(successor, find="Hôn nhân một lần", successor="thu-ba")
    assert admin.post(page_of(successor, "ngung"), data=sent).status_code == 303
    for address in ("/thu-tuc/1.001193", "/thu-tuc/1.000894"):
        assert f'href="/thu-tuc/{third.address_code}"' in app.test_client().get(address).text


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"reason": ""}, "vì sao ngừng"),
        ({"sure": ""}, "nếu Ông/Bà chắc chắn"),
        ({"find": "kết hôn"}, "Xin chọn một thủ tục trong danh sách"),
        ({"find": "kết hôn", "successor": "1.001193"}, "Xin chọn một thủ tục trong danh sách"),
        ({"find": "zzzz qqqq"}, "Không tìm thấy thủ tục nào như vậy"),
        ({"find": "khai sinh"}, "Không tìm thấy thủ tục nào như vậy"),
        ({"seen": ""}, ""),
    ],
)
def test_what_is_not_said_clearly_retires_nothing(
    app: Flask, admin: FlaskClient, more: dict[str, str], sentence: str
) -> None:
    procedure = birth()
    marriage()
    answer = admin.post(page_of(procedure, "ngung"), data=typed(procedure, **({"reason": "Lý do gõ rồi"} | more)))
    assert answer.status_code == 422 and sentence in answer.text
    assert "reason" in more or "Lý do gõ rồi" in answer.text
    assert app.test_client().get("/thu-tuc/1.001193").status_code == 200


def test_the_search_without_scripts_offers_the_procedures_to_choose_from(admin: FlaskClient) -> None:
    procedure = birth()
    marriage()
    answer = admin.post(page_of(procedure, "ngung"), data=typed(procedure, find="ket hon"))
    assert 'value="1.000894"' in answer.text and "Đăng ký kết hôn (1.000894)" in answer.text
    live = admin.get(page_of(procedure, "ngung/tim?find=ket+hon"), headers={"HX-Request": "true"}).text
    assert "<html" not in live and 'value="1.000894"' in live and live.lstrip().startswith("<div")


def test_nothing_is_retired_that_changed_since_the_page_was_opened(app: Flask, admin: FlaskClient) -> None:
    procedure = birth()
    sent = typed(procedure)
    write_draft(procedure, name="Tên mới")
    publish(admin, procedure)
    assert admin.post(page_of(procedure, "ngung"), data=sent).status_code == 409
    assert app.test_client().get("/thu-tuc/1.001193").status_code == 200


def test_what_is_not_published_cannot_be_retired(admin: FlaskClient) -> None:
    procedure = birth()
    admin.post(page_of(procedure, "ngung"), data=typed(procedure))
    assert admin.get(page_of(procedure, "ngung")).status_code == 404


def test_open_dossiers_go_on(app: Flask, admin: FlaskClient) -> None:
    procedure = birth()
    dossier = make_dossier(published(procedure))
    assert "1 hồ sơ đang mở" in admin.get(page_of(procedure, "ngung")).text
    admin.post(page_of(procedure, "ngung"), data=typed(procedure))
    case = desk(app, Role.RECEPTION).get(f"/can-bo/ho-so/{dossier.id}")
    assert case.status_code == 200 and "Đăng ký khai sinh" in case.text


def test_it_is_brought_back_from_its_history(app: Flask, admin: FlaskClient) -> None:
    procedure = birth()
    admin.post(page_of(procedure, "ngung"), data=typed(procedure))
    assert "đã ngừng công bố" in admin.get(page_of(procedure, "lich-su")).text
    assert admin.post(page_of(procedure, "khoi-phuc/1"), data={"seen": ""}).status_code == 303
    assert app.test_client().get("/thu-tuc/1.001193").status_code == 410, "a draft alone brings nothing back"
    assert publish(admin, procedure, confirmed="y").status_code == 303
    assert app.test_client().get("/thu-tuc/1.001193").status_code == 200
