"""Publishing on PostgreSQL, which has no single write lock: a draft is published once there too."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cqtt.clock import frozen
from cqtt.editing.jobs import publish_what_is_due
from cqtt.extensions import db
from cqtt.procedures.catalogue import published_catalogue
from cqtt.procedures.models import CatalogueStamp, Procedure
from tests.editing.publishing.drafting import administrator, any_procedure, form_of, page_of, published, write_draft
from tests.factories import MONDAY
from tests.postgres import postgres_server, postgres_url, unit_on

pytestmark = pytest.mark.proof  # starts a database server
__all__ = ["postgres_server", "postgres_url"]


@pytest.fixture
def app(postgres_url: str, tmp_path: Path) -> Iterator[Flask]:
    with unit_on(postgres_url, tmp_path) as app, frozen(MONDAY):
        yield app


def test_four_who_press_at_once_publish_it_once(app: Flask) -> None:
    clients = [administrator(app) for _number in range(4)]
    procedure = any_procedure()
    id, address = procedure.id, page_of(procedure, "cong-bo")
    write_draft(procedure, source="khác")
    typed = form_of(clients[0], procedure)
    start = Barrier(len(clients))
    db.session.remove()

    def press(client: FlaskClient) -> int:
        with app.app_context(), frozen(MONDAY):
            start.wait()
            return client.post(address, data=typed).status_code

    with ThreadPoolExecutor(len(clients)) as pool:
        assert set(pool.map(press, clients)) == {303}
    assert [version.number for version in db.session.get_one(Procedure, id).versions] == [1, 2]


def test_two_workers_publish_each_draft_once_and_raise_the_stamp_each_time(app: Flask) -> None:
    administrator(app)
    ids = []
    for _number in range(6):
        procedure = any_procedure()
        draft = write_draft(procedure, source="khác")
        draft.publish_on = MONDAY.date()
        ids.append(procedure.id)
    db.session.commit()
    before = db.session.get_one(CatalogueStamp, 1).value
    start = Barrier(2)
    db.session.remove()

    def work(_number: int) -> int:
        with app.app_context():
            start.wait()
            return publish_what_is_due(MONDAY)

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(work, range(2))) == len(ids)
    assert db.session.get_one(CatalogueStamp, 1).value == before + len(ids)
    assert all(procedure.version_number == 2 for procedure in published_catalogue().procedures)
    for id in ids:
        current = published(db.session.get_one(Procedure, id))
        assert current and current.number == 2
