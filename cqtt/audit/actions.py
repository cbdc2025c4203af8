"""Write an act into the record, in the transaction of the change it is about."""

from datetime import datetime, timedelta

from flask import has_request_context, request
from flask_login import current_user
from sqlalchemy import select

from cqtt.audit.models import AuditEntry
from cqtt.clock import now
from cqtt.extensions import db


def record(action: str, object_kind: str, object_id: object, officer_id: int | None = None, **details: object) -> None:
    """Add an entry: who (the signed-in officer unless named), when, from where, what, on which object."""
    inside = has_request_context()
    if officer_id is None and inside and current_user.is_authenticated:
        officer_id = current_user.id
    db.session.add(
        AuditEntry(
            at=now(),
            action=action,
            officer_id=officer_id,
            object_kind=object_kind,
            object_id=str(object_id),
            address=(request.remote_addr or "") if inside else "command",
            details=details,
        )
    )


def record_view(action: str, object_kind: str, object_id: object, at: datetime) -> None:
    """Record that somebody opened personal data, once an hour for the same person and object."""
    seen = db.session.scalar(
        select(AuditEntry.id)
        .where(
            AuditEntry.object_kind == object_kind,
            AuditEntry.object_id == str(object_id),
            AuditEntry.action == action,
            AuditEntry.officer_id == current_user.id,
            AuditEntry.at > at - timedelta(hours=1),
        )
        .limit(1)
    )
    if seen is None:
        record(action, object_kind, object_id)
