"""Who in a list is somebody already: in another row of it, or in a letter that an earlier list has made."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from cqtt.extensions import db
from cqtt.letters.models import Letter
from cqtt.letters.people_list import ListRow, PeopleList
from cqtt.letters.rules import Status
from cqtt.text import fold

REMEMBERED = timedelta(days=90)  # somebody may well be thanked again, for something else, another year
_BETWEEN = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Person:
    """What tells one person from another: the name, and how they are reached."""

    name: str
    reached: Mapping[str, str]

    def is_same_as(self, other: "Person") -> bool:
        """Tell whether these are one: the same name, and some way to reach them the same, or none known of both."""
        if self.name != other.name:
            return False
        both = self.reached.keys() & other.reached.keys()
        return not both or any(self.reached[way] == other.reached[way] for way in both)


def _person(name: str, address: str, phone: str, email: str) -> Person:
    reached = {"address": _plain(address), "phone": phone, "email": email.casefold()}
    return Person(_plain(name), {way: where for way, where in reached.items() if where})


def _plain(text: str) -> str:
    return _BETWEEN.sub(" ", fold(text)).strip()


def _of_row(row: ListRow) -> Person:
    return _person(row.name, row.address, row.phone, row.email)


def same_people(rows: Iterable[ListRow]) -> list[list[ListRow]]:
    """Return the rows that look like one person, two or more together."""
    groups: list[list[tuple[Person, ListRow]]] = []
    by_name: dict[str, list[list[tuple[Person, ListRow]]]] = {}
    for row in rows:
        person = _of_row(row)
        namesakes = by_name.setdefault(person.name, [])
        group = next((each for each in namesakes if any(person.is_same_as(other) for other, _row in each)), None)
        if group is None:
            group = []
            groups.append(group)
            namesakes.append(group)
        group.append((person, row))
    return [[row for _person, row in group] for group in groups if len(group) > 1]


def earlier_letters(
    people: PeopleList, rows: Sequence[ListRow], at: datetime, but_of_batch: int | None = None
) -> dict[int, Letter]:
    """Return, by the number of the row, the letter that an earlier list has made for the same; one query.

    The same: the same kind of letter in the same language, not thrown away, of the last 90 days.
    """
    found = select(Letter).where(
        Letter.occasion == people.occasion,
        Letter.language == people.language,
        Letter.batch_id.is_not(None),
        Letter.status != Status.DISCARDED,
        Letter.created_at > at - REMEMBERED,
        Letter.to_fold.in_({fold(row.name) for row in rows}),
    )
    if but_of_batch is not None:
        found = found.where(Letter.batch_id != but_of_batch)
    written = [(_of_letter(letter), letter) for letter in db.session.scalars(found.order_by(Letter.id.desc()))]
    matches = ((row, _match(_of_row(row), written)) for row in rows)
    return {row.number: letter for row, letter in matches if letter is not None}


def _of_letter(letter: Letter) -> Person:
    return _person(letter.to_name, letter.to_address, letter.to_phone, letter.to_email)


def _match(person: Person, written: Sequence[tuple[Person, Letter]]) -> Letter | None:
    return next((letter for other, letter in written if person.is_same_as(other)), None)
