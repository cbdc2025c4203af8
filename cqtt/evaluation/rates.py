"""Rates and points in plain arithmetic: shares, changes between two periods, and points in proportion."""

from collections.abc import Iterable
from dataclasses import dataclass

from cqtt.evaluation.rules import GROUP_POINTS, Group, Indicator

COMPARABLE_FROM = 10  # a rate of fewer is not compared with another (domain handbook, 6.1)


@dataclass(frozen=True)
class Tally:
    """How many are as they should be, of all that are counted."""

    good: int = 0
    all: int = 0

    @property
    def other(self) -> int:
        return self.all - self.good

    @property
    def permille(self) -> int | None:
        """Return the share in tenths of a per cent, None of nothing; 1000 is said of all alone, 0 of none alone."""
        if self.all == 0:
            return None
        rounded = (2000 * self.good + self.all) // (2 * self.all)
        if self.good < self.all:
            rounded = min(rounded, 999)
        return max(rounded, 1) if self.good else 0

    @property
    def is_comparable(self) -> bool:
        return self.all >= COMPARABLE_FROM

    def tenths_of(self, tenths: int) -> int:
        """Return what it earns of so many tenths of points, in proportion; nothing counted earns nothing."""
        return (2 * tenths * self.good + self.all) // (2 * self.all) if self.all else 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.good + other.good, self.all + other.all)


def change(now: Tally, before: Tally) -> int | None:
    """Return by how many tenths of a per cent the rate rose, or None where either is of too few to be compared."""
    if not (now.is_comparable and before.is_comparable):
        return None
    return (now.permille or 0) - (before.permille or 0)


@dataclass(frozen=True)
class Mark:
    """One indicator with its figures and points; `tally` is None where too few voted to tell."""

    indicator: Indicator
    tally: Tally | None
    before: Tally | None
    of_tenths: int

    @property
    def has_data(self) -> bool:
        return self.tally is not None and self.tally.all > 0

    @property
    def tenths(self) -> int | None:
        return self.tally.tenths_of(self.of_tenths) if self.tally and self.tally.all else None

    @property
    def change(self) -> int | None:
        return change(self.tally, self.before) if self.tally and self.before else None


@dataclass(frozen=True)
class Scored:
    """Points of a group, or of all: earned, those that could be earned, those without data, and the rest."""

    tenths: int
    computable: int
    without_data: int
    total: int

    @property
    def elsewhere(self) -> int:
        """Return the tenths that only others can give: they are not counted here."""
        return self.total - self.computable - self.without_data

    def __add__(self, other: "Scored") -> "Scored":
        return Scored(
            self.tenths + other.tenths,
            self.computable + other.computable,
            self.without_data + other.without_data,
            self.total + other.total,
        )


def score(group: Group, marks: Iterable[Mark]) -> Scored:
    """Return the points of a group: an indicator without data is left out of both sides, never taken for 0 or 100."""
    known = list(marks)
    return Scored(
        tenths=sum(mark.tenths or 0 for mark in known),
        computable=sum(mark.of_tenths for mark in known if mark.has_data),
        without_data=sum(mark.of_tenths for mark in known if not mark.has_data),
        total=10 * GROUP_POINTS[group],
    )
