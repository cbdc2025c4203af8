"""Let citizens read a draft: now, or on its day. None of these commits.

Whoever publishes holds the procedure's row until the end of the transaction; a second one finds no draft any more.
"""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select

from cqtt.audit.actions import record
from cqtt.audit.rules import Actor
from cqtt.clock import date_text
from cqtt.codes.actions import code_for
from cqtt.commune.models import Officer
from cqtt.editing.drafts import DraftLocked, hold
from cqtt.editing.publishing.differences import changed_labels
from cqtt.editing.publishing.readiness import faults_of_draft, overtaken_by
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.procedures.actions import raise_stamp
from cqtt.procedures.catalogue import KIND
from cqtt.procedures.content import ProcedureContent
from cqtt.procedures.models import Procedure, ProcedureVersion, VersionStatus
from cqtt.procedures.old_codes import change_code, free_code
from cqtt.procedures.versions import content_of_version, end_version, version_in


class NotReady(RuleBroken):
    """Something stops the draft from being published; it stays as it is."""


def claim_draft(procedure_id: int) -> ProcedureVersion | None:
    """Return the draft as it stands now, with its procedure held for this transaction; None when it is gone."""
    hold(procedure_id)
    of_it = ProcedureVersion.procedure_id == procedure_id, ProcedureVersion.status == VersionStatus.DRAFT
    return db.session.scalar(select(ProcedureVersion).where(*of_it).execution_options(populate_existing=True))


def publish(draft: ProcedureVersion, note: str, officer: Officer, at: datetime) -> None:
    """Let citizens read the draft from now on, instead of what they read before. Raise NotReady or DraftLocked.

    Dossiers stay under the version they were filed with.
    """
    if draft.publish_on is not None:
        raise DraftLocked
    _check(draft)
    _check_news(draft)
    draft.note, draft.published_by_id = note, officer.id
    _put_before_citizens(draft, at)
    record("publish", KIND, draft.procedure_id, officer_id=officer.id, number=draft.number)


def publish_due(draft: ProcedureVersion, at: datetime) -> None:
    """Publish a draft whose day has come, as it was decided then. Raise NotReady where something stops it by now."""
    if overtaken_by(draft):
        raise NotReady(_("Trong lúc chờ đã có bản khác được công bố."))
    _check(draft)
    _put_before_citizens(draft, at)
    record("publish", KIND, draft.procedure_id, actor=Actor.SYSTEM.value, number=draft.number)


def schedule(draft: ProcedureVersion, on: date, note: str, officer: Officer) -> None:
    """Let the draft be published at the beginning of a day; until then nobody edits it."""
    if draft.publish_on is not None:
        raise DraftLocked
    _check(draft)
    _check_news(draft)
    newer = overtaken_by(draft)
    if newer:  # whoever decides has seen the newer one: only what comes after it holds the draft back
        draft.number = _next_number(draft.procedure_id, but=draft.id)
        draft.based_on_id = newer.id
    draft.publish_on, draft.note, draft.published_by_id = on, note, officer.id
    db.session.flush()
    record("schedule_publish", KIND, draft.procedure_id, number=draft.number, on=date_text(on))


def unschedule(draft: ProcedureVersion) -> None:
    """Let the draft wait for no day any more; it may be edited again."""
    if draft.publish_on is None:
        return
    draft.publish_on, draft.note, draft.published_by_id = None, "", None
    db.session.flush()
    record("unschedule_publish", KIND, draft.procedure_id, number=draft.number)


def _check(draft: ProcedureVersion) -> None:
    faults = faults_of_draft(draft)
    if faults:
        raise NotReady(" ".join(fault.sentence for fault in faults))


def _check_news(draft: ProcedureVersion) -> None:
    current = version_in(draft.procedure_id, VersionStatus.PUBLISHED)
    if current is not None and not changed_labels(content_of_version(current), content_of_version(draft)):
        raise NotReady(_("Bản nháp giống hệt bản đang công bố nên không có gì để công bố."))


def _put_before_citizens(draft: ProcedureVersion, at: datetime) -> None:
    procedure, content = draft.procedure, content_of_version(draft)
    current = version_in(procedure.id, VersionStatus.PUBLISHED)
    if current is not None:
        end_version(current, at)
        draft.number = max(draft.number, _next_number(procedure.id, but=draft.id))
    _follow(procedure, content, is_first=not was_published(procedure.id))
    content = replace(content, slug=procedure.slug)
    draft.content, draft.digest, draft.last_change = content.to_json(), content.digest(), None
    draft.status, draft.published_at, draft.publish_on = VersionStatus.PUBLISHED, at, None
    db.session.flush()
    code_for(KIND, str(procedure.id))
    raise_stamp()


def _follow(procedure: Procedure, content: ProcedureContent, is_first: bool) -> None:
    """Let the row say what the content says; what was published once keeps its slug, and its old code leads on."""
    if is_first:
        free_code(content.code)
        procedure.slug, procedure.code = content.slug, content.code
    else:
        change_code(procedure, content.code)
    if not procedure.is_active:  # it is brought back
        procedure.is_active, procedure.replaced_by = True, ""
    procedure.revision += 1
    db.session.flush()


def was_published(procedure_id: int) -> bool:
    """Tell whether citizens have ever read a version of the procedure."""
    of_it = ProcedureVersion.procedure_id == procedure_id, ProcedureVersion.status != VersionStatus.DRAFT
    return db.session.scalar(select(ProcedureVersion.id).where(*of_it).limit(1)) is not None


def _next_number(procedure_id: int, but: int | None = None) -> int:
    others = select(ProcedureVersion.number).where(ProcedureVersion.procedure_id == procedure_id)
    if but is not None:
        others = others.where(ProcedureVersion.id != but)
    return max(db.session.scalars(others), default=0) + 1
