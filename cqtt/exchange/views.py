"""Nhập, xuất danh mục, under /quan-tri/thu-tuc: nothing is written before somebody has seen what would change."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from cqtt.access import requires
from cqtt.clock import now
from cqtt.commune.signed_in import me
from cqtt.database import begin_writing, reads_first
from cqtt.dossiers.case_access import note_handing_out
from cqtt.exchange import actions
from cqtt.exchange.faults import FileRefused
from cqtt.exchange.files import Format, read_file, write_file
from cqtt.exchange.forms import DRAFTS, DecisionForm, FileForm
from cqtt.exchange.kept import import_store
from cqtt.exchange.merging import plan_of
from cqtt.exchange.plan import Plan
from cqtt.exchange.sheets import Sheets
from cqtt.exchange.stored import read_stored, sheets_of
from cqtt.extensions import db
from cqtt.file_answers import send_bytes
from cqtt.files import NotAKey, StoreFull
from cqtt.forms import keeps_typed
from cqtt.i18n import _
from cqtt.roles import Role

bp = Blueprint("exchange", __name__)

IMPORT = "/quan-tri/thu-tuc/nhap"
EXPORT = "/quan-tri/thu-tuc/xuat"
Answer = AnyResponse | tuple[str, int]


@bp.route(IMPORT, methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@reads_first
@keeps_typed
def choose_file() -> Answer:
    """Take a file and look at it; a file with faults is refused whole, each with its place."""
    form = FileForm()
    if form.accepted():
        try:
            key = import_store().put(form.sent)
        except StoreFull as full:
            form.file.errors = [full.sentence]
        else:
            return redirect(url_for(".look", kept_file=key), 303)
    return render_template("exchange/choose_file.html", form=form), form.http_status


@bp.route(f"{IMPORT}/<kept_file>", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@reads_first
@keeps_typed
def look(kept_file: str) -> Answer:
    """Show what the file would change; a POST does exactly what was shown, or shows it again."""
    sheets = _sheets_or_none(kept_file)
    if sheets is None:
        flash(_("Tệp này đã nhập xong hoặc đã quá một ngày. Xin tải lên lại."), "warning")
        return redirect(url_for(".choose_file"), 303)
    form = DecisionForm.from_request()
    accepted = form.accepted()
    if accepted:
        begin_writing()
    try:
        plan = plan_of(sheets, read_stored(hold=accepted))
    except FileRefused as refused:  # the record has changed since the file came
        return render_template("exchange/choose_file.html", form=FileForm(), refused=refused), 422
    if accepted and _do(form, plan, kept_file):
        return redirect(url_for("editing.overview"), 303)
    form.seen.data = plan.seen
    return render_template("exchange/look.html", form=form, plan=plan), form.http_status


def _sheets_or_none(key: str) -> Sheets | None:
    """Return what the file says; None when it has been imported or was kept too long."""
    try:
        return read_file(import_store().read(key))
    except FileNotFoundError:
        return None
    except NotAKey:
        abort(404)


def _do(form: DecisionForm, plan: Plan, key: str) -> bool:
    """Import what was shown and commit; where that cannot be, say why on the form."""
    if form.seen.data != plan.seen:
        form.how.errors = [_("Danh mục vừa đổi. Xin xem lại các thay đổi dưới đây rồi quyết định lần nữa.")]
        db.session.rollback()
        return False
    try:
        said = _import(form, plan)
    except actions.DraftsInTheWay as refused:
        form.overwrite.errors = [refused.sentence]
        db.session.rollback()
        return False
    db.session.commit()
    import_store().remove(key)
    flash(said)
    return True


def _import(form: DecisionForm, plan: Plan) -> str:
    if form.how.data == DRAFTS:
        count = actions.prepare_drafts(plan, bool(form.overwrite.data), me().id, now())
        return _("Đã tạo %(count)s bản nháp. Người dân chưa thấy gì.", count=count)
    actions.publish(plan, form.note.data, me().id, now())
    new, changed = len(plan.of("new")), len(plan.of("changed"))
    return _("Đã nhập và công bố: %(new)s thủ tục mới, %(changed)s thủ tục đổi.", new=new, changed=changed)


@bp.get(EXPORT)
@requires(Role.ADMINISTRATOR)
def export() -> str:
    """Offer the catalogue as files, whole or one field."""
    stored = read_stored()
    chosen = next((field.slug for field in stored.fields if field.slug == request.args.get("linh-vuc")), "")
    count = len(sheets_of(stored, chosen).entries())
    return render_template("exchange/export.html", fields=stored.fields, chosen=chosen, count=count)


@bp.get(f"{EXPORT}/danh-muc.<any(yaml, xlsx):form>")
@requires(Role.ADMINISTRATOR)
def exported(form: str) -> Response:
    """Send the catalogue as a file; it is recorded."""
    stored = read_stored()
    wanted = request.args.get("linh-vuc", "")
    if wanted and wanted not in {field.slug for field in stored.fields}:
        abort(404)
    name = f"danh-muc-{wanted or 'thu-tuc'}.{form}"
    answer = send_bytes(write_file(sheets_of(stored, wanted), Format(form)), "application/octet-stream", name)
    of_field = {"field": wanted} if wanted else {}
    note_handing_out("export", "catalogue", stored.as_of, None, form=form, **of_field)
    return answer
