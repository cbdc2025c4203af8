"""The law of a promise: where it stands, when it is late, and who may do what to it."""

from datetime import date
from enum import StrEnum

from cqtt.clock import date_text
from cqtt.errors import RuleBroken
from cqtt.i18n import _, _l
from cqtt.roles import Role


class Status(StrEnum):
    """Where a promise stands; late is computed, never a state."""

    OPEN = "open"
    KEPT = "kept"
    DROPPED = "dropped"


class Step(StrEnum):
    """What happens to a promise."""

    MAKE = "make"
    MOVE = "move"
    KEEP = "keep"
    DROP = "drop"
    REOPEN = "reopen"
    ESCALATE = "escalate"


class PromiseRefused(RuleBroken):
    """This cannot be done to a promise now."""


STATUS_NAMES = {
    Status.OPEN: _l("Đang làm"),
    Status.KEPT: _l("Đã làm xong"),
    Status.DROPPED: _l("Không làm được"),
}
STEP_NAMES = {
    Step.MAKE: _l("Hứa"),
    Step.MOVE: _l("Dời ngày"),
    Step.KEEP: _l("Làm xong"),
    Step.DROP: _l("Không làm được"),
    Step.REOPEN: _l("Làm lại"),
    Step.ESCALATE: _l("Trễ, báo Chủ tịch"),
}
NEXT_STATUS = {
    (Status.OPEN, Step.MOVE): Status.OPEN,
    (Status.OPEN, Step.KEEP): Status.KEPT,
    (Status.OPEN, Step.DROP): Status.DROPPED,
    (Status.OPEN, Step.ESCALATE): Status.OPEN,
    (Status.KEPT, Step.REOPEN): Status.OPEN,
    (Status.DROPPED, Step.REOPEN): Status.OPEN,
}
WRITERS = (Role.RECEPTION, Role.SPECIALIST, Role.LEADER)
ROLES: dict[Step, frozenset[Role]] = {
    Step.MAKE: frozenset(WRITERS),  # also who writes down what a leader said, or answers with a day
    Step.MOVE: frozenset({Role.LEADER}),
    Step.KEEP: frozenset(WRITERS),
    Step.DROP: frozenset({Role.LEADER}),
    Step.REOPEN: frozenset({Role.LEADER}),
    Step.ESCALATE: frozenset(),  # nobody's: the calendar does it
}


def next_status(status: Status, step: Step) -> Status:
    """Return where a step leads, or raise PromiseRefused."""
    if (status, step) not in NEXT_STATUS:
        raise PromiseRefused(
            _("Việc này đang ở trạng thái “%(status)s”, không ghi thế được.", status=STATUS_NAMES[status])
        )
    return NEXT_STATUS[status, step]


def is_late(status: Status, due_on: date, today: date) -> bool:
    """Tell whether the day has passed and the work is not done."""
    return status is Status.OPEN and due_on < today


def days_late(due_on: date, today: date) -> int:
    """Return how many days ago the day has passed."""
    return (today - due_on).days


def was_late(due_on: date, ended_on: date) -> bool:
    """Tell whether it was done after the day that was promised."""
    return ended_on > due_on


def check_due_on(due_on: date, made_on: date) -> None:
    """Raise PromiseRefused for a day before the promise itself."""
    if due_on < made_on:
        raise PromiseRefused(_("Ngày hẹn cần từ %(day)s trở đi.", day=date_text(made_on)))


def check_moved(due_on: date, to: date, today: date) -> None:
    """Raise PromiseRefused for a new day that has passed, or is no other day."""
    if to < today or to == due_on:
        raise PromiseRefused(_("Xin chọn một ngày mới, từ hôm nay trở đi."))
