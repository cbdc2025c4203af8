"""What is done with pledges: signed on the screen, recorded from a sheet, taken back. None of these commits.

The officer's row is held first: of two signings at once, the second finds the first.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update

from cqtt.audit.actions import record
from cqtt.clock import local
from cqtt.commune.models import Officer
from cqtt.commune.pledge_text import VERSION
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.pledges import rules
from cqtt.pledges.models import Pledge, SigningWay
from cqtt.pledges.signers import latest_of, signing_of
from cqtt.uploads import Examined


class AlreadyTakenBack(RuleBroken):
    """Somebody took it back meanwhile."""


def sign(officer: Officer, start_key: str, at: datetime) -> Pledge:
    """Sign on the screen, for a year from today; the form sent twice signs once. Raise NotYetDue, NotOfTheUnit."""
    today = local(at).date()
    if (begun := _begun(officer, start_key, today)) is not None:
        return begun
    pledge = _new(officer, start_key, SigningWay.SCREEN, today, officer, at)
    _add(pledge)
    about: dict[str, Any] = {"wording": VERSION, "until": pledge.expires_on.isoformat()}
    record("pledge.sign", "pledge", pledge.id, officer.id, at=at, **about)
    return pledge


def record_sheet(
    officer: Officer, signed_on: date, scan: Examined, storage_key: str, start_key: str, by: Officer, at: datetime
) -> Pledge:
    """Record what an officer signed by hand, with the scan of the sheet; the form sent twice records once.

    Raise SheetRefused for an impossible day, NotYetDue while an earlier signing holds, NotOfTheUnit.
    """
    today = local(at).date()
    if (begun := _begun(officer, start_key, today)) is not None:
        return begun
    rules.check_sheet(signed_on, today)
    pledge = _new(officer, start_key, SigningWay.SHEET, signed_on, by, at)
    pledge.storage_key, pledge.file_name, pledge.media_type = storage_key, scan.name, scan.media_type
    pledge.sha256_received, pledge.sha256_kept = scan.sha256_received, scan.sha256_kept
    _add(pledge)
    signed, until = signed_on.isoformat(), pledge.expires_on.isoformat()
    about: dict[str, Any] = {"signer": officer.id, "wording": VERSION, "on": signed, "until": until}
    record("pledge.record_sheet", "pledge", pledge.id, by.id, at=at, **about)
    return pledge


def take_back(pledge: Pledge, reason: str, by: Officer, at: datetime) -> None:
    """Say that a signing was recorded by mistake: it counts no more, the history keeps it. Raise AlreadyTakenBack."""
    still_counts = (Pledge.id == pledge.id, Pledge.taken_back_at.is_(None))
    values = {"taken_back_at": at, "taken_back_by_id": by.id, "taken_back_reason": reason}
    if not db.session.execute(update(Pledge).where(*still_counts).values(values)).rowcount:  # type: ignore[attr-defined]
        raise AlreadyTakenBack(_("Lần ký này đã được rút trước đó."))
    record("pledge.take_back", "pledge", pledge.id, by.id, at=at, signer=pledge.officer_id)


def _begun(officer: Officer, start_key: str, today: date) -> Pledge | None:
    """Hold the officer, and return what the same form has signed; raise NotYetDue or NotOfTheUnit if nothing may be."""
    db.session.execute(select(Officer.id).where(Officer.id == officer.id).with_for_update())
    of_this_form = select(Pledge).where(Pledge.start_key == start_key, Pledge.officer_id == officer.id)
    begun = db.session.scalar(of_this_form)
    if begun is None:
        rules.check_of_the_unit(officer.role_set, officer.is_active)
        rules.check_due(today, signing_of(latest_of(officer.id)), VERSION)
    return begun


def _new(officer: Officer, key: str, way: SigningWay, signed_on: date, by: Officer, at: datetime) -> Pledge:
    return Pledge(
        start_key=key,
        officer_id=officer.id,
        wording=VERSION,
        way=way,
        signed_on=signed_on,
        expires_on=rules.expires_on(signed_on),
        recorded_at=at,
        recorded_by_id=by.id,
    )


def _add(pledge: Pledge) -> None:
    db.session.add(pledge)
    db.session.flush()
