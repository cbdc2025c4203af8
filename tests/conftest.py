"""Fixtures every test may use: an application on an empty database, and its client."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cqtt import create_app
from cqtt.commune.models import Commune
from cqtt.config import Settings, read_settings
from cqtt.database import SQLITE_BEGIN
from cqtt.extensions import db as database
from tests import factories


def make_settings(data: Path, **changes: object) -> Settings:
    """Return settings of an installation in a folder of its own; plain http, as on a machine's own address."""
    settings = read_settings({"CQTT_DATA": str(data), "CQTT_SECRET_KEY": "k" * 40})
    return replace(settings, **{"base_url": "http://localhost", **changes})  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with every table and no row, copied for each test."""
    folder = tmp_path_factory.mktemp("empty")
    app = create_app(make_settings(folder))
    with app.app_context():
        database.create_all()
        database.session.remove()
        database.engine.dispose()
    return folder / "cqtt.db"


@pytest.fixture
def app(tmp_path: Path, empty_database: Path) -> Iterator[Flask]:
    shutil.copy(empty_database, tmp_path / "cqtt.db")
    app = create_app(make_settings(tmp_path))
    app.config["TESTING"] = True
    mark = SQLITE_BEGIN.set("DEFERRED")
    with app.app_context():
        factories.make_commune()
        yield app
        database.session.remove()
        database.engine.dispose()
    SQLITE_BEGIN.reset(mark)


@pytest.fixture
def db(app: Flask) -> object:
    return database


@pytest.fixture
def commune(app: Flask) -> Commune:
    return database.session.get_one(Commune, 1)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser; the token of its forms is checked only by the tests about tokens."""
    app.config["WTF_CSRF_ENABLED"] = False
    return app.test_client()


@pytest.fixture
def strict_client(app: Flask) -> FlaskClient:
    """A browser whose forms must carry their token."""
    return app.test_client()
