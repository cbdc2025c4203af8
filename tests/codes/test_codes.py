"""A printed code leads to what it stands for, however it is typed, and its scans are counted."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cqtt.clock import frozen
from cqtt.codes import kinds
from cqtt.codes.actions import ALPHABET, DIGITS, LENGTH, code_for, code_named, scanned, suffix_of
from cqtt.codes.models import ANYWHERE, ScanCode, ScanCount, ScanPlace
from cqtt.extensions import db
from tests.counting import queries


@pytest.fixture
def counter_code(app: Flask) -> Iterator[ScanCode]:
    """A code of a kind that only this test knows."""
    kinds.register("test-counter", _address_of_counter)
    code = code_for("test-counter", "2")
    code.short = "AB3JQ"
    db.session.commit()
    yield code
    kinds._kinds.pop("test-counter")


def _address_of_counter(target: str, printed: int | None = None) -> str | None:
    return f"/quay/{target}" if target == "2" else None


def _elsewhere(target: str, printed: int | None = None) -> str | None:
    return "/"


def counts() -> list[tuple[str, int]]:
    db.session.rollback()
    return [(str(row.on), row.count) for row in db.session.scalars(select(ScanCount).order_by(ScanCount.on))]


@pytest.mark.parametrize("path", ["/q/AB3JQ", "/Q/AB3JQ", "/q/ab3jq", "/Q/Ab3Jq", "/q/AB310", "/q/ab3lo"])
def test_a_code_opens_what_it_stands_for_however_it_was_typed(
    client: FlaskClient, counter_code: ScanCode, path: str
) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.location) == (302, "/quay/2")
    assert answer.headers["Cache-Control"] == "no-store, private"


def test_scans_are_counted_by_the_day_and_nothing_else_is_kept(client: FlaskClient, counter_code: ScanCode) -> None:
    with frozen(datetime(2026, 11, 23, 16, 59, tzinfo=UTC)):
        client.get("/q/AB3JQ")
        client.get("/Q/AB3JQ")
    with frozen(datetime(2026, 11, 23, 17, 1, tzinfo=UTC)):  # past midnight in Vietnam
        client.get("/q/AB3JQ")
    assert counts() == [("2026-11-23", 2), ("2026-11-24", 1)]
    assert {column.name for column in ScanCount.__table__.columns} == {"code_id", "place_id", "on", "count"}


def test_a_look_without_opening_is_not_counted(client: FlaskClient, counter_code: ScanCode) -> None:
    assert client.head("/q/AB3JQ").status_code == 302
    assert counts() == []


@pytest.mark.parametrize("short", ["ZZ9ZZ", "x", "A" * 500, "<script>", "%20", "ẤÔ"])
def test_an_unknown_code_says_where_to_go(client: FlaskClient, short: str) -> None:
    answer = client.get(f"/q/{short}")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 404
    assert "chưa tìm thấy mã này" in page
    assert 'action="/thu-tuc"' in page and "0251 3000 001" in page
    assert "<script>" not in page.partition("<h1>")[2]


def test_a_code_whose_thing_is_gone_counts_nothing(client: FlaskClient, counter_code: ScanCode) -> None:
    counter_code.target = "99"
    db.session.commit()
    assert client.get("/q/AB3JQ").status_code == 404
    assert counts() == []


def test_a_code_of_a_kind_nobody_registered_is_unknown(client: FlaskClient, app: Flask) -> None:
    short = code_for("no-such-kind", "1").short
    db.session.commit()
    assert client.get(f"/q/{short}").status_code == 404


def test_the_same_thing_keeps_its_code(app: Flask) -> None:
    first = code_for("officer", "7").short
    assert code_for("officer", "7").short == first
    assert code_for("officer", "8").short != first
    assert code_for("counter", "7").short != first


def test_codes_are_short_and_have_no_letters_people_mistake(app: Flask) -> None:
    shorts = [code_for("officer", str(number)).short for number in range(200)]
    assert len(set(shorts)) == 200
    for short in shorts:
        assert len(short) == LENGTH and set(short) <= set(ALPHABET) and short[2] in DIGITS
        assert not set(short) & set("ILOU01")


def test_a_code_that_is_taken_is_drawn_again(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["AB3CD", "AB3CD", "AB3CE"])
    monkeypatch.setattr("cqtt.codes.actions._draw", lambda: next(drawn))
    assert [code_for("officer", str(number)).short for number in (1, 2)] == ["AB3CD", "AB3CE"]


def test_a_kind_has_one_resolver() -> None:
    kinds.register("test-kind", _address_of_counter)
    kinds.register("test-kind", _address_of_counter)
    with pytest.raises(ValueError, match="two resolvers"):
        kinds.register("test-kind", _elsewhere)
    kinds._kinds.pop("test-kind")


def test_what_is_no_code_asks_the_database_nothing(app: Flask) -> None:
    with queries() as sent:
        assert code_named("") is None
        assert code_named("1.001193") is None
    assert sent == []


def make_place(**fields: object) -> ScanPlace:
    place = ScanPlace(**{"name": "Nhà văn hóa Ấp 7"} | fields)
    db.session.add(place)
    db.session.commit()
    return place


def places_counted() -> list[tuple[int, int]]:
    db.session.rollback()
    rows = db.session.scalars(select(ScanCount).order_by(ScanCount.place_id))
    return [(row.place_id, row.count) for row in rows]


@pytest.mark.parametrize(
    ("typed", "version", "place"),
    [
        ("AB3JQ", None, 0),
        ("AB3JQ-3", 3, 0),
        ("ab310-3-12", 3, 12),
        ("AB3JQ-0-12", None, 12),
        ("AB3JQ-3-12-9", 3, 12),
        ("AB3JQ-3-12x", 3, 12),
        ("AB3JQ-x-12", None, 0),
        ("AB3JQ--12", None, 0),
        ("AB3JQ-", None, 0),
        ("AB3JQ-٣", None, 0),
        ("AB3JQ-99999999999999999999-1", None, 0),
        ("AB3JQ-1-99999999999999999999", 1, 0),
        ("AB3JQ.", None, 0),
        (" AB3JQ ", None, 0),
    ],
)
def test_behind_the_code_stand_version_and_place_and_nothing_there_shuts_it(
    counter_code: ScanCode, typed: str, version: int | None, place: int
) -> None:
    found = scanned(typed)
    assert found is not None
    assert (found.code.id, found.version, found.place) == (counter_code.id, version, place)


def test_what_is_printed_behind_a_code_is_read_back(counter_code: ScanCode) -> None:
    for version, place in ((None, 0), (3, 0), (3, 12), (None, 12), (999, 999)):
        found = scanned(f"AB3JQ{suffix_of(version, place)}")
        assert found and (found.version, found.place) == (version, place)
    assert suffix_of(None) == ""


def test_scans_are_counted_for_the_place_of_the_paper(client: FlaskClient, counter_code: ScanCode) -> None:
    place = make_place()
    for path in ("/q/AB3JQ", f"/q/AB3JQ-1-{place.id}", f"/Q/AB3JQ-2-{place.id}"):
        assert client.get(path).location == "/quay/2"
    assert places_counted() == [(ANYWHERE, 1), (place.id, 2)]


def test_a_place_that_is_unknown_or_hidden_counts_as_none(client: FlaskClient, counter_code: ScanCode) -> None:
    hidden = make_place(is_active=False)
    for number in (hidden.id, 4711):
        assert client.get(f"/q/AB3JQ-1-{number}").status_code == 302
    assert places_counted() == [(ANYWHERE, 2)]


def test_a_scan_asks_little(client: FlaskClient, counter_code: ScanCode) -> None:
    address = f"/q/AB3JQ-1-{make_place().id}"
    with queries() as sent:
        client.get(address)
    assert len([statement for statement in sent if "BEGIN" not in statement]) == 2  # the code, the count
