"""What is answered, whichever feature asked, when a move of a dossier cannot be made or somebody was faster."""

from collections.abc import Callable
from typing import Any

from flask import current_app, g, render_template, request
from sqlalchemy.orm.exc import StaleDataError

from cqtt.access import typed_texts
from cqtt.dossiers.case.attempts import Answer
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.moves import AnotherWasFaster, another_was_faster
from cqtt.dossiers.views import bp
from cqtt.error_pages import error_page
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.fees.models import Payment
from cqtt.i18n import _


@bp.app_errorhandler(RuleBroken)
def not_done(error: RuleBroken) -> tuple[str, int]:
    """Say why a move was not made; an officer finds what was typed, and the way back to the dossier."""
    db.session.rollback()
    dossier_id = _dossier_id()
    if dossier_id is None:
        return error_page(409, error.sentence)
    shown = {"sentence": error.sentence, "id": dossier_id, "typed": _typed()}
    return render_template("dossiers/staff/not_done.html", **shown), 409


def _dossier_id() -> int | None:
    """Return the dossier an officer is at: named in the address, or that of the payment in it."""
    named = request.view_args or {}
    if "payment_id" in named:
        payment = db.session.get(Payment, named["payment_id"])
        return payment.dossier_id if payment else None
    return named.get("id") if request.path.startswith("/can-bo/ho-so/") else None


def _typed() -> list[str]:
    """Return what was written in words; the numbers that a page carries with it are nobody's words."""
    return [text for text in typed_texts() if not text.isdecimal()] if request.method == "POST" else []


@bp.app_errorhandler(StaleDataError)
def somebody_was_faster(error: StaleDataError) -> Answer:
    """Answer a change that lost the race at the database the way a form from an older page is answered."""
    db.session.rollback()
    dossier_id, lost_before = _dossier_id(), g.get("overtaken", False)
    if dossier_id is not None and not lost_before:
        g.overtaken = True  # asked once more, the view shows what happened meanwhile
        try:
            view: Callable[..., Any] = current_app.view_functions[str(request.endpoint)]
            answer: Answer = view(**(request.view_args or {}))
            return answer
        except RuleBroken as broken:
            return not_done(broken)
    dossier = db.session.get(Dossier, dossier_id) if dossier_id else None
    return not_done(another_was_faster(dossier) if dossier else AnotherWasFaster(_("Có người vừa làm trước.")))
