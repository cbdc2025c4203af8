"""“Báo cho tôi trên điện thoại này”: who may ask, what is taken, what is told, and when it is forgotten."""

import base64
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from cqtt.dossiers import moves
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.rules import Actor, Step
from cqtt.extensions import db
from cqtt.feedback import rules as feedback_rules
from cqtt.feedback.conduct import make_conduct
from cqtt.feedback.erasing import erase
from cqtt.feedback.models import Feedback, FeedbackEvent
from cqtt.feedback.moves import write_event
from cqtt.notifications.browsers import (
    KEPT,
    MOST_BROWSERS,
    Browser,
    forget_browsers,
    forget_old_browsers,
    is_push_address,
    remember,
)
from cqtt.notifications.models import Channel, Connection, DeliveryStatus, MessageRule, Notification, PushSubscription
from cqtt.roles import Role
from tests.factories import MONDAY, make_dossier, make_feedback, make_officer, make_procedure, numbers
from tests.feedback.officers import make_chairman

ENDPOINT = "https://push.example.com/send/abc"


def point() -> str:
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    return text(key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


POINT = point()


@pytest.fixture(autouse=True)
def push_is_on(app: Flask) -> None:
    db.session.add(Connection(channel=Channel.PUSH, is_on=True, values={}, sealed={}))
    db.session.commit()


@pytest.fixture
def dossier(app: Flask) -> Dossier:
    return make_dossier(make_procedure())


@pytest.fixture
def phone(client: FlaskClient, dossier: Dossier) -> FlaskClient:
    """A browser that has opened the dossier."""
    client.get(f"/ho-so/mo/{dossier.token}")
    return client


def ask(client: FlaskClient, code: str, slug: str = "ho-so", **fields: str) -> TestResponse:
    given = {"endpoint": ENDPOINT, "p256dh": POINT, "auth": text(b"0123456789abcdef")} | fields
    return client.post(f"/bao-tin/{slug}/{code}", data=given)


def told() -> list[tuple[str, int, str]]:
    found = db.session.scalars(select(PushSubscription).order_by(PushSubscription.id))
    return [(one.about_kind, one.about_id, one.endpoint) for one in found]


def words() -> list[Notification]:
    return list(db.session.scalars(select(Notification).where(Notification.channel == Channel.PUSH)))


def resolve(dossier: Dossier) -> None:
    moves.move(dossier, Step.MARK_COMPLETE, Actor.OFFICER, MONDAY, told="Giấy tờ đã đủ.")
    db.session.commit()


def test_a_browser_that_opened_a_dossier_is_told_of_what_happens(phone: FlaskClient, dossier: Dossier) -> None:
    assert ask(phone, dossier.code).status_code == 200
    assert told() == [("dossier", dossier.id, ENDPOINT)]
    resolve(dossier)
    (word,) = words()
    assert dossier.code in word.body and dossier.applicant_name not in word.body and dossier.token not in word.body
    assert word.facts == {"link": f"http://localhost/ho-so/mo/{dossier.token}"}


def test_who_has_not_opened_it_asks_in_vain(client: FlaskClient, dossier: Dossier) -> None:
    assert ask(client, dossier.code).status_code == 404
    assert ask(client, "H19.00.00-261123-9999").status_code == 404
    assert ask(client, dossier.code, slug="khac").status_code == 404
    assert told() == []


def test_without_the_token_of_the_page_nothing_is_taken(strict_client: FlaskClient, dossier: Dossier) -> None:
    strict_client.get(f"/ho-so/mo/{dossier.token}")
    assert ask(strict_client, dossier.code).status_code == 400
    assert told() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": ""},
        {"endpoint": "http://push.example.com/a"},
        {"endpoint": "https://push.example.com:8443/a"},
        {"endpoint": "https://a:b@push.example.com/a"},
        {"endpoint": "https://127.0.0.1/a"},
        {"endpoint": "https://[::1]/a"},
        {"endpoint": "https://10.0.0.8/a"},
        {"endpoint": "https://localhost/a"},
        {"endpoint": "https://may-chu/a"},
        {"endpoint": "https://may.local/a"},
        {"endpoint": "https://[xa/a"},
        {"endpoint": "https://push.example.com/" + "a" * 1000},
        {"p256dh": text(b"\x04" + b"0" * 64)},
        {"p256dh": "đây không phải khóa"},
        {"auth": text(b"short")},
        {"auth": "é"},
    ],
)
def test_what_no_browser_would_give_is_refused(phone: FlaskClient, dossier: Dossier, wrong: dict[str, str]) -> None:
    answer = ask(phone, dossier.code, **wrong)
    assert answer.status_code == 422 and "liên kết riêng" in answer.json["said"]
    assert told() == []


@pytest.mark.parametrize(
    "address", ["https://fcm.googleapis.com/fcm/send/x:y", "https://web.push.apple.com/a", "https://a.example:443/"]
)
def test_addresses_of_push_services_are_taken(address: str) -> None:
    assert is_push_address(address)


def test_asking_again_changes_the_keys_and_only_so_many_may_ask(phone: FlaskClient, dossier: Dossier) -> None:
    for number in range(MOST_BROWSERS):
        assert ask(phone, dossier.code, endpoint=f"{ENDPOINT}{number}").status_code == 200
    refused = ask(phone, dossier.code, endpoint=f"{ENDPOINT}9")
    assert refused.status_code == 409 and "Thôi báo" in refused.json["said"]
    other = point()
    assert ask(phone, dossier.code, endpoint=f"{ENDPOINT}0", p256dh=other).status_code == 200
    assert len(told()) == MOST_BROWSERS
    assert (
        db.session.scalar(select(PushSubscription.p256dh).where(PushSubscription.endpoint == f"{ENDPOINT}0")) == other
    )


def test_switched_off_nothing_is_offered_asked_or_told(phone: FlaskClient, dossier: Dossier) -> None:
    page = phone.get(f"/ho-so/{dossier.code}").text
    assert "data-push" in page and "tell_me.js" in page
    db.session.get_one(Connection, Channel.PUSH).is_on = False
    db.session.commit()
    page = phone.get(f"/ho-so/{dossier.code}").text
    assert "data-push" not in page and "tell_me.js" not in page
    assert ask(phone, dossier.code).status_code == 404
    resolve(dossier)
    assert words() == []


def test_an_event_that_the_administrator_ruled_out_is_not_told(phone: FlaskClient, dossier: Dossier) -> None:
    ask(phone, dossier.code)
    db.session.add(MessageRule(event="dossier.mark_complete", channel=Channel.PUSH, is_on=False))
    db.session.commit()
    resolve(dossier)
    assert words() == []


def test_the_page_knows_that_this_browser_is_told_and_another_is_not(phone: FlaskClient, dossier: Dossier) -> None:
    assert "data-told" not in phone.get(f"/ho-so/{dossier.code}").text
    ask(phone, dossier.code)
    assert "data-told" in phone.get(f"/ho-so/{dossier.code}").text
    other = phone.application.test_client()
    other.get(f"/ho-so/mo/{dossier.token}")
    assert "data-told" not in other.get(f"/ho-so/{dossier.code}").text


@pytest.mark.parametrize("way", ["/bao-tin/ho-so/{code}/thoi", "/ho-so/{code}/cat-di"])
def test_taken_back_or_taken_off_this_browser_it_is_told_no_more(
    phone: FlaskClient, dossier: Dossier, way: str
) -> None:
    other = phone.application.test_client()
    other.get(f"/ho-so/mo/{dossier.token}")
    ask(other, dossier.code, endpoint=f"{ENDPOINT}-khac")
    ask(phone, dossier.code)
    resolve(dossier)
    phone.post(way.format(code=dossier.code))
    assert told() == [("dossier", dossier.id, f"{ENDPOINT}-khac")]
    assert sorted(word.status for word in words()) == [DeliveryStatus.PENDING, DeliveryStatus.REPLACED]


def assign(feedback: Feedback) -> None:
    states = {"from_status": feedback.status, "to_status": feedback.status}
    said = {"at": MONDAY, "actor": feedback_rules.Actor.OFFICER, "told": "Đã giao cho người phụ trách."}
    write_event(feedback, FeedbackEvent(step=feedback_rules.Step.ASSIGN, **states, **said))
    db.session.commit()


def test_a_sender_is_told_about_feedback_and_a_stranger_is_not(client: FlaskClient) -> None:
    feedback = make_feedback()
    assert ask(client, feedback.code, "gop-y").status_code == 404
    client.get(f"/phan-anh/mo/{feedback.token}")
    assert "data-push" in client.get(f"/phan-anh/{feedback.code}").text
    assert ask(client, feedback.code, "gop-y").status_code == 200
    assign(feedback)
    (word,) = words()
    assert feedback.code in word.body and feedback.words not in word.body


def test_a_report_of_conduct_is_told_to_no_browser(client: FlaskClient) -> None:
    feedback = make_feedback(is_conduct=True)
    client.get(f"/phan-anh/mo/{feedback.token}")
    assert "data-push" not in client.get(f"/phan-anh/{feedback.code}").text
    assert ask(client, feedback.code, "gop-y").status_code == 404
    subscribe("feedback", feedback.id)
    assign(feedback)
    assert words() == []


def test_what_turns_out_to_be_about_conduct_is_told_no_more(app: Flask) -> None:
    make_chairman()
    feedback = make_feedback()
    subscribe("feedback", feedback.id)
    assign(feedback)
    make_conduct(feedback, make_officer(Role.RECEPTION), "4-xin-1", None, "", MONDAY)
    db.session.commit()
    assert told() == []
    assert {word.status for word in words()} == {DeliveryStatus.REPLACED}


def test_erased_feedback_and_old_askings_are_told_to_nobody(app: Flask) -> None:
    feedback = make_feedback()
    subscribe("feedback", feedback.id), subscribe("dossier", 1, created_at=MONDAY - KEPT - timedelta(days=1))
    subscribe("dossier", 1)
    erase(db.session.get_one(Feedback, feedback.id), MONDAY)
    forget_old_browsers(MONDAY)
    assert db.session.scalar(select(func.count(PushSubscription.id))) == 1


def subscribe(kind: str, id: int, **fields: Any) -> None:
    number = next(numbers)
    values = {"endpoint": f"{ENDPOINT}-{number}", "p256dh": POINT, "auth": "x", "created_at": MONDAY} | fields
    db.session.add(PushSubscription(about_kind=kind, about_id=id, **values))
    db.session.commit()


def test_the_worker_of_the_word_serves_no_page(client: FlaskClient) -> None:
    answer = client.get("/sw-bao-tin.js")
    assert answer.mimetype == "application/javascript" and "Service-Worker-Allowed" not in answer.headers
    assert '"fetch"' not in answer.text


def test_a_number_is_never_given_to_another_browser(dossier: Dossier) -> None:
    first = remember("dossier", dossier.id, Browser(ENDPOINT, POINT, "a"), MONDAY).id
    forget_browsers("dossier", dossier.id)
    assert remember("dossier", make_dossier().id, Browser(f"{ENDPOINT}2", POINT, "a"), MONDAY).id != first
