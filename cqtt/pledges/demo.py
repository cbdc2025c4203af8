"""The demonstration's pledges: most have signed, one pledge is over, one officer has not signed yet."""

import secrets
from datetime import datetime, timedelta

from cqtt.clock import frozen, local
from cqtt.commune.models import Officer
from cqtt.pledges import actions
from cqtt.pledges.kept import scan_store
from cqtt.pledges.signers import roll_on
from cqtt.uploads import examine

LONG_AGO = {"tiepnhan2": 400, "vanhoa": 350}  # days: over by now; to be renewed soon
NOT_YET = {"quantri2"}


def fill(at: datetime, scan: bytes) -> None:
    """Let everybody of the demonstration sign, on paper who cannot sign in; `scan` stands for their sheets."""
    officers = [signer.officer for signer in roll_on(local(at).date()).signers]
    by = next(officer for officer in officers if officer.login == "quantri")
    signing = [officer for officer in officers if officer.login not in NOT_YET]
    for number, officer in enumerate(signing):
        days = LONG_AGO.get(officer.login or "", 60 + 3 * number)
        _sign(officer, by, at - timedelta(days=days), scan)


def _sign(officer: Officer, by: Officer, at: datetime, scan: bytes) -> None:
    key = secrets.token_urlsafe(16)
    with frozen(at):
        if officer.login:
            actions.sign(officer, key, at)
        else:
            sheet = examine(scan, "phieu-cam-ket.jpg")
            actions.record_sheet(officer, local(at).date(), sheet, scan_store().put(sheet.kept), key, by, at)
