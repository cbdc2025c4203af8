"""Providers in bad moods, on this machine: they fail, hang, are too busy, or take a message and do not say so.

What a provider does with a message is drawn from its identity, so it has at most two moods and takes it in the end.
What it took is counted by identity, as one that knows copies would.
"""

import asyncio
import json
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock, Thread
from urllib.parse import urlsplit

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from cqtt.notifications.models import Channel
from tests.live_server import free_port
from tests.notifications.conftest import OK
from tests.notifications.providers import Answer, Asked, Provider

MOODS = {"fails": 3, "busy": 3, "hangs": 1, "takes it and hangs": 1, "takes it and fails": 3}  # how often
TAKES = {"takes it and hangs", "takes it and fails"}
NOBODY = "nobody"  # what begins with it can never be reached
HANGS = 1.0  # seconds: longer than the worker has patience


def moods_of(identity: str) -> list[str]:
    """Return what happens to a message before it is taken for good."""
    chance = random.Random(identity)
    return chance.choices(list(MOODS), list(MOODS.values()), k=chance.choice((0, 0, 0, 0, 1, 2)))


class Arrived:
    """What one provider took: by recipient and identity, how often."""

    def __init__(self) -> None:
        self.taken: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.asked: Counter[str] = Counter()
        self.lock = Lock()

    def mood(self, recipient: str, identity: str) -> str:
        """Note that a message came, and return what happens to it now; the empty mood takes it and says so."""
        with self.lock:
            left = moods_of(identity)[self.asked[identity] :]
            self.asked[identity] += 1
            mood = left[0] if left else ""
            if not mood or mood in TAKES:
                self.taken[recipient][identity] += 1
        return mood

    @property
    def copies(self) -> int:
        return sum(times - 1 for taken in self.taken.values() for times in taken.values())


# The recipient and the identity of a request.
READS: dict[Channel, Callable[[Asked], tuple[str, str]]] = {
    Channel.SMS: lambda asked: (asked.json["Phone"], asked.json["RequestId"]),
    Channel.ZALO: lambda asked: (asked.json["phone"], asked.json["tracking_id"]),
    Channel.PUSH: lambda asked: (asked.path, asked.headers["topic"]),
}
TAKEN = {
    Channel.SMS: Answer(body='{"CodeResult":"100"}'),
    Channel.ZALO: Answer(body=json.dumps({"error": 0})),
    Channel.PUSH: Answer(201, ""),
}
NEVER = {
    Channel.SMS: Answer(body='{"CodeResult":"108"}'),
    Channel.ZALO: Answer(body=json.dumps({"error": -118})),
    Channel.PUSH: Answer(410, ""),
}


def answers(channel: Channel, arrived: Arrived, reaches: Callable[[str], bool]) -> Callable[[Asked], Answer]:
    """Return what a provider of a channel says."""
    others = {
        "fails": Answer(500, "<html>"),
        "takes it and fails": Answer(500, "<html>"),
        "busy": Answer(429, "", {"Retry-After": "0"} if channel is Channel.SMS else {}),
        "hangs": Answer(hangs=True),
        "takes it and hangs": Answer(hangs=True),
    }

    def says(asked: Asked) -> Answer:
        recipient, identity = READS[channel](asked)
        if not reaches(recipient):
            return NEVER[channel]
        return others.get(arrived.mood(recipient, identity), TAKEN[channel])

    return says


class MoodyMail:
    """A mail server in the same moods; the identity of a mail is its Message-ID."""

    def __init__(self, arrived: Arrived) -> None:
        self.arrived = arrived

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith(NOBODY):
            return "550 unknown"
        envelope.rcpt_tos.append(address)
        return OK

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        identity = content.decode().partition("Message-ID: ")[2].split("\r\n")[0]
        mood = self.arrived.mood(envelope.rcpt_tos[0], identity)
        if mood.endswith("hangs"):
            await asyncio.sleep(HANGS)
        return {"": OK, "busy": "421 too busy"}.get(mood, "451 trouble")


@contextmanager
def moody_mail(arrived: Arrived) -> Iterator[str]:
    """Run a mail server; returns its address for CQTT_SMTP_URL."""
    controller = Controller(MoodyMail(arrived), hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{controller.port}"
    finally:
        controller.stop()


@contextmanager
def moody(channel: Channel, arrived: Arrived, reaches: Callable[[str], bool]) -> Iterator[str]:
    """Run a provider that is asked over HTTP; returns its address."""
    server = Provider()
    server.says = answers(channel, arrived, reaches)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield f"http://{urlsplit(server.address()).netloc}"
    finally:
        server.closed.set()
        server.shutdown()
        server.server_close()
