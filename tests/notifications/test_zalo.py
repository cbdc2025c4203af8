"""Zalo Notification Service: approved texts filled with facts, and a token that is renewed in time and kept first."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import parse_qs

import pytest
from flask import Flask
from sqlalchemy import select

from cqtt.extensions import db
from cqtt.notifications import zalo
from cqtt.notifications.actions import About, Message, announce
from cqtt.notifications.connections import keep_secret, secret_of
from cqtt.notifications.delivery import deliver_due
from cqtt.notifications.models import Channel, Connection, DeliveryStatus, MessageRule, Notification
from tests.factories import MONDAY, numbers
from tests.notifications.providers import Answer, Asked, Provider, providing

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def at_monday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zalo, "now", lambda: MONDAY)


@pytest.fixture
def oa(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """An Official Account with a token for twelve more hours, and a text for dossiers that have a result."""
    with providing(monkeypatch) as server:
        server.says = lambda asked: told(0)
        monkeypatch.setattr(zalo, "SEND_TO", server.address("/tin"))
        monkeypatch.setattr(zalo, "RENEW_AT", server.address("/ma"))
        found = Connection(
            channel=Channel.ZALO,
            is_on=True,
            values={"app_id": "4321", "token_ends": (MONDAY + 12 * HOUR).isoformat()},
            sealed={},
            price_vnd=200,
        )
        for name in ("access_token", "refresh_token", "app_secret"):
            keep_secret(found, name, f"{name} 1", app.config["SETTINGS"])
        db.session.add_all(
            [found, MessageRule(event="dossier.resolve", channel=Channel.ZALO, is_on=True, template="77")]
        )
        db.session.commit()
        yield server


def told(error: int, status: int = 200) -> Answer:
    return Answer(status, json.dumps({"error": error, "message": "…"}))


def pair(number: int) -> Answer:
    said = {"access_token": f"access_token {number}", "refresh_token": f"refresh_token {number}", "expires_in": "90000"}
    return Answer(body=json.dumps(said))


def announced(event: str = "resolve") -> Notification:
    message = Message("Hồ sơ", "Thư", "Ngắn", {"ma": "H19-1", "ngay_hen": "30/11/2026"})
    announce(f"event-{next(numbers)}", About("dossier", 1, event), message, "", "0900000123", MONDAY)
    db.session.commit()
    found = db.session.scalar(select(Notification).order_by(Notification.id.desc()))
    assert found is not None
    return found


def kept(app: Flask, name: str) -> str:
    db.session.expire_all()
    return secret_of(db.session.get_one(Connection, Channel.ZALO), name, app.config["SETTINGS"])


def test_an_approved_text_is_filled_with_facts(oa: Provider) -> None:
    text = announced()
    assert deliver_due(MONDAY) == 1
    (asked,) = oa.asked
    assert asked.headers["access_token"] == "access_token 1"
    said = asked.json
    assert len(said.pop("tracking_id")) == 32
    assert said == {
        "phone": "84900000123",
        "template_id": "77",
        "template_data": {"ma": "H19-1", "ngay_hen": "30/11/2026"},
    }
    assert (text.status, text.cost_vnd) == (DeliveryStatus.SENT, 200)


def test_an_event_without_an_approved_text_goes_another_way(oa: Provider) -> None:
    assert announced("accept").channel is Channel.BY_HAND


def test_a_token_near_its_end_is_renewed_and_the_new_pair_kept_before_anything_is_sent(
    app: Flask, oa: Provider
) -> None:
    db.session.get_one(Connection, Channel.ZALO).values = {
        "app_id": "4321",
        "token_ends": (MONDAY + HOUR / 2).isoformat(),
    }
    announced()
    seen: list[str] = []

    def says(asked: Asked) -> Answer:
        with app.app_context():
            seen.append(kept(app, "refresh_token"))
            db.session.remove()
        return pair(2) if asked.path == "/ma" else told(0)

    oa.says = says
    assert deliver_due(MONDAY) == 1
    renewal, message = oa.asked
    assert renewal.headers["secret_key"] == "app_secret 1"
    assert parse_qs(renewal.body.decode()) == {
        "app_id": ["4321"],
        "refresh_token": ["refresh_token 1"],
        "grant_type": ["refresh_token"],
    }
    assert message.headers["access_token"] == "access_token 2"
    assert seen == ["refresh_token 1", "refresh_token 2"]
    ends = db.session.get_one(Connection, Channel.ZALO).values["token_ends"]
    assert datetime.fromisoformat(ends) == MONDAY + timedelta(seconds=90000)


def test_a_token_that_zalo_knows_no_longer_is_renewed_in_the_next_round(app: Flask, oa: Provider) -> None:
    oa.says = lambda asked: told(-124)
    text = announced()
    assert deliver_due(MONDAY) == 0
    oa.says = lambda asked: pair(2) if asked.path == "/ma" else told(0)
    assert deliver_due(MONDAY + HOUR) == 1
    assert (kept(app, "access_token"), text.status) == ("access_token 2", DeliveryStatus.SENT)


def test_two_workers_do_not_spend_the_same_refresh_token(app: Flask, oa: Provider) -> None:
    db.session.get_one(Connection, Channel.ZALO).values = {"app_id": "4321", "token_ends": ""}
    announced()
    inner: list[int] = []

    def says(asked: Asked) -> Answer:
        if asked.path == "/ma" and not inner:
            inner.append(0)
            oa.says = lambda other: pair(9) if other.path == "/ma" else told(0)
            with app.app_context():  # another worker, while this one waits for the answer
                oa.lock.release()
                inner.append(deliver_due(MONDAY))
                oa.lock.acquire()
                db.session.remove()
            return pair(2)
        return told(0)

    oa.says = says
    assert deliver_due(MONDAY) == 1
    assert inner == [0, 0] and kept(app, "refresh_token") == "refresh_token 2"


def test_a_refused_renewal_is_noted_for_the_administrator_and_nothing_is_sent(app: Flask, oa: Provider) -> None:
    db.session.get_one(Connection, Channel.ZALO).values = {"app_id": "4321", "token_ends": ""}
    text = announced()
    oa.says = lambda asked: Answer(body='{"error": -14020}')
    assert deliver_due(MONDAY) == 0
    assert [asked.path for asked in oa.asked] == ["/ma"]
    assert (text.status, text.tries) == (DeliveryStatus.PENDING, 1)
    assert "nối lại tài khoản Zalo" in db.session.get_one(Connection, Channel.ZALO).problem
    assert kept(app, "refresh_token") == "refresh_token 1"


def test_why_a_renewal_was_refused_stays_noted_until_the_next_attempt(app: Flask, oa: Provider) -> None:
    db.session.get_one(Connection, Channel.ZALO).values = {"app_id": "4321", "token_ends": ""}
    db.session.commit()
    oa.says = lambda asked: Answer(body='{"error": -14020}')
    deliver_due(MONDAY), deliver_due(MONDAY)
    assert len(oa.asked) == 1
    assert "nối lại tài khoản Zalo" in db.session.get_one(Connection, Channel.ZALO).problem


@pytest.mark.parametrize("error", sorted(zalo.NEVER))
def test_whom_zalo_does_not_reach_an_officer_does(oa: Provider, error: int) -> None:
    oa.says = lambda asked: told(error)
    text = announced()
    deliver_due(MONDAY)
    by_hand = db.session.scalar(select(Notification).where(Notification.channel == Channel.BY_HAND))
    assert text.status is DeliveryStatus.FAILED and by_hand and by_hand.body == "Ngắn"


@pytest.mark.parametrize("error", sorted({*zalo.OUT_OF_MONEY, *zalo.PAUSES}))
def test_without_money_or_at_night_all_wait(oa: Provider, error: int) -> None:
    oa.says = lambda asked: told(error)
    announced(), announced()
    deliver_due(MONDAY)
    deliver_due(MONDAY + timedelta(minutes=4))
    assert len(oa.asked) == 1


@pytest.mark.parametrize("body", ["", "<html>", "[]", '"x"'])
def test_an_answer_that_is_none_is_tried_again(oa: Provider, body: str) -> None:
    oa.says = lambda asked: Answer(502, body)
    text = announced()
    assert deliver_due(MONDAY) == 0
    assert text.status is DeliveryStatus.PENDING and "502" in text.problem
