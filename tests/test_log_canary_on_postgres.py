"""PostgreSQL quotes the whole row that it refuses; none of it gets into the log."""

import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from cqtt.dossiers.models import Dossier
from cqtt.extensions import db
from tests.factories import make_dossier
from tests.postgres import postgres_server, postgres_url, unit_on

__all__ = ["postgres_server", "postgres_url"]
pytestmark = pytest.mark.proof  # starts a database server

NAME, PHONE = "Hoàng Thị Yến Canh", "0900000789"


@pytest.fixture
def app(postgres_url: str, tmp_path: Path) -> Iterator[Flask]:
    with unit_on(postgres_url, tmp_path) as app:
        yield app


def test_what_a_refused_row_held_is_not_told(app: Flask) -> None:
    make_dossier()
    dossier_id = make_dossier(applicant_name=NAME, phone=PHONE).id
    for change in ("status = 'khong-co'", "phone = null", "id = (select min(id) from dossier)"):
        with pytest.raises(IntegrityError) as refused:
            db.session.execute(text(f"update dossier set {change} where id = {dossier_id}"))
        db.session.rollback()
        told = "".join(traceback.format_exception(refused.value))
        assert "constraint" in told
        assert NAME not in told and "DETAIL" not in told, told
    with pytest.raises(IntegrityError) as refused:
        make_dossier(applicant_name=NAME, phone=PHONE, token=db.session.get_one(Dossier, dossier_id).token)
    told = "".join(traceback.format_exception(refused.value))
    assert "unique constraint" in told and NAME not in told and PHONE not in told, told
