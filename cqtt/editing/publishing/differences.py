"""What differs between two versions: plain Python, from two contents to fields, things and rows with marked words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cqtt.editing.publishing.marking import Piece, Pieces, marked
from cqtt.editing.publishing.saying import FIELD_LABELS, Said, sayings
from cqtt.procedures.content import ProcedureContent


class Change(StrEnum):
    """What became of one thing of a field."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class Row:
    """One row of a thing, in both versions."""

    label: str
    before: Pieces
    after: Pieces

    @property
    def differs(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class Thing:
    """A document, a question, or all of a plain field; a title where there are several of its kind."""

    title: str
    change: Change
    moved: bool
    rows: tuple[Row, ...]

    @property
    def differs(self) -> bool:
        return self.moved or self.change is not Change.SAME

    @property
    def shown_rows(self) -> tuple[Row, ...]:
        """The rows worth reading: those that differ; of what came or went, all that say something."""
        whole = self.change in (Change.ADDED, Change.REMOVED)
        return tuple(row for row in self.rows if (row.before or row.after if whole else row.differs))


@dataclass(frozen=True)
class Difference:
    """One field of the content, in both versions."""

    field: str
    label: str
    things: tuple[Thing, ...]

    @property
    def differs(self) -> bool:
        return any(thing.differs for thing in self.things)


def differences(
    before: ProcedureContent | None, after: ProcedureContent, file_names: Mapping[int, str] | None = None
) -> list[Difference]:
    """Return every field in the order pages show it, also those that say the same; of a new one all is added."""
    old, new = sayings(before, file_names) if before else {}, sayings(after, file_names)
    return [
        Difference(field, str(label), tuple(_things(old.get(field, ()), new[field], plain=not before)))
        for field, label in FIELD_LABELS.items()
    ]


def changed_labels(before: ProcedureContent | None, after: ProcedureContent) -> list[str]:
    """Return what differs in few words: the names of the fields."""
    old, new = sayings(before) if before else {}, sayings(after)
    return [str(label) for field, label in FIELD_LABELS.items() if old.get(field) != new[field]]


def _things(old: Sequence[Said], new: Sequence[Said], plain: bool) -> Iterator[Thing]:
    before, after = {one.id: one for one in old}, {one.id: one for one in new}
    staying = _longest_in_order([one.id for one in old if one.id in after], [one.id for one in new])
    for id in _order(list(before), list(after)):
        was, now = before.get(id), after.get(id)
        rows = _rows(was, now)
        if plain and not any(row.after for row in rows):
            continue
        moved = was is not None and now is not None and id not in staying
        yield Thing((now or was or Said(())).title, _change(was, now, rows), moved, rows)


def _change(was: Said | None, now: Said | None, rows: Sequence[Row]) -> Change:
    if was is None:
        return Change.ADDED
    if now is None:
        return Change.REMOVED
    return Change.CHANGED if any(row.differs for row in rows) else Change.SAME


def _rows(was: Said | None, now: Said | None) -> tuple[Row, ...]:
    before, after = dict(was.rows if was else ()), dict(now.rows if now else ())
    if was is None or now is None:  # all of it came or went: its words need no marks
        return tuple(Row(label, _plain(before.get(label)), _plain(after.get(label))) for label in before or after)
    labels = [*after, *(label for label in before if label not in after)]
    return tuple(Row(label, *marked(before.get(label, ""), after.get(label, ""))) for label in labels)


def _plain(text: str | None) -> Pieces:
    return (Piece(text),) if text else ()


def _order(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """Return the new order, and each that is gone after what stood before it."""
    order = list(new)
    for number, id in enumerate(old):
        if id not in order:
            order.insert(order.index(old[number - 1]) + 1 if number else 0, id)
    return order


def _longest_in_order(old: Sequence[str], new: Sequence[str]) -> set[str]:
    """Return the most things that stand in one order in both; whatever else is in both has been moved."""
    place = {id: number for number, id in enumerate(new)}
    best: list[list[str]] = []
    for number, id in enumerate(old):
        before = [best[k] for k in range(number) if place[old[k]] < place[id]]
        best.append([*_longest(before), id])
    return set(_longest(best))


def _longest(lists: list[list[str]]) -> list[str]:
    return max(lists, key=len) if lists else []
