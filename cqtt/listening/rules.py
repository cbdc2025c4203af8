"""The law of the Saturday sessions: where one stands, what may be done with it and by whom, what a tablet sends."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from cqtt.errors import RuleBroken
from cqtt.i18n import _, _l
from cqtt.roles import Role


class SessionStatus(StrEnum):
    """Where a session stands."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"
    REPORTED = "reported"  # the minutes are signed, the summary is public


class SessionStep(StrEnum):
    """What is done with a session."""

    CHANGE = "change"
    CANCEL = "cancel"
    PUT_BACK = "put_back"
    HOLD = "hold"  # it took place: a tablet wrote something down, or an officer says so
    KEEP_MINUTES = "keep_minutes"
    PUBLISH = "publish"
    TAKE_DOWN = "take_down"


class Part(StrEnum):
    """What an officer does at a session."""

    CHAIR = "chair"
    SECRETARY = "secretary"
    MEMBER = "member"


class ItemKind(StrEnum):
    """What a tablet sends."""

    COUNT = "count"
    OPINION = "opinion"
    FILE = "file"
    PROMISE = "promise"
    DOSSIER = "dossier"


class ItemState(StrEnum):
    """What became of it."""

    STORED = "stored"
    REFUSED = "refused"


class SessionRefused(RuleBroken):
    """This cannot be done to the session now."""


STATUS_NAMES = {
    SessionStatus.PLANNED: _l("Sắp diễn ra"),
    SessionStatus.HELD: _l("Đã diễn ra"),
    SessionStatus.CANCELLED: _l("Đã hủy"),
    SessionStatus.REPORTED: _l("Đã có kết quả"),
}
PART_NAMES = {
    Part.CHAIR: _l("Chủ trì"),
    Part.SECRETARY: _l("Thư ký"),
    Part.MEMBER: _l("Thành viên"),
}

ALWAYS = (Role.RECEPTION, Role.LEADER)  # who may write at any session; specialists at those they go to
PLANNERS = ALWAYS  # who plans and reports sessions, and sends their reminders

NEXT_STATUS = {
    (SessionStatus.PLANNED, SessionStep.CHANGE): SessionStatus.PLANNED,
    (SessionStatus.PLANNED, SessionStep.CANCEL): SessionStatus.CANCELLED,
    (SessionStatus.PLANNED, SessionStep.HOLD): SessionStatus.HELD,
    (SessionStatus.PLANNED, SessionStep.KEEP_MINUTES): SessionStatus.HELD,  # what is signed has been held
    (SessionStatus.HELD, SessionStep.CHANGE): SessionStatus.HELD,
    (SessionStatus.HELD, SessionStep.CANCEL): SessionStatus.CANCELLED,  # while nothing was said: somebody only tried
    (SessionStatus.HELD, SessionStep.KEEP_MINUTES): SessionStatus.HELD,
    (SessionStatus.HELD, SessionStep.PUBLISH): SessionStatus.REPORTED,
    (SessionStatus.CANCELLED, SessionStep.PUT_BACK): SessionStatus.PLANNED,
    (SessionStatus.CANCELLED, SessionStep.HOLD): SessionStatus.HELD,  # people came all the same
    (SessionStatus.REPORTED, SessionStep.KEEP_MINUTES): SessionStatus.REPORTED,
    (SessionStatus.REPORTED, SessionStep.PUBLISH): SessionStatus.REPORTED,
    (SessionStatus.REPORTED, SessionStep.TAKE_DOWN): SessionStatus.HELD,
}
SATURDAY = 5  # as date.weekday() counts: the day of these sessions, though another may be chosen
FROM_ITS_DAY = frozenset({SessionStep.HOLD, SessionStep.KEEP_MINUTES})
UNTIL_ITS_DAY = frozenset({SessionStep.PUT_BACK})
WHY_NOT: Mapping[SessionStep, str] = {
    SessionStep.CHANGE: _l("Buổi này đã hủy hoặc đã có kết quả nên không sửa kế hoạch được nữa."),
    SessionStep.CANCEL: _l("Chỉ hủy được buổi chưa hủy và chưa có kết quả."),
    SessionStep.PUT_BACK: _l("Chỉ khôi phục được buổi đã hủy mà chưa qua ngày."),
    SessionStep.HOLD: _l("Chỉ ghi đã diễn ra cho buổi đã đến ngày mà chưa ghi."),
    SessionStep.KEEP_MINUTES: _l("Buổi này chưa diễn ra hoặc đã hủy nên chưa có biên bản để lưu."),
    SessionStep.PUBLISH: _l("Buổi này chưa diễn ra hoặc đã hủy nên chưa có kết quả để công bố."),
    SessionStep.TAKE_DOWN: _l("Buổi này chưa công bố kết quả nên không có gì để gỡ xuống."),
}


def next_saturday(today: date) -> date:
    """Return the first Saturday after today, which is offered for a new session."""
    return today + timedelta(days=(SATURDAY - today.weekday() - 1) % 7 + 1)


def may_be_done(status: SessionStatus, step: SessionStep, on: date, today: date) -> bool:
    """Tell whether a session of that day may take the step today."""
    too_early = step in FROM_ITS_DAY and today < on
    too_late = step in UNTIL_ITS_DAY and today > on
    return (status, step) in NEXT_STATUS and not too_early and not too_late


def next_status(status: SessionStatus, step: SessionStep, on: date, today: date) -> SessionStatus:
    """Return where a step leads, or raise SessionRefused."""
    if not may_be_done(status, step, on, today):
        raise SessionRefused(str(WHY_NOT[step]))
    return NEXT_STATUS[status, step]


def state_name(status: SessionStatus, on: date, today: date) -> str:
    """Return the state in words; of a session whose day has passed nobody says any more that it comes."""
    if status is SessionStatus.PLANNED and on < today:
        return _("Chưa có kết quả")
    return str(STATUS_NAMES[status])
