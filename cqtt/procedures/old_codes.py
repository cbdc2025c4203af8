"""Codes that a procedure had before: whatever was printed or copied with one still leads to the procedure."""

from sqlalchemy import exists, select, update

from cqtt.extensions import db
from cqtt.procedures.content import FilingMode
from cqtt.procedures.models import Procedure, ProcedureVersion


def change_code(procedure: Procedure, code: str | None) -> None:
    """Give a published procedure another code, or none; the one it had leads to it from now on."""
    old = procedure.code
    if code == old:
        return
    free_code(code)
    procedure.code = code
    db.session.flush()
    if old is not None:
        lead_on(old, procedure.address_code)
        _keep_old(old, procedure.address_code)


def lead_on(old: str, successor: str) -> None:
    """Let whatever leads to this code or slug lead to its successor, so that nobody goes two ways."""
    leading = update(Procedure).where(Procedure.replaced_by == old, Procedure.code.is_distinct_from(successor))
    db.session.execute(leading.values(replaced_by=successor))


def free_code(code: str | None) -> None:
    """Take a code back from the row that only remembers it."""
    row = _remembered(code) if code else None
    if row is not None:
        db.session.delete(row)
        db.session.flush()


def _remembered(code: str) -> Procedure | None:
    """Return the row that stands for an old code and nothing else: it never had a version."""
    has_versions = exists().where(ProcedureVersion.procedure_id == Procedure.id)
    return db.session.scalar(select(Procedure).where(Procedure.code == code, ~Procedure.is_active, ~has_versions))


def _keep_old(code: str, successor: str) -> None:
    slug = f"ma-cu-{code.replace('.', '-')}"
    mode = FilingMode.AT_DESK
    db.session.add(Procedure(slug=slug, code=code, filing_mode=mode, is_active=False, replaced_by=successor))
    db.session.flush()
