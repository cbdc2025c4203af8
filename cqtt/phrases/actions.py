"""What administrators do with standard texts; every change is recorded. None of these commits."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select, update

from cqtt.audit.actions import record
from cqtt.commune.actions import ChangedMeanwhile
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.phrases.defaults import default_texts
from cqtt.phrases.models import Occasion, StandardText, beside
from cqtt.phrases.rules import fitting
from cqtt.procedures.models import Procedure

KIND = "standard_text"


def add_text(occasion: Occasion, **values: Any) -> StandardText:
    """Add a text at the end of its list."""
    text = StandardText(occasion=occasion, **fitting(occasion, values))
    text.position = _last_position(text) + 1
    db.session.add(text)
    db.session.flush()
    record("add", KIND, text.id, occasion=occasion)
    return text


def change_text(text: StandardText, revision: int, values: Mapping[str, Any]) -> None:
    """Store what was typed, unless somebody else stored a change since the form was filled: ChangedMeanwhile."""
    claimed = update(StandardText).where(StandardText.id == text.id, StandardText.revision == revision)
    if db.session.execute(claimed.values(revision=revision + 1)).rowcount != 1:  # type: ignore[attr-defined]
        raise ChangedMeanwhile(_("Trong lúc Ông/Bà sửa, có người đã lưu thay đổi khác."))
    new = fitting(values["occasion"], values)
    changed = sorted(name for name, value in new.items() if getattr(text, name) != value)
    for name in changed:
        setattr(text, name, new[name])
    if {"occasion", "procedure_id"} & set(changed):
        text.position = _last_position(text) + 1
    record("change", KIND, text.id, fields=changed)


def show_text(text: StandardText, shown: bool) -> None:
    """Offer a text again, or no more; what was written with it stays as it is."""
    text.is_active, text.revision = shown, text.revision + 1
    record("show" if shown else "hide", KIND, text.id)


def move_text(text: StandardText, places: int) -> None:
    """Move a text up (-1) or down (1) in its list; at the end it stays."""
    ordered = beside(text)
    here = ordered.index(text)
    ordered.insert(max(0, here + places), ordered.pop(here))
    for position, other in enumerate(ordered, start=1):
        other.position = position
    record("move", KIND, text.id)


def add_default_texts() -> int:
    """Add the texts that come with the program where there are none yet; return how many were added.

    One for a procedure that the catalogue does not have is left out.
    """
    if db.session.scalar(select(func.count(StandardText.id))):
        return 0
    by_slug = {slug: id for id, slug in db.session.execute(select(Procedure.id, Procedure.slug))}
    wanted = [text for text in default_texts() if text.procedure is None or text.procedure in by_slug]
    for text in wanted:
        procedure_id = by_slug[text.procedure] if text.procedure else None
        add_text(
            text.occasion,
            procedure_id=procedure_id,
            text=text.text,
            legal_ground=text.legal_ground,
            competent_place=text.competent_place,
        )
    return len(wanted)


def _last_position(text: StandardText) -> int:
    with db.session.no_autoflush:
        return max((other.position for other in beside(text) if other is not text), default=0)
