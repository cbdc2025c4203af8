"""What an officer's own day says about the pledge: nothing while it holds, a quiet line when it is to be signed."""

from datetime import date
from typing import Any

from flask import url_for

from cqtt.clock import date_text
from cqtt.commune.models import Officer
from cqtt.i18n import _
from cqtt.pledges.rules import Standing, is_of_the_unit
from cqtt.pledges.signers import latest_of, signer_of


def reminder_for(officer: Officer, day: date) -> dict[str, Any] | None:
    """Return a line of the day's list that leads to the signing, or None; one query."""
    if not is_of_the_unit(officer.role_set):
        return None
    signer = signer_of(officer, latest_of(officer.id), day)
    if signer.standing is Standing.SIGNED:
        return None
    status, tone = _("Chưa ký"), "amber"
    if signer.latest and signer.standing is Standing.RENEWAL_DUE:
        status, tone = _("Ký lại trước khi hết %(day)s", day=date_text(signer.latest.expires_on)), "blue"
    elif signer.latest and signer.standing is Standing.EXPIRED:
        status = _("Đã hết hạn sau %(day)s", day=date_text(signer.latest.expires_on))
    elif signer.standing is Standing.OTHER_WORDS:
        status = _("Lời cam kết đã đổi, xin ký lại")
    label = _("Cam kết “4 xin, 4 luôn, 5 không” của tôi")
    return {"label": label, "href": url_for("pledges.sign"), "status": status, "tone": tone}
