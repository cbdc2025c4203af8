"""Which procedures cause a letter when they are done, and which answers of their forms name the people in it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from cqtt.audit.actions import record
from cqtt.commune.actions import claim_revision
from cqtt.dossiers.models import Dossier
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.letters.models import LetterTrigger
from cqtt.letters.rules import Occasion
from cqtt.letters.wording import FROM_ANSWERS
from cqtt.procedures.content import LetterTrigger as Seed
from cqtt.procedures.models import Procedure, ProcedureVersion, VersionStatus
from cqtt.procedures.questions import Question, QuestionKind
from cqtt.ratings.inviting import register_mourning
from cqtt.text import fold, sort_key

KIND = "letter_trigger"
NAMES_SOMEBODY = (QuestionKind.TEXT, QuestionKind.PERSON)  # answers that can be a name
MOST_NAMES = 2  # of a couple
# What the catalogue says of a procedure that comes into it: a beginning, kept here from then on.
SEEDS = {
    Seed.CONGRATULATE_MARRIAGE: Occasion.MARRIAGE,
    Seed.CONGRATULATE_NEWBORN: Occasion.BIRTH,
    Seed.CONDOLENCE: Occasion.DEATH,
}
NOBODY = "nobody"  # in the record: no answer names anybody
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
    """Let each procedure of which nobody has said anything yet cause what the catalogue says; return how many.

    Whatever an administrator switched off or changed stays as it is: the catalogue is asked once.
    """
    seed = ProcedureVersion.content["letter_trigger"].as_string()
    name = ProcedureVersion.content["name"].as_string()
    fresh = (
        select(Procedure.id, name, seed)
        .join(ProcedureVersion, ProcedureVersion.procedure_id == Procedure.id)
        .where(ProcedureVersion.status == VersionStatus.PUBLISHED, Procedure.is_active)
        .where(seed.in_([each.value for each in SEEDS]), Procedure.id.not_in(select(LetterTrigger.procedure_id)))
    )
    found = {id: SEEDS[Seed(said)] for id, name, said in db.session.execute(fresh) if not is_never(name)}
    asked = questions_by_procedure(found)
    for id, occasion in found.items():
        _add(id, occasion, asked.get(id, ()))
    db.session.flush()
    return len(found)


def is_about_a_death(dossier: Dossier) -> bool:
    """Tell whether a family mourns: by the letter of the procedure, before there is one by the catalogue."""
    trigger = trigger_of(dossier.procedure_id)
    if trigger is not None:
        return trigger.occasion is Occasion.DEATH
    return dossier.version.content.get("letter_trigger") == Seed.CONDOLENCE


register_mourning(is_about_a_death)


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


def is_swapped(questions: Iterable[Question], first: str, second: str) -> bool:
    """Tell whether the first question asks for the wife, and the second for the husband, by their words."""
    asked = {question.id: question for question in questions}
    husband, wife = _ASKING["vo_chong"]
    return _asks_alone(asked[first], wife, husband) and _asks_alone(asked[second], husband, wife)


def _asks_alone(question: Question, words: Sequence[str], others: Sequence[str]) -> bool:
    return _asks_for(question, words) and not _asks_for(question, others)


def _asks_for(question: Question, words: Sequence[str]) -> bool:
    said = f" {fold(question.label)} {question.id} ".replace(",", " ")
    return any(f" {word} " in said or f"_{word} " in said for word in words)


def check_may_cause(procedure_id: int, name: str) -> None:
    """Raise NoLetter for a procedure that must cause none."""
    if is_never(name):
        raise NoLetter(_("Thủ tục này không gửi thư: lá thư có thể nói ra chuyện riêng của gia đình."))


def add_trigger(procedure_id: int, name: str, occasion: Occasion) -> LetterTrigger:
    """Let one more procedure cause a letter."""
    check_may_cause(procedure_id, name)
    trigger = _add(procedure_id, occasion, questions_by_procedure([procedure_id]).get(procedure_id, []))
    db.session.flush()
    return trigger


def _add(procedure_id: int, occasion: Occasion, questions: Iterable[Question]) -> LetterTrigger:
    answers = guessed_answers(occasion, questions)
    trigger = LetterTrigger(procedure_id=procedure_id, occasion=occasion, answers=answers, is_on=True, revision=1)
    db.session.add(trigger)
    record("add", KIND, procedure_id, occasion=occasion.value, names=_names_in(answers))
    return trigger


def change_trigger(trigger: LetterTrigger, seen: int, occasion: Occasion, answers: dict[str, list[str]]) -> None:
    """Store which letter it is, and which answers name the people in it; the record tells from what to what.

    Nothing is written where nothing was changed. Raise ChangedMeanwhile when somebody else was faster.
    """
    if (trigger.occasion, trigger.answers) == (occasion, answers):
        return
    claim_revision(trigger, seen)
    before = trigger.occasion.value, _names_in(trigger.answers)
    trigger.occasion, trigger.answers = occasion, answers
    record(
        "change",
        KIND,
        trigger.procedure_id,
        occasion_before=before[0],
        names_before=before[1],
        occasion=occasion.value,
        names=_names_in(answers),
    )


def _names_in(answers: Mapping[str, Any]) -> list[str]:
    """Return the ids of the questions that name somebody, as the record keeps them."""
    stored = [[ids] if isinstance(ids, str) else ids for ids in answers.values()]
    return [id for ids in stored for id in ids] or [NOBODY]


def switch(trigger: LetterTrigger, is_on: bool) -> None:
    """Let a procedure cause its letter, or no more; letters that were drafted stay."""
    if trigger.is_on is is_on:
        return
    trigger.is_on = is_on
    record("use" if is_on else "take_out_of_use", KIND, trigger.procedure_id, occasion=trigger.occasion.value)


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
