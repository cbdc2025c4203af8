"""The real server in processes of its own, as `make run` starts it, on a data folder and a port of its own."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

from cqtt import create_app, schema
from cqtt.database import SQLITE_BEGIN
from cqtt.extensions import db
from tests import factories
from tests.conftest import make_settings

PROGRAM = [sys.executable, "-c", "from cqtt.cli import main; main()"]
START_WITHIN = 20.0  # seconds


BELOW_THE_EPHEMERAL = range(16_000, 32_000)  # where no outgoing connection of this machine takes a port meanwhile


def free_port() -> int:
    """Return a port that nobody listens on, and that stays so while its server is away."""
    while True:
        port = random.choice(BELOW_THE_EPHEMERAL)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def prepare(data: Path, **settings: object) -> str:
    """Make an installation with one procedure that is filed here, and return the procedure's code."""
    app = create_app(make_settings(data, **settings))
    mark = SQLITE_BEGIN.set("IMMEDIATE")
    with app.app_context():
        schema.upgrade()
        factories.make_commune()
        code = str(factories.make_procedure().procedure.code)
        db.session.remove()
        db.engine.dispose()
    SQLITE_BEGIN.reset(mark)
    return code


class LiveServer:
    """`cqtt serve` on a free port; started, stopped, killed and started again by a test."""

    def __init__(self, data: Path, *arguments: str, **settings: str) -> None:
        self.data = data
        self.arguments = arguments
        self.port = free_port()
        self.base_url = f"http://127.0.0.1:{self.port}"
        self.settings = {
            "CQTT_DATA": str(data),
            "CQTT_BIND": f"127.0.0.1:{self.port}",
            "CQTT_LIMIT_FACTOR": "100000",
            "CQTT_WORKERS": "2",
            **settings,
        }
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "LiveServer":
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.kill()

    def start(self) -> None:
        """Start the server and wait until it answers."""
        with (self.data / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*PROGRAM, "serve", *self.arguments],
                env={**os.environ, **self.settings},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_until(self.answers, START_WITHIN, self.log)

    def answers(self) -> bool:
        """Whether the server says that it is well."""
        with suppress(OSError), urllib.request.urlopen(f"{self.base_url}/suc-khoe", timeout=5) as answer:
            return bool(answer.status == 200)
        return False

    def terminate(self) -> int:
        """Ask the server to end, and return its exit code."""
        assert self.process
        self.process.terminate()
        return self.process.wait(timeout=20)

    def kill(self) -> None:
        """Take the power away: parent and children at once, without a word."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def children(self) -> list[int]:
        """Return the process ids of the web processes and the worker."""
        assert self.process
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(child) for child in listed.split()]

    def log(self) -> str:
        return (self.data / "server.log").read_text("utf-8", errors="replace")


def wait_until(condition: object, seconds: float, explain: object = None) -> None:
    """Look again and again until something is so; the test fails when it takes too long."""
    assert callable(condition)
    last = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < last, explain() if callable(explain) else "it took too long"
        time.sleep(0.05)
