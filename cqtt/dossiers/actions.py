"""What people do with a dossier: one function per verb. Each records its event; none commits."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from cqtt.commune.calendar import working_calendar
from cqtt.commune.due_dates import compute_due, resume_due
from cqtt.commune.limits import AfterStop, Limit, Unit
from cqtt.commune.models import Officer, the_commune
from cqtt.dossiers import codes, texts
from cqtt.dossiers.models import (
    Attachment,
    AttachmentKind,
    Dossier,
    DossierEvent,
    SupplementRequest,
    new_token,
)
from cqtt.dossiers.pages import Page
from cqtt.dossiers.rules import (
    RUNNING,
    WAITING,
    Actor,
    Status,
    Step,
    StepNotAllowed,
    Timeliness,
    check_citizen_step,
    next_status,
    roles_for,
    timeliness,
)
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.notifications.actions import announce
from cqtt.procedures.models import ProcedureVersion
from cqtt.text import fold
from cqtt.uploads import Examined


class AnotherWasFaster(RuleBroken):
    """Somebody changed the dossier after this page was opened; nothing of this request happened."""


# -- the citizen, before submitting ---------------------------------------------------------------


def start_draft(version: ProcedureVersion, start_key: str, at: datetime, privacy_version: str) -> Dossier:
    """Return the draft that this one-time key began; a second request with the key finds the first's."""
    begun = db.session.scalar(select(Dossier).where(Dossier.start_key == start_key))
    if begun is not None:
        return begun
    draft = Dossier(
        token=new_token(),
        draft_key=secrets.token_hex(6),
        start_key=start_key,
        filing_mode=version.procedure.filing_mode,
        procedure=version.procedure,
        version=version,
        privacy_version=privacy_version,
        created_at=at,
        saved_at=at,
    )
    db.session.add(draft)
    return draft


def keep_typed(draft: Dossier, page: Page, typed: dict[str, list[str]], at: datetime) -> None:
    """Keep what stands in a page's boxes, right or not, so that nothing typed is lost."""
    draft.typed = {**draft.typed, page.value: typed}
    draft.saved_at = at


def save_page(draft: Dossier, page: Page, values: dict[str, Any], at: datetime) -> None:
    """Store what a page gave, and that the page is done."""
    for name, value in values.items():
        setattr(draft, name, value)
    draft.applicant_fold = fold(f"{draft.applicant_name} {draft.organisation_name}".strip())
    draft.steps_done = [*(done for done in draft.steps_done if done != page.value), page.value]
    draft.saved_at = at


def erase_draft(draft: Dossier) -> list[str]:
    """Delete a draft and return the keys of its files, to be removed once the deletion is committed."""
    keys = [attachment.storage_key for attachment in draft.attachments]
    db.session.delete(draft)
    return keys


def attach(
    dossier: Dossier,
    examined: Examined,
    storage_key: str,
    upload_key: str,
    at: datetime,
    kind: AttachmentKind = AttachmentKind.DOCUMENT,
    requirement_id: str = "",
) -> Attachment:
    """Add a file that already lies safely in the store. The key of the picked file makes a retry harmless."""
    request = dossier.open_supplement if kind is AttachmentKind.SUPPLEMENT else None
    attachment = Attachment(
        kind=kind,
        requirement_id=requirement_id,
        supplement_id=request.id if request else None,
        upload_key=upload_key,
        name=examined.name,
        media_type=examined.media_type,
        size=len(examined.kept),
        pages=examined.pages or 1,
        sha256_received=examined.sha256_received,
        sha256_kept=examined.sha256_kept,
        storage_key=storage_key,
        created_at=at,
    )
    dossier.attachments.append(attachment)
    return attachment


def submit(draft: Dossier, at: datetime) -> None:
    """Make the draft a dossier with a code. Submitting again changes nothing: one draft, one code."""
    if draft.status is not Status.DRAFT:
        return
    draft.code = codes.allocate(the_commune().code_prefix, at)
    draft.submitted_at = at
    draft.typed = {}
    _move(draft, Step.SUBMIT, Actor.CITIZEN, at, told=_("Ông/Bà đã gửi hồ sơ. Chúng tôi sẽ xem và trả lời sớm."))


# -- the citizen, afterwards ----------------------------------------------------------------------


def answer_supplement(dossier: Dossier, answer: str, at: datetime, officer: Officer | None = None) -> None:
    """Hand in what was asked for; a dossier whose clock had run starts it again from zero.

    Source: Nghị định 61/2018/NĐ-CP, Điều 19, and its successors: counted anew from complete papers.
    """
    request = dossier.open_supplement
    check_who(dossier, Step.SUPPLEMENT, officer)
    told = _("Giấy tờ bổ sung đã đến chúng tôi.")
    if next_status(dossier.status, Step.SUPPLEMENT, dossier.status_before) in RUNNING:
        told = f"{told} {_restart_clock(dossier, at)}"
    if request is not None:
        request.answered_at, request.answer = at, answer
    _move(dossier, Step.SUPPLEMENT, Actor.OFFICER if officer else Actor.CITIZEN, at, told=told, officer=officer)


def withdraw(dossier: Dossier, reason: str, at: datetime, officer: Officer | None = None) -> None:
    """Take the dossier back at the citizen's wish."""
    check_who(dossier, Step.WITHDRAW, officer)
    dossier.ended_at = at
    told = _("Hồ sơ đã được rút theo yêu cầu của Ông/Bà.")
    actor = Actor.OFFICER if officer else Actor.CITIZEN
    _move(dossier, Step.WITHDRAW, actor, at, told=told, officer=officer, note=reason)


# -- the desk -------------------------------------------------------------------------------------


def mark_complete(dossier: Dossier, officer: Officer, at: datetime) -> None:
    """Say that the papers sent beforehand are all there; the dossier becomes real at the desk."""
    dossier.papers_checked_at = at
    told = _("Giấy tờ đã đủ. Mời Ông/Bà mang bản chính đến quầy để chúng tôi tiếp nhận hồ sơ.")
    _by_officer(dossier, Step.MARK_COMPLETE, officer, at, told=told)


def accept(dossier: Dossier, officer: Officer, limit: Limit, at: datetime, note: str = "") -> None:
    """Receive the dossier: from now the clock runs to a due date that carries its explanation."""
    due = compute_due(working_calendar(the_commune()), at, limit)
    dossier.received_at, dossier.due_at, dossier.due_explanation = at, due.due_at, due.explanation
    dossier.limit_amount, dossier.limit_unit = limit.amount, limit.unit.value
    told = _("Hồ sơ đã được tiếp nhận. %(explanation)s", explanation=due.explanation)
    _by_officer(dossier, Step.ACCEPT, officer, at, told=told, note=note)


def refuse(dossier: Dossier, officer: Officer, reason: str, legal_ground: str, at: datetime) -> None:
    """Decline to receive the dossier, with the reason and its legal ground (form 03)."""
    dossier.ended_at = at
    told = texts.refusal(reason, legal_ground)
    _by_officer(dossier, Step.REFUSE, officer, at, told=told, note=legal_ground)


def request_supplement(dossier: Dossier, officer: Officer, items: list[str], reason: str, at: datetime) -> None:
    """Ask once for everything that is missing; the clock stops until it has come (form 02)."""
    told = _("Xin bổ sung: %(items)s.", items="; ".join(item.rstrip(".;") for item in items))
    _by_officer(dossier, Step.REQUEST_SUPPLEMENT, officer, at, told=f"{told} {reason}".strip())
    dossier.supplements.append(SupplementRequest(requested_at=at, officer_id=officer.id, items=items, reason=reason))


def begin(dossier: Dossier, officer: Officer, at: datetime) -> None:
    """Start the work on it; whoever begins has it, unless somebody already does."""
    dossier.officer_id = dossier.officer_id or officer.id
    _by_officer(dossier, Step.BEGIN, officer, at, told=_("Cán bộ chuyên môn đang xử lý hồ sơ."))


def request_payment(dossier: Dossier, officer: Officer, what: str, at: datetime) -> None:
    """Ask for a fee or tax; the clock stops until it is paid."""
    _by_officer(dossier, Step.REQUEST_PAYMENT, officer, at, told=what)


def confirm_payment(dossier: Dossier, officer: Officer, note: str, at: datetime) -> None:
    """Record that the money has come; the clock goes on from zero as after a supplement."""
    told = _("Đã ghi nhận khoản nộp của Ông/Bà. %(clock)s", clock=_restart_clock(dossier, at))
    _by_officer(dossier, Step.CONFIRM_PAYMENT, officer, at, told=told.strip(), note=note)


def resolve(dossier: Dossier, officer: Officer, result: str, at: datetime) -> Timeliness:
    """Record the result: this instant decides early, on time or late, for good."""
    dossier.resolved_at, dossier.result_text = at, result
    dossier.timeliness = timeliness(at, dossier.due_at)
    told = _("Hồ sơ đã có kết quả: %(result)s", result=result)
    _by_officer(dossier, Step.RESOLVE, officer, at, told=told)
    return dossier.timeliness


def return_result(dossier: Dossier, officer: Officer, receiver: str, at: datetime) -> None:
    """Hand the result over."""
    dossier.ended_at = at
    told = _("Kết quả đã được trả. Xin cảm ơn Ông/Bà.")
    _by_officer(dossier, Step.RETURN_RESULT, officer, at, told=told, note=receiver)


def stop(dossier: Dossier, officer: Officer, reason: str, at: datetime) -> None:
    """End the work on a leader's decision, with the reason (form 05)."""
    dossier.ended_at = at
    _by_officer(dossier, Step.STOP, officer, at, told=reason)


def assign(dossier: Dossier, officer: Officer, to: Officer, note: str, at: datetime) -> None:
    """Hand the dossier to a colleague; the citizen need not be told."""
    dossier.officer_id = to.id
    _by_officer(dossier, Step.ASSIGN, officer, at, note=note, details={"to": to.id})


# -- what every move has in common ----------------------------------------------------------------


def check_revision(dossier: Dossier, seen: int) -> None:
    """Raise AnotherWasFaster if the page this request came from shows an older state."""
    if dossier.revision != seen:
        raise another_was_faster(dossier)


def another_was_faster(dossier: Dossier) -> AnotherWasFaster:
    """Return the refusal that names who changed the dossier last."""
    last = dossier.events[-1] if dossier.events else None
    who = last.officer.name if last and last.officer else _("Người nộp")
    return AnotherWasFaster(
        _(
            "%(who)s vừa cập nhật hồ sơ này trước. Chưa có gì thay đổi thêm; xin xem lại rồi làm tiếp.",
            who=who,
        )
    )


def _by_officer(dossier: Dossier, step: Step, officer: Officer, at: datetime, **said: Any) -> None:
    check_who(dossier, step, officer)
    _move(dossier, step, Actor.OFFICER, at, officer=officer, **said)


def check_who(dossier: Dossier, step: Step, officer: Officer | None) -> None:
    """Raise StepNotAllowed unless the officer's roles, or nobody's as the citizen, may make this step now."""
    if officer is None:
        check_citizen_step(dossier.status, step)
    elif not officer.has_role(*roles_for(dossier.status, step, len(dossier.supplements))):
        raise StepNotAllowed(_("Việc này thuộc phần của đồng nghiệp khác. Xin chuyển hồ sơ cho người phụ trách."))


def _move(
    dossier: Dossier,
    step: Step,
    actor: Actor,
    at: datetime,
    told: str = "",
    note: str = "",
    officer: Officer | None = None,
    details: dict[str, Any] | None = None,
) -> None:
    """Change the state by the table, write the event, and tell the person concerned."""
    before = dossier.status
    dossier.status = next_status(before, step, dossier.status_before)
    flag_modified(dossier, "status")  # so that every event is an UPDATE and the revision grows
    if dossier.status in WAITING and before not in WAITING:
        dossier.status_before = before
    elif dossier.status not in WAITING:
        dossier.status_before = None
    event = DossierEvent(
        step=step,
        from_status=before,
        to_status=dossier.status,
        at=at,
        actor=actor,
        officer_id=officer.id if officer else None,
        told=told,
        note=note,
        details=details or {},
    )
    dossier.events.append(event)
    db.session.flush()
    if told:
        _tell(dossier, event)


def _tell(dossier: Dossier, event: DossierEvent) -> None:
    """Write the message about this event into the outbox, for whoever is to get messages."""
    message = texts.message(dossier, event, the_commune())
    phone = dossier.submitter_phone if dossier.tell_submitter and dossier.submitter_phone else dossier.phone
    announce(
        key=f"dossier-event-{event.id}",
        about_kind="dossier",
        about_id=dossier.id,
        event=event.step.value,
        subject=message.subject,
        body=message.body,
        email=dossier.email,
        phone=phone,
        short=message.short,
        at=event.at,
    )


def _restart_clock(dossier: Dossier, at: datetime) -> str:
    """Count the limit anew from now and return the sentence that explains the new date."""
    if dossier.limit_amount is None:
        return ""
    limit = Limit(dossier.limit_amount, Unit(dossier.limit_unit))
    due = resume_due(working_calendar(the_commune()), at, limit, AfterStop.RESTART)
    dossier.due_at, dossier.due_explanation = due.due_at, due.explanation
    return due.explanation
