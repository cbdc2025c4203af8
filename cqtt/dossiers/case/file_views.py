"""What an officer does with a dossier besides moving it: files, papers as one PDF, messages, the national code."""

from flask import abort, flash, redirect, render_template, request, url_for
from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.audit.actions import record
from cqtt.clock import now
from cqtt.commune.signed_in import me
from cqtt.dossiers import actions
from cqtt.dossiers.case.attempts import attempt_at
from cqtt.dossiers.case.forms import NationalCodeForm
from cqtt.dossiers.case.papers_sent import files_in_order, files_of_paper
from cqtt.dossiers.case_access import case_or_404, file_or_404, note_handing_out, note_reading, roles_ever
from cqtt.dossiers.content import content_of
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.rules import CASE_ROLES, Step
from cqtt.dossiers.submission.uploading import file_store
from cqtt.dossiers.views import bp
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.file_answers import send_bytes, send_kept, shown_in_page
from cqtt.forms import PostForm, keeps_typed
from cqtt.i18n import _
from cqtt.notifications.actions import NOT_WAITING, mark_sent_by_hand
from cqtt.notifications.models import Notification
from cqtt.pdf_binding import PDF, NotBound, bind
from cqtt.text import slugify

TURNS = (0, 90, 180, 270)
SIZES = (1, 2, 3)


@bp.get("/can-bo/ho-so/<row:id>/tep/<public_id>")
@requires(*CASE_ROLES)
def case_file(id: int, public_id: str) -> Response:
    """Send a file of the dossier; opened by itself it is recorded each time, inside a page once an hour."""
    file = file_or_404(id, public_id)
    answer = send_kept(file_store(), file.storage_key, file.media_type, file.name, inline=True)
    note = note_reading if shown_in_page() else note_handing_out
    note("open_file", "attachment", file.id)
    return answer


@bp.get("/can-bo/ho-so/<row:id>/tep/<public_id>/xem")
@requires(*CASE_ROLES)
def view_case_file(id: int, public_id: str) -> str:
    """One file large, with the one before and after in the order of the papers; that it was read is recorded."""
    file = file_or_404(id, public_id)
    in_order = files_in_order(file.dossier, content_of(file.dossier))
    place = next(place for place, (_paper, each) in enumerate(in_order) if each is file)
    turn = request.args.get("xoay", 0, type=int)
    size = request.args.get("to", 1, type=int)
    shown = render_template(
        "dossiers/staff/view_case_file.html",
        dossier=file.dossier,
        file=file,
        paper=in_order[place][0],
        number=place + 1,
        total=len(in_order),
        before=in_order[place - 1][1] if place else None,
        after=in_order[place + 1][1] if place + 1 < len(in_order) else None,
        turn=turn if turn in TURNS else 0,
        size=size if size in SIZES else 1,
        sizes=SIZES,
    )
    note_reading("open_file", "attachment", file.id)
    return shown


@bp.get("/can-bo/ho-so/<row:id>/giay-to/<requirement>.pdf")
@requires(*CASE_ROLES)
def paper_as_pdf(id: int, requirement: str) -> Response:
    """Send all files of one paper as one PDF, in their order; the download is recorded."""
    dossier = case_or_404(id)
    files = files_of_paper(dossier, requirement) or abort(404)
    name = f"{dossier.code}-{slugify(requirement)}.pdf"
    try:
        content = bind((file.media_type, file_store().read(file.storage_key)) for file in files)
    except (NotBound, FileNotFoundError):
        raise RuleBroken(_("Chưa ghép được các tệp của giấy tờ này thành một. Xin mở từng tệp.")) from None
    note_handing_out("download", "dossier", id, requirement=requirement)
    return send_bytes(content, PDF, name)


@bp.post("/can-bo/ho-so/<row:id>/tin/<row:message_id>/da-gui")
@requires(*CASE_ROLES)
def mark_message_sent(id: int, message_id: int) -> Response:
    """Record that an officer sent a ready text; a second press changes nothing."""
    dossier, form = case_or_404(id), PostForm()
    message = db.session.get(Notification, message_id)
    if message is None or (message.about_kind, message.about_id) != ("dossier", dossier.id):
        abort(404)
    if form.accepted():
        if mark_sent_by_hand(message, me().id, now()):
            record("send_by_hand", "notification", message.id)
        else:
            flash(str(NOT_WAITING), "warning")
        db.session.commit()
    return redirect(url_for("dossiers.work_on", id=id, _anchor="tin-bao"), 303)


@bp.route("/can-bo/ho-so/<row:id>/ma-quoc-gia", methods=["GET", "POST"])
@requires(*roles_ever(Step.SET_NATIONAL_CODE))
@keeps_typed
def national_code(id: int) -> Response | tuple[str, int]:
    """Write down the code that the national portal gave this dossier."""
    attempt = attempt_at(id, Step.SET_NATIONAL_CODE)
    form = NationalCodeForm.from_request(code=attempt.dossier.national_code)
    if attempt.accepted(form):
        if _write_national_code(attempt.dossier, form.code.data or None):
            flash(_("Đã ghi mã hồ sơ quốc gia.") if form.code.data else _("Đã bỏ mã hồ sơ quốc gia."))
            return redirect(url_for("dossiers.work_on", id=id), 303)
        form.code.errors = [_("Mã này đã ghi cho một hồ sơ khác. Xin xem lại.")]
    return attempt.ask("national_code", form)


def _write_national_code(dossier: Dossier, code: str | None) -> bool:
    """Store the code and commit; False, with nothing stored, if another dossier has it."""
    same = or_(Dossier.national_code == code, Dossier.code == code)
    taken = select(Dossier.id).where(same, Dossier.id != dossier.id)
    if code and db.session.scalar(taken):
        return False
    actions.set_national_code(dossier, me(), code, now())
    try:
        db.session.commit()
    except IntegrityError:  # written by another officer between our look and our commit
        db.session.rollback()
        return False
    return True
