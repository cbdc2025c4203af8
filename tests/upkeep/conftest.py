"""Installations as the commands make them, in folders of their own."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.cli import ScriptInfo

from cqtt import create_app
from cqtt.cli import cqtt
from cqtt.clock import frozen
from cqtt.database import SQLITE_BEGIN
from cqtt.extensions import db
from cqtt.procedures.catalogue_file import read_own_catalogue
from cqtt.upkeep import founding
from tests.conftest import make_settings
from tests.factories import MONDAY


@pytest.fixture(scope="session", autouse=True)
def catalogue_is_read_once() -> Iterator[None]:
    """The same files are taken in again and again; reading them takes longer than all the rest."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(founding, "read_own_catalogue", cache(read_own_catalogue))
        yield


@contextmanager
def installation(data: Path) -> Iterator[Flask]:
    """An application on this folder, with nothing in it that a command did not put there."""
    app = create_app(make_settings(data))
    mark = SQLITE_BEGIN.set("IMMEDIATE")
    with app.app_context(), frozen(MONDAY):
        yield app
        db.session.remove()
        db.engine.dispose()
    SQLITE_BEGIN.reset(mark)


def run(app: Flask, *arguments: str, typed: str = "") -> Result:
    """Run `cqtt` as an operator does: in a session of its own, so what it did not commit is gone afterwards."""
    db.session.remove()
    result = CliRunner().invoke(cqtt, arguments, input=typed, obj=ScriptInfo(create_app=lambda: app))
    db.session.remove()
    return result


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Flask]:
    """An empty data folder."""
    with installation(tmp_path) as app:
        yield app


@pytest.fixture(scope="session")
def demonstration_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demonstration")
    with installation(folder) as app:
        result = run(app, "demo")
        assert result.exit_code == 0, result.output
    return folder


@pytest.fixture
def demonstration(demonstration_folder: Path, tmp_path: Path) -> Iterator[Flask]:
    """A copy of the demonstration, made on Monday 23 November 2026 at nine."""
    data = tmp_path / "copy"
    shutil.copytree(demonstration_folder, data)
    with installation(data) as app:
        yield app
