"""Votes in whole fives: nobody learns what one person said, however often and for whatever period they look.

The votes of a year are cut into fives once, in order of time, and a five is told as a whole or not at all. So what two
looks differ by is always five votes or more; were the fives cut anew for each period, a period that begins a day later
would give one vote away. What a year leaves over is never told.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import TypeVar

from cqtt.clock import local

ENOUGH = 5
SETTLED = timedelta(minutes=15)  # so long a vote may be changed: until then it moves no figure
Vote = TypeVar("Vote")


def fives(votes: Iterable[Vote], moment: Callable[[Vote], datetime]) -> Iterator[list[Vote]]:
    """Yield the fives of votes that are in order of time, from the beginning of a year on."""
    five: list[Vote] = []
    year = 0
    for vote in votes:
        if (of := local(moment(vote)).year) != year:
            five, year = [], of
        five.append(vote)
        if len(five) == ENOUGH:
            yield five
            five = []


def counted(votes: Iterable[Vote], moment: Callable[[Vote], datetime], since: datetime) -> list[Vote]:
    """Return the votes of the fives that were full at this moment or later; `votes` begin at `year_of(since)`."""
    return [vote for five in fives(votes, moment) if moment(five[-1]) >= since for vote in five]


def year_of(since: datetime) -> datetime:
    """Return the beginning of the year in which a period begins."""
    return local(since).replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
