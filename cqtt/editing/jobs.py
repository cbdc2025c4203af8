"""What the worker does for the editors: drafts whose day has come are published, each exactly once."""

import logging
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from cqtt.clock import local
from cqtt.editing.publishing.actions import claim_draft, publish_due
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.procedures.models import ProcedureVersion, VersionStatus
from cqtt.schedule import every

logger = logging.getLogger(__name__)
AT_ONCE = 50  # small rounds: the write lock is never held for long


@every(timedelta(minutes=1))
def publish_what_is_due(at: datetime) -> int:
    """Publish the drafts whose day has begun; one that something stops stays a draft, and its page says why."""
    due = select(ProcedureVersion.procedure_id).where(_IS_DRAFT, ProcedureVersion.publish_on <= local(at).date())
    found = list(db.session.scalars(due.order_by(ProcedureVersion.publish_on, ProcedureVersion.id)))
    done = 0
    for procedure_id in found:
        if done == AT_ONCE:
            break
        done += _publish(procedure_id, at)
    return done


_IS_DRAFT = ProcedureVersion.status == VersionStatus.DRAFT


def _publish(procedure_id: int, at: datetime) -> bool:
    """Publish the draft of one procedure, committed at once; what another worker or an officer did comes first."""
    db.session.rollback()  # each is read again
    try:
        draft = claim_draft(procedure_id)
        if draft is None or draft.publish_on is None or draft.publish_on > local(at).date():
            return False
        publish_due(draft, at)
        db.session.commit()
    except (RuleBroken, StaleDataError) as stopped:
        db.session.rollback()
        # each minute again until somebody mends it; the editors' pages say why
        logger.debug("the draft of procedure %s was not published: %s", procedure_id, type(stopped).__name__)
        return False
    return True
