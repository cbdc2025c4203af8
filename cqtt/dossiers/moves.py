"""What every move of a dossier has in common: who may, the new state, the event and its record, the message."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm.attributes import flag_modified

from cqtt.audit.actions import record
from cqtt.commune.models import Officer, the_commune
from cqtt.dossiers import texts
from cqtt.dossiers.models import Dossier, DossierEvent
from cqtt.dossiers.rules import WAITING, Actor, Step, StepNotAllowed, check_citizen_step, next_status, roles_for
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.notifications.actions import About, announce, announce_to_browsers


class AnotherWasFaster(RuleBroken):
    """Somebody changed the dossier after this page was opened; nothing of this request happened."""


def check_revision(dossier: Dossier, seen: int) -> None:
    """Raise AnotherWasFaster if the page this request came from shows an older state."""
    if dossier.revision != seen:
        raise another_was_faster(dossier)


def another_was_faster(dossier: Dossier) -> AnotherWasFaster:
    """Return the refusal that names who changed the dossier last."""
    last = dossier.events[-1] if dossier.events else None
    who = last.officer.name if last and last.officer else _("Người nộp")
    return AnotherWasFaster(
        _(
            "%(who)s vừa cập nhật hồ sơ này trước. Chưa có gì thay đổi thêm; xin xem lại rồi làm tiếp.",
            who=who,
        )
    )


def by_officer(dossier: Dossier, step: Step, officer: Officer, at: datetime, **said: Any) -> None:
    """Make a move of the desk, if the officer's roles allow it now."""
    check_who(dossier, step, officer)
    move(dossier, step, Actor.OFFICER, at, officer=officer, **said)


def check_who(dossier: Dossier, step: Step, officer: Officer | None) -> None:
    """Raise StepNotAllowed unless the officer's roles, or nobody's as the citizen, may make this step now."""
    if officer is None:
        check_citizen_step(dossier.status, step)
    elif not officer.has_role(*roles_for(dossier.status, step, len(dossier.supplements))):
        if step is Step.REQUEST_SUPPLEMENT and dossier.supplements:
            raise StepNotAllowed(
                _(
                    "Hồ sơ đã được yêu cầu bổ sung một lần. Lần nữa cần lãnh đạo quyết định:"
                    " xin giao hồ sơ cho lãnh đạo."
                )
            )
        raise StepNotAllowed(_("Việc này thuộc phần của đồng nghiệp khác. Xin chuyển hồ sơ cho người phụ trách."))


def move(
    dossier: Dossier,
    step: Step,
    actor: Actor,
    at: datetime,
    told: str = "",
    note: str = "",
    officer: Officer | None = None,
    details: dict[str, Any] | None = None,
    is_told_apart: bool = False,
) -> None:
    """Change the state by the table, write the event, and tell the person concerned.

    Where the details say that something is still `owed`, a payment was one in part. What `is_told_apart` has a message
    of its own already: it stands on the dossier's page and no second one goes out.
    """
    before, details = dossier.status, details or {}
    dossier.status = next_status(before, step, dossier.status_before, in_part=bool(details.get("owed")))
    flag_modified(dossier, "status")  # so that every event is an UPDATE and the revision grows
    if dossier.status in WAITING and before not in WAITING:
        dossier.status_before = before
    elif dossier.status not in WAITING:
        dossier.status_before = None
    event = DossierEvent(
        step=step,
        from_status=before,
        to_status=dossier.status,
        at=at,
        actor=actor,
        officer_id=officer.id if officer else None,
        told=told,
        note=note,
        details=details,
    )
    dossier.events.append(event)
    db.session.flush()
    _record(dossier, event)
    if told and not is_told_apart:
        _tell(dossier, event)


def _record(dossier: Dossier, event: DossierEvent) -> None:
    """Write the move into the record, by ids and codes only; the words stay with the event."""
    states: dict[str, Any] = {"from": event.from_status.value, "to": event.to_status.value}
    record(
        f"dossier.{event.step.value}",
        "dossier",
        dossier.id,
        officer_id=event.officer_id,
        at=event.at,
        actor=event.actor.value,
        event=event.id,
        **states,
    )


def _tell(dossier: Dossier, event: DossierEvent) -> None:
    """Write the message about this event into the outbox, for whoever is to get messages."""
    message = texts.message(dossier, event, the_commune())
    elsewhere = dossier.tell_submitter and bool(dossier.submitter_phone)  # the address for mail is the applicant's
    key, about = f"dossier-event-{event.id}", About("dossier", dossier.id, event.step.value)
    announce_to_browsers(key, about, message, event.at)
    announce(
        key,
        about,
        message,
        email="" if elsewhere else dossier.email,
        phone=dossier.submitter_phone if elsewhere else dossier.phone,
        at=event.at,
    )
