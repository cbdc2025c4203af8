"""The rows of a repeatable group as they stand in the boxes of a page: how many, one more, one less.

Which rows there are is what a page sends with them: `q_<group>-rows`. Nothing is stored by these functions.
"""

import re

from werkzeug.datastructures import MultiDict

from cqtt.procedures.questions import MOST_ROWS, Question

Typed = MultiDict[str, str]


def box_of(id: str) -> str:
    """Return what the names of a question's boxes begin with."""
    return f"q_{id}"


def count_box(id: str) -> str:
    """Return the name of the box that holds how many rows of a group the page shows."""
    return f"{box_of(id)}-rows"


def most_rows(group: Question) -> int:
    """Return how often a group may be answered."""
    return min(group.most_rows or MOST_ROWS, MOST_ROWS)


def rows_typed(typed: Typed, group: Question) -> int:
    """Return how many rows to show: at least one, and never more than may be answered."""
    sent = typed.get(count_box(group.id), "")
    return min(max(int(sent), 1), most_rows(group)) if re.fullmatch("[0-9]{1,3}", sent) else 1


def with_row(typed: Typed, group: Question) -> Typed:
    """Return what was typed, with an empty row more at the end; a full group stays as it is."""
    changed = typed.copy()
    changed[count_box(group.id)] = str(min(rows_typed(typed, group) + 1, most_rows(group)))
    return changed


def without_row(typed: Typed, group: Question, number: int) -> Typed:
    """Return what was typed without the row of this number, counted from 1; those after it move up."""
    if not 1 <= number <= rows_typed(typed, group):
        return typed.copy()
    changed: Typed = MultiDict()
    of_row = re.compile(rf"{re.escape(box_of(group.id))}-([0-9]{{1,3}})-(.+)", re.DOTALL)
    for name, values in typed.lists():
        found = of_row.fullmatch(name)
        row = int(found[1]) if found else 0
        if not found or row < number:
            changed.setlist(name, values)
        elif row > number:
            changed.setlist(f"{box_of(group.id)}-{row - 1}-{found[2]}", values)
    changed[count_box(group.id)] = str(max(rows_typed(typed, group) - 1, 1))
    return changed
