"""What people and machines do about a broken thing: report it, once more, mend it. None of these functions commits."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.exc import IntegrityError

from cqtt.audit.actions import record
from cqtt.audit.rules import Actor
from cqtt.commune.models import Officer
from cqtt.equipment.models import EquipmentFault, EquipmentReport
from cqtt.equipment.rules import REPEATED_WITHIN, FaultRefused, Thing, key_of
from cqtt.extensions import db
from cqtt.i18n import _

KIND = "equipment_fault"


def report(thing: Thing, place: str, words: str, by: Officer | None, at: datetime) -> EquipmentFault:
    """Write down that a thing is broken; `by` is None where the machine says so itself. Safe to be called often.

    What is open already, the same thing at the same place, is counted once more instead of opened twice.
    """
    fault = _open_one(thing, key_of(thing, place, words)) or _opened(thing, place, words, by, at)
    report_again(fault, words, by, at)
    return fault


def _open_one(thing: Thing, key: str) -> EquipmentFault | None:
    return db.session.scalar(_open(thing, key).with_for_update())  # nobody mends it while it is counted


def _open(thing: Thing, key: str) -> Select[EquipmentFault]:
    return select(EquipmentFault).where(
        EquipmentFault.thing == thing, EquipmentFault.key == key, EquipmentFault.mended_at.is_(None)
    )


def _opened(thing: Thing, place: str, words: str, by: Officer | None, at: datetime) -> EquipmentFault:
    """Return a new fault; of two that report at one instant, the second finds that of the first."""
    key = key_of(thing, place, words)
    fault = EquipmentFault(thing=thing, place=place, key=key, opened_at=at, last_at=at, times=0)
    fault.opened_by_id = by.id if by else None
    try:
        with db.session.begin_nested():
            db.session.add(fault)
    except IntegrityError:
        return db.session.scalars(_open(thing, key)).one()
    return fault


def report_again(fault: EquipmentFault, words: str, by: Officer | None, at: datetime) -> None:
    """Count a report of a fault that is open, or raise FaultRefused; the same words once more count nothing."""
    if _is_repeated(fault, words, by, at):
        return
    act = "equipment.report_again" if fault.times else "equipment.report"
    _change(fault, act, by, at, is_open=True, times=EquipmentFault.times + 1, last_at=at)
    db.session.add(EquipmentReport(fault_id=fault.id, officer_id=by.id if by else None, words=words, at=at))


def _is_repeated(fault: EquipmentFault, words: str, by: Officer | None, at: datetime) -> bool:
    lately = select(EquipmentReport.id).where(
        EquipmentReport.fault_id == fault.id,
        EquipmentReport.officer_id == by.id if by else EquipmentReport.officer_id.is_(None),
        EquipmentReport.words == words,
        EquipmentReport.at > at - REPEATED_WITHIN,
    )
    return db.session.scalar(lately.limit(1)) is not None


def mend(fault: EquipmentFault, what: str, by: Officer, at: datetime) -> None:
    """Write down that it works again and what was done, or raise FaultRefused."""
    ended = {"mended_at": at, "mended_by_id": by.id, "what_was_done": what}
    _change(fault, "equipment.mend", by, at, is_open=True, **ended)


def reopen(fault: EquipmentFault, by: Officer, at: datetime) -> None:
    """Take back that it was mended; raise FaultRefused when it was reported anew meanwhile."""
    again = {"mended_at": None, "mended_by_id": None, "what_was_done": ""}
    try:
        with db.session.begin_nested():
            _change(fault, "equipment.reopen", by, at, is_open=False, **again)
    except IntegrityError as taken:
        raise FaultRefused(_("Thiết bị này đã được báo hỏng lại ở một mục khác, đang chờ sửa.")) from taken


def _change(fault: EquipmentFault, act: str, by: Officer | None, at: datetime, *, is_open: bool, **values: Any) -> None:
    """Change a fault as it is expected to stand, by one statement, and record it."""
    state = EquipmentFault.mended_at.is_(None) if is_open else EquipmentFault.mended_at.is_not(None)
    expected = update(EquipmentFault).where(EquipmentFault.id == fault.id, state)
    if db.session.execute(expected.values(**values)).rowcount != 1:  # type: ignore[attr-defined]
        raise FaultRefused(_("Đồng nghiệp vừa đổi tình trạng thiết bị này. Xin xem lại danh sách."))
    db.session.expire(fault)
    record(act, KIND, fault.id, by.id if by else None, at=at, actor=None if by else Actor.SYSTEM)
