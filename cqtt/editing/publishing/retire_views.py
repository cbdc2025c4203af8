"""Give a procedure up, with or without a successor."""

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.clock import now
from cqtt.commune.signed_in import me
from cqtt.editing.blueprint import ONE, bp
from cqtt.editing.finding import procedure_or_404
from cqtt.editing.publishing.forms import RetireForm
from cqtt.editing.publishing.plan import open_dossiers
from cqtt.editing.publishing.retiring import retire as give_up
from cqtt.extensions import db
from cqtt.forms import keeps_typed
from cqtt.i18n import _
from cqtt.procedures.models import ProcedureVersion, VersionStatus
from cqtt.procedures.versions import version_in
from cqtt.roles import Role

Answer = Response | tuple[str, int]


@bp.route(f"{ONE}/ngung", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def retire(code: str) -> Answer:
    """Ask why and what takes its place; then citizens read that instead."""
    current = _published_or_404(code)
    procedure = current.procedure
    form = RetireForm.of(current.id, but=procedure.id)
    if not form.accepted():
        return _show(current, form), form.http_status
    give_up(procedure, form.seen.data, form.reason.data, form.chosen, me(), now())
    db.session.commit()
    flash(_("Đã ngừng công bố. Hồ sơ đang mở vẫn giải quyết như lúc nộp. Muốn công bố lại, xin khôi phục một bản cũ."))
    return redirect(url_for(".history", code=procedure.address_code), 303)


@bp.get(f"{ONE}/ngung/tim")
@requires(Role.ADMINISTRATOR)
def find_successor(code: str) -> str:
    """The procedures that these words mean, to choose the successor from."""
    current = _published_or_404(code)
    form = RetireForm(formdata=None, seen=current.id, find=request.args.get("find", "")[:100])
    form.offer_found(but=current.procedure_id)
    return _show(current, form)


def _show(current: ProcedureVersion, form: RetireForm) -> str:
    return render_template(
        "editing/publishing/retire.html",
        version=current,
        procedure=current.procedure,
        form=form,
        dossiers=open_dossiers(current.procedure_id),
    )


def _published_or_404(code: str) -> ProcedureVersion:
    return version_in(procedure_or_404(code).id, VersionStatus.PUBLISHED) or abort(404)
