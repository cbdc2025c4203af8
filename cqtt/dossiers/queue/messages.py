"""Texts that wait to be sent by hand: about which dossiers, the longest waiting first."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select

from cqtt.dossiers.models import Dossier
from cqtt.dossiers.rules import Status
from cqtt.extensions import db
from cqtt.notifications.models import Channel, DeliveryStatus, Notification
from cqtt.procedures.models import ProcedureVersion


@dataclass(frozen=True)
class WaitingText:
    """One dossier whose people wait for a word from an officer."""

    dossier_id: int
    code: str
    procedure: str
    name: str
    since: datetime


@dataclass(frozen=True)
class WaitingTexts:
    """The first of them, and about how many dossiers there are such texts in all."""

    first: list[WaitingText]
    total: int


def texts_to_send(most: int = 8) -> WaitingTexts:
    """Return the dossiers with a text to be sent by hand; one query."""
    name = case((Dossier.organisation_name != "", Dossier.organisation_name), else_=Dossier.applicant_name)
    waiting = (
        select(Notification.about_id, func.min(Notification.created_at).label("since"))
        .where(Notification.channel == Channel.BY_HAND, Notification.status == DeliveryStatus.PENDING)
        .where(Notification.about_kind == "dossier")
        .group_by(Notification.about_id)
        .subquery()
    )
    rows = db.session.execute(
        select(
            Dossier.id,
            Dossier.code,
            ProcedureVersion.content["name"].as_string(),
            name,
            waiting.c.since,
            func.count().over(),
        )
        .join(waiting, waiting.c.about_id == Dossier.id)
        .join(ProcedureVersion, ProcedureVersion.id == Dossier.version_id)
        .where(Dossier.status != Status.DRAFT)
        .order_by(waiting.c.since, Dossier.id)
        .limit(most)
    ).all()
    return WaitingTexts([WaitingText(*row[:-1]) for row in rows], rows[0][-1] if rows else 0)
