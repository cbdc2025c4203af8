"""The buttons of the page: which moves this officer may make now, the usual next one first."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import current_app

from cqtt.commune.models import Officer
from cqtt.feedback.models import Feedback
from cqtt.feedback.moves import is_holder
from cqtt.feedback.rules import Consent, RejectReason, Step, steps_open_to
from cqtt.i18n import _l


@dataclass(frozen=True)
class Move:
    """A button of the page; `at_once` ones ask nothing more and are sent from the page itself."""

    endpoint: str
    label: str
    kind: str = ""
    at_once: bool = False
    seldom: bool = False  # kept in a fold, so that the usual ones stay few


# Pages of publishing/ are named by their endpoints: this folder knows nothing else of them.
MOVES = (
    (Step.ANSWER, Move("feedback.answer", _l("Trả lời"), "primary")),
    (Step.ASSIGN, Move("feedback.assign", _l("Giao"))),
    (Step.CLOSE, Move("feedback.close", _l("Khép lại"), "primary", at_once=True)),
    (Step.AMEND, Move("feedback.amend", _l("Bổ sung câu trả lời"))),
    (Step.PUBLISH, Move("feedback.publish", _l("Công khai"))),
    (Step.RESTORE, Move("feedback.restore", _l("Xem lại từ đầu"))),
    (Step.CLASSIFY, Move("feedback.classify", _l("Phân loại lại"), seldom=True)),
    (Step.MERGE, Move("feedback.merge", _l("Gộp với góp ý khác"), seldom=True)),
    (Step.REJECT, Move("feedback.reject", _l("Không giải quyết ở mục này"), seldom=True)),
    (Step.CLASSIFY, Move("feedback.mark_conduct", _l("Là phản ánh về thái độ"), seldom=True)),
)
# Where the table allows a move, the record may still say that it makes no sense now: then there is no button.
SENSE: dict[Step, Callable[[Feedback], bool]] = {
    Step.PUBLISH: lambda feedback: feedback.consent is not Consent.NONE and not feedback.is_published,
    Step.CLOSE: lambda feedback: bool(feedback.answer),
    Step.RESTORE: lambda feedback: isinstance(feedback.reject_reason, RejectReason),
}


def steps_of(feedback: Feedback, officer: Officer) -> list[Step]:
    """Return the steps this officer may take of it now."""
    held = feedback.officer_id is not None
    return steps_open_to(
        officer.role_set, feedback.status, feedback.is_conduct, is_holder(feedback, officer), is_held=held
    )


def moves_open(feedback: Feedback, officer: Officer) -> list[Move]:
    """Return the buttons this officer may press now."""
    steps = steps_of(feedback, officer)
    return [
        move
        for step, move in MOVES
        if step in steps and move.endpoint in current_app.view_functions and SENSE.get(step, _always)(feedback)
    ]


def _always(feedback: Feedback) -> bool:
    return True
