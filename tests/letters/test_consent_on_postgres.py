"""The tick taken back while a letter is drafted, on PostgreSQL, where no lock of the whole file keeps the two apart."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from flask import Flask

from cqtt.dossiers import consents
from cqtt.dossiers.models import Dossier
from cqtt.extensions import db
from cqtt.letters import actions
from cqtt.letters.drafting import draft_by_events
from cqtt.letters.models import Letter
from cqtt.letters.rules import CONSENT, Status
from tests.factories import MONDAY
from tests.letters.test_consent import registered
from tests.postgres import postgres_server, postgres_url, unit_on

__all__ = ["postgres_server", "postgres_url"]
pytestmark = pytest.mark.proof  # starts a database server
LATER = MONDAY + timedelta(hours=1)


@pytest.fixture
def app(postgres_url: str, tmp_path: Path) -> Iterator[Flask]:
    with unit_on(postgres_url, tmp_path) as app:
        yield app


def take_back(id: int) -> None:
    dossier, consent = db.session.get_one(Dossier, id), consents.consent_named(CONSENT)
    assert consent is not None
    consents.withdraw(dossier, consent, LATER)


def beside(do: Thread) -> None:
    """Let it run until it is done or waits for a lock."""
    do.start()
    do.join(timeout=1.0)


def states() -> list[Status]:
    db.session.rollback()
    return list(db.session.scalars(db.select(Letter.status)))


def test_a_draft_waits_for_who_takes_the_tick_back_first(app: Flask) -> None:
    id = registered().id

    def draft() -> None:
        with app.app_context():
            draft_by_events(LATER)

    take_back(id)
    db.session.flush()
    job = Thread(target=draft)
    beside(job)
    db.session.commit()
    job.join(timeout=20)
    assert not job.is_alive() and states() == []


def test_who_takes_the_tick_back_finds_the_letter_that_was_being_drafted(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    id, drafted, go_on, write = registered().id, Event(), Event(), actions.draft

    def slowly(*args: object, **fields: object) -> Letter | None:
        letter = write(*args, **fields)  # type: ignore[arg-type]
        drafted.set()
        go_on.wait(timeout=20)
        return letter

    def draft() -> None:
        with app.app_context():
            draft_by_events(LATER)

    def withdraw() -> None:
        with app.app_context():
            take_back(id)
            db.session.commit()

    monkeypatch.setattr(actions, "draft", slowly)
    job, citizen = Thread(target=draft), Thread(target=withdraw)
    job.start()
    assert drafted.wait(timeout=20)
    beside(citizen)
    go_on.set()
    job.join(timeout=20), citizen.join(timeout=20)
    assert states() == [Status.DISCARDED]
