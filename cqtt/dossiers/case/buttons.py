"""The buttons of the case page: which moves this officer may make now, the usual next one first."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from cqtt.dossiers.case.history import stop_proposal
from cqtt.dossiers.clock import extensions_of, is_late
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.rules import (
    ENDED,
    Status,
    Step,
    StepNotAllowed,
    check_may_be_extended,
    check_may_be_marked_complete,
    check_may_be_undone,
    steps_open_to,
)
from cqtt.fees.actions import outstanding
from cqtt.i18n import _l
from cqtt.procedures.content import FilingMode
from cqtt.roles import Role


@dataclass(frozen=True)
class Move:
    """A button of the case page; `at_once` ones ask nothing more and are sent from the page itself."""

    endpoint: str
    label: str
    kind: str = ""
    at_once: bool = False
    seldom: bool = False  # kept in a fold, so that the usual ones stay few


MOVES = {
    Step.MARK_COMPLETE: Move("dossiers.mark_complete", _l("Giấy tờ đã đủ"), at_once=True),
    Step.ACCEPT: Move("dossiers.accept", _l("Tiếp nhận hồ sơ"), "primary"),
    Step.BEGIN: Move("dossiers.begin", _l("Bắt đầu xử lý"), "primary", at_once=True),
    Step.RESOLVE: Move("dossiers.resolve", _l("Ghi kết quả"), "primary"),
    Step.RETURN_RESULT: Move("dossiers.return_result", _l("Trả kết quả"), "primary"),
    Step.SUPPLEMENT: Move("dossiers.take_supplement", _l("Nhận bổ sung tại quầy"), "primary"),
    Step.CONFIRM_PAYMENT: Move("till.take_payment", _l("Thu phí"), "primary"),
    Step.REQUEST_SUPPLEMENT: Move("dossiers.request_supplement", _l("Yêu cầu bổ sung")),
    Step.REQUEST_PAYMENT: Move("dossiers.request_payment", _l("Yêu cầu nộp phí")),
    Step.REMIND: Move("dossiers.remind", _l("Nhắc người nộp")),
    Step.SHELVE: Move("dossiers.shelve", _l("Ghi kệ số")),
    Step.ASSIGN: Move("dossiers.assign", _l("Giao hồ sơ")),
    Step.UNDO_BEGIN: Move("dossiers.undo_begin", _l("Hoàn tác bắt đầu xử lý"), at_once=True, seldom=True),
    Step.EXTEND: Move("dossiers.extend", _l("Gia hạn"), seldom=True),
    Step.REFUSE: Move("dossiers.refuse", _l("Từ chối tiếp nhận"), "danger"),
    Step.PROPOSE_STOP: Move("dossiers.propose_stop", _l("Đề nghị dừng xử lý"), seldom=True),
    Step.STOP: Move("dossiers.stop", _l("Dừng xử lý"), "danger", seldom=True),
    Step.WITHDRAW: Move("dossiers.withdraw_for_citizen", _l("Rút theo yêu cầu người nộp"), seldom=True),
}


def check_extending(dossier: Dossier, at: datetime) -> None:
    """Raise StepNotAllowed for what is late, or was extended since its time was last counted from zero."""
    check_may_be_extended(is_late(dossier, at), bool(extensions_of(dossier)))


# Where the table allows a move, history may still say that it makes no sense now: then there is no button.
SENSE: dict[Step, Callable[[Dossier, datetime], None]] = {
    Step.MARK_COMPLETE: lambda dossier, at: check_may_be_marked_complete(
        _is_pre_check(dossier), dossier.papers_checked_at
    ),
    Step.UNDO_BEGIN: lambda dossier, at: check_may_be_undone(Step.BEGIN, dossier.events[-1].step),
    Step.EXTEND: check_extending,
    Step.SHELVE: lambda dossier, at: _refuse_unless(dossier.result_on_paper),
    Step.CONFIRM_PAYMENT: lambda dossier, at: _refuse_unless(_waits_for_money(dossier)),
    Step.PROPOSE_STOP: lambda dossier, at: _refuse_unless(stop_proposal(dossier) is None),
}


def moves_open(dossier: Dossier, roles: Iterable[Role], at: datetime) -> list[Move]:
    """Return the buttons this officer may press now."""
    steps = steps_open_to(set(roles), dossier.status, dossier.status_before, len(dossier.supplements))
    return [move for step, move in MOVES.items() if step in steps and _makes_sense(step, dossier, at)]


def _makes_sense(step: Step, dossier: Dossier, at: datetime) -> bool:
    try:
        return step not in SENSE or SENSE[step](dossier, at) is None
    except StepNotAllowed:
        return False


def _refuse_unless(sensible: object) -> None:
    if not sensible:
        raise StepNotAllowed


def _is_pre_check(dossier: Dossier) -> bool:
    return dossier.filing_mode is FilingMode.PRE_CHECK


def _waits_for_money(dossier: Dossier) -> bool:
    """Whether money is awaited, or may still be asked for: not for what was taken back before it was accepted."""
    if dossier.status in ENDED and dossier.received_at is None:
        return False
    return dossier.status is Status.AWAITING_PAYMENT or outstanding(dossier.id, dossier.fee_vnd) > 0


def leader_needed(dossier: Dossier, roles: Iterable[Role]) -> bool:
    """Whether this officer would ask for more papers, had they not been asked for once already."""
    asked, held = len(dossier.supplements), set(roles)
    first, now = (steps_open_to(held, dossier.status, dossier.status_before, count) for count in (0, asked))
    return Step.REQUEST_SUPPLEMENT in first and Step.REQUEST_SUPPLEMENT not in now


def may_correct(dossier: Dossier, roles: Iterable[Role]) -> bool:
    """Whether this officer may mend what is written about the people."""
    return Step.CORRECT in steps_open_to(set(roles), dossier.status, dossier.status_before)
