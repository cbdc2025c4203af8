"""A small web on this machine: a server that answers as a test wants, and names that lead to it and elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import gaierror
from threading import Event, Thread

from cqtt.editing.link_looks import Looker
from cqtt.outgoing import is_public

HERE = "127.0.0.1"
INSIDE = "192.168.1.1"


class Web(ThreadingHTTPServer):
    """Answers by path: "/404" with this status, "/405-head" only to GET, "/to?…" with a redirect, "/hang" never."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__((HERE, 0), _Answers)
        self.asked: list[tuple[str, str]] = []
        self.headers: list[dict[str, str]] = []
        self.closed = Event()

    def address(self, path: str, name: str = "mot.vn") -> str:
        return f"http://{name}:{self.server_port}{path}"


class _Answers(BaseHTTPRequestHandler):
    server: Web

    def do_HEAD(self) -> None:
        self.server.asked.append((self.command, self.path))
        self.server.headers.append(dict(self.headers))
        where, _question, to = self.path.partition("?")
        if where == "/hang":
            self.server.closed.wait(20)
            return
        self.send_response(302 if where == "/to" else self._status(where))
        self.send_header("Set-Cookie", "a=b")
        if where == "/to":
            self.send_header("Location", to)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD

    def _status(self, where: str) -> int:
        status, _dash, only = where.strip("/").partition("-")
        return 200 if not status.isdecimal() or (only == "head" and self.command == "GET") else int(status)

    def log_message(self, *_words: object) -> None:
        """Tell nobody."""


@contextmanager
def small_web() -> Iterator[Web]:
    server = Web()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.closed.set()
        server.shutdown()
        server.server_close()


def names(host: str, port: int) -> list[str]:
    """Every name leads here, but those that lead inside, to both, or nowhere."""
    if host.startswith("khong-co"):
        raise gaierror("no such name")
    if host.replace(".", "").isdecimal() or ":" in host:
        return [host]
    return {"trong.vn": [INSIDE], "hai-noi.vn": [HERE, INSIDE], "cham.vn": ["::1", HERE]}.get(host, [HERE])


def looker(patience: float = 2.0) -> Looker:
    """Looks as the worker does, only that this machine counts as public under its name."""
    return Looker(
        "cqtt (https://anphuoc.example)", patience, names, lambda each: each in (HERE, "::1") or is_public(each)
    )
