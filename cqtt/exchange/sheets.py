"""What a file says, or the record: the rows of each table, and the procedures put together from them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cqtt.exchange.columns import FIELDS, LIFE_EVENTS, OLD_CODES, PROCEDURES, QUESTIONS, REQUIREMENTS, Table
from cqtt.exchange.reading import Row


@dataclass(frozen=True)
class Entry:
    """One procedure: its own row, and the rows of its documents and questions."""

    row: Row
    requirements: tuple[Row, ...]
    questions: tuple[Row, ...]

    @property
    def slug(self) -> str:
        return self.row.text("id")

    @property
    def code(self) -> str:
        return self.row.text("code")


@dataclass(frozen=True)
class Sheets:
    """All tables of a file; `as_of` is the day of the whole catalogue, empty where it is not known."""

    as_of: str = ""
    rows: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)

    def of(self, table: Table) -> tuple[Row, ...]:
        return self.rows.get(table.key, ())

    @property
    def fields(self) -> tuple[Row, ...]:
        return self.of(FIELDS)

    @property
    def life_events(self) -> tuple[Row, ...]:
        return self.of(LIFE_EVENTS)

    @property
    def old_codes(self) -> tuple[Row, ...]:
        return self.of(OLD_CODES)

    def entries(self) -> tuple[Entry, ...]:
        """Return the procedures in the order of the file."""
        requirements, questions = _by_procedure(self.of(REQUIREMENTS)), _by_procedure(self.of(QUESTIONS))
        return tuple(
            Entry(row, tuple(requirements.get(row.text("id"), ())), tuple(questions.get(row.text("id"), ())))
            for row in self.of(PROCEDURES)
        )


def _by_procedure(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.text("procedure"), []).append(row)
    return found
