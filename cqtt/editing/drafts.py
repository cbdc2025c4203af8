"""The next version of a procedure, as it is being written. Citizens see nothing of it. None of these commits.

A draft is saved part by part. Whoever saves a part says which state of it they saw; when somebody else has saved
the same part meanwhile, nothing is overwritten: `ChangedMeanwhile` carries what the draft says by now. Who opens a
draft holds its procedure's row until the end of the transaction: of two parts saved at once neither gets lost.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from cqtt.audit.actions import record
from cqtt.audit.models import AuditEntry
from cqtt.commune.models import Officer
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.procedures.actions import hold_catalogue
from cqtt.procedures.content import ProcedureContent
from cqtt.procedures.models import Procedure, ProcedureVersion, VersionStatus
from cqtt.procedures.versions import add_version, content_of_version, version_in

ONE_SITTING = timedelta(hours=1)  # saved again and again in it, a part is one line of the record


class ChangedMeanwhile(RuleBroken):
    """Somebody else saved the same part after this one was read."""

    def __init__(self, current: ProcedureContent) -> None:
        super().__init__(_("Người khác vừa sửa phần này. Xin xem nội dung mới bên cạnh rồi quyết định."))
        self.current = current


class DraftLocked(RuleBroken):
    """The draft waits for its day of publication."""

    def __init__(self) -> None:
        super().__init__(_("Bản nháp này đã hẹn ngày công bố. Muốn sửa tiếp, xin bỏ hẹn trước."))


class NothingWritten(RuleBroken):
    """The procedure has no version: a new one whose draft was thrown away, or an old code that only leads on."""

    def __init__(self) -> None:
        super().__init__(_("Thủ tục này chưa có nội dung. Xin thêm một thủ tục mới, chép từ thủ tục khác nếu cần."))


def version_to_edit(procedure: Procedure) -> ProcedureVersion:
    """Return the draft of a procedure; where there is none, the version that a draft begins as."""
    return (
        version_in(procedure.id, VersionStatus.DRAFT)
        or version_in(procedure.id, VersionStatus.PUBLISHED)
        or _last_version(procedure)
    )


def open_draft(procedure: Procedure, officer: Officer, at: datetime) -> ProcedureVersion:
    """Return the draft of a procedure; where there is none, one that begins as the newest version."""
    newest = held_version(procedure)
    if newest.status is VersionStatus.DRAFT:
        return newest
    return begin_draft(procedure, content_of_version(newest), officer, at, based_on=newest)


def held_version(procedure: Procedure) -> ProcedureVersion:
    """Hold the procedure, and return what is to be edited as it stands now."""
    hold(procedure.id)
    newest = version_to_edit(procedure)
    db.session.refresh(newest)  # it may have been read before the row was held
    return newest


def hold(procedure_id: int) -> None:
    """Let nobody else edit, publish, retire or restore this procedure until the transaction ends."""
    hold_catalogue()
    row = select(Procedure).where(Procedure.id == procedure_id).with_for_update()
    db.session.scalars(row.execution_options(populate_existing=True)).one()


def begin_draft(
    procedure: Procedure,
    content: ProcedureContent,
    officer: Officer,
    at: datetime,
    based_on: ProcedureVersion | None = None,
) -> ProcedureVersion:
    """Begin a draft that says this; the procedure must have none."""
    draft = add_version(procedure, content, VersionStatus.DRAFT, at, officer.id)
    draft.based_on_id = based_on.id if based_on else None
    _touch(draft, officer, at)
    record("begin_draft", "procedure", procedure.id, number=draft.number)
    return draft


def save_part(
    draft: ProcedureVersion, values: dict[str, Any], seen: str, officer: Officer, at: datetime, part: str
) -> bool:
    """Save some fields of the content; `seen` is the `state_of` these fields that the writer had before them.

    Return whether anything changed. Raise ChangedMeanwhile or DraftLocked, with nothing saved.
    """
    if draft.publish_on is not None:
        raise DraftLocked
    content = content_of_version(draft)
    changed = replace(content, **values)
    if changed == content:
        return False
    if seen != state_of(content, values):
        raise ChangedMeanwhile(content)
    put_content(draft, changed, officer, at)
    if not _is_noted(draft, part, officer, at):
        record("edit_draft", "procedure", draft.procedure_id, number=draft.number, part=part)
    return True


def put_content(draft: ProcedureVersion, content: ProcedureContent, officer: Officer, at: datetime) -> None:
    """Let the draft say this, whole."""
    draft.content, draft.digest, draft.last_change = content.to_json(), content.digest(), None
    _touch(draft, officer, at)


def discard_draft(draft: ProcedureVersion) -> None:
    """Throw the draft away; a procedure that was never published stays, without words, until it is removed."""
    record("discard_draft", "procedure", draft.procedure_id, number=draft.number)
    db.session.delete(draft)
    db.session.flush()


def state_of(content: ProcedureContent, names: Iterable[str]) -> str:
    """Return a short mark of what the content says in these fields; equal fields have an equal mark."""
    stored = content.to_json()
    told = {name: stored.get(name) for name in sorted(names)}
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16]


def _last_version(procedure: Procedure) -> ProcedureVersion:
    of_it = ProcedureVersion.procedure_id == procedure.id
    newest = select(ProcedureVersion).where(of_it).order_by(ProcedureVersion.number.desc()).limit(1)
    found = db.session.scalar(newest)
    if found is None:
        raise NothingWritten
    return found


def _is_noted(draft: ProcedureVersion, part: str, officer: Officer, at: datetime) -> bool:
    """Whether the record says already that this officer is writing this part: a draft is saved while one types."""
    lately = select(AuditEntry.details).where(
        AuditEntry.object_kind == "procedure",
        AuditEntry.object_id == str(draft.procedure_id),
        AuditEntry.action == "edit_draft",
        AuditEntry.officer_id == officer.id,
        AuditEntry.at > at - ONE_SITTING,
    )
    wanted = (draft.number, part)
    return any((said.get("number"), said.get("part")) == wanted for said in db.session.scalars(lately))


def _touch(draft: ProcedureVersion, officer: Officer, at: datetime) -> None:
    draft.edited_at, draft.edited_by_id = at, officer.id
    db.session.flush()
