"""A unit with a year of invented work in every state, and what a reader with a pencil counts in it."""

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from cqtt.commune.models import Officer
from cqtt.dossiers.models import Attachment, AttachmentKind, Dossier, DossierEvent, FilingChannel, SupplementRequest
from cqtt.dossiers.rules import Actor, Status, Step, Timeliness
from cqtt.evaluation.counted import Scope
from cqtt.evaluation.rules import Indicator
from cqtt.extensions import db
from cqtt.feedback import rules as said
from cqtt.feedback.models import Feedback, FeedbackEvent
from cqtt.fees.models import Payment, PaymentWay
from cqtt.letters.models import Letter, LetterTemplate
from cqtt.letters.rules import Occasion
from cqtt.procedures.content import FilingMode
from cqtt.procedures.models import ProcedureVersion
from cqtt.roles import Role
from tests.factories import MONDAY, make_officer, make_procedure, numbers

DAY = timedelta(days=1)
LATEST = MONDAY  # the moment everything is looked at
DONE = (Status.RESOLVED, Status.RETURNED)
STATES = (
    *(Status.SUBMITTED, Status.REFUSED, Status.ACCEPTED, Status.PROCESSING, Status.AWAITING_SUPPLEMENT),
    *(Status.AWAITING_PAYMENT, Status.WITHDRAWN, Status.STOPPED, *DONE, *DONE),
)
NEVER_RECEIVED = (Status.SUBMITTED, Status.REFUSED)


def some_moment(chance: random.Random) -> datetime:
    """Return a moment of the last sixty days, often at the very edge of a month in Vietnam."""
    edge = datetime(2026, 10, 31, 17, 0, tzinfo=MONDAY.tzinfo)
    around = (edge, edge - timedelta(seconds=1), edge + timedelta(seconds=1), edge - timedelta(days=31))
    return chance.choice((*around, *(MONDAY - DAY * chance.random() * 60 for _time in range(6))))


def new_dossier(version: ProcedureVersion) -> Dossier:
    """Return a dossier that is not stored yet: many are, all at once."""
    number = next(numbers)
    return Dossier(
        draft_key=f"{number:012x}",
        start_key=f"start-{number}",
        code=f"H19.00.00-261123-{number:04}",
        filing_mode=version.procedure.filing_mode,
        procedure=version.procedure,
        version=version,
        applicant_name="Nguyễn Văn Thử",
        created_at=MONDAY,
        saved_at=MONDAY,
        submitted_at=MONDAY,
    )


def add_file(dossier: Dossier, kind: AttachmentKind) -> None:
    number = next(numbers)
    dossier.attachments.append(
        Attachment(
            kind=kind,
            upload_key=f"upload-{number}",
            name="ảnh.jpg",
            media_type="image/jpeg",
            size=1000,
            sha256_received="0" * 64,
            sha256_kept="1" * 64,
            storage_key=f"{number:032x}",
            created_at=MONDAY,
        )
    )


def add_event(dossier: Dossier, step: Step, before: Status, at: datetime, **details: Any) -> None:
    dossier.events.append(
        DossierEvent(
            step=step, from_status=before, to_status=dossier.status, at=at, actor=Actor.OFFICER, details=details
        )
    )


def add_request(dossier: Dossier, officer: Officer, at: datetime) -> None:
    dossier.supplements.append(
        SupplementRequest(requested_at=at, officer_id=officer.id, items=["Giấy chứng sinh"], answered_at=at)
    )


def add_payment(dossier: Dossier, officer: Officer, way: PaymentWay, on: date, cancelled: bool = False) -> Payment:
    payment = Payment(
        dossier_id=dossier.id,
        amount_vnd=8000,
        way=way,
        paid_on=on,
        recorded_at=MONDAY,
        officer_id=officer.id,
        receipt_year=2026,
        receipt_number=next(numbers),
        cancelled_at=MONDAY if cancelled else None,
        cancelled_by_id=officer.id if cancelled else None,
    )
    db.session.add(payment)
    return payment


def add_apology(dossier: Dossier, occasion: Occasion, sent_at: datetime | None, reason: str = "") -> Letter:
    template = db.session.scalar(select(LetterTemplate)) or LetterTemplate(
        occasion=occasion, language="vi", version=1, subject="Xin lỗi", body="Xin lỗi.", created_at=MONDAY
    )
    letter = Letter(
        cause=f"cause-{next(numbers)}",
        occasion=occasion,
        dossier_id=dossier.id,
        salutation="Ông",
        to_name="Nguyễn Văn Thử",
        template=template,
        subject="Xin lỗi",
        body="Xin lỗi.",
        reason=reason,
        created_at=MONDAY,
        sent_at=sent_at,
    )
    db.session.add(letter)
    return letter


def add_answer(feedback: Feedback, officer: Officer, at: datetime, in_time: bool) -> None:
    """Answer it as the action does; a mended answer has a later `answered_at`."""
    feedback.status, feedback.answered_at, feedback.answered_by_id = said.Status.ANSWERED, at + DAY, officer.id
    feedback.answered_in_time = in_time
    for step, moment in ((said.Step.ANSWER, at), (said.Step.AMEND, at + DAY)):
        event = FeedbackEvent(
            step=step,
            from_status=said.Status.ASSIGNED,
            to_status=said.Status.ANSWERED,
            at=moment,
            actor=said.Actor.OFFICER,
        )
        feedback.events.append(event)


def fill(chance: random.Random, dossiers: int = 60, feedbacks: int = 24) -> list[Officer]:
    """Make random dossiers, money and feedback; return the officers."""
    officers = [make_officer(Role.SPECIALIST, name=name) for name in ("Lê Thị An", "Trần Văn Bé", "Vũ Thị Cúc")]
    modes = (FilingMode.LOCAL, FilingMode.PRE_CHECK)
    versions = [make_procedure(chance.choice(modes), name=f"Thủ tục {number}") for number in range(3)]
    versions.append(make_procedure(name="Thủ tục thiếu phí", fee={"amount_vnd": None, "note": ""}))
    for _number in range(dossiers):
        _add_dossier(chance, officers, new_dossier(chance.choice(versions)))
    for _number in range(feedbacks):
        _add_feedback(chance, officers)
    db.session.commit()
    return officers


def _add_dossier(chance: random.Random, officers: list[Officer], dossier: Dossier) -> None:
    db.session.add(dossier)
    dossier.status = chance.choice(STATES)
    holder = chance.choice([*officers, None])
    dossier.officer_id = holder.id if holder else None
    dossier.channel = chance.choice(list(FilingChannel))
    if dossier.status not in NEVER_RECEIVED:
        dossier.received_at = some_moment(chance)
    dossier.due_at = chance.choice((None, some_moment(chance), some_moment(chance), MONDAY + DAY))
    was_late = chance.random() < 0.3
    add_event(dossier, Step.REQUEST_SUPPLEMENT, Status.PROCESSING, MONDAY, late=was_late)
    if dossier.status in DONE:
        dossier.resolved_at, dossier.timeliness = some_moment(chance), chance.choice(list(Timeliness))
        for had in chance.choices([*officers, None], k=chance.choice((0, 0, 1, 2))):  # handed on to be given out
            add_event(dossier, Step.ASSIGN, Status.RESOLVED, MONDAY, had=had.id if had else None)
    if dossier.status in (Status.WITHDRAWN, Status.REFUSED, Status.STOPPED):
        dossier.ended_at = some_moment(chance)
    if dossier.status is Status.STOPPED:
        before = chance.choice((Status.PROCESSING, Status.AWAITING_SUPPLEMENT))
        add_event(dossier, Step.STOP, before, dossier.ended_at or MONDAY)
    _add_what_hangs_on_it(chance, officers, dossier)


def _add_what_hangs_on_it(chance: random.Random, officers: list[Officer], dossier: Dossier) -> None:
    for _time in range(chance.choice((0, 0, 1, 2, 3))):
        add_request(dossier, chance.choice(officers), some_moment(chance))
    for kind in chance.sample(list(AttachmentKind), chance.randrange(3)):
        add_file(dossier, kind)
    db.session.flush()
    for way in chance.sample(list(PaymentWay), chance.randrange(3)):
        add_payment(dossier, chance.choice(officers), way, some_moment(chance).date(), chance.random() < 0.2)
    if chance.random() < 0.4:
        add_apology(dossier, chance.choice(list(Occasion)), chance.choice((None, MONDAY)))


def _add_feedback(chance: random.Random, officers: list[Officer]) -> None:
    kind = chance.choice(list(said.FeedbackKind))
    about = chance.choice([*officers, None, None])
    feedback = Feedback(
        start_key=f"feedback-{next(numbers)}",
        kind=kind,
        created_at=some_moment(chance),
        about_officer_id=about.id if about else None,
        is_conduct=chance.random() < 0.2,
        status=said.Status.ASSIGNED,
    )
    db.session.add(feedback)
    feedback.due_at = chance.choice((None, some_moment(chance), MONDAY + DAY))
    holder = chance.choice([*officers, None])
    feedback.officer_id = holder.id if holder else None
    if chance.random() < 0.6:
        add_answer(feedback, chance.choice(officers), some_moment(chance), chance.random() < 0.7)
        if chance.random() < 0.2:
            feedback.status = said.Status.REOPENED
    elif chance.random() < 0.5:
        feedback.status, feedback.closed_at = chance.choice(tuple(said.ENDED)), some_moment(chance)


# -- the reader with a pencil ---------------------------------------------------------------------


def read_by_hand(indicator: Indicator, scope: Scope) -> dict[str, bool]:
    """Return the codes of what counts, and whether each is as it should be: one record after the other."""
    rows: list[Any] = list(db.session.scalars(select(KIND[indicator])))
    verdicts = ((row, _BY_HAND[indicator](row, scope)) for row in rows)
    return {
        _code(row): verdict for row, verdict in verdicts if verdict is not None and _is_meant(indicator, row, scope)
    }


KIND: dict[Indicator, type[Any]] = dict.fromkeys(Indicator, Dossier) | {
    Indicator.ANSWERED: Feedback,
    Indicator.PRAISE: Feedback,
    Indicator.PAID_ONLINE: Payment,
}


def everything() -> list[Any]:
    """Return all records with what hangs on them; while somebody holds them, reading by hand asks for none again."""
    dossiers = select(Dossier).options(
        selectinload(Dossier.events), selectinload(Dossier.attachments), selectinload(Dossier.supplements)
    )
    feedbacks = select(Feedback).options(selectinload(Feedback.events))
    return [each for wanted in (dossiers, feedbacks) for each in db.session.scalars(wanted)]


def _code(row: Any) -> str:
    return f"{row.receipt_number:02}/2026" if isinstance(row, Payment) else str(row.code)


def _is_meant(indicator: Indicator, row: Any, scope: Scope) -> bool:
    dossier = db.session.get_one(Dossier, row.dossier_id) if isinstance(row, Payment) else row
    whose = {
        Indicator.ON_TIME: lambda: _held_at_result(row),
        Indicator.APOLOGISED: lambda: _held_at_result(row),
        Indicator.ASKED_ONCE: lambda: row.supplements[0].officer_id,
        Indicator.PAID_ONLINE: lambda: row.officer_id,
        Indicator.ANSWERED: lambda: row.answered_by_id or row.officer_id,
        Indicator.PRAISE: lambda: row.about_officer_id,
    }.get(indicator, lambda: row.officer_id)()
    if scope.officer_id is not None and whose != scope.officer_id:
        return False
    return scope.procedure_id is None or isinstance(row, Feedback) or dossier.procedure_id == scope.procedure_id


def _held_at_result(dossier: Dossier) -> int | None:
    for event in dossier.events:
        if event.step is Step.ASSIGN and event.from_status is Status.RESOLVED:
            return event.details["had"]
    return dossier.officer_id


def _inside(at: datetime | None, scope: Scope) -> bool:
    return at is not None and scope.period.starts_at <= at < scope.period.ends_at


def _was_late(dossier: Dossier) -> bool:
    return any(event.details.get("late") for event in dossier.events)


def _on_time(dossier: Dossier, scope: Scope) -> bool | None:
    if dossier.status in DONE:
        in_time = dossier.timeliness in (Timeliness.EARLY, Timeliness.ON_TIME)
        return in_time if _inside(dossier.resolved_at, scope) else None
    if dossier.status is not Status.STOPPED or not _inside(dossier.ended_at, scope):
        return None
    ran = any(event.step is Step.STOP and event.from_status is Status.PROCESSING for event in dossier.events)
    passed = ran and dossier.due_at is not None and dossier.ended_at is not None and dossier.ended_at > dossier.due_at
    return False if passed or _was_late(dossier) else None


def _of_accepted(is_good: Callable[[Dossier], bool]) -> Callable[[Dossier, Scope], bool | None]:
    return lambda dossier, scope: is_good(dossier) if _inside(dossier.received_at, scope) else None


def _has(dossier: Dossier, *kinds: AttachmentKind) -> bool:
    return any(file.kind in kinds for file in dossier.attachments)


def _is_online(dossier: Dossier) -> bool:
    return dossier.channel is FilingChannel.ONLINE and dossier.filing_mode is FilingMode.LOCAL


def _electronic(dossier: Dossier, scope: Scope) -> bool | None:
    return _has(dossier, AttachmentKind.RESULT) if _inside(dossier.resolved_at, scope) else None


def _under_way(dossier: Dossier, scope: Scope) -> bool | None:
    running = (Status.ACCEPTED, Status.PROCESSING)
    if dossier.status not in (*running, Status.AWAITING_SUPPLEMENT, Status.AWAITING_PAYMENT):
        return None
    late = dossier.status in running and dossier.due_at is not None and dossier.due_at < scope.at
    return not (late or _was_late(dossier))


def _asked_once(dossier: Dossier, scope: Scope) -> bool | None:
    asked = [_inside(request.requested_at, scope) for request in dossier.supplements]
    return not any(asked[1:]) if any(asked) else None


def _apologised(dossier: Dossier, scope: Scope) -> bool | None:
    if _on_time(dossier, scope) is not False:
        return None
    letters = db.session.scalars(select(Letter).where(Letter.dossier_id == dossier.id))
    kinds = (Occasion.LATE, Occasion.RESOLVED_LATE)
    return any(letter.sent_at is not None and letter.occasion in kinds for letter in letters)


def _paid_online(payment: Payment, scope: Scope) -> bool | None:
    counts = payment.cancelled_at is None and scope.period.first <= payment.paid_on <= scope.period.last
    return payment.way is PaymentWay.TRANSFER if counts else None


def _is_told(feedback: Feedback) -> bool:
    praise = feedback.kind is said.FeedbackKind.PRAISE
    return not feedback.is_conduct and (feedback.about_officer_id is None or praise)


def _answered(feedback: Feedback, scope: Scope) -> bool | None:
    if not _is_told(feedback):
        return None
    if feedback.answered_in_time is not None:
        first = min(event.at for event in feedback.events if event.step is said.Step.ANSWER)
        return feedback.answered_in_time if _inside(first, scope) else None
    due = feedback.due_at
    if feedback.status in said.ENDED:
        closed = feedback.closed_at
        return False if _inside(closed, scope) and due is not None and closed is not None and due < closed else None
    return False if due is not None and _inside(due, scope) and due < scope.at else None


def _praise(feedback: Feedback, scope: Scope) -> bool | None:
    is_praise = feedback.kind is said.FeedbackKind.PRAISE and feedback.about_officer_id is not None
    return True if _is_told(feedback) and is_praise and _inside(feedback.created_at, scope) else None


_BY_HAND: dict[Indicator, Callable[[Any, Scope], bool | None]] = {
    Indicator.ON_TIME: _on_time,
    Indicator.SCANNED: _of_accepted(lambda one: _has(one, AttachmentKind.DOCUMENT, AttachmentKind.SUPPLEMENT)),
    Indicator.ELECTRONIC: _electronic,
    Indicator.FILED_ONLINE: _of_accepted(_is_online),
    Indicator.UNDER_WAY: _under_way,
    Indicator.APOLOGISED: _apologised,
    Indicator.ASKED_ONCE: _asked_once,
    Indicator.PAID_ONLINE: _paid_online,
    Indicator.ANSWERED: _answered,
    Indicator.PRAISE: _praise,
}
COUNTED_BY_HAND = tuple(_BY_HAND)
