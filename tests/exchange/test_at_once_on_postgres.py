"""Importing while others edit and publish, on PostgreSQL: one waits for the other, and none is thrown out for it."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from time import monotonic

import pytest
from flask import Flask
from sqlalchemy import text

from cqtt.clock import frozen
from cqtt.commune.models import Officer
from cqtt.editing.drafts import ChangedMeanwhile, hold, state_of
from cqtt.editing.overview.actions import lock
from cqtt.editing.publishing.actions import claim_draft, publish
from cqtt.editing.sections.actions import write_part
from cqtt.editing.sections.parts import Part
from cqtt.exchange import actions
from cqtt.exchange.files import read_file
from cqtt.exchange.merging import plan_of
from cqtt.exchange.stored import read_stored
from cqtt.extensions import db
from cqtt.procedures.actions import choose_filing_mode
from cqtt.procedures.content import FilingMode
from cqtt.procedures.models import VersionStatus
from cqtt.procedures.versions import content_of_version, version_in
from cqtt.roles import Role
from cqtt.vocabulary.actions import set_names
from cqtt.vocabulary.listing import row_of
from tests.editing.publishing.drafting import write_draft
from tests.exchange.catalogue import edited, exported, fill, only
from tests.factories import MONDAY, make_officer
from tests.postgres import postgres_server, postgres_url, unit_on

pytestmark = pytest.mark.proof  # starts a database server
__all__ = ["postgres_server", "postgres_url"]
LONG = 20  # seconds
WAITING = text("select count(*) from pg_locks where not granted")


@pytest.fixture
def app(postgres_url: str, tmp_path: Path) -> Iterator[Flask]:
    with unit_on(postgres_url, tmp_path) as app, frozen(MONDAY):
        fill()
        yield app


@pytest.fixture
def officer(app: Flask) -> Officer:
    return make_officer(Role.ADMINISTRATOR)


@pytest.fixture
def pool(app: Flask) -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool
        db.session.rollback()  # after a failure the other may still be waiting for us


def beside(app: Flask, pool: ThreadPoolExecutor, act: Callable[[], object]) -> "Future[object]":
    """Let somebody else begin this, and return when it waits for what we hold, or is done."""

    def run() -> object:
        with app.app_context(), frozen(MONDAY):
            try:
                said = act()
                db.session.commit()
                return said
            finally:
                db.session.remove()

    begun, until = pool.submit(run), monotonic() + LONG
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as looking:
        while not begun.done() and not looking.scalar(WAITING):
            assert monotonic() < until
    return begun


def importing(file: bytes) -> Callable[[], object]:
    return lambda: actions.publish(plan_of(read_file(file), read_stored(hold=True)), "Từ tệp", None, MONDAY)


def paper_names() -> list[str]:
    db.session.expire_all()
    version = version_in(only().id, VersionStatus.PUBLISHED)
    assert version is not None
    return [paper.name for paper in content_of_version(version).requirements]


def publishing(officer: Officer) -> Callable[[], object]:
    write_draft(only(), source="Quyết định 45")
    hold(only().id)
    return lambda: publish_draft(officer)


def publish_draft(officer: Officer) -> None:
    draft = claim_draft(only().id)
    assert draft is not None
    publish(draft, "Sửa tay", officer, MONDAY)


def filing(officer: Officer) -> Callable[[], object]:
    row = only()
    lock(row, row.revision)
    return lambda: choose_filing_mode(row, FilingMode.AT_DESK, "Cần bản chính.")


def naming(officer: Officer) -> Callable[[], object]:
    row = row_of(only().slug)
    assert row is not None
    return lambda: set_names(row, row.revision, ["tên của xã"])


@pytest.mark.parametrize("begin", [publishing, filing, naming])
def test_an_import_waits_for_whoever_is_changing_a_procedure(
    app: Flask, officer: Officer, pool: ThreadPoolExecutor, begin: Callable[[Officer], Callable[[], object]]
) -> None:
    file = edited(exported(), "name: Giấy chứng sinh", "name: Giấy khác")
    go_on = begin(officer)
    other = beside(app, pool, importing(file))
    go_on()
    db.session.commit()
    other.result(LONG)
    assert "Giấy khác" in paper_names()


def test_whoever_publishes_waits_for_an_import(app: Flask, officer: Officer, pool: ThreadPoolExecutor) -> None:
    write_draft(only(), source="Quyết định 45")
    officer_id = officer.id
    plan = plan_of(read_file(edited(exported(), "name: Giấy chứng sinh", "name: Giấy khác")), read_stored(hold=True))
    other = beside(app, pool, lambda: publish_draft(db.session.get_one(Officer, officer_id)))
    actions.publish(plan, "Từ tệp", None, MONDAY)
    db.session.commit()
    other.result(LONG)
    assert "Giấy chứng sinh" in paper_names()  # the draft, published last, says so


def test_what_was_saved_meanwhile_is_not_called_unchanged(
    app: Flask, officer: Officer, pool: ThreadPoolExecutor
) -> None:
    row, officer_id = only(), officer.id
    before = content_of_version(row.versions[0])
    seen = state_of(before, ["source"])

    def typed_as_it_was() -> bool:
        procedure = only()
        version_in(procedure.id, VersionStatus.PUBLISHED)  # as the page reads it
        writer = db.session.get_one(Officer, officer_id)
        return write_part(procedure, Part.GROUNDS, {"source": before.source}, seen, writer, MONDAY)

    assert write_part(row, Part.GROUNDS, {"source": "Quyết định 45"}, seen, officer, MONDAY)
    other = beside(app, pool, typed_as_it_was)
    db.session.commit()
    with pytest.raises(ChangedMeanwhile):
        other.result(LONG)
