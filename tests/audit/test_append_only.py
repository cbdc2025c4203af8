"""The database refuses to change what was recorded, whoever asks."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, create_engine, text
from sqlalchemy.exc import IntegrityError

from cqtt.audit.ddl import append_only, let_go, protect
from cqtt.extensions import db
from tests.audit.record import objects, write_acts
from tests.postgres import postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url"]

DIARY = Table(
    "diary", MetaData(), *(Column(name, String) for name in ("said", "note")), Column("id", Integer, primary_key=True)
)
protect(DIARY, erasable=("note",))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.proof)])
def diary(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """A protected table with one row, whose note may be erased; on each kind of database."""
    url = "sqlite://" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    engine = create_engine(url)
    with engine.begin() as connection:
        DIARY.create(connection)
        connection.execute(text("insert into diary values ('a', 'b', 1)"))
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.mark.parametrize(
    "change",
    [
        "update diary set said = 'c'",
        "update diary set note = '', said = 'c'",
        "update diary set id = 2",
        "delete from diary",
        "insert into diary values ('c', 'd', 1) on conflict (id) do update set said = 'c'",
    ],
)
def test_what_was_written_is_neither_changed_nor_deleted(diary: Connection, change: str) -> None:
    with pytest.raises(IntegrityError, match="diary is append-only"):
        diary.execute(text(change))
    diary.rollback()
    assert diary.execute(text("select * from diary")).all() == [("a", "b", 1)]


def test_personal_words_can_be_erased(diary: Connection) -> None:
    diary.execute(text("update diary set note = ''"))
    assert diary.execute(text("select note from diary")).scalar() == ""


def test_a_row_is_not_replaced_or_truncated_away(diary: Connection) -> None:
    on_sqlite = diary.dialect.name == "sqlite"
    change = "insert or replace into diary values ('c', 'd', 1)" if on_sqlite else "truncate diary"
    with pytest.raises(IntegrityError, match="diary is append-only"):
        diary.execute(text(change))


def test_letting_go_leaves_nothing_behind(diary: Connection) -> None:
    for words in let_go("diary")[diary.dialect.name]:
        diary.execute(text(words))
    diary.execute(text("delete from diary"))
    for words in append_only("diary")[diary.dialect.name]:
        diary.execute(text(words))


def test_without_the_columns_nothing_is_declared_erasable() -> None:
    with pytest.raises(ValueError, match="columns"):
        append_only("diary", erasable=("note",))


@pytest.mark.parametrize("change", ["update audit_entry set action = 'open'", "delete from audit_entry where id = 2"])
def test_the_record_is_append_only(app: Flask, change: str) -> None:
    write_acts(2)
    with pytest.raises(IntegrityError, match="audit_entry is append-only"):
        db.session.execute(text(change))
    db.session.rollback()
    assert objects() == ["1", "2"]
