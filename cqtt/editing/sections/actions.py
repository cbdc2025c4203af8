"""What administrators do on the page of a version; every act is recorded. None of these commits."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import exists, or_, select

from cqtt.audit.actions import record
from cqtt.commune.models import Officer
from cqtt.editing.drafts import held_version, open_draft, save_part
from cqtt.editing.sections.parts import Part
from cqtt.editing.sections.received import Received
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.procedures.content import ProcedureContent
from cqtt.procedures.kept import file_store
from cqtt.procedures.models import FileKind, Procedure, ProcedureFile, ProcedureVersion
from cqtt.procedures.versions import content_of_version


class CodeTaken(RuleBroken):
    """Another procedure has this national code."""

    def __init__(self) -> None:
        super().__init__(_("Mã này đã là của một thủ tục khác. Xin xem lại mã."))


def write_part(
    procedure: Procedure, part: Part, values: Mapping[str, Any], seen: str, officer: Officer, at: datetime
) -> bool:
    """Save one part in the draft, which begins with its first change; return whether anything changed.

    Raise CodeTaken, ChangedMeanwhile or DraftLocked; the caller rolls back.
    """
    content = content_of_version(held_version(procedure))  # as it stands once nobody else is writing
    changed = replace(content, **values)
    if changed == content:
        return False
    _refuse_taken_code(procedure, changed)
    return save_part(open_draft(procedure, officer, at), dict(values), seen, officer, at, part.value)


def keep_file(
    procedure: Procedure, kind: FileKind, received: Received, storage_key: str, officer: Officer, at: datetime
) -> ProcedureFile:
    """Return the row of a file that lies in the store; the same file sent again is the one of before."""
    same = select(ProcedureFile).where(
        ProcedureFile.procedure_id == procedure.id,
        ProcedureFile.kind == kind,
        ProcedureFile.sha256 == received.digest,
    )
    store = file_store()
    kept = next((file for file in db.session.scalars(same) if store.path(file.storage_key).is_file()), None)
    if kept is not None:
        return kept
    file = ProcedureFile(
        procedure_id=procedure.id,
        kind=kind,
        name=received.name,
        media_type=received.media_type,
        size=len(received.content),
        sha256=received.digest,
        storage_key=storage_key,
        created_at=at,
        officer_id=officer.id,
    )
    db.session.add(file)
    db.session.flush()
    record("add_file", "procedure", procedure.id, kind=kind.value, number=file.id)
    return file


def own_files(procedure: Procedure) -> Mapping[FileKind, Collection[int]]:
    """Return the ids of the files of a procedure, by their kinds."""
    rows = db.session.execute(
        select(ProcedureFile.kind, ProcedureFile.id).where(ProcedureFile.procedure_id == procedure.id)
    ).all()
    return {kind: {id for of_kind, id in rows if of_kind is kind} for kind in FileKind}


def _refuse_taken_code(procedure: Procedure, content: ProcedureContent) -> None:
    has_versions = exists().where(ProcedureVersion.procedure_id == Procedure.id)
    mine = [name for name in (procedure.code, procedure.slug) if name]
    others = select(Procedure.id).where(
        Procedure.code == content.code,
        Procedure.id != procedure.id,
        or_(has_versions, Procedure.replaced_by.not_in(mine)),  # an old code of its own is free to it
    )
    if content.code and db.session.scalar(others) is not None:
        raise CodeTaken
