"""Drafts on PostgreSQL, which has no single write lock: what two administrators write at once is kept there too."""

import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from cqtt.clock import frozen
from cqtt.extensions import db
from cqtt.news.models import Announcement
from cqtt.procedures.models import Procedure, ProcedureField, VersionStatus
from cqtt.procedures.versions import content_of_version, version_in
from tests.editing.publishing.drafting import PAGES, administrator, any_procedure, page_of, write_draft
from tests.factories import MONDAY
from tests.postgres import postgres_server, postgres_url, unit_on

pytestmark = pytest.mark.proof  # starts a database server
__all__ = ["postgres_server", "postgres_url"]
ROUNDS = 5


@pytest.fixture
def app(postgres_url: str, tmp_path: Path) -> Iterator[Flask]:
    with unit_on(postgres_url, tmp_path) as app, frozen(MONDAY):
        yield app


def at_once(app: Flask, *presses: Callable[[], int]) -> list[int]:
    start = Barrier(len(presses))
    db.session.remove()

    def press(one: Callable[[], int]) -> int:
        with app.app_context(), frozen(MONDAY):
            start.wait()
            return one()

    with ThreadPoolExecutor(len(presses)) as pool:
        return list(pool.map(press, presses))


def adding(client: FlaskClient, procedure: Procedure, label: str) -> Callable[[], int]:
    address, typed = page_of(procedure, "cau-hoi/them-cau?loai=chu-ngan"), {"kind": "chu-ngan", "label": label}
    typed["key"] = secrets.token_urlsafe(16)
    return lambda: client.post(address, data=typed).status_code


@pytest.mark.parametrize("has_a_draft", [True, False])
def test_what_two_add_at_once_is_both_there(app: Flask, has_a_draft: bool) -> None:
    one, other = administrator(app), administrator(app)
    for _round in range(ROUNDS):
        procedure = any_procedure()
        id = procedure.id
        if has_a_draft:
            write_draft(procedure, source="khác")
        presses = adding(one, procedure, "Câu của người này"), adding(other, procedure, "Câu của người kia")
        assert at_once(app, *presses) == [303, 303]
        draft = version_in(id, VersionStatus.DRAFT)
        assert draft is not None
        asked = {question.label for question in content_of_version(draft).questions}
        assert {"Câu của người này", "Câu của người kia"} <= asked


def test_a_procedure_that_two_add_under_one_code_is_there_once(app: Flask) -> None:
    clients = [administrator(app) for _number in range(3)]
    any_procedure()
    db.session.add(ProcedureField(slug="chung", name="Chung"))
    db.session.commit()
    typed = {"name": "Thủ tục mới", "field": "Chung", "code": "9.123456"}

    def add(client: FlaskClient) -> Callable[[], int]:
        return lambda: client.post(f"{PAGES}/them", data=typed | {"start_key": secrets.token_urlsafe(16)}).status_code

    assert sorted(at_once(app, *map(add, clients))) == [303, 422, 422]


def test_what_is_sent_twice_at_once_is_there_once(app: Flask) -> None:
    client, procedure = administrator(app), any_procedure()
    id = procedure.id
    db.session.add(ProcedureField(slug="chung", name="Chung"))
    db.session.commit()
    for number in range(ROUNDS):
        key = {"key": f"{number}" * 20, "start_key": f"{number}" * 20}
        question = {"kind": "chu-ngan", "label": f"Câu {number}"}
        news = {"revision": "1", "title": f"Tin {number}", "body": "Tin", "when": "now"}
        sent = (
            (page_of(procedure, "cau-hoi/them-cau?loai=chu-ngan"), question | key),
            (f"{PAGES}/them", {"name": "Thủ tục mới", "field": "Chung", "code": ""} | key),
            ("/quan-tri/tin/them", news | key),
        )
        for address, typed in sent:
            press = partial(_sent, client, address, typed)
            assert at_once(app, press, press) == [303, 303]
            procedure = db.session.get_one(Procedure, id)
    draft = version_in(id, VersionStatus.DRAFT)
    assert draft is not None
    asked = [question.label for question in content_of_version(draft).questions if question.label.startswith("Câu ")]
    assert asked == [f"Câu {number}" for number in range(ROUNDS)]
    assert db.session.scalar(select(func.count(Procedure.id)).where(Procedure.start_key.is_not(None))) == ROUNDS
    assert db.session.scalar(select(func.count(Announcement.id))) == ROUNDS


def _sent(client: FlaskClient, address: str, typed: dict[str, str]) -> int:
    return client.post(address, data=typed).status_code
