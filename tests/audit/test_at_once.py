"""Several programs record at the same time: one chain, nothing lost, nobody waits for ever."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from cqtt import schema
from cqtt.audit.models import AuditEntry
from cqtt.audit.verification import verify
from cqtt.extensions import db
from tests.factories import make_commune
from tests.postgres import postgres_server, postgres_url
from tests.rounds import LONG
from tests.test_migrations import application

__all__ = ["postgres_server", "postgres_url"]
pytestmark = pytest.mark.proof  # starts programs

PROGRAMS = 4
ACTS = 400 if LONG else 60

# Half of the acts change a row that all of them change, before or after they are noted; every fifth is taken back.
PROGRAM = """
import sys
from sqlalchemy import text
from cqtt import create_app
from cqtt.audit.actions import record
from cqtt.database import SQLITE_BEGIN
from cqtt.extensions import db

begin, program, acts = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
with create_app().app_context():
    SQLITE_BEGIN.set(begin)
    for number in range(acts):
        if number % 4 == 1:
            db.session.execute(text("update commune set revision = revision + 1"))
        record("change", "commune", f"{program}-{number}")
        if number % 4 == 3:
            db.session.execute(text("update commune set revision = revision + 1"))
        if number % 5 == 0:
            db.session.rollback()
        db.session.commit()
"""


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_programs_that_record_at_once_make_one_whole_chain(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("postgres_url") if kind == "postgresql" else None
    with application(tmp_path, url):
        schema.upgrade()
        make_commune()
        db.session.remove()
        environment = {**os.environ, "CQTT_DATA": str(tmp_path), **({"CQTT_DATABASE_URL": url} if url else {})}
        running = [
            subprocess.Popen(
                [sys.executable, "-c", PROGRAM, "DEFERRED" if number % 2 else "IMMEDIATE", str(number), str(ACTS)],
                env=environment,
            )
            for number in range(PROGRAMS)
        ]
        for program in running:
            assert verify().broken is None  # also while the others write
            assert program.wait(timeout=120) == 0
        kept = PROGRAMS * (ACTS - ACTS // 5)
        assert (verify().broken, verify().head.count) == (None, kept)
        assert db.session.scalar(select(func.count(AuditEntry.object_id.distinct()))) == kept
