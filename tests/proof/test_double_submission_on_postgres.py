"""The same crowd on PostgreSQL, which has no single write lock: one start one draft, one draft one code."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.live_server import LiveServer, prepare
from tests.postgres import postgres_server, postgres_url
from tests.proof.citizen import Citizen, together

__all__ = ["postgres_server", "postgres_url"]
pytestmark = pytest.mark.proof

PEOPLE = 20


@pytest.fixture
def citizens(tmp_path: Path, postgres_url: str) -> Iterator[list[Citizen]]:
    procedure = prepare(tmp_path, database_url=postgres_url)
    with LiveServer(tmp_path, CQTT_DATABASE_URL=postgres_url) as server:
        yield [Citizen(server.base_url, procedure, number) for number in range(1, PEOPLE + 1)]


def test_double_starts_and_double_submissions_make_one_dossier_each(citizens: list[Citizen], postgres_url: str) -> None:
    with ThreadPoolExecutor(4) as crowd:
        list(crowd.map(lambda citizen: citizen.prepare(starts=4), citizens))
    together([citizen.submit for citizen in citizens for _twice in range(2)])
    assert all(len(citizen.receipts) == 1 for citizen in citizens)
    engine = create_engine(postgres_url)
    with engine.connect() as connection:
        states = Counter(connection.execute(text("select status from dossier")).scalars())
        codes = connection.execute(text("select count(distinct code) from dossier")).scalar()
    engine.dispose()
    assert (states, codes) == ({"submitted": PEOPLE}, PEOPLE)
