"""An installation with the whole catalogue; it is imported once and copied for each test."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cqtt import create_app
from cqtt.config import read_settings
from cqtt.database import SQLITE_BEGIN
from cqtt.extensions import db
from cqtt.procedures.actions import import_catalogue
from cqtt.procedures.commands import own_catalogue
from tests import factories


def application(folder: Path) -> Flask:
    settings = read_settings({"CQTT_DATA": str(folder), "CQTT_SECRET_KEY": "k" * 40})
    app = create_app(replace(settings, base_url="https://anphuoc.example.vn"))
    app.config["TESTING"] = True
    return app


@pytest.fixture(scope="session")
def catalogue_database(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> Path:
    folder = tmp_path_factory.mktemp("catalogue")
    shutil.copy(empty_database, folder / "cqtt.db")
    with application(folder).app_context():
        factories.make_commune()
        import_catalogue(own_catalogue(), factories.MONDAY)
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return folder / "cqtt.db"


@pytest.fixture
def full_app(tmp_path: Path, catalogue_database: Path) -> Iterator[Flask]:
    """An application with every procedure of the catalogue; its public address is not a loopback one."""
    folder = tmp_path / "full"
    folder.mkdir()
    shutil.copy(catalogue_database, folder / "cqtt.db")
    app = application(folder)
    mark = SQLITE_BEGIN.set("DEFERRED")
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    SQLITE_BEGIN.reset(mark)


@pytest.fixture
def full_client(full_app: Flask) -> FlaskClient:
    return full_app.test_client()
