"""The main paths on PostgreSQL: what works on SQLite works there."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, make_url, select

from cqtt import create_app
from cqtt.clock import frozen, now
from cqtt.dossiers.models import Dossier
from cqtt.extensions import db
from cqtt.notifications.actions import About, Message, announce
from cqtt.notifications.delivery import deliver_due
from cqtt.upkeep.demonstration import PASSWORD
from cqtt.worker import tick
from tests.conftest import make_settings
from tests.factories import MONDAY
from tests.notifications.conftest import Inbox, inbox
from tests.postgres import database, postgres_server
from tests.upkeep.conftest import run

pytestmark = pytest.mark.proof  # starts a database server

__all__ = ["inbox", "postgres_server"]


@contextmanager
def on(data: Path, url: str) -> Iterator[Flask]:
    app = create_app(make_settings(data, database_url=url))
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context(), frozen(MONDAY):
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="module")
def filled(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The name of a database with the demonstration, and its data folder."""
    data = tmp_path_factory.mktemp("postgres")
    with database(postgres_server) as url:
        with on(data, url) as app:
            result = run(app, "demo")
            assert result.exit_code == 0, result.output
        yield str(make_url(url).database), data


@pytest.fixture
def app(postgres_server: str, filled: tuple[str, Path]) -> Iterator[Flask]:
    """An application on a copy of the demonstration."""
    name, data = filled
    with database(postgres_server, template=name) as url, on(data, url) as app:
        yield app


def test_the_demonstration_works_on_postgresql(app: Flask) -> None:
    assert db.session.scalar(select(func.count(Dossier.id))) == 13
    citizen, officer = app.test_client(), app.test_client()
    for address in ("/", "/thu-tuc?q=khai+sinh", "/thu-tuc/1.001193", "/lanh-dao", "/nop-ho-so/1.001193", "/suc-khoe"):
        assert citizen.get(address).status_code == 200, address
    assert officer.post("/dang-nhap", data={"login": "tiepnhan", "password": PASSWORD}).status_code == 303
    number = db.session.scalars(select(Dossier.id)).first()
    for address in ("/can-bo", "/can-bo/ho-so", "/can-bo/ho-so?q=nguyen", f"/can-bo/ho-so/{number}"):
        assert officer.get(address).status_code == 200, address
    assert run(app, "check").exit_code == 0
    assert tick() == 0


def test_a_start_that_is_sent_again_finds_its_draft(app: Flask) -> None:
    citizen = app.test_client()
    starts = [citizen.post("/nop-ho-so/1.001193", data={"start_key": "k" * 22}) for _number in range(2)]
    assert starts[0].location == starts[1].location
    assert db.session.scalar(select(func.count(Dossier.id))) == 14


def test_mails_are_taken_and_marked_once(app: Flask, inbox: Inbox) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], base_url="https://anphuoc.example")
    for number in range(3):
        announce(
            f"k{number}",
            About("dossier", 1, "accept"),
            Message("Xin chào", "Nội dung", ""),
            f"n{number}@example.com",
            "",
            now(),
        )
    db.session.commit()
    assert deliver_due(now()) == 3
    assert deliver_due(now()) == 0
    assert inbox.recipients == ["n0@example.com", "n1@example.com", "n2@example.com"]
