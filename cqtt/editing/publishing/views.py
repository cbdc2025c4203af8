"""Publish a draft: what it changes, what stops it, why, and when."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.clock import day_text, now, today
from cqtt.commune.signed_in import me
from cqtt.editing.blueprint import ONE, bp
from cqtt.editing.drafts import DraftLocked
from cqtt.editing.finding import procedure_or_404
from cqtt.editing.publishing import actions
from cqtt.editing.publishing.forms import PublishForm
from cqtt.editing.publishing.mending import mending_address
from cqtt.editing.publishing.plan import Plan, open_dossiers, plan_of
from cqtt.editing.publishing.readiness import held_back
from cqtt.editing.publishing.seen import changed_since
from cqtt.extensions import db
from cqtt.forms import PostForm, keeps_typed
from cqtt.i18n import _
from cqtt.procedures.models import Procedure, ProcedureVersion, VersionStatus
from cqtt.procedures.versions import version_in
from cqtt.roles import Role

Answer = Response | tuple[str, int]


@bp.route(f"{ONE}/cong-bo", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def publish(code: str) -> Answer:
    """Show what a draft changes for citizens, and publish it: now, or on a day."""
    procedure = procedure_or_404(code)
    draft = _draft_of(procedure)
    if draft is None:
        return _nothing_to_publish(procedure)
    plan = plan_of(draft)
    form = PublishForm.of(plan)
    if not form.accepted() or plan.faults or plan.changes_nothing:
        return _show(plan, form, form.http_status)
    changed = changed_since(form.seen.data or "", plan.marks)
    if changed:
        form.show_current(plan)
        return _show(plan, form, 409, changed)
    said = _publish(plan, form)
    db.session.commit()
    flash(said)
    return redirect(url_for(".show", code=procedure.address_code), 303)


@bp.post(f"{ONE}/bo-hen")
@requires(Role.ADMINISTRATOR)
def unschedule(code: str) -> Response:
    """Let a draft wait for its day no longer; it can be edited again."""
    procedure = procedure_or_404(code)
    draft = actions.claim_draft(procedure.id)
    if draft is None:
        return _nothing_to_publish(procedure)
    actions.unschedule(draft)
    db.session.commit()
    flash(_("Đã bỏ hẹn. Bản nháp sửa tiếp được."))
    return redirect(url_for(".show", code=procedure.address_code), 303)


def _draft_of(procedure: Procedure) -> ProcedureVersion | None:
    """Return the draft; whoever is about to publish it holds it. Raise DraftLocked when it waits for its day."""
    if request.method == "GET":
        return version_in(procedure.id, VersionStatus.DRAFT)
    draft = actions.claim_draft(procedure.id)
    if draft is not None and draft.publish_on is not None:
        raise DraftLocked
    return draft


def _publish(plan: Plan, form: PublishForm) -> str:
    """Do what was decided; return what is said about it."""
    if form.day is None:
        actions.publish(plan.draft, form.note.data, me(), now())
        return _("Đã công bố bản %(number)d. Người dân đọc được ngay từ bây giờ.", number=plan.draft.number)
    actions.schedule(plan.draft, form.day, form.note.data, me())
    return _("Đã hẹn công bố vào đầu %(day)s. Từ nay đến lúc ấy bản nháp được khóa.", day=day_text(form.day))


def _nothing_to_publish(procedure: Procedure) -> Response:
    flash(_("Thủ tục này không có bản nháp nào: có thể người khác vừa công bố hoặc vừa bỏ."), "warning")
    return redirect(url_for(".show", code=procedure.address_code), 303)


def _show(plan: Plan, form: PublishForm, status: int, changed: list[str] | None = None) -> tuple[str, int]:
    page = render_template(
        "editing/publishing/publish.html",
        plan=plan,
        form=form,
        changed=changed or [],
        dossiers=open_dossiers(plan.procedure.id),
        held_back=held_back(plan.draft, today()),
        mending_address=mending_address,
        token=PostForm(),
    )
    return page, status
