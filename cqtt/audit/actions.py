"""Write an act into the record, in the transaction of the change it is about."""

import json
from datetime import datetime, timedelta

from flask import has_request_context, request
from flask_login import current_user
from sqlalchemy import select

from cqtt.audit.models import AuditEntry
from cqtt.audit.pending import acts_of, wait
from cqtt.audit.rules import Act, Actor
from cqtt.clock import now
from cqtt.extensions import db

ONCE_IN = timedelta(hours=1)


def record(
    action: str,
    object_kind: str,
    object_id: object,
    officer_id: int | None = None,
    *,
    at: datetime | None = None,
    actor: str | None = None,
    with_address: bool = True,
    **details: object,
) -> None:
    """Note who (the signed-in officer unless named) did what, when, from where, on which object.

    The entry is written when the transaction is committed (pending.py). `details` hold ids and codes only.
    Without the address where even that would say too much: somebody who reports without a name.
    """
    inside = has_request_context()
    if officer_id is None and actor in (None, Actor.OFFICER) and inside and current_user.is_authenticated:
        officer_id = current_user.id
    wait(
        Act(
            at=at or now(),
            action=action,
            actor=Actor(actor or _actor_by_default(officer_id, inside)).value,
            officer_id=officer_id,
            object_kind=object_kind,
            object_id=str(object_id),
            address=_address(inside, with_address),
            details=json.loads(json.dumps(details, allow_nan=False)),  # as it will be read again
        )
    )


def _address(inside: bool, with_address: bool) -> str:
    if not inside:
        return "command"
    return (request.remote_addr or "") if with_address else ""


def _actor_by_default(officer_id: int | None, inside: bool) -> Actor:
    if officer_id is not None:
        return Actor.OFFICER
    return Actor.CITIZEN if inside else Actor.COMMAND


def record_view(action: str, object_kind: str, object_id: object, at: datetime) -> None:
    """Record that somebody opened personal data, once an hour for the same person and object."""
    if not (_is_waiting(action, object_kind, str(object_id)) or _is_written(action, object_kind, str(object_id), at)):
        record(action, object_kind, object_id, at=at)


def _is_waiting(action: str, object_kind: str, object_id: str) -> bool:
    wanted = (action, object_kind, object_id, current_user.id)
    waiting = acts_of(db.session())
    return any((act.action, act.object_kind, act.object_id, act.officer_id) == wanted for act in waiting)


def _is_written(action: str, object_kind: str, object_id: str, at: datetime) -> bool:
    seen = select(AuditEntry.id).where(
        AuditEntry.object_kind == object_kind,
        AuditEntry.object_id == object_id,
        AuditEntry.action == action,
        AuditEntry.officer_id == current_user.id,
        AuditEntry.at > at - ONCE_IN,
    )
    return db.session.scalar(seen.limit(1)) is not None
