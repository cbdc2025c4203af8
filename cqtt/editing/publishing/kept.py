"""A draft that was thrown away or written over: kept for a day, so that this can be undone.

It lies in the file store without a row: the sweeping of strays takes it away after a day.
"""

import json
from dataclasses import dataclass
from typing import Any

from flask import current_app, session

from cqtt.editing.drafts import state_of
from cqtt.editing.publishing.saying import FIELD_LABELS
from cqtt.files import FileStore, NotAKey
from cqtt.procedures.content import ProcedureContent
from cqtt.procedures.models import ProcedureVersion
from cqtt.procedures.versions import content_of_version

_IN_SESSION = "kept_draft"


@dataclass(frozen=True)
class KeptDraft:
    """What a draft said, which version it knew, and the state of what was put in its place ("" when nothing was)."""

    procedure_id: int
    content: ProcedureContent
    based_on_id: int | None
    instead: str


def keep(draft: ProcedureVersion, instead: ProcedureContent | None = None) -> str:
    """Keep what the draft says now, before it goes; return the key it is found by."""
    told: dict[str, Any] = {
        "procedure_id": draft.procedure_id,
        "content": content_of_version(draft).to_json(),
        "based_on_id": draft.based_on_id,
        "instead": state_of_all(instead) if instead else "",
    }
    return _store().put(json.dumps(told, ensure_ascii=False).encode())


def kept(key: str) -> KeptDraft | None:
    """Return what was kept under a key, None when it is gone or there never was such a thing."""
    try:
        told = json.loads(_store().read(key))
        content = ProcedureContent.from_json(told["content"])
        return KeptDraft(told["procedure_id"], content, told["based_on_id"], told["instead"])
    except (NotAKey, FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def state_of_all(content: ProcedureContent) -> str:
    """Return a short mark of everything the content says."""
    return state_of(content, FIELD_LABELS)


def offer_undo(key: str, procedure_id: int) -> None:
    """Let the pages of this procedure offer the way back, in this browser."""
    session[_IN_SESSION] = [key, procedure_id]


def undo_offered(procedure_id: int) -> str | None:
    """Return the key of what can be brought back for this procedure."""
    key, whose = session.get(_IN_SESSION) or (None, None)
    return key if whose == procedure_id else None


def forget_undo() -> None:
    session.pop(_IN_SESSION, None)


def _store() -> FileStore:
    store: FileStore = current_app.extensions["files"]
    return store
