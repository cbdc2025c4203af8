"""A form begins with that of another procedure: found, looked at, taken over, and given back by undo."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cqtt.procedures.models import ProcedureVersion
from cqtt.procedures.questions import ShownIf, form_faults
from cqtt.roles import Role
from tests.editing.form_builder.pages import draft_of, form_of, press, questions_now
from tests.editing.form_builder.test_builder_pages import QUESTIONS, row
from tests.factories import make_officer, make_procedure, sign_in


@pytest.fixture
def admin(client: FlaskClient) -> FlaskClient:
    return sign_in(client, make_officer(Role.ADMINISTRATOR))


@pytest.fixture
def version(app: Flask) -> ProcedureVersion:
    return make_procedure(name="Đăng ký khai tử", questions=[row("ten_chau", "Họ tên người mất")])


@pytest.fixture
def other(app: Flask) -> ProcedureVersion:
    return make_procedure(name="Đăng ký khai sinh", questions=QUESTIONS)


def test_another_form_is_found_and_looked_at(
    admin: FlaskClient, version: ProcedureVersion, other: ProcedureVersion
) -> None:
    found = admin.get(form_of(version, "/lay-tu-thu-tuc?q=khai+sinh")).text
    assert "Đăng ký khai sinh" in found and "4 câu" in found
    assert "Không thấy thủ tục nào" in admin.get(form_of(version, "/lay-tu-thu-tuc?q=zzzz")).text
    code = other.procedure.address_code
    page = admin.get(form_of(version, f"/lay-tu-thu-tuc?tu={code}")).text
    assert "Lý do cấp lại" in page and "Thêm vào cuối" in page
    assert draft_of(version) is None


def test_it_is_added_under_ids_of_its_own(
    admin: FlaskClient, version: ProcedureVersion, other: ProcedureVersion
) -> None:
    page = press(admin, version, f"/lay-tu/{other.procedure.address_code}/them-vao-cuoi").text
    assert "Đã lấy 4 câu của “Đăng ký khai sinh”." in page
    asked = questions_now(version)
    assert [one.id for one in asked] == ["ten_chau", "ten_chau_2", "loai", "ly_do", "con"]
    assert asked[3].shown_if == ShownIf("loai", ("Cấp lại",)) and form_faults(asked) == []


def test_it_takes_the_place_of_the_old_one_and_undo_gives_that_back(
    admin: FlaskClient, version: ProcedureVersion, other: ProcedureVersion
) -> None:
    press(admin, version, f"/lay-tu/{other.procedure.address_code}/thay-het")
    assert [one.id for one in questions_now(version)] == ["ten_chau", "loai", "ly_do", "con"]
    press(admin, version, "/hoan-tac")
    assert [one.label for one in questions_now(version)] == ["Họ tên người mất"]


def test_too_many_questions_are_refused(admin: FlaskClient, version: ProcedureVersion) -> None:
    long = make_procedure(questions=[row(f"cau_{number}", f"Câu {number}") for number in range(80)])
    page = press(admin, version, f"/lay-tu/{long.procedure.address_code}/them-vao-cuoi").text
    assert "Nhiều nhất 80 câu hỏi cho một thủ tục." in page
    assert draft_of(version) is None
