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
from sqlalchemy import Connection, Inspector, event, inspect, text
from sqlalchemy.exc import DatabaseError

from cqtt import create_app, schema
from cqtt.audit.verification import verify
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
        "columns": sorted(columns, key=str),  # one that was added later stands last
        "triggers": _triggers(table),
        "primary key": inspector.get_pk_constraint(table),
        "foreign keys": _sorted(inspector.get_foreign_keys(table)),
        "unique": _sorted(inspector.get_unique_constraints(table)),
        "checks": _sorted(inspector.get_check_constraints(table)),
        "indexes": _sorted(inspector.get_indexes(table)),
    }


def _triggers(table: str) -> list[str]:
    """Return what the database refuses about a table; SQLite tells the words, PostgreSQL the events."""
    known = {
        "sqlite": "select sql from sqlite_master where type = 'trigger' and tbl_name = :name",
        "postgresql": "select pg_get_triggerdef(oid) from pg_trigger"
        " where tgrelid = cast(:name as regclass) and not tgisinternal",
    }
    found = sorted(db.session.scalars(text(known[db.engine.dialect.name]), {"name": table}))
    db.session.rollback()
    return found


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


# -- a database that was in use before -------------------------------------------------------------

FIRST, DESK = "2026_11_23_first_tables", "2026_11_23_the_desk"
MORNING = "2026-11-23 02:00:00.000000"
USED: list[tuple[str, dict[str, Any]]] = [
    ("commune", {"id": 1, "name": "An Phước", "kind": "xã", "hours": "{}", "revision": 1}),
    ("officer", {"id": 1, "name": "Trần Thị Mẫu", "name_sort": b"a", "login": "mau", "position": 1, "revision": 1}),
    ("procedure", {"id": 1, "slug": "khai-sinh", "filing_mode": "local", "synonyms": "[]"}),
    (
        "procedure_version",
        {"id": 1, "procedure_id": 1, "number": 1, "status": "published", "content": "{}", "created_at": MORNING},
    ),
    *(
        (
            "dossier",
            {
                "id": number,
                "token": f"t{number}",
                "draft_key": f"d{number}",
                "start_key": f"s{number}",
                "code": f"H19-261123-000{number}",
                "status": "processing",
                "filing_mode": "local",
                "procedure_id": 1,
                "version_id": 1,
                "revision": 3,
                "applicant_kind": "person",
                "applicant_name": "Nguyễn Văn Thử",
                **dict.fromkeys(("answers", "typed", "consents"), "{}"),
                **dict.fromkeys(("steps_done", "papers_to_bring"), "[]"),
                **dict.fromkeys(("created_at", "saved_at", "submitted_at", "received_at"), MORNING),
            },
        )
        for number in (1, 2)
    ),
    *(
        (
            "dossier_event",
            {
                "dossier_id": dossier,
                "step": step,
                "from_status": before,
                "to_status": after,
                "at": MORNING,
                "actor": "officer",
                "officer_id": 1,
                "told": "Hồ sơ đã được tiếp nhận.",
                "details": "{}",
            },
        )
        for dossier in (1, 2)
        for step, before, after in (("accept", "submitted", "accepted"), ("begin", "accepted", "processing"))
    ),
    ("supplement_request", {"dossier_id": 1, "requested_at": MORNING, "officer_id": 1, "items": '["Ảnh"]'}),
    *(
        (
            "audit_entry",
            {"at": MORNING, "action": action, "officer_id": 1, "object_kind": "officer", "object_id": "1"}
            | {"details": "{}"},
        )
        for action in ("sign_in", "open", "sign_out")
    ),
]


def use(connection: Connection) -> None:
    """Put rows into a database of the first schema; what is not named is empty."""
    inspector = inspect(connection)
    for table, given in USED:
        needed = [c for c in inspector.get_columns(table) if not c["nullable"] and c["name"] not in given]
        empty = {c["name"]: 0 if str(c["type"]) in ("INTEGER", "BOOLEAN") else "" for c in needed if c["name"] != "id"}
        if connection.dialect.name == "postgresql":
            empty = {
                c["name"]: False if str(c["type"]) == "BOOLEAN" else empty[c["name"]]
                for c in needed
                if c["name"] in empty
            }
        row = empty | given
        names, places = ", ".join(f'"{name}"' for name in row), ", ".join(f":{name}" for name in row)
        connection.execute(text(f"insert into {table} ({names}) values ({places})"), row)


def rows_of_old_tables() -> dict[str, list[Any]]:
    """Return what the rows say in the columns they had at first."""
    found = {}
    for table in sorted({table for table, _row in USED}):
        columns = sorted(FIRST_COLUMNS[table])
        quoted = ", ".join(f'"{name}"' for name in columns)
        rows = db.session.execute(text(f"select {quoted} from {table} order by id"))
        found[table] = [tuple(row) for row in rows if not getattr(row, "action", "").startswith("dossier.")]
    db.session.rollback()
    return found


FIRST_COLUMNS: dict[str, list[str]] = {}


def upgraded_and_back() -> None:
    command.upgrade(migrate.get_config(), FIRST)
    with db.engine.begin() as connection:
        for table, _row in USED:
            FIRST_COLUMNS[table] = [column["name"] for column in inspect(connection).get_columns(table)]
        use(connection)
    before = rows_of_old_tables()
    schema.upgrade()
    assert rows_of_old_tables() == before
    assert verify().broken is None
    assert verify().head.count == 3 + 4  # the acts recorded before, and the moves of dossiers
    assert db.session.scalar(text("select channel from dossier where id = 1")) == "online"
    with pytest.raises(DatabaseError, match="append-only"):
        db.session.execute(text("delete from dossier_event"))
    db.session.rollback()
    command.downgrade(migrate.get_config(), FIRST)
    assert rows_of_old_tables() == before
    schema.upgrade()
    assert rows_of_old_tables() == before
    assert verify().head.count == 3 + 4


def test_a_used_database_keeps_every_row_there_and_back(empty: Flask) -> None:
    Path(empty.instance_path).mkdir(exist_ok=True)
    upgraded_and_back()


@pytest.mark.proof
def test_a_used_database_keeps_every_row_on_postgresql(tmp_path: Path, postgres_url: str) -> None:
    with application(tmp_path, postgres_url):
        upgraded_and_back()
