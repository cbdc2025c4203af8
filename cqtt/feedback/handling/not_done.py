"""What is answered when an officer's move of feedback cannot be made, or somebody was faster at the database."""

from collections.abc import Callable
from typing import Any

from flask import current_app, g, render_template, request
from sqlalchemy.orm.exc import StaleDataError

from cqtt.access import typed_texts
from cqtt.commune.signed_in import me
from cqtt.database import SQLITE_BEGIN
from cqtt.error_pages import error_page
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.feedback.handling.attempts import Answer
from cqtt.feedback.moves import AnotherWasFaster
from cqtt.feedback.secrecy import readable_or_none
from cqtt.feedback.views import bp
from cqtt.i18n import _

STAFF = "/can-bo/phan-anh/"


@bp.errorhandler(RuleBroken)
def not_done(error: RuleBroken) -> tuple[str, int]:
    """Say why a move was not made; an officer finds what was typed, and the way back."""
    db.session.rollback()
    SQLITE_BEGIN.set("DEFERRED")
    id = _id()
    if id is None or readable_or_none(me(), id) is None:
        return error_page(409, error.sentence)
    typed = [text for text in typed_texts() if not text.isdecimal()] if request.method == "POST" else []
    return render_template("feedback/staff/not_done.html", sentence=error.sentence, id=id, typed=typed), 409


def _id() -> int | None:
    """Return the feedback an officer is at, as the address names it."""
    named: int | None = (request.view_args or {}).get("id")
    return named if request.path.startswith(STAFF) else None


@bp.errorhandler(StaleDataError)
def somebody_was_faster(error: StaleDataError) -> Answer:
    """Answer a change that lost the race at the database the way a form from an older page is answered."""
    db.session.rollback()
    if _id() is not None and not g.get("overtaken"):
        g.overtaken = True  # asked once more, the view shows what happened meanwhile
        try:
            view: Callable[..., Any] = current_app.view_functions[str(request.endpoint)]
            answer: Answer = view(**(request.view_args or {}))
            return answer
        except RuleBroken as broken:
            return not_done(broken)
    return not_done(AnotherWasFaster(_("Có người vừa làm trước. Xin xem lại rồi làm tiếp.")))
