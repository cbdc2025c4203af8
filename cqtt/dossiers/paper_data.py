"""What the printed papers of a dossier say, read from the record. What is not known stays None."""

from collections.abc import Callable

from cqtt.clock import local
from cqtt.commune.limits import Limit, Unit
from cqtt.commune.models import Commune
from cqtt.dossiers import papers, texts
from cqtt.dossiers.models import Dossier, DossierEvent
from cqtt.dossiers.rules import RUNNING, Status, Step
from cqtt.dossiers.submission import Paper, content_of, papers_of
from cqtt.i18n import _
from cqtt.procedures.content import FilingMode
from cqtt.text import group_phone


def office_head(commune: Commune) -> papers.OfficeHead:
    """Return who issues the paper."""
    kind = commune.kind.value
    return {
        "parent": f"Ủy ban nhân dân {kind} {commune.name}",
        "agency": commune.desk_word,
        "place": commune.name,
        "phone": group_phone(commune.phone or commune.hotline) or None,
    }


def person_of(dossier: Dossier) -> papers.Person:
    """Return whose dossier it is, as forms name them."""
    name = dossier.owner_name
    if dossier.organisation_name:
        name = _("%(name)s (người đại diện: %(person)s)", name=name, person=dossier.applicant_name)
    place = [dossier.address, dossier.hamlet.name if dossier.hamlet else ""]
    return {
        "name": name,
        "address": ", ".join(filter(None, place)) or None,
        "phone": group_phone(dossier.phone) or None,
        "email": dossier.email or None,
    }


def submitter_of(dossier: Dossier) -> str | None:
    """Return who filed it for somebody else: "Trần Văn Bình (con)"."""
    if not dossier.on_behalf or not dossier.submitter_name:
        return None
    return f"{dossier.submitter_name} ({dossier.relation})" if dossier.relation else dossier.submitter_name


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


def receipt_data(dossier: Dossier, commune: Commune) -> papers.ReceiptData:
    """Return what form 01 says; the dossier has been received."""
    if dossier.received_at is None:
        raise ValueError("form 01 of a dossier that was not received")
    accepted = last_event(dossier, Step.ACCEPT)
    content = content_of(dossier)
    limit = Limit(dossier.limit_amount, Unit(dossier.limit_unit)).text if dossier.limit_amount else None
    return {
        "head": office_head(commune),
        "number": None,
        "code": dossier.code or "",
        "national_code": dossier.national_code,
        "person": person_of(dossier),
        "procedure": content.name,
        "papers": [_received(paper, dossier.filing_mode) for paper in papers_of(dossier, content) if _came(paper)],
        "sets": 1,
        "processing_time": limit,
        "received_at": dossier.received_at,
        "due_at": dossier.due_at,
        "due_explanation": dossier.due_explanation or None,
        "return_way": _("tại %(desk)s", desk=commune.desk_word),
        "book": None,
        "order_number": None,
        "submitter": dossier.submitter_name or dossier.applicant_name or None,
        "receiver": accepted.officer.name if accepted and accepted.officer else None,
        "link": texts.secret_link(dossier),
    }


def _came(paper: Paper) -> bool:
    """Whether the office has it: as a file, or on paper since it was promised for the desk."""
    return bool(paper.files) or paper.to_bring


def _received(paper: Paper, mode: FilingMode) -> papers.ReceivedPaper:
    """Return a line of the list: on paper as the procedure asks, else a picture, which is no copy."""
    need = paper.requirement
    if paper.to_bring or mode is FilingMode.PRE_CHECK:
        return {"name": need.name, "originals": need.originals, "copies": need.copies}
    return {"name": _("%(name)s (bản chụp gửi qua mạng)", name=need.name), "originals": 0, "copies": 0}


def supplement_data(dossier: Dossier, commune: Commune) -> papers.SupplementRequestData:
    """Return what form 02 says about the latest request."""
    request = dossier.supplements[-1]
    event = last_event(dossier, Step.REQUEST_SUPPLEMENT)
    note = _("Thời hạn giải quyết tạm dừng từ nay và được tính lại từ đầu khi chúng tôi nhận đủ.")
    return {
        "head": office_head(commune),
        "number": None,
        "signed_on": local(request.requested_at).date(),
        "code": dossier.code or "",
        "person": person_of(dossier),
        "procedure": content_of(dossier).name,
        "missing": [{"what": str(item).rstrip(".;"), "how": None} for item in request.items],
        "reason": request.reason or None,
        "reply_by": None,
        "clock_note": note if event and event.from_status in RUNNING else None,
        "submitter": dossier.submitter_name or dossier.applicant_name or None,
        "guide": event.officer.name if event and event.officer else None,
        "link": texts.secret_link(dossier),
    }


def refusal_data(dossier: Dossier, commune: Commune) -> papers.RefusalData:
    """Return what form 03 says; the dossier was refused."""
    event = last_event(dossier, Step.REFUSE)
    if event is None:
        raise ValueError("form 03 of a dossier that was not refused")
    return {
        "head": office_head(commune),
        "number": None,
        "signed_on": local(event.at).date(),
        "code": dossier.code or "",
        "person": person_of(dossier),
        "procedure": content_of(dossier).name,
        "reason": event.told,
        "submitter": dossier.submitter_name or dossier.applicant_name or None,
        "receiver": event.officer.name if event.officer else None,
        "link": texts.secret_link(dossier),
    }


def last_event(dossier: Dossier, step: Step) -> DossierEvent | None:
    return next((event for event in reversed(dossier.events) if event.step is step), None)


def receipt_pdf(dossier: Dossier, commune: Commune) -> bytes:
    return papers.receipt(receipt_data(dossier, commune))


def supplement_pdf(dossier: Dossier, commune: Commune) -> bytes:
    return papers.supplement_request(supplement_data(dossier, commune))


def refusal_pdf(dossier: Dossier, commune: Commune) -> bytes:
    return papers.refusal(refusal_data(dossier, commune))


# By the kind in the address; case_page.printable_papers says which of them a dossier has.
PDFS: dict[str, Callable[[Dossier, Commune], bytes]] = {
    "tiep-nhan": receipt_pdf,
    "bo-sung": supplement_pdf,
    "tu-choi": refusal_pdf,
}
