"""First codes on PostgreSQL, which has no single write lock: two who ask at once get the same ones."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from cqtt.clock import frozen
from cqtt.codes.actions import code_for
from cqtt.codes.models import ScanCode
from cqtt.extensions import db
from cqtt.procedures.actions import raise_stamp
from cqtt.procedures.catalogue import KIND
from tests.factories import MONDAY, make_procedure
from tests.posters.printing import make_order
from tests.postgres import postgres_server, postgres_url, unit_on

pytestmark = pytest.mark.proof  # starts a database server
__all__ = ["postgres_server", "postgres_url"]
ROUNDS = 5


@pytest.fixture
def app(postgres_url: str, tmp_path: Path) -> Iterator[Flask]:
    with unit_on(postgres_url, tmp_path) as app, frozen(MONDAY):
        yield app


def at_once(app: Flask, *acts: Callable[[], object]) -> None:
    start = Barrier(len(acts))
    db.session.remove()

    def do(act: Callable[[], object]) -> None:
        with app.app_context(), frozen(MONDAY):
            db.session.scalar(select(1))  # connected, before the others begin
            start.wait()
            act()
            db.session.commit()

    with ThreadPoolExecutor(len(acts)) as pool:
        list(pool.map(do, acts))


def test_two_who_ask_for_the_first_code_get_the_same(app: Flask) -> None:
    for number in range(ROUNDS):
        at_once(app, *[lambda target=str(number): code_for("officer", target)] * 3)
    assert db.session.scalar(select(func.count()).select_from(ScanCode)) == ROUNDS


def test_two_first_orders_of_the_same_things_are_both_taken(app: Flask) -> None:
    for _round in range(ROUNDS):
        ids = [make_procedure().procedure_id for _number in range(20)]
        raise_stamp()
        db.session.commit()
        at_once(app, lambda ids=ids: make_order(ids), lambda ids=ids: make_order(ids[::-1]))
        given = select(func.count()).where(ScanCode.kind == KIND, ScanCode.target.in_(map(str, ids)))
        assert db.session.scalar(given) == len(ids)
