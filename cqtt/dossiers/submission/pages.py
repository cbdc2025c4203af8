"""The pages of a submission: their order, what was typed on each, and what is still missing."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from werkzeug.datastructures import MultiDict

from cqtt.dossiers.content import Paper
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.question_fields import MOST_TYPED
from cqtt.fields import DateBoxesField
from cqtt.i18n import _, _l
from cqtt.text import clean


class Page(StrEnum):
    """The pages, as they stand in the address."""

    APPLICANT = "nguoi-nop"
    ANSWERS = "noi-dung"
    PAPERS = "giay-to"
    REVIEW = "kiem-tra"


PAGE_NAMES = {
    Page.APPLICANT: _l("Người nộp"),
    Page.ANSWERS: _l("Nội dung"),
    Page.PAPERS: _l("Giấy tờ"),
    Page.REVIEW: _l("Kiểm tra và nộp"),
}
ORDER = tuple(Page)


def next_page(page: Page) -> Page:
    return ORDER[min(ORDER.index(page) + 1, len(ORDER) - 1)]


def page_before(page: Page) -> Page | None:
    return ORDER[ORDER.index(page) - 1] if page is not Page.APPLICANT else None


def first_open_page(draft: Dossier) -> Page:
    """Return the page where the draft goes on."""
    return next((page for page in ORDER if page not in draft.steps_done), Page.REVIEW)


def typed_values(sent: "MultiDict[str, str]", names: Iterable[str]) -> dict[str, list[str]]:
    """Return what stands in the boxes, cleaned and cut, to be kept also when it is not right yet."""
    known = set(names) - {"csrf_token"}
    return {
        name: [clean(value)[:MOST_TYPED] for value in values[:50]]
        for name, values in sent.lists()
        if name in known or _whole_date(name) in known
    }


def _whole_date(box: str) -> str:
    """Return the name of the date that one of three boxes is a part of."""
    date, _hyphen, part = box.rpartition("-")
    return date if part in DateBoxesField.PARTS else ""


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
