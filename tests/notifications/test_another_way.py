"""What Zalo surely does not take goes by SMS by itself, what it may have taken to an officer: nobody is told twice."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cqtt.extensions import db
from cqtt.notifications import delivery, zalo
from cqtt.notifications.actions import About, Message, announce
from cqtt.notifications.delivery import LEASE, WAITS, deliver_due
from cqtt.notifications.models import Channel, Connection, DeliveryStatus, MessageRule, MessageSettings, Notification
from cqtt.notifications.setting_up import send_again
from cqtt.notifications.showing import messages_about
from cqtt.notifications.states import state_of
from cqtt.roles import Role
from tests.factories import MONDAY, make_dossier, make_officer, numbers, sign_in
from tests.notifications.providers import Answer, Asked, Provider
from tests.notifications.test_sms import connect
from tests.notifications.test_zalo import at_monday, oa, pair, told  # noqa: F401 - fixtures

SMS_TAKEN = Answer()
NOT_SAID = Answer(500, "<html>")
TOO_BUSY = Answer(429, "")
NO_ACCOUNT, NO_MONEY, NO_SUCH_TEXT = told(-118), told(-115), told(-131)
FAILED, PENDING, REPLACED, SENT = (
    DeliveryStatus.FAILED,
    DeliveryStatus.PENDING,
    DeliveryStatus.REPLACED,
    DeliveryStatus.SENT,
)


class Providers:
    """Zalo and a gateway on one machine: what each was asked, and what Zalo says, first to last."""

    def __init__(self, server: Provider) -> None:
        self.server, self.zalo_says = server, [told(0)]
        server.says = self._say

    def _say(self, asked: Asked) -> Answer:
        if asked.path != "/tin":
            return SMS_TAKEN
        return self.zalo_says.pop(0) if len(self.zalo_says) > 1 else self.zalo_says[0]

    def asked(self, path: str) -> list[Asked]:
        return [asked for asked in self.server.asked if asked.path == path]

    @property
    def texts(self) -> list[str]:
        return [asked.json["Phone"] for asked in self.asked("/gui")]


@pytest.fixture
def both(app: Flask, oa: Provider) -> Iterator[Providers]:  # noqa: F811
    connect(app, address=oa.address())
    db.session.add(MessageSettings(id=1, quiet_from=0, quiet_until=0))
    db.session.commit()
    return Providers(oa)


def announced(phone: str = "0900000123", at: int = 0, about_id: int = 1) -> Notification:
    message = Message("Hồ sơ", "Thư", "Xa An Phuoc: da co ket qua", {"ma": "H19-1"})
    key, about = f"event-{next(numbers)}", About("dossier", about_id, "resolve")
    announce(key, about, message, "", phone, MONDAY + timedelta(minutes=at))
    db.session.commit()
    return db.session.scalars(select(Notification).order_by(Notification.id.desc())).first()


def ways() -> list[tuple[Channel, DeliveryStatus]]:
    db.session.expire_all()
    found = db.session.execute(select(Notification.channel, Notification.status).order_by(Notification.id))
    return [(channel, status) for channel, status in found]


def rounds_to_the_end() -> None:
    """Let a message have every attempt it may have."""
    at = MONDAY
    for wait in (timedelta(), *WAITS):
        at += max(wait, timedelta(hours=1))
        deliver_due(at)


@pytest.mark.parametrize("code", sorted(zalo.NEVER))
def test_whom_zalo_does_not_reach_an_sms_does_in_the_same_round(both: Providers, code: int) -> None:
    both.zalo_says = [told(code)]
    text = announced()
    assert deliver_due(MONDAY) == 1
    assert deliver_due(MONDAY + timedelta(days=1)) == 0
    assert ways() == [(Channel.ZALO, REPLACED), (Channel.SMS, SENT)]
    assert str(code) in text.problem and both.texts == ["0900000123"]
    (first,), (second,) = both.asked("/tin"), both.asked("/gui")
    assert second.json["Content"] == "Xa An Phuoc: da co ket qua"
    assert first.json["tracking_id"] != second.json["RequestId"]


@pytest.mark.parametrize("answer", [NO_MONEY, NO_SUCH_TEXT])
def test_trouble_of_the_account_sends_everything_by_sms_and_is_told_to_the_administrator(
    app: Flask, both: Providers, answer: Answer
) -> None:
    both.zalo_says = [answer]
    for number in range(3):
        announced(f"090000000{number}", about_id=number)
    assert deliver_due(MONDAY) == 3
    assert len(both.texts) == 3
    state = state_of(Channel.ZALO, app.config["SETTINGS"], MONDAY)
    assert state.tone == "red" and state.problem
    both.zalo_says = [told(0)]
    announced(about_id=9)
    assert deliver_due(MONDAY) == 1
    assert state_of(Channel.ZALO, app.config["SETTINGS"], MONDAY).tone == "green"


@pytest.mark.parametrize("closed", ["off", "ruled out"])
def test_where_sms_is_not_open_for_the_event_an_officer_sends_the_text(both: Providers, closed: str) -> None:
    text = announced()
    if closed == "off":
        db.session.get_one(Connection, Channel.SMS).is_on = False
    else:
        db.session.add(MessageRule(event="dossier.resolve", channel=Channel.SMS, is_on=False))
    db.session.commit()
    both.zalo_says = [NO_ACCOUNT]
    assert deliver_due(MONDAY) == 0
    assert ways() == [(Channel.ZALO, FAILED), (Channel.BY_HAND, PENDING)]
    assert not text.in_doubt


def test_a_busy_provider_is_waited_for_and_only_at_the_end_followed_by_an_sms(both: Providers) -> None:
    both.zalo_says = [TOO_BUSY]
    announced()
    assert deliver_due(MONDAY) == 0
    assert both.texts == []
    rounds_to_the_end()
    assert ways() == [(Channel.ZALO, REPLACED), (Channel.SMS, SENT)]


@pytest.mark.parametrize("last", [NOT_SAID, NO_MONEY, TOO_BUSY])
def test_what_zalo_may_have_taken_is_never_sent_by_sms_too(both: Providers, last: Answer) -> None:
    both.zalo_says = [NOT_SAID, last]
    text = announced()
    rounds_to_the_end()
    assert ways() == [(Channel.ZALO, FAILED), (Channel.BY_HAND, PENDING)]
    assert text.in_doubt and both.texts == []


def test_a_number_without_zalo_shows_that_no_attempt_before_has_arrived_either(both: Providers) -> None:
    both.zalo_says = [NOT_SAID, NO_ACCOUNT]
    announced()
    rounds_to_the_end()
    assert ways() == [(Channel.ZALO, REPLACED), (Channel.SMS, SENT)]


def test_an_attempt_that_nobody_told_the_end_of_is_in_doubt(both: Providers, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_taken: object) -> None:
        raise SystemExit

    announced()
    with monkeypatch.context() as crash, pytest.raises(SystemExit):
        crash.setattr(delivery, "_mark_sent", killed)
        deliver_due(MONDAY)
    both.zalo_says = [NO_MONEY]
    for again in range(1, len(WAITS) + 1):
        deliver_due(MONDAY + LEASE + again * timedelta(hours=13))
    assert ways() == [(Channel.ZALO, FAILED), (Channel.BY_HAND, PENDING)]
    assert both.texts == []


def test_doubt_outlives_that_it_is_tried_from_the_beginning(both: Providers) -> None:
    both.zalo_says = [NOT_SAID]
    text = announced()
    rounds_to_the_end()
    assert send_again(text, MONDAY)
    db.session.commit()
    both.zalo_says = [NO_MONEY]
    deliver_due(MONDAY)
    assert both.texts == [] and ways() == [(Channel.ZALO, PENDING), (Channel.BY_HAND, REPLACED)]


def test_what_happened_since_is_not_followed_by_what_was_before(both: Providers) -> None:
    both.zalo_says = [NO_ACCOUNT, told(0)]
    announced(), announced(at=5)
    deliver_due(MONDAY + timedelta(minutes=6))
    assert ways() == [(Channel.ZALO, FAILED), (Channel.ZALO, SENT)]


def test_what_the_gateway_refuses_too_ends_with_an_officer(both: Providers) -> None:
    both.zalo_says, says = [NO_ACCOUNT], both.server.says
    both.server.says = lambda asked: says(asked) if asked.path == "/tin" else Answer(body='{"CodeResult":"108"}')
    announced()
    assert deliver_due(MONDAY) == 0
    assert ways() == [(Channel.ZALO, REPLACED), (Channel.SMS, FAILED), (Channel.BY_HAND, PENDING)]


def test_an_account_that_must_be_connected_anew_lets_the_texts_go_by_sms(both: Providers) -> None:
    db.session.get_one(Connection, Channel.ZALO).values = {"app_id": "4321", "token_ends": ""}
    db.session.commit()
    announced()
    both.server.says = lambda asked: Answer(body='{"error": -14020}') if asked.path == "/ma" else SMS_TAKEN
    assert deliver_due(MONDAY) == 1
    assert ways() == [(Channel.ZALO, REPLACED), (Channel.SMS, SENT)]


def test_the_page_of_a_dossier_says_that_zalo_did_not_take_it_and_why(both: Providers, client: FlaskClient) -> None:
    dossier = make_dossier()
    db.session.query(Notification).delete()
    both.zalo_says = [NO_ACCOUNT]
    announced(about_id=dossier.id)
    deliver_due(MONDAY)
    page = sign_in(client, make_officer(Role.RECEPTION)).get(f"/can-bo/ho-so/{dossier.id}").text
    assert "Zalo không nhận, đã chuyển sang tin nhắn" in page and "Lý do: số này chưa có Zalo (-118)" in page


def test_an_officer_sees_that_a_text_in_doubt_may_have_arrived(both: Providers) -> None:
    both.zalo_says = [NOT_SAID]
    announced()
    rounds_to_the_end()
    by_hand, failed = messages_about("dossier", 1)
    assert by_hand.waits and failed.when == "có thể đã đến nơi, nơi chuyển không trả lời rõ"


def test_a_token_that_cannot_be_renewed_is_used_until_it_ends(both: Providers, monkeypatch: pytest.MonkeyPatch) -> None:
    db.session.get_one(Connection, Channel.ZALO).values = {
        "app_id": "4321",
        "token_ends": (MONDAY + timedelta(minutes=30)).isoformat(),
    }
    db.session.commit()
    says = both.server.says
    both.server.says = lambda asked: Answer(502, "<html>") if asked.path == "/ma" else says(asked)
    announced(), announced(about_id=2)
    assert deliver_due(MONDAY) == 2
    assert [asked.headers["access_token"] for asked in both.asked("/tin")] == ["access_token 1"] * 2
    announced(about_id=3)
    monkeypatch.setattr(zalo, "now", lambda: MONDAY + timedelta(minutes=31))
    assert deliver_due(MONDAY + timedelta(minutes=31)) == 0
    monkeypatch.setattr(zalo, "now", lambda: MONDAY + timedelta(minutes=40))
    both.server.says = lambda asked: pair(2) if asked.path == "/ma" else says(asked)
    assert deliver_due(MONDAY + timedelta(minutes=40)) == 1
    assert both.asked("/tin")[-1].headers["access_token"] == "access_token 2"
