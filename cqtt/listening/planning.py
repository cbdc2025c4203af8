"""What officers do with sessions besides the work in the hamlet; every act is recorded. None of these commits."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from cqtt.audit.actions import record
from cqtt.clock import local
from cqtt.commune.actions import claim_revision
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.feedback.models import Feedback
from cqtt.i18n import _
from cqtt.listening.models import ListeningSession, SessionOpinion, SessionPerson
from cqtt.listening.reading import next_number, was_held
from cqtt.listening.reminders import drop_waiting
from cqtt.listening.rules import Part, SessionRefused, SessionStatus, SessionStep, next_status
from cqtt.uploads import Examined

KIND = "listening"
People = Sequence[tuple[int, Part]]
TOLD = frozenset({"on", "starts", "hamlet_id", "place"})  # what a reminder says: whoever got one hears of a change


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


def change(session: ListeningSession, seen: int, people: People, values: Mapping[str, Any], at: datetime) -> None:
    """Change the plan, or ChangedMeanwhile; another day, hour or place is announced anew."""
    changed = sorted(name for name, value in values.items() if getattr(session, name) != value)
    if session.status is SessionStatus.HELD and "on" in changed:
        raise SessionRefused(
            _("Buổi này đã ghi là diễn ra nên không đổi ngày được. Nếu ghi nhầm, xin hủy rồi khôi phục buổi này.")
        )
    _take(session, SessionStep.CHANGE, seen, at)
    for name in changed:
        setattr(session, name, values[name])
    if TOLD.intersection(changed):
        _remind_anew(session)
    _give_people(session, people)
    record("listening.change", KIND, session.id, fields=changed)


def _take(session: ListeningSession, step: SessionStep, seen: int, at: datetime) -> None:
    """Move a session on, or raise SessionRefused or ChangedMeanwhile."""
    status = next_status(session.status, step, session.on, local(at).date())
    claim_revision(session, seen)
    session.status = status


def _remind_anew(session: ListeningSession) -> None:
    drop_waiting(session)
    session.reminded_at = None


def _give_people(session: ListeningSession, people: People) -> None:
    db.session.execute(delete(SessionPerson).where(SessionPerson.session_id == session.id))
    db.session.expire(session, ["people"])
    for position, (officer_id, part) in enumerate(people):
        row = SessionPerson(session_id=session.id, officer_id=officer_id, part=part, position=position)
        db.session.add(row)
    db.session.flush()


def cancel(session: ListeningSession, seen: int, reason: str, at: datetime) -> None:
    """Cancel a session at which nothing was said, and say why; the page and the calendars say so.

    A number that somebody counted meanwhile goes: nobody came to what does not take place.
    """
    if was_held(session):
        raise SessionRefused(_("Đã có ý kiến, việc hứa, hồ sơ hoặc biên bản của buổi này nên không hủy được nữa."))
    _take(session, SessionStep.CANCEL, seen, at)
    session.cancelled_reason = reason
    session.attendees = session.attendees_at = None
    _remind_anew(session)
    record("listening.cancel", KIND, session.id)


def put_back(session: ListeningSession, seen: int, at: datetime) -> None:
    """Take the cancellation back, while the day has not passed."""
    _take(session, SessionStep.PUT_BACK, seen, at)
    session.cancelled_reason = ""
    record("listening.put_back", KIND, session.id)


def hold(session: ListeningSession, seen: int, at: datetime) -> None:
    """Say that a session took place, where no tablet did: it was written down on paper, or called off too late."""
    _take(session, SessionStep.HOLD, seen, at)
    session.cancelled_reason = ""
    record("listening.hold", KIND, session.id)


def publish_summary(session: ListeningSession, seen: int, summary: str, at: datetime) -> None:
    """Tell everybody what was said and solved, in words that a person wrote."""
    _take(session, SessionStep.PUBLISH, seen, at)
    session.summary, session.summary_published_at = summary, session.summary_published_at or at
    record("listening.publish", KIND, session.id)


def take_summary_down(session: ListeningSession, seen: int, at: datetime) -> None:
    """Take the public summary down; its words stay."""
    _take(session, SessionStep.TAKE_DOWN, seen, at)
    session.summary_published_at = None
    record("listening.take_down", KIND, session.id)


def keep_minutes(session: ListeningSession, key: str, sheet: Examined, at: datetime) -> str | None:
    """Keep the signed sheet, which says that the session was held; return the key of the one it replaces."""
    session.status = next_status(session.status, SessionStep.KEEP_MINUTES, session.on, local(at).date())
    replaced = session.minutes_key
    session.minutes_key, session.minutes_sha256 = key, sheet.sha256_kept
    session.minutes_name, session.minutes_type = sheet.name, sheet.media_type
    session.revision += 1
    record("listening.keep_minutes", KIND, session.id)
    return replaced


def ask_beforehand(session_id: int, feedback: Feedback, at: datetime) -> None:
    """Note that feedback was sent in for a session: it is read there, with a number like what is said there."""
    number = None if feedback.is_conduct else next_number(session_id)
    db.session.add(
        SessionOpinion(session_id=session_id, feedback_id=feedback.id, number=number, said_at=at, beforehand=True)
    )
