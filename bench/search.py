"""Measure the live search: 300 procedures, every query of the tests; how many it answers, and how quickly."""

import random
import statistics
import time
from pathlib import Path

import yaml

from cqtt.procedures.catalogue_file import read_own_catalogue
from cqtt.procedures.search import SearchEntry, SearchIndex

PROCEDURES, ROUNDS, ALLOWED_MS = 300, 5, 10.0
AMONG_FIRST = 3
QUERIES = Path(__file__).resolve().parent.parent / "tests" / "procedures" / "queries.yaml"


def real_entries() -> list[SearchEntry]:
    """Return the catalogue as it is delivered."""
    catalogue = read_own_catalogue()
    return [
        SearchEntry.of(
            content,
            catalogue.synonyms.get(content.slug, ()),
            [event.name for event in catalogue.life_events_of(content.slug)],
        )
        for content in catalogue.procedures
    ]


def entries() -> list[SearchEntry]:
    """Return the catalogue, filled up to 300 with invented procedures made of its own words."""
    real = real_entries()
    chance = random.Random(300)
    words = sorted({word for entry in real for word in entry.name.split()})
    invented = [
        SearchEntry(
            key=f"thu-nghiem-{number}",
            code=f"9.{number:06}",
            name=" ".join(chance.choices(words, k=9)),
            field=chance.choice(real).field,
            synonyms=tuple(" ".join(chance.choices(words, k=3)) for _ in range(6)),
        )
        for number in range(PROCEDURES - len(real))
    ]
    return real + invented


def rows() -> list[tuple[str, ...]]:
    """Return what was measured: label, figure, and the bar where there is one."""
    started = time.perf_counter()
    index = SearchIndex(entries())
    built = (time.perf_counter() - started) * 1000
    asked = yaml.safe_load(QUERIES.read_text("utf-8"))
    queries = [query for query, _wanted in asked]
    times = sorted(_milliseconds(index, query) for _ in range(ROUNDS) for query in queries)
    typed = sorted(_milliseconds(index, query[:end]) for query in queries for end in range(1, len(query)))
    return [
        ("search: right procedure among the first three", _share_found(asked), "≥ 95 %"),
        (f"search, {PROCEDURES} procedures: median", f"{statistics.median(times):.2f} ms"),
        ("search: slowest hundredth", f"{_slow(times):.2f} ms (allowed {ALLOWED_MS:.0f} ms)"),
        ("live search, each letter: median", f"{statistics.median(typed):.2f} ms"),
        ("live search, each letter: slowest hundredth", f"{_slow(typed):.2f} ms"),
        ("catalogue read and index built", f"{built:.0f} ms"),
    ]


def _share_found(asked: list[tuple[str, str | list[str]]]) -> str:
    """Return how many queries find their procedure in the catalogue as it is delivered."""
    index = SearchIndex(real_entries())
    wanted = [{keys} if isinstance(keys, str) else set(keys) for _query, keys in asked]
    found = [{hit.key for hit in index.find(query, AMONG_FIRST)} for query, _keys in asked]
    right = sum(bool(keys & hits) for keys, hits in zip(wanted, found, strict=True))
    return f"{right / len(asked):.1%} of {len(asked)} queries"


def _milliseconds(index: SearchIndex, query: str) -> float:
    started = time.perf_counter()
    index.find(query)
    return (time.perf_counter() - started) * 1000


def _slow(times: list[float]) -> float:
    return times[int(len(times) * 0.99)]


if __name__ == "__main__":
    for label, *figures in rows():
        print(f"{label:55} {'  '.join(figures)}")
