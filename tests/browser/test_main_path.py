"""The main job by hand: read, submit with a photo, accept, resolve, return, follow; with scripts and without."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.browser.path import sign_in, start_draft, submit
from tests.dossiers.citizen import photo

PROCEDURE = "2.000635"  # of the demonstration: filed here, needs papers


@pytest.fixture
def photo_file(tmp_path: Path) -> str:
    path = tmp_path / "tờ khai.jpg"
    path.write_bytes(photo("lightblue", (3000, 4000)))
    return str(path)


def press(page: Page, case: str, move: str, button: str) -> None:
    """Make one move on the officer's side."""
    page.goto(f"{case}/{move}")
    for box in page.locator("form input[type=text], form textarea").all():
        if box.is_visible() and not box.input_value():
            box.fill("Đã kiểm tra")
    page.get_by_role("button", name=button).click()
    expect(page).to_have_url(case)


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_from_submission_to_result(open_page: OpenPage, site: str, photo_file: str, javascript: bool) -> None:
    citizen = open_page(PHONE, javascript=javascript)
    code = submit(citizen, PROCEDURE, photo_file, javascript)
    desk, expert = (open_page(DESKTOP, javascript=javascript) for _ in range(2))
    sign_in(desk, "tiepnhan")
    desk.goto(f"/can-bo/ho-so?tim={code}")
    desk.locator("main a[href^='/can-bo/ho-so/']").first.click()
    case = desk.url.split("?")[0]
    expect(desk.locator("main")).to_contain_text(code[-4:])
    press(desk, case, "tiep-nhan", "Tiếp nhận")
    sign_in(expert, "chuyenmon")
    press(expert, case, "xu-ly", "Bắt đầu")
    press(expert, case, "co-ket-qua", "Ghi kết quả")
    citizen.goto(f"/ho-so/{code}")
    expect(citizen.locator("main")).to_contain_text("Đã xử lý xong")
    press(desk, case, "tra-ket-qua", "Ghi nhận đã trả")
    citizen.reload()
    expect(citizen.locator("main")).to_contain_text("Đã trả kết quả")
    stranger = open_page(PHONE, javascript=javascript)
    stranger.goto("/ho-so")
    stranger.get_by_label("Mã hồ sơ").fill(code.lower())
    stranger.get_by_label("Bốn số cuối").fill("0777")
    stranger.get_by_role("button", name="Xem hồ sơ").click()
    expect(stranger.locator("main")).to_contain_text("Đã trả kết quả")


def test_the_keyboard_alone_completes_a_submission(open_page: OpenPage, photo_file: str) -> None:
    page = open_page(PHONE)
    page.on("filechooser", lambda chooser: None)  # caught from now on, not only when it is waited for
    page.goto(f"/nop-ho-so/{PROCEDURE}")
    reach(page, "Bắt đầu")
    page.keyboard.press("Enter")
    page.wait_for_url("**/nguoi-nop")
    reach(page, "no", attribute="value")
    page.keyboard.press("Space")
    for name, text in (("applicant_name", "Nguyễn Văn Thử"), ("phone", "0900000777")):
        reach(page, name, attribute="name")
        page.keyboard.type(text)
    reach(page, "hamlet_id", attribute="name")
    page.keyboard.press("ArrowDown")  # the first hamlet of the list
    reach(page, "Tiếp tục")
    page.keyboard.press("Enter")
    page.wait_for_url("**/noi-dung")
    for _ in range(40):
        page.keyboard.press("Tab")
        kind = page.evaluate("document.activeElement.type || ''")
        if kind in ("text", "textarea"):
            year = page.evaluate("document.activeElement.name.endsWith('-nam')")
            page.keyboard.type("2020" if year else "12")
        elif kind in ("radio", "checkbox"):
            page.keyboard.press("Space")
        elif page.evaluate("document.activeElement.textContent.trim()") == "Tiếp tục":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/giay-to")
    page.wait_for_selector("[data-upload][data-ready]")
    reach(page, "file", attribute="type")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(photo_file)
    expect(page.get_by_role("link", name="tờ khai.jpg")).to_be_visible()
    while page.evaluate("document.activeElement.textContent.trim()") != "Tiếp tục":
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "checkbox":
            page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/kiem-tra")
    reach(page, "Nộp hồ sơ")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Xác nhận đã gửi hồ sơ")


def reach(page: Page, wanted: str, attribute: str = "") -> None:
    """Press Tab until the wanted element has the focus; a radio group is one stop."""
    get = f"document.activeElement.getAttribute('{attribute}')" if attribute else "document.activeElement.innerText"
    for _ in range(80):
        page.keyboard.press("Tab")
        if (page.evaluate(get) or "").strip() == wanted:
            return
    raise AssertionError(f"{wanted} cannot be reached with the keyboard")


def test_a_photo_picked_before_the_script_has_come_is_sent(open_page: OpenPage, photo_file: str) -> None:
    page = open_page(PHONE)
    draft = start_draft(page, PROCEDURE)
    held: list[Route] = []
    page.route("**/upload.js", lambda route: held.append(route))
    with page.expect_request("**/upload.js"):
        page.goto(f"{draft}/giay-to", wait_until="commit")
    page.locator("input[type=file]").first.set_input_files(photo_file)
    held[0].continue_()
    expect(page.get_by_role("link", name="tờ khai.jpg")).to_be_visible()
