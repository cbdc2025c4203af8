"""What people do with a dossier: one function per verb. Each records its event; none commits.

Decisions that go out as a numbered paper are in papers/decisions.py.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cqtt.commune.clock_record import ClockEvent, Happened
from cqtt.commune.due_dates import DueDate
from cqtt.commune.limits import Limit
from cqtt.commune.models import Officer, the_commune
from cqtt.dossiers import codes, texts
from cqtt.dossiers.clock import GOES_ON, count_anew, extensions_of, is_late, mode_after
from cqtt.dossiers.content import content_of
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.moves import by_officer, check_who, move
from cqtt.dossiers.rules import (
    OWING,
    RUNNING,
    Actor,
    Status,
    Step,
    Timeliness,
    check_may_be_extended,
    check_may_be_marked_complete,
    check_may_be_undone,
    next_status,
    timeliness,
)
from cqtt.fees.actions import outstanding
from cqtt.fees.models import Payment, received
from cqtt.i18n import _
from cqtt.procedures.content import FilingMode


def submit(draft: Dossier, at: datetime, officer: Officer | None = None) -> None:
    """Make the draft a dossier with a code. Submitting again changes nothing: one draft, one code.

    An officer submits what a citizen brings to the desk or to a hamlet; the next step follows at once and says
    more, so the citizen gets no message about this one.
    """
    if draft.status is not Status.DRAFT:
        return
    draft.code = codes.allocate(the_commune().code_prefix, at)
    draft.submitted_at = at
    draft.typed = {}
    if officer is None:
        told = _("Ông/Bà đã gửi hồ sơ. Chúng tôi sẽ xem và trả lời sớm.")
        return move(draft, Step.SUBMIT, Actor.CITIZEN, at, told=told)
    by_officer(draft, Step.SUBMIT, officer, at)


def answer_supplement(dossier: Dossier, answer: str, at: datetime, officer: Officer | None = None) -> None:
    """Hand in what was asked for; a clock that had run goes on as the procedure says, usually from zero.

    Source: Nghị định 61/2018/NĐ-CP, Điều 19, and its successors: counted anew from complete papers.
    """
    request = dossier.open_supplement
    check_who(dossier, Step.SUPPLEMENT, officer)
    mode = content_of(dossier).after_supplement
    told = _("Giấy tờ bổ sung đã đến chúng tôi.")
    if next_status(dossier.status, Step.SUPPLEMENT, dossier.status_before) in RUNNING:
        told = f"{told} {count_anew(dossier, ClockEvent(GOES_ON[mode], at, None))}".strip()
    if request is not None:
        request.answered_at, request.answer = at, answer
    actor = Actor.OFFICER if officer else Actor.CITIZEN
    move(dossier, Step.SUPPLEMENT, actor, at, told=told, officer=officer, details={"clock": mode.value})


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


def begin(dossier: Dossier, officer: Officer, at: datetime) -> None:
    """Start the work on it; whoever begins has it, unless somebody already does."""
    details = {"had": dossier.officer_id}
    dossier.officer_id = dossier.officer_id or officer.id
    told = _("Cán bộ chuyên môn đang xử lý hồ sơ.")
    by_officer(dossier, Step.BEGIN, officer, at, told=told, details=details)


def request_payment(dossier: Dossier, officer: Officer, what: str, at: datetime, amount_vnd: int | None = None) -> None:
    """Ask for a fee or tax; the clock stops until it is paid. With an amount, exactly this much is due from now on."""
    if amount_vnd is not None:
        dossier.fee_vnd = received(dossier.id) + amount_vnd
    by_officer(dossier, Step.REQUEST_PAYMENT, officer, at, told=what, details={"late": is_late(dossier, at)})


def confirm_payment(dossier: Dossier, officer: Officer, payment: Payment, note: str, at: datetime) -> None:
    """Record that money has come; a clock that stood still goes on where it stopped once nothing more is owed."""
    told, owed = _("Đã ghi nhận khoản nộp của Ông/Bà."), _still_owed(dossier)
    if owed:
        told = texts.and_still_owed(told, owed)
    elif dossier.status is Status.AWAITING_PAYMENT:
        goes_on = ClockEvent(GOES_ON[mode_after(dossier.status, None)], at, None)
        told = f"{told} {count_anew(dossier, goes_on)}".strip()
    details = {"payment": payment.id, "owed": owed}
    by_officer(dossier, Step.CONFIRM_PAYMENT, officer, at, told=told, note=note, details=details)


def cancel_payment(dossier: Dossier, officer: Officer, payment: Payment, reason: str, at: datetime) -> None:
    """Take back a payment that was recorded by mistake, and say so; its receipt number stays used."""
    owed = _still_owed(dossier)
    told = texts.payment_cancelled(payment.amount_vnd, payment.receipt, owed)
    details = {"payment": payment.id, "owed": owed}
    by_officer(dossier, Step.CANCEL_PAYMENT, officer, at, told=told, note=reason, details=details)


def _still_owed(dossier: Dossier) -> int:
    """Return what the citizen is still asked for: nothing more where the work was ended without a result."""
    return outstanding(dossier.id, dossier.fee_vnd) if dossier.status in OWING else 0


def resolve(
    dossier: Dossier, officer: Officer, result: str, at: datetime, on_paper: bool = False, shelf: str = ""
) -> Timeliness:
    """Record the result: this instant decides early, on time or late, for good."""
    dossier.resolved_at, dossier.result_text = at, result
    dossier.result_on_paper, dossier.shelf = on_paper, shelf
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


def propose_stop(dossier: Dossier, officer: Officer | None, reason: str, at: datetime) -> None:
    """Lay a stop before a leader: by the specialist, or by the calendar when the citizen's time has passed."""
    if officer is None:
        return move(dossier, Step.PROPOSE_STOP, Actor.SYSTEM, at, note=reason)
    by_officer(dossier, Step.PROPOSE_STOP, officer, at, note=reason)


def assign(dossier: Dossier, officer: Officer, to: Officer | str, note: str, at: datetime) -> None:
    """Hand the dossier to a colleague, or to a department by its name; the citizen need not be told.

    The event keeps who held it before, so that handing over can be undone.
    """
    details: dict[str, Any] = {"had": dossier.officer_id, "had_department": dossier.department}
    if isinstance(to, str):
        dossier.officer_id, dossier.department = None, to
        details["to_department"] = to
    else:
        dossier.officer_id, dossier.department = to.id, ""
        details["to"] = to.id
    by_officer(dossier, Step.ASSIGN, officer, at, note=note, details=details)


def undo_begin(dossier: Dossier, officer: Officer, at: datetime) -> None:
    """Take back a beginning that nothing has followed yet, with who has it; the clock never stopped for it."""
    last = dossier.events[-1]
    check_may_be_undone(Step.BEGIN, last.step)
    dossier.officer_id = last.details.get("had", dossier.officer_id)
    by_officer(dossier, Step.UNDO_BEGIN, officer, at)


def extend(dossier: Dossier, officer: Officer, extra: Limit, legal_ground: str, at: datetime) -> None:
    """Add lawful time on a leader's word; a dossier extended in time is not late before its new date."""
    check_may_be_extended(is_late(dossier, at), bool(extensions_of(dossier)))
    explanation = count_anew(dossier, ClockEvent(Happened.EXTENDED, at, extra))
    told = _("Thời hạn được gia hạn theo %(ground)s. %(clock)s", ground=legal_ground.rstrip("."), clock=explanation)
    details = {"amount": extra.amount, "unit": extra.unit.value}
    by_officer(dossier, Step.EXTEND, officer, at, told=told, note=legal_ground, details=details)


def move_due_date(dossier: Dossier, due: DueDate, told: str, at: datetime) -> None:
    """Give the date that the calendar, changed since, now leads to, and tell the person."""
    details = {"was": dossier.due_at.isoformat() if dossier.due_at else None, "due": due.due_at.isoformat()}
    dossier.due_at, dossier.due_explanation = due.due_at, due.explanation
    move(dossier, Step.MOVE_DUE_DATE, Actor.SYSTEM, at, told=told, details=details)


def apologise(
    dossier: Dossier,
    told: str,
    at: datetime,
    letter_id: int,
    officer: Officer,
    new_due_at: datetime | None = None,
    is_told_apart: bool = False,
) -> None:
    """Say sorry with a letter that a leader has signed; its new date stands beside the first, which stays.

    A letter that goes out as a message itself `is_told_apart`.
    """
    dossier.new_due_at = new_due_at or dossier.new_due_at
    details = {"letter": letter_id, "new_due": new_due_at.isoformat() if new_due_at else None}
    move(
        dossier,
        Step.APOLOGISE,
        Actor.OFFICER,
        at,
        told=told,
        officer=officer,
        details=details,
        is_told_apart=is_told_apart,
    )


def remind(dossier: Dossier, told: str, at: datetime, officer: Officer | None = None) -> None:
    """Remind the citizen, kindly, of papers still awaited or of a result to fetch."""
    if officer is None:
        return move(dossier, Step.REMIND, Actor.SYSTEM, at, told=told)
    by_officer(dossier, Step.REMIND, officer, at, told=told)
    if request := dossier.open_supplement:
        request.reminded_at = at  # the calendar need not say it again
    else:
        dossier.collect_reminded_at = at


def shelve(dossier: Dossier, officer: Officer, shelf: str, at: datetime) -> None:
    """Say where the paper result lies until it is fetched."""
    dossier.shelf, dossier.result_on_paper = shelf, True
    by_officer(dossier, Step.SHELVE, officer, at, note=shelf)


def correct(dossier: Dossier, officer: Officer, values: Mapping[str, Any], at: datetime) -> None:
    """Mend what is written about the people of the dossier; the event names the fields, not what they said."""
    changed = sorted(name for name, value in values.items() if getattr(dossier, name) != value)
    for name in changed:
        setattr(dossier, name, values[name])
    dossier.applicant_fold = dossier.folded_names
    by_officer(dossier, Step.CORRECT, officer, at, details={"fields": changed})


def add_note(dossier: Dossier, officer: Officer, note: str, at: datetime) -> None:
    """Write a word for colleagues; the citizen never sees it."""
    by_officer(dossier, Step.NOTE, officer, at, note=note)


def set_national_code(dossier: Dossier, officer: Officer, code: str | None, at: datetime) -> None:
    """Write down the code that the national portal gave this dossier."""
    dossier.national_code = code
    by_officer(dossier, Step.SET_NATIONAL_CODE, officer, at)
