"""The pages of a draft, as they stand in the address, and their names."""

from enum import StrEnum

from cqtt.i18n import _l


class Page(StrEnum):
    """What is typed, in order; before it stands the first page, after it the look at the whole."""

    SAY = "noi-dung"
    WHO = "nguoi-gui"


PAGE_NAMES = {Page.SAY: _l("Nội dung"), Page.WHO: _l("Người gửi")}
PAGES = 4  # with the first page and the look at the whole
