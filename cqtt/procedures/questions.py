"""The online form of a procedure (ô thông tin): its questions, when each is asked, and what makes a form impossible."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from cqtt.i18n import _

QUESTION_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
MOST_QUESTIONS = 80
MOST_ROWS = 20
LATER = {"later": True}  # of a field that stored forms of before do not have: left out where it says the usual


class QuestionKind(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    CITIZEN_NUMBER = "citizen_number"
    PHONE = "phone"
    HAMLET = "hamlet"
    PERSON = "person"  # a block: name, birth date, citizen number, phone
    GROUP = "group"  # a block of questions of its own that may be repeated
    SECTION = "section"  # asks nothing: the heading of what follows


class Days(StrEnum):
    """Which days a date may be; today is always among them."""

    ANY = "any"
    PAST = "past"
    FUTURE = "future"


WITH_CHOICES = frozenset({QuestionKind.CHOICE, QuestionKind.CHOICES})
DECIDING = WITH_CHOICES | {QuestionKind.YES_NO}  # an answer that another question may depend on
NUMBERS = frozenset({QuestionKind.NUMBER, QuestionKind.MONEY})
NOT_INSIDE_A_GROUP = frozenset({QuestionKind.GROUP, QuestionKind.SECTION})
YES_NO = ("yes", "no")


@dataclass(frozen=True)
class ShownIf:
    """Asked only when an earlier question was answered with one of these."""

    question: str
    values: tuple[str, ...]

    def holds(self, answers: Mapping[str, Any]) -> bool:
        """Tell whether the answers (as they are stored, by question id) ask for it."""
        given = answers.get(self.question)
        return bool(set(given if isinstance(given, list | tuple) else [given]) & set(self.values))


@dataclass(frozen=True)
class Question:
    """One question, one block of questions, or the heading of the questions that follow."""

    id: str
    label: str
    kind: QuestionKind = QuestionKind.TEXT
    help: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()
    max_length: int | None = None  # characters
    least: int | None = field(default=None, metadata=LATER)  # of a number or an amount in đồng
    most: int | None = field(default=None, metadata=LATER)
    days: Days = field(default=Days.ANY, metadata=LATER)
    shown_if: ShownIf | None = field(default=None, metadata=LATER)
    parts: tuple["Question", ...] = field(default=(), metadata=LATER)  # what a group asks each time
    most_rows: int | None = field(default=None, metadata=LATER)  # how often a group may be answered

    @property
    def asks(self) -> bool:
        return self.kind is not QuestionKind.SECTION

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> "Question":
        """Build a question from what was stored; raises KeyError, TypeError or ValueError on anything else."""
        shown_if = row.get("shown_if")
        return cls(
            **{
                **row,
                "kind": QuestionKind(row["kind"]),
                "choices": tuple(row["choices"]),
                "days": Days(row.get("days", Days.ANY)),
                "shown_if": ShownIf(shown_if["question"], tuple(shown_if["values"])) if shown_if else None,
                "parts": tuple(cls.from_json(part) for part in row.get("parts", ())),
            }
        )


def asked(questions: Iterable[Question], answers: Mapping[str, Any]) -> list[Question]:
    """Return the questions that these answers leave to be asked, headings among them.

    A heading that is not shown takes with it what stands under it. An answer to a question that is not asked
    decides nothing: what depends on it is not asked either.
    """
    shown: list[Question] = []
    valid: dict[str, Any] = {}
    under_shown = True
    for question in questions:
        holds = question.shown_if is None or question.shown_if.holds(valid)
        if question.kind is QuestionKind.SECTION:
            under_shown = holds
        if not (holds and under_shown):
            continue
        shown.append(question)
        if question.id in answers:
            valid[question.id] = answers[question.id]
    return shown


@dataclass(frozen=True)
class FormFault:
    """What makes a form impossible to ask: of which question, which of its fields, and a sentence what to do."""

    question: str
    field: str
    sentence: str
    group: str = ""  # that the question is inside of

    def __str__(self) -> str:
        return self.sentence


def form_faults(questions: Sequence[Question]) -> list[FormFault]:
    """Return everything that is wrong with a form; a form without faults can be asked, answered and printed."""
    faults = list(_faults(questions, inside=False))
    if sum(1 + len(question.parts) for question in questions) > MOST_QUESTIONS:
        faults.append(FormFault("", "", _("Nhiều nhất %(most)d câu hỏi cho một thủ tục.", most=MOST_QUESTIONS)))
    return faults


def _faults(questions: Sequence[Question], inside: bool) -> Iterator[FormFault]:
    earlier: dict[str, Question] = {}
    for question in questions:
        yield from _own_faults(question, earlier, inside)
        yield from _limit_faults(question)
        if question.shown_if is not None:
            yield from _condition_faults(question, question.shown_if, earlier)
        yield from (replace(fault, group=question.id) for fault in _faults(question.parts, inside=True))
        earlier[question.id] = question


def _own_faults(question: Question, earlier: Collection[str], inside: bool) -> Iterator[FormFault]:
    name = question.label or question.id
    if not question.label.strip():
        yield FormFault(question.id, "label", _("Xin ghi câu hỏi."))
    if not QUESTION_ID.fullmatch(question.id):
        yield FormFault(
            question.id, "id", _("Mã “%(id)s” chỉ được gồm chữ thường không dấu, số và gạch dưới.", id=question.id[:60])
        )
    if question.id in earlier:
        yield FormFault(question.id, "id", _("Mã “%(id)s” đã có ở câu trước.", id=question.id[:60]))
    if inside and question.kind in NOT_INSIDE_A_GROUP:
        yield FormFault(question.id, "kind", _("“%(name)s” không thể nằm trong một nhóm lặp lại.", name=name))
    if (question.kind is QuestionKind.GROUP) != bool(question.parts):
        yield FormFault(question.id, "parts", _("Nhóm “%(name)s” cần ít nhất một câu hỏi bên trong.", name=name))
    if question.kind in WITH_CHOICES and len(set(question.choices)) < max(2, len(question.choices)):
        yield FormFault(question.id, "choices", _("“%(name)s” cần ít nhất hai lựa chọn khác nhau.", name=name))
    if question.kind not in WITH_CHOICES and question.choices:
        yield FormFault(question.id, "choices", _("“%(name)s” thuộc loại không có lựa chọn.", name=name))


def _limit_faults(question: Question) -> Iterator[FormFault]:
    least, most, name = question.least, question.most, question.label
    if question.kind not in NUMBERS and (least is not None or most is not None):
        yield FormFault(question.id, "least", _("Chỉ câu hỏi số và số tiền mới có giới hạn.", name=name))
    if least is not None and most is not None and least > most:
        yield FormFault(question.id, "most", _("Ở “%(name)s”, số nhỏ nhất lớn hơn số lớn nhất.", name=name))
    if question.kind is not QuestionKind.DATE and question.days is not Days.ANY:
        yield FormFault(question.id, "days", _("Chỉ câu hỏi ngày mới giới hạn được ngày."))
    if question.max_length is not None and question.max_length < 1:
        yield FormFault(question.id, "max_length", _("Số ký tự cần từ 1 trở lên."))
    if question.most_rows is not None and not 1 <= question.most_rows <= MOST_ROWS:
        yield FormFault(question.id, "most_rows", _("Nhóm lặp lại từ 1 đến %(most)d lần.", most=MOST_ROWS))


def _condition_faults(question: Question, rule: ShownIf, earlier: Mapping[str, Question]) -> Iterator[FormFault]:
    on, name = earlier.get(rule.question), question.label
    if on is None or on.kind not in DECIDING:
        yield FormFault(
            question.id,
            "shown_if",
            _("“%(name)s” chỉ hiện theo một câu chọn đứng trước nó, mà câu ấy không có.", name=name),
        )
        return
    possible = YES_NO if on.kind is QuestionKind.YES_NO else on.choices
    if not rule.values or not set(rule.values) <= set(possible):
        yield FormFault(
            question.id,
            "shown_if",
            _("“%(name)s” chờ một lựa chọn mà câu “%(on)s” không có.", name=name, on=on.label),
        )
