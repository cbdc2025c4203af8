"""What can be done to the questions of a form: plain Python, each act returns the whole form anew.

A question stands at a place: in the form itself, or inside one of its groups ("con.ho_ten").
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from cqtt.editing.form_builder.naming import new_id
from cqtt.errors import RuleBroken
from cqtt.procedures.questions import FormFault, Question, ShownIf, form_faults

Questions = tuple[Question, ...]


@dataclass(frozen=True)
class Place:
    """Where a question stands: its id, and that of the group it is inside of."""

    id: str
    group: str = ""

    @classmethod
    def read(cls, text: str) -> "Place":
        group, _dot, id = text.rpartition(".")
        return cls(id, group)

    def __str__(self) -> str:
        return f"{self.group}.{self.id}" if self.group else self.id


class FormBroken(RuleBroken):
    """The change would leave a form that cannot be asked; the first fault says why."""

    def __init__(self, faults: Sequence[FormFault]) -> None:
        super().__init__(str(faults[0]))
        self.faults = list(faults)


def refuse_faults(before: Sequence[Question], after: Sequence[Question]) -> None:
    """Raise FormBroken when the change brings a fault; one that was there before hinders no other change."""
    known = {(fault.group, fault.question, fault.field) for fault in form_faults(before)}
    if new := [fault for fault in form_faults(after) if (fault.group, fault.question, fault.field) not in known]:
        raise FormBroken(new)


def listed(questions: Questions, group: str = "") -> Questions:
    """Return the questions of the form itself, or those inside a group; none where there is no such group."""
    if not group:
        return questions
    return next((question.parts for question in questions if question.id == group), ())


def found(questions: Questions, place: Place) -> Question | None:
    return next((question for question in listed(questions, place.group) if question.id == place.id), None)


def before(questions: Questions, place: Place) -> Questions:
    """Return what stands before a question in the same list; all of the list where the question is not in it."""
    among = listed(questions, place.group)
    ids = [question.id for question in among]
    return among[: ids.index(place.id)] if place.id in ids else among


def up_to(among: Questions, id: str) -> Questions:
    """Return what a question that is put after this one has before it: all of the list where none is named."""
    position = next((number for number, one in enumerate(among, start=1) if one.id == id), len(among))
    return among[:position]


def add(questions: Questions, question: Question, group: str = "", after: str = "") -> Questions:
    """Put a question after another one, or at the end of its list."""

    def added(among: Questions) -> Questions:
        earlier = up_to(among, after)
        return (*earlier, question, *among[len(earlier) :])

    return _in_list(questions, group, added)


def put(questions: Questions, place: Place, question: Question) -> Questions:
    """Let another question stand in this place."""
    return _in_list(
        questions, place.group, lambda among: tuple(question if one.id == place.id else one for one in among)
    )


def move(questions: Questions, place: Place, position: int) -> Questions:
    """Take a question to a position of its list, counted from 0; beyond an end it stands at that end."""

    def moved(among: Questions) -> Questions:
        rest = [one for one in among if one.id != place.id]
        rest[max(0, position) : max(0, position)] = [one for one in among if one.id == place.id]
        return tuple(rest)

    return _in_list(questions, place.group, moved)


def position_of(questions: Questions, place: Place) -> int:
    return len(before(questions, place))


def move_up(questions: Questions, place: Place) -> Questions:
    return move(questions, place, position_of(questions, place) - 1)


def move_down(questions: Questions, place: Place) -> Questions:
    return move(questions, place, position_of(questions, place) + 1)


def duplicate(questions: Questions, place: Place) -> Questions:
    """Put a second one like it right after it, with an id of its own."""
    question = found(questions, place)
    if question is None:
        return questions
    id = new_id(question.id, ids_of(listed(questions, place.group)))
    return add(questions, replace(question, id=id), place.group, place.id)


def remove(questions: Questions, place: Place) -> Questions:
    """Leave a question out, and with it the conditions that wait for its answer."""

    def without(among: Questions) -> Questions:
        return tuple(_freed(one, place.id) for one in among if one.id != place.id)

    return _in_list(questions, place.group, without)


def waiting_for(questions: Questions, place: Place) -> list[Question]:
    """Return the questions that are asked only after a certain answer to this one."""
    among = listed(questions, place.group)
    return [one for one in among if one.shown_if is not None and one.shown_if.question == place.id]


def rename_choices(questions: Questions, place: Place, choices: Sequence[str]) -> Questions:
    """Let conditions follow where choices of a question were only worded anew, each in its place."""
    question = found(questions, place)
    if question is None or len(question.choices) != len(choices):
        return questions
    pairs = zip(question.choices, choices, strict=True)
    reworded = {old: new for old, new in pairs if old not in choices and new not in question.choices}

    def following(one: Question) -> Question:
        if one.shown_if is None or one.shown_if.question != place.id:
            return one
        values = tuple(reworded.get(value, value) for value in one.shown_if.values)
        return replace(one, shown_if=ShownIf(place.id, values))

    return _in_list(questions, place.group, lambda among: tuple(map(following, among)))


def append(questions: Questions, others: Iterable[Question]) -> Questions:
    """Put the questions of another form at the end, under ids of their own; their conditions go along."""
    taken, renamed, result = ids_of(questions), dict[str, str](), list(questions)
    for other in others:
        id = renamed[other.id] = other.id if other.id not in taken else new_id(other.id, taken)
        taken.add(id)
        rule = other.shown_if
        shown_if = ShownIf(renamed.get(rule.question, rule.question), rule.values) if rule else None
        result.append(replace(other, id=id, shown_if=shown_if))
    return tuple(result)


def ids_of(questions: Collection[Question]) -> set[str]:
    return {question.id for question in questions}


def _freed(question: Question, id: str) -> Question:
    waits = question.shown_if is not None and question.shown_if.question == id
    return replace(question, shown_if=None) if waits else question


def _in_list(questions: Questions, group: str, change: Callable[[Questions], Questions]) -> Questions:
    if not group:
        return change(questions)
    return tuple(replace(one, parts=change(one.parts)) if one.id == group else one for one in questions)
