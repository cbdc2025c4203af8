"""The moves of the desk, an address for each: GET shows the small form, POST makes the move."""

from flask import render_template, request

from cqtt.access import requires
from cqtt.clock import now
from cqtt.commune.calendar import working_calendar
from cqtt.commune.due_dates import DueDate, compute_due
from cqtt.commune.limits import Limit
from cqtt.commune.models import officers_with, the_commune
from cqtt.commune.signed_in import me
from cqtt.dossiers import actions, along
from cqtt.dossiers.case.attempts import CASE, Answer, attempt_at
from cqtt.dossiers.case.decision_forms import WithdrawForm
from cqtt.dossiers.case.forms import AcceptForm, AcceptWithLimitForm, RemindForm, ReturnForm
from cqtt.dossiers.case_access import case_for_step, roles_ever
from cqtt.dossiers.content import content_of, fee_to_ask
from cqtt.dossiers.papers import decisions
from cqtt.dossiers.rules import Step
from cqtt.dossiers.staff_fields import NOBODY, ShelveForm
from cqtt.dossiers.supplements import reminder
from cqtt.dossiers.views import bp
from cqtt.forms import PostForm, keeps_typed
from cqtt.procedures.facts import fee_fact
from cqtt.roles import Role


@bp.route(f"{CASE}/du-giay-to", methods=["GET", "POST"])
@requires(*roles_ever(Step.MARK_COMPLETE))
def mark_complete(id: int) -> Answer:
    """Say that the papers sent beforehand are all there."""
    attempt, form = attempt_at(id, Step.MARK_COMPLETE), PostForm()
    if attempt.accepted(form):
        actions.mark_complete(attempt.dossier, me(), now())
        return attempt.done()
    return attempt.ask("mark_complete", form)


@bp.route(f"{CASE}/tiep-nhan", methods=["GET", "POST"])
@requires(*roles_ever(Step.ACCEPT))
@keeps_typed
def accept(id: int) -> Answer:
    """Receive the dossier; the page shows the due date before anybody promises it."""
    attempt = attempt_at(id, Step.ACCEPT)
    dossier, limit = attempt.dossier, content_of(attempt.dossier).known_limit
    form = (AcceptForm if limit else AcceptWithLimitForm).about(dossier, fee=fee_to_ask(dossier))
    specialists = officers_with(Role.SPECIALIST)
    form.let_choose(specialists)
    if attempt.accepted(form):
        decisions.accept(dossier, me(), form.limit(limit), now(), note=form.whole_note, fee_vnd=form.fee.data)
        if form.officer.data != NOBODY:
            chosen = next(officer for officer in specialists if str(officer.id) == form.officer.data)
            actions.assign(dossier, me(), chosen, "", now())
        return attempt.done()
    fee = fee_fact(content_of(dossier), "")
    return attempt.ask("accept", form, limit=limit, due=limit and _due_if_accepted_now(limit), fee=fee)


@bp.get(f"{CASE}/ngay-hen")
@requires(*roles_ever(Step.ACCEPT))
def due_preview(id: int) -> str:
    """Show when the dossier would be due under a limit that is being typed."""
    dossier = case_for_step(id, Step.ACCEPT)
    form = AcceptWithLimitForm(request.args)
    readable = form.unit.validate(form) and form.amount.validate(form)
    due = _due_if_accepted_now(form.limit(None)) if readable else None
    return render_template("dossiers/staff/due_preview.html", dossier=dossier, due=due)


def _due_if_accepted_now(limit: Limit) -> DueDate:
    return compute_due(working_calendar(the_commune()), now(), limit)


@bp.route(f"{CASE}/nhac", methods=["GET", "POST"])
@requires(*roles_ever(Step.REMIND))
@keeps_typed
def remind(id: int) -> Answer:
    """Remind the citizen of what is missing, or of a result to fetch, in words that stand ready."""
    attempt = attempt_at(id, Step.REMIND)
    form = RemindForm.from_request(told=reminder(attempt.dossier))
    if attempt.accepted(form):
        actions.remind(attempt.dossier, form.told.data, now(), officer=me())
        return attempt.done()
    return attempt.ask("remind", form)


@bp.route(f"{CASE}/ke", methods=["GET", "POST"])
@requires(*roles_ever(Step.SHELVE))
@keeps_typed
def shelve(id: int) -> Answer:
    """Say where the paper result lies until it is fetched."""
    attempt = attempt_at(id, Step.SHELVE)
    form = ShelveForm.from_request(shelf=attempt.dossier.shelf)
    if attempt.accepted(form):
        actions.shelve(attempt.dossier, me(), form.shelf.data, now())
        return attempt.done()
    return attempt.ask("shelve", form)


@bp.route(f"{CASE}/tra-ket-qua", methods=["GET", "POST"])
@requires(*roles_ever(Step.RETURN_RESULT))
@keeps_typed
def return_result(id: int) -> Answer:
    """Hand the result over to a person who is named."""
    attempt = attempt_at(id, Step.RETURN_RESULT)
    dossier = attempt.dossier
    form = ReturnForm.from_request(receiver=dossier.submitter_name or dossier.applicant_name)
    form.lay_beside(along.lying_beside([id]).get(id, ()))
    if attempt.accepted(form):
        along.hand_along(dossier, form.along.data, me(), now())
        actions.return_result(dossier, me(), form.receiver.data, now())
        return attempt.done()
    return attempt.ask("return_result", form)


@bp.route(f"{CASE}/rut", methods=["GET", "POST"])
@requires(*roles_ever(Step.WITHDRAW))
@keeps_typed
def withdraw_for_citizen(id: int) -> Answer:
    """Take the dossier back at the citizen's wish, told at the desk or by telephone."""
    attempt = attempt_at(id, Step.WITHDRAW)
    form = WithdrawForm.about(attempt.dossier)
    if attempt.accepted(form):
        actions.withdraw(attempt.dossier, form.whole_reason, now(), officer=me())
        return attempt.done()
    return attempt.ask("withdraw_for_citizen", form)
