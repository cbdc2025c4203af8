"""How migrations run: all in one transaction, foreign keys off while tables are rebuilt, checked at its end."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection, text

database = current_app.extensions["migrate"].db
ONE_AT_A_TIME = 7_265_636  # the key of a lock: two programs that start together migrate once


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=database.metadata,
        render_as_batch=True,
        transactional_ddl=True,  # SQLite can, because BEGIN is ours (database.py)
    )
    with context.begin_transaction():
        context.run_migrations()
        if connection.dialect.name == "sqlite":
            refuse_broken_references(connection)


def refuse_broken_references(connection: Connection) -> None:
    broken = connection.execute(text("PRAGMA foreign_key_check")).fetchall()
    if broken:
        raise ValueError(f"a migration left {len(broken)} rows without what they refer to")


def run_on_sqlite() -> None:
    """Rebuilding a table drops it first: with foreign keys on, that would empty the tables that refer to it."""
    with database.engine.connect().execution_options(sqlite_begin="IMMEDIATE") as connection:
        raw = connection.connection.dbapi_connection
        raw.execute("PRAGMA foreign_keys=OFF")
        try:
            run(connection)
        finally:
            if not connection.invalidated:  # an interrupted one is closed and not used again
                connection.rollback()
                raw.execute("PRAGMA foreign_keys=ON")


def run_elsewhere() -> None:
    with database.engine.begin() as connection:
        connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
        run(connection)


if database.engine.dialect.name == "sqlite":
    run_on_sqlite()
else:
    run_elsewhere()
