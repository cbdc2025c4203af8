"""Which procedures cause a letter when they are done, and which answers of their forms name the people in it."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select

from cqtt.audit.actions import record
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.letters.models import LetterTrigger
from cqtt.letters.rules import Occasion
from cqtt.letters.wording import FROM_ANSWERS
from cqtt.procedures.models import Procedure, ProcedureVersion, VersionStatus
from cqtt.procedures.questions import Question, QuestionKind
from cqtt.text import fold, sort_key

KIND = "letter_trigger"
NAMES_SOMEBODY = (QuestionKind.TEXT, QuestionKind.PERSON)  # answers that can be a name
MOST_NAMES = 2  # of a couple
# By the national code: the usual registration, with a foreigner, in the hamlets, and the linked one for newborns.
DEFAULTS = {
    **dict.fromkeys(("1.000894", "2.000806", "1.000593"), Occasion.MARRIAGE),
    **dict.fromkeys(("1.001193", "2.000528", "1.003583", "3.000722"), Occasion.BIRTH),
    **dict.fromkeys(("1.000656", "1.001766", "1.000419"), Occasion.DEATH),
}
# Where a letter would hurt or give something away: a second registration, whose child somebody is, an adoption, a
# guardian, a divorce.
NEVER = ("dang ky lai", "nhan cha", "nhan con", "con nuoi", "ly hon", "giam ho", "da co ho so")
# Words of a question that asks for the person whom the letter is about, one set for each person.
_ASKING: dict[str, Sequence[tuple[str, ...]]] = {
    "vo_chong": (("chong", "ben nam", "ben_nam"), ("vo", "ben nu", "ben_nu")),
    "ten_be": (("chau", "tre", "be", "con"),),
    "nguoi_mat": (("mat", "chet", "qua co"),),
}


class NoLetter(RuleBroken):
    """Of this procedure nobody may be written to."""


def trigger_of(procedure_id: int) -> LetterTrigger | None:
    """Return which letter a procedure causes, if any; whether it is switched on, it says itself."""
    return db.session.get(LetterTrigger, procedure_id)


def is_never(name: str) -> bool:
    """Tell by its name whether a procedure must cause no letter."""
    said = f" {fold(name)} ".replace(",", " ,")
    return any(f" {words} " in said for words in NEVER)


def add_default_triggers() -> int:
    """Let each registration of the catalogue cause its letter where nobody has said anything yet; return how many.

    Whatever an administrator switched off or changed stays as it is.
    """
    said = set(db.session.scalars(select(LetterTrigger.procedure_id)))
    found = select(Procedure).where(Procedure.code.in_(DEFAULTS), Procedure.is_active)
    missing = [procedure for procedure in db.session.scalars(found) if procedure.id not in said]
    asked = questions_by_procedure([procedure.id for procedure in missing])
    for procedure in missing:
        occasion = DEFAULTS[procedure.code or ""]
        answers = guessed_answers(occasion, asked.get(procedure.id, ()))
        db.session.add(LetterTrigger(procedure_id=procedure.id, occasion=occasion, answers=answers, is_on=True))
    db.session.flush()
    return len(missing)


def questions_by_procedure(ids: Iterable[int]) -> dict[int, list[Question]]:
    """Return the questions of the published forms that a name can be answered to; one query."""
    published = select(ProcedureVersion.procedure_id, ProcedureVersion.content).where(
        ProcedureVersion.status == VersionStatus.PUBLISHED, ProcedureVersion.procedure_id.in_(list(ids))
    )
    return {id: _naming(content["questions"]) for id, content in db.session.execute(published)}


def _naming(stored: Iterable[dict[str, Any]]) -> list[Question]:
    questions = [Question.from_json(row) for row in stored]
    return [question for question in questions if question.kind in NAMES_SOMEBODY]


def guessed_answers(occasion: Occasion, questions: Iterable[Question]) -> dict[str, list[str]]:
    """Guess by its words which question names whom; an administrator corrects it. Nothing where none fits."""
    asking = [question for question in questions if fold(question.label).startswith(("ho", "ten"))]
    answers = {place: _guessed(_ASKING[place], asking) for place in FROM_ANSWERS.get(occasion, ())}
    return {place: ids for place, ids in answers.items() if ids}


def _guessed(people: Sequence[tuple[str, ...]], asking: Iterable[Question]) -> list[str]:
    """Return a question for each person; half a couple is worse than none."""
    asking = list(asking)
    found = [next((question.id for question in asking if _asks_for(question, words)), "") for words in people]
    return found if all(found) and len(set(found)) == len(found) else []


def _asks_for(question: Question, words: tuple[str, ...]) -> bool:
    said = f" {fold(question.label)} {question.id} ".replace(",", " ")
    return any(f" {word} " in said or f"_{word} " in said for word in words)


def check_may_cause(procedure_id: int, name: str) -> None:
    """Raise NoLetter for a procedure that must cause none."""
    if is_never(name):
        raise NoLetter(_("Thủ tục này không gửi thư: lá thư có thể nói ra chuyện riêng của gia đình."))


def add_trigger(procedure_id: int, name: str, occasion: Occasion) -> LetterTrigger:
    """Let one more procedure cause a letter."""
    check_may_cause(procedure_id, name)
    asked = questions_by_procedure([procedure_id]).get(procedure_id, [])
    answers = guessed_answers(occasion, asked)
    trigger = LetterTrigger(procedure_id=procedure_id, occasion=occasion, answers=answers, is_on=True)
    db.session.add(trigger)
    db.session.flush()
    record("add", KIND, procedure_id, occasion=occasion.value)
    return trigger


def change_trigger(trigger: LetterTrigger, occasion: Occasion, answers: dict[str, list[str]]) -> None:
    """Store which letter it is, and which answers name the people in it."""
    changed = [name for name, new in (("occasion", occasion), ("answers", answers)) if getattr(trigger, name) != new]
    trigger.occasion, trigger.answers = occasion, answers
    record("change", KIND, trigger.procedure_id, fields=changed)


def switch(trigger: LetterTrigger, is_on: bool) -> None:
    """Let a procedure cause its letter, or no more; letters that were drafted stay."""
    trigger.is_on = is_on
    record("use" if is_on else "take_out_of_use", KIND, trigger.procedure_id)


def published_names() -> list[tuple[int, str, str]]:
    """Return every published procedure, its id, code and name, in the order of the alphabet; one query."""
    name = ProcedureVersion.content["name"].as_string()
    published = (
        select(Procedure.id, Procedure.code, name)
        .join(ProcedureVersion, ProcedureVersion.procedure_id == Procedure.id)
        .where(ProcedureVersion.status == VersionStatus.PUBLISHED)
    )
    found = [(id, code or "", str(said)) for id, code, said in db.session.execute(published)]
    return sorted(found, key=lambda procedure: sort_key(procedure[2]))
