"""`cqtt serve`: the web processes and the worker, started and kept alive by one parent."""

import logging
import os
import signal
import socket
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from flask import Flask

logger = logging.getLogger(__name__)

CONNECTIONS = 400
THREADS = 8
IDLE_SECONDS = 120  # a connection that sends nothing for this long is closed
GRACE = 10.0  # seconds in which requests that have begun may come to their end
KILLED_AFTER = 15.0  # seconds after which the parent no longer asks
RESTART_PAUSE = 1.0  # seconds before a child that ended is started again
LOOK_EVERY = 0.1  # seconds between two looks at the children


class Ending:
    """Whether this process shall end: it was asked to, or its parent is gone."""

    def __init__(self, parent: int | None = None) -> None:
        self.parent = parent
        self.asked = False

    def __call__(self) -> bool:
        return self.asked or (self.parent is not None and os.getppid() != self.parent)

    def ask(self, signum: int, frame: FrameType | None) -> None:
        """Take a signal as the wish to end."""
        self.asked = True


def listen(bind: str) -> socket.socket:
    """Return the listening socket that all web processes share."""
    host, _, port = bind.rpartition(":")
    host = host.strip("[]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, int(port)))
    except OSError:
        listener.close()
        raise
    listener.listen(1024)
    return listener


def serve_web(app: Flask, listener: socket.socket, ending: Ending) -> None:
    """Answer requests until the end, then let those that have begun come to theirs.

    Whole requests are read before a thread takes them, so slow phones wait alone.
    """
    import waitress
    from waitress import wasyncore

    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a queue is no fault
    channels: dict[int, Any] = {}
    server = waitress.create_server(
        app,
        map=channels,
        sockets=[listener],
        threads=THREADS,
        connection_limit=CONNECTIONS,
        channel_timeout=IDLE_SECONDS,
        max_request_body_size=app.config["MAX_CONTENT_LENGTH"] + 1024 * 1024,
        ident=None,
        clear_untrusted_proxy_headers=False,  # ProxyFix knows how many proxies are to be believed
    )
    while not ending():
        wasyncore.loop(timeout=0.5, map=channels, count=1)
    server.del_channel(channels)  # no new connections; those that have begun are finished
    last = time.monotonic() + GRACE
    while time.monotonic() < last and any(map(_is_busy, list(server.active_channels.values()))):
        wasyncore.loop(timeout=0.2, map=channels, count=1)
    server.task_dispatcher.shutdown(timeout=1)


def _is_busy(channel: Any) -> bool:
    """Whether a connection is in the middle of a request or an answer, not just kept open."""
    return bool(channel.requests or channel.request or channel.total_outbufs_len)


class Family:
    """The children of `cqtt serve`: a process for each job, started again when it ends unasked."""

    def __init__(self, jobs: dict[str, Callable[[Ending], None]]) -> None:
        self.jobs = jobs
        self.children: dict[int, str] = {}
        self.parent = os.getpid()
        self.stopping = False

    def run(self) -> None:
        """Start all, watch them, and end with them at SIGTERM or SIGINT."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        for name in self.jobs:
            self._start(name)
        while not self.stopping:
            for name in self._ended():
                logger.error("%s ended, starting it again", name)
                time.sleep(RESTART_PAUSE)
                if not self.stopping:
                    self._start(name)
            time.sleep(LOOK_EVERY)
        self._wait_for_all()

    def _wait_for_all(self) -> None:
        """Ask every child to end, and kill those that do not."""
        self._tell(signal.SIGTERM)
        last = time.monotonic() + KILLED_AFTER
        while self.children and time.monotonic() < last:
            self._ended()
            time.sleep(LOOK_EVERY)
        self._tell(signal.SIGKILL)

    def _tell(self, what: signal.Signals) -> None:
        for child in self.children:
            os.kill(child, what)

    def _ended(self) -> list[str]:
        """Return the jobs whose process is gone."""
        gone = [child for child in self.children if os.waitpid(child, os.WNOHANG)[0]]
        return [self.children.pop(child) for child in gone]

    def _stop(self, signum: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _start(self, name: str) -> None:
        child = os.fork()
        if child:
            self.children[child] = name
            return
        ending = Ending(self.parent)
        signal.signal(signal.SIGTERM, ending.ask)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches all; the parent passes it on
        ending.asked = self.stopping
        try:
            self.jobs[name](ending)
        except BaseException:
            logger.exception("%s failed", name)
            os._exit(1)
        os._exit(0)
