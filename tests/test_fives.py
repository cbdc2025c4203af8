"""Votes in whole fives: whatever two periods are compared, they differ by five votes or more, or not at all."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cqtt.clock import ICT
from cqtt.fives import ENOUGH, counted, fives, year_of

NEW_YEAR = datetime(2026, 1, 1, tzinfo=ICT)
Vote = tuple[datetime, int]


def moment(vote: Vote) -> datetime:
    return vote[0]


def votes_at(hours: list[int]) -> list[Vote]:
    return [(NEW_YEAR + timedelta(hours=hour), number) for number, hour in enumerate(sorted(hours))]


def shown(votes: list[Vote], since: datetime, until: datetime) -> set[Vote]:
    loaded = [vote for vote in votes if year_of(since) <= vote[0] < until]
    return set(counted(loaded, moment, since))


HOURS = st.lists(st.integers(-9_000, 17_000), max_size=60)
LOOKS = st.tuples(st.integers(-9_000, 17_000), st.integers(0, 9_000))


@given(HOURS, LOOKS, LOOKS)
def test_two_looks_never_differ_by_fewer_than_five(
    hours: list[int], one: tuple[int, int], other: tuple[int, int]
) -> None:
    votes = votes_at(hours)
    looks = [
        shown(votes, NEW_YEAR + timedelta(hours=since), NEW_YEAR + timedelta(hours=since + length))
        for since, length in (one, other)
    ]
    for seen, also in (looks, looks[::-1]):
        assert len(seen) % ENOUGH == 0
        assert len(seen - also) % ENOUGH == 0


def test_a_five_is_told_from_its_fifth_vote_on() -> None:
    votes = votes_at(list(range(5)))
    assert list(fives(votes[:4], moment)) == []
    assert list(fives(votes, moment)) == [votes]


def test_no_five_is_of_two_years() -> None:
    assert list(fives(votes_at([-3, -2, -1, 1, 2]), moment)) == []


def test_the_year_begins_at_midnight_in_vietnam() -> None:
    assert year_of(NEW_YEAR) == NEW_YEAR
    assert year_of(NEW_YEAR - timedelta(seconds=1)) == datetime(2025, 1, 1, tzinfo=ICT)
