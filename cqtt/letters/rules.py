"""The law of a letter: its occasions, where it stands, who may do what to it. No Flask here.

Nghị định 118/2025/NĐ-CP keeps form 04 for the apology and the one new date; thanks, congratulation and condolence
are personal letters (thư công, Nghị định 30/2020/NĐ-CP), which a leader alone signs.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from enum import StrEnum

from cqtt.clock import due_text, local
from cqtt.commune.working_time import WorkingCalendar
from cqtt.errors import RuleBroken
from cqtt.i18n import _, _l
from cqtt.roles import Role

MOST_AT_ONCE = 50  # letters that one word of a leader approves
CONSENT = "letters"  # the tick given at intake, by its key in Dossier.consents
DAYS_BEFORE = 2  # working days before the due date, at opening time


class Kind(StrEnum):
    """What a letter is, in the model's own words."""

    APOLOGY = "apology"
    THANKS = "thanks"
    CONGRATULATION = "congratulation"
    CONDOLENCE = "condolence"


class Occasion(StrEnum):
    """Why a letter is written: each has texts of its own."""

    LATE = "late"  # the date cannot be kept: form 04, with one new date
    RESOLVED_LATE = "resolved_late"  # the result came after its date
    ERROR = "error"  # the office made a mistake
    DISSATISFIED = "dissatisfied"  # somebody was not content
    THANKS = "thanks"
    MARRIAGE = "marriage"
    BIRTH = "birth"
    DEATH = "death"


class Status(StrEnum):
    """Where a letter stands."""

    DRAFT = "draft"
    APPROVED = "approved"
    SENT = "sent"
    DISCARDED = "discarded"


class Step(StrEnum):
    """What happens to a letter."""

    WRITE = "write"
    EDIT = "edit"
    APPROVE = "approve"
    SEND = "send"
    RETURN = "return"
    DISCARD = "discard"
    RESTORE = "restore"


class Way(StrEnum):
    """How a letter reaches its reader."""

    EMAIL = "email"
    TEXT = "text"
    PRINTED = "printed"
    HANDED = "handed"


class LetterRefused(RuleBroken):
    """This cannot be done to a letter now."""


KIND_OF = {
    Occasion.LATE: Kind.APOLOGY,
    Occasion.RESOLVED_LATE: Kind.APOLOGY,
    Occasion.ERROR: Kind.APOLOGY,
    Occasion.DISSATISFIED: Kind.APOLOGY,
    Occasion.THANKS: Kind.THANKS,
    Occasion.MARRIAGE: Kind.CONGRATULATION,
    Occasion.BIRTH: Kind.CONGRATULATION,
    Occasion.DEATH: Kind.CONDOLENCE,
}
NUMBERED = frozenset({Occasion.LATE, Occasion.RESOLVED_LATE})  # form 04 prints its number, a personal letter none
SEALED = frozenset({Occasion.DISSATISFIED})  # for leaders' eyes: nobody else learns who was not content
BY_HAND = frozenset({Occasion.ERROR, Occasion.THANKS, Occasion.MARRIAGE, Occasion.BIRTH, Occasion.DEATH})

KIND_NAMES = {
    Kind.APOLOGY: _l("Thư xin lỗi"),
    Kind.THANKS: _l("Thư cảm ơn"),
    Kind.CONGRATULATION: _l("Thư chúc mừng"),
    Kind.CONDOLENCE: _l("Thư chia buồn"),
}
OCCASION_NAMES = {
    Occasion.LATE: _l("Xin lỗi, hẹn lại ngày trả"),
    Occasion.RESOLVED_LATE: _l("Xin lỗi vì trả kết quả trễ"),
    Occasion.ERROR: _l("Xin lỗi vì sai sót"),
    Occasion.DISSATISFIED: _l("Xin lỗi người chưa hài lòng"),
    Occasion.THANKS: _l("Cảm ơn"),
    Occasion.MARRIAGE: _l("Chúc mừng kết hôn"),
    Occasion.BIRTH: _l("Chúc mừng em bé"),
    Occasion.DEATH: _l("Chia buồn"),
}
STATUS_NAMES = {
    Status.DRAFT: _l("Chờ duyệt"),
    Status.APPROVED: _l("Đã duyệt, chờ gửi"),
    Status.SENT: _l("Đã gửi"),
    Status.DISCARDED: _l("Đã bỏ"),
}
STATUS_TONES = {Status.DRAFT: "amber", Status.APPROVED: "blue", Status.SENT: "green", Status.DISCARDED: "quiet"}
STEP_NAMES = {
    Step.WRITE: _l("Soạn thư"),
    Step.EDIT: _l("Sửa thư"),
    Step.APPROVE: _l("Duyệt, ký"),
    Step.SEND: _l("Gửi"),
    Step.RETURN: _l("Thư bị trả lại"),
    Step.DISCARD: _l("Bỏ thư"),
    Step.RESTORE: _l("Lấy lại thư"),
}
WAY_NAMES = {
    Way.EMAIL: _l("Thư điện tử"),
    Way.TEXT: _l("Tin nhắn có liên kết"),
    Way.PRINTED: _l("Thư giấy"),
    Way.HANDED: _l("Trao tận tay"),
}
NEXT_STATUS = {
    (Status.DRAFT, Step.EDIT): Status.DRAFT,
    (Status.DRAFT, Step.APPROVE): Status.APPROVED,
    (Status.DRAFT, Step.DISCARD): Status.DISCARDED,
    (Status.APPROVED, Step.SEND): Status.SENT,
    (Status.APPROVED, Step.DISCARD): Status.DISCARDED,  # its number stays in the register, struck out
    (Status.SENT, Step.SEND): Status.SENT,  # once more, another way
    (Status.SENT, Step.RETURN): Status.SENT,
    (Status.DISCARDED, Step.RESTORE): Status.DRAFT,  # only what had no number yet
}
WRITERS = frozenset({Role.RECEPTION, Role.SPECIALIST, Role.LEADER})
LEADERS = frozenset({Role.LEADER})
ROLES = {
    Step.WRITE: WRITERS,
    Step.EDIT: WRITERS,
    Step.APPROVE: LEADERS,
    Step.SEND: WRITERS,
    Step.RETURN: WRITERS,
    Step.DISCARD: WRITERS,
    Step.RESTORE: WRITERS,
}


def is_open_to(step: Step, status: Status, has_number: bool) -> bool:
    """Tell whether a step may follow, whoever makes it."""
    return (status, step) in NEXT_STATUS and not (step is Step.RESTORE and has_number)


def next_status(status: Status, step: Step, has_number: bool = False) -> Status:
    """Return where a step leads, or raise LetterRefused."""
    if not is_open_to(step, status, has_number):
        name = str(STATUS_NAMES[status]).lower()
        raise LetterRefused(_("Thư này %(status)s nên không làm được việc ấy nữa. Xin xem lại.", status=name))
    return NEXT_STATUS[status, step]


def roles_for(step: Step, status: Status, occasion: Occasion) -> frozenset[Role]:
    """Return who may take a step: what is signed is thrown away by leaders only, what is sealed is theirs alone."""
    signed_away = step is Step.DISCARD and status is Status.APPROVED
    return LEADERS if occasion in SEALED or signed_away else ROLES[step]


def steps_open_to(roles: Collection[Role], status: Status, occasion: Occasion, has_number: bool) -> list[Step]:
    """Return what somebody with these roles may do with a letter now."""
    return [
        step for step in Step if is_open_to(step, status, has_number) and roles_for(step, status, occasion) & set(roles)
    ]


def check_number(letters: int) -> None:
    """Raise LetterRefused for too many letters under one signature, of whatever kind."""
    if letters > MOST_AT_ONCE:
        raise LetterRefused(_("Mỗi lần duyệt nhiều nhất %(most)s thư. Xin chọn ít hơn.", most=MOST_AT_ONCE))


def check_together(occasions: Collection[Occasion]) -> None:
    """Raise LetterRefused for too many letters under one signature, or a condolence among others."""
    check_number(len(occasions))
    if len(occasions) > 1 and any(KIND_OF[each] is Kind.CONDOLENCE for each in occasions):
        raise LetterRefused(_("Thư chia buồn cần được đọc và duyệt riêng từng thư. Xin bỏ chọn thư chia buồn."))


def drafted_at(calendar: WorkingCalendar, received_at: datetime, due_at: datetime) -> datetime:
    """Return when an apology is drafted: at opening time two working days before the due date.

    What was received later than that is young: it waits for the morning of its last day, and what is due on the very
    day it came in, for the due moment itself.
    """
    due_on = local(due_at).date()
    for days in (DAYS_BEFORE, 0):
        morning = calendar.opening(working_days_before(calendar, due_on, days))
        if received_at <= morning:
            return min(morning, due_at)
    return due_at


def is_overdue_to_send(calendar: WorkingCalendar, due_at: datetime, at: datetime) -> bool:
    """Tell whether an apology ought to have been sent: the working day before the due date is over."""
    return at >= calendar.closing(working_days_before(calendar, local(due_at).date(), 1))


def working_days_before(calendar: WorkingCalendar, day: date, count: int) -> date:
    """Return the working day that lies so many working days before a day."""
    while count:
        day -= timedelta(days=1)
        count -= calendar.is_working_day(day)
    return day


def check_new_date(calendar: WorkingCalendar, new_due_at: datetime | None, due_at: datetime, at: datetime) -> datetime:
    """Return the new date of an apology, or raise LetterRefused: it is a working day to come, after the first date."""
    if new_due_at is None:
        raise LetterRefused(_("Thư xin lỗi cần một ngày hẹn mới. Xin ghi ngày chắc chắn làm được."))
    if new_due_at <= max(due_at, at):
        raise LetterRefused(_("Ngày hẹn mới cần sau ngày đã hẹn (%(due)s) và sau hôm nay.", due=due_text(due_at)))
    if not calendar.is_working_day(local(new_due_at).date()):
        raise LetterRefused(_("Ngày hẹn mới cần là ngày làm việc. Xin chọn ngày khác."))
    return new_due_at


def check_again(promised_before: bool, again_because: str) -> None:
    """Raise LetterRefused for a second new date without a leader's reason: the law gives one."""
    if promised_before and not again_because.strip():
        raise LetterRefused(
            _("Hồ sơ này đã được hẹn lại một lần. Lần nữa chỉ khi lãnh đạo quyết định: xin ghi rõ vì sao.")
        )
