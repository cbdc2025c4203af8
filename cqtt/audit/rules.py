"""The law of the record: what an act is, how entries are bound to one another, what a broken link looks like."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from itertools import chain, pairwise
from typing import Any

GENESIS = "0" * 64  # what the first entry names as the one before it


class Actor(StrEnum):
    """Who acted."""

    OFFICER = "officer"
    CITIZEN = "citizen"
    SYSTEM = "system"
    COMMAND = "command"


@dataclass(frozen=True)
class Act:
    """One act that has to be accounted for, before it has a place in the record."""

    at: datetime
    action: str
    actor: str
    officer_id: int | None
    object_kind: str
    object_id: str
    address: str
    details: dict[str, Any]


_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False).encode


def digest_of(number: int, act: Act, previous: str) -> str:
    """Return what binds an entry: its number, everything it says, and the digest of the entry before it.

    This is form 1. Released entries were bound by it: whoever changes it changes what they are checked against,
    so a new form gets a new number, and this one stays for the entries that were written by it.
    """
    bound = {
        "form": 1,
        "number": number,
        "at": act.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "action": act.action,
        "actor": act.actor,
        "officer_id": act.officer_id,
        "object_kind": act.object_kind,
        "object_id": act.object_id,
        "address": act.address,
        "details": act.details,
        "previous": previous,
    }
    return sha256(_canonical(bound).encode()).hexdigest()


@dataclass(frozen=True)
class Link:
    """An entry as it stands in the database, and the digest that it ought to have."""

    number: int
    at: str
    action: str
    previous: str
    digest: str
    true_digest: str | None  # None where the entry cannot even be read

    @property
    def is_whole(self) -> bool:
        return self.digest == self.true_digest


START = Link(0, "", "", "", GENESIS, GENESIS)


@dataclass(frozen=True)
class Head:
    """How many entries there are, and the digest of the last one."""

    count: int = 0
    digest: str = GENESIS


class Fault(StrEnum):
    """What was done to an entry behind the program's back."""

    CHANGED = "changed"
    MISSING = "missing"  # entries before this one are gone
    INSERTED = "inserted"
    SWAPPED = "swapped"  # with the entry after it
    CUT_OFF = "cut_off"  # entries after this one are gone
    NO_HEAD = "no_head"


@dataclass(frozen=True)
class Broken:
    """The first broken link: which entry, what was done to it, and how many are gone."""

    fault: Fault
    link: Link = field(default=START)
    gone: int = 0


def first_fault(links: Iterable[Link], head: Head) -> Broken | None:
    """Walk the entries in the order of their numbers; return the first that does not hold, or None."""
    before = START
    for link, after in _with_next(links):
        fault = _place_fault(before, link, head) or _link_fault(before, link, after)
        if fault:
            return fault
        before = link
    if before.number < head.count:
        return Broken(Fault.CUT_OFF, before, head.count - before.number)
    return None if before.digest == head.digest else Broken(Fault.CHANGED, before)


def _with_next(links: Iterable[Link]) -> Iterator[tuple[Link, Link | None]]:
    """Pair each link with the one after it, the last with None."""
    for link, after in pairwise(chain(links, (None,))):
        if link is not None:
            yield link, after


def _place_fault(before: Link, link: Link, head: Head) -> Broken | None:
    """Entries are numbered 1, 2, 3 … without a gap, as far as the head counts."""
    gone = link.number - before.number - 1
    if gone < 0 or link.number > head.count:
        return Broken(Fault.INSERTED, link)
    return Broken(Fault.MISSING, link, gone) if gone else None


def _link_fault(before: Link, link: Link, after: Link | None) -> Broken | None:
    """Tell what was done from who names whom as the one before: those names outlive a clumsy change."""
    if link.is_whole and link.previous == before.digest:
        return None
    if before is not START and link.previous == before.previous:
        return Broken(Fault.INSERTED, before)  # two entries follow the same one
    if after is not None and after.previous == before.digest:
        return Broken(Fault.SWAPPED if after.digest == link.previous else Fault.INSERTED, link)
    if link.is_whole and before is not START:
        return Broken(Fault.CHANGED, before)  # this one is as it was written, and remembers another before it
    return Broken(Fault.CHANGED, link)
