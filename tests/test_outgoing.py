"""Machines of the web that do what they like with whoever asks them."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPException
from threading import Event, Thread

import pytest

from cqtt.outgoing import Reach

HERE = "127.0.0.1"


@contextmanager
def dripping(first: bytes) -> Iterator[str]:
    """Run a server that says something at once and then one letter after another, for ever."""
    over, listening = Event(), socket.create_server((HERE, 0))

    def serve() -> None:
        asking, _address = listening.accept()
        with asking:
            try:
                asking.sendall(first)
                while not over.wait(0.02):
                    asking.sendall(b"a")
            except OSError:
                return

    thread = Thread(target=serve, daemon=True)
    thread.start()
    with listening:
        yield f"{HERE}:{listening.getsockname()[1]}"
        over.set()
        thread.join()


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("first", [b"", b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"])
def test_a_machine_that_answers_drop_by_drop_is_cut_off(scheme: str, first: bytes) -> None:
    begun = time.monotonic()
    with dripping(first) as machine:
        with suppress(OSError, HTTPException):
            Reach(5.0, allows=lambda _numbers: True, longest=0.2).ask("GET", f"{scheme}://{machine}/")
        assert time.monotonic() - begun < 2
