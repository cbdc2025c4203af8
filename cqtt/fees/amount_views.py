"""The fees of procedures: proposed, confirmed and taken back, as many as are ticked at once."""

from collections.abc import Callable

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.clock import now
from cqtt.commune.signed_in import me
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.fees import actions
from cqtt.fees.forms import FeesForm
from cqtt.fees.listing import fee_rows, published_amounts
from cqtt.fees.views import bp, show
from cqtt.forms import keeps_typed
from cqtt.i18n import _
from cqtt.roles import Role

Answer = Response | tuple[str, int]
AMOUNTS = "/quan-tri/phi/muc-thu"


@bp.post(f"{AMOUNTS}/de-nghi")
@requires(Role.ADMINISTRATOR)
@keeps_typed
def propose_fees() -> Answer:
    """Propose the published amounts that were ticked."""
    return _with_ticked(
        lambda ticked: actions.propose_fees(published_amounts(ticked), me(), now()),
        lambda count: _("Đã đề nghị %(count)s mức phí. Một người quản trị khác cần xác nhận.", count=count),
    )


@bp.post(f"{AMOUNTS}/xac-nhan")
@requires(Role.ADMINISTRATOR)
@keeps_typed
def confirm_fees() -> Answer:
    """Stand for the ticked amounts as the second person."""
    return _with_ticked(
        lambda ticked: actions.confirm_fees(ticked, me(), now()),
        lambda count: _("Đã xác nhận %(count)s mức phí.", count=count),
    )


@bp.post(f"{AMOUNTS}/bo")
@requires(Role.ADMINISTRATOR)
@keeps_typed
def retire_fees() -> Answer:
    """Take back what was proposed or confirmed of the ticked amounts."""
    return _with_ticked(
        lambda ticked: actions.retire_fees(ticked, me(), now()),
        lambda count: _("Đã bỏ %(count)s mức phí. Mã chuyển khoản của các mức ấy không còn hiện.", count=count),
    )


def _with_ticked(act: Callable[[list[int]], int], said: Callable[[int], str]) -> Answer:
    """Do it to all that was ticked, or to nothing; a refusal stands above the list, ticks kept."""
    form = FeesForm.from_request()
    form.let_choose(fee_rows())
    if form.accepted():
        try:
            count = act(form.versions.data)
        except RuleBroken as refused:
            db.session.rollback()
            form.versions.errors = [refused.sentence]
        else:
            db.session.commit()
            flash(said(count))
            where = {"q": form.q.data or None, "trang-thai": form.state.data or None}
            return redirect(url_for("fees.overview", **where), 303)
    return show(form, form.q.data or "", form.state.data or ""), 422
