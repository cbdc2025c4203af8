"""What differs between two readings of one thing, column by column, in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cqtt.editing.publishing.marking import Pieces, marked
from cqtt.exchange.columns import PROCEDURES, QUESTIONS, REQUIREMENTS, Column, Table, Value
from cqtt.exchange.reading import Row
from cqtt.exchange.sheets import Entry
from cqtt.exchange.words import NO, YES
from cqtt.i18n import _

Key = tuple[str, str]
LONGEST = 2_000  # characters that are shown of a value


@dataclass(frozen=True)
class Change:
    """One thing that becomes another."""

    what: str
    old: str
    new: str

    @property
    def sides(self) -> tuple[Pieces, Pieces]:
        """Return both in pieces, with the words marked that only one of them has; of long ones the beginning."""
        old, new = (text if len(text) <= LONGEST else f"{text[:LONGEST]}…" for text in (self.old, self.new))
        return marked(old, new)


def said(column: Column, value: Value) -> str:
    """Return a value as people read it."""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, tuple):
        return "\n".join((column.words or {}).get(item, item) for item in value)
    text = "" if value is None else str(value)
    return (column.words or {}).get(text, text)


def row_changes(table: Table, old: Row, new: Row, of: str = "") -> Iterator[Change]:
    """Yield the columns that differ; `of` names the row where a table has several for one procedure."""
    for column in table.columns:
        if column.key != "procedure" and old[column.key] != new[column.key]:
            what = f"{of} – {column.heading}" if of else column.heading
            yield Change(what, said(column, old[column.key]), said(column, new[column.key]))


def entry_changes(old: Entry, new: Entry) -> tuple[Change, ...]:
    """Return everything in which a procedure differs."""
    return (
        *row_changes(PROCEDURES, old.row, new.row),
        *_list_changes(REQUIREMENTS, old.requirements, new.requirements),
        *_list_changes(QUESTIONS, old.questions, new.questions),
    )


def _list_changes(table: Table, old: Sequence[Row], new: Sequence[Row]) -> Iterator[Change]:
    before, after = _by_id(old), _by_id(new)
    for key, row in before.items():
        if key not in after:
            yield Change(_name(table, row), _("có"), _("bỏ đi"))
    for key, row in after.items():
        if key not in before:
            yield Change(_name(table, row), "", _("thêm vào"))
        else:
            yield from row_changes(table, before[key], row, _name(table, row))
    kept = [key for key in before if key in after]
    if kept != [key for key in after if key in before]:
        yield Change(_("%(sheet)s – thứ tự", sheet=table.sheet), _names(table, before), _names(table, after))


def _by_id(rows: Sequence[Row]) -> Mapping[Key, Row]:
    return {(str(row.values.get("part_of", "")), row.text("id")): row for row in rows}


def _name(table: Table, row: Row) -> str:
    return f"{table.sheet} “{row.text('label' if table is QUESTIONS else 'name')}”"


def _names(table: Table, rows: Mapping[Key, Row]) -> str:
    return "\n".join(row.text("label" if table is QUESTIONS else "name") for row in rows.values())
