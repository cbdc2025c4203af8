"""Two officers press at once, on a real database file: one wins, the other is told."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from cqtt.database import SQLITE_BEGIN
from cqtt.extensions import db
from cqtt.feedback import moves
from cqtt.feedback.handling import attempts
from cqtt.feedback.models import Feedback, FeedbackEvent
from cqtt.feedback.rules import Status, Step
from cqtt.notifications.models import Notification
from cqtt.roles import Role
from tests.dossiers.staff import browser, desk
from tests.factories import make_feedback, make_officer, sign_in
from tests.feedback.officers import INBOX

ROUNDS = 3
HANH, LAN = "Nguyễn Thị Hạnh", "Lê Thị Lan"


@pytest.fixture(autouse=True)
def letting_go_of_the_lock(app: Flask) -> Iterator[None]:
    """End what the test's own session holds before others write."""
    yield
    db.session.rollback()


def plain_desk(app: Flask, name: str) -> FlaskClient:
    """Return a signed-in browser that may be used in another thread."""
    client = sign_in(browser(app), make_officer(Role.LEADER, name=name))
    plain = FlaskClient(app, app.response_class, use_cookies=True)
    cookie = client.get_cookie("cqtt")
    assert cookie is not None
    plain.set_cookie("cqtt", cookie.value)
    return plain


def at_once(id: int, *presses: tuple[FlaskClient, str, dict[str, Any]]) -> list[TestResponse]:
    """Let every press start at the same moment, each in a thread of its own, all from the same page."""
    start, revision = Barrier(len(presses)), db.session.get_one(Feedback, id).revision
    db.session.remove()
    SQLITE_BEGIN.set("DEFERRED")

    def go(press: tuple[FlaskClient, str, dict[str, Any]]) -> TestResponse:
        client, step, typed = press
        start.wait()
        return client.post(f"{INBOX}/{id}/{step}", data={"revision": revision, **typed})

    with ThreadPoolExecutor(len(presses)) as pool:
        return list(pool.map(go, presses))


def moves_of(id: int) -> list[FeedbackEvent]:
    events = select(FeedbackEvent).where(FeedbackEvent.feedback_id == id, FeedbackEvent.step != Step.SEND)
    return list(db.session.scalars(events))


@pytest.mark.parametrize(
    ("second", "typed"),
    [
        ("tra-loi", {"outcome": "explained", "words": "Câu của chị Lan"}),
        ("khong-giai-quyet", {"reason": "spam", "words": "Quảng cáo của chị Lan"}),
    ],
)
def test_of_two_who_answer_at_once_one_is_told_and_keeps_what_was_typed(
    app: Flask, second: str, typed: dict[str, str]
) -> None:
    hanh, lan = plain_desk(app, HANH), plain_desk(app, LAN)
    for _round in range(ROUNDS):
        id, own = make_feedback().id, {"outcome": "explained", "words": "Câu của chị Hạnh"}
        answers = at_once(id, (hanh, "tra-loi", own), (lan, second, typed))
        codes = [answer.status_code for answer in answers]
        assert sorted(codes) == [303, 409]
        (event,) = moves_of(id)
        assert event.officer is not None
        assert event.officer.name == (HANH if codes[0] == 303 else LAN)
        loser, words = answers[codes.index(409)], (own if codes[0] == 409 else typed)["words"]
        assert f"{words}</textarea>" in loser.text and event.officer.name in loser.text
        told = select(Notification).where(Notification.about_id == id, Notification.event != "send")
        assert len(list(db.session.scalars(told))) == 1


def test_a_double_tap_makes_one_event(app: Flask) -> None:
    hanh, id = plain_desk(app, HANH), make_feedback().id
    cookie = hanh.get_cookie("cqtt")
    assert cookie is not None
    again = FlaskClient(app, app.response_class, use_cookies=True)
    again.set_cookie("cqtt", cookie.value)
    answers = at_once(id, *((client, "ghi-chu", {"note": "Đã gọi"}) for client in (hanh, again)))
    assert sorted(answer.status_code for answer in answers) == [303, 409] and len(moves_of(id)) == 1


def test_a_change_that_slips_past_the_check_loses_at_the_database(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """What PostgreSQL allows and SQLite's lock does not: another commits between our look and our write."""
    id = make_feedback().id

    def check_and_be_overtaken(feedback: Feedback, seen: int) -> None:
        moves.check_revision(feedback, seen)
        table: Any = Feedback.__table__
        raised = update(table).where(table.c.id == id).values(revision=feedback.revision + 1)
        db.session.connection().execute(raised)

    monkeypatch.setattr(attempts, "check_revision", check_and_be_overtaken)
    typed = {"revision": 1, "note": "Đã gọi điện lực, chờ chiều mai"}
    answer = desk(app, Role.LEADER).post(f"{INBOX}/{id}/ghi-chu", data=typed)
    assert answer.status_code == 409
    assert "Đã gọi điện lực, chờ chiều mai</textarea>" in answer.text
    assert moves_of(id) == [] and db.session.get_one(Feedback, id).status is Status.RECEIVED
