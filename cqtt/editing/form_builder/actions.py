"""Changes to the questions of a procedure: into its draft, never into what citizens see. None of these commits."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from cqtt.commune.models import Officer
from cqtt.editing.drafts import ChangedMeanwhile, open_draft, save_part, state_of
from cqtt.editing.form_builder import changes
from cqtt.editing.form_builder.changes import Place, Questions
from cqtt.editing.form_builder.naming import new_id
from cqtt.editing.form_builder.undo import added_with, keep_for_undo, last_change
from cqtt.errors import RuleBroken
from cqtt.i18n import _
from cqtt.procedures.content import ProcedureContent
from cqtt.procedures.models import Procedure, ProcedureVersion
from cqtt.procedures.questions import Question
from cqtt.procedures.versions import content_of_version

PARTS = ("questions",)


@dataclass(frozen=True)
class Editor:
    """Who changes the form, and when."""

    officer: Officer
    at: datetime


@dataclass(frozen=True)
class Addition:
    """A question to be added, inside which group and after which other, and the one-time key of the form it is from."""

    question: Question
    group: str
    after: str
    key: str


class ListChanged(ChangedMeanwhile):
    """Somebody else changed the questions; the list to which the writer goes back shows them."""

    @property
    def sentence(self) -> str:
        return _("Người khác vừa sửa các câu hỏi nên chưa đổi gì. Danh sách dưới đây là mới nhất, xin xem rồi làm lại.")


def change_questions(
    procedure: Procedure, seen: str, editor: Editor, change: Callable[[Questions], Questions], done: str
) -> None:
    """Change the draft's questions, beginning a draft where there is none; `seen` is the state the page showed.

    Raise FormBroken when the form could not be asked any more, ListChanged, or DraftLocked.
    """
    draft = open_draft(procedure, editor.officer, editor.at)
    content = content_of_version(draft)
    if seen != state_of(content, PARTS):
        raise ListChanged(content)
    _save(draft, content, change(content.questions), editor, done)


def add_question(procedure: Procedure, new: Addition, editor: Editor) -> Place:
    """Add a question under an id made from its words; return where it stands. It overwrites nobody's work.

    The same form sent twice adds one.
    """
    draft = open_draft(procedure, editor.officer, editor.at)
    if (place := added_with(draft, new.key)) is not None:
        return Place.read(place)
    content, label = content_of_version(draft), new.question.label
    inside = new.group if changes.found(content.questions, Place(new.group)) else ""
    stands = Place(new_id(label, changes.ids_of(changes.listed(content.questions, inside))), inside)
    added = changes.add(content.questions, replace(new.question, id=stands.id), inside, new.after)
    _save(draft, content, added, editor, _("Đã thêm “%(name)s”.", name=label), key=new.key, place=str(stands))
    return stands


def change_question(procedure: Procedure, place: Place, question: Question, seen: str, editor: Editor) -> None:
    """Let a question say this; `seen` is the `state_of_question` the writer had before them.

    Choices that were only worded anew take the conditions that wait for them along.
    """
    draft = open_draft(procedure, editor.officer, editor.at)
    content = content_of_version(draft)
    current = changes.found(content.questions, place)
    if current is None or seen != state_of_question(current):
        raise ChangedMeanwhile(content)
    following = changes.rename_choices(content.questions, place, question.choices)
    changed = changes.put(following, place, question)
    _save(draft, content, changed, editor, _("Đã sửa “%(name)s”.", name=question.label))


def undo(draft: ProcedureVersion, seen: str, editor: Editor) -> None:
    """Take the last change of the form back; nothing may have been changed since."""
    draft = open_draft(draft.procedure, editor.officer, editor.at)
    kept, content = last_change(draft), content_of_version(draft)
    if kept is None or seen != state_of(content, PARTS):
        raise RuleBroken(_("Bản nháp đã được sửa tiếp nên không hoàn tác được nữa. Xin xem lại các câu hỏi bên dưới."))
    save_part(draft, {"questions": kept.questions}, seen, editor.officer, editor.at, part="questions")


def state_of_question(question: Question) -> str:
    """Return a short mark of what a question says; equal questions have an equal mark."""
    return hashlib.sha256(repr(question).encode()).hexdigest()[:16]


def _save(
    draft: ProcedureVersion, content: ProcedureContent, changed: Questions, editor: Editor, done: str, **more: Any
) -> None:
    changes.refuse_faults(content.questions, changed)
    stored, state = draft.content["questions"], state_of(content, PARTS)
    if save_part(draft, {"questions": changed}, state, editor.officer, editor.at, part="questions"):
        keep_for_undo(draft, done, stored, **more)
