"""A provider of messages on this machine: answers as a test wants, and remembers what it was asked."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any

import pytest

from cqtt.notifications import provider
from cqtt.outgoing import Reach

HERE = "127.0.0.1"


@dataclass
class Asked:
    """One request, as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Answer:
    """What is said to one request; one that hangs says nothing until the server ends."""

    status: int = 200
    body: str = '{"CodeResult":"100"}'
    headers: dict[str, str] = field(default_factory=dict)
    hangs: bool = False


class Provider(ThreadingHTTPServer):
    """Answers by `says`; the default takes everything."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__((HERE, 0), _Handler)
        self.asked: list[Asked] = []
        self.says: Callable[[Asked], Answer] = lambda _asked: Answer()
        self.closed, self.lock = Event(), Lock()

    def address(self, path: str = "/gui") -> str:
        return f"http://{HERE}:{self.server_port}{path}"


class _Handler(BaseHTTPRequestHandler):
    server: Provider

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        asked = Asked(self.command, self.path, {name.lower(): text for name, text in self.headers.items()}, body)
        with self.server.lock:
            self.server.asked.append(asked)
            answer = self.server.says(asked)
        if answer.hangs:
            self.server.closed.wait(20)
            return
        said = answer.body.encode()
        self.send_response(answer.status)
        for name, text in {**answer.headers, "Content-Length": str(len(said))}.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(said)

    do_GET = do_POST

    def log_message(self, *_words: object) -> None:
        """Tell nobody."""


@contextmanager
def providing(monkeypatch: pytest.MonkeyPatch, patience: float = 2.0) -> Iterator[Provider]:
    """Run a provider that this program may reach although it stands on this machine."""
    server = Provider()
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    monkeypatch.setattr(provider, "REACH", Reach(patience, allows=lambda _numbers: True))
    try:
        yield server
    finally:
        server.closed.set()
        server.shutdown()
        server.server_close()
