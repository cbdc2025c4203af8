"""What the form was before its last change, kept with the draft until anything of it changes (`put_content`)."""

from dataclasses import dataclass
from typing import Any

from cqtt.procedures.models import ProcedureVersion
from cqtt.procedures.questions import Question


@dataclass(frozen=True)
class LastChange:
    """What was done, in a sentence, and the questions as they were before."""

    done: str
    questions: tuple[Question, ...]


def keep_for_undo(draft: ProcedureVersion, done: str, stored: list[object], **more: Any) -> None:
    """Keep the questions, as they were stored before the change that was just saved."""
    draft.last_change = {"done": done, "questions": stored} | more


def added_with(draft: ProcedureVersion, key: str) -> str | None:
    """Return where a question was put, if the last change was to add it with the form of this one-time key."""
    kept = draft.last_change or {}
    return kept["place"] if key and kept.get("key") == key else None


def last_change(draft: ProcedureVersion | None) -> LastChange | None:
    """Return the change that can still be undone."""
    kept = draft.last_change if draft else None
    if not kept:
        return None
    return LastChange(kept["done"], tuple(Question.from_json(row) for row in kept["questions"]))
