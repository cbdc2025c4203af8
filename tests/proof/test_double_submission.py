"""Fifty people press the button twice, all at the same moment: fifty dossiers."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.live_server import LiveServer, prepare
from tests.proof.citizen import Citizen, together
from tests.proof.record import assert_nothing_is_lost

pytestmark = pytest.mark.proof

PEOPLE = 50


@pytest.fixture
def citizens(tmp_path: Path) -> Iterator[list[Citizen]]:
    procedure = prepare(tmp_path)
    with LiveServer(tmp_path) as server:
        yield [Citizen(server.base_url, procedure, number) for number in range(1, PEOPLE + 1)]


def test_fifty_double_submissions_at_once_make_fifty_dossiers(citizens: list[Citizen], tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(Citizen.prepare, citizens))
    together([citizen.submit for citizen in citizens for _twice in range(2)])
    for citizen in citizens:
        assert len(citizen.receipts) == 1
        (citizen.code,) = citizen.receipts
    assert len({citizen.code for citizen in citizens}) == PEOPLE
    assert_nothing_is_lost(tmp_path, citizens)


def test_a_start_that_is_sent_six_times_at_once_begins_one_draft(citizens: list[Citizen]) -> None:
    citizens[0].prepare(starts=6)


def test_a_dossier_submitted_again_later_keeps_its_code(citizens: list[Citizen], tmp_path: Path) -> None:
    one = citizens[0]
    one.file_a_dossier()
    one.submit()
    assert one.receipts == {one.code}
    assert_nothing_is_lost(tmp_path, [one])
