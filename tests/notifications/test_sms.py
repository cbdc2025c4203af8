"""Short messages through a gateway that is described by settings: what it is told, and what its answers mean."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from cqtt.extensions import db
from cqtt.notifications.actions import About, Message, announce
from cqtt.notifications.connections import keep_secret
from cqtt.notifications.delivery import WAITS, deliver_due
from cqtt.notifications.models import Channel, Connection, DeliveryStatus, Notification
from cqtt.notifications.provider import LONGEST_PAUSE, PAUSE
from tests.factories import MONDAY, numbers
from tests.notifications.providers import Answer, Provider, providing

BODY = (
    '{"ApiKey":"{key}","SecretKey":"{secret}","Phone":"{phone}",'
    '"Content":"{text}","Brandname":"{sender}","RequestId":"{id}"}'
)


@pytest.fixture
def gateway(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    with providing(monkeypatch) as server:
        connect(app, address=server.address())
        yield server


def connect(app: Flask, is_on: bool = True, price_vnd: int = 350, **values: str) -> Connection:
    """The unit's gateway as its administrator described it."""
    described = {
        "method": "POST",
        "headers": "Content-Type: application/json\nX-Key: {key}",
        "body": BODY,
        "success": '"CodeResult":"100"\n"CodeResult":"124"',
        "refusals": '"CodeResult":"108"',
        "sender": "AN PHUOC",
    }
    found = Connection(channel=Channel.SMS, is_on=is_on, values=described | values, sealed={}, price_vnd=price_vnd)
    keep_secret(found, "key", "khoa-cua-xa", app.config["SETTINGS"])
    keep_secret(found, "secret", 'bi "mat"', app.config["SETTINGS"])
    found = db.session.merge(found)
    db.session.commit()
    return found


def announced(short: str = "Xã An Phước: hồ sơ đã có kết quả", phone: str = "0900000123") -> Notification:
    message = Message("Hồ sơ", "Thư", short)
    announce(f"event-{next(numbers)}", About("dossier", 1, "resolve"), message, "", phone, MONDAY)
    db.session.commit()
    found = db.session.scalar(select(Notification).order_by(Notification.id.desc()))
    assert found is not None
    return found


def test_the_gateway_is_told_what_its_description_says_and_nothing_is_left_by_hand(gateway: Provider) -> None:
    text = announced()
    assert deliver_due(MONDAY) == 1
    (asked,) = gateway.asked
    assert asked.headers["x-key"] == "khoa-cua-xa" and asked.headers["content-type"] == "application/json"
    told = asked.json
    assert told.pop("RequestId")
    assert told == {
        "ApiKey": "khoa-cua-xa",
        "SecretKey": 'bi "mat"',
        "Phone": "0900000123",
        "Content": "Xa An Phuoc: ho so da co ket qua",
        "Brandname": "AN PHUOC",
    }
    assert (text.status, text.channel, text.cost_vnd) == (DeliveryStatus.SENT, Channel.SMS, 350)
    assert db.session.scalars(select(Notification.channel)).all() == [Channel.SMS]


def test_what_stands_in_a_text_never_becomes_part_of_the_form(gateway: Provider) -> None:
    announced('a","Phone":"0911111111","x":"{key}\\')
    deliver_due(MONDAY)
    (asked,) = gateway.asked
    assert asked.json["Phone"] == "0900000123"
    assert asked.json["Content"] == 'a","Phone":"0911111111","x":"{key}\\'


@pytest.mark.parametrize(
    ("headers", "body", "expected"),
    [
        (
            "Content-Type: application/x-www-form-urlencoded",
            "to={phone}&text={text}",
            b"to=0900000123&text=a%26b%20%3C1",
        ),
        ("Content-Type: text/xml", "<sms to='{phone}'>{text}</sms>", b"<sms to='0900000123'>a&amp;b &lt;1</sms>"),
    ],
)
def test_forms_and_xml_are_written_as_they_must_be(
    app: Flask, gateway: Provider, headers: str, body: str, expected: bytes
) -> None:
    connect(app, address=gateway.address(), headers=headers, body=body)
    announced("a&b <1")
    assert deliver_due(MONDAY) == 1
    assert gateway.asked[0].body == expected


def test_everything_may_stand_in_the_address(app: Flask, gateway: Provider) -> None:
    where = gateway.address("/gui?so={phone}&noi-dung={text}&khoa={key}")
    connect(app, address=where, method="GET", phone_form="84")
    announced("một hai&ba=4")
    assert deliver_due(MONDAY) == 1
    assert gateway.asked[0].path == "/gui?so=84900000123&noi-dung=mot%20hai%26ba%3D4&khoa=khoa-cua-xa"


@pytest.mark.parametrize("body", ['{"CodeResult":"101"}', "", "<html>"])
def test_an_answer_without_the_word_of_success_is_none(gateway: Provider, body: str) -> None:
    gateway.says = lambda _asked: Answer(body=body)
    text = announced()
    assert deliver_due(MONDAY) == 0
    assert (text.status, text.due_at, text.cost_vnd) == (DeliveryStatus.PENDING, MONDAY + WAITS[0], 0)


@pytest.mark.parametrize("body", ['{"CodeResult" : "100"}', '{\n  "CodeResult":\t"100"\n}'])
def test_spaces_in_an_answer_make_no_difference(gateway: Provider, body: str) -> None:
    """Else a text that was taken would be sent, and paid, six times."""
    gateway.says = lambda _asked: Answer(body=body)
    announced()
    assert deliver_due(MONDAY) == 1


def test_a_copy_that_the_gateway_knows_is_sent(gateway: Provider) -> None:
    gateway.says = lambda _asked: Answer(body='{"CodeResult":"124"}')
    assert announced().status is DeliveryStatus.PENDING
    assert deliver_due(MONDAY) == 1


def test_a_number_that_can_never_be_reached_is_left_to_an_officer_with_the_words(gateway: Provider) -> None:
    gateway.says = lambda _asked: Answer(body='{"CodeResult":"108"}')
    text = announced()
    assert deliver_due(MONDAY) == 0
    by_hand = db.session.scalar(select(Notification).where(Notification.channel == Channel.BY_HAND))
    assert (text.status, text.problem) == (DeliveryStatus.FAILED, "nhà mạng không nhận số này")
    assert by_hand and (by_hand.recipient, by_hand.body, by_hand.status) == (
        text.recipient,
        text.body,
        DeliveryStatus.PENDING,
    )


@pytest.mark.parametrize(
    ("headers", "pause"),
    [({}, PAUSE), ({"Retry-After": "90"}, timedelta(seconds=90)), ({"Retry-After": "99999"}, LONGEST_PAUSE)],
)
@pytest.mark.parametrize("status", [429, 503])
def test_a_gateway_with_too_much_to_do_is_left_alone_for_a_while(
    gateway: Provider, status: int, headers: dict[str, str], pause: timedelta
) -> None:
    gateway.says = lambda _asked: Answer(status, headers=headers)
    announced()
    other = announced(phone="0900000124")
    deliver_due(MONDAY)
    deliver_due(MONDAY + pause - timedelta(seconds=1))
    assert (len(gateway.asked), other.tries) == (1, 0)
    gateway.says = lambda _asked: Answer()
    assert deliver_due(MONDAY + max(pause, WAITS[0])) == 2


def test_a_gateway_that_hangs_fails_or_is_gone_costs_one_attempt_in_a_round(
    gateway: Provider, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = announced(), announced(phone="0900000124")
    gateway.says = lambda _asked: Answer(500)
    deliver_due(MONDAY)
    assert (first.tries, second.tries) == (1, 0)
    assert "500" in first.problem and first.recipient not in first.problem


def test_at_night_no_telephone_rings(gateway: Provider) -> None:
    night = MONDAY.replace(hour=15)  # 22:00 here
    text = announced()
    assert deliver_due(night) == 0
    assert (text.tries, gateway.asked) == (0, [])
    assert deliver_due(night + timedelta(hours=9)) == 1


def test_switched_off_the_text_is_for_an_officer(app: Flask, gateway: Provider) -> None:
    connect(app, is_on=False, address=gateway.address())
    assert announced().channel is Channel.BY_HAND
    assert deliver_due(MONDAY) == 0


def test_the_price_is_of_every_part(gateway: Provider) -> None:
    text = announced("a" * 161)
    deliver_due(MONDAY)
    assert text.cost_vnd == 700


def test_a_gateway_on_this_machine_or_inside_is_never_asked(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with providing(monkeypatch) as server:
        monkeypatch.undo()
        connect(app, address=server.address())
        text = announced()
        assert deliver_due(MONDAY) == 0
        assert server.asked == [] and "công khai" in text.problem


def test_keys_are_sealed_and_a_changed_secret_opens_none(app: Flask, gateway: Provider) -> None:
    found = db.session.get_one(Connection, Channel.SMS)
    assert "khoa-cua-xa" not in str(found.sealed)
    found.sealed = {**found.sealed, "key": "gAAAA" + str(found.sealed["key"])[5:][::-1]}
    db.session.commit()
    text = announced()
    assert deliver_due(MONDAY) == 0
    assert gateway.asked == [] and "xin nhập lại" in text.problem
    at = MONDAY
    for wait in WAITS:
        at += wait
        deliver_due(at)
    deliver_due(at + timedelta(hours=9))  # the last one fell into the night
    assert text.status is DeliveryStatus.FAILED and not text.in_doubt
