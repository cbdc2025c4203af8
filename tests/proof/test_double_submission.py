"""Fifty people press the button twice, all at the same moment: fifty dossiers."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest

from tests.live_server import LiveServer, prepare
from tests.proof.citizen import Citizen, together
from tests.proof.record import assert_nothing_is_lost

pytestmark = pytest.mark.proof

Come = Callable[[int], list[Citizen]]
PEOPLE = 50


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="module")
def come(data: Path) -> Iterator[Come]:
    """Let some people come, each with a number of their own, to the one server."""
    procedure, numbers = prepare(data), count(1)
    with LiveServer(data) as server:
        yield lambda people: [Citizen(server.base_url, procedure, next(numbers)) for _each in range(people)]


def test_fifty_double_submissions_at_once_make_fifty_dossiers(come: Come, data: Path) -> None:
    citizens = come(PEOPLE)
    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(Citizen.prepare, citizens))
    together([citizen.submit for citizen in citizens for _twice in range(2)])
    for citizen in citizens:
        assert len(citizen.receipts) == 1
        (citizen.code,) = citizen.receipts
    assert len({citizen.code for citizen in citizens}) == PEOPLE
    assert_nothing_is_lost(data, citizens)


def test_a_start_that_is_sent_six_times_at_once_begins_one_draft(come: Come) -> None:
    (one,) = come(1)
    one.prepare(starts=6)


def test_a_dossier_submitted_again_later_keeps_its_code(come: Come, data: Path) -> None:
    (one,) = come(1)
    one.file_a_dossier()
    one.submit()
    assert one.receipts == {one.code}
    assert_nothing_is_lost(data, [one])
