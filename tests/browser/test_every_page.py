"""Every page as people meet it: no accessibility violation, no sideways scrolling, no word on the console."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.browser.path import fill_applicant, sign_in, start_draft

CITIZEN_PAGES = (
    "/",
    "/thu-tuc",
    "/thu-tuc?q=khai+sinh",
    "/thu-tuc?q=khong+co+gi+nhu+the",
    "/thu-tuc/1.001193",
    "/thu-tuc/1.004222",
    "/thu-tuc/1.010833",
    "/thu-tuc/2.000884",
    "/lanh-dao",
    "/ho-so",
    "/rieng-tu",
    "/tro-giup",
    "/huong-dan",
    "/dang-nhap",
    "/khong-co-trang-nay",
    "/nop-ho-so/2.000635",
)
STAFF_PAGES = ("/can-bo", "/can-bo/ho-so", "/can-bo/ho-so?trang-thai=submitted", "/can-bo/mat-khau")
ADMIN_PAGES = ("/quan-tri/don-vi", "/quan-tri/can-bo", "/quan-tri/can-bo/them", "/quan-tri/can-bo/1")


def check(page: Page, address: str) -> Iterator[str]:
    """Tell what is wrong with the page as it stands."""
    for violation in Axe().run(page).response["violations"]:
        nodes = "; ".join(node["html"][:120] for node in violation["nodes"][:3])
        yield f"{address}: {violation['id']}: {nodes}"
    page.set_viewport_size({"width": 320, "height": 740})
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > 320:
        yield f"{address}: {wide} px wide at 320"


def look_at(page: Page, addresses: tuple[str, ...], viewport: dict[str, int]) -> list[str]:
    wrong: list[str] = []
    for address in addresses:
        page.set_viewport_size(viewport)
        page.goto(address)
        wrong += check(page, address)
    return wrong


def test_pages_of_citizens(open_page: OpenPage) -> None:
    assert look_at(open_page(PHONE), CITIZEN_PAGES, PHONE) == []


def test_pages_of_a_submission(open_page: OpenPage) -> None:
    page = open_page(PHONE)
    draft = start_draft(page, "2.000635")
    steps = ("nguoi-nop", "noi-dung", "giay-to", "kiem-tra", "da-luu")
    assert look_at(page, tuple(f"{draft}/{step}" for step in steps), PHONE) == []
    page.goto(f"{draft}/nguoi-nop")
    fill_applicant(page, name="")
    page.get_by_role("button", name="Tiếp tục").click()
    assert list(check(page, "a form with mistakes")) == []


def test_pages_of_a_dossier(open_page: OpenPage, links: dict[str, str]) -> None:
    page = open_page(PHONE)
    more = {"submitted": ("xac-nhan", "rut"), "awaiting_supplement": ("bo-sung",)}
    assert set(more) <= set(links)
    wrong: list[str] = []
    for status, link in links.items():
        page.goto(link)
        dossier = page.url
        wrong += look_at(page, (dossier, *(f"{dossier}/{part}" for part in more.get(status, ()))), PHONE)
    assert wrong == []


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_pages_of_officers(open_page: OpenPage, viewport: dict[str, int]) -> None:
    page = open_page(viewport)
    sign_in(page, "tiepnhan")
    page.goto("/can-bo/ho-so")
    cases = {link.get_attribute("href") or "" for link in page.locator("main a[href^='/can-bo/ho-so/']").all()}
    assert cases, "the demonstration has dossiers"
    wrong = look_at(page, (*STAFF_PAGES, *sorted(cases)[:6]), viewport)
    for case in sorted(cases)[:4]:
        page.goto(case)
        moves = [link.get_attribute("href") or "" for link in page.locator(f"main a[href^='{case}/']").all()]
        wrong += look_at(page, tuple(move for move in moves if not move.endswith(".pdf")), viewport)
    assert wrong == []


def test_pages_of_administrators(open_page: OpenPage) -> None:
    page = open_page(DESKTOP)
    sign_in(page, "quantri")
    assert look_at(page, ADMIN_PAGES, DESKTOP) == []


def test_dark_pages(open_page: OpenPage) -> None:
    page = open_page(PHONE)
    page.emulate_media(color_scheme="dark")
    assert look_at(page, ("/", "/thu-tuc/1.001193", "/ho-so"), PHONE) == []
