"""Bring the database to the schema of this program."""

from pathlib import Path

from alembic import command
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import text

from cqtt.extensions import db, migrate


class WrongSchema(Exception):
    """The database does not have the schema of this program; the text says what to do."""


class SchemaTooNew(WrongSchema):
    """The database was written by a newer program; this one must not touch it."""


def current_revision() -> str | None:
    """Return the revision the database stands at, None for an empty one."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str:
    """Return the revision this program was written for."""
    return _scripts().get_current_head() or ""


def is_current() -> bool:
    """Whether the database has the schema of this program, or raise SchemaTooNew."""
    standing = current_revision()
    if standing is not None and standing not in {script.revision for script in _scripts().walk_revisions()}:
        raise SchemaTooNew(
            f"Cơ sở dữ liệu ({standing}) thuộc về một bản chương trình mới hơn. Xin dùng bản mới hơn ấy."
        )
    return standing == newest_revision()


def require_current() -> None:
    """Raise WrongSchema unless the database has the schema of this program."""
    if not is_current():
        raise WrongSchema("Cơ sở dữ liệu chưa được nâng cấp. Xin chạy `cqtt serve` (hoặc `cqtt init`) trước.")


def upgrade() -> None:
    """Migrate to the newest revision, all in one transaction; a database of a newer program is refused."""
    Path(current_app.instance_path).mkdir(mode=0o700, parents=True, exist_ok=True)
    if not is_current():
        command.upgrade(migrate.get_config(), "head")


def can_read_and_write() -> bool:
    """Whether the database answers and takes a write (which is undone)."""
    with db.engine.connect().execution_options(sqlite_begin="IMMEDIATE") as connection:
        connection.execute(text("update catalogue_stamp set value = value where id = 1"))
        connection.rollback()
    return True


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(migrate.directory)
