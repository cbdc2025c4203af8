"""The pages of a submission: which there are for a draft, in what order, and what is still missing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from werkzeug.datastructures import MultiDict

from cqtt.dossiers.models import Attachment, AttachmentKind, Dossier
from cqtt.dossiers.pages import ORDER, PAGE_NAMES, Page
from cqtt.dossiers.submission_forms import MOST_TYPED
from cqtt.i18n import _
from cqtt.procedures.content import ProcedureContent, Requirement
from cqtt.text import clean

KEPT = timedelta(days=30)  # a draft nobody touches is erased after this time


# A place for whatever the list of papers does not name, or for all when the list is not published.
OTHER_PAPERS = Requirement(id="giay-to-khac", name="Giấy tờ khác", originals=0, copies=0, note="", when="nếu có")


@dataclass(frozen=True)
class Paper:
    """One document of the procedure with the pages that were sent of it."""

    requirement: Requirement
    files: tuple[Attachment, ...]
    to_bring: bool

    @property
    def missing(self) -> bool:
        """Whether the submission is incomplete without it."""
        return self.requirement.compulsory and not self.files and not self.to_bring


def content_of(dossier: Dossier) -> ProcedureContent:
    """Return what the procedure said when the dossier was begun."""
    return ProcedureContent.from_json(dossier.version.content)


def published_fee(dossier: Dossier) -> int | None:
    """Return the fee that is published for certain; None where it is not, or where nothing is to be paid."""
    fee = content_of(dossier).known_fee
    return (fee.amount_vnd or None) if fee else None


def fee_to_ask(dossier: Dossier) -> int | None:
    """Return what to ask for at acceptance: what was asked for before, else what is published."""
    return published_fee(dossier) if dossier.fee_vnd is None else dossier.fee_vnd


def papers_of(dossier: Dossier, content: ProcedureContent) -> list[Paper]:
    """Return every document that can be handed in, with its files; documents shown at the desk have none."""
    documents = [file for file in dossier.attachments if file.kind is AttachmentKind.DOCUMENT]
    wanted = [requirement for requirement in content.known_requirements or () if requirement.uploadable]
    return [
        Paper(
            requirement=requirement,
            files=tuple(file for file in documents if file.requirement_id == requirement.id),
            to_bring=requirement.id in dossier.papers_to_bring,
        )
        for requirement in (*wanted, OTHER_PAPERS)
    ]


def name_with_case(requirement: Requirement) -> str:
    """Return the document's name, with when it is needed where that depends on the case."""
    return requirement.name if requirement.always else f"{requirement.name} ({requirement.when})"


def papers_to_show(content: ProcedureContent) -> list[Requirement]:
    """Return the documents that are only shown at the desk."""
    return [requirement for requirement in content.known_requirements or () if requirement.present_only]


def first_open_page(draft: Dossier) -> Page:
    """Return the page where the draft goes on."""
    return next((page for page in ORDER if page not in draft.steps_done), Page.REVIEW)


def typed_values(sent: "MultiDict[str, str]", names: Iterable[str]) -> dict[str, list[str]]:
    """Return what stands in the boxes, cleaned and cut, to be kept also when it is not right yet."""
    known = tuple(names)
    return {
        name: [clean(value)[:MOST_TYPED] for value in values[:50]]
        for name, values in sent.lists()
        if name != "csrf_token" and any(name == field or name.startswith(f"{field}-") for field in known)
    }


def kept_values(draft: Dossier, page: Page) -> "MultiDict[str, str] | None":
    """Return what was last typed on a page, in the shape a form reads."""
    typed: Mapping[str, Any] | None = draft.typed.get(page.value)
    return MultiDict(typed) if typed else None


def missing_sentences(draft: Dossier, papers: Iterable[Paper]) -> list[tuple[Page, str]]:
    """Return what keeps a draft from being submitted, each with the page where it is mended."""
    found = [
        (page, _("Xin điền trang “%(name)s”.", name=PAGE_NAMES[page]))
        for page in (Page.APPLICANT, Page.ANSWERS)
        if page.value not in draft.steps_done
    ]
    return found + [
        (
            Page.PAPERS,
            _(
                "Xin thêm ảnh của “%(name)s”, hoặc đánh dấu là sẽ mang đến quầy.",
                name=paper.requirement.name,
            ),
        )
        for paper in papers
        if paper.missing
    ]
