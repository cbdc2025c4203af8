"""What the calendar does for sessions: a word to whoever goes, and to whoever sent a question, the day before."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from cqtt.addresses import full_url
from cqtt.clock import day_text, local
from cqtt.commune.models import Commune, the_commune
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.listening.models import ListeningSession, SessionOpinion
from cqtt.listening.rules import SessionStatus
from cqtt.notifications.actions import announce
from cqtt.schedule import every
from cqtt.text import without_marks

AHEAD = timedelta(days=2)  # told on Friday morning of what is on Saturday, and not in the middle of the night
FROM_HOUR, UNTIL_HOUR = 7, 20


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
        _tell_officers(session, the_commune(), at)
        _tell_askers(session, the_commune(), at)
    return len(sessions)


def _tell_officers(session: ListeningSession, commune: Commune, at: datetime) -> None:
    for person in session.people:
        if person.officer.email:
            _tell(session, f"officer-{person.officer_id}", commune, at, email=person.officer.email)


def _tell_askers(session: ListeningSession, commune: Commune, at: datetime) -> None:
    """Tell those who sent a question and left a telephone or an address."""
    asked = select(SessionOpinion).where(SessionOpinion.session_id == session.id, SessionOpinion.beforehand)
    for opinion in db.session.scalars(asked.options(selectinload(SessionOpinion.feedback))):
        sender = opinion.feedback
        if sender.phone or sender.email:
            _tell(session, f"asker-{opinion.id}", commune, at, email=sender.email, phone=sender.phone)


def _tell(
    session: ListeningSession, who: str, commune: Commune, at: datetime, email: str = "", phone: str = ""
) -> None:
    link = full_url("listening.show", id=session.id)
    sentence = _(
        "%(unit)s: buổi lắng nghe dân nói tại %(place)s, %(hamlet)s, %(start)s %(day)s. Xem: ",
        unit=commune.full_name,
        place=session.place,
        hamlet=session.hamlet.name,
        start=session.starts,
        day=day_text(session.on),
    )
    announce(
        key=f"session-{session.id}-{session.on.isoformat()}-{who}",
        about_kind="listening",
        about_id=session.id,
        event="remind",
        subject=_("Nhắc buổi lắng nghe dân nói %(day)s", day=day_text(session.on)),
        body=f"{_('Kính gửi Ông/Bà,')}\n\n{sentence}{link}\n\n{_('Xin cảm ơn Ông/Bà.')}",
        short=without_marks(sentence)[: 306 - len(link)] + link,
        email=email,
        phone=phone,
        at=at,
    )
