"""The record against the dossiers: each move has its entry, and each entry of a move its move."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from cqtt.audit.actions import record
from cqtt.audit.chain import append_events
from cqtt.audit.ddl import let_go
from cqtt.audit.verification import verify
from cqtt.dossiers.models import DossierEvent
from cqtt.dossiers.rules import Actor, Status, Step
from cqtt.extensions import db
from cqtt.upkeep.record_check import MOST_NAMED, disagreements
from tests.factories import MONDAY, make_commune, make_draft, make_officer
from tests.postgres import postgres_server, postgres_url
from tests.test_migrations import application

__all__ = ["postgres_server", "postgres_url"]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.proof)])
def moved(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DossierEvent]:
    """A move that nobody has recorded yet; on each kind of database."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    with application(tmp_path, url):
        db.create_all()
        make_commune()
        dossier = make_draft()
        event = DossierEvent(
            step=Step.SUBMIT, from_status=Status.DRAFT, to_status=Status.SUBMITTED, at=MONDAY, actor=Actor.CITIZEN
        )
        dossier.events.append(event)
        db.session.commit()
        yield event


def note(event: DossierEvent, /, **changes: Any) -> None:
    """Record the move as the dossiers do, but for the changes."""
    said = {
        "action": f"dossier.{event.step.value}",
        "object_kind": "dossier",
        "object_id": event.dossier_id,
        "officer_id": event.officer_id,
        "at": event.at,
        "actor": event.actor.value,
        "event": event.id,
        "from": event.from_status.value,
        "to": event.to_status.value,
    }
    record(**said | changes)
    db.session.commit()


def test_a_move_and_its_entry_agree(moved: DossierEvent) -> None:
    note(moved)
    record("open", "dossier", moved.dossier_id)
    db.session.commit()
    assert list(disagreements()) == []


def test_a_move_without_an_entry_is_named(moved: DossierEvent) -> None:
    (said,) = disagreements()
    assert said == f"việc số {moved.id} của hồ sơ {moved.dossier_id} (Nộp hồ sơ) không có mục nào ghi đúng như vậy"


@pytest.mark.parametrize(
    "change",
    [
        {"at": MONDAY + timedelta(seconds=1)},
        {"actor": "system"},
        {"officer_id": 3, "actor": "citizen"},
        {"from": "submitted"},
        {"to": "accepted"},
    ],
)
def test_a_move_that_its_entry_tells_otherwise_is_named(moved: DossierEvent, change: dict[str, Any]) -> None:
    note(moved, **change)
    (said,) = disagreements()
    assert said.startswith(f"việc số {moved.id} ")


@pytest.mark.parametrize("change", [{"event": 99}, {"object_id": 99}, {"action": "dossier.accept"}])
def test_an_entry_of_a_move_that_is_not_there_is_named(moved: DossierEvent, change: dict[str, Any]) -> None:
    note(moved)
    note(moved, **change)
    what = "Tiếp nhận" if "action" in change else "Nộp hồ sơ"
    assert list(disagreements()) == [f"mục 2 ({what}) ghi một việc không có"]


def test_a_move_that_was_changed_or_deleted_behind_the_back_is_named(moved: DossierEvent) -> None:
    note(moved)
    for words in let_go("dossier_event")[db.engine.dialect.name]:
        db.session.execute(text(words))
    db.session.execute(text("update dossier_event set officer_id = :id"), {"id": make_officer().id})
    assert len(list(disagreements())) == 1
    db.session.execute(text("delete from dossier_event"))
    assert list(disagreements()) == ["mục 1 (Nộp hồ sơ) ghi một việc không có"]


def test_only_the_first_are_named(moved: DossierEvent) -> None:
    for number in range(MOST_NAMED + 2):
        note(moved, event=99 + number)
    assert len(list(disagreements())) == 1 + MOST_NAMED


def test_moves_from_before_they_were_recorded_get_their_entries(moved: DossierEvent) -> None:
    append_events(db.session.connection())
    db.session.commit()
    assert list(disagreements()) == []
    assert (verify().broken, verify().head.count) == (None, 1)
