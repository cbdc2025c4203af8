"""What an order for papers says, and the papers that come of it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from cqtt.addresses import full_url
from cqtt.codes.actions import shorts_of, suffix_of
from cqtt.codes.kinds import OnPaper, Thing, printed_kinds
from cqtt.codes.models import ANYWHERE
from cqtt.posters.rules import Size
from cqtt.procedures.papers import CodePage, page_of


@dataclass(frozen=True)
class Order:
    """What somebody wants printed: which things of one kind, on which papers, for which place."""

    kind: str
    targets: tuple[str, ...]
    size: Size
    copies: int = 1
    place: int = ANYWHERE
    language: str = "vi"

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Return the order that a job keeps; what else the job keeps beside it is left aside."""
        said = {name: stored[name] for name in cls.__dataclass_fields__ if name in stored}
        return cls(**said | {"targets": tuple(said["targets"]), "size": Size(said["size"])})

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"targets": list(self.targets), "size": self.size.value}


def kind_of_slug(slug: str) -> tuple[str, OnPaper]:
    """Return the kind that an address names; the first one where it names none."""
    kinds = printed_kinds()
    named = {on_paper.slug: kind for kind, on_paper in kinds.items()}
    kind = named.get(slug) or next(iter(kinds))
    return kind, kinds[kind]


def things_of(order: Order) -> list[Thing]:
    """Return what is to be printed, as it stands today; what is no longer there is left out."""
    on_paper = printed_kinds().get(order.kind)
    things = {thing.target: thing for thing in on_paper.things()} if on_paper else {}
    return [things[target] for target in order.targets if target in things]


def pages_of(order: Order, things: Sequence[Thing]) -> list[CodePage]:
    """Return the papers; each code says which version its paper shows, and for which place it was printed."""
    shorts = shorts_of(order.kind, {thing.target for thing in things})
    return [_page(thing, shorts[thing.target], order.place) for thing in things if thing.target in shorts]


def _page(thing: Thing, short: str, place: int) -> CodePage:
    printed = full_url("codes.open_code", short=short + suffix_of(thing.version, place))
    return page_of(thing, printed, full_url("codes.open_code", short=short.lower()))
