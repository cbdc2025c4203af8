"""The moves that the sender reads: answer, complete, close, reject, take back, join with another."""

from flask import request

from cqtt.access import requires
from cqtt.clock import now
from cqtt.commune.signed_in import me
from cqtt.database import reads_first
from cqtt.extensions import db
from cqtt.feedback import actions
from cqtt.feedback.codes import normalise
from cqtt.feedback.handling import similar
from cqtt.feedback.handling.answer_forms import AnswerForm, RejectForm
from cqtt.feedback.handling.attempts import ONE, Answer, Attempt, attempt_after_reading, attempt_at, roles_ever
from cqtt.feedback.handling.forms import MergeForm, RestoreForm
from cqtt.feedback.handling.promised import Promised, fulfil, open_promise, promise
from cqtt.feedback.kept import file_store, keep
from cqtt.feedback.models import Feedback, FileKind
from cqtt.feedback.pages import note_reading
from cqtt.feedback.rules import Outcome, RejectReason, Status, Step
from cqtt.feedback.secrecy import readable
from cqtt.feedback.views import bp
from cqtt.files import StoreFull
from cqtt.forms import PostForm, keeps_typed
from cqtt.i18n import _
from cqtt.uploads import Examined

Stored = list[tuple[Examined, str]]  # each with its key in the store


@bp.route(f"{ONE}/tra-loi", methods=["GET", "POST"])
@requires(*roles_ever(Step.ANSWER))
@reads_first
@keeps_typed
def answer(id: int) -> Answer:
    """Answer in writing, with photographs of what was done."""
    attempt = attempt_at(id, Step.ANSWER)
    return _answer(attempt, AnswerForm.about(attempt.feedback))


@bp.route(f"{ONE}/bo-sung", methods=["GET", "POST"])
@requires(*roles_ever(Step.AMEND))
@reads_first
@keeps_typed
def amend(id: int) -> Answer:
    """Mend or complete the answer."""
    attempt = attempt_at(id, Step.AMEND)
    feedback = attempt.feedback
    outcome = feedback.outcome.value if feedback.outcome else ""
    promised = open_promise(feedback) if feedback.outcome is Outcome.PLANNED else None
    day = promised.due_on if promised else None
    return _answer(attempt, AnswerForm.about(feedback, words=feedback.answer, outcome=outcome, due_on=day))


def _answer(attempt: Attempt, form: AnswerForm) -> Answer:
    """Carry out an answer: pictures are examined and stored before the short transaction that writes."""
    step = attempt.step
    if attempt.accepted(form):
        try:
            stored = [(each, file_store().put(each.kept)) for each in form.examined]
        except StoreFull as full:
            form.photos.errors = [full.sentence]
            return attempt.ask(step.value, form)
        attempt = attempt_after_reading(attempt.feedback.id, step)
        if not attempt.overtaken:
            _write_answer(attempt.feedback, step, form, stored)
            return attempt.done()
    form.ask_for_photos_again()
    return attempt.ask(step.value, form)


def _write_answer(feedback: Feedback, step: Step, form: AnswerForm, stored: Stored) -> None:
    at, officer, words, outcome = now(), me(), form.whole_answer, Outcome(form.outcome.data)
    for examined, key in stored:
        keep(feedback, examined, key, FileKind.AFTER, at, officer.id)
    write = actions.answer if step is Step.ANSWER else actions.amend
    write(feedback, officer, words, outcome, at, to_joined=form.answer_for_joined)
    if form.promised_on is not None:
        promise(Promised(feedback, officer, form.public_title, form.promised_on, at))
    elif outcome in (Outcome.DONE, Outcome.ON_THE_SPOT):
        fulfil(feedback, officer, at)


@bp.route(f"{ONE}/khep", methods=["GET", "POST"])
@requires(*roles_ever(Step.CLOSE))
def close(id: int) -> Answer:
    """Close what was answered."""
    attempt, form = attempt_at(id, Step.CLOSE), PostForm()
    if attempt.accepted(form):
        actions.close(attempt.feedback, now(), me())
        return attempt.done()
    return attempt.ask("close", form)


@bp.route(f"{ONE}/khong-giai-quyet", methods=["GET", "POST"])
@requires(*roles_ever(Step.REJECT))
@keeps_typed
def reject(id: int) -> Answer:
    """Say why it is not handled here, and who is competent."""
    attempt = attempt_at(id, Step.REJECT)
    form = RejectForm.about(attempt.feedback)
    if attempt.accepted(form):
        reason, words = RejectReason(form.reason.data), form.with_ready(form.words.data)
        actions.reject(attempt.feedback, me(), reason, words, form.place, now(), form.words_for_joined)
        return attempt.done()
    return attempt.ask("reject", form)


@bp.route(f"{ONE}/xem-lai", methods=["GET", "POST"])
@requires(*roles_ever(Step.RESTORE))
@keeps_typed
def restore(id: int) -> Answer:
    """Take back a rejection."""
    attempt, form = attempt_at(id, Step.RESTORE), RestoreForm.from_request()
    if attempt.accepted(form):
        actions.restore(attempt.feedback, me(), form.note.data, now())
        return attempt.done()
    return attempt.ask("restore", form)


@bp.route(f"{ONE}/gop", methods=["GET", "POST"])
@requires(*roles_ever(Step.MERGE))
@keeps_typed
def merge(id: int) -> Answer:
    """Join it with another about the same matter; both are seen side by side before."""
    attempt = attempt_at(id, Step.MERGE)
    feedback = attempt.feedback
    form = MergeForm.from_request(code=request.args.get("ma", ""))
    into = _other(feedback, form.code.data or "")
    form.ask_joined([*into.joined, feedback] if into else [], wanted=into is not None and _is_answered(into))
    if attempt.accepted(form) and into is not None:
        actions.merge(feedback, into, me(), now(), form.words_for_joined)
        return attempt.done()
    if form.code.data and into is None:
        form.code.errors = [_("Chưa tìm thấy góp ý nào có mã này. Xin xem lại mã.")]
    page = attempt.ask("merge", form, into=into, alike=[] if into else similar.to_join(feedback, me()))
    if into is not None:
        note_reading("view", into.code)
    return page


def _is_answered(feedback: Feedback) -> bool:
    """Tell whether whoever is joined with it now comes too late for its answer."""
    return feedback.status is Status.ANSWERED


def _other(feedback: Feedback, code: str) -> Feedback | None:
    """Return the other one that a code names, if this officer may read it."""
    found = readable(me()).where(Feedback.code == normalise(code), Feedback.id != feedback.id)
    return db.session.scalar(found) if code else None
