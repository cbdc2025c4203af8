"""A database from before there was a chain: its entries and moves are chained; both ways to a database refuse alike."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from cqtt import schema
from cqtt.audit.actions import record
from cqtt.audit.verification import verify
from cqtt.extensions import db, migrate
from tests.audit.record import entries
from tests.postgres import postgres_server, postgres_url
from tests.test_migrations import application

__all__ = ["postgres_server", "postgres_url"]
FIRST = "2026_11_23_first_tables"
ON_BOTH = pytest.mark.parametrize(
    "installed", ["sqlite", pytest.param("postgresql", marks=pytest.mark.proof)], indirect=True
)
TRIGGERS = {
    "sqlite": "select name, sql from sqlite_master where type = 'trigger' order by name",
    "postgresql": "select tgname, pg_get_triggerdef(t.oid), prosrc from pg_trigger t join pg_proc p on p.oid = tgfoid"
    " where not tgisinternal order by tgname",
}


@pytest.fixture
def installed(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An application on a database without any table."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    with application(tmp_path, url) as app:
        yield app


def triggers() -> list[tuple[str, ...]]:
    db.session.rollback()
    found = db.session.execute(text(TRIGGERS[db.engine.dialect.name])).all()
    return [tuple(row) for row in found]


@ON_BOTH
def test_a_migrated_database_refuses_what_a_new_one_refuses(installed: Flask) -> None:
    schema.upgrade()
    migrated = triggers()
    db.session.rollback()
    command.downgrade(migrate.get_config(), "base")
    assert triggers() == []
    db.session.rollback()
    db.create_all()
    assert triggers() == migrated
    protected = {"audit_entry", "dossier_event", "feedback_event", "letter_event", "pledge", "promise_event"}
    assert protected == {name.split("_no_")[0] for name, *_rest in migrated}


OLD_ENTRIES = """
insert into audit_entry (id, at, action, officer_id, object_kind, object_id, address, details) values
(1, '2026-11-02 01:00:00.000000', 'found', null, 'commune', '1', 'command', '{}'),
(4, '2026-11-03 01:00:00.250000', 'open', 2, 'dossier', '7', '192.0.2.1', '{}'),
(5, '2026-11-03 01:00:00.000000', 'sign_in_refused', null, 'officer', '', '192.0.2.1', '{"tên": ["ă", 1.5]}')
"""


@ON_BOTH
def test_what_was_recorded_before_is_chained_in_its_order(installed: Flask) -> None:
    command.upgrade(migrate.get_config(), FIRST)
    db.session.execute(text(OLD_ENTRIES))
    db.session.commit()
    schema.upgrade()
    assert (verify().broken, verify().head.count) == (None, 3)
    told = [(entry.id, entry.action, entry.actor, entry.officer_id) for entry in entries()]
    assert told == [(1, "found", "command", None), (2, "open", "officer", 2), (3, "sign_in_refused", "citizen", None)]
    assert entries()[2].details == {"tên": ["ă", 1.5]}
    record("change", "commune", 1)
    db.session.commit()
    assert (verify().broken, verify().head.count) == (None, 4)
    with pytest.raises(IntegrityError):
        db.session.execute(text("delete from audit_entry"))
