"""The list of procedures as the address asks for it: searched, filtered, sorted, one page of it."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, ClassVar

from flask import url_for

from cqtt.address_filters import AddressFilters
from cqtt.addresses import page_count
from cqtt.editing.overview.entries import Entries, Entry
from cqtt.editing.overview.rules import Finding, Gap
from cqtt.editing.overview.words import DRAFT, GAP_SLUGS, GAPS, MODE_SLUGS, STATE_SLUGS, WAITING
from cqtt.procedures.catalogue import published_catalogue
from cqtt.text import fold, slugify, sort_key

LENGTHS = (50, 200)  # rows of a page to choose from; the longest is as many as are changed at once
NOBODYS = "chua-giao"
BY_CODE, BY_CHANGE = "ma", "doi"
_NEVER = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Filters(AddressFilters):
    """What the address asks for; empty means all. Unknown values find nothing rather than everything."""

    query: str = ""
    field: str = ""
    department: str = ""
    mode: str = ""
    state: str = ""
    gap: str = ""
    order: str = ""
    length: str = ""

    ARRANGING = frozenset({"order", "length"})
    PARAMETERS: ClassVar = {
        "query": "q",
        "field": "linh-vuc",
        "department": "phong",
        "mode": "cach-nop",
        "state": "tinh-trang",
        "gap": "xem-lai",
        "order": "xep",
        "length": "dong",
    }

    def let_through(self, entry: Entry, found: Sequence[Finding]) -> bool:
        """Tell whether a procedure passes all filters but the words."""
        return (
            self.field in ("", slugify(entry.field))
            and self.department in ("", slugify(entry.row.department) or NOBODYS)
            and (not self.mode or MODE_SLUGS.get(self.mode) is entry.row.filing_mode)
            and (not self.state or STATE_SLUGS.get(self.state, "") in _states(entry))
            and (not self.gap or GAP_SLUGS.get(self.gap) in {finding.gap for finding in found})
        )


def _states(entry: Entry) -> set[str]:
    """Return every state it is in: with a draft it is in two."""
    states = {entry.state.value}
    if entry.draft:
        states.add(WAITING if entry.draft.publish_on else DRAFT)
    return states


@dataclass(frozen=True)
class Listing:
    """One page of the list, and the addresses of its like."""

    filters: Filters
    rows: tuple[tuple[Entry, list[Finding]], ...]
    total: int
    number: int

    @property
    def length(self) -> int:
        return _length(self.filters)

    @property
    def pages(self) -> int:
        return page_count(self.total, self.length)

    def url(self, number: int, **more: Any) -> str:
        return url_for("editing.overview", **self.filters.as_address(), trang=number if number > 1 else None, **more)

    @property
    def here(self) -> str:
        return self.url(self.number)

    @property
    def all_ticked(self) -> str:
        """Return the address of this page with every box ticked, for browsers without scripts."""
        return self.url(self.number, chon="trang")

    def ordered(self, order: str) -> str:
        """Return the address in another order; pressed again, it is turned round."""
        turned = f"-{order}" if order and self.filters.order == order else order
        return replace(self, filters=replace(self.filters, order=turned)).url(1)

    def direction(self, order: str) -> str | None:
        """Return how a column is sorted, as screen readers are told; the last change comes newest first."""
        ways = ("descending", "ascending") if order == BY_CHANGE else ("ascending", "descending")
        return {order: ways[0], f"-{order}": ways[1]}.get(self.filters.order)

    def lengths(self) -> list[tuple[int, str]]:
        """Return how many rows a page may have, with the addresses; where one page holds all, nothing."""
        if self.total <= LENGTHS[0]:
            return []
        chosen = (replace(self.filters, length="" if each == LENGTHS[0] else str(each)) for each in LENGTHS)
        return [(_length(each), replace(self, filters=each).url(1)) for each in chosen]


def list_page(entries: Entries, filters: Filters, number: int) -> Listing:
    """Return the page of the list that is asked for; past the end, the last one."""
    found = matching(entries.all, filters.query) if filters.query else list(entries.all)
    kept = [entry for entry in found if filters.let_through(entry, entries.gaps[entry.id])]
    if filters.order or not filters.query:
        kept = _sorted(kept, filters.order)
    length = _length(filters)
    number = max(1, min(number, page_count(len(kept), length)))
    shown = kept[(number - 1) * length : number * length]
    return Listing(filters, tuple((entry, entries.gaps[entry.id]) for entry in shown), len(kept), number)


def matching(entries: Iterable[Entry], query: str) -> list[Entry]:
    """Return what citizens would find, best first, then what only administrators can: drafts, retired ones, slugs."""
    by_slug = {entry.row.slug: entry for entry in entries}
    hits = published_catalogue().search(query, limit=len(by_slug) or 1)
    found = {hit.key: by_slug[hit.key] for hit in hits if hit.key in by_slug}
    words = fold(query).split()
    rest = (entry for slug, entry in by_slug.items() if slug not in found)
    return [*found.values(), *_sorted((entry for entry in rest if _says(entry, words)), "")]


def _says(entry: Entry, words: Sequence[str]) -> bool:
    """Tell whether every word, written without marks, stands in a name, the code or the slug of a procedure."""
    draft = entry.draft.content.name if entry.draft else ""
    said = fold(" ".join([entry.name, draft, entry.row.code or "", entry.row.slug, *map(str, entry.row.synonyms)]))
    return bool(words) and all(word in said for word in words)


def gap_counts(entries: Entries) -> list[tuple[Gap, int]]:
    """Return how many procedures have each gap, those that none has left out."""
    counts = Counter(finding.gap for found in entries.gaps.values() for finding in found)
    return [(gap, counts[gap]) for gap in GAPS if counts[gap]]


def choices_of_field(entries: Entries) -> list[tuple[str, str]]:
    """Return the fields that procedures are in: (value in the address, name)."""
    return _choices({entry.field for entry in entries.all})


def choices_of_department(entries: Entries) -> list[tuple[str, str]]:
    return _choices({entry.row.department for entry in entries.all})


def _choices(names: set[str]) -> list[tuple[str, str]]:
    return [(slugify(name), name) for name in sorted(names - {""}, key=sort_key)]


_KEYS: dict[str, Callable[[Entry], Any]] = {
    "": lambda entry: (not entry.name, sort_key(entry.name)),  # what has no name comes last
    BY_CODE: lambda entry: (entry.row.code is None, entry.row.code or entry.row.slug),
    BY_CHANGE: lambda entry: entry.changed_at or _NEVER,
}


def _sorted(entries: Iterable[Entry], order: str) -> list[Entry]:
    """Sort by name, code or last change (newest first); turned round with a minus."""
    name, turned = order.removeprefix("-"), order.startswith("-")
    by_name = sorted(entries, key=_KEYS[""])
    return sorted(by_name, key=_KEYS.get(name, _KEYS[""]), reverse=turned != (name == BY_CHANGE))


def _length(filters: Filters) -> int:
    return next((each for each in LENGTHS if str(each) == filters.length), LENGTHS[0])
