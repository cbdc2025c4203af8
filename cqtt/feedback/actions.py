"""What officers and the calendar do to feedback: one move each. None commits; each asks first whether it may be."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cqtt.audit.actions import record
from cqtt.clock import due_text
from cqtt.commune.due_dates import DueDate
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.feedback import due
from cqtt.feedback.citizen_actions import address_conduct
from cqtt.feedback.joined import forget_rejection, tell_joined
from cqtt.feedback.models import Feedback, FeedbackFile, FileKind
from cqtt.feedback.moves import KIND, by_officer, check_step, checked, move
from cqtt.feedback.rules import (
    ENDED,
    KIND_NAMES,
    Actor,
    Consent,
    Outcome,
    RejectReason,
    Status,
    Step,
    StepNotAllowed,
    check_may_be_closed,
)
from cqtt.feedback.secrecy import conduct_reports, may_be_given, may_read, may_receive_conduct
from cqtt.i18n import _
from cqtt.text import fold


def transcribe(feedback: Feedback, officer: Officer, words: str, at: datetime) -> None:
    """Write down what a voice note says, after what the sender wrote: that stays as it is, whoever types."""
    check_step(feedback, Step.TRANSCRIBE, officer)
    own = own_words(feedback)
    feedback.words = f"{own}\n\n{words}".strip()
    feedback.transcribed_at, feedback.transcribed_by_id = at, officer.id
    feedback.words_fold = feedback.folded
    checked(feedback, Step.TRANSCRIBE, officer, at, details={"own": len(own)})


OWN_WORDS = (Step.TRANSCRIBE, Step.MEND)  # the events that tell how many letters of the words are the sender's


def own_words(feedback: Feedback) -> str:
    """Return what the sender wrote, without what an officer typed from the voice note."""
    if feedback.transcribed_at is None:
        return feedback.words
    lengths = [event.details.get("own", 0) for event in feedback.events if event.step in OWN_WORDS]
    return feedback.words[: lengths[-1] if lengths else 0]


def typed_words(feedback: Feedback) -> str:
    """Return what an officer typed from the voice note, so far."""
    return feedback.words[len(own_words(feedback)) :].strip()


def classify(feedback: Feedback, officer: Officer, values: Mapping[str, Any], note: str, at: datetime) -> None:
    """Put it under another kind, topic or hamlet; the limit of another topic counts from the same moment.

    The sender is told of another kind or topic: those decide who answers, and by when.
    """
    check_step(feedback, Step.CLASSIFY, officer)
    before = feedback.due_at
    changed = sorted(name for name, value in values.items() if getattr(feedback, name) != value)
    for name in changed:
        setattr(feedback, name, values[name])
    db.session.flush()
    if "topic_id" in changed:
        db.session.refresh(feedback, ["topic"])
        due.count_by_topic(feedback)
    told = _where_it_is_now(feedback, feedback.due_at != before) if {"kind", "topic_id"} & set(changed) else ""
    checked(feedback, Step.CLASSIFY, officer, at, told=told, note=note, details={"fields": changed})


def _where_it_is_now(feedback: Feedback, date_moved: bool) -> str:
    where = ", ".join([str(KIND_NAMES[feedback.kind]), *([feedback.topic.name] if feedback.topic else [])])
    told = _("Góp ý của Ông/Bà được xếp vào mục “%(where)s”.", where=where)
    if not date_moved or feedback.due_at is None or feedback.is_anonymous:  # without a name no date is promised
        return told
    return f"{told} " + _("Chúng tôi trả lời Ông/Bà %(due)s.", due=due_text(feedback.due_at))


def address_waiting(at: datetime) -> int:
    """Give reports of conduct that nobody may read to whoever may by now; return how many found a reader.

    The settings named nobody, or whoever they named has left: called when the settings or an account changed.
    """
    waiting = [one for one in conduct_reports() if not (one.recipient and may_receive_conduct(one.recipient))]
    for feedback in waiting:
        address_conduct(feedback)
        if feedback.recipient_id is not None:
            record("feedback.address", KIND, feedback.code, at=at, actor=Actor.SYSTEM.value)
    return sum(feedback.recipient_id is not None for feedback in waiting)


def assign(
    feedback: Feedback, officer: Officer, to: Officer | str, note: str, at: datetime, by: datetime | None = None
) -> None:
    """Give it to a colleague, or to a department by its name, with a date inside the office if one is asked."""
    check_step(feedback, Step.ASSIGN, officer)
    details: dict[str, Any] = {"had": feedback.officer_id, "had_department": feedback.department}
    if isinstance(to, str):
        if feedback.is_conduct:
            raise StepNotAllowed(_("Phản ánh về thái độ chỉ giao cho một người, không giao cho cả phòng."))
        feedback.officer_id, feedback.department = None, to
        details["to_department"] = to
    elif not may_be_given(feedback, to):
        raise StepNotAllowed(_("Không giao được cho người này. Xin chọn đồng nghiệp khác."))
    else:
        feedback.officer_id, feedback.department = to.id, ""
        details["to"] = to.id
    feedback.internal_due_at = by
    told = _("Góp ý đã được giao cho người phụ trách.") if feedback.status is not Status.ASSIGNED else ""
    checked(feedback, Step.ASSIGN, officer, at, told=told, note=note, details=details)


def answer(
    feedback: Feedback,
    officer: Officer,
    words: str,
    outcome: Outcome,
    at: datetime,
    note: str = "",
    to_joined: str = "",
) -> None:
    """Answer in writing; what was done is shown by a photograph. The first answer decides whether it was in time.

    `to_joined` is what senders of the same matter read: the answer itself may tell of a person.
    """
    check_step(feedback, Step.ANSWER, officer)
    _check_answer(feedback, words, outcome)
    feedback.answer, feedback.outcome = words, outcome
    if feedback.answered_in_time is None:
        feedback.answered_in_time = feedback.due_at is None or at <= feedback.due_at
    feedback.answered_at, feedback.answered_by_id = at, officer.id
    checked(feedback, Step.ANSWER, officer, at, told=words, note=note)
    tell_joined(feedback, Step.ANSWER, officer, to_joined, at)


def amend(
    feedback: Feedback, officer: Officer, words: str, outcome: Outcome, at: datetime, to_joined: str = ""
) -> None:
    """Mend or complete an answer; the sender is told, the days to reopen count from it."""
    check_step(feedback, Step.AMEND, officer)
    _check_answer(feedback, words, outcome)
    feedback.answer, feedback.outcome, feedback.answered_at = words, outcome, at
    checked(feedback, Step.AMEND, officer, at, told=words)
    tell_joined(feedback, Step.AMEND, officer, to_joined, at)


def close(feedback: Feedback, at: datetime, officer: Officer | None = None) -> None:
    """Close what was answered: by whoever has it, or by the calendar when the days to reopen have passed.

    The sender is thanked, and asked how the answer was; not where the answer itself goes out in the same moment.
    """
    if officer is not None:
        check_step(feedback, Step.CLOSE, officer)
    _check_answer(feedback, feedback.answer, feedback.outcome)
    feedback.closed_at = at
    actor = Actor.OFFICER if officer else Actor.SYSTEM
    told = _("Xin cảm ơn Ông/Bà đã cho chúng tôi biết.")
    if feedback.rated_at is None:
        told = f"{told} " + _("Mời Ông/Bà mở góp ý và cho biết Ông/Bà có hài lòng với câu trả lời không.")
    move(feedback, Step.CLOSE, actor, at, officer=officer, told="" if feedback.answered_at == at else told)


def proof_of(feedback: Feedback) -> list[FeedbackFile]:
    """Return the photographs that show what was done; once reopened, only those taken since."""
    since = feedback.reopened_at
    return [file for file in feedback.photos(FileKind.AFTER) if since is None or file.created_at > since]


def _check_answer(feedback: Feedback, words: str, outcome: Outcome | None) -> None:
    """Raise StepNotAllowed unless these words may stand as the answer. Of how somebody behaves there is no photo."""
    shown = len(proof_of(feedback)) or int(feedback.is_conduct)
    check_may_be_closed(words, outcome, shown)


def reject(
    feedback: Feedback,
    officer: Officer,
    reason: RejectReason,
    words: str,
    competent_place: str,
    at: datetime,
    to_joined: str = "",
) -> None:
    """Say why it is not handled here; what is not ours says who is competent. What was done before counts no more."""
    check_step(feedback, Step.REJECT, officer)
    if not words.strip():
        raise StepNotAllowed(_("Xin viết lý do để người gửi hiểu vì sao."))
    if reason in (RejectReason.NOT_OURS, RejectReason.OTHER_TRACK) and not competent_place.strip():
        raise StepNotAllowed(_("Xin cho biết nơi có thẩm quyền, để người gửi biết tìm đến đâu."))
    feedback.reject_reason, feedback.competent_place = reason, competent_place
    feedback.answer, feedback.outcome, feedback.closed_at = words, None, at
    feedback.is_published = False
    told = (
        words
        if not competent_place
        else _("%(words)s Nơi có thẩm quyền: %(place)s", words=words, place=competent_place)
    )
    checked(feedback, Step.REJECT, officer, at, told=told, details={"reason": reason.value})
    tell_joined(feedback, Step.REJECT, officer, to_joined, at)


def restore(feedback: Feedback, officer: Officer, note: str, at: datetime) -> None:
    """Take back a rejection, of what was joined with it too; the clock starts again."""
    check_step(feedback, Step.RESTORE, officer)
    for one in (feedback, *feedback.joined):
        forget_rejection(one)
    feedback.closed_at = None
    feedback.officer_id, feedback.department = None, ""
    checked(feedback, Step.RESTORE, officer, at, told=_("Chúng tôi xem lại góp ý của Ông/Bà."), note=note)
    due.start_clock(feedback, at)


def merge(feedback: Feedback, into: Feedback, officer: Officer, at: datetime, answer: str = "") -> None:
    """Join it with another about the same matter: its sender and followers are told about that one from now on.

    `answer` is what its sender reads where that one is answered already.
    """
    check_step(feedback, Step.MERGE, officer)
    wrong = into.id == feedback.id or into.is_conduct or into.merged_into_id is not None
    if wrong or into.status in ENDED or not may_read(into, officer):
        raise StepNotAllowed(_("Không gộp được với góp ý này. Xin chọn một góp ý khác, còn đang theo dõi."))
    feedback.closed_at, feedback.is_published = at, False
    told = _("Việc này được giải quyết chung với góp ý %(code)s.", code=into.code)
    checked(feedback, Step.MERGE, officer, at, told=told, details={"into": into.code})
    moving = [*feedback.joined, feedback]
    for one in moving:
        one.merged_into = into
    for follower in list(feedback.followers):
        follower.feedback = into
    tell_joined(into, Step.ANSWER, officer, answer, at, only=moving)


def add_note(feedback: Feedback, officer: Officer, note: str, at: datetime) -> None:
    """Write a word for colleagues; the sender never sees it."""
    by_officer(feedback, Step.NOTE, officer, at, note=note)


def publish(feedback: Feedback, officer: Officer, text: str, public_answer: str, at: datetime, name: str = "") -> None:
    """Show it to everybody in the words a person approved, with the name if its sender wished; never against them."""
    check_step(feedback, Step.PUBLISH, officer)
    if feedback.consent is Consent.NONE:
        raise StepNotAllowed(_("Người gửi không đồng ý công khai góp ý này."))
    feedback.public_text, feedback.public_answer = text, public_answer
    feedback.public_name = name if feedback.consent is Consent.WITH_NAME else ""
    feedback.public_fold = fold(f"{text} {public_answer} {feedback.topic.name if feedback.topic else ''}")
    feedback.is_published, feedback.published_by_id = True, officer.id
    feedback.published_at = feedback.published_at or at
    checked(feedback, Step.PUBLISH, officer, at)


def unpublish(feedback: Feedback, officer: Officer, note: str, at: datetime) -> None:
    """Take it off the public list; the approved words stay for another time."""
    check_step(feedback, Step.UNPUBLISH, officer)
    feedback.is_published = False
    checked(feedback, Step.UNPUBLISH, officer, at, note=note)


def escalate(feedback: Feedback, level: int, at: datetime) -> None:
    """Raise what is late: to the leaders, then to the chairman. It stays with whoever has it."""
    feedback.escalation, feedback.escalated_at = level, at
    move(feedback, Step.ESCALATE, Actor.SYSTEM, at, details={"level": level})


def move_due_date(feedback: Feedback, date: DueDate, told: str, at: datetime) -> None:
    """Give the date that the calendar, changed since, now leads to, and tell the sender."""
    due.give_date(feedback, date)
    move(feedback, Step.MOVE_DUE_DATE, Actor.SYSTEM, at, told=told)


def settle_on_the_spot(feedback: Feedback, officer: Officer, how: str, at: datetime) -> None:
    """Answer and close at a session, before witnesses; all the events are written."""
    answer(feedback, officer, how, Outcome.ON_THE_SPOT, at)
    close(feedback, at, officer)
