"""Which procedures a catalogue page lists: found by a question, of a field, of a life event, or all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from markupsafe import Markup, escape

from cqtt.addresses import page_count, page_number
from cqtt.procedures.catalogue import Catalogue, Group, Published
from cqtt.procedures.facts import in_short
from cqtt.text import clean, nfc, sort_key

PER_PAGE = 20
MOST_FOUND = 60
LONGEST_QUERY = 200
PARAMETERS = ("q", "linh-vuc", "su-kien")
Spans = Sequence[tuple[int, int]]


@dataclass(frozen=True)
class Line:
    """One procedure of a list: its name, the words that answer the question marked, and what is known."""

    code: str
    title: Markup
    facts: tuple[str, ...]


@dataclass(frozen=True)
class Listing:
    """One page of a list, and what it is a list of. Nothing was asked: only the ways to browse are shown."""

    asked: bool
    query: str
    group: Group | None
    lines: tuple[Line, ...]
    total: int
    number: int
    parameters: Mapping[str, str]

    @property
    def pages(self) -> int:
        return page_count(self.total, PER_PAGE)

    def url(self, number: int) -> str:
        values: dict[str, Any] = {**self.parameters, "trang": number}
        return url_for("procedures.catalogue", **values)


def read_listing(catalogue: Catalogue, args: Mapping[str, str]) -> Listing:
    """Return what the address asks for. Reading keeps nothing; what finds nothing is counted apart (misses.py)."""
    query = clean(args.get("q", "")[:LONGEST_QUERY])
    group = _group(catalogue, args)
    found = _find(catalogue, query, group, args)
    pages = page_count(len(found), PER_PAGE)
    number = min(page_number(args.get("trang", "")), pages)
    shown = found[(number - 1) * PER_PAGE : number * PER_PAGE]
    return Listing(
        asked=bool(query) or any(args.get(name) for name in ("linh-vuc", "su-kien", "trang")),
        query=query,
        group=None if query else group,
        lines=tuple(line_of(procedure, spans) for procedure, spans in shown),
        total=len(found),
        number=number,
        parameters={name: args[name] for name in PARAMETERS if args.get(name)},
    )


def line_of(procedure: Published, spans: Spans = ()) -> Line:
    """Return a procedure as a list shows it."""
    content = procedure.content
    facts = (*([procedure.code] if procedure.code else []), content.field, *in_short(content))
    return Line(procedure.address_code, marked(nfc(content.name), spans), facts)


def marked(text: str, spans: Spans) -> Markup:
    """Return the text with the places in `spans` marked; neighbours are marked as one."""
    parts, at = [], 0
    for start, end in _joined(text, spans):
        parts += [escape(text[at:start]), Markup("<mark>{}</mark>").format(text[start:end])]
        at = end
    return Markup("").join([*parts, escape(text[at:])])


def _joined(text: str, spans: Spans) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and not text[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _group(catalogue: Catalogue, args: Mapping[str, str]) -> Group | None:
    groups = catalogue.fields if args.get("linh-vuc") else catalogue.life_events
    wanted = args.get("linh-vuc") or args.get("su-kien")
    return next((group for group in groups if group.slug == wanted), None)


def _find(
    catalogue: Catalogue, query: str, group: Group | None, args: Mapping[str, str]
) -> list[tuple[Published, Spans]]:
    if query:
        hits = catalogue.search(query, MOST_FOUND)
        return [(catalogue.by_slug[hit.key], hit.spans) for hit in hits]
    if group is not None:
        chosen = [catalogue.by_slug[slug] for slug in group.procedures]
        in_given_order = not args.get("linh-vuc")  # a life event lists what is most needed first
        return [(procedure, ()) for procedure in (chosen if in_given_order else _by_name(chosen))]
    if args.get("linh-vuc") or args.get("su-kien"):
        return []
    return [(procedure, ()) for procedure in _by_name(catalogue.procedures)] if args.get("trang") else []


def _by_name(procedures: Sequence[Published]) -> list[Published]:
    return sorted(procedures, key=lambda procedure: sort_key(procedure.name))
