"""Do what a plan says: publish at once, or only prepare drafts. Doing it again changes nothing at all."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from cqtt.audit.actions import record
from cqtt.codes.actions import code_for
from cqtt.errors import RuleBroken
from cqtt.exchange.columns import FIELDS, LIFE_EVENTS, OLD_CODES, Table
from cqtt.exchange.plan import Item, Outcome, Plan
from cqtt.exchange.reading import Row
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.procedures.actions import raise_stamp
from cqtt.procedures.catalogue import KIND
from cqtt.procedures.content import FilingMode
from cqtt.procedures.models import LifeEvent, Procedure, ProcedureField, VersionStatus
from cqtt.procedures.old_codes import change_code, free_code, lead_on
from cqtt.procedures.versions import add_version, end_version, version_in


class DraftsInTheWay(RuleBroken):
    """Somebody is writing drafts that this import would overwrite."""


def publish(plan: Plan, note: str, officer_id: int | None, at: datetime) -> None:
    """Let citizens read what the file says from now on. Drafts that somebody is writing stay as they are."""
    if not plan.changes_anything:
        return
    _load_versions(plan)
    _put_groups(plan, FIELDS)
    for item in plan.items:
        if item.outcome is not Outcome.UNCHANGED:
            _publish(item, note, officer_id, at)
    _put_groups(plan, LIFE_EVENTS)
    _put_old_codes(plan)
    raise_stamp(date.fromisoformat(plan.day) if plan.is_newer else None)
    new, changed = len(plan.of(Outcome.NEW)), len(plan.of(Outcome.CHANGED))
    record("import", "catalogue", plan.day, officer_id, new=new, changed=changed)


def prepare_drafts(plan: Plan, overwrite: bool, officer_id: int | None, at: datetime) -> int:
    """Make drafts of what the file says and return how many; citizens see nothing of it.

    Raise DraftsInTheWay where somebody's draft says something else, unless it may be overwritten; one that waits
    for its day of publication is never overwritten.
    """
    _refuse_drafts_in_the_way(plan, overwrite)
    _load_versions(plan)
    made = sum(_prepare(item, officer_id, at) for item in plan.drafted)
    if made:
        record("import", "catalogue", plan.day, officer_id, drafts=made)
    return made


def _refuse_drafts_in_the_way(plan: Plan, overwrite: bool) -> None:
    waiting = [item.name for item in plan.in_the_way if item.draft and item.draft.publish_on]
    if waiting:
        raise DraftsInTheWay(_("Bản nháp đã hẹn ngày công bố: %(names)s. Xin bỏ hẹn trước.", names="; ".join(waiting)))
    if plan.in_the_way and not overwrite:
        names = "; ".join(item.name for item in plan.in_the_way)
        raise DraftsInTheWay(_("Đang có bản nháp của: %(names)s. Muốn thay, xin đánh dấu vào ô bên dưới.", names=names))


def _load_versions(plan: Plan) -> None:
    """Load the versions of all procedures of the plan at once."""
    ids = [item.procedure.id for item in plan.items if item.procedure and item.outcome is not Outcome.UNCHANGED]
    db.session.scalars(select(Procedure).where(Procedure.id.in_(ids)).options(selectinload(Procedure.versions))).all()


def _publish(item: Item, note: str, officer_id: int | None, at: datetime) -> None:
    row = item.procedure or _new_row(item)
    old_slug, code = row.slug, item.entry.code or None
    touched = _set(row, **_beside(item.entry.row), slug=item.entry.slug, is_active=True) or row.code != code
    row.revision += 1 if touched and item.procedure else 0
    db.session.flush()
    change_code(row, code)
    if item.says_something_else:
        current = version_in(row.id, VersionStatus.PUBLISHED)
        if current:
            end_version(current, at)
        add_version(row, item.content, VersionStatus.PUBLISHED, at, officer_id).note = note
    if row.slug != old_slug:
        _rename_in_life_events(old_slug, row.slug)
        lead_on(old_slug, row.address_code)
    number = row.versions[-1].number if row.versions else 0
    record("import", "procedure", row.id, officer_id, number=number)


def _new_row(item: Item, **values: Any) -> Procedure:
    free_code(item.entry.code)
    row = Procedure(slug=item.entry.slug, code=item.entry.code or None, **_beside(item.entry.row) | values)
    db.session.add(row)
    db.session.flush()
    code_for(KIND, str(row.id))
    return row


def _beside(row: Row) -> dict[str, Any]:
    """Return what stands beside the content of a procedure."""
    return {
        "department": row.text("department"),
        "filing_mode": FilingMode(row.text("filing_mode")),
        "filing_reason": row.text("filing_reason"),
        "filing_chosen": bool(row["filing_chosen"]),
        "portal_url": row.text("portal_url"),
        "replaced_by": row.text("replaced_by"),
        "synonyms": list(row.lines("synonyms")),
    }


def _rename_in_life_events(old: str, new: str) -> None:
    for event in db.session.scalars(select(LifeEvent)):
        if old in event.procedures:
            event.procedures = [new if slug == old else slug for slug in event.procedures]
            event.revision += 1


def _put_groups(plan: Plan, table: Table) -> None:
    """Put fields or life events; names are free before they are given away, so two may change places."""
    rows = [part.row for part in plan.changed_parts if part.table is table]
    kept = {row.text("id"): _group(table, row.text("id")) for row in rows}
    for row in rows:
        old = kept[row.text("id")]
        if old is not None and old.name != row.text("name"):
            old.name = f"… {old.slug}"
    db.session.flush()
    for row in rows:
        _put_group(table, row, kept[row.text("id")])
    db.session.flush()


def _group(table: Table, slug: str) -> ProcedureField | LifeEvent | None:
    return db.session.get(ProcedureField, slug) if table is FIELDS else db.session.get(LifeEvent, slug)


def _put_group(table: Table, row: Row, old: ProcedureField | LifeEvent | None) -> None:
    values: dict[str, Any] = {key: row.text(key) for key in ("name", "description", "icon")}
    values["position"] = row.number("position") or 0
    if table is LIFE_EVENTS:
        values["procedures"] = list(row.lines("procedures"))
    if old is not None:
        old.revision += 1
        _set(old, **values)
    elif table is FIELDS:
        db.session.add(ProcedureField(slug=row.text("id"), **values))
    else:
        db.session.add(LifeEvent(slug=row.text("id"), **values))


def _put_old_codes(plan: Plan) -> None:
    """Keep the codes of what is gone, so that an old poster still leads somewhere."""
    for part in plan.changed_parts:
        if part.table is not OLD_CODES:
            continue
        code, new = part.row.text("code"), part.row.text("replaced_by")
        row = db.session.scalar(select(Procedure).where((Procedure.code == code) | (Procedure.slug == code)))
        if row is None:
            is_code = "." in code
            slug = f"ma-cu-{code.replace('.', '-')}" if is_code else code
            mode = FilingMode.AT_DESK
            row = Procedure(slug=slug, code=code if is_code else None, filing_mode=mode, is_active=False)
            db.session.add(row)
        row.replaced_by = new
        db.session.flush()


def _prepare(item: Item, officer_id: int | None, at: datetime) -> bool:
    """Make or overwrite one draft; what was published once keeps its id."""
    row = item.procedure or _new_row(item, replaced_by="")
    content = replace(item.content, slug=row.slug)
    if item.published is not None and item.published.digest() == content.digest():
        return False
    draft = version_in(row.id, VersionStatus.DRAFT)
    if draft is None:
        draft = add_version(row, content, VersionStatus.DRAFT, at, officer_id)
        published = version_in(row.id, VersionStatus.PUBLISHED)
        draft.based_on_id = published.id if published else None
    elif draft.digest == content.digest():
        return False
    draft.content, draft.digest = content.to_json(), content.digest()
    draft.edited_at, draft.edited_by_id = at, officer_id
    record("import_draft", "procedure", row.id, officer_id, number=draft.number)
    return True


def _set(row: Procedure | ProcedureField | LifeEvent, **values: Any) -> bool:
    """Set what differs and tell whether anything did."""
    differing = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in differing.items():
        setattr(row, name, value)
    return bool(differing)
