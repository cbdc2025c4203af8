"""The numbers of papers on PostgreSQL, where no lock of the whole file puts officers one behind the other."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from cqtt.commune.limits import Limit, Unit
from cqtt.dossiers.models import PaperKind
from cqtt.dossiers.papers import decisions
from cqtt.extensions import db
from cqtt.roles import Role
from tests.dossiers.test_issued_papers import give_out_at_once, numbers_of
from tests.factories import MONDAY, make_dossier, make_officer
from tests.postgres import postgres_server, postgres_url, unit_on

__all__ = ["postgres_server", "postgres_url"]
pytestmark = pytest.mark.proof  # starts a database server


@pytest.fixture
def app(postgres_url: str, tmp_path: Path) -> Iterator[Flask]:
    with unit_on(postgres_url, tmp_path) as app:
        yield app


def test_many_who_give_out_papers_at_once_make_no_double_and_no_gap(app: Flask) -> None:
    officer = make_officer(Role.RECEPTION)
    dossiers = [make_dossier() for _number in range(6)]
    for dossier in dossiers:
        decisions.accept(dossier, officer, Limit(3, Unit.WORKING_DAY), MONDAY)
    db.session.commit()
    give_out_at_once(app, [dossier.id for dossier in dossiers], officer.id, rounds=15)
    assert numbers_of(PaperKind.RECEIPT) == list(range(1, 6 + 6 * 10 + 1))
