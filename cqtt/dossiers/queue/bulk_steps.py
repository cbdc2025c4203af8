"""The steps that may be made on many dossiers at once: what each does to one, and what hinders it beyond the rules."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cqtt.clock import due_text, local
from cqtt.commune.calendar import working_calendar
from cqtt.commune.due_dates import compute_due
from cqtt.commune.limits import Limit
from cqtt.commune.models import Officer, the_commune
from cqtt.dossiers import actions
from cqtt.dossiers.content import content_of, fee_to_ask
from cqtt.dossiers.models import Dossier, FilingChannel
from cqtt.dossiers.moves import check_who
from cqtt.dossiers.papers import decisions
from cqtt.dossiers.rules import (
    ROLES,
    Step,
    StepNotAllowed,
    check_may_be_marked_complete,
    check_may_be_undone,
    next_status,
)
from cqtt.dossiers.supplements import reminder
from cqtt.extensions import db
from cqtt.i18n import _, _l
from cqtt.procedures.content import FilingMode
from cqtt.procedures.facts import money
from cqtt.roles import Role


@dataclass(frozen=True)
class Wish:
    """What was typed once for all of them."""

    officer_id: int | None = None
    department: str = ""
    note: str = ""
    shelf: str = ""


@dataclass(frozen=True)
class BulkStep:
    """A step as it is offered for many: its words, and what it does to one dossier."""

    step: Step
    label: Any
    press: Any  # what the button says, with how many
    busy: Any
    check: Callable[[Dossier, datetime], None]  # raises StepNotAllowed, beyond state and roles
    foresee: Callable[[Dossier, Officer, datetime], str]  # what would happen to this one
    do: Callable[[Dossier, Officer, Wish, datetime], None]
    take_back: Callable[[Dossier, Officer, datetime], None] | None = None
    for_good: Any = ""  # why it cannot be taken back
    foreseen: Any = _l("Sẽ thế nào")  # the head of what `foresee` says

    def button(self, count: int) -> str:
        return str(self.press) % {"count": count}


def hinder(bulk: BulkStep, dossier: Dossier, officer: Officer, at: datetime) -> None:
    """Raise StepNotAllowed where state, roles or the dossier itself do not allow the step."""
    next_status(dossier.status, bulk.step, dossier.status_before)
    check_who(dossier, bulk.step, officer)
    bulk.check(dossier, at)


def _anything(dossier: Dossier, at: datetime) -> None:
    """The table of states says all there is to say."""


# -- hand over ----------------------------------------------------------------------------------


def _holder(dossier: Dossier, officer: Officer, at: datetime) -> str:
    held_by = dossier.officer.name if dossier.officer else dossier.department
    return _("Đang ở: %(name)s", name=held_by) if held_by else _("Chưa giao ai")


def _hand_over(dossier: Dossier, officer: Officer, wish: Wish, at: datetime) -> None:
    if (dossier.officer_id, dossier.department) == (wish.officer_id, wish.department):
        raise StepNotAllowed(_("Hồ sơ đã ở đó rồi."))
    to = _colleague(wish.officer_id) if wish.officer_id else wish.department
    actions.assign(dossier, officer, to, wish.note, at)


def _hand_back(dossier: Dossier, officer: Officer, at: datetime) -> None:
    """Give it back to who had it before, as the event of the hand-over remembers."""
    last = dossier.events[-1]
    check_may_be_undone(Step.ASSIGN, last.step)
    had = last.details.get("had")
    to = _colleague(had) if had else str(last.details.get("had_department", ""))
    actions.assign(dossier, officer, to, _("Hoàn tác giao hồ sơ."), at)


def _colleague(officer_id: int) -> Officer:
    officer = db.session.get_one(Officer, officer_id)
    if not officer.is_active:
        raise StepNotAllowed(_("%(name)s đã ngừng làm việc, xin giao cho người khác.", name=officer.name))
    return officer


# -- begin, accept ------------------------------------------------------------------------------


def _who_has_it(dossier: Dossier, officer: Officer, at: datetime) -> str:
    if dossier.officer is None or dossier.officer_id == officer.id:
        return _("Tôi nhận và bắt đầu")
    return _("Bắt đầu; người giữ vẫn là %(name)s", name=dossier.officer.name)


def _begin(dossier: Dossier, officer: Officer, wish: Wish, at: datetime) -> None:
    actions.begin(dossier, officer, at)


def _filed_here_with_a_limit(dossier: Dossier, at: datetime) -> None:
    """Only what needs no look at paper is received in one go; what is checked beforehand becomes real at the desk."""
    if dossier.channel is not FilingChannel.ONLINE or dossier.filing_mode is not FilingMode.LOCAL:
        raise StepNotAllowed(_("Hồ sơ cần bản chính tại quầy: xin tiếp nhận riêng khi người dân đến."))
    if content_of(dossier).known_limit is None:
        raise StepNotAllowed(_("Thủ tục này chưa công bố thời hạn: xin tiếp nhận riêng và ghi thời hạn."))


def _limit(dossier: Dossier) -> Limit:
    limit = content_of(dossier).known_limit
    if limit is None:
        raise LookupError(f"dossier {dossier.id} has no limit; the check comes first")
    return limit


def _due(dossier: Dossier, officer: Officer, at: datetime) -> str:
    due = compute_due(working_calendar(the_commune()), at, _limit(dossier))
    said, fee = _("Hẹn trả %(due)s", due=due_text(due.due_at)), fee_to_ask(dossier)
    return _("%(due)s; phí %(fee)s", due=said, fee=money(fee)) if fee else said


def _accept(dossier: Dossier, officer: Officer, wish: Wish, at: datetime) -> None:
    decisions.accept(dossier, officer, _limit(dossier), at, fee_vnd=fee_to_ask(dossier))


# -- shelve, mark complete, remind --------------------------------------------------------------


def _on_paper(dossier: Dossier, at: datetime) -> None:
    if not dossier.result_on_paper:
        raise StepNotAllowed(_("Kết quả này không ghi là có bản giấy. Nếu có, xin xếp kệ ở trang hồ sơ."))


def _shelf(dossier: Dossier, officer: Officer, at: datetime) -> str:
    return _("Đang ở kệ %(shelf)s", shelf=dossier.shelf) if dossier.shelf else _("Chưa xếp kệ")


def _shelve(dossier: Dossier, officer: Officer, wish: Wish, at: datetime) -> None:
    actions.shelve(dossier, officer, wish.shelf, at)


def _to_be_marked(dossier: Dossier, at: datetime) -> None:
    check_may_be_marked_complete(dossier.filing_mode is FilingMode.PRE_CHECK, dossier.papers_checked_at)


def _invitation(dossier: Dossier, officer: Officer, at: datetime) -> str:
    return _("Báo người nộp mang bản chính đến quầy")


def _mark_complete(dossier: Dossier, officer: Officer, wish: Wish, at: datetime) -> None:
    actions.mark_complete(dossier, officer, at)


def _not_today(dossier: Dossier, at: datetime) -> None:
    today = local(at).date()
    if any(event.step is Step.REMIND and local(event.at).date() == today for event in dossier.events):
        raise StepNotAllowed(_("Hôm nay đã nhắc người này rồi."))


def _reminder(dossier: Dossier, officer: Officer, at: datetime) -> str:
    return reminder(dossier)


def _remind(dossier: Dossier, officer: Officer, wish: Wish, at: datetime) -> None:
    actions.remind(dossier, reminder(dossier), at, officer)


TOLD = _l("Không hoàn tác được: người nộp đã được báo tin.")
BULK: dict[str, BulkStep] = {
    "giao": BulkStep(
        Step.ASSIGN,
        _l("Giao cho đồng nghiệp, phòng"),
        _l("Giao %(count)s hồ sơ"),
        _l("Đang giao…"),
        _anything,
        _holder,
        _hand_over,
        _hand_back,
        foreseen=_l("Hiện nay"),
    ),
    "tiep-nhan": BulkStep(
        Step.ACCEPT,
        _l("Tiếp nhận hồ sơ trực tuyến"),
        _l("Tiếp nhận %(count)s hồ sơ"),
        _l("Đang tiếp nhận…"),
        _filed_here_with_a_limit,
        _due,
        _accept,
        for_good=_l("Không hoàn tác được: mỗi hồ sơ đã có số giấy tiếp nhận, người nộp đã được báo ngày hẹn."),
    ),
    "du-giay-to": BulkStep(
        Step.MARK_COMPLETE,
        _l("Báo giấy tờ đã đủ"),
        _l("Báo đủ cho %(count)s hồ sơ"),
        _l("Đang báo…"),
        _to_be_marked,
        _invitation,
        _mark_complete,
        for_good=TOLD,
    ),
    "xu-ly": BulkStep(
        Step.BEGIN,
        _l("Bắt đầu xử lý"),
        _l("Bắt đầu %(count)s hồ sơ"),
        _l("Đang ghi…"),
        _anything,
        _who_has_it,
        _begin,
        actions.undo_begin,
    ),
    "len-ke": BulkStep(
        Step.SHELVE,
        _l("Xếp kết quả lên kệ"),
        _l("Xếp %(count)s kết quả"),
        _l("Đang ghi…"),
        _on_paper,
        _shelf,
        _shelve,
        for_good=_l("Xếp nhầm kệ, xin chọn lại những hồ sơ ấy và xếp sang kệ đúng."),
        foreseen=_l("Hiện nay"),
    ),
    "nhac": BulkStep(
        Step.REMIND,
        _l("Nhắc người nộp"),
        _l("Nhắc %(count)s người"),
        _l("Đang nhắc…"),
        _not_today,
        _reminder,
        _remind,
        for_good=TOLD,
        foreseen=_l("Lời nhắc"),
    ),
}


def offers(roles: Collection[Role]) -> list[tuple[str, str]]:
    """Return what an officer with these roles may do to many: the word in the form, and what is read."""
    return [(slug, str(bulk.label)) for slug, bulk in BULK.items() if ROLES[bulk.step] & set(roles)]
