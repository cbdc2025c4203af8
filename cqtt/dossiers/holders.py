"""Whose work a dossier was."""

from typing import Any

from sqlalchemy import SQLColumnExpression, case, select

from cqtt.dossiers.models import Dossier, DossierEvent
from cqtt.dossiers.rules import Status, Step


def holder_at_result() -> SQLColumnExpression[Any]:
    """Return who had it when the result came: handing the result on to the desk moves no figure to a colleague."""
    afterwards = (
        select(DossierEvent.details["had"].as_integer())
        .where(DossierEvent.dossier_id == Dossier.id)
        .where(DossierEvent.step == Step.ASSIGN, DossierEvent.from_status == Status.RESOLVED)
        .order_by(DossierEvent.id)
        .limit(1)
        .correlate(Dossier)
    )
    return case((afterwards.exists(), afterwards.scalar_subquery()), else_=Dossier.officer_id)
