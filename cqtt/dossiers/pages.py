"""The pages of a submission and their order."""

from enum import StrEnum

from cqtt.i18n import _l


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
