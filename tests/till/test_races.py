"""Two desks at once on a real database file: one line counts once, one payment is recorded once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from werkzeug.test import TestResponse

from cqtt import clock
from cqtt.database import SQLITE_BEGIN
from cqtt.dossiers.models import Dossier
from cqtt.extensions import db
from cqtt.fees import actions as fees
from cqtt.fees.models import Payment, PaymentWay
from cqtt.fees.rules import LineCounted
from cqtt.roles import Role
from tests.dossiers.staff import browser
from tests.factories import MONDAY, make_officer, sign_in
from tests.till.desk import memo_line, owing
from tests.till.test_statement_page import HEAD, RECORD, paste, ticked_in
from tests.till.test_taking_payment import CASH

ROUNDS = 3


@pytest.fixture(autouse=True)
def letting_go_of_the_lock(app: Flask) -> Iterator[None]:
    """End what the test's own session holds before others write."""
    yield
    db.session.rollback()


def plain_desk(app: Flask, name: str) -> FlaskClient:
    """Return a signed-in browser that may be used in another thread."""
    client = sign_in(browser(app), make_officer(Role.RECEPTION, name=name))
    plain = FlaskClient(app, app.response_class, use_cookies=True)
    cookie = client.get_cookie("cqtt")
    assert cookie is not None
    plain.set_cookie("cqtt", cookie.value)
    return plain


def at_once(*presses: tuple[FlaskClient, str, dict[str, Any]]) -> list[TestResponse]:
    """Let every press start at the same moment, each in a thread of its own."""
    start = Barrier(len(presses))
    db.session.remove()
    SQLITE_BEGIN.set("DEFERRED")

    def go(press: tuple[FlaskClient, str, dict[str, Any]]) -> TestResponse:
        client, address, typed = press
        with clock.frozen(MONDAY):
            start.wait()
            return client.post(address, data=typed)

    with ThreadPoolExecutor(len(presses)) as pool:
        return list(pool.map(go, presses))


def payments_of(dossier_id: int) -> list[Payment]:
    return list(db.session.scalars(select(Payment).where(Payment.dossier_id == dossier_id)))


def test_the_same_line_pasted_at_two_desks_counts_once(app: Flask) -> None:
    with clock.frozen(MONDAY):
        hanh, lan = plain_desk(app, "Nguyễn Thị Hạnh"), plain_desk(app, "Lê Thị Lan")
    for _round in range(ROUNDS):
        with clock.frozen(MONDAY):
            dossier = owing()
            id, lines = dossier.id, f"{HEAD}\n{memo_line(dossier)}"
            (digest,) = ticked_in(paste(hanh, memo_line(dossier)))
        sent = {"text": lines, "lines": [digest]}
        answers = at_once((hanh, RECORD, sent), (lan, RECORD, sent))
        assert {answer.status_code for answer in answers} <= {303, 422}, "the second may find nothing left to tick"
        assert len(payments_of(id)) == 1
    receipts = [payment.receipt_number for payment in db.session.scalars(select(Payment).order_by(Payment.id))]
    assert receipts == list(range(1, ROUNDS + 1)), "no number was lost"


def test_cash_and_statement_at_once_are_one_payment(app: Flask) -> None:
    with clock.frozen(MONDAY):
        hanh, lan = plain_desk(app, "Nguyễn Thị Hạnh"), plain_desk(app, "Lê Thị Lan")
    for _round in range(ROUNDS):
        with clock.frozen(MONDAY):
            dossier = owing()
            id, lines = dossier.id, f"{HEAD}\n{memo_line(dossier)}"
            (digest,) = ticked_in(paste(hanh, memo_line(dossier)))
        cash = {"revision": dossier.revision, **CASH}
        at_once((hanh, RECORD, {"text": lines, "lines": [digest]}), (lan, f"/can-bo/ho-so/{id}/da-nop-phi", cash))
        assert len(payments_of(id)) == 1


def test_a_double_tap_takes_the_money_once(app: Flask) -> None:
    with clock.frozen(MONDAY):
        hanh, dossier = plain_desk(app, "Nguyễn Thị Hạnh"), owing()
    again = FlaskClient(app, app.response_class, use_cookies=True)
    cookie = hanh.get_cookie("cqtt")
    assert cookie is not None
    again.set_cookie("cqtt", cookie.value)
    id, sent = dossier.id, {"revision": dossier.revision, **CASH}
    answers = at_once(*((client, f"/can-bo/ho-so/{id}/da-nop-phi", sent) for client in (hanh, again)))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert len(payments_of(id)) == 1


def test_a_line_that_slips_past_the_look_is_refused_by_the_database(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What PostgreSQL allows and SQLite's lock does not: another records the line between our look and our write."""
    first, second, officer = owing(), owing(), make_officer(Role.RECEPTION)
    today = clock.local(MONDAY).date()
    fees.receive(first.id, 8_000, PaymentWay.TRANSFER, today, officer, MONDAY, statement_line="a" * 64)
    db.session.commit()
    monkeypatch.setattr(fees, "check_not_counted", lambda line: None)
    with pytest.raises(LineCounted) as refused:
        fees.receive(second.id, 8_000, PaymentWay.TRANSFER, today, officer, MONDAY, statement_line="a" * 64)
    assert isinstance(refused.value.__cause__, IntegrityError)
    db.session.rollback()
    assert len(payments_of(second.id)) == 0


def test_a_dossier_changed_between_look_and_write_refuses_the_money(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock.frozen(MONDAY):
        hanh, dossier = plain_desk(app, "Nguyễn Thị Hạnh"), owing()
        id, lines = dossier.id, f"{HEAD}\n{memo_line(dossier)}"
        (digest,) = ticked_in(paste(hanh, memo_line(dossier)))

        def be_overtaken(statement_line: str) -> None:
            table = Dossier.__table__
            raised = update(table).where(table.c.id == id).values(revision=table.c.revision + 1)  # type: ignore[arg-type]
            db.session.connection().execute(raised)

        monkeypatch.setattr(fees, "check_not_counted", be_overtaken)
        answer = hanh.post(RECORD, data={"text": lines, "lines": [digest]})
        assert answer.status_code == 303
        db.session.rollback()
        assert "Có người vừa cập nhật hồ sơ này" in hanh.get(answer.location).text
        assert payments_of(id) == []
