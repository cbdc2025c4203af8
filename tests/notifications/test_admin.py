"""The administrators' first page of messages: states, numbers, costs; what failed and is sent again; what waits."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from cqtt.audit.models import AuditEntry
from cqtt.clock import ICT, frozen
from cqtt.extensions import db
from cqtt.notifications import figures
from cqtt.notifications.delivery import WAITS, deliver_due
from cqtt.notifications.listing import LENGTH, STILL_NEWS, masked
from cqtt.notifications.models import Channel, Connection, DeliveryStatus, MessageSettings, Notification
from cqtt.notifications.rules import parts_of
from cqtt.roles import Role
from tests.counting import queries
from tests.factories import MONDAY, make_feedback, make_officer, numbers, sign_in
from tests.feedback.officers import make_chairman, make_conduct_report
from tests.notifications.providers import Answer, Provider
from tests.notifications.test_sms import announced, gateway  # noqa: F401 - a fixture

PAGE = "/quan-tri/tin-nhan"
FAILED = f"{PAGE}/khong-gui-duoc"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def on_monday() -> Iterator[None]:
    with frozen(MONDAY):
        yield


@pytest.fixture
def admin(client: FlaskClient) -> FlaskClient:
    return sign_in(client, make_officer(Role.ADMINISTRATOR, email="quantri@example.com", phone="0900000999"))


def message(**fields: Any) -> Notification:
    """A message in the outbox, given up unless a test says otherwise."""
    found = Notification(
        **{
            "key": f"k-{next(numbers)}",
            "about_kind": "dossier",
            "about_id": 1,
            "event": "accept",
            "channel": Channel.SMS,
            "recipient": "0912345678",
            "subject": "Hồ sơ H19-7 đã được tiếp nhận",
            "body": "xem /ho-so/mo/bi-mat-cua-nguoi-nop",
            "status": DeliveryStatus.FAILED,
            "created_at": MONDAY,
            "due_at": MONDAY,
            "tries": 6,
            "problem": "cổng tin nhắn trả lời không nhận (500)",
        }
        | fields
    )
    db.session.add(found)
    db.session.commit()
    return found


def sent(at: datetime, cost_vnd: int = 350, channel: Channel = Channel.SMS, body: str = "ngắn") -> Notification:
    return message(status=DeliveryStatus.SENT, sent_at=at, cost_vnd=cost_vnd, channel=channel, body=body, problem="")


def acts() -> list[tuple[str, str, str]]:
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    return [(entry.action, entry.object_kind, entry.object_id) for entry in entries if entry.action != "sign_in"]


@pytest.mark.parametrize(
    "page",
    ["", "/khong-gui-duoc", "/gui-tay", "/sms", "/zalo", "/thu-dien-tu", "/thong-bao", "/su-kien", "/gio-yen-tinh"],
)
def test_only_administrators_open_these_pages(client: FlaskClient, page: str) -> None:
    others = set(Role) - {Role.ADMINISTRATOR}
    sign_in(client, make_officer(*others))
    assert client.get(PAGE + page).status_code == 403


def test_before_anything_is_set_up_the_page_says_that_hands_send(admin: FlaskClient) -> None:
    page = admin.get(PAGE).text
    assert page.count("Chưa cài đặt") == 3  # mail, SMS, Zalo
    assert "Đang tắt" in page and "Luôn sẵn sàng" in page and "cán bộ gửi tay" in page


@pytest.mark.parametrize(
    ("fields", "hour", "said"),
    [
        ({}, 9, "Đang bật"),
        ({"is_on": False}, 9, "Đang tắt"),
        ({"paused_until": MONDAY + timedelta(minutes=20)}, 9, "Tạm nghỉ đến 09:20"),
        ({"problem": "nhà cung cấp đang bận (429)"}, 9, "nhà cung cấp đang bận (429)"),
        ({"sealed": {"key": "hong"}}, 9, "khóa đã lưu không mở được nữa"),
        ({}, 22, "Giờ yên tĩnh, đến 07:00"),
    ],
)
def test_each_state_of_a_channel_is_said(client: FlaskClient, fields: dict[str, Any], hour: int, said: str) -> None:
    described = {"channel": Channel.SMS, "is_on": True, "values": {"address": "https://x.example"}, "sealed": {}}
    db.session.add(Connection(**described | fields))
    db.session.commit()
    with frozen(MONDAY.astimezone(ICT).replace(hour=hour)):
        assert said in sign_in(client, make_officer(Role.ADMINISTRATOR)).get(PAGE).text


def test_what_waits_after_a_failed_attempt_names_the_trouble(admin: FlaskClient) -> None:
    db.session.add(Connection(channel=Channel.SMS, is_on=True, values={"address": "https://x.example"}, sealed={}))
    message(status=DeliveryStatus.PENDING, tries=2, problem="không nối được nhà cung cấp (TimeoutError)")
    page = admin.get(PAGE).text
    assert "Trục trặc" in page and "không nối được nhà cung cấp (TimeoutError)" in page


def test_waiting_sent_today_and_failed_are_counted_by_channel(app: Flask) -> None:
    officer = make_officer(Role.ADMINISTRATOR)
    midnight = MONDAY.astimezone(ICT).replace(hour=0)
    sent(midnight), sent(midnight - timedelta(minutes=1)), message(), message(channel=Channel.EMAIL)
    message(status=DeliveryStatus.PENDING), message(status=DeliveryStatus.PENDING)
    counted = figures.counts(officer, MONDAY)
    assert counted[Channel.SMS] == figures.Counts(waiting=2, sent_today=1, failed=1)
    assert counted[Channel.EMAIL] == figures.Counts(failed=1)


def test_a_month_begins_at_midnight_here_and_costs_stand_by_channel(app: Flask) -> None:
    november = datetime(2026, 11, 1, tzinfo=ICT)
    sent(november, 700, body="a" * 161), sent(november + DAY, 350), sent(november, 200, Channel.ZALO)
    sent(november - timedelta(minutes=1), 350)
    message(cost_vnd=9999)
    this, before = figures.months(MONDAY)
    assert (this.first.month, this.cost_vnd, this.sent) == (11, 1250, 3)
    assert this.sums[Channel.SMS] == figures.Sum(sent=2, cost_vnd=1050, parts=3)
    assert this.sums[Channel.ZALO] == figures.Sum(sent=1, cost_vnd=200)
    assert (before.first.month, before.cost_vnd) == (10, 350)


def test_costs_of_many_years_ago_are_not_shown_and_a_month_without_messages_neither(app: Flask) -> None:
    sent(MONDAY - 400 * DAY), sent(MONDAY - 100 * DAY)
    assert [(month.first.year, month.first.month) for month in figures.months(MONDAY)] == [(2026, 11), (2026, 8)]


@pytest.mark.parametrize("letters", [0, 1, 160, 161, 306, 307, 459, 460])
def test_the_database_counts_parts_as_the_rule_does(app: Flask, letters: int) -> None:
    sent(MONDAY, body="a" * letters)
    assert figures.months(MONDAY)[0].sums[Channel.SMS].parts == parts_of("a" * letters)


def test_the_overview_asks_the_database_no_more_often_for_many_messages(admin: FlaskClient) -> None:
    sent(MONDAY)
    admin.get(PAGE)
    with queries() as few:
        admin.get(PAGE)
    for _number in range(30):
        sent(MONDAY - DAY), message(), message(channel=Channel.EMAIL)
    with queries() as many:
        admin.get(PAGE)
    assert len(many) == len(few) <= 12


def test_what_failed_is_listed_masked_with_its_reason_and_without_its_text(admin: FlaskClient) -> None:
    message()
    message(channel=Channel.EMAIL, recipient="nguyen.lan@example.com", problem="máy chủ thư không nhận địa chỉ (550)")
    page = admin.get(FAILED).text
    assert "091****678" in page and "ng***@example.com" in page
    assert "0912345678" not in page and "nguyen.lan" not in page and "bi-mat-cua-nguoi-nop" not in page
    assert "không nhận (500)" in page and "(550)" in page and "H19-7" in page


def test_only_one_channel_is_listed_where_that_is_asked(admin: FlaskClient) -> None:
    message(), message(channel=Channel.EMAIL, recipient="an@example.com")
    page = admin.get(f"{FAILED}?kenh=thu-dien-tu").text
    assert "an***@" in page and "091****678" not in page


def test_the_list_has_pages(admin: FlaskClient) -> None:
    for _number in range(LENGTH + 1):
        message()
    assert "Trang 1 trên 2" in admin.get(FAILED).text
    assert admin.get(f"{FAILED}?trang=2").text.count("091****678") == 1


def test_who_may_open_the_dossier_is_led_there(client: FlaskClient) -> None:
    message(about_id=41)
    sign_in(client, make_officer(Role.ADMINISTRATOR, Role.RECEPTION))
    assert 'href="/can-bo/ho-so/41"' in client.get(FAILED).text


def test_who_may_not_open_the_dossier_is_not(admin: FlaskClient) -> None:
    message(about_id=41)
    assert "/can-bo/ho-so/41" not in admin.get(FAILED).text


def test_of_a_report_of_conduct_no_administrator_sees_a_message_or_counts_it(admin: FlaskClient) -> None:
    make_chairman()
    secret, open_one = make_conduct_report(make_officer(Role.RECEPTION)), make_feedback()
    db.session.query(Notification).delete()
    hidden = message(about_kind="feedback", about_id=secret.id, event="answer", subject=f"Góp ý {secret.code} đã có")
    message(about_kind="feedback", about_id=open_one.id, event="answer", subject=f"Góp ý {open_one.code} đã có")
    page = admin.get(FAILED).text
    assert secret.code not in page and open_one.code in page and "1 tin trong 30 ngày qua" in page
    assert figures.counts(make_officer(Role.ADMINISTRATOR), MONDAY)[Channel.SMS].failed == 1
    assert admin.post(f"{FAILED}/{hidden.id}/gui-lai").status_code == 404
    admin.post(f"{FAILED}/gui-lai")
    db.session.refresh(hidden)
    assert hidden.status is DeliveryStatus.FAILED


def test_one_that_was_given_up_is_tried_again_from_the_beginning(admin: FlaskClient) -> None:
    text = message()
    later = MONDAY + timedelta(minutes=7)
    with frozen(later):
        assert admin.post(f"{FAILED}/{text.id}/gui-lai").status_code == 303
    db.session.refresh(text)
    assert (text.status, text.tries, text.due_at, text.problem) == (DeliveryStatus.PENDING, 0, later, "")
    assert acts() == [("send_again", "notification", str(text.id))]


@pytest.mark.parametrize("status", [DeliveryStatus.SENT, DeliveryStatus.PENDING, DeliveryStatus.REPLACED])
def test_what_was_not_given_up_is_not_sent_again(admin: FlaskClient, status: DeliveryStatus) -> None:
    text = message(status=status)
    page = admin.post(f"{FAILED}/{text.id}/gui-lai", follow_redirects=True).text
    db.session.refresh(text)
    assert (text.status, text.tries, acts()) == (status, 6, []) and "không còn phải gửi lại" in page


def test_all_are_tried_again_by_one_press_or_those_of_one_channel(admin: FlaskClient) -> None:
    texts, mail = [message(), message()], message(channel=Channel.EMAIL, recipient="an@example.com")
    admin.post(f"{FAILED}/gui-lai?kenh=sms")
    assert [db.session.get_one(Notification, each.id).status for each in (*texts, mail)] == [
        DeliveryStatus.PENDING,
        DeliveryStatus.PENDING,
        DeliveryStatus.FAILED,
    ]
    assert acts() == [("send_again", "message_channel", "sms")]
    admin.post(f"{FAILED}/gui-lai")
    assert db.session.get_one(Notification, mail.id).status is DeliveryStatus.PENDING


def test_nobody_is_told_twice_when_a_text_left_to_an_officer_is_tried_again(
    admin: FlaskClient,
    gateway: Provider,  # noqa: F811
) -> None:
    gateway.says = lambda _asked: Answer(body='{"CodeResult":"108"}')
    text = announced()
    deliver_due(MONDAY)
    admin.post(f"{FAILED}/{text.id}/gui-lai")
    by_hand = db.session.scalars(select(Notification).where(Notification.channel == Channel.BY_HAND)).one()
    assert by_hand.status is DeliveryStatus.REPLACED
    db.session.get_one(Notification, text.id).due_at = MONDAY
    db.session.commit()
    deliver_due(MONDAY + WAITS[0])
    db.session.expire_all()
    texts = db.session.scalars(select(Notification).where(Notification.channel == Channel.BY_HAND)).all()
    assert [one.status for one in texts] == [DeliveryStatus.PENDING]  # it failed again: the officer has it once more


def test_what_an_officer_has_sent_by_hand_is_not_sent_again(admin: FlaskClient) -> None:
    text = message(key="su-kien-1-sms")
    message(key="su-kien-1-sms-by_hand", channel=Channel.BY_HAND, status=DeliveryStatus.SENT)
    admin.post(f"{FAILED}/{text.id}/gui-lai"), admin.post(f"{FAILED}/gui-lai")
    assert db.session.get_one(Notification, text.id).status is DeliveryStatus.FAILED and acts() == []


def test_what_needs_nobody_any_more_is_neither_counted_nor_listed_nor_sent_again(admin: FlaskClient) -> None:
    """Else a channel in which one number was wrong would be red for ever."""
    told, old = message(key="su-kien-1-sms"), message(due_at=MONDAY - STILL_NEWS)
    message(key="su-kien-1-sms-by_hand", channel=Channel.BY_HAND, status=DeliveryStatus.SENT)
    left = message(key="su-kien-2-sms")
    message(key="su-kien-2-sms-by_hand", channel=Channel.BY_HAND, status=DeliveryStatus.PENDING)
    assert figures.counts(make_officer(Role.ADMINISTRATOR), MONDAY)[Channel.SMS].failed == 1
    assert "1 tin trong 30 ngày qua" in admin.get(FAILED).text
    admin.post(f"{FAILED}/gui-lai")
    statuses = [db.session.get_one(Notification, one.id).status for one in (told, old, left)]
    assert statuses == [DeliveryStatus.FAILED, DeliveryStatus.FAILED, DeliveryStatus.PENDING]


def test_what_waits_for_hands_is_listed_masked(admin: FlaskClient) -> None:
    message(channel=Channel.BY_HAND, status=DeliveryStatus.PENDING)
    message(channel=Channel.BY_HAND, status=DeliveryStatus.SENT, recipient="0987654321")
    page = admin.get(f"{PAGE}/gui-tay").text
    assert "091****678" in page and "0912345678" not in page and "098****321" not in page
    assert "bi-mat-cua-nguoi-nop" not in page


@given(
    name=st.text("abcdefghijklmnopqrstuvwxyz.", min_size=3, max_size=30),
    phone=st.from_regex(r"0[3-9]\d{8}", fullmatch=True),
)
def test_no_masked_receiver_can_be_written_to(name: str, phone: str) -> None:
    assert name not in masked(Channel.EMAIL, f"{name}@example.com").partition("@")[0]
    for channel in (Channel.SMS, Channel.ZALO, Channel.BY_HAND):
        assert phone not in masked(channel, phone)
    assert masked(Channel.PUSH, "12") == "một trình duyệt"


def test_looking_at_the_pages_writes_nothing(admin: FlaskClient) -> None:
    for page in ("", "/khong-gui-duoc", "/gui-tay", "/sms", "/zalo", "/thong-bao", "/su-kien", "/gio-yen-tinh"):
        assert admin.get(PAGE + page).status_code == 200
    assert db.session.scalars(select(Connection)).all() == [] and db.session.get(MessageSettings, 1) is None


@pytest.mark.parametrize("page", [FAILED, f"{PAGE}/gui-tay"])
def test_the_messages_about_one_code_are_found_and_nothing_else(admin: FlaskClient, page: str) -> None:
    by_hand = page != FAILED
    fields = {"channel": Channel.BY_HAND, "status": DeliveryStatus.PENDING} if by_hand else {}
    for number in range(LENGTH + 1):
        message(subject=f"Hồ sơ H19-261123-{number:04} đã được tiếp nhận", **fields)
    assert "Trang sau" in admin.get(page).text
    found = admin.get(f"{page}?q=h19-261123-0007").text
    assert "0007 đã được" in found and "0008 đã được" not in found and "Gửi lại tất cả" not in found
    assert "q=h19" in admin.get(f"{page}?q=h19").text  # the next page is one of what was found
    assert "Không có tin nào về mã này" in admin.get(f"{page}?q=%25").text
    assert "Không có tin nào về mã này" in admin.get(f"{page}?q=0912345678").text


def test_sent_again_from_a_search_leads_back_to_it(admin: FlaskClient) -> None:
    found = message()
    page = admin.get(f"{FAILED}?kenh=sms&q=H19-7").text
    address = f"{FAILED}/{found.id}/gui-lai?kenh=sms&amp;q=H19-7"
    assert address in page
    assert admin.post(address.replace("&amp;", "&")).location == f"{FAILED}?kenh=sms&q=H19-7"


def test_what_may_have_arrived_is_marked(admin: FlaskClient) -> None:
    message(in_doubt=True), message()
    assert admin.get(FAILED).text.count("có thể đã đến nơi") == 1
