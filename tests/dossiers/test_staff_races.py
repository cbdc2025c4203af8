"""Two officers press at once, on a real database file: one wins, the other is told who was faster."""

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
from cqtt.dossiers import case_access
from cqtt.dossiers.case import attempts
from cqtt.dossiers.models import Dossier, DossierEvent
from cqtt.dossiers.rules import Status, Step
from cqtt.extensions import db
from cqtt.notifications.models import Notification
from cqtt.roles import Role
from tests.dossiers.staff import browser, desk
from tests.factories import make_dossier, make_officer, sign_in

REFUSE = {"reason": "Không thuộc thẩm quyền.", "legal_ground": "Điều 17"}


@pytest.fixture
def dossier_id(app: Flask) -> int:
    return make_dossier().id


@pytest.fixture(autouse=True)
def letting_go_of_the_lock(app: Flask) -> Iterator[None]:
    """End what the test's own session holds before others write."""
    yield
    db.session.rollback()


def at_once(app: Flask, dossier_id: int, *presses: tuple[FlaskClient, str, dict[str, Any]]) -> list[TestResponse]:
    """Let every press start at the same moment, each in a thread of its own, all from the same page."""
    start, revision = Barrier(len(presses)), db.session.get_one(Dossier, dossier_id).revision
    db.session.remove()
    SQLITE_BEGIN.set("DEFERRED")

    def go(press: tuple[FlaskClient, str, dict[str, Any]]) -> TestResponse:
        client, step, typed = press
        start.wait()
        return client.post(f"/can-bo/ho-so/{dossier_id}/{step}", data={"revision": revision, **typed})

    with ThreadPoolExecutor(len(presses)) as pool:
        return list(pool.map(go, presses))


def events_of(dossier_id: int) -> list[DossierEvent]:
    events = select(DossierEvent).where(DossierEvent.dossier_id == dossier_id, DossierEvent.step != Step.SUBMIT)
    return list(db.session.scalars(events))


def plain_desk(app: Flask, name: str) -> FlaskClient:
    """Return a signed-in browser that may be used in another thread."""
    client = sign_in(browser(app), make_officer(Role.RECEPTION, name=name))
    plain = FlaskClient(app, app.response_class, use_cookies=True)
    cookie = client.get_cookie("cqtt")
    assert cookie is not None
    plain.set_cookie("cqtt", cookie.value)
    return plain


ROUNDS = 3


@pytest.mark.parametrize("second", ["tu-choi", "tiep-nhan"])
def test_of_two_who_press_at_once_one_wins_and_the_other_is_told(app: Flask, second: str) -> None:
    hanh, lan = plain_desk(app, "Nguyễn Thị Hạnh"), plain_desk(app, "Lê Thị Lan")
    for _round in range(ROUNDS):
        dossier_id = make_dossier().id
        answers = at_once(
            app, dossier_id, (hanh, "tiep-nhan", {"officer": "0"}), (lan, second, REFUSE | {"officer": "0"})
        )
        codes = [answer.status_code for answer in answers]
        assert sorted(codes) == [303, 409]
        (event,) = events_of(dossier_id)
        assert event.officer is not None
        winner, loser = event.officer.name, answers[codes.index(409)]
        assert winner == ("Nguyễn Thị Hạnh" if codes[0] == 303 else "Lê Thị Lan")
        assert f"{winner} vừa cập nhật" in loser.text
        assert f'href="/can-bo/ho-so/{dossier_id}"' in loser.text
        told = select(Notification).where(Notification.about_id == dossier_id)
        assert len(list(db.session.scalars(told))) == 1


def test_a_double_tap_makes_one_event(app: Flask, dossier_id: int) -> None:
    hanh = plain_desk(app, "Nguyễn Thị Hạnh")
    cookie = hanh.get_cookie("cqtt")
    assert cookie is not None
    again = FlaskClient(app, app.response_class, use_cookies=True)
    again.set_cookie("cqtt", cookie.value)
    answers = at_once(app, dossier_id, *((client, "tiep-nhan", {"officer": "0"}) for client in (hanh, again)))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert len(events_of(dossier_id)) == 1


def test_a_change_that_slips_past_the_check_loses_at_the_database(
    app: Flask, dossier_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What PostgreSQL allows and SQLite's lock does not: another commits between our look and our write."""

    def check_and_be_overtaken(dossier: Dossier) -> None:
        case_access.check_seen(dossier)
        raised = update(Dossier.__table__).where(Dossier.__table__.c.id == dossier_id)  # type: ignore[arg-type]
        db.session.connection().execute(raised.values(revision=dossier.revision + 1))

    monkeypatch.setattr(attempts, "check_seen", check_and_be_overtaken)
    client = desk(app, Role.RECEPTION)
    typed = {"revision": 1, "officer": "0", "note": "Đủ giấy tờ, hẹn chiều mai"}
    answer = client.post(f"/can-bo/ho-so/{dossier_id}/tiep-nhan", data=typed)
    assert answer.status_code == 409
    assert "vừa cập nhật hồ sơ này trước" in answer.text
    assert "Đủ giấy tờ, hẹn chiều mai</textarea>" in answer.text
    assert f'href="/can-bo/ho-so/{dossier_id}"' in answer.text
    assert events_of(dossier_id) == []
    assert db.session.get_one(Dossier, dossier_id).status is Status.SUBMITTED


def test_reading_the_case_while_others_write_is_recorded_without_fail(app: Flask, dossier_id: int) -> None:
    """Opening a case reads and then writes the record: many at once must not be "locked"."""
    readers = [plain_desk(app, f"Cán Bộ {word}") for word in ("Một", "Hai", "Ba", "Bốn")]
    db.session.remove()
    SQLITE_BEGIN.set("DEFERRED")
    start = Barrier(len(readers))

    def read(client: FlaskClient) -> list[int]:
        start.wait()
        return [client.get(f"/can-bo/ho-so/{dossier_id}").status_code for _time in range(3)]

    with ThreadPoolExecutor(len(readers)) as pool:
        assert list(pool.map(read, readers)) == [[200] * 3] * len(readers)
