"""Days as people and browsers write them."""

from datetime import date

import pytest

from cqtt.clock import read_day

NO_DAYS = (
    "",
    "hôm qua",
    "31/02/2026",
    "2026-02-31",
    "30/11",
    "1/1/1999",
    "0001-01-01",
    "2201-01-01",
    "30-11-2026",
    "/",
)


@pytest.mark.parametrize("typed", ["2026-11-30", "30/11/2026", " 30/11/2026 "])
def test_a_day_is_read_as_browsers_send_it_and_as_people_type_it(typed: str) -> None:
    assert read_day(typed) == date(2026, 11, 30)


@pytest.mark.parametrize("typed", NO_DAYS)
def test_what_is_no_day_is_none(typed: str) -> None:
    assert read_day(typed) is None
