"""What the pages of the vocabulary list: searches that found nothing, procedures with their names, headings."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, Generic, TypeVar

from flask import url_for
from sqlalchemy import func, select

from cqtt.addresses import page_count
from cqtt.extensions import db
from cqtt.procedures.actions import hold_catalogue
from cqtt.procedures.catalogue import Catalogue, Published, published_catalogue
from cqtt.procedures.misses import is_miss
from cqtt.procedures.models import Procedure, SearchMiss
from cqtt.text import fold, sort_key
from cqtt.vocabulary.guessing import guesses

LEAST_SHOWN = 2  # what only one person ever typed may be about that person
PER_PAGE = 20
MOST_FOUND = 30
MOST_TRIED = 5
MOST_OFFERED = 10
Item = TypeVar("Item")


@dataclass(frozen=True)
class Page(Generic[Item]):
    """One page of a list, and how to reach the others."""

    items: Sequence[Item]
    total: int
    number: int
    endpoint: str
    parameters: Mapping[str, str]

    @property
    def pages(self) -> int:
        return pages_of(self.total)

    def url(self, number: int) -> str:
        values: dict[str, Any] = {**self.parameters, "trang": number}
        return url_for(self.endpoint, **values)


@dataclass(frozen=True)
class MissLine:
    """Words that found nothing: whose name they are by now, what they find by now, what they may have meant."""

    miss: SearchMiss
    bearer: Published | None
    finds: Published | None
    guesses: Sequence[Published]

    @property
    def key(self) -> str:
        return key_of(self.miss.folded)


def key_of(folded: str) -> str:
    """Return what stands for searched words in addresses: these are logged, and what people searched is not."""
    return sha256(folded.encode()).hexdigest()[:16]


def pages_of(total: int) -> int:
    return page_count(total, PER_PAGE)


def missed(settled: bool, number: int) -> Page[MissLine]:
    """Return the words that found nothing, the most searched first; past the end, the last page."""
    often = (SearchMiss.count >= LEAST_SHOWN, SearchMiss.settled.is_(settled))
    total = db.session.scalar(select(func.count()).select_from(SearchMiss).where(*often)) or 0
    number = min(number, pages_of(total))
    ordered = select(SearchMiss).where(*often).order_by(SearchMiss.count.desc(), SearchMiss.last_on.desc())
    shown = ordered.order_by(SearchMiss.folded).limit(PER_PAGE).offset((number - 1) * PER_PAGE)
    catalogue = published_catalogue()
    bearers = _bearers(catalogue)
    lines = [_line(catalogue, bearers, miss) for miss in db.session.scalars(shown)]
    return Page(lines, total, number, "vocabulary.misses", {"xem": "da-xong"} if settled else {})


def miss_of(key: str) -> SearchMiss | None:
    """Return the searched words that this key stands for, None where nobody or only one person searched them."""
    if not key:
        return None
    often = db.session.scalars(select(SearchMiss.folded).where(SearchMiss.count >= LEAST_SHOWN))
    folded = next((each for each in often.all() if key_of(each) == key), None)
    return db.session.get(SearchMiss, folded) if folded is not None else None


def line_of(key: str) -> MissLine | None:
    """Return what is known of the words that this key stands for."""
    miss = miss_of(key)
    catalogue = published_catalogue()
    return _line(catalogue, _bearers(catalogue), miss) if miss else None


def _line(catalogue: Catalogue, bearers: Mapping[str, Published], miss: SearchMiss) -> MissLine:
    hits = catalogue.search(miss.words, 1)
    finds = None if is_miss(hits) else catalogue.by_slug[hits[0].key]
    meant = [] if finds or miss.settled else guesses(catalogue, miss.words)
    return MissLine(miss, bearers.get(miss.folded), finds, meant)


def _bearers(catalogue: Catalogue) -> dict[str, Published]:
    """Return whose everyday name each is, by the name as searches compare it."""
    return {fold(name): procedure for procedure in catalogue.procedures for name in procedure.synonyms}


def named(typed: str, number: int) -> Page[Published]:
    """Return the procedures that a search finds; all of them, by name, when nothing was typed."""
    found = _found_by(published_catalogue(), typed)
    number = min(number, pages_of(len(found)))
    shown = found[(number - 1) * PER_PAGE : number * PER_PAGE]
    return Page(shown, len(found), number, "vocabulary.names", {"q": typed} if typed else {})


def _found_by(catalogue: Catalogue, typed: str) -> list[Published]:
    if typed:
        return [catalogue.by_slug[hit.key] for hit in catalogue.search(typed, MOST_FOUND)]
    return sorted(catalogue.procedures, key=lambda procedure: sort_key(procedure.name))


def names_by_slug() -> dict[str, str]:
    """Return the published procedures' names by slug, in alphabetical order."""
    return {procedure.slug: procedure.name for procedure in _found_by(published_catalogue(), "")}


def found_besides(typed: str, listed: Collection[str]) -> list[Published]:
    """Return what a search finds that is not in the list yet, best first."""
    found = _found_by(published_catalogue(), typed) if typed else []
    return [procedure for procedure in found if procedure.slug not in listed][:MOST_OFFERED]


def tried(slug: str, names: Sequence[str], typed: str) -> list[Published]:
    """Return what a search would find if the procedure had these names, best first; nothing is stored."""
    catalogue = published_catalogue()
    procedures = (replace(one, synonyms=tuple(names)) if one.slug == slug else one for one in catalogue.procedures)
    return _found_by(replace(catalogue, procedures=tuple(procedures)), typed)[:MOST_TRIED] if typed else []


def shared_names(slug: str, names: Sequence[str]) -> list[tuple[str, Published]]:
    """Return the names that another procedure is called by too, with that procedure."""
    others = [one for one in published_catalogue().procedures if one.slug != slug]
    known = {fold(name): one for one in others for name in (*one.synonyms, one.name)}
    return [(name, known[fold(name)]) for name in names if fold(name) in known]


def row_of(slug: str) -> Procedure | None:
    """Return the procedure, held for this change."""
    hold_catalogue()
    return db.session.scalar(select(Procedure).where(Procedure.slug == slug).with_for_update())
