"""Fixtures every test may use: an application on an empty database, and its client."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.test import TestResponse

from cqtt import create_app
from cqtt import database as opening
from cqtt.commune.models import Commune
from cqtt.config import Settings, read_settings
from cqtt.extensions import db as database
from tests import factories

# A test's database need not survive a power cut; the proofs start the real server and leave this alone.
opening.PRAGMAS = tuple(pragma.replace("synchronous=FULL", "synchronous=OFF") for pragma in opening.PRAGMAS)


class CompiledTemplates(BytecodeCache):
    """What was compiled for one application of the tests serves the others of the process."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if kept := self.kept.get(bucket.key):
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


Flask.jinja_options = {"bytecode_cache": CompiledTemplates()}


def make_settings(data: Path, **changes: object) -> Settings:
    """Return settings of an installation in a folder of its own; plain http, as on a machine's own address."""
    settings = read_settings({"CQTT_DATA": str(data), "CQTT_SECRET_KEY": "k" * 40})
    return replace(settings, **{"base_url": "http://localhost", **changes})  # type: ignore[arg-type]


class FreshBrowser(FlaskClient):
    """A browser whose every request starts afresh and keeps only what was committed, as in production.

    The tests' own application context would remember who signed in, and changes that nobody committed.
    """

    def open(self, *args: Any, **options: Any) -> TestResponse:
        self._forget()
        answer = super().open(*args, **options)
        self._forget()
        return answer

    def _forget(self) -> None:
        vars(g).clear()
        database.session.rollback()
        database.session.expire_all()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application, built once; what a test changes of its settings and caches is put back for the next."""
    app = create_app(make_settings(tmp_path_factory.mktemp("installation")))
    app.config["TESTING"] = True
    app.test_client_class = FreshBrowser
    return app


@pytest.fixture(scope="session")
def empty_database(built: Flask, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with every table and no row but the unit's own, copied for each test."""
    kept = tmp_path_factory.mktemp("empty") / "cqtt.db"
    with built.app_context():
        database.create_all()
        factories.make_commune()
        database.session.remove()
        database.engine.dispose()
    shutil.move(built.config["SETTINGS"].data / "cqtt.db", kept)
    return kept


@pytest.fixture
def app(built: Flask, empty_database: Path) -> Iterator[Flask]:
    """The application on an empty database and an empty store."""
    data: Path = built.config["SETTINGS"].data
    for left in data.iterdir():
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    shutil.copy(empty_database, data / "cqtt.db")
    config, extensions = dict(built.config), dict(built.extensions)
    mark = opening.SQLITE_BEGIN.set("DEFERRED")
    with built.app_context():
        database.session.get_one(Commune, 1)  # what a new connection says first is counted in no test
        yield built
        database.session.remove()
        database.engine.dispose()
    opening.SQLITE_BEGIN.reset(mark)
    built.config.clear(), built.config.update(config)
    built.extensions.clear(), built.extensions.update(extensions)


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
