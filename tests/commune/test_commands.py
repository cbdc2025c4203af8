import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from cqtt.commune.commands import officer as officer_command
from cqtt.commune.models import Officer, StaffSession
from cqtt.commune.sign_in import is_password
from cqtt.extensions import db
from cqtt.roles import Role
from tests.factories import PASSWORD, make_officer, sign_in

NEW = "con vịt bơi qua sông"


def run(app: Flask, *arguments: str, typed: str | None = None) -> Result:
    result = app.test_cli_runner().invoke(officer_command, arguments, input=typed)
    db.session.rollback()
    db.session.expire_all()
    return result


def test_an_officer_is_added_who_can_sign_in(app: Flask) -> None:
    result = run(
        app, "add", "--name", "Trần Văn Bình", "--login", "Binh.Tran", "--role", "reception", "--role", "administrator",
        "--password", NEW,
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert "Đã thêm Trần Văn Bình (binh.tran): Tiếp nhận, Quản trị." in result.output
    added = db.session.scalars(select(Officer)).one()
    assert added.role_set == {Role.RECEPTION, Role.ADMINISTRATOR}
    assert is_password(added.password_hash, NEW)
    assert not added.must_change_password


def test_what_is_not_given_is_asked_for_and_passwords_do_not_show(app: Flask) -> None:
    result = run(app, "add", "--role", "leader", typed=f"Lê Thị Ngân\nngan\n{NEW}\n{NEW}\n")
    assert result.exit_code == 0, result.output
    assert NEW not in result.output
    assert db.session.scalars(select(Officer.login)).all() == ["ngan"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--login", "binh", "--password", "ngắn"), "từ 10 ký tự trở lên"),
        (("--login", "binh", "--password", "binh 123456789"), "tên đăng nhập"),
        (("--login", "quantri", "--password", NEW), "Đã có người dùng tên đăng nhập này."),
        (("--login", "hai chữ", "--password", NEW), "chữ không dấu, số"),
    ],
)
def test_what_will_not_do_is_refused_with_a_sentence(app: Flask, arguments: tuple[str, ...], said: str) -> None:
    make_officer(Role.ADMINISTRATOR, login="quantri")
    result = run(app, "add", "--name", "Trần Văn Bình", "--role", "reception", *arguments)
    assert result.exit_code == 1
    assert said in result.output
    assert db.session.scalars(select(Officer.login)).all() == ["quantri"]


def test_a_new_password_ends_the_sign_ins(app: Flask, client: object) -> None:
    officer = make_officer(Role.RECEPTION, login="binh")
    sign_in(app.test_client(), officer)
    result = run(app, "password", "BINH", "--password", NEW)
    assert result.exit_code == 0, result.output
    officer = db.session.scalars(select(Officer)).one()
    assert is_password(officer.password_hash, NEW)
    assert not is_password(officer.password_hash, PASSWORD)
    assert db.session.scalars(select(StaffSession)).all() == []


def test_roles_are_given_taken_and_shown(app: Flask) -> None:
    make_officer(Role.RECEPTION, login="binh", name="Trần Văn Bình")
    assert "Trần Văn Bình (binh): Tiếp nhận." in run(app, "role", "binh").output
    result = run(app, "role", "binh", "--add", "specialist", "--remove", "reception")
    assert "(binh): Chuyên môn." in result.output
    assert db.session.scalars(select(Officer)).one().role_set == {Role.SPECIALIST}


def test_the_last_administrator_keeps_the_role(app: Flask) -> None:
    make_officer(Role.ADMINISTRATOR, login="quantri")
    result = run(app, "role", "quantri", "--remove", "administrator")
    assert result.exit_code == 1
    assert "người quản trị duy nhất" in result.output
    assert db.session.scalars(select(Officer)).one().role_set == {Role.ADMINISTRATOR}


@pytest.mark.parametrize("command", [("role", "ai-do"), ("password", "ai-do", "--password", NEW)])
def test_an_unknown_login_is_named(app: Flask, command: tuple[str, ...]) -> None:
    result = run(app, *command)
    assert result.exit_code == 1
    assert "Không có cán bộ nào dùng tên đăng nhập ai-do." in result.output
