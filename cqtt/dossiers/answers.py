"""What was answered, as its owner, the officer and the papers say it: the same words everywhere."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cqtt.clock import date_of_iso
from cqtt.dossiers.asking import MESSAGE
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.question_fields import PERSON_PARTS
from cqtt.i18n import _
from cqtt.procedures.content import ProcedureContent
from cqtt.procedures.facts import money
from cqtt.procedures.questions import Question, QuestionKind
from cqtt.text import group_phone

Told = tuple[str, str]  # a question, and its answer in words


@dataclass(frozen=True)
class Answer:
    """An answer under the words of its question: a text, or what was told each time that a group was answered."""

    label: str
    text: str
    rows: tuple[tuple[Told, ...], ...] = ()


@dataclass
class AnswerPart:
    """The answers under one heading, or under none."""

    heading: str
    answers: list[Answer] = field(default_factory=list)


def shown_answers(dossier: Dossier, content: ProcedureContent) -> list[AnswerPart]:
    """Return the answers of a dossier under the words of the version it was filed with."""
    return answer_parts(content.questions, dossier.answers)


def answer_parts(questions: Iterable[Question], answers: Mapping[str, Any]) -> list[AnswerPart]:
    """Return the answers in the order of the questions; nothing that is stored is left out.

    What no question asks for by now, and the word to the officer, stand at the end under no heading.
    """
    parts, left = [AnswerPart("")], dict(answers)
    for question in questions:
        if question.kind is QuestionKind.SECTION:
            parts.append(AnswerPart(question.label))
        elif question.id in left:
            parts[-1].answers.append(_answer(question.label, question, left.pop(question.id)))
    last = AnswerPart("")
    if MESSAGE.id in left:
        last.answers.append(_answer(MESSAGE.label, MESSAGE, left.pop(MESSAGE.id)))
    last.answers += [_answer(id, None, value) for id, value in left.items()]
    return [part for part in (*parts, last) if part.answers]


def answer_text(question: Question | None, value: Any) -> str:
    """Return an answer as it is read: dates in our order, yes and no in words, a person or a row in one line."""
    if isinstance(value, Mapping):
        return person_line(value)
    if isinstance(value, list):
        texts = [_row_text(question, one) if isinstance(one, Mapping) else str(one) for one in value]
        return "; ".join(texts)
    said = _WORDS.get(question.kind if question else QuestionKind.TEXT)
    return said(str(value)) if said else str(value)


def person_line(person: Mapping[str, str]) -> str:
    """Return a person in one line: the name, and what else was told."""
    name, born_on, number, phone = (words(person.get(part, "")) for part, words in PERSON_WORDS.items())
    told = [
        name,
        born_on and _("sinh ngày %(day)s", day=born_on),
        number and _("số định danh %(number)s", number=number),
        phone and _("điện thoại %(phone)s", phone=phone),
    ]
    return ", ".join(filter(None, told))


def _answer(label: str, question: Question | None, value: Any) -> Answer:
    if isinstance(value, list) and value and all(isinstance(row, Mapping) for row in value):
        return Answer(label, "", tuple(_row(question, row) for row in value))
    return Answer(label, answer_text(question, value))


def _row(group: Question | None, row: Mapping[str, Any]) -> tuple[Told, ...]:
    """Return what was told one time, in the order of the group's questions."""
    parts = {part.id: part for part in (group.parts if group else ())}
    order = [*(id for id in parts if id in row), *(id for id in row if id not in parts)]
    return tuple((parts[id].label if id in parts else id, answer_text(parts.get(id), row[id])) for id in order)


def _row_text(group: Question | None, row: Mapping[str, Any]) -> str:
    return ", ".join(text for _label, text in _row(group, row))


def _amount(digits: str) -> str:
    return money(int(digits)) if digits.isdecimal() else digits


def _yes_no(answer: str) -> str:
    return _("Có") if answer == "yes" else _("Không")


def _date(day: str) -> str:
    return date_of_iso(day) if day else ""


_WORDS = {
    QuestionKind.YES_NO: _yes_no,
    QuestionKind.DATE: _date,
    QuestionKind.MONEY: _amount,
    QuestionKind.PHONE: group_phone,
}
# The parts of a person, each as it is read.
PERSON_WORDS: Mapping[str, Callable[[str], str]] = dict(zip(PERSON_PARTS, (str, _date, str, group_phone), strict=True))
