"""What the calendar does for sessions: it reminds people the day before, and forgets what feedback has forgotten."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select

from cqtt.audit.actions import record
from cqtt.clock import local
from cqtt.commune.models import the_commune
from cqtt.extensions import db
from cqtt.feedback.models import Feedback
from cqtt.feedback.rules import Actor
from cqtt.listening.models import ListeningSession, SessionOpinion
from cqtt.listening.planning import KIND
from cqtt.listening.reminders import TO_ASKER, tell_all
from cqtt.listening.rules import SessionStatus
from cqtt.notifications.models import Notification
from cqtt.schedule import every

AHEAD = timedelta(days=2)  # told on Friday morning of what is on Saturday, and not in the middle of the night
FROM_HOUR, UNTIL_HOUR = 7, 20
AT_ONCE = 50


@every(timedelta(minutes=30))
def remind(at: datetime) -> int:
    """Remind once, by day, of sessions that are near."""
    if not FROM_HOUR <= local(at).hour < UNTIL_HOUR:
        return 0
    day = local(at).date()
    near = select(ListeningSession).where(
        ListeningSession.status == SessionStatus.PLANNED,
        ListeningSession.reminded_at.is_(None),
        ListeningSession.on >= day,
        ListeningSession.on < day + AHEAD,
    )
    sessions = list(db.session.scalars(near))
    for session in sessions:
        session.reminded_at = at
        tell_all(session, the_commune(), at)
    return len(sessions)


@every(timedelta(hours=1))
def forget_erased(at: datetime) -> int:
    """Forget who asked beforehand, and how it was solved in the room, once the years of its feedback are over."""
    reminded = select(Notification.id).where(
        Notification.about_kind == TO_ASKER, Notification.about_id == SessionOpinion.id
    )
    found = (
        select(SessionOpinion)
        .join(Feedback, Feedback.id == SessionOpinion.feedback_id)
        .where(Feedback.erased_at.is_not(None), or_(SessionOpinion.solved_how != "", reminded.exists()))
    )
    erased = list(db.session.scalars(found.limit(AT_ONCE)))
    for opinion in erased:
        opinion.solved_how = ""
        told = delete(Notification).where(Notification.about_kind == TO_ASKER, Notification.about_id == opinion.id)
        db.session.execute(told)
        record("listening.forget", KIND, opinion.session_id, at=at, actor=Actor.SYSTEM, opinion=opinion.id)
    return len(erased)
