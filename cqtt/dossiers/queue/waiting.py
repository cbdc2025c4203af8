"""For whom a dossier waits and since when, as its events tell it; asked by the database for many at once."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
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
    """Return what waits for a leader's word: a stop that was proposed, or a second request for papers.

    A specialist who needs papers a second time hands the dossier to a leader (rules.SECOND_SUPPLEMENT).
    """
    led = exists().where(OfficerRole.officer_id == Dossier.officer_id, OfficerRole.role == Role.LEADER)
    asked = exists().where(SupplementRequest.dossier_id == Dossier.id)
    again = and_(led, asked, Dossier.status.in_(RUNNING | {Status.SUBMITTED}))
    return or_(again, and_(Dossier.status.in_(RUNNING | WAITING), _stop_proposed()))


def window_over() -> ColumnElement[bool]:
    """Return what was never accepted and got no answer in the time to bring papers: reception may refuse it."""
    unanswered = exists().where(
        SupplementRequest.dossier_id == Dossier.id,
        SupplementRequest.answered_at.is_(None),
        SupplementRequest.closing_proposed_at.is_not(None),
    )
    return and_(Dossier.status == Status.AWAITING_SUPPLEMENT, Dossier.received_at.is_(None), unanswered)


def _stop_proposed() -> ColumnElement[bool]:
    """Return whether a stop was proposed and not answered yet, as case_history.stop_proposal reads it."""
    proposal, later = aliased(DossierEvent), aliased(DossierEvent)
    by_leader = exists().where(OfficerRole.officer_id == later.officer_id, OfficerRole.role == Role.LEADER)
    given_back = and_(later.step == Step.ASSIGN, by_leader)
    answer = or_(later.from_status != later.to_status, later.step == Step.EXTEND, given_back)
    answered = exists().where(later.dossier_id == proposal.dossier_id, later.id > proposal.id, answer)
    return exists().where(proposal.dossier_id == Dossier.id, proposal.step == Step.PROPOSE_STOP, ~answered)
