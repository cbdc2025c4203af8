"""What is answered when an officer's move of feedback cannot be made, or somebody was faster at the database."""

from flask import request, url_for
from sqlalchemy.orm.exc import StaleDataError

from cqtt.commune.signed_in import me
from cqtt.database import SQLITE_BEGIN
from cqtt.error_pages import Link, error_page, not_done_page, once_more
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
    here = Link(url_for("feedback.work_on", id=id), _("Xem góp ý"))
    return not_done_page(error.sentence, here, Link(url_for("feedback.inbox"), _("Về danh sách góp ý")))


def _id() -> int | None:
    """Return the feedback an officer is at, as the address names it."""
    named: int | None = (request.view_args or {}).get("id")
    return named if request.path.startswith(STAFF) else None


@bp.errorhandler(StaleDataError)
def somebody_was_faster(error: StaleDataError) -> Answer:
    """Answer a change that lost the race at the database the way a form from an older page is answered."""
    db.session.rollback()
    try:
        answer: Answer | None = once_more() if _id() is not None else None
    except RuleBroken as broken:
        return not_done(broken)
    return (
        answer
        if answer is not None
        else not_done(AnotherWasFaster(_("Có người vừa làm trước. Xin xem lại rồi làm tiếp.")))
    )
