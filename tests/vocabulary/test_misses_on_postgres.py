"""The count of a search that found nothing is one statement, written by hand: it has to work on PostgreSQL too."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from cqtt.extensions import db
from cqtt.procedures.misses import KEPT, count_miss, forget_old_misses
from cqtt.procedures.models import SearchMiss
from tests.factories import MONDAY
from tests.postgres import postgres_server, postgres_url, unit_on

__all__ = ["postgres_server", "postgres_url"]
pytestmark = pytest.mark.proof  # starts a database server
DAY = MONDAY.date()


@pytest.fixture
def app(postgres_url: str, tmp_path: Path) -> Iterator[Flask]:
    with unit_on(postgres_url, tmp_path) as app:
        yield app


def test_searches_are_counted_and_forgotten_on_postgresql(app: Flask) -> None:
    for words in ("lập hụi", "LẬP HỤI"):
        count_miss(words, "10.0.0.1", DAY)
    miss = db.session.get_one(SearchMiss, "lap hui")
    assert (miss.words, miss.count, miss.last_on, miss.settled) == ("LẬP HỤI", 2, DAY, False)
    assert forget_old_misses(DAY + KEPT) == 0
    assert forget_old_misses(DAY + KEPT + timedelta(days=1)) == 1
