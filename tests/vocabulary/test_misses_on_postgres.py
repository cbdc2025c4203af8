"""The count of a search that found nothing is one statement, written by hand: it has to work on PostgreSQL too."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from time import perf_counter

import pytest
from flask import Flask
from sqlalchemy import text

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


def test_a_search_does_not_wait_until_another_has_counted_the_same_words(app: Flask) -> None:
    count_miss("lập hụi", "10.0.0.1", DAY)
    with db.engine.connect() as other:
        other.execute(text("select count from search_miss for update"))
        begun = perf_counter()
        count_miss("lập hụi", "10.0.0.2", DAY)
        assert perf_counter() - begun < 3
    assert db.session.get_one(SearchMiss, "lap hui").count == 1
    count_miss("lập hụi", "10.0.0.2", DAY)
    db.session.expire_all()
    assert db.session.get_one(SearchMiss, "lap hui").count == 2
