"""The moves of a dossier, an address for each: GET shows the small form, POST makes the move."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.clock import now
from cqtt.commune.calendar import working_calendar
from cqtt.commune.due_dates import DueDate, compute_due
from cqtt.commune.limits import Limit
from cqtt.commune.models import Officer, officers_with, the_commune
from cqtt.database import begin_writing, reads_first
from cqtt.dossiers import actions, drafts, texts
from cqtt.dossiers.case_access import case_for_step, me, roles_ever
from cqtt.dossiers.models import AttachmentKind, Dossier
from cqtt.dossiers.rules import CASE_ROLES, Step
from cqtt.dossiers.staff_forms import (
    NOBODY,
    AcceptForm,
    AcceptWithLimitForm,
    AssignForm,
    NoteForm,
    ReasonForm,
    RefuseForm,
    RequestPaymentForm,
    ResolveForm,
    ReturnForm,
    SupplementForm,
)
from cqtt.dossiers.staff_said import said_of
from cqtt.dossiers.submission import content_of
from cqtt.dossiers.uploading import Stored, file_store
from cqtt.dossiers.views import bp
from cqtt.extensions import db
from cqtt.files import StoreFull
from cqtt.forms import Form, PostForm, keeps_typed
from cqtt.procedures.content import ProcedureContent
from cqtt.roles import Role

Answer = Response | tuple[str, int]
CASE = "/can-bo/ho-so/<row:id>"


def _done(dossier: Dossier, step: Step) -> Response:
    """Commit the move and go back to the dossier, where it is said what happened."""
    dossier_id, said = dossier.id, said_of(dossier, step)
    db.session.commit()
    flash(said)
    return redirect(url_for("dossiers.work_on", id=dossier_id), 303)


def _ask(name: str, dossier: Dossier, form: Form, **shown: object) -> tuple[str, int]:
    page = render_template(
        f"dossiers/staff/{name}.html",
        endpoint=f"dossiers.{name}",
        dossier=dossier,
        content=content_of(dossier),
        form=form,
        **shown,
    )
    return page, form.http_status


# -- the desk -------------------------------------------------------------------------------------


@bp.route(f"{CASE}/du-giay-to", methods=["GET", "POST"])
@requires(*roles_ever(Step.MARK_COMPLETE))
def mark_complete(id: int) -> Answer:
    """Say that the papers sent beforehand are all there."""
    dossier, form = case_for_step(id, Step.MARK_COMPLETE), PostForm()
    if form.accepted():
        actions.mark_complete(dossier, me(), now())
        return _done(dossier, Step.MARK_COMPLETE)
    return _ask("mark_complete", dossier, form)


@bp.route(f"{CASE}/tiep-nhan", methods=["GET", "POST"])
@requires(*roles_ever(Step.ACCEPT))
@keeps_typed
def accept(id: int) -> Answer:
    """Receive the dossier; the page shows the due date before anybody promises it."""
    dossier = case_for_step(id, Step.ACCEPT)
    limit = published_limit(content_of(dossier))
    form = AcceptForm.from_request() if limit else AcceptWithLimitForm.from_request()
    specialists = officers_with(Role.SPECIALIST)
    form.let_choose(specialists)
    if form.accepted():
        at = now()
        actions.accept(dossier, me(), form.limit(limit), at, note=form.whole_note)
        if form.officer.data != NOBODY:
            actions.assign(dossier, me(), _chosen(specialists, form.officer.data), "", at)
        return _done(dossier, Step.ACCEPT)
    return _ask("accept", dossier, form, limit=limit, due=limit and _due_if_accepted_now(limit))


@bp.get(f"{CASE}/ngay-hen")
@requires(*roles_ever(Step.ACCEPT))
def due_preview(id: int) -> str:
    """Show when the dossier would be due under a limit that is being typed."""
    dossier = case_for_step(id, Step.ACCEPT)
    form = AcceptWithLimitForm(request.args)
    readable = form.unit.validate(form) and form.amount.validate(form)
    due = _due_if_accepted_now(form.limit(None)) if readable else None
    return render_template("dossiers/staff/due_preview.html", dossier=dossier, due=due)


def published_limit(content: ProcedureContent) -> Limit | None:
    """Return how long the procedure may take, or None where that is not published for certain."""
    time = content.known_processing_time
    if time is None or time.amount is None or time.unit is None:
        return None
    return Limit(time.amount, time.unit)


def _due_if_accepted_now(limit: Limit) -> DueDate:
    return compute_due(working_calendar(the_commune()), now(), limit)


def _chosen(officers: list[Officer], officer_id: int) -> Officer:
    return next(officer for officer in officers if officer.id == officer_id)


@bp.route(f"{CASE}/bo-sung", methods=["GET", "POST"])
@requires(*roles_ever(Step.REQUEST_SUPPLEMENT))
@keeps_typed
def request_supplement(id: int) -> Answer:
    """Ask, once and for all, for everything that is missing."""
    dossier = case_for_step(id, Step.REQUEST_SUPPLEMENT)
    form = SupplementForm.from_request()
    wanted = content_of(dossier).known_requirements or ()
    form.let_choose(requirement for requirement in wanted if requirement.uploadable)
    if form.accepted():
        actions.request_supplement(dossier, me(), form.all_items, form.reason.data, now())
        return _done(dossier, Step.REQUEST_SUPPLEMENT)
    return _ask("request_supplement", dossier, form)


@bp.route(f"{CASE}/tu-choi", methods=["GET", "POST"])
@requires(*roles_ever(Step.REFUSE))
@keeps_typed
def refuse(id: int) -> Answer:
    """Decline to receive the dossier, with the reason and its legal ground."""
    dossier, form = case_for_step(id, Step.REFUSE), RefuseForm.from_request()
    if form.accepted():
        actions.refuse(dossier, me(), form.whole_reason, form.legal_ground.data, now())
        return _done(dossier, Step.REFUSE)
    return _ask_refusal(dossier, form)


@bp.post(f"{CASE}/tu-choi/xem-truoc")
@requires(*roles_ever(Step.REFUSE))
@keeps_typed
def preview_refusal(id: int) -> str:
    """Show what the citizen would read; nothing is changed."""
    dossier, form = case_for_step(id, Step.REFUSE), RefuseForm.from_request()
    preview = texts.refusal(form.whole_reason, form.legal_ground.data or "") if form.whole_reason else ""
    return _ask_refusal(dossier, form, preview)[0]


def _ask_refusal(dossier: Dossier, form: RefuseForm, preview: str = "") -> tuple[str, int]:
    grounds = form.offer(content_of(dossier).known_legal_basis or ())
    return _ask("refuse", dossier, form, preview=preview, grounds=grounds)


@bp.route(f"{CASE}/nhan-bo-sung", methods=["GET", "POST"])
@requires(*roles_ever(Step.SUPPLEMENT))
@keeps_typed
def take_supplement(id: int) -> Answer:
    """Record that the missing papers were brought to the desk."""
    dossier, form = case_for_step(id, Step.SUPPLEMENT), NoteForm.from_request()
    if form.accepted():
        actions.answer_supplement(dossier, form.note.data or "", now(), officer=me())
        return _done(dossier, Step.SUPPLEMENT)
    return _ask("take_supplement", dossier, form, wanted=dossier.open_supplement)


@bp.route(f"{CASE}/tra-ket-qua", methods=["GET", "POST"])
@requires(*roles_ever(Step.RETURN_RESULT))
@keeps_typed
def return_result(id: int) -> Answer:
    """Hand the result over to a person who is named."""
    dossier = case_for_step(id, Step.RETURN_RESULT)
    form = ReturnForm.from_request(receiver=dossier.submitter_name or dossier.applicant_name)
    if form.accepted():
        actions.return_result(dossier, me(), form.receiver.data, now())
        return _done(dossier, Step.RETURN_RESULT)
    return _ask("return_result", dossier, form)


@bp.route(f"{CASE}/rut", methods=["GET", "POST"])
@requires(*roles_ever(Step.WITHDRAW))
@keeps_typed
def withdraw_for_citizen(id: int) -> Answer:
    """Take the dossier back at the citizen's wish, told at the desk or by telephone."""
    dossier, form = case_for_step(id, Step.WITHDRAW), ReasonForm.from_request()
    if form.accepted():
        actions.withdraw(dossier, form.reason.data, now(), officer=me())
        return _done(dossier, Step.WITHDRAW)
    return _ask("withdraw_for_citizen", dossier, form)


@bp.route(f"{CASE}/da-nop-phi", methods=["GET", "POST"])
@requires(*roles_ever(Step.CONFIRM_PAYMENT))
@keeps_typed
def confirm_payment(id: int) -> Answer:
    """Record that the fee was paid."""
    dossier, form = case_for_step(id, Step.CONFIRM_PAYMENT), NoteForm.from_request()
    if form.accepted():
        actions.confirm_payment(dossier, me(), form.note.data or "", now())
        return _done(dossier, Step.CONFIRM_PAYMENT)
    return _ask("confirm_payment", dossier, form)


# -- the specialist, and whoever leads ------------------------------------------------------------


@bp.route(f"{CASE}/xu-ly", methods=["GET", "POST"])
@requires(*roles_ever(Step.BEGIN))
def begin(id: int) -> Answer:
    """Start the work on the dossier."""
    dossier, form = case_for_step(id, Step.BEGIN), PostForm()
    if form.accepted():
        actions.begin(dossier, me(), now())
        return _done(dossier, Step.BEGIN)
    return _ask("begin", dossier, form)


@bp.route(f"{CASE}/yeu-cau-nop-phi", methods=["GET", "POST"])
@requires(*roles_ever(Step.REQUEST_PAYMENT))
@keeps_typed
def request_payment(id: int) -> Answer:
    """Ask for a fee or tax."""
    dossier, form = case_for_step(id, Step.REQUEST_PAYMENT), RequestPaymentForm.from_request()
    if form.accepted():
        actions.request_payment(dossier, me(), form.told, now())
        return _done(dossier, Step.REQUEST_PAYMENT)
    return _ask("request_payment", dossier, form)


@bp.route(f"{CASE}/co-ket-qua", methods=["GET", "POST"])
@requires(*roles_ever(Step.RESOLVE))
@reads_first
@keeps_typed
def resolve(id: int) -> Answer:
    """Record the result, with its file: examined and stored before the short transaction that writes."""
    dossier, form = case_for_step(id, Step.RESOLVE), ResolveForm.from_request()
    if form.accepted():
        try:
            stored = form.examined and Stored(form.examined, file_store().put(form.examined.kept))
        except StoreFull as full:
            form.file.errors = [full.sentence]
            return _ask("resolve", dossier, form)
        begin_writing()
        dossier = case_for_step(id, Step.RESOLVE)
        actions.resolve(dossier, me(), form.result.data, now())
        if stored:
            _attach_result(dossier, stored)
        return _done(dossier, Step.RESOLVE)
    return _ask("resolve", dossier, form)


def _attach_result(dossier: Dossier, stored: Stored) -> None:
    upload_key = f"{AttachmentKind.RESULT.value}:{stored.examined.sha256_received}"
    drafts.attach(dossier, stored.examined, stored.storage_key, upload_key, now(), kind=AttachmentKind.RESULT)


@bp.route(f"{CASE}/giao", methods=["GET", "POST"])
@requires(*roles_ever(Step.ASSIGN))
@keeps_typed
def assign(id: int) -> Answer:
    """Hand the dossier to a colleague."""
    dossier, form = case_for_step(id, Step.ASSIGN), AssignForm.from_request()
    colleagues = officers_with(*CASE_ROLES)
    form.let_choose(colleagues, dossier.officer_id)
    if form.accepted():
        actions.assign(dossier, me(), _chosen(colleagues, form.officer.data), form.note.data or "", now())
        return _done(dossier, Step.ASSIGN)
    return _ask("assign", dossier, form)


@bp.route(f"{CASE}/dung", methods=["GET", "POST"])
@requires(*roles_ever(Step.STOP))
@keeps_typed
def stop(id: int) -> Answer:
    """End the work on a leader's decision."""
    dossier, form = case_for_step(id, Step.STOP), ReasonForm.from_request()
    if form.accepted():
        actions.stop(dossier, me(), form.reason.data, now())
        return _done(dossier, Step.STOP)
    return _ask("stop", dossier, form)
