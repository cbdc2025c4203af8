"""Web push: what the browser's server gets, what only the browser can read, and what happens when it is gone."""

import base64
import json
from collections.abc import Iterator

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask
from sqlalchemy import select

from cqtt.extensions import db
from cqtt.notifications import push
from cqtt.notifications.actions import About, Message, announce_to_browsers
from cqtt.notifications.delivery import deliver_due
from cqtt.notifications.models import Channel, Connection, DeliveryStatus, Notification, PushSubscription
from cqtt.notifications.provider import LONGEST_PAUSE
from tests.factories import MONDAY, numbers
from tests.notifications.providers import Answer, Provider, providing

LINK = "http://localhost/ho-so/mo/bi-mat"
TEXT = Message("Hồ sơ H19-1 đã có kết quả", "Thư dài", f"Xa An Phuoc: ho so H19-1 {LINK}", {"ma": "H19-1"}, LINK)


class Browser:
    """A browser's keys, with which it alone reads what is pushed."""

    def __init__(self) -> None:
        self.key, self.auth = ec.generate_private_key(ec.SECP256R1()), b"0123456789abcdef"

    def asks(self, endpoint: str, about_id: int = 1) -> PushSubscription:
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        found = PushSubscription(
            about_kind="dossier",
            about_id=about_id,
            endpoint=endpoint,
            p256dh=base64.urlsafe_b64encode(point).decode().rstrip("="),
            auth=base64.urlsafe_b64encode(self.auth).decode().rstrip("="),
            created_at=MONDAY,
        )
        db.session.add(found)
        db.session.commit()
        return found

    def reads(self, body: bytes) -> dict[str, str]:
        said: dict[str, str] = json.loads(http_ece.decrypt(body, private_key=self.key, auth_secret=self.auth))
        return said


@pytest.fixture
def server(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    push._signer.cache_clear()
    with providing(monkeypatch) as provider:
        provider.says = lambda _asked: Answer(201, "")
        db.session.add(Connection(channel=Channel.PUSH, is_on=True, values={}, sealed={}))
        db.session.commit()
        yield provider


def announced(about_id: int = 1) -> list[Notification]:
    announce_to_browsers(f"event-{next(numbers)}", About("dossier", about_id, "resolve"), TEXT, MONDAY)
    db.session.commit()
    return list(db.session.scalars(select(Notification).order_by(Notification.id)))


def test_every_browser_that_asked_reads_it_and_its_server_does_not(app: Flask, server: Provider) -> None:
    browsers = {"/mot": Browser(), "/hai": Browser()}
    for path, browser in browsers.items():
        browser.asks(server.address(path))
    Browser().asks(server.address("/khac"), about_id=2)
    announced()
    assert deliver_due(MONDAY) == 2
    for asked in server.asked:
        assert b"H19-1" not in asked.body
        said = browsers[asked.path].reads(asked.body)
        assert (said["title"], said["text"], said["url"]) == ("Xã An Phước", TEXT.subject, LINK)
        assert said["tag"] == asked.headers["topic"]
        assert asked.headers["content-encoding"] == "aes128gcm" and int(asked.headers["ttl"]) > 0


def test_the_installation_signs_with_the_one_key_that_browsers_were_told(app: Flask, server: Provider) -> None:
    Browser().asks(server.address("/mot"))
    announced(), deliver_due(MONDAY)
    settings = app.config["SETTINGS"]
    signed = server.asked[0].headers["authorization"]
    assert signed.startswith("vapid t=") and signed.endswith(f"k={push.public_key(settings)}")
    claims = signed.split("t=")[1].split(".")[1]
    said = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    assert said["aud"] == server.address("").rstrip("/")
    assert (settings.data / "push-key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(server: Provider, status: int) -> None:
    Browser().asks(server.address("/mot"))
    (word,) = announced()
    server.says = lambda _asked: Answer(status)
    assert deliver_due(MONDAY) == 0
    assert word.status is DeliveryStatus.FAILED
    assert db.session.scalar(select(PushSubscription)) is None


def test_a_server_in_trouble_is_asked_again(server: Provider) -> None:
    Browser().asks(server.address("/mot"))
    (word,) = announced()
    server.says = lambda _asked: Answer(500)
    deliver_due(MONDAY)
    assert (word.status, word.tries) == (DeliveryStatus.PENDING, 1)


def test_an_address_inside_the_house_is_never_asked(server: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    Browser().asks(server.address("/mot"))
    (word,) = announced()
    monkeypatch.undo()
    assert deliver_due(MONDAY) == 0
    assert server.asked == [] and "công khai" in word.problem


@pytest.mark.parametrize("answer", [Answer(500), Answer(429, headers={"Retry-After": "3600"}), Answer(301)])
def test_what_one_browsers_server_does_holds_up_no_word_to_another(server: Provider, answer: Answer) -> None:
    """Anybody who has filed something can name a server that refuses, or asks for a pause."""
    for path in ("/mot", "/hai"):
        Browser().asks(server.address(path))
    first, second = announced()
    server.says = lambda asked: answer if asked.path == "/mot" else Answer(201, "")
    assert deliver_due(MONDAY) == 1
    assert (first.status, second.status) == (DeliveryStatus.PENDING, DeliveryStatus.SENT)
    assert db.session.get_one(Connection, Channel.PUSH).paused_until is None


def test_a_browsers_server_that_asks_for_a_pause_is_left_alone_for_so_long(server: Provider) -> None:
    Browser().asks(server.address("/mot"))
    (word,) = announced()
    server.says = lambda _asked: Answer(429, headers={"Retry-After": "3600"})
    deliver_due(MONDAY)
    assert word.due_at == MONDAY + LONGEST_PAUSE
