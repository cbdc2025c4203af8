"""`kill -9` of the whole server in the middle of submissions: what was acknowledged is there, once and whole."""

import random
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.live_server import LiveServer, prepare, wait_until
from tests.proof.citizen import Citizen
from tests.proof.record import assert_nothing_is_lost
from tests.rounds import LONG

pytestmark = pytest.mark.proof

ROUNDS = 3 if LONG else 1
SUBMISSIONS = 200 if LONG else 60
KILLS = 6 if LONG else 2
AT_ONCE = 12


@pytest.mark.parametrize("number", range(ROUNDS))
def test_a_killed_server_loses_nothing_that_was_acknowledged(tmp_path: Path, number: int) -> None:
    procedure = prepare(tmp_path)
    with LiveServer(tmp_path) as server:
        failed = threading.Event()
        citizens = [Citizen(server.base_url, procedure, index, given_up=failed) for index in range(1, SUBMISSIONS + 1)]
        with ThreadPoolExecutor(AT_ONCE) as crowd:
            work = [crowd.submit(citizen.file_a_dossier) for citizen in citizens]
            try:
                kill_again_and_again(server, work, citizens, random.Random(number))
            except BaseException:
                failed.set()
                raise
            for one in work:
                one.result()
        server.kill()
    assert all(citizen.code for citizen in citizens)
    assert_nothing_is_lost(tmp_path, citizens)


def kill_again_and_again(
    server: LiveServer, work: list[Future[None]], citizens: list[Citizen], chance: random.Random
) -> None:
    """Kill the server each time another share of the dossiers is through, at an unforeseeable moment."""
    for kill in range(1, KILLS + 1):
        through = len(citizens) * kill // (KILLS + 2)
        wait_until(lambda share=through: sum(one.done() for one in work) >= share, 120, server.log)
        time.sleep(chance.uniform(0, 0.25))
        server.kill()
        so_far = [one for one in citizens if one.code]
        began = time.monotonic()
        assert_nothing_is_lost(server.data, so_far)
        server.start()
        print(f"kill {kill}: {len(so_far)} acknowledged, up again after {time.monotonic() - began:.1f} s")
