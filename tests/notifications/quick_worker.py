"""The real worker with a quick watch: waits of seconds instead of minutes, providers on this machine.

Its parent starts it again when it ends, as `cqtt serve` does. What it does is what `cqtt worker` does; only how long it
waits and whom it may reach is set from outside.
"""

import json
import sys
from datetime import timedelta
from typing import Any

import pywebpush  # noqa: F401  # once for all workers, which are many here

from cqtt import create_app, serving, worker
from cqtt.database import SQLITE_BEGIN
from cqtt.notifications import delivery, mail_server, provider, zalo
from cqtt.outgoing import Reach

PATIENCE = 0.5  # seconds; a provider that hangs longer has not answered
LEASE = 1.5  # longer than anything may take


def main(zalo_address: str) -> None:
    SQLITE_BEGIN.set("IMMEDIATE")
    set_the_watch(zalo_address)
    app = create_app()
    serving.Family({"worker": lambda ending: worker.run(app, ending)}).run()


def set_the_watch(zalo_address: str) -> None:
    quick: dict[Any, dict[str, Any]] = {
        delivery: {"LEASE": timedelta(seconds=LEASE), "WAITS": tuple(timedelta(seconds=0.1) for _ in delivery.WAITS)},
        provider: {"REACH": Reach(PATIENCE, allows=lambda _numbers: True), "PAUSE": timedelta(seconds=0.2)},
        mail_server: {"PATIENCE": PATIENCE},
        zalo: {"SEND_TO": zalo_address},
        worker: {"PAUSE": 0.05, "LOOK_EVERY": 0.05},
        serving: {"RESTART_PAUSE": 0.0},
    }
    for module, values in quick.items():
        for name, value in values.items():
            assert hasattr(module, name), f"{module.__name__}.{name}"
            setattr(module, name, value)


if __name__ == "__main__":
    main(*json.loads(sys.argv[1]))
