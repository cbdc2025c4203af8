"""Whoever presides at the sessions of these tests."""

import pytest

from cqtt.commune.models import Officer
from cqtt.roles import Role
from tests.factories import make_commune, make_officer


@pytest.fixture
def leader(app: object) -> Officer:
    make_commune()
    return make_officer(Role.LEADER, name="Lê Thị Nghe", title="Chủ tịch", email="nghe@example.vn")
