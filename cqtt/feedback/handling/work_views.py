"""The moves of whoever sorts feedback: give it away, classify, type a voice note, write a note."""

from cqtt.access import requires
from cqtt.clock import now
from cqtt.commune.absence import officers_at_work
from cqtt.commune.models import officers_with
from cqtt.commune.signed_in import me
from cqtt.feedback import actions, conduct
from cqtt.feedback.handling.attempts import ONE, Answer, attempt_at, roles_ever
from cqtt.feedback.handling.forms import AssignForm, ClassifyForm, ConductForm, NoteForm, TranscribeForm, offered_first
from cqtt.feedback.handling.page import holder_text
from cqtt.feedback.handling.said import said_of_conduct
from cqtt.feedback.models import Feedback
from cqtt.feedback.rules import HANDLERS, Step, StepNotAllowed
from cqtt.feedback.views import bp
from cqtt.forms import keeps_typed
from cqtt.i18n import _


@bp.route(f"{ONE}/giao", methods=["GET", "POST"])
@requires(*roles_ever(Step.ASSIGN))
@keeps_typed
def assign(id: int) -> Answer:
    """Give it to a colleague or a department, with a word to whoever receives it."""
    attempt = attempt_at(id, Step.ASSIGN)
    feedback = attempt.feedback
    form = AssignForm.from_request(officer=offered_first(feedback))
    form.let_choose(officers_with(*HANDLERS), feedback)
    if attempt.accepted(form):
        actions.assign(feedback, me(), form.receiver, form.note.data or "", now(), form.internal_due_at)
        return attempt.done()
    return attempt.ask("assign", form, holder=holder_text(feedback))


@bp.route(f"{ONE}/phan-loai", methods=["GET", "POST"])
@requires(*roles_ever(Step.CLASSIFY))
@keeps_typed
def classify(id: int) -> Answer:
    """Put it under another kind, topic or hamlet."""
    attempt = attempt_at(id, Step.CLASSIFY)
    form = ClassifyForm.of(attempt.feedback)
    if attempt.accepted(form):
        actions.classify(attempt.feedback, me(), form.values, form.note.data or "", now())
        return attempt.done()
    return attempt.ask("classify", form)


def _not_public(feedback: Feedback) -> None:
    if feedback.is_published:
        raise StepNotAllowed(_("Góp ý đang được công khai. Xin gỡ xuống trước."))


@bp.route(f"{ONE}/ve-thai-do", methods=["GET", "POST"])
@requires(*roles_ever(Step.CLASSIFY))
@keeps_typed
def mark_conduct(id: int) -> Answer:
    """Say that it is about somebody's conduct: it leaves every list, and whoever says so opens it no more."""
    attempt = attempt_at(id, Step.CLASSIFY, _not_public)
    form = ConductForm.from_request()
    form.let_choose(officers_at_work())
    if attempt.accepted(form):
        feedback = attempt.feedback
        conduct.make_conduct(feedback, me(), form.line.data, form.officer, form.note.data or "", now())
        return attempt.done(said_of_conduct(feedback))
    return attempt.ask("mark_conduct", form)


def _has_voice(feedback: Feedback) -> None:
    if feedback.voice is None and feedback.transcribed_at is None:
        raise StepNotAllowed(_("Góp ý này không có ghi âm."))


@bp.route(f"{ONE}/go-lai", methods=["GET", "POST"])
@requires(*roles_ever(Step.TRANSCRIBE))
@keeps_typed
def transcribe(id: int) -> Answer:
    """Type what the voice note says; the box for it stands beside the player on the page too."""
    attempt = attempt_at(id, Step.TRANSCRIBE, _has_voice)
    feedback = attempt.feedback
    form = TranscribeForm.from_request(words=actions.typed_words(feedback))
    if attempt.accepted(form):
        actions.transcribe(feedback, me(), form.words.data, now())
        return attempt.done(anchor="loi")
    return attempt.ask("transcribe", form, own=actions.own_words(feedback))


@bp.route(f"{ONE}/ghi-chu", methods=["GET", "POST"])
@requires(*roles_ever(Step.NOTE))
@keeps_typed
def note(id: int) -> Answer:
    """Write a word for colleagues; the box for it stands on the page too."""
    attempt = attempt_at(id, Step.NOTE)
    form = NoteForm.about(attempt.feedback)
    if attempt.accepted(form):
        actions.add_note(attempt.feedback, me(), form.whole_note, now())
        return attempt.done(anchor="ghi-chu")
    return attempt.ask("note", form)
