"""Drafts of several procedures published at once, after an import or a change of many."""

from flask import render_template, request
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.clock import now
from cqtt.commune.signed_in import me
from cqtt.database import reads_first
from cqtt.editing.blueprint import ALL, bp
from cqtt.editing.publishing.forms import PublishSeveralForm
from cqtt.editing.publishing.mending import mending_address
from cqtt.editing.publishing.several import Pick, drafts_page, fresh_from_others, picks_of, publish_each
from cqtt.editing.publishing.versions import officer_names
from cqtt.forms import keeps_typed
from cqtt.roles import Role
from cqtt.text import clean

LAST_PAGE = 10_000
Answer = Response | tuple[str, int]


@bp.route(f"{ALL}/cong-bo", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@reads_first
@keeps_typed
def publish_several() -> Answer:
    """List all drafts with what stops them; publish those that are ticked, each whole or not at all."""
    form = PublishSeveralForm.from_request()
    if not form.accepted():
        return _show(form), form.http_status
    outcomes = publish_each(picks_of(form.drafts.data), form.note.data, me().id, now())
    done = [outcome for outcome in outcomes if not outcome.why_not]
    left = [outcome for outcome in outcomes if outcome.why_not]
    return render_template("editing/publishing/published_several.html", done=done, left=left), 200


def _show(form: PublishSeveralForm) -> str:
    none_ticked = request.args.get("chon") == "khong"  # else all that may be published
    number = min(max(1, request.args.get("trang", 1, type=int)), LAST_PAGE)
    page = drafts_page(clean(request.args.get("q", ""))[:100], number)
    return render_template(
        "editing/publishing/publish_several.html",
        page=page,
        form=form,
        ticked=set(form.drafts.data or ()) if form.is_submitted() or none_ticked else None,
        pick_of=Pick.of,
        fresh=fresh_from_others(page.plans, me().id, now()),
        names=officer_names(plan.draft for plan in page.plans),
        mending_address=mending_address,
    )
