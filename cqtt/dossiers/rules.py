"""The law of a dossier: its states, the moves between them, and who may make them (design.md §5).

Source of the states: the national portal's list and Nghị định 118/2025/NĐ-CP, Điều 17-18.
"""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from cqtt.clock import local
from cqtt.errors import RuleBroken
from cqtt.i18n import _, _l
from cqtt.roles import Role


class Status(StrEnum):
    """Where a dossier stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    REFUSED = "refused"
    ACCEPTED = "accepted"
    PROCESSING = "processing"
    AWAITING_SUPPLEMENT = "awaiting_supplement"
    AWAITING_PAYMENT = "awaiting_payment"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    RESOLVED = "resolved"
    RETURNED = "returned"


class Step(StrEnum):
    """What may be done to a dossier."""

    SUBMIT = "submit"
    MARK_COMPLETE = "mark_complete"
    ACCEPT = "accept"
    REFUSE = "refuse"
    REQUEST_SUPPLEMENT = "request_supplement"
    SUPPLEMENT = "supplement"
    BEGIN = "begin"
    REQUEST_PAYMENT = "request_payment"
    CONFIRM_PAYMENT = "confirm_payment"
    RESOLVE = "resolve"
    RETURN_RESULT = "return_result"
    ASSIGN = "assign"
    SET_NATIONAL_CODE = "set_national_code"
    CORRECT = "correct"
    NOTE = "note"
    EXTEND = "extend"
    MOVE_DUE_DATE = "move_due_date"
    REMIND = "remind"
    SHELVE = "shelve"
    UNDO_BEGIN = "undo_begin"
    CANCEL_PAYMENT = "cancel_payment"
    PROPOSE_STOP = "propose_stop"
    STOP = "stop"
    WITHDRAW = "withdraw"
    APOLOGISE = "apologise"


class Actor(StrEnum):
    """Who made a move."""

    CITIZEN = "citizen"
    OFFICER = "officer"
    SYSTEM = "system"


class Timeliness(StrEnum):
    """How a result stands to its due date, decided once, when it is recorded."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"


class StepNotAllowed(RuleBroken):
    """The state, or the role of whoever asks, does not allow this step."""


LONG_NAMES = {
    Status.DRAFT: _l("Đang soạn"),
    Status.SUBMITTED: _l("Mới đăng ký, chờ tiếp nhận"),
    Status.REFUSED: _l("Không được tiếp nhận"),
    Status.ACCEPTED: _l("Được tiếp nhận"),
    Status.PROCESSING: _l("Đang xử lý"),
    Status.AWAITING_SUPPLEMENT: _l("Yêu cầu bổ sung giấy tờ"),
    Status.AWAITING_PAYMENT: _l("Yêu cầu thực hiện nghĩa vụ tài chính"),
    Status.WITHDRAWN: _l("Công dân yêu cầu rút hồ sơ"),
    Status.STOPPED: _l("Dừng xử lý"),
    Status.RESOLVED: _l("Đã xử lý xong"),
    Status.RETURNED: _l("Đã trả kết quả"),
}
SHORT_NAMES = {
    Status.DRAFT: _l("Đang soạn"),
    Status.SUBMITTED: _l("Chờ tiếp nhận"),
    Status.REFUSED: _l("Không tiếp nhận"),
    Status.ACCEPTED: _l("Đã tiếp nhận"),
    Status.PROCESSING: _l("Đang xử lý"),
    Status.AWAITING_SUPPLEMENT: _l("Chờ bổ sung"),
    Status.AWAITING_PAYMENT: _l("Chờ nộp phí"),
    Status.WITHDRAWN: _l("Đã rút"),
    Status.STOPPED: _l("Dừng xử lý"),
    Status.RESOLVED: _l("Đã xong"),
    Status.RETURNED: _l("Đã trả"),
}
TONES = {
    Status.DRAFT: "quiet",
    Status.SUBMITTED: "blue",
    Status.REFUSED: "red",
    Status.ACCEPTED: "blue",
    Status.PROCESSING: "blue",
    Status.AWAITING_SUPPLEMENT: "amber",
    Status.AWAITING_PAYMENT: "amber",
    Status.WITHDRAWN: "quiet",
    Status.STOPPED: "quiet",
    Status.RESOLVED: "green",
    Status.RETURNED: "green",
}

ENDED = frozenset({Status.REFUSED, Status.WITHDRAWN, Status.STOPPED, Status.RETURNED})
OPEN = frozenset(Status) - ENDED - {Status.DRAFT}
WAITING = frozenset({Status.AWAITING_SUPPLEMENT, Status.AWAITING_PAYMENT})
RUNNING = frozenset({Status.ACCEPTED, Status.PROCESSING})  # the clock runs
RECEIVED = frozenset({Status.ACCEPTED, Status.PROCESSING, Status.RESOLVED}) | WAITING  # with the office
OWING = RECEIVED | {Status.RETURNED}  # where a fee that was asked for is still asked for
PAYABLE = OWING | {Status.STOPPED, Status.WITHDRAWN}  # where money may come in: what was done before is paid for
AFTER_ACCEPTANCE = (Step.STOP, Step.PROPOSE_STOP, Step.CONFIRM_PAYMENT, Step.CANCEL_PAYMENT)
STAY_WHEN_OPEN = (Step.ASSIGN, Step.SET_NATIONAL_CODE, Step.CORRECT)

# None stands for "back": the state it came from before it began to wait.
NEXT_STATUS: dict[tuple[Status, Step], Status | None] = {
    (Status.DRAFT, Step.SUBMIT): Status.SUBMITTED,
    (Status.SUBMITTED, Step.MARK_COMPLETE): Status.SUBMITTED,
    (Status.SUBMITTED, Step.ACCEPT): Status.ACCEPTED,
    (Status.SUBMITTED, Step.REFUSE): Status.REFUSED,
    (Status.SUBMITTED, Step.REQUEST_SUPPLEMENT): Status.AWAITING_SUPPLEMENT,
    (Status.SUBMITTED, Step.WITHDRAW): Status.WITHDRAWN,
    (Status.ACCEPTED, Step.BEGIN): Status.PROCESSING,
    (Status.ACCEPTED, Step.REQUEST_SUPPLEMENT): Status.AWAITING_SUPPLEMENT,
    (Status.ACCEPTED, Step.STOP): Status.STOPPED,
    (Status.ACCEPTED, Step.WITHDRAW): Status.WITHDRAWN,
    (Status.PROCESSING, Step.REQUEST_SUPPLEMENT): Status.AWAITING_SUPPLEMENT,
    (Status.PROCESSING, Step.REQUEST_PAYMENT): Status.AWAITING_PAYMENT,
    (Status.PROCESSING, Step.RESOLVE): Status.RESOLVED,
    (Status.PROCESSING, Step.STOP): Status.STOPPED,
    (Status.PROCESSING, Step.WITHDRAW): Status.WITHDRAWN,
    (Status.AWAITING_SUPPLEMENT, Step.SUPPLEMENT): None,
    (Status.AWAITING_SUPPLEMENT, Step.WITHDRAW): Status.WITHDRAWN,
    (Status.AWAITING_SUPPLEMENT, Step.REFUSE): Status.REFUSED,  # only if it was never accepted
    (Status.AWAITING_SUPPLEMENT, Step.STOP): Status.STOPPED,  # only if it was accepted before
    (Status.AWAITING_PAYMENT, Step.CONFIRM_PAYMENT): None,
    (Status.AWAITING_PAYMENT, Step.STOP): Status.STOPPED,
    (Status.AWAITING_PAYMENT, Step.WITHDRAW): Status.WITHDRAWN,
    (Status.RESOLVED, Step.RETURN_RESULT): Status.RETURNED,
    (Status.RESOLVED, Step.SHELVE): Status.RESOLVED,
    (Status.RESOLVED, Step.REMIND): Status.RESOLVED,  # to fetch it
    (Status.AWAITING_SUPPLEMENT, Step.REMIND): Status.AWAITING_SUPPLEMENT,
    (Status.PROCESSING, Step.UNDO_BEGIN): Status.ACCEPTED,
}
# What may be done in several states and leads nowhere else.
NEXT_STATUS |= {(status, step): status for status in OPEN for step in STAY_WHEN_OPEN}
NEXT_STATUS |= {(status, Step.NOTE): status for status in OPEN | ENDED}
NEXT_STATUS |= {(status, step): status for status in RUNNING for step in (Step.EXTEND, Step.MOVE_DUE_DATE)}
NEXT_STATUS |= {(status, Step.APOLOGISE): status for status in RECEIVED | ENDED}
NEXT_STATUS |= {(status, Step.PROPOSE_STOP): status for status in RUNNING | WAITING}  # waiting: only if accepted before
NEXT_STATUS |= {(status, Step.CANCEL_PAYMENT): status for status in PAYABLE}
NEXT_STATUS |= {(status, Step.CONFIRM_PAYMENT): status for status in PAYABLE - {Status.AWAITING_PAYMENT}}

CITIZEN_STEPS = frozenset({Step.SUBMIT, Step.SUPPLEMENT, Step.WITHDRAW})
ROLES: dict[Step, frozenset[Role]] = {
    Step.SUBMIT: frozenset({Role.RECEPTION}),
    Step.MARK_COMPLETE: frozenset({Role.RECEPTION}),
    Step.ACCEPT: frozenset({Role.RECEPTION}),
    Step.REFUSE: frozenset({Role.RECEPTION}),
    Step.REQUEST_SUPPLEMENT: frozenset({Role.RECEPTION, Role.SPECIALIST}),
    Step.SUPPLEMENT: frozenset({Role.RECEPTION, Role.SPECIALIST}),
    Step.BEGIN: frozenset({Role.SPECIALIST}),
    Step.REQUEST_PAYMENT: frozenset({Role.SPECIALIST}),
    Step.CONFIRM_PAYMENT: frozenset({Role.RECEPTION}),
    Step.RESOLVE: frozenset({Role.SPECIALIST}),
    Step.RETURN_RESULT: frozenset({Role.RECEPTION}),
    Step.ASSIGN: frozenset({Role.RECEPTION, Role.SPECIALIST, Role.LEADER}),
    Step.SET_NATIONAL_CODE: frozenset({Role.RECEPTION, Role.SPECIALIST, Role.LEADER}),
    Step.CORRECT: frozenset({Role.RECEPTION, Role.SPECIALIST}),
    Step.NOTE: frozenset({Role.RECEPTION, Role.SPECIALIST, Role.LEADER}),
    Step.EXTEND: frozenset({Role.LEADER}),
    Step.MOVE_DUE_DATE: frozenset(),  # nobody's: the calendar moves it
    Step.REMIND: frozenset({Role.RECEPTION, Role.SPECIALIST}),
    Step.SHELVE: frozenset({Role.RECEPTION, Role.SPECIALIST}),
    Step.UNDO_BEGIN: frozenset({Role.SPECIALIST}),
    Step.CANCEL_PAYMENT: frozenset({Role.RECEPTION}),
    Step.PROPOSE_STOP: frozenset({Role.SPECIALIST}),
    Step.STOP: frozenset({Role.LEADER}),
    Step.WITHDRAW: frozenset({Role.RECEPTION}),
    Step.APOLOGISE: frozenset(),  # nobody's: a letter that a leader signed does it when it is sent
}
CASE_ROLES = (Role.RECEPTION, Role.SPECIALIST, Role.LEADER)  # who opens a dossier at all
SECOND_SUPPLEMENT = frozenset({Role.LEADER})  # "one time" binds the first; the next needs a named approver


def next_status(status: Status, step: Step, before: Status | None = None, in_part: bool = False) -> Status:
    """Return where a step leads, or raise StepNotAllowed; `before` is where a waiting dossier came from.

    A payment `in_part`, after which more is owed, leads nowhere: what waits for money goes on waiting.
    """
    if not is_open_to(step, status, before):
        raise StepNotAllowed(_why_not(status))
    if in_part and step is Step.CONFIRM_PAYMENT:
        return status
    return NEXT_STATUS[status, step] or before or Status.SUBMITTED


def _why_not(status: Status) -> str:
    """Return why a step cannot be made: not now, or where the dossier is over, never."""
    if status in ENDED:
        name = str(LONG_NAMES[status]).lower()
        return _("Hồ sơ đã khép lại (%(status)s) nên không làm được việc này nữa.", status=name)
    return _("Hồ sơ đang ở trạng thái “%(status)s” nên chưa làm được việc này.", status=LONG_NAMES[status])


def is_open_to(step: Step, status: Status, before: Status | None = None) -> bool:
    """Tell whether a step may follow, whoever makes it."""
    return (status, step) in NEXT_STATUS and _fits_history(status, step, before)


def _fits_history(status: Status, step: Step, before: Status | None) -> bool:
    if status is not Status.AWAITING_SUPPLEMENT:
        return True
    if step is Step.REFUSE:
        return before in (None, Status.SUBMITTED)
    return step not in AFTER_ACCEPTANCE or before in RUNNING


def roles_for(status: Status, step: Step, supplements: int = 0) -> frozenset[Role]:
    """Return who may make this step. Reception asks before acceptance, the specialist after it."""
    if step is Step.REQUEST_SUPPLEMENT:
        if supplements:
            return SECOND_SUPPLEMENT
        return frozenset({Role.RECEPTION if status is Status.SUBMITTED else Role.SPECIALIST})
    return ROLES[step]


def steps_open_to(
    roles: Collection[Role], status: Status, before: Status | None = None, supplements: int = 0
) -> list[Step]:
    """Return the steps an officer with these roles may take now, in the order of the desk's day."""
    return [
        step
        for step in Step
        if step is not Step.SUBMIT
        and is_open_to(step, status, before)
        and roles_for(status, step, supplements) & set(roles)
    ]


def check_citizen_step(status: Status, step: Step) -> None:
    """Raise StepNotAllowed unless the citizen may take this step now."""
    if step not in CITIZEN_STEPS:
        raise StepNotAllowed(_("Việc này do cán bộ thực hiện."))
    next_status(status, step, Status.SUBMITTED)


def check_may_be_marked_complete(is_pre_check: bool, checked_at: datetime | None) -> None:
    """Raise StepNotAllowed unless the dossier was sent to be checked beforehand, and has not been checked yet."""
    if not is_pre_check:
        raise StepNotAllowed(_("Hồ sơ này được nộp tại đây: xin tiếp nhận, không cần báo “giấy tờ đã đủ”."))
    if checked_at is not None:
        raise StepNotAllowed(_("Đã báo “giấy tờ đã đủ” cho hồ sơ này rồi."))


def check_may_be_undone(step: Step, last: Step) -> None:
    """Raise StepNotAllowed when anything has happened since the step that is to be undone."""
    if last is not step:
        raise StepNotAllowed(_("Sau việc này hồ sơ đã có diễn biến khác nên không hoàn tác được nữa."))


def check_may_be_extended(is_late: bool, is_extended: bool) -> None:
    """Raise StepNotAllowed for a second extension of one count, or one that comes after the date has passed.

    A date that was missed is not mended by an extension: it takes an apology and one new date.
    """
    if is_late:
        raise StepNotAllowed(_("Hồ sơ đã trễ hạn nên không gia hạn được nữa. Xin gửi thư xin lỗi và hẹn lại."))
    if is_extended:
        raise StepNotAllowed(_("Hồ sơ này đã được gia hạn một lần rồi."))


def timeliness(resolved_at: datetime, due_at: datetime | None, was_late: bool = False) -> Timeliness:
    """Tell early, on time or late; early is a day before the due day or sooner.

    A dossier that was late when its clock stopped stays late, whatever date the clock was given anew.
    """
    if due_at is None:
        return Timeliness.ON_TIME
    if was_late or resolved_at > due_at:
        return Timeliness.LATE
    return Timeliness.EARLY if local(resolved_at).date() < local(due_at).date() else Timeliness.ON_TIME
