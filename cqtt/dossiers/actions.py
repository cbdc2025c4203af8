"""What people do with a dossier: one function per verb. Each records its event; none commits."""

from datetime import datetime

from cqtt.commune.calendar import working_calendar
from cqtt.commune.due_dates import compute_due
from cqtt.commune.limits import Limit
from cqtt.commune.models import Officer, the_commune
from cqtt.dossiers import codes, texts
from cqtt.dossiers.models import Dossier, SupplementRequest
from cqtt.dossiers.moves import by_officer, check_who, continue_clock, is_late, move, restart_clock
from cqtt.dossiers.rules import (
    RUNNING,
    Actor,
    Status,
    Step,
    Timeliness,
    check_may_be_marked_complete,
    next_status,
    timeliness,
)
from cqtt.i18n import _
from cqtt.procedures.content import FilingMode


def submit(draft: Dossier, at: datetime) -> None:
    """Make the draft a dossier with a code. Submitting again changes nothing: one draft, one code."""
    if draft.status is not Status.DRAFT:
        return
    draft.code = codes.allocate(the_commune().code_prefix, at)
    draft.submitted_at = at
    draft.typed = {}
    move(draft, Step.SUBMIT, Actor.CITIZEN, at, told=_("Ông/Bà đã gửi hồ sơ. Chúng tôi sẽ xem và trả lời sớm."))


def answer_supplement(dossier: Dossier, answer: str, at: datetime, officer: Officer | None = None) -> None:
    """Hand in what was asked for; a dossier whose clock had run starts it again from zero.

    Source: Nghị định 61/2018/NĐ-CP, Điều 19, and its successors: counted anew from complete papers.
    """
    request = dossier.open_supplement
    check_who(dossier, Step.SUPPLEMENT, officer)
    told = _("Giấy tờ bổ sung đã đến chúng tôi.")
    if next_status(dossier.status, Step.SUPPLEMENT, dossier.status_before) in RUNNING:
        told = f"{told} {restart_clock(dossier, at)}"
    if request is not None:
        request.answered_at, request.answer = at, answer
    move(dossier, Step.SUPPLEMENT, Actor.OFFICER if officer else Actor.CITIZEN, at, told=told, officer=officer)


def withdraw(dossier: Dossier, reason: str, at: datetime, officer: Officer | None = None) -> None:
    """Take the dossier back at the citizen's wish."""
    check_who(dossier, Step.WITHDRAW, officer)
    dossier.ended_at = at
    told = _("Hồ sơ đã được rút theo yêu cầu của Ông/Bà.")
    actor = Actor.OFFICER if officer else Actor.CITIZEN
    move(dossier, Step.WITHDRAW, actor, at, told=told, officer=officer, note=reason)


def mark_complete(dossier: Dossier, officer: Officer, at: datetime) -> None:
    """Say, once, that the papers sent beforehand are all there; the dossier becomes real at the desk."""
    check_may_be_marked_complete(dossier.filing_mode is FilingMode.PRE_CHECK, dossier.papers_checked_at)
    dossier.papers_checked_at = at
    told = _("Giấy tờ đã đủ. Mời Ông/Bà mang bản chính đến quầy để chúng tôi tiếp nhận hồ sơ.")
    by_officer(dossier, Step.MARK_COMPLETE, officer, at, told=told)


def accept(dossier: Dossier, officer: Officer, limit: Limit, at: datetime, note: str = "") -> None:
    """Receive the dossier: from now the clock runs to a due date that carries its explanation."""
    due = compute_due(working_calendar(the_commune()), at, limit)
    dossier.received_at, dossier.due_at, dossier.due_explanation = at, due.due_at, due.explanation
    dossier.limit_amount, dossier.limit_unit = limit.amount, limit.unit.value
    told = _("Hồ sơ đã được tiếp nhận. %(explanation)s", explanation=due.explanation)
    by_officer(dossier, Step.ACCEPT, officer, at, told=told, note=note)


def refuse(dossier: Dossier, officer: Officer, reason: str, legal_ground: str, at: datetime) -> None:
    """Decline to receive the dossier, with the reason and its legal ground (form 03)."""
    dossier.ended_at = at
    told = texts.refusal(reason, legal_ground)
    by_officer(dossier, Step.REFUSE, officer, at, told=told, note=legal_ground)


def request_supplement(dossier: Dossier, officer: Officer, items: list[str], reason: str, at: datetime) -> None:
    """Ask once for everything that is missing; the clock stops until it has come (form 02)."""
    told = _("Xin bổ sung: %(items)s.", items="; ".join(item.rstrip(".;") for item in items))
    late = {"late": is_late(dossier, at)}
    by_officer(dossier, Step.REQUEST_SUPPLEMENT, officer, at, told=f"{told} {reason}".strip(), details=late)
    dossier.supplements.append(SupplementRequest(requested_at=at, officer_id=officer.id, items=items, reason=reason))


def begin(dossier: Dossier, officer: Officer, at: datetime) -> None:
    """Start the work on it; whoever begins has it, unless somebody already does."""
    dossier.officer_id = dossier.officer_id or officer.id
    by_officer(dossier, Step.BEGIN, officer, at, told=_("Cán bộ chuyên môn đang xử lý hồ sơ."))


def request_payment(dossier: Dossier, officer: Officer, what: str, at: datetime) -> None:
    """Ask for a fee or tax; the clock stops until it is paid."""
    by_officer(dossier, Step.REQUEST_PAYMENT, officer, at, told=what, details={"late": is_late(dossier, at)})


def confirm_payment(dossier: Dossier, officer: Officer, note: str, at: datetime) -> None:
    """Record that the money has come; the clock goes on where it stopped."""
    told = _("Đã ghi nhận khoản nộp của Ông/Bà. %(clock)s", clock=continue_clock(dossier, at))
    by_officer(dossier, Step.CONFIRM_PAYMENT, officer, at, told=told.strip(), note=note)


def resolve(dossier: Dossier, officer: Officer, result: str, at: datetime) -> Timeliness:
    """Record the result: this instant decides early, on time or late, for good."""
    dossier.resolved_at, dossier.result_text = at, result
    was_late = any(event.details.get("late") for event in dossier.events)
    dossier.timeliness = timeliness(at, dossier.due_at, was_late)
    told = _("Hồ sơ đã có kết quả: %(result)s", result=result)
    by_officer(dossier, Step.RESOLVE, officer, at, told=told)
    return dossier.timeliness


def return_result(dossier: Dossier, officer: Officer, receiver: str, at: datetime) -> None:
    """Hand the result over."""
    dossier.ended_at = at
    told = _("Kết quả đã được trả. Xin cảm ơn Ông/Bà.")
    by_officer(dossier, Step.RETURN_RESULT, officer, at, told=told, note=receiver)


def stop(dossier: Dossier, officer: Officer, reason: str, at: datetime) -> None:
    """End the work on a leader's decision, with the reason (form 05)."""
    dossier.ended_at = at
    by_officer(dossier, Step.STOP, officer, at, told=reason)


def assign(dossier: Dossier, officer: Officer, to: Officer, note: str, at: datetime) -> None:
    """Hand the dossier to a colleague; the citizen need not be told."""
    dossier.officer_id = to.id
    by_officer(dossier, Step.ASSIGN, officer, at, note=note, details={"to": to.id})


def set_national_code(dossier: Dossier, officer: Officer, code: str | None, at: datetime) -> None:
    """Write down the code that the national portal gave this dossier."""
    dossier.national_code = code
    by_officer(dossier, Step.SET_NATIONAL_CODE, officer, at)
