"""What the printed papers of a dossier say, read from the record. What is not known stays None."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from cqtt.clock import local
from cqtt.commune.limits import AfterStop
from cqtt.commune.models import Commune, Officer
from cqtt.dossiers import texts
from cqtt.dossiers.clock import limit_of
from cqtt.dossiers.content import content_of, papers_of
from cqtt.dossiers.models import Dossier, DossierEvent, IssuedPaper, NamedForm, PaperKind, PaperName
from cqtt.dossiers.papers import printed
from cqtt.dossiers.papers.fees import fee_text, money_paid, payment_asked
from cqtt.dossiers.papers.people import (
    filed_by,
    messages_to,
    office_head,
    person_of,
    signer_of,
    submitter_of,
    unit_head,
    unit_name,
)
from cqtt.dossiers.papers.received import papers_received
from cqtt.dossiers.rules import RUNNING, Status, Step
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


def confirmation_data(dossier: Dossier, commune: Commune) -> printed.ConfirmationData:
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


def _about(dossier: Dossier, commune: Commune, occasion: Occasion) -> printed.AboutDossier:
    """Return what every numbered form says."""
    return {
        "head": office_head(commune),
        "signed_on": occasion.signed_on,
        "code": dossier.code or "",
        "person": person_of(dossier),
        "procedure": content_of(dossier).name,
        "link": texts.secret_link(dossier),
    }


def receipt_data(dossier: Dossier, commune: Commune, occasion: Occasion) -> printed.ReceiptData:
    """Return what form 01 says; the dossier has been received."""
    if dossier.received_at is None:
        raise ValueError("form 01 of a dossier that was not received")
    content, limit = content_of(dossier), limit_of(dossier)
    first = next((paper for paper in dossier.papers if paper.kind is PaperKind.RECEIPT), None)
    return {
        **_about(dossier, commune, occasion),
        "national_code": dossier.national_code,
        "filed_by": filed_by(dossier),
        "messages_to": messages_to(dossier),
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
    }


def supplement_data(dossier: Dossier, commune: Commune, occasion: Occasion) -> printed.SupplementRequestData:
    """Return what form 02 says about the latest request."""
    request, content = dossier.supplements[-1], content_of(dossier)
    event = last_event(dossier, Step.REQUEST_SUPPLEMENT)
    return {
        **_about(dossier, commune, occasion),
        "missing": [{"what": str(item).rstrip(".;"), "how": None} for item in request.items],
        "reason": request.reason or None,
        "reply_by": request.reply_by,
        "clock_note": _clock_note(content.after_supplement) if event and event.from_status in RUNNING else None,
        "submitter": signer_of(dossier),
        "guide": occasion.officer.name,
    }


def _clock_note(mode: AfterStop) -> str:
    if mode is AfterStop.CONTINUE:
        return _("Thời hạn giải quyết tạm dừng từ nay và được tính tiếp khi chúng tôi nhận đủ.")
    return _("Thời hạn giải quyết tạm dừng từ nay và được tính lại từ đầu khi chúng tôi nhận đủ.")


def refusal_data(dossier: Dossier, commune: Commune, occasion: Occasion) -> printed.RefusalData:
    """Return what form 03 says; the dossier was refused."""
    reason, ground = _reason_and_ground(_taken(dossier, Step.REFUSE))
    return {
        **_about(dossier, commune, occasion),
        "reason": reason,
        "legal_ground": ground,
        "submitter": signer_of(dossier),
        "receiver": occasion.officer.name,
    }


def stop_data(dossier: Dossier, commune: Commune, occasion: Occasion) -> printed.StopData:
    """Return what form 05 says; the dossier was stopped, by the leader who signs."""
    event = _taken(dossier, Step.STOP)
    return _stop_data(dossier, commune, occasion, event.officer or occasion.officer, _reason_and_ground(event))


def stop_preview(
    dossier: Dossier, commune: Commune, occasion: Occasion, reason: str, legal_ground: str
) -> printed.Words:
    """Return what form 05 would say if the officer stopped the dossier now; nothing is changed, no number taken."""
    said = _without_ground(texts.refusal(reason, legal_ground), legal_ground)
    words = printed.stop_words(_stop_data(dossier, commune, occasion, occasion.officer, said))
    return {**words, "title": name_of(PaperKind.STOP)[0], "number": "…", "replaces": None}


def _stop_data(
    dossier: Dossier, commune: Commune, occasion: Occasion, signer: Officer, said: tuple[str, str | None]
) -> printed.StopData:
    reason, ground = said
    return {
        **_about(dossier, commune, occasion),
        "head": unit_head(commune),
        "unit": unit_name(commune),
        "received_at": dossier.received_at,
        "reason": reason,
        "legal_ground": ground,
        "papers_and_fees": _what_comes_back(dossier),
        "desk": commune.desk_word,
        "signer": signer.name,
        "signer_title": signer.title or None,
    }


def _what_comes_back(dossier: Dossier) -> str:
    papers_back = _("Giấy tờ bản chính Ông/Bà đã nộp được trả lại tại quầy khi Ông/Bà đến nhận.")
    paid = money_paid(dossier)
    if not paid:
        return papers_back + " " + _("Hồ sơ này chưa nộp khoản phí, lệ phí nào.")
    told = _("Ông/Bà đã nộp %(amount)s; quầy hướng dẫn Ông/Bà về khoản này theo quy định.", amount=money(paid))
    return f"{papers_back} {told}"


def _reason_and_ground(event: DossierEvent) -> tuple[str, str | None]:
    """Return what the citizen was told, and the legal ground that stood at its end."""
    return _without_ground(event.told, event.note)


def _without_ground(told: str, legal_ground: str) -> tuple[str, str | None]:
    ground = texts.refusal("", legal_ground).removeprefix(".")
    if ground and told.endswith(ground):
        return told.removesuffix(ground), legal_ground
    return told, None


def _taken(dossier: Dossier, step: Step) -> DossierEvent:
    """Return the last event of a step that a paper is about."""
    event = last_event(dossier, step)
    if event is None:
        raise ValueError("a paper about a step that was not taken")
    return event


def last_event(dossier: Dossier, step: Step) -> DossierEvent | None:
    return next((event for event in reversed(dossier.events) if event.step is step), None)


@dataclass(frozen=True)
class Form:
    """A numbered form: its template, what it is usually called, the symbol behind its number, its words."""

    template: str
    title: str
    symbol: str
    words: Callable[[Dossier, Commune, Occasion], printed.Words]


FORMS: dict[PaperKind, Form] = {
    PaperKind.RECEIPT: Form(
        "receipt",
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        "TNHS",
        lambda *about: printed.receipt_words(receipt_data(*about)),
    ),
    PaperKind.SUPPLEMENT_REQUEST: Form(
        "supplement_request",
        "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
        "HDHS",
        lambda *about: printed.supplement_request_words(supplement_data(*about)),
    ),
    PaperKind.REFUSAL: Form(
        "refusal",
        "PHIẾU TỪ CHỐI TIẾP NHẬN, GIẢI QUYẾT HỒ SƠ",
        "TCHS",
        lambda *about: printed.refusal_words(refusal_data(*about)),
    ),
    PaperKind.STOP: Form(
        "stop",
        "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ",
        "TBDHS",
        lambda *about: printed.stop_words(stop_data(*about)),
    ),
}


# The forms without a number, as the regulation calls them: 06 and 07.
UNNUMBERED = {
    NamedForm.CONTROL_SLIP: "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ",
    NamedForm.REGISTER: "SỔ THEO DÕI HỒ SƠ",
}


def usual_name(form: NamedForm | PaperKind) -> tuple[str, str]:
    """Return the title and the symbol of the regulation; a form without a number has no symbol."""
    if form in UNNUMBERED:
        return UNNUMBERED[NamedForm(form)], ""
    numbered_form = FORMS[PaperKind(form)]
    return numbered_form.title, numbered_form.symbol


def name_of(form: NamedForm | PaperKind) -> tuple[str, str]:
    """Return the title and the symbol that the unit gives this form now."""
    own = db.session.get(PaperName, NamedForm(form))
    return (own.title, own.symbol) if own else usual_name(form)


def words_of(kind: PaperKind, occasion: Occasion, dossier: Dossier, commune: Commune) -> printed.Words:
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
    return f"{printed.two_digits(number)}/{symbol}"
