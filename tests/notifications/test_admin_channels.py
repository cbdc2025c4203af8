"""The pages of the channels: described, tried, switched on and off; no key ever leaves where it is sealed."""

import logging
import re
import socket
import ssl
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cqtt.audit.models import AuditEntry
from cqtt.extensions import db
from cqtt.notifications import provider, zalo
from cqtt.notifications.connections import open_channels, secret_of
from cqtt.notifications.delivery import deliver_due
from cqtt.notifications.gateway_form import EXAMPLES
from cqtt.notifications.mail_server import mail_server
from cqtt.notifications.models import Channel, Connection, DeliveryStatus, MessageRule, Notification
from cqtt.outgoing import Reach
from cqtt.roles import Role
from tests.factories import MONDAY, make_officer, sign_in
from tests.notifications.conftest import Inbox
from tests.notifications.providers import Answer, Provider, providing
from tests.notifications.test_delivery import announced as announced_mail
from tests.notifications.test_sms import announced, connect

PAGE = "/quan-tri/tin-nhan"
SECRET_KEY, SECRET = "khoa-rat-bi-mat-1", 'mat "khau" 2'
GATEWAY = {
    "revision": "1",
    "address": "https://api.example.com/gui",
    "method": "POST",
    "headers": "Content-Type: application/json",
    "body": '{"k": "{key}", "s": "{secret}", "to": "{phone}", "text": "{text}", "id": "{id}"}',
    "success": '"code":"0"',
    "refusals": "",
    "sender": "AN PHUOC",
    "phone_form": "84",
    "key": SECRET_KEY,
    "secret": SECRET,
    "price_vnd": "350",
}
MAIL = {
    "revision": "1",
    "host": "smtp.example.com",
    "security": "starttls",
    "port": "",
    "user": "xa@example.com",
    "password": SECRET_KEY,
    "sender": "",
}
ZALO = {
    "revision": "1",
    "app_id": "12345678",
    "app_secret": SECRET_KEY,
    "refresh_token": SECRET,
    "price_vnd": "200",
}
TYPED = {"sms": GATEWAY, "thu-dien-tu": MAIL, "zalo": ZALO}
CHANNELS = {"sms": Channel.SMS, "thu-dien-tu": Channel.EMAIL, "zalo": Channel.ZALO}


@pytest.fixture
def admin(client: FlaskClient) -> FlaskClient:
    return sign_in(client, make_officer(Role.ADMINISTRATOR, email="quantri@example.com", phone="0900000999"))


@pytest.fixture
def server(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    with providing(monkeypatch) as provider:
        yield provider


def stored(way: str) -> Connection:
    db.session.expire_all()
    return db.session.get_one(Connection, CHANNELS[way])


def everything_recorded() -> str:
    return " ".join(repr(vars(entry)) for entry in db.session.scalars(select(AuditEntry)))


# -- described ------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", TYPED)
def test_what_is_typed_is_stored_and_its_keys_are_sealed(app: Flask, admin: FlaskClient, way: str) -> None:
    answer = admin.post(f"{PAGE}/{way}", data=TYPED[way])
    assert (answer.status_code, answer.location) == (303, f"{PAGE}/{way}")
    found = stored(way)
    assert not found.is_on and found.revision == 2
    sealed = [secret_of(found, name, app.config["SETTINGS"]) for name in found.sealed if found.sealed[name]]
    assert sealed and set(sealed) <= {SECRET_KEY, SECRET}
    assert SECRET_KEY not in repr(found.values) + repr(found.sealed)


@pytest.mark.parametrize("way", TYPED)
def test_after_storing_the_next_step_is_told_until_the_channel_is_on(admin: FlaskClient, way: str) -> None:
    assert "Xin gửi thử một tin" in admin.post(f"{PAGE}/{way}", data=TYPED[way], follow_redirects=True).text
    admin.post(f"{PAGE}/{way}/bat")
    again = admin.post(f"{PAGE}/{way}", data=TYPED[way] | {"revision": "2"}, follow_redirects=True).text
    assert "Đã lưu." in again and "Xin gửi thử một tin" not in again


@pytest.mark.parametrize("way", TYPED)
def test_no_key_stands_in_a_page_a_log_or_the_record(
    admin: FlaskClient, caplog: pytest.LogCaptureFixture, way: str
) -> None:
    caplog.set_level(logging.DEBUG)
    broken = TYPED[way] | {"revision": "1", "price_vnd": "-1", "port": "-1"}
    pages = [admin.post(f"{PAGE}/{way}", data=broken)]  # refused: what was typed comes back, but for the keys
    pages += [admin.post(f"{PAGE}/{way}", data=TYPED[way]), admin.get(f"{PAGE}/{way}"), admin.get(PAGE)]
    pages.append(admin.post(f"{PAGE}/{way}", data=TYPED[way]))  # of an older state: told what differs
    assert [page.status_code for page in pages] == [422, 303, 200, 200, 409]
    said = " ".join(page.text for page in pages) + caplog.text + everything_recorded()
    for key in (SECRET_KEY, SECRET, SECRET.replace('"', "&#34;")):
        assert key not in said
    assert "niêm kín" in pages[2].text


@pytest.mark.parametrize("way", TYPED)
def test_an_empty_box_keeps_the_key(app: Flask, admin: FlaskClient, way: str) -> None:
    admin.post(f"{PAGE}/{way}", data=TYPED[way])
    before = dict(stored(way).sealed)
    empty = dict.fromkeys(("key", "secret", "password", "app_secret", "refresh_token"), "")
    assert admin.post(f"{PAGE}/{way}", data=TYPED[way] | empty | {"revision": "2"}).status_code == 303
    assert dict(stored(way).sealed) == before


@pytest.mark.parametrize(
    ("way", "moved"),
    [
        ("sms", {"address": "https://khac.example.com/gui"}),
        ("sms", {"address": "https://api.example.com:8443/gui"}),
        ("thu-dien-tu", {"host": "smtp.khac.example"}),
        ("zalo", {"app_id": "87654321"}),
    ],
)
def test_a_kept_key_never_goes_to_another_place(admin: FlaskClient, way: str, moved: dict[str, str]) -> None:
    admin.post(f"{PAGE}/{way}", data=TYPED[way])
    empty = dict.fromkeys(("key", "secret", "password", "app_secret", "refresh_token"), "")
    answer = admin.post(f"{PAGE}/{way}", data=TYPED[way] | empty | moved | {"revision": "2"})
    assert answer.status_code == 422 and "khóa cũ không gửi đến nơi mới" in answer.text
    typed_anew = admin.post(f"{PAGE}/{way}", data=TYPED[way] | moved | {"revision": "2"})
    assert typed_anew.status_code == 303


@pytest.mark.parametrize("way", TYPED)
def test_of_two_administrators_the_second_is_told_and_overwrites_nothing(admin: FlaskClient, way: str) -> None:
    admin.post(f"{PAGE}/{way}", data=TYPED[way])
    name, other = {"sms": ("sender", "KHAC"), "thu-dien-tu": ("user", "khac@example.com"), "zalo": ("price_vnd", "9")}[
        way
    ]
    answer = admin.post(f"{PAGE}/{way}", data=TYPED[way] | {name: other})
    assert answer.status_code == 409 and "Chưa có gì bị ghi đè" in answer.text and other in answer.text
    found = stored(way)
    assert other not in (found.values.get(name), str(found.price_vnd))
    assert admin.post(f"{PAGE}/{way}", data=TYPED[way] | {name: other, "revision": "2"}).status_code == 303


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"address": "http://api.example.com/"}, "bắt đầu bằng https://"),
        ({"address": "https://{key}.example.com/"}, "bắt đầu bằng https://"),
        ({"address": "https://ai:pass@api.example.com/"}, "bắt đầu bằng https://"),
        ({"address": "https://[::1"}, "bắt đầu bằng https://"),
        ({"address": "https://10.0.0.7/gui"}, "nằm trong mạng nội bộ"),
        ({"address": "https://[fd00::1]/gui"}, "nằm trong mạng nội bộ"),
        ({"body": '{"to": "{phone}"}'}, "Xin đặt {phone} và {text}"),
        ({"method": "GET"}, "Xin đặt {phone} và {text}"),
        ({"body": '{"to": "{phone}", "text": "{text}", "x": "{ten}"}'}, "Không có chỗ nào tên {ten}"),
        ({"body": '{"to": "{phone}",\n"text": {text}"}'}, "chưa đúng dạng JSON, ở dòng 2"),
        ({"headers": "không phải dòng đầu"}, "Xin viết dạng Tên: giá trị"),
        ({"headers": "Host: noi-bo.example"}, "Xin viết dạng Tên: giá trị"),
        ({"success": ""}, "ít nhất một đoạn chữ"),
        ({"price_vnd": "nhiều"}, "Xin ghi bằng chữ số"),
        ({"method": "DELETE"}, "Xin chọn một trong các mục có sẵn"),
        ({"key": ""}, "Mẫu có {key} nhưng chưa có khóa này"),
    ],
)
def test_a_gateway_that_cannot_work_is_refused_with_what_to_do(
    admin: FlaskClient, typed: dict[str, str], sentence: str
) -> None:
    answer = admin.post(f"{PAGE}/sms", data=GATEWAY | typed)
    assert answer.status_code == 422 and sentence in answer.text
    assert "AN PHUOC" in answer.text, "what was typed is kept"
    assert db.session.get(Connection, Channel.SMS) is None


@pytest.mark.parametrize("example", EXAMPLES)
def test_each_example_fills_the_form_and_can_be_stored(admin: FlaskClient, example: str) -> None:
    page = admin.get(f"{PAGE}/sms?vi-du={example}").text
    assert EXAMPLES[example]["address"].partition("?")[0] in page
    own = {"revision": "1", "phone_form": "0", "key": "k", "secret": "s", "price_vnd": "0"}
    assert admin.post(f"{PAGE}/sms", data=EXAMPLES[example] | own).status_code == 303


@pytest.mark.parametrize(
    ("way", "typed", "sentence"),
    [
        ("thu-dien-tu", {"host": "https://smtp.example.com"}, "Xin ghi tên máy chủ"),
        ("thu-dien-tu", {"host": "localhost"}, "Xin ghi tên máy chủ"),
        ("thu-dien-tu", {"host": "192.168.1.10"}, "nằm trong mạng nội bộ"),
        ("thu-dien-tu", {"password": ""}, "Xin nhập mật khẩu"),
        ("thu-dien-tu", {"sender": "không"}, "Xin xem lại địa chỉ thư"),
        ("thu-dien-tu", {"security": "khong"}, "Xin chọn một trong các mục"),
        ("zalo", {"app_id": "abc"}, "dãy chữ số"),
        ("zalo", {"refresh_token": ""}, "Xin nhập ô này"),
    ],
)
def test_mail_and_zalo_that_cannot_work_are_refused(
    admin: FlaskClient, way: str, typed: dict[str, str], sentence: str
) -> None:
    answer = admin.post(f"{PAGE}/{way}", data=TYPED[way] | typed)
    assert answer.status_code == 422 and sentence in answer.text
    assert db.session.get(Connection, CHANNELS[way]) is None


def test_a_new_refresh_token_makes_the_old_access_token_void(app: Flask, admin: FlaskClient) -> None:
    admin.post(f"{PAGE}/zalo", data=ZALO)
    found = stored("zalo")
    found.values, found.sealed = {**found.values, "token_ends": "2027-01-01T00:00:00+00:00"}, dict(found.sealed)
    db.session.commit()
    admin.post(f"{PAGE}/zalo", data=ZALO | {"revision": "2", "refresh_token": ""})
    assert stored("zalo").values["token_ends"] == "2027-01-01T00:00:00+00:00", "saving the price disturbs no token"
    admin.post(f"{PAGE}/zalo", data=ZALO | {"revision": "3", "refresh_token": "mới"})
    assert (stored("zalo").values["token_ends"], stored("zalo").sealed["access_token"]) == ("", "")


# -- on and off -----------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["sms", "zalo", "thu-dien-tu"])
def test_what_is_not_described_cannot_be_switched_on(admin: FlaskClient, way: str) -> None:
    page = admin.post(f"{PAGE}/{way}/bat", follow_redirects=True).text
    assert "chưa cài đặt xong" in page
    assert db.session.scalar(select(Connection).where(Connection.is_on)) is None


@pytest.mark.parametrize("way", ["sms", "zalo", "thu-dien-tu", "thong-bao"])
def test_a_channel_is_switched_on_and_off_and_that_is_recorded(admin: FlaskClient, way: str) -> None:
    if way in TYPED:
        admin.post(f"{PAGE}/{way}", data=TYPED[way])
    channel = CHANNELS.get(way, Channel.PUSH)
    for turn, is_on in (("bat", True), ("bat", True), ("tat", False)):
        assert admin.post(f"{PAGE}/{way}/{turn}").status_code == 303
        db.session.expire_all()
        assert db.session.get_one(Connection, channel).is_on is is_on
    acts = db.session.scalars(select(AuditEntry.action).where(AuditEntry.object_id == channel.value)).all()
    assert [act for act in acts if act != "change"] == ["channel.on", "channel.off"]


# -- mail: the page and the installation's settings -----------------------------------------------


def opens_mail(app: Flask) -> bool:
    return open_channels("dossier.accept", app.config["SETTINGS"])(Channel.EMAIL)


def test_mails_of_the_settings_go_on_until_the_page_says_otherwise(
    app: Flask, admin: FlaskClient, inbox: Inbox
) -> None:
    assert opens_mail(app)
    announced_mail()
    admin.post(f"{PAGE}/thu-dien-tu/tat")
    assert not opens_mail(app)
    assert deliver_due(MONDAY) == 0
    admin.post(f"{PAGE}/thu-dien-tu/bat")
    assert opens_mail(app)
    assert deliver_due(MONDAY) == 1 and len(inbox.mails) == 1


def test_what_is_typed_on_the_page_wins_over_the_settings(app: Flask, admin: FlaskClient, inbox: Inbox) -> None:
    server = mail_server(app.config["SETTINGS"])
    assert server and (server.host, server.typed) == ("127.0.0.1", False)
    admin.post(f"{PAGE}/thu-dien-tu", data=MAIL)
    server = mail_server(app.config["SETTINGS"])
    assert server and server.typed, "mails were on and stay on"
    assert (server.host, server.port, server.encrypted) == ("smtp.example.com", 587, False)
    assert (server.user, server.password, server.sender) == ("xa@example.com", SECRET_KEY, "xa@example.com")


@pytest.mark.parametrize(
    ("typed", "port", "encrypted"),
    [({"security": "tls"}, 465, True), ({"security": "starttls", "port": "25"}, 25, False)],
)
def test_the_port_follows_the_way_of_encryption_unless_it_is_typed(
    app: Flask, admin: FlaskClient, typed: dict[str, str], port: int, encrypted: bool
) -> None:
    admin.post(f"{PAGE}/thu-dien-tu", data=MAIL | typed)
    server = mail_server(app.config["SETTINGS"], also_off=True)
    assert server and (server.port, server.encrypted) == (port, encrypted)


def describe_mail(app: Flask, inbox: Inbox) -> None:
    """The server of the inbox, as if an administrator had typed it."""
    port = app.config["SETTINGS"].smtp_url.rpartition(":")[2]
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], smtp_url="")
    values = {"host": "127.0.0.1", "port": port, "security": "starttls", "sender": "xa@example.com"}
    db.session.add(Connection(channel=Channel.EMAIL, is_on=True, values=values, sealed={}))
    db.session.commit()


def test_a_mail_goes_through_the_server_that_was_typed(
    app: Flask, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    describe_mail(app, inbox)
    monkeypatch.setattr(provider, "REACH", Reach(2.0, allows=lambda _numbers: True))
    announced_mail()
    assert deliver_due(MONDAY) == 1
    assert inbox.mails[0]["From"] == "Xã An Phước <xa@example.com>"


def test_a_typed_mail_server_inside_the_house_is_never_reached(app: Flask, inbox: Inbox) -> None:
    describe_mail(app, inbox)
    mail = announced_mail()
    assert deliver_due(MONDAY) == 0
    assert inbox.mails == [] and "không phải máy công khai" in mail.problem


# -- tried ----------------------------------------------------------------------------------------


def tried(admin: FlaskClient, way: str, **typed: str) -> str:
    answer = admin.post(f"{PAGE}/{way}/gui-thu", data={"recipient": "0912345678"} | typed)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_a_trial_goes_at_once_also_while_the_channel_is_off(app: Flask, admin: FlaskClient, server: Provider) -> None:
    connect(app, is_on=False, address=server.address())
    server.says = lambda _asked: Answer(body='{"CodeResult":"100","SMSID":"abc-1"}')
    page = tried(admin, "sms")
    (asked,) = server.asked
    assert asked.json["Phone"] == "0912345678" and "tin gui thu" in asked.json["Content"]
    assert "Cổng tin nhắn đã nhận, giá 350 đồng" in page and "abc-1" in page
    assert db.session.scalars(select(Notification)).all() == []


def test_what_the_provider_answered_is_shown_without_keys_and_number(
    app: Flask, admin: FlaskClient, server: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    connect(app, address=server.address())
    server.says = lambda _asked: Answer(
        body='{"CodeResult":"101","Message":"Sai khoa khoa-cua-xa / bi \\"mat\\" / bi%20%22mat%22 cua 0912345678"}'
        " 84912345678"
    )
    page = tried(admin, "sms")
    assert "Chưa gửi được: cổng tin nhắn trả lời không nhận (200)" in page and "101" in page and "Sai khoa" in page
    shown = re.sub(r'value="[^"]*"', "", page)  # but for the box in which it was typed
    said = shown + caplog.text + everything_recorded()
    for hidden in ("khoa-cua-xa", "912345678", 'bi "mat"', "bi &#34;mat", "bi \\&#34;mat", "%22mat%22"):
        assert hidden not in said
    assert "not_sent" in everything_recorded()


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9/gui", "http://10.0.0.7/gui", "http://[::1]/gui", "http://169.254.169.254/x"]
)
def test_an_address_inside_the_house_is_never_asked_and_that_is_said(
    app: Flask, admin: FlaskClient, address: str
) -> None:
    connect(app, address=address)
    assert "không phải địa chỉ công khai" in tried(admin, "sms")


def test_an_address_inside_the_house_with_a_public_name_is_not_asked_either(
    app: Flask, admin: FlaskClient, server: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provider, "REACH", Reach(2.0, resolve=lambda _host, _port: ["127.0.0.1"]))
    connect(app, address=f"http://api.example.com:{server.server_port}/")
    assert "không phải địa chỉ công khai" in tried(admin, "sms") and server.asked == []


@pytest.mark.parametrize(
    ("answer", "said"),
    [(Answer(500), "không nhận (500)"), (Answer(429), "đang bận (429)"), (Answer(503), "đang bận (503)")],
)
def test_the_troubles_of_a_provider_are_told_in_words(
    app: Flask, admin: FlaskClient, server: Provider, answer: Answer, said: str
) -> None:
    connect(app, address=server.address())
    server.says = lambda _asked: answer
    assert said in tried(admin, "sms")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (socket.gaierror(), "không có máy chủ nào mang tên ấy (gaierror)"),
        (TimeoutError(), "chờ lâu không thấy trả lời (TimeoutError)"),
        (ConnectionRefusedError(), "máy chủ không nhận kết nối ở cổng ấy (ConnectionRefusedError)"),
        (ssl.SSLCertVerificationError(), "chứng chỉ bảo mật của máy chủ không dùng được"),
        (OSError(), "nhà cung cấp: (OSError)"),
    ],
)
def test_a_machine_that_cannot_be_reached_is_told_in_words(
    app: Flask, admin: FlaskClient, monkeypatch: pytest.MonkeyPatch, error: OSError, said: str
) -> None:
    def resolve(_host: str, _port: int) -> list[str]:
        raise error

    monkeypatch.setattr(provider, "REACH", Reach(2.0, resolve=resolve))
    connect(app, address="https://api.example.com/")
    page = tried(admin, "sms")
    assert said in page and "Xin xem lại cài đặt" in page and f'href="{PAGE}/sms"' in page


def test_a_trial_holds_no_transaction_while_the_provider_thinks(
    app: Flask, admin: FlaskClient, server: Provider
) -> None:
    """Another officer can write meanwhile."""
    connect(app, address=server.address())

    def says(_asked: object) -> Answer:
        with app.app_context():
            db.session.add(MessageRule(event="x.y", channel=Channel.SMS, is_on=True))
            db.session.commit()
            db.session.remove()
        return Answer()

    server.says = says
    tried(admin, "sms")
    assert db.session.scalar(select(MessageRule.event)) == "x.y"


def test_a_mail_is_tried(app: Flask, admin: FlaskClient, inbox: Inbox) -> None:
    page = tried(admin, "thu-dien-tu", recipient="ban@example.com")
    assert "Máy chủ thư đã nhận" in page and inbox.recipients == ["ban@example.com"]


def test_a_mail_server_that_refuses_is_told_in_words(app: Flask, admin: FlaskClient, inbox: Inbox) -> None:
    inbox.to_recipients = ["550 no such user"]
    assert "máy chủ thư không nhận địa chỉ (550)" in tried(admin, "thu-dien-tu", recipient="ban@example.com")


@pytest.fixture
def account(app: Flask, server: Provider, admin: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> Provider:
    monkeypatch.setattr(zalo, "SEND_TO", server.address("/tin"))
    monkeypatch.setattr(zalo, "RENEW_AT", server.address("/ma"))
    admin.post(f"{PAGE}/zalo", data=ZALO)
    db.session.add(MessageRule(event="dossier.accept", channel=Channel.ZALO, is_on=True, template="77"))
    db.session.commit()
    pair = '{"access_token": "a", "refresh_token": "b", "expires_in": "90000"}'
    server.says = lambda asked: Answer(body=pair if asked.path == "/ma" else '{"error": 0}')
    return server


def test_an_approved_text_is_tried_with_examples(account: Provider, admin: FlaskClient) -> None:
    page = tried(admin, "zalo", event="dossier.accept")
    asked = account.asked[-1].json
    assert asked["template_id"] == "77" and set(asked["template_data"]) == {
        "ma",
        "tin",
        "ngay_hen",
        "don_vi",
        "dien_thoai",
    }
    assert "Zalo đã nhận, giá 200 đồng" in page


def test_a_refused_renewal_is_told(account: Provider, admin: FlaskClient) -> None:
    account.says = lambda _asked: Answer(body='{"error": -14020}')
    assert "nối lại tài khoản Zalo" in tried(admin, "zalo", event="dossier.accept")


def test_without_an_approved_text_the_table_is_where_to_go(admin: FlaskClient) -> None:
    admin.post(f"{PAGE}/zalo", data=ZALO)
    assert "/su-kien" in admin.get(f"{PAGE}/zalo/gui-thu").text


@pytest.mark.parametrize(
    ("way", "typed"),
    [("sms", "12"), ("sms", ""), ("thu-dien-tu", "không"), ("thu-dien-tu", "a@example.com, b@example.com")],
)
def test_a_receiver_that_is_none_is_refused_and_stays_in_the_box(admin: FlaskClient, way: str, typed: str) -> None:
    answer = admin.post(f"{PAGE}/{way}/gui-thu", data={"recipient": typed})
    assert answer.status_code == 422 and f'value="{typed}"' in answer.text


def test_what_is_not_described_is_not_tried(admin: FlaskClient) -> None:
    assert "chưa cài đặt" in tried(admin, "sms")


def test_the_own_number_and_address_are_suggested(admin: FlaskClient) -> None:
    assert "0900000999" in admin.get(f"{PAGE}/sms/gui-thu").text
    assert "quantri@example.com" in admin.get(f"{PAGE}/thu-dien-tu/gui-thu").text


def test_only_administrators_try_and_switch(client: FlaskClient) -> None:
    sign_in(client, make_officer(*(set(Role) - {Role.ADMINISTRATOR})))
    for address in ("sms/gui-thu", "sms/bat", "sms/tat", "thong-bao/bat", "khong-gui-duoc/gui-lai"):
        assert client.post(f"{PAGE}/{address}", data={"recipient": "0912345678"}).status_code == 403


def test_a_channel_described_on_the_page_carries_what_happens(app: Flask, admin: FlaskClient, server: Provider) -> None:
    admin.post(f"{PAGE}/sms", data=GATEWAY), admin.post(f"{PAGE}/sms/bat")
    found = stored("sms")
    found.values = {**found.values, "address": server.address()}  # here no machine speaks https
    db.session.commit()
    server.says = lambda _asked: Answer(body='{"code":"0"}')
    text = announced()
    assert deliver_due(MONDAY) == 1
    told: Any = server.asked[0].json
    assert (told["k"], told["s"], told["to"]) == (SECRET_KEY, SECRET, "84900000123")
    assert (text.status, text.cost_vnd) == (DeliveryStatus.SENT, 350)
