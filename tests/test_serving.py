"""`cqtt serve` as a whole: processes, signals, slow clients."""

import http.client
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.live_server import PROGRAM, LiveServer, free_port, prepare, wait_until

pytestmark = pytest.mark.proof


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served")
    prepare(folder)
    return folder


@pytest.fixture(scope="module")
def one_server(data: Path) -> Iterator[LiveServer]:
    with LiveServer(data) as server:
        yield server


@pytest.fixture
def server(one_server: LiveServer) -> LiveServer:
    """The server of this module, started again when the test before has ended it."""
    if not one_server.answers():
        one_server.kill()
        one_server.start()
    return one_server


def is_alive(process: int) -> bool:
    """Whether a process runs; a child that nobody has buried yet does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def connected(server: LiveServer) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=10)


def test_web_and_worker_run_and_end_together(server: LiveServer) -> None:
    children = server.children()
    assert len(children) == 3
    assert server.terminate() == 0
    assert not any(map(is_alive, children))
    assert not server.answers()


def test_a_child_that_died_is_replaced(server: LiveServer) -> None:
    before = server.children()
    os.kill(before[0], signal.SIGKILL)
    wait_until(lambda: len(server.children()) == 3 and before[0] not in server.children(), 10, server.log)
    assert server.answers()


def test_children_do_not_outlive_their_parent(server: LiveServer) -> None:
    children = server.children()
    assert server.process
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait()
    wait_until(lambda: not any(map(is_alive, children)), 10)


def test_a_request_that_has_begun_is_answered_before_the_end(server: LiveServer) -> None:
    with closing(connected(server)) as slow:
        slow.sendall(b"GET /suc-khoe HTTP/1.1\r\nHost: localhost\r\n")
        wait_until(server.answers, 5)  # the slow request has certainly been seen by then
        stopped = threading.Thread(target=server.terminate)
        stopped.start()
        time.sleep(0.3)  # so that the end has been asked for when the rest of the request comes
        slow.sendall(b"Connection: close\r\n\r\n")
        answer = http.client.HTTPResponse(slow)
        answer.begin()
        assert answer.status == 200
        stopped.join()


def test_sixty_trickling_connections_stop_nobody_else(server: LiveServer) -> None:
    trickling = [connected(server) for _number in range(60)]
    try:
        for connection in trickling:
            connection.sendall(b"POST /dang-nhap HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000\r\n\r\nlogin=")
        for connection in trickling:
            connection.sendall(b"a")
            assert server.answers()
    finally:
        for connection in trickling:
            connection.close()


def run(data: Path, *arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "CQTT_DATA": str(data), "CQTT_BIND": f"127.0.0.1:{free_port()}", **settings}
    return subprocess.run([*PROGRAM, *arguments], env=environment, capture_output=True, text=True, timeout=60)


def test_an_installation_without_a_unit_says_how_to_begin(tmp_path: Path) -> None:
    refused = run(tmp_path, "serve")
    assert refused.returncode == 1
    assert "cqtt init" in refused.stderr


def test_a_wrong_setting_is_one_sentence(tmp_path: Path) -> None:
    refused = run(tmp_path, "serve", CQTT_WORKERS="viele")
    assert refused.returncode == 2
    assert refused.stderr == "Không chạy được: CQTT_WORKERS: xin ghi một số từ 1 đến 64.\n"


def test_a_taken_port_is_said_and_not_traced(server: LiveServer) -> None:
    refused = run(server.data, "serve", CQTT_BIND=f"127.0.0.1:{server.port}")
    assert refused.returncode == 1
    assert f"Không mở được địa chỉ 127.0.0.1:{server.port}" in refused.stderr


def test_help_touches_nothing(tmp_path: Path) -> None:
    told = run(tmp_path / "none", "--help")
    assert told.returncode == 0
    for name in ("serve", "worker", "tick", "init", "demo", "check", "officer", "procedures"):
        assert f"\n  {name} " in told.stdout
    assert not (tmp_path / "none").exists()
