"""A thousand events on every channel, providers in bad moods, the worker killed again and again: each arrives once.

The worker is a process of its own, killed (SIGKILL) at moments that nobody can foresee. A provider that took a message
without saying so, and a worker killed between handing over and marking, leave one more copy: that cannot be otherwise
with any provider, because no two machines can change a row together. So a copy carries the identity of the first
(Message-ID, RequestId, tracking_id, Topic and tag), and is counted here by it, as a provider or a reader's program that
knows copies does. What each of them promises about copies:

- e-mail: most servers and programs show one of two mails with the same Message-ID; nobody promises it;
- SMS: the gateway is told the identity; one that answers "I have it already" (a word of success) sends it once;
- Zalo: is told the identity as tracking_id and promises nothing about copies; whom it does not know, an SMS reaches,
  once, under an identity of its own;
- web push: a copy replaces the first by its Topic while the telephone is off, and by its tag on the screen.
"""

import base64
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask
from sqlalchemy import func, select

from cqtt import create_app
from cqtt.clock import now
from cqtt.config import Settings
from cqtt.database import SQLITE_BEGIN
from cqtt.extensions import db
from cqtt.notifications.actions import About, Message, announce, announce_to_browsers
from cqtt.notifications.connections import keep_secret
from cqtt.notifications.models import (
    Channel,
    Connection,
    DeliveryStatus,
    MessageRule,
    MessageSettings,
    Notification,
    PushSubscription,
)
from tests.conftest import make_settings
from tests.live_server import prepare, wait_until
from tests.notifications import quick_worker
from tests.notifications.moody import NOBODY, Arrived, moody, moody_mail
from tests.notifications.test_sms import BODY
from tests.rounds import LONG

pytestmark = pytest.mark.proof

EVENTS = 1_000 if LONG else 36
KILLS = 20 if LONG else 3
UNREACHABLE = 12  # every so many events a person is reached on no channel
NOT_ON_ZALO = 9  # every so many events that Zalo tells are about a person who has no Zalo
FOLLOWED = len(range(NOT_ON_ZALO, EVENTS + 1, 2 * NOT_ON_ZALO))  # by an SMS, of those that Zalo was to tell
CHANNELS = (Channel.EMAIL, Channel.SMS, Channel.ZALO, Channel.PUSH)


@dataclass
class Town:
    """The providers, an installation that may reach them, and its worker."""

    data: Path
    arrived: dict[Channel, Arrived]
    addresses: dict[Channel, str]
    process: "subprocess.Popen[bytes] | None" = None
    kills: int = 0
    app: Flask = field(init=False)

    @property
    def settings(self) -> Settings:
        return make_settings(self.data, smtp_url=self.addresses[Channel.EMAIL], mail_from="hoso@anphuoc.example")

    def start(self) -> None:
        told = {
            "CQTT_DATA": str(self.data),
            "CQTT_SECRET_KEY": "k" * 40,
            "CQTT_SMTP_URL": self.addresses[Channel.EMAIL],
            "CQTT_MAIL_FROM": "hoso@anphuoc.example",
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        program = [sys.executable, str(quick_worker.__file__), json.dumps([self.addresses[Channel.ZALO]])]
        with (self.data / "worker.log").open("ab") as log:
            self.process = subprocess.Popen(program, env={**os.environ, **told}, stdout=log, stderr=log)

    def kill(self) -> None:
        """Take the worker's power away at whatever it is doing; its parent starts the next one."""
        killed = self.worker()
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda: self.worker() not in (killed, 0), 20, self.log)
        self.kills += 1

    def worker(self) -> int:
        """Return the id of the process that sends, or 0 while there is none."""
        assert self.process and self.process.poll() is None, self.log()
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return int(listed[0]) if listed else 0

    def log(self) -> str:
        return (self.data / "worker.log").read_text("utf-8", errors="replace")

    def handled(self) -> int:
        """Return how many messages left the queue of a provider."""
        done = select(func.count()).where(Notification.channel.in_(CHANNELS))
        count = db.session.scalar(done.where(Notification.status != DeliveryStatus.PENDING)) or 0
        db.session.rollback()
        return count


@contextmanager
def town(data: Path) -> Iterator[Town]:
    prepare(data)
    arrived = {channel: Arrived() for channel in CHANNELS}
    with ExitStack() as running:
        addresses = {Channel.EMAIL: running.enter_context(moody_mail(arrived[Channel.EMAIL]))}
        for channel in CHANNELS[1:]:
            reaches = is_on_zalo if channel is Channel.ZALO else is_somebody
            addresses[channel] = running.enter_context(moody(channel, arrived[channel], reaches))
        place = Town(data, arrived, addresses)
        place.app = create_app(place.settings)
        mark = SQLITE_BEGIN.set("IMMEDIATE")
        try:
            with place.app.app_context():
                describe(place)
                yield place
                db.session.remove()
                db.engine.dispose()
        finally:
            SQLITE_BEGIN.reset(mark)
            if place.process and place.process.poll() is None:
                place.process.terminate()
                place.process.wait()


def is_somebody(recipient: str) -> bool:
    return not recipient.endswith("00000")


def is_on_zalo(recipient: str) -> bool:
    return recipient.endswith("12345")


def describe(place: Town) -> None:
    """Set every channel up as an administrator does; no hour is quiet."""
    sms = {"method": "POST", "headers": "Content-Type: application/json", "body": BODY, "sender": "AN PHUOC"}
    sms |= {"address": f"{place.addresses[Channel.SMS]}/gui", "success": '"100"', "refusals": '"108"'}
    zalo = {"app_id": "4321", "token_ends": (now() + timedelta(days=1)).isoformat()}
    for channel, values in {Channel.SMS: sms, Channel.ZALO: zalo, Channel.PUSH: {}}.items():
        found = Connection(channel=channel, is_on=True, values=values, sealed={})
        keep_secret(found, "access_token", "ma", place.settings)
        db.session.add(found)
    db.session.add(MessageRule(event="dossier.resolve", channel=Channel.ZALO, is_on=True, template="77"))
    db.session.add(MessageSettings(id=1, quiet_from=0, quiet_until=0))
    db.session.commit()


def phone_of(number: int) -> str:
    if number % UNREACHABLE == 0:
        return f"09{number:03}00000"
    return f"09{number:03}67890" if goes_by_sms_instead(number) else f"09{number:03}12345"


def goes_by_sms_instead(number: int) -> bool:
    return number % 2 == 1 and number % NOT_ON_ZALO == 0


def browser_of(number: int) -> str:
    return f"/{number}/00000" if number % UNREACHABLE == 0 else f"/{number}"


def address_of(number: int) -> str:
    return f"{NOBODY if number % UNREACHABLE == 0 else 'dan'}{number}@example.com"


POINT = ec.generate_private_key(ec.SECP256R1()).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
KEYS = {
    name: base64.urlsafe_b64encode(raw).decode().rstrip("=")
    for name, raw in {"p256dh": POINT, "auth": b"0123456789abcdef"}.items()
}


def happen(place: Town, number: int) -> None:
    """Let one event happen: it is told by mail, by SMS or Zalo, and to a browser."""
    endpoint = place.addresses[Channel.PUSH] + browser_of(number)
    db.session.add(PushSubscription(about_kind="dossier", about_id=number, endpoint=endpoint, created_at=now(), **KEYS))
    db.session.flush()
    about = About("dossier", number, "resolve" if number % 2 else "accept")
    message = Message("Hồ sơ", "Thư", f"Ho so {number}", {"ma": str(number)}, f"http://localhost/ho-so/{number}")
    announce(f"event-{number}", about, message, address_of(number), phone_of(number), now())
    announce_to_browsers(f"event-{number}", about, message, now())
    db.session.commit()


def test_every_event_arrives_once_on_each_channel_however_often_the_worker_is_killed(tmp_path: Path) -> None:
    chance, began = random.Random(), time.monotonic()
    with town(tmp_path) as place:
        place.start()
        events = iter(range(1, EVENTS + 1))
        for kill in range(1, KILLS + 1):
            until = EVENTS * kill // KILLS
            for number in events:
                happen(place, number)
                if number >= until:
                    break
            goal = (EVENTS * 3) * kill // (KILLS + 2)
            wait_until(lambda goal=goal: place.handled() >= goal, 120, place.log)
            time.sleep(chance.uniform(0, 0.2))
            place.kill()
        wait_until(lambda: place.handled() == EVENTS * 3 + FOLLOWED, 120, place.log)
        assert place.process
        place.process.terminate()
        assert place.process.wait(timeout=20) == 0
        assert_each_arrived_once(place)
        print(
            f"{EVENTS} events, {place.kills} kills, {time.monotonic() - began:.0f} s; copies known by their identity:"
        )
        print({channel.value: arrived.copies for channel, arrived in place.arrived.items()})


def assert_each_arrived_once(place: Town) -> None:
    reached = [number for number in range(1, EVENTS + 1) if number % UNREACHABLE]
    expected = {
        Channel.EMAIL: {address_of(number) for number in reached},
        Channel.SMS: {phone_of(number) for number in reached if not number % 2 or goes_by_sms_instead(number)},
        Channel.ZALO: {
            f"84{phone_of(number)[1:]}" for number in reached if number % 2 and not goes_by_sms_instead(number)
        },
        Channel.PUSH: {browser_of(number) for number in reached},
    }
    for channel, arrived in place.arrived.items():
        assert set(arrived.taken) == expected[channel]
        assert all(len(identities) == 1 for identities in arrived.taken.values())  # one message each
    copies = sum(arrived.copies for arrived in place.arrived.values())
    not_said = place.log().count(", attempt ")  # each time a provider did not say that it took a message
    assert copies <= not_said + place.kills
    assert_the_outbox_says_so()
    assert "deliver_due failed" not in place.log()


def assert_the_outbox_says_so() -> None:
    """What was reached is sent, what cannot be is given up, and only of that an officer has the words to send."""
    rows = db.session.execute(select(Notification.channel, Notification.status, Notification.about_id)).all()
    gone = {number for number in range(1, EVENTS + 1) if number % UNREACHABLE == 0}
    for channel, status, number in rows:
        if channel is Channel.BY_HAND:
            assert (status, number in gone) == (DeliveryStatus.PENDING, True)
        elif channel is Channel.ZALO and goes_by_sms_instead(number):
            assert status is DeliveryStatus.REPLACED
        else:
            assert status is (DeliveryStatus.FAILED if number in gone else DeliveryStatus.SENT), (channel, number)
    by_hand = [number for channel, _status, number in rows if channel is Channel.BY_HAND]
    assert sorted(by_hand) == sorted(gone)
    told = set(db.session.scalars(select(PushSubscription.about_id)))
    assert told == set(range(1, EVENTS + 1)) - gone
