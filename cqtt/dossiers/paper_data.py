"""What the printed papers of a dossier say, read from the record. What is not known stays None."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from cqtt.clock import local
from cqtt.commune.limits import AfterStop
from cqtt.commune.models import Commune, Officer
from cqtt.dossiers import papers, texts
from cqtt.dossiers.clock import limit_of
from cqtt.dossiers.models import Dossier, DossierEvent, IssuedPaper, PaperKind, PaperName
from cqtt.dossiers.paper_fees import fee_text, money_paid, payment_asked
from cqtt.dossiers.paper_people import (
    filed_by,
    messages_to,
    office_head,
    person_of,
    signer_of,
    submitter_of,
    unit_head,
    unit_name,
)
from cqtt.dossiers.rules import RUNNING, Status, Step
from cqtt.dossiers.submission import Paper, content_of, papers_of
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.procedures.content import FilingMode
from cqtt.procedures.facts import money


@dataclass(frozen=True)
class Occasion:
    """A paper being given out: under which number, by whom, when, and which paper it takes the place of."""

    number: int
    officer: Officer
    at: datetime
    replaces: IssuedPaper | None = None

    @property
    def signed_on(self) -> date:
        return local(self.at).date()


def confirmation_data(dossier: Dossier, commune: Commune) -> papers.ConfirmationData:
    """Return what the confirmation of a submission says."""
    next_steps = [str(texts.NEXT_SENTENCES[Status.SUBMITTED])]
    if dossier.filing_mode is FilingMode.PRE_CHECK:
        next_steps.append(_("Khi giấy tờ đã đủ, chúng tôi mời Ông/Bà mang bản chính đến quầy để tiếp nhận hồ sơ."))
    next_steps.append(_("Có tin mới, chúng tôi báo theo số điện thoại hoặc thư điện tử Ông/Bà đã ghi."))
    content = content_of(dossier)
    return {
        "head": office_head(commune),
        "code": dossier.code or "",
        "procedure": content.name,
        "procedure_code": content.code,
        "applicant": person_of(dossier)["name"],
        "submitter": submitter_of(dossier),
        "sent_at": dossier.submitted_at or dossier.saved_at,
        "next_steps": next_steps,
        "papers": [
            {"name": paper.requirement.name, "files": len(paper.files)}
            for paper in papers_of(dossier, content)
            if paper.files or paper.requirement.compulsory
        ],
        "link": texts.secret_link(dossier),
    }


def receipt_data(dossier: Dossier, commune: Commune, occasion: Occasion) -> papers.ReceiptData:
    """Return what form 01 says; the dossier has been received."""
    if dossier.received_at is None:
        raise ValueError("form 01 of a dossier that was not received")
    content, limit = content_of(dossier), limit_of(dossier)
    first = next((paper for paper in dossier.papers if paper.kind is PaperKind.RECEIPT), None)
    return {
        "head": office_head(commune),
        "signed_on": occasion.signed_on,
        "code": dossier.code or "",
        "national_code": dossier.national_code,
        "person": person_of(dossier),
        "filed_by": filed_by(dossier),
        "messages_to": messages_to(dossier),
        "procedure": content.name,
        "papers": papers_received(dossier),
        "sets": 1,
        "processing_time": limit.text if limit else None,
        "received_at": dossier.received_at,
        "due_at": dossier.due_at,
        "due_explanation": dossier.due_explanation or None,
        "fee": fee_text(dossier, content),
        "payment": payment_asked(dossier),
        "return_way": _("tại %(desk)s, mang theo giấy này", desk=commune.desk_word),
        "book": str(first.year if first else occasion.signed_on.year),
        "order_number": first.number if first else occasion.number,  # the dossier's place in the book stays
        "submitter": signer_of(dossier),
        "receiver": occasion.officer.name,
        "link": texts.secret_link(dossier),
    }


def papers_received(dossier: Dossier) -> list[papers.ReceivedPaper]:
    """Return the papers the office has: as counted at the desk, else as they were promised or sent."""
    lines = (_received(paper, dossier) for paper in papers_of(dossier, content_of(dossier)))
    return [line for line in lines if line]


def _received(paper: Paper, dossier: Dossier) -> papers.ReceivedPaper | None:
    """Return a line of the list; a picture is no copy, so it is told apart from what is on paper."""
    need, counted = paper.requirement, dossier.papers_received.get(paper.requirement.id)
    if counted and any(counted):
        return {"name": need.name, "originals": counted[0], "copies": counted[1]}
    if counted is None and (paper.to_bring or (paper.files and dossier.filing_mode is FilingMode.PRE_CHECK)):
        return {"name": need.name, "originals": need.originals, "copies": need.copies}
    if paper.files:
        return {"name": _("%(name)s (bản chụp gửi qua mạng)", name=need.name), "originals": 0, "copies": 0}
    return None


def supplement_data(dossier: Dossier, commune: Commune, occasion: Occasion) -> papers.SupplementRequestData:
    """Return what form 02 says about the latest request."""
    request, content = dossier.supplements[-1], content_of(dossier)
    event = last_event(dossier, Step.REQUEST_SUPPLEMENT)
    return {
        "head": office_head(commune),
        "signed_on": occasion.signed_on,
        "code": dossier.code or "",
        "person": person_of(dossier),
        "procedure": content.name,
        "missing": [{"what": str(item).rstrip(".;"), "how": None} for item in request.items],
        "reason": request.reason or None,
        "reply_by": request.reply_by,
        "clock_note": _clock_note(content.after_supplement) if event and event.from_status in RUNNING else None,
        "submitter": signer_of(dossier),
        "guide": occasion.officer.name,
        "link": texts.secret_link(dossier),
    }


def _clock_note(mode: AfterStop) -> str:
    if mode is AfterStop.CONTINUE:
        return _("Thời hạn giải quyết tạm dừng từ nay và được tính tiếp khi chúng tôi nhận đủ.")
    return _("Thời hạn giải quyết tạm dừng từ nay và được tính lại từ đầu khi chúng tôi nhận đủ.")


def refusal_data(dossier: Dossier, commune: Commune, occasion: Occasion) -> papers.RefusalData:
    """Return what form 03 says; the dossier was refused."""
    reason, ground = _reason_and_ground(last_event(dossier, Step.REFUSE))
    return {
        "head": office_head(commune),
        "signed_on": occasion.signed_on,
        "code": dossier.code or "",
        "person": person_of(dossier),
        "procedure": content_of(dossier).name,
        "reason": reason,
        "legal_ground": ground,
        "submitter": signer_of(dossier),
        "receiver": occasion.officer.name,
        "link": texts.secret_link(dossier),
    }


def stop_data(dossier: Dossier, commune: Commune, occasion: Occasion) -> papers.StopData:
    """Return what form 05 says; the dossier was stopped."""
    reason, ground = _reason_and_ground(last_event(dossier, Step.STOP))
    return {
        "head": unit_head(commune),
        "signed_on": occasion.signed_on,
        "unit": unit_name(commune),
        "code": dossier.code or "",
        "person": person_of(dossier),
        "procedure": content_of(dossier).name,
        "received_at": dossier.received_at,
        "reason": reason,
        "legal_ground": ground,
        "papers_and_fees": _what_comes_back(dossier),
        "desk": commune.desk_word,
        "signer": occasion.officer.name,
        "signer_title": occasion.officer.title or None,
        "link": texts.secret_link(dossier),
    }


def _what_comes_back(dossier: Dossier) -> str:
    papers_back = _("Giấy tờ bản chính Ông/Bà đã nộp được trả lại tại quầy khi Ông/Bà đến nhận.")
    paid = money_paid(dossier)
    if not paid:
        return papers_back + " " + _("Hồ sơ này chưa nộp khoản phí, lệ phí nào.")
    told = _("Ông/Bà đã nộp %(amount)s; quầy hướng dẫn Ông/Bà về khoản này theo quy định.", amount=money(paid))
    return f"{papers_back} {told}"


def _reason_and_ground(event: DossierEvent | None) -> tuple[str, str | None]:
    """Return what the citizen was told, and the legal ground that stood at its end."""
    if event is None:
        raise ValueError("a paper about a step that was not taken")
    ground = texts.refusal("", event.note).removeprefix(".")
    if ground and event.told.endswith(ground):
        return event.told.removesuffix(ground), event.note
    return event.told, None


def last_event(dossier: Dossier, step: Step) -> DossierEvent | None:
    return next((event for event in reversed(dossier.events) if event.step is step), None)


@dataclass(frozen=True)
class Form:
    """A numbered form: its template, what it is usually called, the symbol behind its number, its words."""

    template: str
    title: str
    symbol: str
    words: Callable[[Dossier, Commune, Occasion], papers.Words]


FORMS: dict[PaperKind, Form] = {
    PaperKind.RECEIPT: Form(
        "receipt",
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        "TNHS",
        lambda *about: papers.receipt_words(receipt_data(*about)),
    ),
    PaperKind.SUPPLEMENT_REQUEST: Form(
        "supplement_request",
        "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
        "HDHS",
        lambda *about: papers.supplement_request_words(supplement_data(*about)),
    ),
    PaperKind.REFUSAL: Form(
        "refusal",
        "PHIẾU TỪ CHỐI TIẾP NHẬN, GIẢI QUYẾT HỒ SƠ",
        "TCHS",
        lambda *about: papers.refusal_words(refusal_data(*about)),
    ),
    PaperKind.STOP: Form(
        "stop",
        "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ",
        "TBDHS",
        lambda *about: papers.stop_words(stop_data(*about)),
    ),
}


def name_of(kind: PaperKind) -> tuple[str, str]:
    """Return the title and the symbol that the unit gives papers of this kind now."""
    form, own = FORMS[kind], db.session.get(PaperName, kind)
    return (own.title, own.symbol) if own else (form.title, form.symbol)


def words_of(kind: PaperKind, occasion: Occasion, dossier: Dossier, commune: Commune) -> papers.Words:
    """Return all that a numbered paper says, under the title and symbol the unit uses now."""
    title, symbol = name_of(kind)
    return {
        **FORMS[kind].words(dossier, commune, occasion),
        "title": title,
        "number": numbered(occasion.number, symbol),
        "replaces": occasion.replaces.words["number"] if occasion.replaces else None,
    }


def numbered(number: int, symbol: str) -> str:
    """Return "05/TNHS"."""
    return f"{papers.two_digits(number)}/{symbol}"
