"""What ratings show on the pages of a dossier: the five faces at once, and for officers the way to invite somebody.

An officer's panel says the same before and after the vote: whether somebody voted is nobody's business either.
"""

from collections.abc import Mapping
from typing import Any

from flask_login import current_user
from sqlalchemy import select

from cqtt.clock import now
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.panels import register_case_panel, register_citizen_panel
from cqtt.extensions import db
from cqtt.ratings.actions import is_changeable
from cqtt.ratings.forms import VoteForm
from cqtt.ratings.held import held_for
from cqtt.ratings.inviting import is_mourning, may_be_rated
from cqtt.ratings.models import RatingInvite

Values = Mapping[str, Any]


def faces_for_citizen(dossier: Dossier) -> Values | None:
    """Return the faces while the vote is not given, then that it was counted; None without a result."""
    if not may_be_rated(dossier):
        return None
    invite = db.session.scalar(select(RatingInvite).where(RatingInvite.dossier_id == dossier.id))
    if invite is not None and invite.used_at is None and invite.expires_at <= now():
        return None
    rated = held_for(invite.id) if invite else None
    return {
        "code": dossier.code,
        "is_given": invite is not None and invite.used_at is not None,
        "change_key": rated.change_key if rated is not None and is_changeable(rated, now()) else None,
        "form": VoteForm(formdata=None),
        "is_staff": current_user.is_authenticated,
        "is_mourning": is_mourning(dossier),
    }


def invitation(dossier: Dossier) -> Values | None:
    """Return what the officer needs to invite whoever has the result."""
    return {"id": dossier.id, "form": VoteForm(formdata=None)} if may_be_rated(dossier) else None


register_citizen_panel("ratings/_faces_panel.html", faces_for_citizen)
register_case_panel("ratings/_case.html", invitation)
