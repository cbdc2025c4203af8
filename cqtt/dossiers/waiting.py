"""For whom a dossier waits and since when, as its events tell it; asked by the database for many at once."""

from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from cqtt.commune.models import OfficerRole
from cqtt.dossiers.models import Dossier, DossierEvent, SupplementRequest
from cqtt.dossiers.rules import RUNNING, WAITING, Status, Step
from cqtt.roles import Role


def waiting_since() -> ColumnElement[datetime]:
    """Return since when a dossier waits: for the citizen's papers or money, or to be fetched."""
    entered = (
        select(func.max(DossierEvent.at))
        .where(
            DossierEvent.dossier_id == Dossier.id,
            DossierEvent.to_status == Dossier.status,
            DossierEvent.from_status != DossierEvent.to_status,
        )
        .scalar_subquery()
    )
    return case((Dossier.status == Status.RESOLVED, Dossier.resolved_at), (Dossier.status.in_(WAITING), entered))


def for_leader() -> ColumnElement[bool]:
    """Return what waits for a leader's word: a stop that was proposed, or a second supplement.

    A specialist who needs papers a second time hands the dossier to a leader (rules.SECOND_SUPPLEMENT). Whatever
    changes the state, more time, or handing the dossier back to a specialist is a leader's answer.
    """
    led = exists().where(OfficerRole.officer_id == Dossier.officer_id, OfficerRole.role == Role.LEADER)
    asked = exists().where(SupplementRequest.dossier_id == Dossier.id)
    may_be_asked = Dossier.status.in_(RUNNING | {Status.SUBMITTED})
    last = _last_step_that_matters()
    return and_(
        Dossier.status.in_(RUNNING | WAITING | {Status.SUBMITTED}),
        or_(
            last == Step.PROPOSE_STOP, and_(last == Step.ASSIGN, led, or_(and_(may_be_asked, asked), _stop_proposed()))
        ),
    )


def _last_step_that_matters() -> ScalarSelect[Step]:
    laid_before = (Step.PROPOSE_STOP, Step.ASSIGN, Step.EXTEND)
    return (
        select(DossierEvent.step)
        .where(
            DossierEvent.dossier_id == Dossier.id,
            or_(DossierEvent.step.in_(laid_before), DossierEvent.from_status != DossierEvent.to_status),
        )
        .order_by(DossierEvent.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def _stop_proposed() -> ColumnElement[bool]:
    """Return whether a stop was proposed that no change of state has followed."""
    proposal, later = aliased(DossierEvent), aliased(DossierEvent)
    followed = exists().where(
        later.dossier_id == proposal.dossier_id, later.id > proposal.id, later.from_status != later.to_status
    )
    return exists().where(proposal.dossier_id == Dossier.id, proposal.step == Step.PROPOSE_STOP, ~followed)
