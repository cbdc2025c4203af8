"""The record in tests: write some acts, read what stands there, change it behind the program's back."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from flask import Flask
from sqlalchemy import select

from cqtt.audit.actions import record
from cqtt.audit.models import AuditEntry
from cqtt.extensions import db

TRIGGERS = "select name, sql from sqlite_master where type = 'trigger' order by name"


def write_acts(count: int) -> None:
    """Put entries about objects 1, 2, 3 … into the record."""
    for number in range(1, count + 1):
        record("change", "commune", number, fields=["phone"])
    db.session.commit()


def entries() -> list[AuditEntry]:
    return list(db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)))


def objects() -> list[str]:
    """Return what the entries are about, in their order."""
    return list(db.session.scalars(select(AuditEntry.object_id).order_by(AuditEntry.id)))


@contextmanager
def behind_the_back(app: Flask) -> Iterator[sqlite3.Connection]:
    """Open the database file as somebody does who takes the triggers away first."""
    db.session.remove()
    with closing(sqlite3.connect(app.config["SETTINGS"].data / "cqtt.db")) as connection, connection:
        for (name,) in connection.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            connection.execute(f"drop trigger {name}")
        yield connection
