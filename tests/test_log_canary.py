"""No name, number or telephone gets into a log, the record or an address: looked for after everything went wrong."""

import logging
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any
from urllib.parse import unquote_plus

import pytest
from flask import Flask
from sqlalchemy import inspect, text
from werkzeug.test import TestResponse

from cqtt import database as opening
from cqtt.audit.models import AuditEntry
from cqtt.clock import frozen
from cqtt.dossiers.models import Dossier
from cqtt.extensions import db
from cqtt.roles import Role
from cqtt.text import fold
from tests.conftest import FreshBrowser
from tests.desk.desk import CARD, HAND_OVER, INTAKE, typed
from tests.dossiers.citizen import APPLICANT, begin, submit_whole
from tests.dossiers.staff import desk
from tests.factories import MONDAY, make_procedure

NAME, NUMBER, PHONE = "Hoàng Thị Yến Canh", "075199000777", "0900000789"
PERSON = {"applicant_name": NAME, "citizen_number": NUMBER, "phone": PHONE}
SCANNED = CARD.replace("075199000001", NUMBER).replace("Trần Thị Mẫu", NAME)
CANARIES = (NAME, fold(NAME), NUMBER, PHONE, "0900 000 789", "900000789", SCANNED, "15042021")
ATTRIBUTES = re.compile(r'(?:href|action|src|hx-\w+)="([^"]*)"')
OURS = re.compile(r"[/?#]|http://localhost")  # calling and writing to a person needs their number
QUEUE = "/can-bo/ho-so"

answers: list[TestResponse] = []


class Remembered(FreshBrowser):
    """A browser whose answers are looked through at the end."""

    def open(self, *args: Any, **options: Any) -> TestResponse:
        answer = super().open(*args, **options)
        answers.append(answer)
        return answer


@pytest.fixture
def watched(app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Iterator[Flask]:
    """The application as it answers in production: an error becomes a page and an entry in the log."""
    quick = tuple(pragma.replace("busy_timeout=5000", "busy_timeout=10") for pragma in opening.PRAGMAS)
    monkeypatch.setattr(opening, "PRAGMAS", quick)
    monkeypatch.setattr(app, "test_client_class", Remembered)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.config["WTF_CSRF_ENABLED"] = False
    caplog.set_level(logging.DEBUG, "cqtt")
    db.engine.dispose()
    answers.clear()
    with frozen(MONDAY):
        yield app


@contextmanager
def broken(table: str) -> Iterator[None]:
    """Let the database refuse every row that is added to a table or changed in it."""
    for kind in ("insert", "update"):
        refusal = "begin select raise(abort, 'broken on purpose'); end"
        db.session.execute(text(f"create trigger broken_{kind} before {kind} on {table} {refusal}"))
    db.session.commit()
    yield
    for kind in ("insert", "update"):
        db.session.execute(text(f"drop trigger broken_{kind}"))
    db.session.commit()


@contextmanager
def locked() -> Iterator[None]:
    """Let another process hold the write lock."""
    db.session.rollback()
    with closing(sqlite3.connect(db.engine.url.database or "", isolation_level=None)) as other:
        other.execute("begin immediate")
        yield
        other.execute("rollback")


def failing(answer: TestResponse) -> None:
    assert answer.status_code in (500, 503), answer.status_code


def everything_at(app: Flask) -> None:
    """A citizen files, an officer finds, opens and searches, a person stands at the desk: all by this one person."""
    version = make_procedure()
    citizen, officer = app.test_client(), desk(app, Role.RECEPTION)
    code = submit_whole(citizen, version, **PERSON)
    for page in ("", "/xac-nhan.pdf"):
        assert citizen.get(f"/ho-so/{code}{page}").status_code == 200
    for address in (f"{QUEUE}/tim", f"{HAND_OVER}/tim"):
        for words in (NAME, NUMBER, PHONE):
            assert officer.get(officer.post(address, data={"tim": words}).location).status_code == 200
    officer.get(f"{QUEUE}/{db.session.scalar(db.select(Dossier.id))}")
    officer.post(HAND_OVER, data={"scan": SCANNED})
    other = make_procedure(slug="ket-hon", code="1.000894", name="Đăng ký kết hôn")
    assert officer.post(INTAKE, data=typed(other, scan=SCANNED)).status_code == 200
    assert officer.post(f"{INTAKE}/nhan", data=typed(other, **PERSON)).status_code == 303


def everything_fails_at(app: Flask) -> None:
    """The same where the database refuses, or is locked."""
    version = make_procedure(slug="khai-tu", code="1.000656", name="Đăng ký khai tử")
    citizen, officer = app.test_client(), desk(app, Role.RECEPTION)
    draft = begin(citizen, version, "another-key-of-sixteen")
    at_desk = typed(version, start_key="mot-khoa-khac-nua-day", **PERSON)
    for trouble in (broken("dossier"), locked()):
        with trouble:
            failing(citizen.post(f"/nop-ho-so/{draft}/nguoi-nop", data=APPLICANT | PERSON))
            failing(officer.post(f"{INTAKE}/nhan", data=at_desk))
    assert citizen.post(f"/nop-ho-so/{draft}/nguoi-nop", data=APPLICANT | PERSON).status_code == 303


def addresses() -> Iterator[str]:
    """Return every address that was asked for, led to or linked to."""
    for answer in answers:
        yield answer.request.url
        yield from (value for name, value in answer.headers if name in ("Location", "HX-Push-Url", "HX-Redirect"))
        if answer.mimetype == "text/html":
            yield from filter(OURS.match, ATTRIBUTES.findall(answer.text))


def rows_of_the_record() -> Iterator[str]:
    columns = inspect(AuditEntry).columns
    for row in db.session.execute(db.select(*columns)):
        yield " ".join(map(str, row))


def found_in(where: Iterator[str]) -> list[tuple[str, str]]:
    words = [canary.lower() for canary in CANARIES]
    return [(word, said) for said in where for word in words if word in unquote_plus(said).lower()]


def test_no_canary_is_in_a_log_the_record_or_an_address(watched: Flask, caplog: pytest.LogCaptureFixture) -> None:
    everything_at(watched)
    everything_fails_at(watched)
    assert "broken on purpose" in caplog.text and "database is locked" in caplog.text
    assert "INSERT INTO dossier" in caplog.text and "UPDATE dossier" in caplog.text
    assert found_in(iter(caplog.text.splitlines())) == []
    assert len(list(rows_of_the_record())) > 5 and found_in(rows_of_the_record()) == []
    assert found_in(addresses()) == []


def test_the_search_itself_would_find_them(watched: Flask) -> None:
    everything_at(watched)
    pages = [answer.text for answer in answers if answer.mimetype == "text/html"]
    assert {NAME.lower(), NUMBER, PHONE} <= {word for word, _said in found_in(iter(pages))}
