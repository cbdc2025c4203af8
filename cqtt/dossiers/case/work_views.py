"""The moves of whoever works on a dossier: begin, ask for money, hand over, resolve; and the words beside it."""

from flask import flash, redirect, url_for

from cqtt.access import requires
from cqtt.citizen_number import contradictions
from cqtt.clock import now
from cqtt.commune.models import officers_with
from cqtt.commune.signed_in import me
from cqtt.database import reads_first
from cqtt.dossiers import actions
from cqtt.dossiers.case.attempts import CASE, Answer, attempt_after_reading, attempt_at
from cqtt.dossiers.case.forms import AssignForm, InternalNoteForm, RequestPaymentForm, ResolveForm
from cqtt.dossiers.case.page import holder_text
from cqtt.dossiers.case.people_forms import CorrectForm, side_by_side
from cqtt.dossiers.case_access import roles_ever
from cqtt.dossiers.content import published_fee
from cqtt.dossiers.models import AttachmentKind, Dossier
from cqtt.dossiers.rules import CASE_ROLES, Step
from cqtt.dossiers.submission import drafts
from cqtt.dossiers.submission.uploading import Stored, file_store
from cqtt.dossiers.views import bp
from cqtt.files import StoreFull
from cqtt.forms import PostForm, keeps_typed
from cqtt.i18n import _


@bp.route(f"{CASE}/xu-ly", methods=["GET", "POST"])
@requires(*roles_ever(Step.BEGIN))
def begin(id: int) -> Answer:
    """Start the work on the dossier."""
    attempt, form = attempt_at(id, Step.BEGIN), PostForm()
    if attempt.accepted(form):
        actions.begin(attempt.dossier, me(), now())
        return attempt.done()
    return attempt.ask("begin", form)


@bp.route(f"{CASE}/hoan-tac-xu-ly", methods=["GET", "POST"])
@requires(*roles_ever(Step.UNDO_BEGIN))
def undo_begin(id: int) -> Answer:
    """Take back a beginning that nothing has followed yet."""
    attempt, form = attempt_at(id, Step.UNDO_BEGIN), PostForm()
    if attempt.accepted(form):
        actions.undo_begin(attempt.dossier, me(), now())
        return attempt.done()
    return attempt.ask("undo_begin", form)


@bp.route(f"{CASE}/yeu-cau-nop-phi", methods=["GET", "POST"])
@requires(*roles_ever(Step.REQUEST_PAYMENT))
@keeps_typed
def request_payment(id: int) -> Answer:
    """Ask for a fee or tax."""
    attempt = attempt_at(id, Step.REQUEST_PAYMENT)
    form = RequestPaymentForm.about(attempt.dossier, amount=published_fee(attempt.dossier))
    if attempt.accepted(form):
        actions.request_payment(attempt.dossier, me(), form.told, now(), form.amount.data)
        return attempt.done()
    return attempt.ask("request_payment", form)


@bp.route(f"{CASE}/co-ket-qua", methods=["GET", "POST"])
@requires(*roles_ever(Step.RESOLVE))
@reads_first
@keeps_typed
def resolve(id: int) -> Answer:
    """Record the result, with its file: examined and stored before the short transaction that writes."""
    attempt = attempt_at(id, Step.RESOLVE)
    form = ResolveForm.about(attempt.dossier)
    if attempt.accepted(form):
        try:
            stored = Stored(form.examined, file_store().put(form.examined.kept)) if form.examined else None
        except StoreFull as full:
            form.file.errors = [full.sentence]
            return attempt.ask("resolve", form)
        attempt = attempt_after_reading(id, Step.RESOLVE)
        if not attempt.overtaken:
            _record_result(attempt.dossier, form, stored)
            return attempt.done()
    return attempt.ask("resolve", form)


def _record_result(dossier: Dossier, form: ResolveForm, stored: Stored | None) -> None:
    result = form.with_ready(form.result.data)
    actions.resolve(dossier, me(), result, now(), on_paper=form.lies_on_paper, shelf=form.shelf.data or "")
    if stored:
        upload_key = f"{AttachmentKind.RESULT.value}:{stored.examined.sha256_received}"
        drafts.attach(dossier, stored.examined, stored.storage_key, upload_key, now(), kind=AttachmentKind.RESULT)


@bp.route(f"{CASE}/giao", methods=["GET", "POST"])
@requires(*roles_ever(Step.ASSIGN))
@keeps_typed
def assign(id: int) -> Answer:
    """Hand the dossier to a colleague or a department, with a word to whoever receives it."""
    attempt = attempt_at(id, Step.ASSIGN)
    dossier = attempt.dossier
    form = AssignForm.about(dossier)
    form.let_choose(officers_with(*CASE_ROLES), dossier)
    if attempt.accepted(form):
        actions.assign(dossier, me(), form.receiver, form.whole_note, now())
        return attempt.done()
    return attempt.ask("assign", form, holder=holder_text(dossier))


@bp.route(f"{CASE}/ghi-chu", methods=["GET", "POST"])
@requires(*roles_ever(Step.NOTE))
@keeps_typed
def note(id: int) -> Answer:
    """Write a word for colleagues; the box for it stands on the page of the dossier too."""
    attempt = attempt_at(id, Step.NOTE)
    form = InternalNoteForm.about(attempt.dossier)
    if attempt.accepted(form):
        actions.add_note(attempt.dossier, me(), form.whole_note, now())
        return attempt.done(anchor="ghi-chu")
    return attempt.ask("note", form)


@bp.route(f"{CASE}/sua", methods=["GET", "POST"])
@requires(*roles_ever(Step.CORRECT))
@keeps_typed
def correct(id: int) -> Answer:
    """Mend what is written about the people of the dossier."""
    attempt = attempt_at(id, Step.CORRECT)
    dossier = attempt.dossier
    form = CorrectForm.of(dossier)
    if attempt.accepted(form):
        changes = form.changes(dossier)
        if not changes:
            flash(_("Thông tin vẫn như cũ, chưa sửa gì."))
            return redirect(url_for("dossiers.work_on", id=id), 303)
        actions.correct(dossier, me(), changes, now())
        doubts = contradictions(dossier.citizen_number, dossier.birth_on, dossier.sex)
        answer = attempt.done()
        for doubt in doubts:
            flash(doubt, "warning")
        return answer
    differences = side_by_side(form, CorrectForm.of(dossier, formdata=None)) if attempt.overtaken else []
    return attempt.ask("correct", form, differences=differences)
