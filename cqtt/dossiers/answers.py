"""What was answered, as its owner and the officer read it: the same words on both sides."""

from typing import Any

from cqtt.clock import date_of_iso
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.submission_forms import MESSAGE
from cqtt.i18n import _
from cqtt.procedures.content import ProcedureContent, Question, QuestionKind
from cqtt.procedures.facts import money


def answer_facts(dossier: Dossier, content: ProcedureContent) -> list[tuple[str, str]]:
    """Return the answers under the words of the questions that were asked; nothing stored is left out."""
    questions = {question.id: question for question in (*content.questions, MESSAGE)}
    ordered = [id for id in questions if id in dossier.answers]
    ordered += [id for id in dossier.answers if id not in questions]
    return [
        (questions[id].label if id in questions else id, answer_text(questions.get(id), dossier.answers[id]))
        for id in ordered
    ]


def answer_text(question: Question | None, value: Any) -> str:
    """Return an answer as it is read: dates in our order, yes and no in words."""
    if isinstance(value, list):
        return "; ".join(map(str, value))
    kind = question.kind if question else QuestionKind.TEXT
    if kind is QuestionKind.YES_NO:
        return _("Có") if value == "yes" else _("Không")
    if kind is QuestionKind.DATE:
        return date_of_iso(value)
    if kind is QuestionKind.MONEY and str(value).isdecimal():
        return money(int(value))
    return str(value)
