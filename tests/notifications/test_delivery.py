"""The outbox: every mail once, again after a failure, at most twice after a crash."""

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from cqtt.extensions import db
from cqtt.notifications import delivery
from cqtt.notifications.actions import About, Message, announce, mark_sent_by_hand
from cqtt.notifications.delivery import LEASE, WAITS, deliver_due
from cqtt.notifications.models import Channel, DeliveryStatus, Notification
from cqtt.notifications.transport import Outgoing
from tests.factories import MONDAY, numbers
from tests.live_server import free_port
from tests.notifications.conftest import Inbox, use_mail_server

MINUTE = timedelta(minutes=1)


def announced(**fields: Any) -> Notification:
    """A mail in the outbox, with its commit."""
    message = Message(
        fields.get("subject", "Hồ sơ đã được tiếp nhận"),
        "Kính gửi Ông/Bà,\nHồ sơ đã được tiếp nhận.\n",
        "Hồ sơ đã được tiếp nhận",
    )
    about = About("dossier", fields.get("about_id", 1), "accept")
    email, phone = fields.get("email", "nguoidan@example.com"), fields.get("phone", "")
    announce(f"event-{next(numbers)}", about, message, email, phone, MONDAY)
    db.session.commit()
    return db.session.scalars(select(Notification).order_by(Notification.id.desc())).first()


def test_a_mail_is_sent_once(inbox: Inbox) -> None:
    notification = announced()
    assert deliver_due(MONDAY) == 1
    assert deliver_due(MONDAY + MINUTE) == 0
    assert inbox.recipients == ["nguoidan@example.com"]
    assert notification.status is DeliveryStatus.SENT
    assert notification.sent_at == MONDAY


def test_a_mail_says_who_writes_about_what(inbox: Inbox) -> None:
    announced()
    deliver_due(MONDAY)
    (mail,) = inbox.mails
    assert mail["Subject"] == "Hồ sơ đã được tiếp nhận"
    assert mail["From"] == "Xã An Phước <hoso@anphuoc.example>"
    assert mail.get_content().splitlines() == ["Kính gửi Ông/Bà,", "Hồ sơ đã được tiếp nhận."]


def test_a_text_to_be_sent_by_hand_is_left_to_the_officer(inbox: Inbox) -> None:
    by_hand = announced(email="", phone="0900000123")
    assert deliver_due(MONDAY) == 0
    assert by_hand.channel is Channel.BY_HAND
    mark_sent_by_hand(by_hand, 7, MONDAY)
    mark_sent_by_hand(by_hand, 8, MONDAY + MINUTE)
    assert (by_hand.status, by_hand.sent_by_id, by_hand.sent_at) == (DeliveryStatus.SENT, 7, MONDAY)


def test_a_newer_text_to_the_same_person_about_the_same_thing_replaces_one_that_was_not_sent(app: Flask) -> None:
    sent, old, other_person, other_thing = (
        announced(email="", **{"phone": "0900000123"} | fields)
        for fields in ({"about_id": 7}, {}, {"phone": "0900000124"}, {"about_id": 2})
    )
    mark_sent_by_hand(sent, 7, MONDAY)
    new = announced(email="", phone="0900000123")
    assert (old.status, new.status) == (DeliveryStatus.REPLACED, DeliveryStatus.PENDING)
    announced(email="", phone="0900000123", about_id=7)
    assert sent.status is DeliveryStatus.SENT
    assert other_person.status is other_thing.status is DeliveryStatus.PENDING
    mark_sent_by_hand(old, 7, MONDAY)
    assert (old.status, old.sent_at) == (DeliveryStatus.REPLACED, None)


def test_a_mail_is_never_replaced(inbox: Inbox) -> None:
    first = announced()
    announced()
    assert first.status is DeliveryStatus.PENDING
    assert deliver_due(MONDAY) == 2


def test_without_a_mail_server_nothing_is_taken(app: Flask) -> None:
    use_mail_server(app, "smtp://127.0.0.1:1")
    notification = announced()
    use_mail_server(app, "")
    assert deliver_due(MONDAY) == 0
    assert notification.tries == 0


def test_a_failed_attempt_is_repeated_later_and_not_before(inbox: Inbox) -> None:
    inbox.answers = ["451 Temporary trouble"]
    notification = announced()
    assert deliver_due(MONDAY) == 0
    assert (notification.status, notification.problem) == (
        DeliveryStatus.PENDING,
        "máy chủ thư không nhận thư (451)",
    )
    assert deliver_due(MONDAY + WAITS[0] - timedelta(seconds=1)) == 0
    assert deliver_due(MONDAY + WAITS[0]) == 1
    assert (notification.tries, notification.problem) == (2, "")


def test_a_mail_that_never_goes_out_is_given_up_with_the_problem(app: Flask) -> None:
    use_mail_server(app, f"smtp://127.0.0.1:{free_port()}")
    notification, at = announced(), MONDAY
    for wait in WAITS:
        deliver_due(at)
        assert notification.status is DeliveryStatus.PENDING
        assert notification.due_at == at + wait
        at += wait
    deliver_due(at)
    assert notification.status is DeliveryStatus.FAILED
    assert "không nối được máy chủ thư" in notification.problem


def test_a_refused_recipient_is_given_up_at_once_and_not_named(inbox: Inbox) -> None:
    inbox.to_recipients = ["550 <nguoidan@example.com> is unknown"]
    refused, next_one = announced(), announced(email="khac@example.com")
    assert deliver_due(MONDAY) == 1
    assert refused.status is DeliveryStatus.FAILED
    assert "example.com" not in refused.problem
    assert next_one.status is DeliveryStatus.SENT


def test_trouble_with_the_server_leaves_the_other_mails_untried(inbox: Inbox) -> None:
    inbox.answers = ["451 Temporary trouble"]
    announced()
    waiting = announced()
    assert deliver_due(MONDAY) == 0
    assert waiting.tries == 0


@pytest.mark.proof
def test_two_deliverers_at_once_send_every_mail_once(app: Flask, inbox: Inbox) -> None:
    for number in range(12):
        announced(email=f"nguoi{number}@example.com")
    db.session.remove()
    together, sent = threading.Barrier(2), []

    def one() -> None:
        with app.app_context():
            together.wait()
            sent.append(deliver_due(MONDAY))
            db.session.remove()

    both = [threading.Thread(target=one) for _number in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert sum(sent) == 12
    assert sorted(inbox.recipients) == sorted(f"nguoi{number}@example.com" for number in range(12))


def test_a_crash_between_sending_and_marking_gives_one_second_copy_with_the_same_identity(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_taken: object) -> None:
        raise SystemExit

    notification = announced()
    with monkeypatch.context() as crash, pytest.raises(SystemExit):
        crash.setattr(delivery, "_mark_sent", killed)
        deliver_due(MONDAY)
    assert deliver_due(MONDAY + LEASE - MINUTE) == 0  # the lease of the dead still holds
    assert deliver_due(MONDAY + LEASE + MINUTE) == 1
    assert deliver_due(MONDAY + LEASE + 2 * MINUTE) == 0
    first, second = inbox.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert notification.status is DeliveryStatus.SENT


def test_two_mails_have_two_identities(inbox: Inbox) -> None:
    announced()
    announced()
    deliver_due(MONDAY)
    first, second = inbox.mails
    assert first["Message-ID"] != second["Message-ID"]


@pytest.mark.parametrize(
    "address",
    [
        "a@example.com\r\nBcc: b@example.com",
        "a@example.com, b@example.com",
        "<a@example.com> b@example.com",
        "không-địa-chỉ",
        "ông@example.com",
    ],
)
def test_an_address_that_would_be_more_than_an_address_is_given_up(inbox: Inbox, address: str) -> None:
    notification = announced(email=address)
    assert deliver_due(MONDAY) == 0
    assert (notification.status, inbox.recipients) == (DeliveryStatus.FAILED, [])


def test_a_line_break_in_a_subject_makes_no_header(inbox: Inbox) -> None:
    announced(subject="Hồ sơ\r\nBcc: khac@example.com\r\n\r\nxin chào")
    assert deliver_due(MONDAY) == 1
    (mail,) = inbox.mails
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Hồ sơ Bcc: khac@example.com xin chào"
    assert inbox.recipients == ["nguoidan@example.com"]


@pytest.mark.parametrize("goodbye", ["421 Too many connections", "250 OK"])
def test_a_mail_that_was_taken_is_not_sent_again_because_of_a_strange_goodbye(inbox: Inbox, goodbye: str) -> None:
    inbox.to_goodbye = goodbye
    mail = announced()
    assert deliver_due(MONDAY) == 1
    assert deliver_due(MONDAY + WAITS[0]) == 0
    assert (mail.status, len(inbox.mails)) == (DeliveryStatus.SENT, 1)


class SlowRound:
    """Channels whose providers take their time, and the watch by which they take it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, **seconds: float) -> None:
        self.clock, self.leases = 0.0, dict[str, list[datetime]]()
        monkeypatch.setattr(delivery.time, "monotonic", lambda: self.clock)
        ways = {Channel(name): self._open(name, taken) for name, taken in seconds.items()}
        monkeypatch.setattr(delivery, "TRANSPORTS", ways)

    def _open(self, name: str, taken: float) -> Any:
        def send(_message: object) -> int:
            leased = select(Notification.leased_until).where(Notification.leased_until.is_not(None))
            self.leases.setdefault(name, []).extend(each for each in db.session.scalars(leased) if each)
            db.session.rollback()
            self.clock += taken
            return 0

        return lambda _settings: send


def texts(channel: Channel, count: int) -> None:
    for _number in range(count):
        announced(email="", phone=f"09{next(numbers):08}").channel = channel
    db.session.commit()


def test_a_lease_lasts_its_time_also_late_in_a_slow_round(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = SlowRound(monkeypatch, sms=240.0, zalo=0.0)
    texts(Channel.SMS, 1), texts(Channel.ZALO, 1)
    assert deliver_due(MONDAY) == 2
    assert slow.leases == {"sms": [MONDAY + LEASE], "zalo": [MONDAY + LEASE + timedelta(seconds=240)]}


def test_a_slow_provider_does_not_keep_the_others_waiting(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    SlowRound(monkeypatch, sms=25.0, zalo=0.0)
    texts(Channel.SMS, 10), texts(Channel.ZALO, 1)
    assert deliver_due(MONDAY) == 3 + 1


def test_a_mistake_of_the_program_costs_one_message_and_ends(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def send(message: Outgoing) -> int:
        if message.recipient == "0900000001":
            raise TypeError(f"what is {message.recipient}?")
        return 0

    monkeypatch.setattr(delivery, "TRANSPORTS", {Channel.SMS: lambda _settings: send})
    broken, other = announced(email="", phone="0900000001"), announced(email="", phone="0900000002")
    broken.channel = other.channel = Channel.SMS
    db.session.commit()
    assert deliver_due(MONDAY) == 1
    at = MONDAY
    for wait in WAITS:
        at += wait
        deliver_due(at)
    deliver_due(at + timedelta(hours=9))  # the last one fell into the night
    assert (broken.status, broken.problem) == (DeliveryStatus.FAILED, "chương trình gặp lỗi khi gửi (TypeError)")
    assert "0900000001" not in caplog.text


def test_what_is_wrong_with_one_channel_takes_no_turn_from_the_others(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_settings: object) -> None:
        raise TypeError("the way to the mail server")

    ways = {Channel.EMAIL: broken, Channel.SMS: lambda _settings: lambda _message: 0}
    monkeypatch.setattr(delivery, "TRANSPORTS", ways)
    texts(Channel.SMS, 1)
    with pytest.raises(TypeError, match="mail server"):
        deliver_due(MONDAY)
    assert db.session.scalars(select(Notification.status)).all() == [DeliveryStatus.SENT]


def test_what_went_out_while_the_database_was_busy_is_not_sent_again(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit, busy = db.session.commit, [3]

    def commit_when_free() -> None:
        if inbox.mails and busy[0]:
            busy[0] -= 1
            db.session.rollback()
            raise OperationalError("commit", {}, Exception("database is locked"))
        commit()

    mail = announced()
    monkeypatch.setattr(db.session, "commit", commit_when_free)
    assert deliver_due(MONDAY) == 1
    assert deliver_due(MONDAY + LEASE + MINUTE) == 0
    assert (mail.status, len(inbox.mails), busy) == (DeliveryStatus.SENT, 1, [0])
