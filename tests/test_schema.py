"""What the database itself refuses, whatever the program does; and whether it can be read and written."""

import pytest
from flask import Flask
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError, OperationalError

from cqtt import schema
from cqtt.extensions import db
from tests.factories import make_dossier


def test_the_tables_are_strict(app: Flask) -> None:
    with pytest.raises(IntegrityError, match="cannot store TEXT value in INTEGER column"):
        db.session.execute(text("update catalogue_stamp set value = 'three'"))


@pytest.mark.parametrize(
    "statement",
    [
        "update dossier set status = 'lost'",
        "update dossier set procedure_id = 999999",
        "update dossier set code = null, start_key = null",
        "update commune set id = 2",
        "update commune set cut_off = null",
    ],
)
def test_the_database_refuses_what_must_never_be(app: Flask, statement: str) -> None:
    make_dossier()
    with pytest.raises(IntegrityError):
        db.session.execute(text(statement))


def test_every_constraint_has_a_name(app: Flask) -> None:
    inspector = inspect(db.engine)
    for table in inspector.get_table_names():
        constraints = [
            *inspector.get_unique_constraints(table),
            *inspector.get_check_constraints(table),
            *inspector.get_foreign_keys(table),
        ]
        assert all(one["name"] for one in constraints), table


def test_looking_whether_it_can_be_written_changes_nothing(app: Flask) -> None:
    assert schema.can_read_and_write()
    assert db.session.execute(text("select value from catalogue_stamp")).scalar() == 1


def test_a_database_that_cannot_be_written_is_noticed(app: Flask) -> None:
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only=ON")
    with pytest.raises(OperationalError):
        schema.can_read_and_write()
