"""Public pages of the demonstration against a bare Flask page, both served by the same server, in turns."""

import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.live_server import PROGRAM, LiveServer, free_port, wait_until

ROUNDS, REQUESTS, TRICKLING = 6, 60, 60
PAGES = {
    "first page": "/",
    "catalogue": "/thu-tuc",
    "procedure page": "/thu-tuc/1.001193",
    "live search": "/thu-tuc?q=khai+sinh",
}
BARE = """
import sys
from flask import Flask
from cqtt.serving import Ending, listen, serve_web
app = Flask("bare")
app.config["MAX_CONTENT_LENGTH"] = 1024 * 1024
body = "x" * int(sys.argv[2])
app.add_url_rule("/", "page", lambda: body)
serve_web(app, listen(sys.argv[1]), Ending())
"""


def rows() -> Iterator[tuple[str, str, str]]:
    """Yield what is measured, the figure and the bar."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        environment = {**os.environ, "CQTT_DATA": str(data)}
        subprocess.run([*PROGRAM, "demo"], env=environment, check=True, stdout=subprocess.DEVNULL)
        with LiveServer(data, "--web-only", CQTT_WORKERS="1") as server:
            yield from _against_a_bare_page(server.port)
            yield _beside_slow_clients(server.port)


def _against_a_bare_page(port: int) -> Iterator[tuple[str, str, str]]:
    size = len(_get(port, PAGES["procedure page"]))
    with _bare_server(size) as bare:
        times = {name: list[float]() for name in ("bare", *PAGES)}
        for _round in range(ROUNDS):
            times["bare"] += _milliseconds(bare, "/")
            for name, address in PAGES.items():
                times[name] += _milliseconds(port, address)
    bare_time = statistics.median(times["bare"])
    yield f"bare Flask page of {size / 1024:.0f} kB, same server", f"{bare_time:.2f} ms", "-"
    for name in PAGES:
        median = statistics.median(times[name])
        yield f"{name}: median, and in bare pages", f"{median:.2f} ms, {median / bare_time:.1f} ×", "-"


def _beside_slow_clients(port: int) -> tuple[str, str, str]:
    """Return how much slower a page is while others send a request byte by byte; with and without, in turns."""
    alone, beside = list[float](), list[float]()
    for _round in range(ROUNDS):
        alone += _milliseconds(port, PAGES["procedure page"])
        trickling = [socket.create_connection(("127.0.0.1", port)) for _number in range(TRICKLING)]
        for connection in trickling:
            connection.sendall(b"POST /dang-nhap HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000\r\n\r\nlogin=")
        beside += _milliseconds(port, PAGES["procedure page"])
        for connection in trickling:
            connection.close()
    median = statistics.median(beside)
    what = f"procedure page beside {TRICKLING} slow clients"
    return what, f"{median:.2f} ms, {median / statistics.median(alone):.1f} ×", "about 1 ×"


@contextmanager
def _bare_server(size: int) -> Iterator[int]:
    port = free_port()
    process = subprocess.Popen([sys.executable, "-c", BARE, f"127.0.0.1:{port}", str(size)])
    try:
        wait_until(lambda: _is_open(port), 10)
        yield port
    finally:
        process.terminate()
        process.wait()


def _is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _get(port: int, address: str) -> bytes:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("GET", address)
        return connection.getresponse().read()


def _milliseconds(port: int, address: str) -> list[float]:
    """Return the time of each of some requests over one connection, as a browser sends them."""
    times = []
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        for _request in range(REQUESTS):
            begun = time.perf_counter()
            connection.request("GET", address, headers={"Accept-Encoding": "br"})
            answer = connection.getresponse()
            answer.read()
            times.append((time.perf_counter() - begun) * 1000)
            assert answer.status == 200, f"{answer.status} at {address}"
    return times
