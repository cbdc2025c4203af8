"""The moves that decide for or against the citizen: ask for more, decline, extend, propose to stop, stop."""

from collections.abc import Callable
from functools import partial

from flask import Response

from cqtt.access import requires
from cqtt.clock import now
from cqtt.commune.clock_record import ClockEvent, Happened
from cqtt.commune.models import the_commune
from cqtt.commune.signed_in import me
from cqtt.database import reads_first
from cqtt.dossiers import actions, texts
from cqtt.dossiers.case.attempts import CASE, Answer, Attempt, attempt_at
from cqtt.dossiers.case.buttons import check_extending
from cqtt.dossiers.case.decision_forms import (
    ExtendForm,
    ProposeStopForm,
    RefuseForm,
    SecondSupplementForm,
    StopForm,
    SupplementForm,
)
from cqtt.dossiers.case.history import stop_proposal
from cqtt.dossiers.case_access import roles_ever
from cqtt.dossiers.clock import due_after
from cqtt.dossiers.content import OTHER_PAPERS, content_of, papers_of
from cqtt.dossiers.models import Dossier, PaperKind
from cqtt.dossiers.papers import decisions, printed
from cqtt.dossiers.papers.filling import FORMS, Occasion, stop_preview
from cqtt.dossiers.papers.views import as_pdf
from cqtt.dossiers.rules import Step
from cqtt.dossiers.staff_fields import grounds_to_choose
from cqtt.dossiers.supplements import answer_by, stop_reason
from cqtt.dossiers.views import bp
from cqtt.forms import keeps_typed
from cqtt.i18n import _


@bp.route(f"{CASE}/bo-sung", methods=["GET", "POST"])
@requires(*roles_ever(Step.REQUEST_SUPPLEMENT))
@keeps_typed
def request_supplement(id: int) -> Answer:
    """Ask, once and for all, for everything that is missing; a second time a leader says why."""
    attempt = attempt_at(id, Step.REQUEST_SUPPLEMENT)
    dossier = attempt.dossier
    wanted = [each for each in papers_of(dossier, content_of(dossier)) if each.requirement is not OTHER_PAPERS]
    form = (SecondSupplementForm if dossier.supplements else SupplementForm).about(dossier, papers=wanted)
    if attempt.accepted(form):
        asked = (form.all_items, form.whole_reason)
        decisions.request_supplement(dossier, me(), *asked, now(), note=form.whole_note)
        return attempt.done()
    return attempt.ask("request_supplement", form, reply_by=answer_by(dossier, now()))


# -- decline --------------------------------------------------------------------------------------


@bp.route(f"{CASE}/tu-choi", methods=["GET", "POST"])
@requires(*roles_ever(Step.REFUSE))
@keeps_typed
def refuse(id: int) -> Answer:
    """Decline to receive the dossier: the reason, its legal ground, and where to go instead."""
    attempt = attempt_at(id, Step.REFUSE)
    form = RefuseForm.about(attempt.dossier)
    if attempt.accepted(form):
        decisions.refuse(attempt.dossier, me(), form.whole_reason, form.whole_ground, now())
        return attempt.done()
    return _ask_decision("refuse", attempt, form)


@bp.post(f"{CASE}/tu-choi/xem-truoc")
@requires(*roles_ever(Step.REFUSE))
@keeps_typed
def preview_refusal(id: int) -> Answer:
    """Show what the citizen would read; nothing is changed."""
    attempt = attempt_at(id, Step.REFUSE)
    return _preview("refuse", attempt, RefuseForm.about(attempt.dossier))


def _ask_decision(name: str, attempt: Attempt, form: RefuseForm | StopForm, preview: str = "") -> tuple[str, int]:
    grounds = grounds_to_choose(content_of(attempt.dossier).known_legal_basis or ())
    return attempt.ask(name, form, preview=preview, grounds=grounds)


def _preview(name: str, attempt: Attempt, form: RefuseForm | StopForm) -> Answer:
    told = texts.refusal(form.whole_reason, form.whole_ground) if form.whole_reason else ""
    page, status = _ask_decision(name, attempt, form, told)
    return page, status if attempt.overtaken else 200


# -- more time ------------------------------------------------------------------------------------


@bp.route(f"{CASE}/gia-han", methods=["GET", "POST"])
@requires(*roles_ever(Step.EXTEND))
@keeps_typed
def extend(id: int) -> Answer:
    """Add lawful time on a leader's word, once, before the date has passed."""
    attempt, form = _attempt_to_extend(id), ExtendForm.from_request()
    if attempt.accepted(form) and form.extra:
        actions.extend(attempt.dossier, me(), form.extra, form.legal_ground.data, now())
        return attempt.done()
    return _ask_extension(attempt, form)


@bp.post(f"{CASE}/gia-han/xem-truoc")
@requires(*roles_ever(Step.EXTEND))
@keeps_typed
def preview_extension(id: int) -> Answer:
    """Show the date that an extension would lead to; nothing is changed."""
    attempt, form = _attempt_to_extend(id), ExtendForm.from_request()
    page, status = _ask_extension(attempt, form)
    return page, status if attempt.overtaken else 200


def _attempt_to_extend(id: int) -> Attempt:
    check: Callable[[Dossier], None] = partial(check_extending, at=now())
    return attempt_at(id, Step.EXTEND, check)


def _ask_extension(attempt: Attempt, form: ExtendForm) -> tuple[str, int]:
    dossier, extra = attempt.dossier, form.extra if form.is_submitted() else None
    due = due_after(dossier, ClockEvent(Happened.EXTENDED, now(), extra)) if extra else None
    grounds = grounds_to_choose(content_of(dossier).known_legal_basis or ())
    return attempt.ask("extend", form, due=due, grounds=grounds)


# -- the end of the work --------------------------------------------------------------------------


@bp.route(f"{CASE}/de-nghi-dung", methods=["GET", "POST"])
@requires(*roles_ever(Step.PROPOSE_STOP))
@keeps_typed
def propose_stop(id: int) -> Answer:
    """Lay a stop before a leader, with the reason."""
    attempt = attempt_at(id, Step.PROPOSE_STOP)
    form = ProposeStopForm.about(attempt.dossier, reason=stop_reason(attempt.dossier, now()))
    if attempt.accepted(form):
        actions.propose_stop(attempt.dossier, me(), form.whole_reason, now())
        return attempt.done()
    return attempt.ask("propose_stop", form)


@bp.route(f"{CASE}/dung", methods=["GET", "POST"])
@requires(*roles_ever(Step.STOP))
@keeps_typed
def stop(id: int) -> Answer:
    """End the work on a leader's decision; what was proposed, or the time that passed, stands there as a reason."""
    attempt, form = _attempt_to_stop(id)
    if attempt.accepted(form):
        decisions.stop(attempt.dossier, me(), form.whole_reason, form.whole_ground, now())
        return attempt.done()
    return _ask_decision("stop", attempt, form)


@bp.post(f"{CASE}/dung/xem-truoc")
@requires(*roles_ever(Step.STOP))
@keeps_typed
def preview_stop(id: int) -> Answer:
    """Show what the citizen would read; nothing is changed."""
    return _preview("stop", *_attempt_to_stop(id))


@bp.post(f"{CASE}/dung/mau-05.pdf")
@requires(*roles_ever(Step.STOP))
@reads_first
@keeps_typed
def preview_stop_paper(id: int) -> Answer | Response:
    """Show form 05 as it would be given out, from what is typed; nothing is changed."""
    attempt, form = _attempt_to_stop(id)
    if not attempt.accepted(form):
        return _ask_decision("stop", attempt, form)
    occasion = Occasion(0, me(), now())  # no number: this paper is not given out
    words = stop_preview(attempt.dossier, the_commune(), occasion, form.whole_reason, form.whole_ground)
    made = printed.pdf(FORMS[PaperKind.STOP].template, words, _("Bản xem trước, chưa ban hành"))
    return as_pdf(made, "mau-05-xem-truoc.pdf")


def _attempt_to_stop(id: int) -> tuple[Attempt, StopForm]:
    attempt = attempt_at(id, Step.STOP)
    dossier, proposed = attempt.dossier, stop_proposal(attempt.dossier)
    reason = proposed.note if proposed else stop_reason(dossier, now())
    return attempt, StopForm.about(dossier, reason=reason)
