"""Which papers can be ordered: found by words, by field, all of a kind, or those that hang out of date."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from cqtt.addresses import page_count, page_number
from cqtt.codes.kinds import OnPaper, Thing, printed_kinds
from cqtt.codes.models import ANYWHERE, ScanPlace
from cqtt.extensions import db
from cqtt.posters.models import PosterPrint
from cqtt.posters.orders import kind_of_slug
from cqtt.procedures.catalogue import KIND, published_catalogue
from cqtt.text import clean, fold, sort_key

PER_PAGE = 40
LONGEST_QUERY = 100
MOST_FOUND = 100


@dataclass(frozen=True)
class Hanging:
    """A version that was printed last for some place, and is no longer the one in use."""

    version: int
    place: str  # empty: for no place in particular


@dataclass(frozen=True)
class Choice:
    """What an address asks for, and what was found; `ticked` stay chosen while one looks for more."""

    kind: str
    on_paper: OnPaper
    query: str
    group: str
    only_old: bool
    found: list[Thing]
    ticked: list[Thing]
    groups: list[str]
    hanging: Mapping[str, list[Hanging]]  # what hangs out of date, by target
    number: int

    @property
    def pages(self) -> int:
        return page_count(len(self.found), PER_PAGE)

    @property
    def lines(self) -> list[Thing]:
        """Return what this page lists."""
        return self.found[(self.number - 1) * PER_PAGE : self.number * PER_PAGE]

    @property
    def elsewhere(self) -> list[Thing]:
        """Return what is ticked, but not on this page."""
        here = {thing.target for thing in self.lines}
        return [thing for thing in self.ticked if thing.target not in here]

    @property
    def ticked_targets(self) -> set[str]:
        return {thing.target for thing in self.ticked}


def read_choice(args: Mapping[str, str], ticked: Sequence[str]) -> Choice:
    """Return what is asked for, and one page of it."""
    kind, on_paper = kind_of_slug(args.get("loai", ""))
    things = list(on_paper.things())
    query = clean((args.get("q") or args.get("code") or "")[:LONGEST_QUERY])
    group, only_old = clean(args.get("nhom", ""))[:LONGEST_QUERY], bool(args.get("cu"))
    hanging = out_of_date() if kind == KIND else {}
    found = [thing for thing in things if not group or thing.group == group]
    found = [thing for thing in found if not only_old or thing.target in hanging]
    found = _matching(kind, query, found) if query else found
    pages = page_count(len(found), PER_PAGE)
    return Choice(
        kind=kind,
        on_paper=on_paper,
        query=query,
        group=group,
        only_old=only_old,
        found=found,
        ticked=[thing for thing in things if thing.target in ticked],
        groups=sorted({thing.group for thing in things}, key=sort_key),
        hanging=hanging,
        number=min(page_number(args.get("trang", "")), pages),
    )


def kinds_offered() -> list[tuple[OnPaper, int]]:
    """Return each kind that has something to print, with how many."""
    counted = [(on_paper, len(on_paper.things())) for on_paper in printed_kinds().values()]
    return [entry for entry in counted if entry[1]]


def out_of_date() -> dict[str, list[Hanging]]:
    """Return, by target, what was printed last for each place in use where it shows an older version."""
    printed = (
        select(PosterPrint.procedure_id, ScanPlace.name, func.max(PosterPrint.version_number).label("version"))
        .outerjoin(ScanPlace, ScanPlace.id == PosterPrint.place_id)
        .where(or_(PosterPrint.place_id == ANYWHERE, ScanPlace.is_active))
        .group_by(PosterPrint.procedure_id, PosterPrint.place_id, ScanPlace.name)
        .order_by(PosterPrint.procedure_id, PosterPrint.place_id)
    )
    numbers = {procedure.id: procedure.version_number for procedure in published_catalogue().procedures}
    old: dict[str, list[Hanging]] = {}
    for row in db.session.execute(printed):
        if row.version < numbers.get(row.procedure_id, 0):
            old.setdefault(str(row.procedure_id), []).append(Hanging(row.version, row.name or ""))
    return old


def _matching(kind: str, query: str, things: Sequence[Thing]) -> list[Thing]:
    """Return what answers the query: procedures as citizens find them, others by their names."""
    if kind != KIND:
        return [thing for thing in things if fold(query) in fold(f"{thing.name} {thing.above}")]
    catalogue = published_catalogue()
    by_target = {thing.target: thing for thing in things}
    hits = (str(catalogue.by_slug[hit.key].id) for hit in catalogue.search(query, MOST_FOUND))
    return [by_target[target] for target in hits if target in by_target]
