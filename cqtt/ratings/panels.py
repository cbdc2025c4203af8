"""What ratings show on the pages of a dossier: the five faces at once, and for officers the way to invite somebody.

An officer's panel says the same before and after the vote: whether somebody voted is nobody's business either. And a
place on the page of a low mark, which later features fill.
"""

from collections.abc import Mapping
from typing import Any

from flask_login import current_user
from sqlalchemy import select

from cqtt.clock import now
from cqtt.commune.models import Officer
from cqtt.desk.panels import register_results_panel
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.panels import register_case_panel, register_citizen_panel
from cqtt.extensions import db
from cqtt.forms import PostForm
from cqtt.panels import Panels
from cqtt.ratings.actions import is_changeable
from cqtt.ratings.forms import VoteForm
from cqtt.ratings.held import held_for
from cqtt.ratings.inviting import is_mourning, may_be_rated
from cqtt.ratings.models import RatingFollowUp, RatingInvite
from cqtt.ratings.tablet import just_handed_over

Values = Mapping[str, Any]
_OF_A_LOW_MARK: Panels[RatingFollowUp] = Panels()
register_low_mark_panel = _OF_A_LOW_MARK.register
low_mark_panels = _OF_A_LOW_MARK.about


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


def just_handed(officer: Officer) -> Values | None:
    """Return what the officer has handed over in the last minutes, to show its code to who still stands there.

    The message with the link goes out only where the unit has a channel; this needs none.
    """
    dossiers = just_handed_over(officer, now())
    return {"dossiers": dossiers, "token": PostForm()} if dossiers else None


register_results_panel("ratings/_handed.html", just_handed)
register_citizen_panel("ratings/_faces_panel.html", faces_for_citizen)
register_case_panel("ratings/_case.html", invitation)
