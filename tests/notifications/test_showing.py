"""Each delivery on the page of what it is about: on every channel, with what became of it and when, never its price."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cqtt.extensions import db
from cqtt.notifications.models import Channel, DeliveryStatus, Notification
from cqtt.notifications.showing import messages_about
from cqtt.roles import Role
from tests.factories import MONDAY, make_dossier, make_officer, numbers, sign_in

TEXT = "Xã An Phước: hồ sơ đã có kết quả. Xem: https://anphuoc.example/ho-so/mo/abc"


def told(channel: Channel, **fields: Any) -> Notification:
    recipient = {Channel.EMAIL: "lan@example.com", Channel.PUSH: "77"}.get(channel, "0912345678")
    values = {
        "key": f"k-{next(numbers)}",
        "about_kind": "dossier",
        "about_id": 1,
        "event": "resolve",
        "channel": channel,
        "recipient": recipient,
        "subject": "Hồ sơ đã có kết quả",
        "body": TEXT,
        "created_at": MONDAY,
        "due_at": MONDAY,
        "cost_vnd": 4242,
    }
    message = Notification(**values | fields)
    db.session.add(message)
    db.session.commit()
    return message


@pytest.mark.parametrize(
    ("channel", "name", "recipient"),
    [
        (Channel.EMAIL, "Thư điện tử", "lan@example.com"),
        (Channel.SMS, "Tin nhắn SMS", "0912 345 678"),
        (Channel.ZALO, "Tin Zalo", "0912 345 678"),
        (Channel.PUSH, "Thông báo trên máy", ""),
        (Channel.BY_HAND, "Tin nhắn, gửi tay", "0912 345 678"),
    ],
)
def test_every_channel_has_its_name_and_its_receiver(app: Flask, channel: Channel, name: str, recipient: str) -> None:
    told(channel)
    (shown,) = messages_about("dossier", 1)
    assert (shown.channel, shown.recipient, shown.body) == (name, recipient, TEXT)


@pytest.mark.parametrize(
    ("fields", "state", "when"),
    [
        ({}, "Đang chờ gửi", ""),
        (
            {"tries": 2, "problem": "p", "due_at": MONDAY + timedelta(minutes=5)},
            "Đang chờ gửi",
            "thử lại lúc 09:05, thứ Hai, 23/11/2026",
        ),
        (
            {"status": DeliveryStatus.SENT, "sent_at": MONDAY},
            "Đã gửi",
            "gửi lúc 09:00, thứ Hai, 23/11/2026",
        ),
        ({"status": DeliveryStatus.FAILED, "tries": 6}, "Không gửi được", ""),
        ({"status": DeliveryStatus.REPLACED}, "Đã rút, không gửi nữa", ""),
    ],
)
def test_what_became_of_it_is_said_with_the_moment(app: Flask, fields: dict[str, Any], state: str, when: str) -> None:
    told(Channel.SMS, **fields)
    (shown,) = messages_about("dossier", 1)
    assert (shown.state, shown.when, shown.waits, shown.sms) == (state, when, False, None)


@pytest.mark.parametrize("channel", list(Channel))
def test_the_page_of_a_dossier_shows_the_whole_text_and_the_problem_but_no_price(
    client: FlaskClient, channel: Channel
) -> None:
    dossier = make_dossier()
    db.session.query(Notification).delete()
    told(channel, about_id=dossier.id, status=DeliveryStatus.FAILED, problem="nhà mạng không nhận số này")
    page = sign_in(client, make_officer(Role.RECEPTION)).get(f"/can-bo/ho-so/{dossier.id}").text
    assert TEXT in page and "Lý do: nhà mạng không nhận số này" in page
    assert "4242" not in page and "4.242" not in page
