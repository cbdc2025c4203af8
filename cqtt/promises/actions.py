"""What is done to promises; every act is recorded. None of these commits."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from cqtt.audit.actions import record
from cqtt.clock import local
from cqtt.commune.actions import claim_revision
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.feedback.models import Feedback
from cqtt.i18n import _
from cqtt.promises.models import Promise, PromiseEvent
from cqtt.promises.rules import ROLES, PromiseRefused, Status, Step, check_due_on, check_moved, next_status
from cqtt.text import fold


def made_with(start_key: str) -> Promise | None:
    """Return what the form with this one-time key has written, if it was sent before."""
    return db.session.scalar(select(Promise).where(Promise.start_key == start_key))


def make(
    start_key: str,
    at: datetime,
    words: str,
    made_by: Officer,
    due_on: date,
    written_by: Officer,
    hamlet_id: int | None = None,
    feedback: Feedback | None = None,
    said_at: str = "",
) -> Promise:
    """Write down what somebody promised in public; the same key again returns the first."""
    if (before := made_with(start_key)) is not None:
        return before
    _check_who(Step.MAKE, written_by)
    if feedback is not None and feedback.is_conduct:
        raise PromiseRefused(_("Phản ánh về thái độ không thành việc hứa công khai."))
    check_due_on(due_on, local(at).date())
    promise = Promise(
        start_key=start_key,
        words=words,
        words_fold=fold(words),
        said_at=said_at,
        made_by_id=made_by.id,
        made_on=local(at).date(),
        due_on=due_on,
        first_due_on=due_on,
        hamlet_id=hamlet_id,
        feedback_id=feedback.id if feedback else None,
        status=Status.OPEN,
        created_at=at,
        revision=1,
    )
    db.session.add(promise)
    db.session.flush()
    _write(promise, Step.MAKE, written_by, at)
    return promise


def move_date(promise: Promise, seen: int, officer: Officer, to: date, reason: str, at: datetime) -> None:
    """Promise another day, with the reason; the first day stays for everybody to see."""
    check_moved(promise.due_on, to, local(at).date())
    _take(promise, Step.MOVE, seen, officer)
    promise.due_on, promise.escalated_at = to, None
    _write(promise, Step.MOVE, officer, at, reason)


def keep(
    promise: Promise, seen: int, officer: Officer, result: str, at: datetime, photo: tuple[str, str] | None = None
) -> None:
    """Say what was done, with a picture of it where there is one: its key in the store, and its digest."""
    _take(promise, Step.KEEP, seen, officer)
    promise.result, promise.ended_on = result, local(at).date()
    if photo:
        promise.photo_key, promise.photo_sha256 = photo
    _write(promise, Step.KEEP, officer, at, result)


def drop(promise: Promise, seen: int, officer: Officer, reason: str, at: datetime) -> None:
    """Say that it cannot be done, and why; everybody reads it."""
    _take(promise, Step.DROP, seen, officer)
    promise.result, promise.ended_on = reason, local(at).date()
    _write(promise, Step.DROP, officer, at, reason)


def reopen(promise: Promise, seen: int, officer: Officer, reason: str, at: datetime) -> str | None:
    """Take back that it was done, or dropped. Return the key of a picture that no longer belongs to it."""
    _take(promise, Step.REOPEN, seen, officer)
    removed, promise.photo_key, promise.photo_sha256 = promise.photo_key, None, ""
    promise.result, promise.ended_on = "", None
    _write(promise, Step.REOPEN, officer, at, reason)
    return removed


def escalate(promise: Promise, at: datetime) -> None:
    """Lay a late promise before the chairman; it stays with whoever made it."""
    promise.status = next_status(promise.status, Step.ESCALATE)
    promise.escalated_at = at
    _write(promise, Step.ESCALATE, None, at)


def _take(promise: Promise, step: Step, seen: int, officer: Officer) -> None:
    _check_who(step, officer)
    claim_revision(promise, seen)
    promise.status = next_status(promise.status, step)


def _check_who(step: Step, officer: Officer) -> None:
    if not officer.has_role(*ROLES[step]):
        raise PromiseRefused(_("Việc này do lãnh đạo quyết định. Xin báo lãnh đạo."))


def _write(promise: Promise, step: Step, officer: Officer | None, at: datetime, words: str = "") -> None:
    officer_id = officer.id if officer else None
    promise.events.append(PromiseEvent(step=step, at=at, officer_id=officer_id, words=words, due_on=promise.due_on))
    details: dict[str, Any] = {"due": promise.due_on.isoformat()}
    actor = "officer" if officer else "system"
    record(f"promise.{step.value}", "promise", promise.id, officer_id, at=at, actor=actor, **details)
