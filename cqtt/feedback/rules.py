"""The law of feedback: its states, the moves between them, and who may make them (design.md §5).

Sources: Nghị định 20/2008/NĐ-CP (phản ánh, kiến nghị về quy định hành chính), Luật Tiếp công dân 2013. Complaints
(khiếu nại) and denunciations (tố cáo) have laws of their own and are not handled here.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from cqtt.clock import local
from cqtt.errors import RuleBroken
from cqtt.i18n import _, _l
from cqtt.roles import Role


class FeedbackKind(StrEnum):
    """What somebody wants to say."""

    REPORT = "report"
    PETITION = "petition"
    SUGGESTION = "suggestion"
    PRAISE = "praise"


class Channel(StrEnum):
    """How it came in."""

    ONLINE = "online"
    PHONE = "phone"
    DESK = "desk"
    SESSION = "session"  # said, or sent beforehand, for a Saturday session


class Consent(StrEnum):
    """What the sender agreed to; nothing is published without a person's decision in any case."""

    NONE = "none"
    WITHOUT_NAME = "without_name"
    WITH_NAME = "with_name"


class Status(StrEnum):
    """Where it stands."""

    RECEIVED = "received"
    ASSIGNED = "assigned"
    ANSWERED = "answered"
    CLOSED = "closed"
    REOPENED = "reopened"
    REJECTED = "rejected"


class Step(StrEnum):
    """What may be done to it."""

    SEND = "send"
    TRANSCRIBE = "transcribe"
    CLASSIFY = "classify"
    ASSIGN = "assign"
    ANSWER = "answer"
    AMEND = "amend"
    CLOSE = "close"
    REOPEN = "reopen"
    REJECT = "reject"
    RESTORE = "restore"
    MERGE = "merge"
    NOTE = "note"
    PUBLISH = "publish"
    UNPUBLISH = "unpublish"
    ESCALATE = "escalate"
    MOVE_DUE_DATE = "move_due_date"
    RATE = "rate"
    FOLLOW = "follow"
    WITHDRAW_CONSENT = "withdraw_consent"
    MEND = "mend"


class Actor(StrEnum):
    """Who made a move."""

    CITIZEN = "citizen"
    OFFICER = "officer"
    SYSTEM = "system"


class Outcome(StrEnum):
    """What an answer says was done."""

    DONE = "done"  # shown by a photograph
    ON_THE_SPOT = "on_the_spot"  # solved at a session, before witnesses
    EXPLAINED = "explained"
    PLANNED = "planned"  # promised for a day
    NOT_POSSIBLE = "not_possible"


class Level(IntEnum):
    """How far up something late was raised."""

    HOLDER = 0
    LEADERS = 1
    CHAIRMAN = 2


class RejectReason(StrEnum):
    """Why it is not handled here."""

    NOT_OURS = "not_ours"  # the answer names who is competent
    OTHER_TRACK = "other_track"  # a complaint or a denunciation
    SPAM = "spam"
    ABUSIVE = "abusive"
    UNCLEAR = "unclear"


class StepNotAllowed(RuleBroken):
    """The state, or the role of whoever asks, does not allow this step."""


KIND_NAMES = {
    FeedbackKind.REPORT: _l("Phản ánh"),
    FeedbackKind.PETITION: _l("Kiến nghị"),
    FeedbackKind.SUGGESTION: _l("Góp ý"),
    FeedbackKind.PRAISE: _l("Khen ngợi"),
}
CHANNEL_NAMES = {
    Channel.ONLINE: _l("Trên mạng"),
    Channel.PHONE: _l("Điện thoại"),
    Channel.DESK: _l("Tại quầy"),
    Channel.SESSION: _l("Buổi lắng nghe"),
}
LONG_NAMES = {
    Status.RECEIVED: _l("Đã nhận, chờ phân công"),
    Status.ASSIGNED: _l("Đang giải quyết"),
    Status.ANSWERED: _l("Đã trả lời"),
    Status.CLOSED: _l("Đã khép lại"),
    Status.REOPENED: _l("Mở lại theo ý người gửi"),
    Status.REJECTED: _l("Không thuộc mục này"),
}
SHORT_NAMES = {
    Status.RECEIVED: _l("Mới nhận"),
    Status.ASSIGNED: _l("Đang giải quyết"),
    Status.ANSWERED: _l("Đã trả lời"),
    Status.CLOSED: _l("Đã khép lại"),
    Status.REOPENED: _l("Mở lại"),
    Status.REJECTED: _l("Không giải quyết"),
}
TONES = {
    Status.RECEIVED: "amber",
    Status.ASSIGNED: "blue",
    Status.ANSWERED: "green",
    Status.CLOSED: "quiet",
    Status.REOPENED: "red",
    Status.REJECTED: "quiet",
}
OUTCOME_NAMES = {
    Outcome.DONE: _l("Đã làm xong"),
    Outcome.ON_THE_SPOT: _l("Đã giải quyết tại chỗ"),
    Outcome.EXPLAINED: _l("Đã giải thích"),
    Outcome.PLANNED: _l("Sẽ làm, có ngày hẹn"),
    Outcome.NOT_POSSIBLE: _l("Chưa làm được, có lý do"),
}
REASON_NAMES = {
    RejectReason.NOT_OURS: _l("Không thuộc thẩm quyền của chúng tôi"),
    RejectReason.OTHER_TRACK: _l("Là khiếu nại hoặc tố cáo"),
    RejectReason.SPAM: _l("Quảng cáo, thư rác"),
    RejectReason.ABUSIVE: _l("Lời lẽ xúc phạm, không có việc cụ thể"),
    RejectReason.UNCLEAR: _l("Chưa rõ việc gì, ở đâu"),
}

OPEN = frozenset({Status.RECEIVED, Status.ASSIGNED, Status.REOPENED})
ENDED = frozenset({Status.CLOSED, Status.REJECTED})
REOPEN_DAYS = 15  # calendar days after the answer, or after the day of what it promised

NEXT_STATUS: dict[tuple[Status, Step], Status] = {
    (Status.ANSWERED, Step.AMEND): Status.ANSWERED,
    (Status.ANSWERED, Step.CLOSE): Status.CLOSED,
    (Status.ANSWERED, Step.REOPEN): Status.REOPENED,
    (Status.CLOSED, Step.REOPEN): Status.REOPENED,
    (Status.REJECTED, Step.RESTORE): Status.RECEIVED,
    (Status.ANSWERED, Step.RATE): Status.ANSWERED,
    (Status.CLOSED, Step.RATE): Status.CLOSED,
}
NEXT_STATUS |= {(status, Step.ASSIGN): Status.ASSIGNED for status in OPEN}
NEXT_STATUS |= {(status, Step.ANSWER): Status.ANSWERED for status in OPEN}
NEXT_STATUS |= {(status, Step.REJECT): Status.REJECTED for status in OPEN}
NEXT_STATUS |= {(status, Step.MERGE): Status.CLOSED for status in OPEN}
# What leads nowhere else.
NEXT_STATUS |= {
    (status, step): status
    for status in OPEN
    for step in (Step.CLASSIFY, Step.ESCALATE, Step.MOVE_DUE_DATE, Step.FOLLOW)
}
NEXT_STATUS |= {(status, Step.MEND): status for status in (Status.RECEIVED, Status.ASSIGNED)}
NEXT_STATUS |= {(status, step): status for status in Status for step in (Step.NOTE, Step.TRANSCRIBE)}
NEXT_STATUS |= {(status, step): status for status in Status for step in (Step.UNPUBLISH, Step.WITHDRAW_CONSENT)}
NEXT_STATUS |= {(status, Step.PUBLISH): status for status in Status if status is not Status.REJECTED}

HANDLERS = (Role.RECEPTION, Role.SPECIALIST, Role.LEADER)  # who opens feedback at all
CITIZEN_STEPS = frozenset({Step.SEND, Step.REOPEN, Step.RATE, Step.FOLLOW, Step.WITHDRAW_CONSENT, Step.MEND})
NEVER_FOR_CONDUCT = frozenset({Step.PUBLISH, Step.MERGE, Step.CLASSIFY, Step.FOLLOW})
OF_HOLDER = frozenset({Step.ANSWER, Step.AMEND, Step.CLOSE})  # once somebody has it: they, or a leader
_SORTERS = frozenset({Role.RECEPTION, Role.LEADER})
_ALL = frozenset(HANDLERS)
ROLES: dict[Step, frozenset[Role]] = {
    Step.TRANSCRIBE: _ALL,
    Step.CLASSIFY: _SORTERS,
    Step.ASSIGN: _ALL,
    Step.ANSWER: _ALL,
    Step.AMEND: _ALL,
    Step.CLOSE: _ALL,
    Step.REJECT: _SORTERS,
    Step.RESTORE: frozenset({Role.LEADER}),
    Step.MERGE: _SORTERS,
    Step.NOTE: _ALL,
    Step.PUBLISH: _SORTERS,
    Step.UNPUBLISH: _SORTERS,
    Step.SEND: _ALL,  # for somebody who calls, comes, or speaks at a session
    Step.ESCALATE: frozenset(),  # nobody's: the calendar does it
    Step.MOVE_DUE_DATE: frozenset(),
    Step.REOPEN: frozenset(),
    Step.RATE: frozenset(),
    Step.FOLLOW: frozenset(),
    Step.WITHDRAW_CONSENT: frozenset(),
    Step.MEND: frozenset(),
}


def next_status(status: Status, step: Step, is_conduct: bool = False) -> Status:
    """Return where a step leads, or raise StepNotAllowed."""
    if not is_open_to(step, status, is_conduct):
        raise StepNotAllowed(
            _("Góp ý đang ở trạng thái “%(status)s” nên không làm được việc này.", status=LONG_NAMES[status])
        )
    return NEXT_STATUS[status, step]


def is_open_to(step: Step, status: Status, is_conduct: bool = False) -> bool:
    """Tell whether a step may follow, whoever makes it; a report of conduct is never published, merged or shared."""
    return (status, step) in NEXT_STATUS and not (is_conduct and step in NEVER_FOR_CONDUCT)


def roles_for(step: Step, is_conduct: bool = False) -> frozenset[Role]:
    """Return who may make this step; of a report of conduct, whoever may read it makes every step of officers."""
    return _ALL if is_conduct and ROLES[step] else ROLES[step]


def may_hold(step: Step, roles: Collection[Role], is_holder: bool, is_held: bool) -> bool:
    """Tell whether an officer may answer: whoever has it, a leader, and anybody while nobody has it."""
    return step not in OF_HOLDER or is_holder or not is_held or Role.LEADER in roles


def steps_open_to(
    roles: Collection[Role], status: Status, is_conduct: bool, is_holder: bool, is_held: bool
) -> list[Step]:
    """Return the steps an officer with these roles may take now."""
    return [
        step
        for step in Step
        if is_open_to(step, status, is_conduct)
        and roles_for(step, is_conduct) & set(roles)
        and may_hold(step, roles, is_holder, is_held)
    ]


def check_citizen_step(status: Status, step: Step, is_conduct: bool = False) -> None:
    """Raise StepNotAllowed unless the sender may take this step now."""
    if step not in CITIZEN_STEPS:
        raise StepNotAllowed(_("Việc này do cán bộ thực hiện."))
    next_status(status, step, is_conduct)


def reopen_until(settled_at: datetime, days: int = REOPEN_DAYS) -> datetime:
    """Return until when the sender may say that an answer, or what it promised, does not satisfy."""
    return settled_at + timedelta(days=days)


def check_may_be_reopened(settled_at: datetime | None, reopened_at: datetime | None, days: int, at: datetime) -> None:
    """Raise StepNotAllowed for a second time, or after the days have passed."""
    if reopened_at is not None:
        raise StepNotAllowed(
            _("Góp ý đã được mở lại một lần. Nếu Ông/Bà vẫn chưa hài lòng, xin gọi lãnh đạo hoặc gửi góp ý mới.")
        )
    if settled_at is not None and at > reopen_until(settled_at, days):
        day = f"{local(reopen_until(settled_at, days)):%d/%m/%Y}"
        raise StepNotAllowed(_("Đã quá ngày %(day)s nên không mở lại được. Xin gửi góp ý mới.", day=day))


def check_may_be_closed(answer: str, outcome: Outcome | None, photos_after: int) -> None:
    """Raise StepNotAllowed without a written answer, and for what was done without a photograph of it."""
    if not answer.strip() or outcome is None:
        raise StepNotAllowed(_("Xin viết câu trả lời trước khi khép lại."))
    if outcome is Outcome.DONE and not photos_after:
        raise StepNotAllowed(_("Việc đã làm xong thì cần ít nhất một ảnh chụp sau khi làm."))
