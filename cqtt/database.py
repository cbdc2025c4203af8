"""The database: naming, types, and how SQLite is opened so that nothing acknowledged is lost."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

from flask import Flask, request
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Connection,
    Date,
    DateTime,
    Dialect,
    Double,
    Engine,
    Enum,
    ExceptionContext,
    Float,
    MetaData,
    String,
    Text,
    event,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.types import TypeDecorator

View = TypeVar("View", bound=Callable[..., Any])

# A transaction that will write says so at its start: a read that turns into a write fails at once
# ("database is locked"), whatever the timeout. Requests that may change something begin IMMEDIATE.
SQLITE_BEGIN: ContextVar[str] = ContextVar("sqlite_begin", default="DEFERRED")

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, kept in UTC, always aware in Python; a naive one is refused."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


def _codes_of(kind: type[StrEnum]) -> Sequence[str]:
    return [member.value for member in kind]


def enum_column(kind: type[StrEnum], name: str) -> Enum:
    """Return a column type that stores the code of a StrEnum, with a CHECK named after it."""
    return Enum(kind, name=name, native_enum=False, create_constraint=True, values_callable=_codes_of, length=32)


class Base(DeclarativeBase):
    """What every table inherits. SQLite tables are STRICT: a wrong type is refused, not stored."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={datetime: UtcDateTime, dict[str, Any]: JSON, list[Any]: JSON},
    )
    __table_args__: Any = {"sqlite_strict": True}


_STRICT_TYPES = {
    String: "TEXT",
    Text: "TEXT",
    Enum: "TEXT",
    Boolean: "INTEGER",
    BigInteger: "INTEGER",
    DateTime: "TEXT",
    Date: "TEXT",
    JSON: "TEXT",
    Float: "REAL",
    Double: "REAL",
}
for _kind, _word in _STRICT_TYPES.items():
    compiles(_kind, "sqlite")(lambda element, compiler, _word=_word, **options: _word)

BUSY_TIMEOUT = 5000  # milliseconds
PRAGMAS = (
    f"busy_timeout={BUSY_TIMEOUT}",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "temp_store=MEMORY",
    "trusted_schema=OFF",
)


def leave_values_out(failure: ExceptionContext) -> None:
    """Shorten what PostgreSQL says of a failing statement: after the first line it quotes the whole row."""
    said = getattr(getattr(failure.original_exception, "diag", None), "message_primary", None)
    if said:
        failure.original_exception.args = (said,)
        if failure.sqlalchemy_exception:
            failure.sqlalchemy_exception.args = (said,)


def tune(engine: Engine) -> None:
    """Open SQLite for durable, concurrent work; let no database tell the log what was in a row."""
    event.listen(engine, "handle_error", leave_values_out)
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def opened(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # BEGIN is sent below, the driver sends none
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begun(connection: Any) -> None:
        chosen = connection.get_execution_options().get("sqlite_begin") or SQLITE_BEGIN.get()
        connection.exec_driver_sql(f"BEGIN {chosen}")


@contextmanager
def writing_soon_or_never(engine: Engine, milliseconds: int) -> Iterator[Connection]:
    """Give a connection that waits this long for what others are writing, and then fails with OperationalError.

    For what a page can do without: nobody waits for it. The caller commits.
    """
    with engine.connect().execution_options(sqlite_begin="IMMEDIATE") as connection:
        if engine.dialect.name != "sqlite":
            connection.exec_driver_sql(f"set local lock_timeout = {milliseconds}")
            yield connection
            return
        # Behind SQLAlchemy, which would begin, and so wait, first.
        driver: Any = connection.connection.driver_connection
        driver.execute(f"PRAGMA busy_timeout={milliseconds}")
        try:
            yield connection
        finally:
            connection.rollback()
            driver.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT}")


def reads_first(view: View) -> View:
    """Mark a POST view that does slow work (pictures) before it writes: it takes no write lock at its start.

    Such a view calls `begin_writing()` after the slow work, and reads again what it is about to change.
    """
    view.reads_first = True  # type: ignore[attr-defined]
    return view


def begin_writing() -> None:
    """End the reading part of a request: the next statement begins a transaction that may write."""
    from cqtt.extensions import db

    db.session.rollback()
    SQLITE_BEGIN.set("IMMEDIATE")


def init_app(app: Flask) -> None:
    """Let requests that may write take the write lock at their beginning."""

    @app.before_request
    def announce_writing() -> None:
        view = app.view_functions.get(request.endpoint or "")
        reading = request.method in ("GET", "HEAD", "OPTIONS") or getattr(view, "reads_first", False)
        SQLITE_BEGIN.set("DEFERRED" if reading else "IMMEDIATE")
