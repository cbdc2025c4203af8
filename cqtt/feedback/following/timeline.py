"""What a sender sees of the way a feedback went: the line of dates, what comes next and by when, who answered."""

from dataclasses import dataclass
from datetime import date, datetime

from cqtt.clock import due_text, local, moment_text
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.feedback.joined import has_own_answer
from cqtt.feedback.models import Feedback, FeedbackEvent
from cqtt.feedback.promised_days import PromisedDay, settled_at
from cqtt.feedback.rules import ENDED, LONG_NAMES, OPEN, Status, Step, is_open_to, reopen_until
from cqtt.feedback.texts import NEXT_SENTENCES
from cqtt.feedback.topics import the_settings
from cqtt.i18n import _, _l

# What officers do among themselves, and what is nobody's business but another sender's.
INSIDE = frozenset({Step.TRANSCRIBE, Step.NOTE, Step.FOLLOW})
# What the sender alone is told: a follower has the same matter, not the same words.
OF_SENDER = frozenset({Step.CLASSIFY, Step.RATE, Step.WITHDRAW_CONSENT, Step.MEND})
# Said in full in a place of its own, not again in the line.
SAID_ELSEWHERE = frozenset({Step.ANSWER, Step.AMEND, Step.REJECT, Step.CLOSE})

NAMES = {
    Step.SEND: _l("Đã gửi"),
    Step.CLASSIFY: _l("Đã chuyển đến đúng mục"),
    Step.ASSIGN: _l("Đã giao người phụ trách"),
    Step.ANSWER: _l("Đã trả lời"),
    Step.AMEND: _l("Câu trả lời được bổ sung"),
    Step.CLOSE: _l("Đã khép lại"),
    Step.REOPEN: _l("Xem lại theo đề nghị của người gửi"),
    Step.REJECT: _l("Không giải quyết ở mục này"),
    Step.RESTORE: _l("Được xem lại"),
    Step.MERGE: _l("Giải quyết chung với góp ý cùng việc"),
    Step.PUBLISH: _l("Đã đăng trên trang công khai"),
    Step.UNPUBLISH: _l("Đã gỡ khỏi trang công khai"),
    Step.ESCALATE: _l("Trễ hạn, đã báo lên lãnh đạo"),
    Step.MOVE_DUE_DATE: _l("Đổi ngày trả lời"),
    Step.RATE: _l("Ông/Bà đã đánh giá câu trả lời"),
    Step.WITHDRAW_CONSENT: _l("Ông/Bà không đồng ý công khai nữa"),
    Step.MEND: _l("Ông/Bà đã sửa lời đã gửi"),
}
FOLLOWER_SENTENCES = {
    Status.ANSWERED: _l("Đã có câu trả lời."),
    Status.CLOSED: _l("Việc đã khép lại."),
    Status.REOPENED: _l("Người gửi chưa hài lòng nên chúng tôi xem lại từ đầu."),
    Status.REJECTED: _l("Việc này không giải quyết ở đây."),
}


@dataclass(frozen=True)
class Moment:
    """One line of the timeline."""

    text: str
    when: str | None
    state: str  # done, now or todo
    note: str = ""


def timeline(feedback: Feedback, at: datetime, own: bool = True) -> list[Moment]:
    """Return what happened with its dates, then what comes next and by when; to a follower without any words."""
    hidden = INSIDE if own else INSIDE | OF_SENDER
    shown = [event for event in feedback.events if event.step not in hidden and not _is_inside(event)]
    going_on = feedback.status not in ENDED
    past = [
        Moment(
            text=str(NAMES.get(event.step) or LONG_NAMES[event.to_status]),
            when=moment_text(event.at),
            state="now" if going_on and event is shown[-1] else "done",
            note=_note(event) if own else "",
        )
        for event in shown
    ]
    return past + _to_come(feedback, at, own)


def _is_inside(event: FeedbackEvent) -> bool:
    """Tell whether it was classified anew in a way that says nothing to its sender."""
    return event.step is Step.CLASSIFY and not event.told


def _note(event: FeedbackEvent) -> str:
    if event.step is Step.REOPEN:
        return event.note  # the sender's own words
    return "" if event.step in SAID_ELSEWHERE else event.told


def _to_come(feedback: Feedback, at: datetime, own: bool) -> list[Moment]:
    if feedback.status in OPEN:
        due = due_text(feedback.due_at) if is_promised(feedback) and feedback.due_at and at <= feedback.due_at else None
        return [Moment(_("Trả lời"), due, "todo")]
    open_end = own and feedback.status is Status.ANSWERED and _may_reopen(feedback)
    return [Moment(_("Khép lại, nếu Ông/Bà không đề nghị xem lại"), None, "todo")] if open_end else []


def is_promised(feedback: Feedback) -> bool:
    """Whether the law gives the sender a date: not without a name (Nghị định 20/2008/NĐ-CP, Điều 7)."""
    return not feedback.is_anonymous


def is_late(feedback: Feedback, at: datetime) -> bool:
    """Whether an answer that was promised has not come by its date."""
    waits = feedback.status in OPEN and feedback.due_at is not None and at > feedback.due_at
    return is_promised(feedback) and waits


def next_sentence(feedback: Feedback, own: bool = True) -> str:
    """Return what happens next, in one sentence."""
    if not own:
        return str(FOLLOWER_SENTENCES.get(feedback.status) or NEXT_SENTENCES[feedback.status])
    if feedback.is_conduct and feedback.status is Status.RECEIVED:
        return _next_of_conduct(feedback)
    if feedback.merged_into_id is not None and has_own_answer(feedback):
        return _("Việc này được giải quyết chung với một góp ý cùng việc. Xin xem câu trả lời bên dưới.")
    if feedback.merged_into_id is not None:
        return _("Việc này được giải quyết chung với một góp ý cùng việc. Tình hình của việc ấy ở ngay dưới đây.")
    if feedback.status is Status.ANSWERED and not _may_reopen(feedback):
        return _("Xin xem câu trả lời bên dưới.")
    return str(NEXT_SENTENCES[feedback.status])


def _next_of_conduct(feedback: Feedback) -> str:
    if feedback.recipient_id is None:
        return _("Chúng tôi đã nhận và giữ kín cho đến khi có người được giao đọc.")
    return _("Người nhận riêng đã nhận và sẽ tự xem, hoặc giao cho người không liên quan.")


def status_name(feedback: Feedback) -> str:
    """Return the words for where it stands; a report of conduct waits in nobody's list to be given away."""
    if feedback.is_conduct and feedback.status is Status.RECEIVED:
        return _("Đã nhận, giữ kín")
    return str(LONG_NAMES[feedback.status])


def last_day_to_reopen(feedback: Feedback, at: datetime, days: list[PromisedDay] | None = None) -> date | None:
    """Return until which day the sender may say that the answer does not satisfy; None where they may not."""
    since = settled_at(feedback, at, days)
    if not _may_reopen(feedback) or since is None:
        return None
    until = reopen_until(since, the_settings().reopen_days)
    return local(until).date() if at <= until else None


def may_rate(feedback: Feedback) -> bool:
    answered = feedback.answered_at is not None and feedback.rated_at is None
    return answered and is_open_to(Step.RATE, feedback.status, feedback.is_conduct)


def answered_by(feedback: Feedback) -> str:
    """Return who answered, by title and department: the office answers, and its people stay reachable by the desk."""
    officer = db.session.get(Officer, feedback.answered_by_id) if feedback.answered_by_id else None
    return ", ".join(part for part in (officer.title, officer.department) if part) if officer else ""


def _may_reopen(feedback: Feedback) -> bool:
    own = feedback.merged_into_id is None or has_own_answer(feedback)
    return own and feedback.reopened_at is None and is_open_to(Step.REOPEN, feedback.status, feedback.is_conduct)
