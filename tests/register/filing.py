"""Dossiers that went their way through the office; used by the tests of the register."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert

from cqtt.commune.limits import Limit, Unit
from cqtt.commune.models import Officer
from cqtt.dossiers import actions
from cqtt.dossiers.models import Dossier, DossierEvent, IssuedPaper, PaperKind
from cqtt.dossiers.papers import decisions
from cqtt.dossiers.rules import Actor, Status, Step, Timeliness
from cqtt.extensions import db
from cqtt.roles import Role
from tests.factories import MONDAY, make_dossier, make_officer, make_procedure

THREE_DAYS = Limit(3, Unit.WORKING_DAY)  # from Monday: due on Thursday


def make_all_hands(**fields: Any) -> Officer:
    """An officer who may do everything with a dossier."""
    named = {"name": "Lê Thị Ví Dụ", "department": "Phòng Tư pháp"} | fields
    return make_officer(Role.RECEPTION, Role.SPECIALIST, Role.LEADER, **named)


def accepted(officer: Officer, at: datetime = MONDAY, **fields: Any) -> Dossier:
    dossier = make_dossier(**fields)
    decisions.accept(dossier, officer, THREE_DAYS, at)
    db.session.commit()
    return dossier


def begun(officer: Officer, at: datetime = MONDAY, **fields: Any) -> Dossier:
    dossier = accepted(officer, at, **fields)
    actions.begin(dossier, officer, at + timedelta(minutes=30))
    db.session.commit()
    return dossier


def resolved(officer: Officer, days: int, at: datetime = MONDAY, **fields: Any) -> Dossier:
    """Resolved some days after it came: 2 are early, 3 on time, 8 late."""
    dossier = begun(officer, at, **fields)
    actions.resolve(dossier, officer, "Giấy khai sinh", at + timedelta(days=days))
    db.session.commit()
    return dossier


def returned(officer: Officer, days: int, at: datetime = MONDAY, **fields: Any) -> Dossier:
    dossier = resolved(officer, days, at, **fields)
    actions.return_result(dossier, officer, "Nguyễn Văn Nhận", at + timedelta(days=days, hours=1))
    db.session.commit()
    return dossier


def refused(officer: Officer, at: datetime = MONDAY, **fields: Any) -> Dossier:
    dossier = make_dossier(**fields)
    decisions.refuse(dossier, officer, "Không thuộc thẩm quyền.", "Điều 17", at)
    db.session.commit()
    return dossier


def many_returned(officer: Officer, count: int) -> None:
    """Fill the book with dossiers that were accepted and returned, in a few statements."""
    version = make_procedure()
    common = {
        "filing_mode": version.procedure.filing_mode,
        "procedure_id": version.procedure_id,
        "version_id": version.id,
        "revision": 1,
        "status": Status.RETURNED,
        "timeliness": Timeliness.ON_TIME,
        "phone": "0900000123",
        "address": "Số 12, đường Hùng Vương",
        "officer_id": officer.id,
        "created_at": MONDAY,
        "saved_at": MONDAY,
        "submitted_at": MONDAY,
        "received_at": MONDAY,
        "due_at": MONDAY + timedelta(days=4),
        "ended_at": MONDAY + timedelta(days=3),
    }
    numbers = range(1, count + 1)
    own = (
        {
            "id": number,
            "token": f"token-{number}",
            "draft_key": f"draft-{number}",
            "start_key": f"start-{number}",
            "code": f"H19.00.00-261123-{number:04}",
            "applicant_name": f"Nguyễn Thị Hường {number}",
        }
        for number in numbers
    )
    db.session.execute(insert(Dossier), [common | each for each in own])
    db.session.execute(insert(IssuedPaper), list(_receipts(numbers, officer)))
    db.session.execute(insert(DossierEvent), list(_returns(numbers, officer)))
    db.session.commit()


def _receipts(numbers: Iterable[int], officer: Officer) -> Iterable[dict[str, Any]]:
    for number in numbers:
        yield {
            "dossier_id": number,
            "kind": PaperKind.RECEIPT,
            "year": 2026,
            "number": number,
            "issued_at": MONDAY,
            "officer_id": officer.id,
            "words": {"number": f"{number:02}/TNHS"},
        }


def _returns(numbers: Iterable[int], officer: Officer) -> Iterable[dict[str, Any]]:
    for number in numbers:
        yield {
            "dossier_id": number,
            "step": Step.RETURN_RESULT,
            "from_status": Status.RESOLVED,
            "to_status": Status.RETURNED,
            "at": MONDAY + timedelta(days=3),
            "actor": Actor.OFFICER,
            "officer_id": officer.id,
            "note": "Nguyễn Văn Nhận",
        }
