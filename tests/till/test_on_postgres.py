"""The till on PostgreSQL, which has no single write lock: a line counts once there too."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from cqtt.clock import frozen
from cqtt.extensions import db
from cqtt.fees.models import Payment, account_in_use
from cqtt.roles import Role
from tests.dossiers.staff import browser
from tests.factories import MONDAY, make_officer, sign_in
from tests.fees.money import account_of, confirm_fee, priced, two_administrators
from tests.postgres import postgres_server, postgres_url, unit_on
from tests.till.desk import memo_line, owing
from tests.till.test_statement_page import HEAD, RECORD, paste, ticked_in

pytestmark = pytest.mark.proof  # starts a database server
__all__ = ["postgres_server", "postgres_url"]


@pytest.fixture
def app(postgres_url: str, tmp_path: Path) -> Iterator[Flask]:
    with unit_on(postgres_url, tmp_path) as app, frozen(MONDAY):
        yield app


def desks(app: Flask, count: int) -> list[FlaskClient]:
    return [sign_in(browser(app), make_officer(Role.RECEPTION)) for _number in range(count)]


def test_the_same_line_at_four_desks_counts_once(app: Flask) -> None:
    clients = desks(app, 4)
    for _round in range(3):
        dossier = owing()
        id, text = dossier.id, f"{HEAD}\n{memo_line(dossier)}"
        (digest,) = ticked_in(paste(clients[0], memo_line(dossier)))
        db.session.remove()
        start = Barrier(len(clients))

        def press(client: FlaskClient, start: Barrier = start, text: str = text, digest: str = digest) -> TestResponse:
            with app.app_context(), frozen(MONDAY):
                start.wait()
                return client.post(RECORD, data={"text": text, "lines": [digest]})

        with ThreadPoolExecutor(len(clients)) as pool:
            statuses = {answer.status_code for answer in pool.map(press, clients)}
        assert statuses <= {303, 422}
        assert len(list(db.session.scalars(select(Payment).where(Payment.dossier_id == id)))) == 1
    receipts = [payment.receipt_number for payment in db.session.scalars(select(Payment).order_by(Payment.id))]
    assert sorted(receipts) == [1, 2, 3], "a refused line gave its number back"


def test_money_too_large_for_a_small_number_and_the_pages(app: Flask) -> None:
    people = two_administrators()
    account_of(*people)
    version = priced(5_000_000_000)
    confirm_fee(version, *people, amount=5_000_000_000)
    assert account_in_use() is not None
    dossier, (client,) = owing(5_000_000_000, version=version), desks(app, 1)
    assert "5.000.000.000" in client.get(f"/can-bo/ho-so/{dossier.id}/ma-nop-phi").text
    answer = client.post(
        RECORD,
        data={
            "text": f"{HEAD}\n{memo_line(dossier, '+5,000,000,000')}",
            "lines": ticked_in(paste(client, memo_line(dossier, "+5,000,000,000"))),
        },
    )
    assert "5.000.000.000" in client.get(answer.location).text
    assert client.get("/can-bo/thu-phi/bang-ngay.xlsx").status_code == 200
