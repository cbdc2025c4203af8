"""Two who press at one instant, on PostgreSQL too: a person is told once, and nobody gets an error."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask, current_app
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from cqtt.clock import frozen
from cqtt.extensions import db
from cqtt.notifications.actions import mark_sent_by_hand
from cqtt.notifications.another_way import key_by_hand
from cqtt.notifications.browsers import Browser, remember
from cqtt.notifications.models import Channel, Connection, DeliveryStatus, Notification, PushSubscription
from cqtt.notifications.setting_up import send_again, switch
from cqtt.roles import Role
from tests.factories import MONDAY, make_dossier, make_officer, sign_in
from tests.notifications.test_admin import FAILED, message
from tests.notifications.test_browsers import ENDPOINT, POINT, text
from tests.postgres import postgres_server, postgres_url, unit_on

__all__ = ["postgres_server", "postgres_url"]
ROUNDS = 8
BROWSER = Browser(ENDPOINT, POINT, text(b"0123456789abcdef"))


def left_to_hands() -> tuple[Notification, Notification]:
    """A text that its gateway gave up, and the one that an officer is to send instead."""
    given_up = message()
    waiting = {"channel": Channel.BY_HAND, "status": DeliveryStatus.PENDING, "problem": "", "tries": 0}
    return given_up, message(key=key_by_hand(given_up.key), **waiting)


def unseen(id: int, **values: object) -> None:
    """Let somebody else change a message after this session has read it."""
    change = update(Notification).where(Notification.id == id).values(**values)
    db.session.execute(change, execution_options={"synchronize_session": False})


def test_of_two_officers_who_sent_the_same_text_the_first_stays_named(app: Flask) -> None:
    _given_up, by_hand = left_to_hands()
    assert by_hand.status is DeliveryStatus.PENDING
    unseen(by_hand.id, status=DeliveryStatus.SENT, sent_by_id=8, sent_at=MONDAY)
    assert not mark_sent_by_hand(by_hand, 7, MONDAY + timedelta(minutes=1))
    assert (by_hand.sent_by_id, by_hand.sent_at) == (8, MONDAY)


def test_what_an_officer_has_told_a_moment_ago_is_not_sent_again(app: Flask) -> None:
    given_up, by_hand = left_to_hands()
    assert (given_up.status, by_hand.status) == (DeliveryStatus.FAILED, DeliveryStatus.PENDING)
    unseen(by_hand.id, status=DeliveryStatus.SENT)
    assert not send_again(given_up, MONDAY)
    assert (given_up.status, by_hand.status) == (DeliveryStatus.FAILED, DeliveryStatus.SENT)


def test_an_officer_is_told_that_a_text_goes_its_own_way_again(client: FlaskClient) -> None:
    dossier = make_dossier()
    _given_up, by_hand = left_to_hands()
    by_hand.about_id, by_hand.status = dossier.id, DeliveryStatus.REPLACED
    db.session.commit()
    officer = sign_in(client, make_officer(Role.RECEPTION))
    page = officer.post(f"/can-bo/ho-so/{dossier.id}/tin/{by_hand.id}/da-gui", follow_redirects=True).text
    assert "Tin này không còn chờ gửi tay" in page
    db.session.expire_all()
    assert by_hand.status is DeliveryStatus.REPLACED


@pytest.fixture
def on_postgres(postgres_url: str, tmp_path: Path) -> Iterator[Flask]:
    with unit_on(postgres_url, tmp_path) as app, frozen(MONDAY):
        app.config["WTF_CSRF_ENABLED"] = False
        yield app


def at_once(app: Flask, *presses: Callable[[], object]) -> list[object]:
    together = Barrier(len(presses))
    db.session.remove()

    def press(one: Callable[[], object]) -> object:
        with app.app_context(), frozen(MONDAY):
            together.wait()
            return one()

    with ThreadPoolExecutor(len(presses)) as pool:
        return list(pool.map(press, presses))


@pytest.mark.proof
def test_sent_by_hand_and_sent_again_at_once_tell_the_person_once(on_postgres: Flask) -> None:
    dossier = make_dossier()
    id = dossier.id
    officers = [sign_in(on_postgres.test_client(), make_officer(Role.RECEPTION)) for _one in range(2)]
    admin = sign_in(on_postgres.test_client(), make_officer(Role.ADMINISTRATOR))
    for _round in range(ROUNDS):
        given_up, by_hand = left_to_hands()
        by_hand.about_id = given_up.about_id = id
        db.session.commit()
        again, hand = f"{FAILED}/{given_up.id}/gui-lai", f"/can-bo/ho-so/{id}/tin/{by_hand.id}/da-gui"
        numbers = given_up.id, by_hand.id
        marks = [lambda one=one, hand=hand: one.post(hand).status_code for one in officers]
        said = at_once(on_postgres, *marks, lambda again=again: admin.post(again).status_code)
        assert said == [303, 303, 303]
        first, second = (db.session.get_one(Notification, number).status for number in numbers)
        told_by_hand = (DeliveryStatus.FAILED, DeliveryStatus.SENT)
        goes_again = (DeliveryStatus.PENDING, DeliveryStatus.REPLACED)
        assert (first, second) in (told_by_hand, goes_again)


def asked() -> int:
    number = remember("dossier", 1, BROWSER, MONDAY).id
    db.session.commit()
    return number


def switched_on() -> bool:
    switch(Channel.PUSH, True, current_app.config["SETTINGS"])
    db.session.commit()
    return True


@pytest.mark.proof
def test_a_browser_that_asks_twice_at_once_is_one_browser(on_postgres: Flask) -> None:
    for _round in range(ROUNDS):
        one, other, third = at_once(on_postgres, asked, asked, asked)
        assert one == other == third
        assert db.session.scalar(select(func.count()).select_from(PushSubscription)) == 1
        db.session.query(PushSubscription).delete()
        db.session.commit()


@pytest.mark.proof
def test_two_administrators_who_switch_a_channel_on_for_the_first_time_both_see_it_on(on_postgres: Flask) -> None:
    for _round in range(ROUNDS):
        assert at_once(on_postgres, switched_on, switched_on) == [True, True]
        assert db.session.get_one(Connection, Channel.PUSH).is_on
        db.session.query(Connection).delete()
        db.session.commit()
