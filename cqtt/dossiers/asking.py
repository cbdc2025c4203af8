"""Asking a procedure's questions (ô thông tin): the form of any list of questions, on a citizen's page or in a preview.

Every box is a field of the form itself, whatever it belongs to: `q_<question>`, `q_<person>-name`,
`q_<group>-<row>-<question>`. So mistakes, help and what is kept of a draft are the same for all of them.
What is not asked, because of an earlier answer, is neither wanted nor stored, whatever was sent for it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict

from cqtt.dossiers.question_fields import PERSON_PARTS, WITH_BOXES, Boxes, boxes_of, was_typed
from cqtt.dossiers.typed_rows import Typed, box_of, count_box, most_rows, rows_typed
from cqtt.forms import Form
from cqtt.i18n import _, _l
from cqtt.procedures.questions import DECIDING, Question, QuestionKind, asked

MESSAGE = Question(
    id="loi-nhan",
    label="Lời nhắn cho cán bộ",
    kind=QuestionKind.LONG_TEXT,
    help="Điều Ông/Bà muốn cán bộ biết thêm về trường hợp của mình.",
    max_length=1000,
)
YES_NO_WORDS = {"yes": _l("Có"), "no": _l("Không")}


@dataclass(frozen=True)
class Condition:
    """When a question is asked: the box that decides, the answers it waits for, and the line that says so."""

    box: str
    values: tuple[str, ...]
    sentence: str


@dataclass(frozen=True)
class Row:
    """One time that a group is answered."""

    number: int
    id: str
    asked: tuple["Asked", ...]


@dataclass(frozen=True)
class Asked:
    """A question as the page asks it."""

    question: Question
    box: str  # the name of its box, or what the names of its boxes begin with
    names: tuple[str, ...]  # of its boxes; those of a group stand in its rows
    condition: Condition | None
    rows: tuple[Row, ...] = ()
    may_grow: bool = False  # a group that may be answered once more


@dataclass(frozen=True)
class Part:
    """A heading and what stands under it; at the start and the end of a form there is no heading."""

    heading: Asked | None
    asked: tuple[Asked, ...]


class QuestionsForm(Form):
    """A list of questions. `question_form` makes it; `parts` is how a page goes through it."""

    everything: tuple[Asked, ...] = ()

    @cached_property
    def parts(self) -> list[Part]:
        found: list[tuple[Asked | None, list[Asked]]] = [(None, [])]
        for one in self.everything:
            if one.question.kind is QuestionKind.SECTION or one.question is MESSAGE:
                found.append((one if one.question is not MESSAGE else None, []))
            if one.question.asks:
                found[-1][1].append(one)
        return [Part(heading, tuple(under)) for heading, under in found if heading or under]

    @property
    def kept_names(self) -> list[str]:
        """Return the names of everything that is typed, as a draft keeps it."""
        groups = (one.question.id for one in self.everything if one.question.kind is QuestionKind.GROUP)
        return [*(field.name for field in self if field.name != "csrf_token"), *map(count_box, groups)]

    def validate(self, extra_validators: Any = None) -> bool:
        """Check what is asked; of what is not asked nothing can be wrong."""
        super().validate(extra_validators)
        wanted = {"csrf_token", *self._wanted()}
        for field in self:
            if field.name not in wanted:
                field.errors = []
        for group in self._asked_now():
            if group.question.parts and group.question.required and not self._filled_rows(group):
                self[_first_box(group)].errors = [_("Xin ghi ít nhất một mục.")]
        return not self.errors

    def answers(self) -> dict[str, Any]:
        """Return the answers by the questions' ids as they are stored: only what is asked, and nothing empty."""
        return self._answers_to(self._asked_now())

    def _asked_now(self) -> list[Asked]:
        return self._asked_among([one for one in self.everything if one.question is not MESSAGE]) + [
            one for one in self.everything if one.question is MESSAGE
        ]

    def _asked_among(self, among: Sequence[Asked]) -> list[Asked]:
        """Return what the answers so far leave to be asked of these."""
        deciding = {one.question.id: self[one.box].data for one in among if one.question.kind in DECIDING}
        still = {question.id for question in asked([one.question for one in among], deciding)}
        return [one for one in among if one.question.id in still]

    def _wanted(self) -> Iterator[str]:
        """Yield the boxes in which a mistake counts."""
        for one in self._asked_now():
            yield from one.names
            for row in self._filled_rows(one):
                yield from (name for part in self._asked_among(row.asked) for name in part.names)

    def _filled_rows(self, group: Asked) -> list[Row]:
        """Return the rows in which anything that is asked was answered."""
        return [row for row in group.rows if any(map(self._is_typed, self._asked_among(row.asked)))]

    def _is_typed(self, one: Asked) -> bool:
        return any(was_typed(self[name]) for name in one.names)

    def _answers_to(self, among: Iterable[Asked]) -> dict[str, Any]:
        found = {one.question.id: self._answer(one) for one in among if one.question.asks}
        return {id: answer for id, answer in found.items() if answer not in (None, "", [], {})}

    def _answer(self, one: Asked) -> Any:
        kind = one.question.kind
        if kind is QuestionKind.GROUP:
            return [self._answers_to(self._asked_among(row.asked)) for row in self._filled_rows(one)]
        if kind is QuestionKind.PERSON:
            told = {part: _plain(self[f"{one.box}-{part}"].data) for part in PERSON_PARTS}
            return {part: value for part, value in told.items() if value}
        if kind is QuestionKind.CHOICES:
            return [choice for choice in one.question.choices if choice in (self[one.box].data or ())]
        return _plain(self[one.box].data)


def question_form(
    questions: Iterable[Question], hamlets: Sequence[str], typed: Typed | None = None, changed: Typed | None = None
) -> QuestionsForm:
    """Return the form that asks these questions, and for a word to the officer.

    It is filled with what was sent, else with what is given as typed; what is given as changed goes before both.
    The hamlets are the names to choose from.
    """
    given = changed or request.form or typed or None
    boxes: Boxes = {}
    everything = tuple(_asking([*questions, MESSAGE], box_of(""), given or MultiDict(), hamlets, boxes))
    made: QuestionsForm = type("QuestionsFormOfOne", (QuestionsForm,), {**boxes, "everything": everything})(given)
    for place, name in _places(everything):
        made[name].place = place
    return made


def asks_for_hamlets(questions: Iterable[Question]) -> bool:
    """Tell whether the unit's hamlets are needed to ask these."""
    return any(one.kind is QuestionKind.HAMLET or asks_for_hamlets(one.parts) for one in questions)


def condition_line(question: Question, on: Question) -> str:
    """Return when a question is to be answered, for a page or a paper that shows it always."""
    named = (YES_NO_WORDS.get(value, value) if on.kind is QuestionKind.YES_NO else value for value in _values(question))
    answers = _(" hoặc ").join(_("“%(value)s”", value=value) for value in named)
    if question.kind is QuestionKind.SECTION:
        return _("Chỉ trả lời phần này nếu “%(name)s” là %(answers)s.", name=on.label, answers=answers)
    return _("Chỉ trả lời nếu “%(name)s” là %(answers)s.", name=on.label, answers=answers)


def _values(question: Question) -> tuple[str, ...]:
    return question.shown_if.values if question.shown_if else ()


def _asking(
    questions: Iterable[Question], before: str, typed: Typed, hamlets: Sequence[str], boxes: Boxes
) -> Iterator[Asked]:
    """Yield the questions as they are asked, their boxes named from `before` on, and add these to `boxes`."""
    earlier: dict[str, Question] = {}
    for question in questions:
        box = f"{before}{question.id}"
        own = boxes_of(question, box, hamlets) if question.kind in WITH_BOXES else {}
        boxes |= own
        rows = tuple(_rows(question, typed, hamlets, boxes)) if question.kind is QuestionKind.GROUP else ()
        condition = _condition(question, earlier, before)
        yield Asked(question, box, tuple(own), condition, rows, len(rows) < most_rows(question))
        earlier[question.id] = question


def _rows(group: Question, typed: Typed, hamlets: Sequence[str], boxes: Boxes) -> Iterator[Row]:
    for number in range(1, rows_typed(typed, group) + 1):
        id = f"{box_of(group.id)}-{number}"
        yield Row(number, id, tuple(_asking(group.parts, f"{id}-", typed, hamlets, boxes)))


def _condition(question: Question, earlier: Mapping[str, Question], before: str) -> Condition | None:
    rule = question.shown_if
    if rule is None:
        return None
    on = earlier.get(rule.question)  # missing only in a draft that is still being mended
    line = condition_line(question, on) if on else ""
    return Condition(f"{before}{rule.question}", rule.values, line)


def _first_box(group: Asked) -> str:
    return group.rows[0].asked[0].names[0]


def _places(among: Iterable[Asked], place: str = "") -> Iterator[tuple[str, str]]:
    """Yield each box that belongs to something larger, after the words for that: "Các con, mục 2"."""
    for one in among:
        label = one.question.label
        within = ", ".join(filter(None, [place, label if one.question.kind is QuestionKind.PERSON else ""]))
        yield from ((within, name) for name in one.names if within)
        for row in one.rows:
            yield from _places(row.asked, _("%(group)s, mục %(number)d", group=label, number=row.number))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
