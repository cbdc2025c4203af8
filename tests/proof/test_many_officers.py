"""Eight officers move the same dossiers at random, all at once: nothing is lost, doubled or out of the table.

Each officer looks at a dossier, and acts on what was seen a moment later, as at a real desk. What the record says
afterwards is read back event by event.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError

from cqtt import create_app, schema
from cqtt.audit.verification import verify
from cqtt.clock import local
from cqtt.commune.limits import Limit, Unit
from cqtt.commune.models import Officer
from cqtt.database import SQLITE_BEGIN
from cqtt.dossiers import actions
from cqtt.dossiers.models import Dossier, DossierEvent, IssuedPaper, SupplementRequest
from cqtt.dossiers.moves import AnotherWasFaster, check_revision
from cqtt.dossiers.papers import decisions
from cqtt.dossiers.rules import RUNNING, WAITING, Status, Step, StepNotAllowed, next_status, steps_open_to
from cqtt.extensions import db
from cqtt.fees import actions as fees
from cqtt.fees.models import Payment, PaymentWay
from cqtt.roles import Role
from tests.conftest import make_settings
from tests.factories import MONDAY, make_commune, make_dossier, make_officer, make_procedure
from tests.postgres import postgres_server, postgres_url
from tests.rounds import LONG

__all__ = ["postgres_server", "postgres_url"]
pytestmark = pytest.mark.proof

OFFICERS, DOSSIERS = 8, 40
MOVES = 200 if LONG else 30
DAYS = Limit(5, Unit.WORKING_DAY)
Do = Callable[[Dossier, Officer, datetime, random.Random], object]


def pay(dossier: Dossier, officer: Officer, at: datetime, chance: random.Random) -> None:
    payment = fees.receive(dossier.id, chance.randrange(1, 9) * 1000, PaymentWay.CASH, local(at).date(), officer, at)
    actions.confirm_payment(dossier, officer, payment, "", at)


def take_back(dossier: Dossier, officer: Officer, at: datetime, chance: random.Random) -> None:
    standing = select(Payment).where(Payment.dossier_id == dossier.id, Payment.cancelled_at.is_(None))
    payment = db.session.scalars(standing).first()
    if payment is None:
        raise StepNotAllowed("nothing was paid")
    fees.cancel(payment, officer, "nhầm", at)
    actions.cancel_payment(dossier, officer, payment, "nhầm", at)


DOES: dict[Step, Do] = {
    Step.ACCEPT: lambda d, o, at, _: decisions.accept(d, o, DAYS, at),
    Step.REFUSE: lambda d, o, at, _: decisions.refuse(d, o, "không đúng nơi", "", at),
    Step.REQUEST_SUPPLEMENT: lambda d, o, at, _: decisions.request_supplement(d, o, ["ảnh"], "mờ", at),
    Step.SUPPLEMENT: lambda d, o, at, _: actions.answer_supplement(d, "", at, officer=o),
    Step.BEGIN: lambda d, o, at, _: actions.begin(d, o, at),
    Step.UNDO_BEGIN: lambda d, o, at, _: actions.undo_begin(d, o, at),
    Step.REQUEST_PAYMENT: lambda d, o, at, _: actions.request_payment(d, o, "8.000 đồng", at, 8_000),
    Step.CONFIRM_PAYMENT: pay,
    Step.CANCEL_PAYMENT: take_back,
    Step.RESOLVE: lambda d, o, at, _: actions.resolve(d, o, "xong", at),
    Step.SHELVE: lambda d, o, at, chance: actions.shelve(d, o, str(chance.randrange(9)), at),
    Step.REMIND: lambda d, o, at, _: actions.remind(d, "Mời Ông/Bà.", at, officer=o),
    Step.RETURN_RESULT: lambda d, o, at, _: actions.return_result(d, o, "Nguyễn Văn Thử", at),
    Step.ASSIGN: lambda d, o, at, _: actions.assign(d, o, "Phòng Kinh tế", "", at),
    Step.CORRECT: lambda d, o, at, chance: actions.correct(d, o, {"address": f"Số {chance.random()}"}, at),
    Step.NOTE: lambda d, o, at, _: actions.add_note(d, o, "đã gọi", at),
    Step.EXTEND: lambda d, o, at, _: actions.extend(d, o, DAYS, "NĐ", at),
    Step.PROPOSE_STOP: lambda d, o, at, _: actions.propose_stop(d, o, "hết hạn", at),
    Step.STOP: lambda d, o, at, _: decisions.stop(d, o, "hết hạn", "NĐ", at),
    Step.WITHDRAW: lambda d, o, at, _: actions.withdraw(d, "đổi ý", at, officer=o),
}
RARE = {Step.REFUSE, Step.STOP, Step.WITHDRAW, Step.RETURN_RESULT}  # what ends a dossier, else all end at once


@contextmanager
def office(data: Path, **changes: Any) -> Iterator[tuple[Flask, list[int], list[int]]]:
    """A unit with eight officers and a heap of dossiers; return the ids of both."""
    app = create_app(make_settings(data, **changes))
    mark = SQLITE_BEGIN.set("IMMEDIATE")
    with app.app_context():
        schema.upgrade()
        make_commune()
        version = make_procedure()
        officers = [make_officer(Role.RECEPTION, Role.SPECIALIST, Role.LEADER).id for _number in range(OFFICERS)]
        dossiers = [make_dossier(version).id for _number in range(DOSSIERS)]
        db.session.remove()
        yield app, officers, dossiers
        db.session.remove()
        db.engine.dispose()
    SQLITE_BEGIN.reset(mark)


def work(app: Flask, officer_id: int, dossiers: list[int]) -> Counter[str]:
    """Make an officer's moves and count what became of them."""
    chance, found = random.Random(officer_id), Counter[str]()
    for number in range(MOVES):
        with app.app_context():
            found[one_move(chance, officer_id, chance.choice(dossiers), MONDAY + timedelta(minutes=number))] += 1
    return found


def one_move(chance: random.Random, officer_id: int, dossier_id: int, at: datetime) -> str:
    SQLITE_BEGIN.set("DEFERRED")  # a page that is read takes no lock
    seen = db.session.get_one(Dossier, dossier_id)
    officer = db.session.get_one(Officer, officer_id)
    revision, asked = seen.revision, len(seen.supplements)
    steps = [step for step in steps_open_to(officer.role_set, seen.status, seen.status_before, asked) if step in DOES]
    step = chance.choice([step for step in steps if step not in RARE or chance.random() < 0.1] or steps)
    db.session.rollback()  # the page is read; another may act before this officer presses the button
    SQLITE_BEGIN.set("IMMEDIATE")
    try:
        dossier, officer = db.session.get_one(Dossier, dossier_id), db.session.get_one(Officer, officer_id)
        check_revision(dossier, revision)
        DOES[step](dossier, officer, at, chance)
        db.session.commit()
    except (AnotherWasFaster, StaleDataError):
        db.session.rollback()
        return "another was faster"
    except StepNotAllowed:
        db.session.rollback()
        return "refused"
    except OperationalError as busy:
        db.session.rollback()
        assert "database is locked" in str(busy)  # the page says so, and the officer presses again
        return "busy"
    return "done"


def all_at_once(app: Flask, officers: list[int], dossiers: list[int]) -> Counter[str]:
    with ThreadPoolExecutor(OFFICERS) as crowd:
        return sum(crowd.map(lambda officer: work(app, officer, dossiers), officers), Counter[str]())


def assert_the_record_is_whole(dossiers: list[int], found: Counter[str]) -> None:
    assert sum(found.values()) == OFFICERS * MOVES
    written = 0
    for dossier_id in dossiers:
        dossier = db.session.get_one(Dossier, dossier_id)
        follow_the_table(dossier)
        written += len(dossier.events) - 1  # the first is the citizen's
        assert len(dossier.supplements) == sum(event.step is Step.REQUEST_SUPPLEMENT for event in dossier.events)
    assert written == found["done"] > OFFICERS * MOVES / 3
    assert_no_gap([(paper.kind, paper.year, paper.number) for paper in db.session.scalars(select(IssuedPaper))])
    payments = db.session.scalars(select(Payment))
    assert_no_gap([("receipt", payment.receipt_year, payment.receipt_number) for payment in payments])
    assert len(set(db.session.scalars(select(SupplementRequest.id)))) > 0
    assert verify().broken is None


def follow_the_table(dossier: Dossier) -> None:
    """Walk the events: each begins where the one before ended, and leads where the table says."""
    status, before = Status.DRAFT, None
    for event in dossier.events:
        assert event.from_status is status
        assert next_status(status, event.step, before, in_part=is_in_part(event)) is event.to_status
        before = status if event.to_status in WAITING and status not in WAITING else before
        before = before if event.to_status in WAITING else None
        status = event.to_status
    assert (dossier.status, dossier.status_before) == (status, before)
    assert dossier.status not in RUNNING or dossier.due_at is not None


def is_in_part(event: DossierEvent) -> bool:
    """Whether this was a payment after which more is owed."""
    return event.step is Step.CONFIRM_PAYMENT and bool(event.details["owed"])


def assert_no_gap(numbers: list[tuple[Any, int, int]]) -> None:
    books = {(book, year) for book, year, _number in numbers}
    assert books
    for book in books:
        given = sorted(number for kind, year, number in numbers if (kind, year) == book)
        assert given == list(range(1, len(given) + 1)), book


def test_eight_officers_at_once_on_sqlite(tmp_path: Path) -> None:
    with office(tmp_path) as (app, officers, dossiers):
        found = all_at_once(app, officers, dossiers)
        print(f"SQLite: {dict(found)}")
        assert_the_record_is_whole(dossiers, found)


def test_eight_officers_at_once_on_postgresql(tmp_path: Path, postgres_url: str) -> None:
    with office(tmp_path, database_url=postgres_url) as (app, officers, dossiers):
        found = all_at_once(app, officers, dossiers)
        print(f"PostgreSQL: {dict(found)}")
        assert_the_record_is_whole(dossiers, found)
