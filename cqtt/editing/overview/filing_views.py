"""How one procedure is filed and who handles it; this holds at once, not only from the next version on."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.commune.actions import ChangedMeanwhile
from cqtt.editing.blueprint import ONE, bp
from cqtt.editing.finding import procedure_or_404
from cqtt.editing.overview.actions import Filing, change_filing, filing_of
from cqtt.editing.overview.forms import MOST_OF_A_REASON, MOST_OF_AN_ADDRESS, FilingForm
from cqtt.editing.overview.one import name_of
from cqtt.extensions import db
from cqtt.forms import keeps_typed
from cqtt.i18n import _
from cqtt.procedures.content import FilingMode
from cqtt.procedures.models import Procedure, VersionStatus
from cqtt.procedures.versions import version_in
from cqtt.roles import Role
from cqtt.text import clean

Answer = Response | tuple[str, int]


@bp.route(f"{ONE}/cach-nop", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def choose_filing(code: str) -> Answer:
    """Choose how it is filed, with the reason that citizens read, and the department."""
    procedure = procedure_or_404(code)
    form = FilingForm.of(procedure)
    if not form.accepted():
        return _show(form, procedure, form.http_status)
    try:
        change_filing(procedure, form.revision.data, form.filing, form.department.data)
    except ChangedMeanwhile:
        return _show_what_changed(form, code)
    db.session.commit()
    seen = version_in(procedure.id, VersionStatus.PUBLISHED) is not None
    flash(_("Đã lưu cách nộp. Người dân thấy ngay.") if seen else _("Đã lưu cách nộp. Người dân thấy khi công bố."))
    return redirect(url_for("editing.show", code=procedure.address_code), 303)


@bp.get(f"{ONE}/cach-nop/xem")
@requires(Role.ADMINISTRATOR)
def filing_preview(code: str) -> str:
    """What citizens will read with what stands in the boxes; nothing is stored."""
    procedure = procedure_or_404(code)
    mode = request.args.get("mode", "")
    filing = Filing(
        FilingMode(mode) if mode in set(FilingMode) else procedure.filing_mode,
        clean(request.args.get("reason", ""))[:MOST_OF_A_REASON],
        clean(request.args.get("portal_url", ""))[:MOST_OF_AN_ADDRESS],
    )
    return render_template("editing/overview/filing_preview.html", procedure=procedure, filing=filing)


def _show(form: FilingForm, procedure: Procedure, status: int, **more: object) -> tuple[str, int]:
    typed = form.mode.data in set(FilingMode)
    page = render_template(
        "editing/overview/choose_filing.html",
        form=form,
        procedure=procedure,
        name=name_of(procedure),
        filing=form.filing if typed else filing_of(procedure),
        **more,
    )
    return page, status


def _show_what_changed(form: FilingForm, code: str) -> tuple[str, int]:
    """Say what the record holds by now where it is not what was typed; nothing is overwritten."""
    db.session.rollback()
    procedure = procedure_or_404(code)
    stored = FilingForm.of(procedure, formdata=None)
    return _show(form, procedure, 409, differences=form.rest_on(stored))
