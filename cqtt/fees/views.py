"""Fees as administrators see them: the receiving account and the amounts, under /quan-tri/phi."""

from flask import Blueprint, render_template, request

from cqtt.access import requires
from cqtt.commune.models import officers_with
from cqtt.fees.forms import FeesForm
from cqtt.fees.listing import FILTERS, STATE_NAMES, TONES, State, chosen, fee_rows
from cqtt.fees.models import accounts_shown
from cqtt.roles import Role
from cqtt.text import clean

bp = Blueprint("fees", __name__)


@bp.get("/quan-tri/phi")
@requires(Role.ADMINISTRATOR)
def overview() -> str:
    """The account in use, what is proposed, and the fees of procedures with their state."""
    return show(FeesForm(formdata=None), clean(request.args.get("q", ""))[:100], request.args.get("trang-thai", ""))


def show(form: FeesForm, typed: str, state: str) -> str:
    """Return the page, with what was ticked."""
    rows = fee_rows()
    state = state if state in FILTERS else ""
    accounts = accounts_shown()
    return render_template(
        "fees/overview.html",
        form=form,
        in_use=next((account for account in accounts if account.confirmed_at), None),
        proposed=next((account for account in accounts if not account.confirmed_at), None),
        rows=chosen(rows, typed, state),
        total=len(rows),
        confirmed=sum(row.state is State.CONFIRMED for row in rows),
        ticked=set(form.versions.data or ()),
        typed=typed,
        state=state,
        filters=FILTERS,
        state_names=STATE_NAMES,
        tones=TONES,
        is_alone=len(officers_with(Role.ADMINISTRATOR)) < 2,
    )
