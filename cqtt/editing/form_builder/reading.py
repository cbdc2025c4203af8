"""What the builder's pages show: the draft's questions, or those citizens are asked while there is no draft."""

from dataclasses import dataclass

from flask import abort

from cqtt.declarations.names import question_names
from cqtt.editing.drafts import state_of
from cqtt.editing.finding import procedure_or_404
from cqtt.editing.form_builder import changes
from cqtt.editing.form_builder.actions import PARTS
from cqtt.editing.form_builder.changes import Place, Questions
from cqtt.editing.form_builder.forms import answer_words
from cqtt.editing.form_builder.kinds import WORDS, KindWords, condition_sentence
from cqtt.editing.form_builder.undo import LastChange, last_change
from cqtt.procedures.content import ProcedureContent
from cqtt.procedures.models import Procedure, ProcedureVersion, VersionStatus
from cqtt.procedures.questions import FormFault, Question, QuestionKind, form_faults
from cqtt.procedures.versions import content_of_version, version_in


@dataclass(frozen=True)
class Edited:
    """A procedure whose form is being edited, as it is by now."""

    procedure: Procedure
    draft: ProcedureVersion | None
    content: ProcedureContent

    @property
    def seen(self) -> str:
        """Return the mark of the questions that the page shows."""
        return state_of(self.content, PARTS)

    @property
    def locked(self) -> bool:
        """Tell whether the draft waits for its day of publication."""
        return self.draft is not None and self.draft.publish_on is not None

    @property
    def last_change(self) -> LastChange | None:
        return None if self.locked else last_change(self.draft)

    @property
    def faults(self) -> list[FormFault]:
        return form_faults(self.content.questions)

    def question_or_404(self, place: Place) -> Question:
        return changes.found(self.content.questions, place) or abort(404)


@dataclass(frozen=True)
class Row:
    """One question of the list: where it stands, and what is said of it."""

    place: Place
    question: Question
    words: KindWords
    condition: str
    name: str  # in a .docx template; "" for what has none
    waiting: int  # how many questions wait for its answer
    first: bool
    last: bool
    parts: "list[Row]"


def edited_or_404(code: str) -> Edited:
    """Return the procedure and its draft; without a draft what is published, or was last."""
    procedure = procedure_or_404(code)
    draft = version_in(procedure.id, VersionStatus.DRAFT)
    shown = draft or version_in(procedure.id, VersionStatus.PUBLISHED) or (procedure.versions or abort(404))[-1]
    return Edited(procedure, draft, content_of_version(shown))


def rows(content: ProcedureContent) -> list[Row]:
    """Return the questions as the builder lists them."""
    names = {question.id: name for name, question in question_names(content).items() if question.asks}
    return _rows(content.questions, "", names)


def _rows(among: Questions, group: str, names: dict[str, str]) -> list[Row]:
    return [
        Row(
            place=(place := Place(question.id, group)),
            question=question,
            words=WORDS[question.kind],
            condition=condition(question, among),
            name=question.id if group else names.get(question.id, ""),
            waiting=len(changes.waiting_for(among, place)),
            first=question is among[0],
            last=question is among[-1],
            parts=_rows(question.parts, question.id, names),
        )
        for question in among
    ]


def condition(question: Question, among: Questions) -> str:
    """Return when a question is asked, in a sentence; "" for one that is always asked."""
    rule = question.shown_if
    if rule is None:
        return ""
    on = changes.found(among, Place(rule.question))
    words = answer_words(on) if on else {}
    values = [words.get(value, value) for value in rule.values]
    return condition_sentence(on.label if on else rule.question, values, question.kind is QuestionKind.SECTION)
