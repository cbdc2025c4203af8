"""A PostgreSQL server for tests: on a socket of its own, one database a test, gone afterwards."""

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, make_url, text

from cqtt import create_app
from cqtt.extensions import db
from tests.conftest import make_settings
from tests.factories import make_commune

QUICK = "-c listen_addresses='' -c fsync=off -c full_page_writes=off"


def programs() -> Path | None:
    """Return the folder of the server's programs: PG_BIN, Debian's newest, or what the path has."""
    debian = sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), reverse=True)
    for folder in (os.environ.get("PG_BIN"), *debian):
        if folder and Path(folder, "initdb").exists():
            return Path(folder)
    found = shutil.which("initdb")
    return Path(found).parent if found else None


class Account:
    """Who the server runs as: initdb refuses root, so root lends it the account of Debian's package."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.prefix: list[str] = []
        if os.getuid() == 0:
            try:
                account = pwd.getpwnam("postgres")
            except KeyError:
                pytest.skip("PostgreSQL: root, and no account to run it as")
            os.chown(folder, account.pw_uid, account.pw_gid)
            ids = ["--reuid", str(account.pw_uid), "--regid", str(account.pw_gid), "--clear-groups"]
            self.prefix = ["setpriv", *ids]

    def run(self, *command: object) -> None:
        subprocess.run(
            [*self.prefix, *map(str, command)],
            check=True,
            cwd=self.folder,
            capture_output=True,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        )


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a running server; skips with the reason where there is none."""
    pytest.importorskip("psycopg", reason="PostgreSQL: psycopg is not installed")
    bin_folder = programs()
    if bin_folder is None:
        pytest.skip("PostgreSQL: no server programs on this machine")
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # the path of a socket ends at 107 bytes
    account = Account(folder)
    account.run(bin_folder / "initdb", "-D", folder / "d", "-U", "cqtt", "-A", "trust", "-E", "UTF8", "--no-sync")
    start = ["-w", "-l", folder / "log", "-o", f"-k {folder} {QUICK}", "start"]
    account.run(bin_folder / "pg_ctl", "-D", folder / "d", *start)
    try:
        yield f"postgresql+psycopg://cqtt@/postgres?host={folder}"
    finally:
        account.run(bin_folder / "pg_ctl", "-D", folder / "d", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The address of an empty database."""
    with database(postgres_server) as url:
        yield url


@contextmanager
def database(server: str, template: str = "template1") -> Iterator[str]:
    """Make a database for a while, empty or as a copy of another one that nobody is using."""
    name = f"t{secrets.token_hex(6)}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'create database "{name}" template "{template}"'))
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f'drop database "{name}" with (force)'))
    engine.dispose()


@contextmanager
def unit_on(url: str, data: Path) -> Iterator[Flask]:
    """The application with all its tables and one unit, on a database of PostgreSQL."""
    app = create_app(make_settings(data, database_url=url))
    with app.app_context():
        db.create_all()
        make_commune()
        yield app
        db.session.remove()
        db.engine.dispose()
