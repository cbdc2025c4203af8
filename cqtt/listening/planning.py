"""What officers do with sessions besides the work in the hamlet; every act is recorded. None of these commits."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from cqtt.audit.actions import record
from cqtt.clock import local
from cqtt.commune.actions import claim_revision
from cqtt.commune.models import Officer
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.feedback.models import Feedback
from cqtt.i18n import _
from cqtt.listening.models import ListeningSession, SessionOpinion, SessionPerson
from cqtt.listening.reading import next_number
from cqtt.listening.rules import Part, SessionStatus

KIND = "listening"
People = Sequence[tuple[int, Part]]


class SessionRefused(RuleBroken):
    """This cannot be done to the session now."""


def planned_with(start_key: str) -> ListeningSession | None:
    """Return what the form with this one-time key has written, if it was sent before."""
    return db.session.scalar(select(ListeningSession).where(ListeningSession.start_key == start_key))


def plan(start_key: str, officer: Officer, people: People, at: datetime, **values: Any) -> ListeningSession:
    """Plan a session; the same key again returns the first."""
    if (before := planned_with(start_key)) is not None:
        return before
    session = ListeningSession(
        start_key=start_key,
        status=SessionStatus.PLANNED,
        created_at=at,
        created_by_id=officer.id,
        revision=1,
        **values,
    )
    db.session.add(session)
    db.session.flush()
    _give_people(session, people)
    record("listening.plan", KIND, session.id)
    return session


def change(session: ListeningSession, seen: int, people: People, values: Mapping[str, Any]) -> None:
    """Change the plan, or ChangedMeanwhile; another day is announced anew."""
    if session.status not in (SessionStatus.PLANNED, SessionStatus.HELD):
        raise SessionRefused(_("Buổi này đã hủy hoặc đã có kết quả nên không sửa kế hoạch được nữa."))
    claim_revision(session, seen)
    changed = sorted(name for name, value in values.items() if getattr(session, name) != value)
    for name in changed:
        setattr(session, name, values[name])
    if "on" in changed:
        session.reminded_at = None
    _give_people(session, people)
    record("listening.change", KIND, session.id, fields=changed)


def _give_people(session: ListeningSession, people: People) -> None:
    db.session.execute(delete(SessionPerson).where(SessionPerson.session_id == session.id))
    db.session.expire(session, ["people"])
    for position, (officer_id, part) in enumerate(people):
        row = SessionPerson(session_id=session.id, officer_id=officer_id, part=part, position=position)
        db.session.add(row)
    db.session.flush()


def cancel(session: ListeningSession, seen: int, reason: str) -> None:
    """Cancel a session that has not been held, and say why; the page and the calendars say so."""
    if session.status is not SessionStatus.PLANNED:
        raise SessionRefused(_("Chỉ hủy được buổi chưa diễn ra."))
    claim_revision(session, seen)
    session.status, session.cancelled_reason = SessionStatus.CANCELLED, reason
    record("listening.cancel", KIND, session.id)


def put_back(session: ListeningSession, seen: int, at: datetime) -> None:
    """Take the cancellation back, while the day has not passed."""
    if session.status is not SessionStatus.CANCELLED or session.on < local(at).date():
        raise SessionRefused(_("Chỉ khôi phục được buổi đã hủy mà chưa qua ngày."))
    claim_revision(session, seen)
    session.status, session.cancelled_reason = SessionStatus.PLANNED, ""
    record("listening.put_back", KIND, session.id)


def publish_summary(session: ListeningSession, seen: int, summary: str, at: datetime) -> None:
    """Tell everybody what was said and solved, in words that a person wrote."""
    if session.status not in (SessionStatus.HELD, SessionStatus.REPORTED):
        raise SessionRefused(_("Buổi này chưa diễn ra nên chưa có kết quả để công bố."))
    claim_revision(session, seen)
    session.summary, session.status = summary, SessionStatus.REPORTED
    session.summary_published_at = session.summary_published_at or at
    record("listening.publish", KIND, session.id)


def take_summary_down(session: ListeningSession, seen: int) -> None:
    """Take the public summary down; its words stay."""
    claim_revision(session, seen)
    session.summary_published_at, session.status = None, SessionStatus.HELD
    record("listening.take_down", KIND, session.id)


def keep_minutes(session: ListeningSession, key: str, digest: str, name: str, media_type: str) -> str | None:
    """Keep the signed sheet; return the key of the one it replaces."""
    replaced = session.minutes_key
    session.minutes_key, session.minutes_sha256 = key, digest
    session.minutes_name, session.minutes_type = name, media_type
    session.revision += 1
    record("listening.keep_minutes", KIND, session.id)
    return replaced


def ask_beforehand(session_id: int, feedback: Feedback, at: datetime) -> None:
    """Note that feedback was sent in for a session: it is read there, with a number like what is said there."""
    number = None if feedback.is_conduct else next_number(session_id)
    db.session.add(
        SessionOpinion(session_id=session_id, feedback_id=feedback.id, number=number, said_at=at, beforehand=True)
    )
