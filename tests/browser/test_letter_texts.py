"""The texts of letters in a browser: places are written by one press, and the preview follows what is typed."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.browser.path import sign_in

TEXT = "/quan-tri/mau-thu/cam-on/vi"


def opened(page: Page) -> Page:
    sign_in(page, "quantri", leads_to="/(can-bo|quan-tri)")
    page.goto(TEXT)
    return page


def test_a_press_writes_a_place_where_the_cursor_stands_and_the_preview_follows(open_page: OpenPage) -> None:
    page = opened(open_page(viewport=PHONE))
    page.fill("#body", "Thưa , xin cảm ơn.")
    page.evaluate("document.querySelector('#body').setSelectionRange(5, 5)")
    page.get_by_role("button", name="Họ tên người nhận").click()
    expect(page.locator("#body")).to_have_value("Thưa {ho_ten}, xin cảm ơn.")
    expect(page.locator("#ban-xem .sheet")).to_contain_text("Thưa Nguyễn Văn Mẫu, xin cảm ơn.")
    page.fill("#subject", "Gửi ")
    page.get_by_role("button", name="Tên đơn vị").click()
    expect(page.locator("#subject")).to_have_value("Gửi {don_vi}")
    expect(page.locator("#ban-xem h3")).to_contain_text("Gửi xã An Phước")
    page.keyboard.press("Control+z")
    expect(page.locator("#subject")).to_have_value("Gửi ")


def test_without_scripts_the_places_are_read_and_the_preview_is_one_press_away(open_page: OpenPage) -> None:
    page = opened(open_page(viewport=DESKTOP, javascript=False))
    expect(page.locator(".places button")).to_have_count(7)
    expect(page.locator(".places button").first).to_be_hidden()
    expect(page.locator(".places")).to_contain_text("Họ tên người nhận {ho_ten}")
    page.fill("#body", "Thưa {ho_ten}, cảm ơn: {viec}.")
    page.get_by_role("button", name="Xem thử").click()
    expect(page.locator("#ban-xem .sheet")).to_contain_text("Thưa Nguyễn Văn Mẫu, cảm ơn: hiến 40 m²")
    expect(page.locator("#body")).to_have_value("Thưa {ho_ten}, cảm ơn: {viec}.")
