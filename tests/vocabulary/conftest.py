"""An administrator signed in, and a small catalogue."""

import pytest
from flask.testing import FlaskClient

from cqtt.procedures.models import ProcedureVersion
from cqtt.roles import Role
from tests.factories import make_officer, make_procedure, sign_in


@pytest.fixture
def admin(client: FlaskClient) -> FlaskClient:
    return sign_in(client, make_officer(Role.ADMINISTRATOR))


@pytest.fixture
def birth(app: object) -> ProcedureVersion:
    return make_procedure(name="Đăng ký khai sinh", slug="dang-ky-khai-sinh", code="1.001193")


@pytest.fixture
def land(app: object) -> ProcedureVersion:
    return make_procedure(name="Hòa giải tranh chấp đất đai", slug="hoa-giai", code="1.002000", field="Đất đai")
