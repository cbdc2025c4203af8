"""`cqtt init`: the first unit and its first administrator, by options or by answers."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from cqtt.commune.models import Commune, Officer, UnitKind
from cqtt.extensions import db
from cqtt.procedures.content import FilingMode
from cqtt.procedures.models import Procedure
from cqtt.roles import Role
from tests.upkeep.conftest import run

pytestmark = pytest.mark.proof  # makes whole installations

PASSWORD = "cây-cầu-con-mèo"
OPTIONS = {
    "--name": "Tam Phước",
    "--kind": "phường",
    "--parent": "thành phố Đồng Nai",
    "--phone": "0900 000 001",
    "--code-prefix": "H19.151",
    "--filing-mode": "pre_check",
    "--admin-name": "Nguyễn Thị Thử",
    "--admin-login": "quantri",
    "--admin-password": PASSWORD,
}


def options(**changes: str) -> list[str]:
    return [word for name, value in (OPTIONS | changes).items() for word in (name, value)]


def test_options_make_the_unit_the_administrator_and_the_catalogue(fresh: Flask) -> None:
    result = run(fresh, "init", *options())
    assert result.exit_code == 0, result.output
    commune = db.session.get_one(Commune, 1)
    assert (commune.full_name, commune.phone, commune.kind) == ("Phường Tam Phước", "0900000001", UnitKind.PHUONG)
    assert not commune.is_sample
    (officer,) = db.session.scalars(select(Officer))
    assert officer.role_set == {Role.ADMINISTRATOR}
    fresh.config["WTF_CSRF_ENABLED"] = False
    sign_in = fresh.test_client().post("/dang-nhap", data={"login": "quantri", "password": PASSWORD})
    assert sign_in.status_code == 303


def test_the_chosen_filing_mode_is_that_of_every_procedure_that_may_be_filed_here(fresh: Flask) -> None:
    run(fresh, "init", *options())
    modes = dict(db.session.execute(select(Procedure.filing_mode, func.count()).group_by(Procedure.filing_mode)).all())
    assert FilingMode.LOCAL not in modes
    assert modes[FilingMode.PRE_CHECK] > 100


def test_what_the_options_leave_out_is_asked(fresh: Flask) -> None:
    answers = [
        "Tam Phước",
        "xã",
        "thành phố Đồng Nai",
        "",
        "H19.151",
        "at_desk",
        "Lê Thử",
        "le.thu",
        PASSWORD,
        PASSWORD,
    ]
    result = run(fresh, "init", typed="\n".join(answers) + "\n")
    assert result.exit_code == 0, result.output
    commune = db.session.get_one(Commune, 1)
    assert (commune.full_name, commune.default_filing_mode) == ("Xã Tam Phước", "at_desk")
    assert PASSWORD not in result.output


def test_a_weak_password_is_asked_for_again(fresh: Flask) -> None:
    without = [word for pair in OPTIONS.items() if pair[0] != "--admin-password" for word in pair]
    result = run(fresh, "init", *without, typed=f"matkhau123\nmatkhau123\n{PASSWORD}\n{PASSWORD}\n")
    assert result.exit_code == 0, result.output
    assert "dễ đoán" in result.output


def test_a_weak_password_as_an_option_is_refused_whole(fresh: Flask) -> None:
    result = run(fresh, "init", *options(**{"--admin-password": "quantri123"}))
    assert result.exit_code == 1
    assert db.session.get(Commune, 1) is None


def test_a_wrong_phone_or_prefix_is_refused(fresh: Flask) -> None:
    assert run(fresh, "init", *options(**{"--phone": "12"})).exit_code == 1
    assert run(fresh, "init", *options(**{"--code-prefix": "mã xã"})).exit_code == 1
    assert db.session.get(Commune, 1) is None


def test_a_second_unit_is_refused_before_anything_is_asked(demonstration: Flask) -> None:
    result = run(demonstration, "init")
    assert result.exit_code == 1
    assert "đã có một đơn vị" in result.output
    assert db.session.get_one(Commune, 1).name == "An Phước"
