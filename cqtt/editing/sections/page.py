"""What the page of a version shows: each part as it stands or was typed, what citizens will read, who else writes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Self

from markupsafe import Markup
from sqlalchemy import select

from cqtt.clock import time_text
from cqtt.commune.models import Officer
from cqtt.editing.drafts import state_of, version_to_edit
from cqtt.editing.publishing.saying import FIELD_LABELS, Said, sayings
from cqtt.editing.sections.forms import FORMS, NameForm
from cqtt.editing.sections.part_form import PartForm
from cqtt.editing.sections.parts import FIELDS, Part
from cqtt.editing.sections.rows import PapersForm, Rows
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.procedures.content import ProcedureContent
from cqtt.procedures.kept import files_named_by
from cqtt.procedures.models import Procedure, ProcedureField, ProcedureFile, ProcedureVersion, VersionStatus
from cqtt.procedures.requirements import Requirement
from cqtt.procedures.versions import content_of_version
from cqtt.rich_text import rich_text

LATELY = timedelta(minutes=15)  # somebody who saved within this time is taken to be still writing


@dataclass(frozen=True)
class Sent:
    """One part as it was typed."""

    part: Part
    form: PartForm
    rows: Rows | None = None

    def accepted(self) -> bool:
        """Whether everything that was sent can be used."""
        return self.form.accepted() and not (self.rows and self.rows.complaints())

    def values(self, content: ProcedureContent) -> dict[str, Any]:
        return {"requirements": self.rows.requirements()} if self.rows else self.form.values(content)

    def complaints(self) -> list[tuple[str, str]]:
        """Return (id of the box, its label and what is wrong) for every mistake."""
        said = self.form.complaints() + (self.rows.complaints() if self.rows else [])
        labels = {box.id: str(box.label.text) for box in self.form.boxes()} | (self.rows.labels() if self.rows else {})
        return [(id, f"{labels[id]}: {sentence}" if id in labels else sentence) for id, sentence in said]


@dataclass(frozen=True)
class Conflict:
    """What somebody else saved in the same part meanwhile: (label, what was typed, what is stored), and its mark."""

    who: str
    at: str
    differences: list[tuple[str, str, str]]
    state: str


@dataclass(frozen=True)
class EditPage:
    """The page of a procedure's next version."""

    procedure: Procedure
    version: ProcedureVersion
    content: ProcedureContent
    part: Part | None = None
    sent: Sent | None = None
    conflict: Conflict | None = None
    refused: str = ""

    @classmethod
    def of(cls, procedure: Procedure, part: Part | None = None, **told: Any) -> Self:
        version = version_to_edit(procedure)
        return cls(procedure, version, content_of_version(version), part, **told)

    @property
    def has_draft(self) -> bool:
        return self.version.status is VersionStatus.DRAFT

    @property
    def is_locked(self) -> bool:
        """Whether the draft waits for its day: nothing can be changed until that is taken back."""
        return self.version.publish_on is not None

    @property
    def saved_at(self) -> str:
        at = self.version.edited_at if self.has_draft else None
        return time_text(at) if at else ""

    def form(self, part: Part) -> PartForm:
        """Return the form of a part: as it was typed, or as it is stored."""
        if self.sent and self.sent.part is part:
            return self.sent.form
        return stored_form(self.content, part)

    @cached_property
    def rows(self) -> Rows:
        return self.sent.rows if self.sent and self.sent.rows else Rows.of(self.content)

    @cached_property
    def files(self) -> Mapping[int, ProcedureFile]:
        """Return the files that the documents on the page name."""
        own = files_named_by(row.requirement for row in self.rows.rows)
        return {id: file for id, file in own.items() if file.procedure_id == self.procedure.id}

    @property
    def complaints(self) -> list[tuple[str, str]]:
        return self.sent.complaints() if self.sent else []

    @property
    def guidance(self) -> Markup:
        """Return the unit's own words as citizens will see them, also while they are being typed."""
        typed = self.form(Part.STEPS)["guidance"].data if self.part is Part.STEPS else self.content.guidance
        return rich_text(typed or "")


def stored_form(content: ProcedureContent, part: Part) -> PartForm:
    return _form(content, part, formdata=None)


def sent_part(content: ProcedureContent, part: Part) -> Sent:
    """Return a part as it stands in this request."""
    rows = Rows.sent({paper.id for paper in content.requirements}) if part is Part.PAPERS else None
    return Sent(part, _form(content, part), rows)


def _form(content: ProcedureContent, part: Part, **options: Any) -> PartForm:
    if part is Part.PAPERS:
        return PapersForm.of(content, **options)
    if part is Part.NAME:
        names = db.session.scalars(select(ProcedureField.name).order_by(ProcedureField.position, ProcedureField.slug))
        return NameForm.of(content, fields=names.all(), **options)
    return FORMS[part].of(content, **options)


def conflict_of(procedure: Procedure, sent: Sent, stored: ProcedureContent) -> Conflict:
    """Return what was typed and what is stored by now, wherever the two differ."""
    draft = version_to_edit(procedure)
    who = db.session.get(Officer, draft.edited_by_id) if draft.edited_by_id else None
    typed = replace(stored, **sent.values(stored))
    return Conflict(
        who=who.name if who else "",
        at=time_text(draft.edited_at) if draft.edited_at else "",
        differences=_differences(typed, stored, sent.part),
        state=state_of(stored, FIELDS[sent.part]),
    )


def _differences(typed: ProcedureContent, stored: ProcedureContent, part: Part) -> list[tuple[str, str, str]]:
    names = _file_names(typed.requirements + stored.requirements) if part is Part.PAPERS else {}
    mine, theirs = sayings(typed, names), sayings(stored, names)
    return [
        (str(FIELD_LABELS[name]), *_apart(mine[name], theirs[name]))
        for name in FIELDS[part]
        if mine[name] != theirs[name]
    ]


def _apart(mine: tuple[Said, ...], theirs: tuple[Said, ...]) -> tuple[str, str]:
    """Return what only one of them says; where both say the same in another order, the order."""
    same = set(mine) & set(theirs)
    only = [[thing for thing in things if thing not in same] for things in (mine, theirs)]
    if any(only):
        return _text(only[0]), _text(only[1])
    return "\n".join(thing.title for thing in mine), "\n".join(thing.title for thing in theirs)


def _file_names(papers: tuple[Requirement, ...]) -> dict[int, str]:
    return {id: file.name for id, file in files_named_by(papers).items()}


def _text(things: list[Said]) -> str:
    """Return what a field says, a line for each thing that is said."""
    told = ("; ".join(f"{label}: {text}" if label else text for label, text in thing.rows if text) for thing in things)
    return "\n".join(told) or _("(trống)")


def other_editor(version: ProcedureVersion, officer: Officer, at: datetime) -> str:
    """Return "Trần Thị Mẫu đang sửa thủ tục này (3 phút trước)." while somebody else is writing, else nothing."""
    edited_at, by = version.edited_at, version.edited_by_id
    if version.status is not VersionStatus.DRAFT or edited_at is None or by in (None, officer.id):
        return ""
    if at - edited_at >= LATELY:
        return ""
    minutes = max(0, int((at - edited_at).total_seconds() // 60))
    ago = _("%(minutes)d phút trước", minutes=minutes) if minutes else _("vừa xong")
    return _("%(name)s đang sửa thủ tục này (%(ago)s).", name=db.session.get_one(Officer, by).name, ago=ago)
