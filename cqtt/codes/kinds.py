"""The kinds of things a code may stand for; each feature registers its own when it is imported."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Resolver = Callable[[str, int | None], str | None]
"""Turns the target of a code into an address of this site, or None when there is no such thing any more.

Also told the number of the version that the scanned paper shows, where its code names one.
"""


@dataclass(frozen=True)
class Thing:
    """Something that gets papers with its code, in the words that stand on them."""

    target: str
    name: str
    above: str  # the small line over the name: "Thủ tục hành chính · mã 1.001193"
    group: str  # what wall sheets put together: the field of work
    invitation: str  # what scanning is good for, after "Quét mã"
    facts: tuple[tuple[str, str | None], ...] = ()  # the most important first; None: not published
    dated: str = ""  # how old the facts are: "Cập nhật 23/11/2026"
    version: int | None = None  # of the facts; it is printed into the code


@dataclass(frozen=True)
class OnPaper:
    """How papers with codes of a kind are chosen, and how its codes are called in lists."""

    slug: str  # in addresses
    label: Any  # "Thủ tục"
    things: Callable[[], Sequence[Thing]]  # all that may be printed now
    names: Callable[[], Mapping[str, str]] = dict  # by target, of what is printed no more, but may still hang


@dataclass(frozen=True)
class Kind:
    """What is known of a kind: where its codes lead, and what its papers say, if it has any."""

    resolver: Resolver
    on_paper: OnPaper | None


_kinds: dict[str, Kind] = {}


def register(kind: str, resolver: Resolver, on_paper: OnPaper | None = None) -> None:
    """Say where codes of this kind lead; with `on_paper`, posters of it can be ordered, and its scans have names."""
    known = Kind(resolver, on_paper)
    if _kinds.setdefault(kind, known) != known:
        raise ValueError(f"two resolvers for codes of kind {kind}")


def address_of(kind: str, target: str, printed: int | None = None) -> str | None:
    """Return the address that a code of this kind and target opens, None when it leads nowhere."""
    known = _kinds.get(kind)
    return known.resolver(target, printed) if known else None


def printed_kinds() -> dict[str, OnPaper]:
    """Return the kinds that get papers, in the order in which they were registered."""
    return {kind: known.on_paper for kind, known in _kinds.items() if known.on_paper}
