"""What this phone may open: dossiers have no accounts, a browser holds their secrets in its signed cookie.

Finding a dossier and the right to see it are one call; no view can forget the second.
"""

from flask import abort, make_response, render_template, session
from sqlalchemy import select

from cqtt.access import typed_texts
from cqtt.dossiers.models import Dossier
from cqtt.extensions import db
from cqtt.notifications.browsers import register_followed

MOST = 20  # secrets in one cookie; the oldest goes first


def hold(dossier: Dossier) -> None:
    """Let this browser open the dossier from now on."""
    tokens = [token for token in session.get("held", ()) if token != dossier.token]
    session["held"] = [*tokens, dossier.token][-MOST:]
    session.permanent = True


def let_go(dossier: Dossier) -> None:
    """Take the dossier off this browser: on a computer that others use too."""
    session["held"] = [token for token in session.get("held", ()) if token != dossier.token]


def holds(dossier: Dossier) -> bool:
    """Whether this browser may open the dossier."""
    return dossier.token in session.get("held", ())


def held_dossiers() -> list[Dossier]:
    """Return what this browser may open, newest first; one query."""
    tokens = session.get("held", ())
    if not tokens:
        return []
    return list(db.session.scalars(select(Dossier).where(Dossier.token.in_(tokens)).order_by(Dossier.id.desc())))


def unlocked_dossier_or_404(code: str) -> Dossier:
    """Return the submitted dossier if this browser may open it; any other code answers the same."""
    dossier = db.session.scalar(select(Dossier).where(Dossier.code == code))
    if dossier is None or not holds(dossier):
        abort(404)
    return dossier


register_followed("ho-so", "dossier", lambda code: unlocked_dossier_or_404(code).id)


def draft_or_gone(draft_key: str) -> Dossier:
    """Return the draft if this browser may write it. One that is not there any more is 410: it was erased."""
    draft = db.session.scalar(select(Dossier).where(Dossier.draft_key == draft_key))
    if draft is None or not holds(draft):
        abort(make_response(render_template("dossiers/gone.html", typed=typed_texts()), 410))
    return draft
