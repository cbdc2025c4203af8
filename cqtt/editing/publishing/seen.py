"""Which state of a draft somebody had before them when they decided: in a line that a form carries back."""

from collections.abc import Iterable, Mapping
from hashlib import sha256

from cqtt.editing.drafts import state_of
from cqtt.editing.publishing.saying import FIELD_LABELS
from cqtt.i18n import _
from cqtt.procedures.content import ProcedureContent

_LENGTH = 8  # characters of a mark: enough to see a change, no secret is kept by it
_PUBLISHED, _TOLD = "-published", "-told"


def marks_of(content: ProcedureContent, published_id: int | None, told: Iterable[str]) -> str:
    """Return a line that differs when the draft, the version citizens read, or what the page warned of differs."""
    marks = {name: state_of(content, [name])[:_LENGTH] for name in FIELD_LABELS}
    marks |= {_PUBLISHED: str(published_id or 0), _TOLD: _mark(told)}
    return " ".join(f"{name}={mark}" for name, mark in marks.items())


def changed_since(seen: str, current: str) -> list[str]:
    """Return what has changed since, in words; nothing means that it is as it was seen."""
    if seen == current:
        return []
    before, after = _read(seen), _read(current)
    words = {name: str(label) for name, label in FIELD_LABELS.items()}
    words |= {_PUBLISHED: _("Bản người dân đang đọc"), _TOLD: _("Những việc cần xác nhận")}
    return [words[name] for name in words if before.get(name) != after.get(name)]


def _read(line: str) -> Mapping[str, str]:
    return {name: mark for name, _equals, mark in (part.partition("=") for part in line.split())}


def _mark(told: Iterable[str]) -> str:
    return sha256("\n".join(told).encode()).hexdigest()[:_LENGTH]
