"""Phiếu thông tin: the questions of a procedure on paper, with what was answered or with lines to write on."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypedDict

from cqtt import paper
from cqtt.dossiers.answers import answer_parts
from cqtt.dossiers.asking import YES_NO_WORDS, condition_line
from cqtt.dossiers.papers.printed import OfficeHead, paper_qr
from cqtt.dossiers.typed_rows import most_rows
from cqtt.i18n import _
from cqtt.procedures.questions import Question, QuestionKind

MOST_BLANK_ROWS = 5  # of a group: more are written on the back
MOST_COLUMNS = 4  # of a table; a longer group is written under one another, twice


class Blank(TypedDict):
    """A question with room for its answer: lines, boxes to tick, a place for each part of a person, or a table."""

    label: str
    help: str
    lines: int
    choices: list[str]
    parts: list[str]
    columns: list[tuple[str, str]]  # of a table: what is asked, and what to choose from
    rows: int
    each_time: list["Blank"]  # what a long group asks, instead of a table


def answer_sheet(
    title: str,
    code: str,
    questions: Iterable[Question],
    answers: Mapping[str, Any] | None,
    unit: OfficeHead,
    about: Sequence[tuple[str, str]] = (),
    link: str | None = None,
) -> bytes:
    """Return the sheet as PDF: with the answers of a dossier, or blank for None.

    `about` is what is said above the answers (whose dossier it is, when it was sent); the link becomes a QR.
    """
    asked = list(questions)
    words = {
        "head": unit,
        "title": title,
        "code": code,
        "about": [list(each) for each in about],
        "parts": _blank_parts(asked) if answers is None else _answered_parts(asked, answers),
        "blank": answers is None,
        "qr": paper_qr(link) if link else None,
    }
    return paper.render("dossiers/answer_sheet", words)


def _answered_parts(questions: Sequence[Question], answers: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "heading": part.heading,
            "answers": [
                {"label": one.label, "text": one.text, "rows": [[list(told) for told in row] for row in one.rows]}
                for one in part.answers
            ],
        }
        for part in answer_parts(questions, answers)
    ]


def _blank_parts(questions: Sequence[Question]) -> list[dict[str, Any]]:
    parts: list[dict[str, Any]] = [{"heading": "", "help": "", "questions": []}]
    for question in questions:
        if question.kind is QuestionKind.SECTION:
            parts.append({"heading": question.label, "help": _help(question, questions), "questions": []})
        else:
            parts[-1]["questions"].append(_blank(question, questions))
    return [part for part in parts if part["heading"] or part["questions"]]


def _blank(question: Question, among: Sequence[Question]) -> Blank:
    kind, group, choices = question.kind, question.kind is QuestionKind.GROUP, _choices(question)
    long = len(question.parts) > MOST_COLUMNS
    parts = [_("Họ và tên"), _("Ngày sinh"), _("Số định danh"), _("Số điện thoại")]
    return {
        "label": question.label,
        "help": _help(question, among),
        "lines": 0 if choices or group else 4 if kind is QuestionKind.LONG_TEXT else 1,
        "choices": choices,
        "parts": parts if kind is QuestionKind.PERSON else [],
        "columns": [] if long else [(part.label, " / ".join(_choices(part))) for part in question.parts],
        "rows": min(most_rows(question), 2 if long else MOST_BLANK_ROWS) if group else 0,
        "each_time": [_blank(part, question.parts) for part in question.parts] if long else [],
    }


def _choices(question: Question) -> list[str]:
    return list(map(str, YES_NO_WORDS.values())) if question.kind is QuestionKind.YES_NO else list(question.choices)


def _help(question: Question, among: Sequence[Question]) -> str:
    """Return what stands under a question: when it is to be answered, and its help."""
    rule = question.shown_if
    on = next((one for one in among if rule and one.id == rule.question), None)
    return " ".join(filter(None, [condition_line(question, on) if on else "", question.help]))
