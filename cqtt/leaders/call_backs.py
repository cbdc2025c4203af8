"""Calls that are owed: somebody asks for one, officers make it, late ones rise. None of these functions commits."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update

from cqtt.audit.actions import record
from cqtt.audit.rules import Actor
from cqtt.commune.calendar import working_calendar
from cqtt.commune.due_dates import DueDate, Occasion, compute_due
from cqtt.commune.models import Commune, Officer
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.leaders.models import CallBack, CallState
from cqtt.leaders.rules import CALLED_WITHIN, CALLS_KEPT, CallRefused, check_may_give_up
from cqtt.privacy import PRIVACY_VERSION

KIND = "call_back"
AT_ONCE = 200  # small rounds of the worker


def asked_with(start_key: str) -> CallBack | None:
    """Return what the form with this one-time key has asked for, if it was sent before."""
    return db.session.scalar(select(CallBack).where(CallBack.start_key == start_key))


def due_when_asked(commune: Commune, at: datetime) -> DueDate:
    """Return until when somebody is called who asks at this moment."""
    return compute_due(working_calendar(commune), at, CALLED_WITHIN, Occasion.CALL_BACK)


def ask(leader: Officer, commune: Commune, at: datetime, start_key: str, **typed: str) -> CallBack:
    """Write down that somebody wants to be called by a leader, and until when; sent twice, it is one."""
    before = asked_with(start_key)
    if before is not None:
        return before
    due = due_when_asked(commune, at)
    call = CallBack(
        start_key=start_key,
        officer_id=leader.id,
        privacy_version=PRIVACY_VERSION,
        created_at=at,
        due_at=due.due_at,
        due_explanation=due.explanation,
        **typed,
    )
    db.session.add(call)
    db.session.flush()
    record("call_back.ask", KIND, call.id, officer=leader.id)
    return call


def waiting_like(leader: Officer, typed: dict[str, str]) -> CallBack | None:
    """Return the call that waits already for the same words: the form was gone back to and sent once more."""
    same = select(CallBack).filter_by(officer_id=leader.id, state=CallState.WAITING, **typed)
    return db.session.scalar(same.order_by(CallBack.id).limit(1))


def note_try(call: CallBack, seen: int, by: Officer, at: datetime) -> None:
    """Count that somebody called and was not answered; a page that shows an older count counts nothing."""
    _change(call, "call_back.try", seen, CallState.WAITING, tries=CallBack.tries + 1, tried_at=at, handled_by_id=by.id)


def finish(call: CallBack, seen: int, outcome: str, by: Officer, at: datetime) -> None:
    """Note that somebody was called, and in a word how it ended."""
    ended: dict[str, Any] = {"state": CallState.DONE, "outcome": outcome, "handled_at": at, "handled_by_id": by.id}
    _change(call, "call_back.done", seen, CallState.WAITING, **ended)


def give_up(call: CallBack, seen: int, by: Officer, at: datetime) -> None:
    """End a call after enough tries; raise CallRefused before."""
    check_may_give_up(call.tries)
    ended: dict[str, Any] = {"state": CallState.UNREACHABLE, "handled_at": at, "handled_by_id": by.id}
    _change(call, "call_back.give_up", seen, CallState.WAITING, **ended)


def undo(call: CallBack, seen: int) -> None:
    """Take back what was noted last: a call that ended waits again, one that waits was tried once less."""
    if call.state is CallState.WAITING:
        if call.tries:
            _change(call, "call_back.undo", seen, CallState.WAITING, tries=CallBack.tries - 1)
        return
    again = {"state": CallState.WAITING, "outcome": "", "handled_at": None, "handled_by_id": None}
    _change(call, "call_back.undo", seen, call.state, **again)


def _change(call: CallBack, act: str, seen: int, expected: CallState, **values: Any) -> None:
    """Change a call as it was seen, by one statement; raise CallRefused when a colleague was faster."""
    as_seen: list[ColumnElement[bool]] = [CallBack.id == call.id, CallBack.state == expected, CallBack.tries == seen]
    changed = db.session.execute(update(CallBack).where(*as_seen).values(**values)).rowcount  # type: ignore[attr-defined]
    if changed != 1:
        raise CallRefused(_("Đồng nghiệp vừa ghi kết quả cuộc gọi này. Xin xem lại danh sách."))
    db.session.expire(call)
    record(act, KIND, call.id)


def escalate_late(at: datetime) -> int:
    """Let the calls that were not made in time reach the chairman too; each rises once."""
    late = select(CallBack.id).where(
        CallBack.state == CallState.WAITING, CallBack.due_at < at, CallBack.escalated_at.is_(None)
    )
    found = db.session.scalars(late.order_by(CallBack.id).limit(AT_ONCE)).all()
    for id in found:
        record("call_back.escalate", KIND, id, at=at, actor=Actor.SYSTEM)
    db.session.execute(update(CallBack).where(CallBack.id.in_(found)).values(escalated_at=at))
    return len(found)


def erase_old(at: datetime) -> int:
    """Erase calls as long after they ended as the form promises, and record how many."""
    old = select(CallBack.id).where(CallBack.handled_at < at - CALLS_KEPT).order_by(CallBack.id).limit(AT_ONCE)
    found = db.session.scalars(old).all()
    db.session.execute(delete(CallBack).where(CallBack.id.in_(found)))
    if found:
        record("call_back.erase", KIND, "", at=at, actor=Actor.SYSTEM, lines=len(found))
    return len(found)
