"""What the calendar does to feedback by itself: it rises when late, closes, and is forgotten when its years are over.

Each is one short transaction: what an officer does in the same moment comes first, and the next round looks again.
A report of conduct never rises to others: it is with its only reader already.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm.exc import StaleDataError

from cqtt.audit.actions import record
from cqtt.clock import local
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.feedback import actions, due
from cqtt.feedback.erasing import erase
from cqtt.feedback.kept import drop_copies, file_store
from cqtt.feedback.models import Feedback, FeedbackFile, FileKind
from cqtt.feedback.moves import KIND
from cqtt.feedback.promised_days import settled_at
from cqtt.feedback.rules import ENDED, OPEN, Actor, Level, Outcome, Status, reopen_until
from cqtt.feedback.topics import the_settings
from cqtt.schedule import every

logger = logging.getLogger(__name__)
AT_ONCE = 50
UNTYPED_KEPT = timedelta(days=365)  # a voice note that nobody typed
Done = list[str] | None  # None: nothing was to be done any more; else the files that go after the commit


@every(timedelta(minutes=10))
def escalate_late(at: datetime) -> int:
    """Raise what is late to the leaders, and what stays late with them to the chairman; each step once."""
    late = or_(Feedback.due_at < at, Feedback.internal_due_at < at, Feedback.sort_due_at < at)
    waiting = select(Feedback).where(
        Feedback.status.in_(OPEN), Feedback.is_conduct.is_(False), Feedback.escalation < Level.CHAIRMAN, late
    )
    ids = [one.id for one in db.session.scalars(waiting.order_by(Feedback.id)) if _next_level(one, at)]
    return _each(ids, _escalate, at)


def _next_level(feedback: Feedback, at: datetime) -> Level | None:
    """Return the level that it has reached by then, if it has not been raised so far yet."""
    since = due.late_since(feedback, at)
    if since is None or feedback.is_conduct or feedback.escalation >= Level.CHAIRMAN:
        return None
    if feedback.escalation < Level.LEADERS or feedback.escalated_at is None:
        return Level.LEADERS
    with_leaders = max(since, feedback.escalated_at)
    return Level.CHAIRMAN if due.later_by(with_leaders, the_settings().escalate_days) < at else None


def _escalate(id: int, at: datetime) -> Done:
    feedback = db.session.get(Feedback, id)
    level = feedback and _next_level(feedback, at)
    if not feedback or not level:
        return None
    actions.escalate(feedback, level, at)
    return []


@every(timedelta(hours=1))
def close_by_itself(at: datetime) -> int:
    """Close what was answered, and done where it was promised, when the days to reopen it have passed."""
    ready = db.session.scalars(select(Feedback).where(*_ready_to_close(at)).order_by(Feedback.id))
    ids = (one.id for one in ready if not _may_still_be_reopened(one, at))
    return _each(list(islice(ids, AT_ONCE)), _close, at)


def _may_still_be_reopened(feedback: Feedback, at: datetime) -> bool:
    since = settled_at(feedback, at)
    return since is None or at <= reopen_until(since, the_settings().reopen_days)


def _ready_to_close(at: datetime) -> tuple[ColumnElement[bool], ...]:
    shown = select(FeedbackFile.id).where(
        FeedbackFile.feedback_id == Feedback.id,
        FeedbackFile.kind == FileKind.AFTER,
        FeedbackFile.removed_at.is_(None),
    )
    return (
        Feedback.status == Status.ANSWERED,
        Feedback.answered_at < at - timedelta(days=the_settings().reopen_days),
        Feedback.answer != "",
        Feedback.outcome.is_not(None),
        or_(Feedback.outcome != Outcome.DONE, Feedback.is_conduct, shown.exists()),
    )


def _close(id: int, at: datetime) -> Done:
    feedback = db.session.get(Feedback, id)
    if feedback is None or feedback.status is not Status.ANSWERED or _may_still_be_reopened(feedback, at):
        return None
    actions.close(feedback, at)
    return []


@every(timedelta(hours=6))
def remove_voice(at: datetime) -> int:
    """Remove voice notes that were typed and whose matter has been closed for long; the row tells there was one.

    One that nobody has typed stays a year: it is the only place where the words are.
    """
    settled = Feedback.closed_at < at - timedelta(days=the_settings().voice_keep_days)
    typed = Feedback.transcribed_at < at - timedelta(days=the_settings().voice_keep_days)
    forgotten = and_(Feedback.transcribed_at.is_(None), Feedback.closed_at < at - UNTYPED_KEPT)
    old = (
        select(FeedbackFile.id)
        .join(FeedbackFile.feedback)
        .where(FeedbackFile.kind == FileKind.VOICE, FeedbackFile.removed_at.is_(None), Feedback.status.in_(ENDED))
        .where(or_(and_(settled, typed), forgotten))
    )
    return _each(db.session.scalars(old.order_by(FeedbackFile.id).limit(AT_ONCE)).all(), _remove_voice, at)


def _remove_voice(id: int, at: datetime) -> Done:
    file = db.session.get(FeedbackFile, id)
    if file is None or file.removed_at or file.feedback.status not in ENDED:
        return None
    file.removed_at, file.name = at, ""
    record("feedback.remove_voice", KIND, file.feedback.code, at=at, actor=Actor.SYSTEM)
    return [file.storage_key]


@every(timedelta(hours=6))
def erase_old(at: datetime) -> int:
    """Erase who said what when the years of keeping are over; code, dates, outcome and what is public stay."""
    ended = func.coalesce(Feedback.closed_at, Feedback.answered_at, Feedback.created_at)
    over = (Feedback.status.in_(ENDED), Feedback.erased_at.is_(None), ended < _years_before(at))
    return _each(_ids(over), _erase, at)


def _years_before(at: datetime) -> datetime:
    years, day = the_settings().keep_years, local(at)
    if (day.month, day.day) == (2, 29):
        day -= timedelta(days=1)
    return day.replace(year=day.year - years)


def _erase(id: int, at: datetime) -> Done:
    feedback = db.session.get(Feedback, id)
    if feedback is None or feedback.erased_at or feedback.status not in ENDED:
        return None
    return erase(feedback, at)


@every(timedelta(minutes=10))
def take_copies_down(at: datetime) -> int:
    """Remove the public copies of photographs that are public no more: a sender said no, a matter was joined."""
    left = select(FeedbackFile.feedback_id).where(FeedbackFile.public_key.is_not(None)).join(FeedbackFile.feedback)
    ids = db.session.scalars(left.where(Feedback.is_published.is_(False)).distinct().limit(AT_ONCE)).all()
    return _each(ids, _take_copies_down, at)


def _take_copies_down(id: int, _at: datetime) -> Done:
    feedback = db.session.get(Feedback, id)
    return None if feedback is None or feedback.is_published else drop_copies(feedback)


def _ids(conditions: Iterable[ColumnElement[bool]]) -> list[int]:
    found: Select[int] = select(Feedback.id).where(*conditions).order_by(Feedback.id).limit(AT_ONCE)
    return list(db.session.scalars(found))


def _each(ids: Iterable[int], do: Callable[[int, datetime], Done], at: datetime) -> int:
    """Do it for one after the other, each read again and with its own commit; return how many it was done for.

    A crash leaves a file for the sweep, never a row without its file. One that an officer changes in the same moment
    stops no other.
    """
    done = 0
    for id in list(ids):
        db.session.rollback()  # nothing is kept of what was read before
        try:
            gone = do(id, at)
            db.session.commit()
        except (RuleBroken, StaleDataError):
            db.session.rollback()
            logger.warning("feedback %s left to the next round", id, exc_info=True)
            continue
        done += gone is not None
        for key in gone or ():
            file_store().remove(key)
    return done
