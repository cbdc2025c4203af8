"""Migrations: from nothing to what the models say, whole or not at all, on SQLite and on PostgreSQL."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from flask import Flask
from sqlalchemy import Inspector, event, inspect, text

from cqtt import create_app, schema
from cqtt.database import SQLITE_BEGIN
from cqtt.extensions import db, migrate
from tests.conftest import make_settings
from tests.postgres import postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url"]


@contextmanager
def application(data: Path, database_url: str | None = None) -> Iterator[Flask]:
    """An application on a database without any table."""
    changes = {"database_url": database_url} if database_url else {}
    app = create_app(make_settings(data, **changes))
    mark = SQLITE_BEGIN.set("IMMEDIATE")
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    SQLITE_BEGIN.reset(mark)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Flask]:
    with application(tmp_path) as app:
        yield app


def shape() -> dict[str, Any]:
    """Return everything about the tables that a database tells, by table."""
    inspector = inspect(db.engine)
    tables = set(inspector.get_table_names()) - {"alembic_version"}
    return {table: _table(inspector, table) for table in sorted(tables)}


def _table(inspector: Inspector, table: str) -> dict[str, Any]:
    columns = [
        (column["name"], str(column["type"]), column["nullable"], column["default"])
        for column in inspector.get_columns(table)
    ]
    return {
        "columns": columns,
        "primary key": inspector.get_pk_constraint(table),
        "foreign keys": _sorted(inspector.get_foreign_keys(table)),
        "unique": _sorted(inspector.get_unique_constraints(table)),
        "checks": _sorted(inspector.get_check_constraints(table)),
        "indexes": _sorted(inspector.get_indexes(table)),
    }


def _sorted(found: Any) -> list[str]:
    return sorted(str(_plain(one)) for one in found)


def _plain(told: Any) -> Any:
    """Return what can be compared: the condition of an index is an object."""
    if isinstance(told, dict):
        return {key: _plain(told[key]) for key in sorted(told)}
    return [_plain(one) for one in told] if isinstance(told, (list, tuple)) else str(told)


def strict_tables() -> set[str]:
    rows = db.session.execute(text("PRAGMA table_list")).mappings()
    return {row["name"] for row in rows if row["strict"]}


def test_migrating_nothing_gives_what_the_models_say(empty: Flask, tmp_path: Path) -> None:
    schema.upgrade()
    migrated, strict = shape(), strict_tables()
    (tmp_path / "made").mkdir()
    with application(tmp_path / "made"):
        db.create_all()
        made = shape()
    assert migrated == made
    assert strict == set(made)


@pytest.mark.proof
def test_postgresql_is_migrated_to_what_the_models_say(tmp_path: Path, postgres_url: str) -> None:
    with application(tmp_path, postgres_url):
        schema.upgrade()
        migrated = shape()
        command.downgrade(migrate.get_config(), "base")
        assert shape() == {}
        db.create_all()
        assert migrated == shape()


def test_a_second_upgrade_does_nothing(empty: Flask) -> None:
    schema.upgrade()
    before = shape()
    schema.upgrade()
    assert shape() == before
    assert schema.is_current()


def test_a_migration_that_breaks_off_leaves_nothing_and_can_be_repeated(empty: Flask) -> None:
    def break_off(connection: Any, cursor: Any, statement: str, *_rest: Any) -> None:
        if "CREATE TABLE dossier " in statement:
            raise KeyboardInterrupt

    event.listen(db.engine, "before_cursor_execute", break_off)
    with pytest.raises(KeyboardInterrupt):
        schema.upgrade()
    event.remove(db.engine, "before_cursor_execute", break_off)
    assert shape() == {}
    assert schema.current_revision() is None
    schema.upgrade()
    assert "dossier" in shape()


@pytest.mark.proof
def test_two_programs_that_start_together_migrate_once(tmp_path: Path) -> None:
    upgrade = "from cqtt import create_app, schema\nwith create_app().app_context():\n    schema.upgrade()"
    environment = {**os.environ, "CQTT_DATA": str(tmp_path)}
    both = [subprocess.Popen([sys.executable, "-c", upgrade], env=environment) for _number in range(2)]
    assert [program.wait(timeout=60) for program in both] == [0, 0]


def test_foreign_keys_are_on_again_afterwards(empty: Flask) -> None:
    schema.upgrade()
    assert db.session.execute(text("PRAGMA foreign_keys")).scalar() == 1


def test_the_way_back_leaves_no_table(empty: Flask) -> None:
    schema.upgrade()
    command.downgrade(migrate.get_config(), "base")
    assert shape() == {}


def test_a_database_of_a_newer_program_is_refused(empty: Flask) -> None:
    schema.upgrade()
    db.session.execute(text("update alembic_version set version_num = '2099_01_01_later'"))
    db.session.commit()
    before = shape()
    with pytest.raises(schema.SchemaTooNew, match="2099_01_01_later"):
        schema.upgrade()
    assert shape() == before


def test_a_program_that_may_not_migrate_says_what_to_do(empty: Flask) -> None:
    with pytest.raises(schema.WrongSchema, match="cqtt serve"):
        schema.require_current()
