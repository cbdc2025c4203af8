"""What is answered, whichever feature asked, when a move of a dossier cannot be made or somebody was faster."""

from flask import request, url_for
from sqlalchemy.orm.exc import StaleDataError

from cqtt.dossiers.case.attempts import Answer
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.moves import AnotherWasFaster, another_was_faster
from cqtt.dossiers.views import bp
from cqtt.error_pages import Link, error_page, not_done_page, once_more
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
    here = Link(url_for("dossiers.work_on", id=dossier_id), _("Xem hồ sơ"))
    return not_done_page(error.sentence, here, Link(url_for("dossiers.queue"), _("Về danh sách hồ sơ")))


def _dossier_id() -> int | None:
    """Return the dossier an officer is at: named in the address, or that of the payment in it."""
    named = request.view_args or {}
    if "payment_id" in named:
        payment = db.session.get(Payment, named["payment_id"])
        return payment.dossier_id if payment else None
    return named.get("id") if request.path.startswith("/can-bo/ho-so/") else None


@bp.app_errorhandler(StaleDataError)
def somebody_was_faster(error: StaleDataError) -> Answer:
    """Answer a change that lost the race at the database the way a form from an older page is answered."""
    db.session.rollback()
    dossier_id = _dossier_id()
    try:
        answer: Answer | None = once_more() if dossier_id is not None else None
    except RuleBroken as broken:
        return not_done(broken)
    if answer is not None:
        return answer
    dossier = db.session.get(Dossier, dossier_id) if dossier_id else None
    return not_done(another_was_faster(dossier) if dossier else AnotherWasFaster(_("Có người vừa làm trước.")))
