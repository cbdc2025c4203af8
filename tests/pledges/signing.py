"""Pledges as tests need them; name only what a test is about."""

from datetime import date
from typing import Any

from cqtt.commune.models import Officer
from cqtt.commune.pledge_text import VERSION
from cqtt.extensions import db
from cqtt.pledges import rules
from cqtt.pledges.models import Pledge, SigningWay
from tests.factories import MONDAY, numbers

TODAY = date(2026, 11, 23)


def make_pledge(officer: Officer, signed_on: date = TODAY, **fields: Any) -> Pledge:
    """A pledge signed on the screen; with a `storage_key` one that was signed on a sheet."""
    pledge = Pledge(
        **{
            "start_key": f"start-key-of-pledge-{next(numbers)}",
            "officer_id": officer.id,
            "wording": VERSION,
            "way": SigningWay.SHEET if "storage_key" in fields else SigningWay.SCREEN,
            "signed_on": signed_on,
            "expires_on": rules.expires_on(signed_on),
            "recorded_at": MONDAY,
            "recorded_by_id": officer.id,
        }
        | fields
    )
    db.session.add(pledge)
    db.session.commit()
    return pledge
