"""An officer before a dossier: finding it, the right to work on it, and the record of who has read it.

Finding a dossier and the right to move it are one call; no view can forget the second.
"""

from typing import Any

from flask import abort, g, request
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from cqtt.audit.actions import record, record_view
from cqtt.audit.rules import Actor
from cqtt.clock import now
from cqtt.commune.models import Officer
from cqtt.commune.signed_in import me
from cqtt.database import begin_writing
from cqtt.dossiers.models import Attachment, Dossier, DossierEvent
from cqtt.dossiers.moves import another_was_faster, check_revision, check_who
from cqtt.dossiers.rules import ROLES, SECOND_SUPPLEMENT, Status, Step, next_status
from cqtt.extensions import db
from cqtt.roles import Role


def roles_ever(step: Step) -> tuple[Role, ...]:
    """Return the roles that may take this step in some state: whom its address lets in at all."""
    later = SECOND_SUPPLEMENT if step is Step.REQUEST_SUPPLEMENT else frozenset()
    return tuple(ROLES[step] | later)


def case_or_404(dossier_id: int) -> Dossier:
    """Return a dossier that was submitted; a draft belongs to its owner alone."""
    dossier = db.session.get(Dossier, dossier_id)
    if dossier is None or dossier.status is Status.DRAFT:
        abort(404)
    return dossier


def whole_case_or_404(dossier_id: int) -> Dossier:
    """Return the dossier with everything its page shows, in as few queries as there are lists."""
    wanted = (
        select(Dossier)
        .where(Dossier.id == dossier_id, Dossier.status != Status.DRAFT)
        .options(
            joinedload(Dossier.officer).lazyload(Officer.roles),
            selectinload(Dossier.events).joinedload(DossierEvent.officer).lazyload(Officer.roles),
            selectinload(Dossier.attachments),
            selectinload(Dossier.supplements),
        )
    )
    dossier = db.session.scalar(wanted)
    if dossier is None:
        abort(404)
    return dossier


def case_for_step(dossier_id: int, step: Step) -> Dossier:
    """Return the dossier if this officer may take the step now.

    Raise AnotherWasFaster when a POST comes from a page that shows an older state, StepNotAllowed when the
    state or the officer's roles do not allow the step.
    """
    dossier = case_or_404(dossier_id)
    if request.method == "POST":
        check_seen(dossier)
    check_step(dossier, step)
    return dossier


def check_step(dossier: Dossier, step: Step) -> None:
    """Raise StepNotAllowed unless the state, and this officer's roles, allow the step now."""
    next_status(dossier.status, step, dossier.status_before)
    check_who(dossier, step, me())


def check_seen(dossier: Dossier) -> None:
    """Raise AnotherWasFaster unless the form that was sent shows the dossier's latest state."""
    if g.get("overtaken"):  # this request lost the race at the database already
        raise another_was_faster(dossier)
    check_revision(dossier, request.form.get("revision", 0, type=int))


def file_or_404(dossier_id: int, public_id: str) -> Attachment:
    """Return a file of this dossier; one of another dossier answers as one that does not exist."""
    case_or_404(dossier_id)
    found = db.session.scalar(
        select(Attachment).where(Attachment.dossier_id == dossier_id, Attachment.public_id == public_id)
    )
    if found is None:
        abort(404)
    return found


def note_reading(action: str, kind: str, object_id: int) -> None:
    """Record that this officer read personal data, in a short transaction of its own after the reading."""
    begin_writing()
    record_view(action, kind, object_id, now())
    db.session.commit()


def note_handing_out(action: str, kind: str, object_id: object, actor: Actor | None = None, **details: Any) -> None:
    """Record each time that something leaves: printed, saved, opened by itself, by an officer or a citizen.

    It is a short transaction of its own after the reading, which it ends: make the answer first.
    """
    begin_writing()
    record(action, kind, object_id, actor=actor, **details)
    db.session.commit()
