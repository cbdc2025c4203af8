"""The main path in a browser, piece by piece."""

import re
from datetime import date

from playwright.sync_api import Page, expect

from cqtt.upkeep.demonstration import PASSWORD


def start_draft(page: Page, procedure: str) -> str:
    """Begin a submission and return the address of its pages."""
    page.goto(f"/nop-ho-so/{procedure}")
    page.get_by_role("button", name="Bắt đầu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Người nộp")
    return page.url.rsplit("/", 1)[0]


def fill_applicant(page: Page, name: str = "Nguyễn Văn Thử") -> None:
    page.get_by_label("Cho chính tôi").check()
    page.get_by_label("Họ và tên", exact=True).fill(name)
    page.get_by_label("Số điện thoại", exact=True).fill("0900 000 777")
    page.get_by_label("Nơi ở").select_option(index=1)
    page.get_by_label("Số nhà, tổ, đường").fill("Số 1, đường Mẫu")


def answer_questions(page: Page) -> None:
    """Give every question that must be answered something of its kind."""
    for field in page.locator("div.field:not(:has(.optional)), fieldset.field:not(:has(.optional))").all():
        picks = field.locator("input[type=radio], input[type=checkbox]")
        boxes = field.locator("input:not([type=radio]):not([type=checkbox]), textarea")
        if picks.count():
            picks.first.check()
        elif boxes.count() == 3:
            for box, value in zip(boxes.all(), ("1", "2", "2020"), strict=True):
                box.fill(value)
        elif boxes.count():
            boxes.first.fill("12")
        elif field.locator("select").count():
            field.locator("select").select_option(index=1)


def send_paper(page: Page, path: str, javascript: bool) -> None:
    """Send the first paper: at once where scripts run, with the button where they do not."""
    name = re.compile(re.escape(path.rsplit("/", 1)[-1]))
    page.locator("input[type=file]").first.set_input_files(path)
    if not javascript:
        page.get_by_role("button", name="Tải lên").first.click()
    expect(page.get_by_role("link", name=name).first).to_be_visible()
    if not javascript:
        page.get_by_role("link", name="Xong, về danh sách giấy tờ").click()


def submit(page: Page, procedure: str, photo: str, javascript: bool = True) -> str:
    """Play the citizen from the procedure's page to the confirmation; return the code."""
    page.goto(f"/thu-tuc/{procedure}")
    page.get_by_role("link", name="Nộp trực tuyến").first.click()
    page.get_by_role("button", name="Bắt đầu").click()
    fill_applicant(page)
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nội dung")
    answer_questions(page)
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Giấy tờ")
    send_paper(page, photo, javascript)
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kiểm tra và nộp")
    page.get_by_role("button", name="Nộp hồ sơ").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Xác nhận đã gửi hồ sơ")
    return page.locator("#ma").inner_text().strip()


def clear(page: Page) -> None:
    """Empty every box of the page."""
    boxes = "main input:not([type]), main input[type=text], main input[type=password], main textarea"
    for box in page.locator(f"{boxes}, main input[type=email], main input[type=tel]").all():
        if box.is_visible():
            box.fill("")


def cases_by_status(page: Page) -> dict[str, list[str]]:
    """The pages of the dossiers in each state, most urgent first, as the officers' list of all of them shows them."""
    page.goto("/can-bo/ho-so?trang-thai=tat-ca&dong=200")
    found: dict[str, list[str]] = {}
    for row in page.locator("main tbody tr:has(a)").all():
        status = row.locator(".badge").first.inner_text().strip()
        found.setdefault(status, []).append(row.locator("a").first.get_attribute("href") or "")
    assert found, "the demonstration has dossiers"
    return found


def fill_date(page: Page, name: str, day: date) -> None:
    """Type a date into its three boxes."""
    for part, value in (("ngay", day.day), ("thang", day.month), ("nam", day.year)):
        page.locator(f"input[name={name}-{part}]").fill(str(value))


def ask_again(page: Page, box: str, text: str) -> None:
    """Type into a box of the desk's screen, press Enter, and wait until the screen has followed."""
    page.locator(box).fill(text)
    with page.expect_response("**/can-bo/tiep-nhan"):
        page.locator(box).press("Enter")
    expect(page.locator(box)).to_have_value("")
    wait_for_focus(page)


def wait_for_focus(page: Page) -> None:
    """Wait until the desk's screen has led to the next box: a test types faster than it, and into the wrong one."""
    place = page.locator("#intake").get_attribute("data-next")
    if place:
        expect(page.locator(f"#{place}")).to_be_focused()


def scan_and_choose(page: Page, card: str, procedure: str) -> None:
    """Fill the desk's screen: the card of whoever stands there, and what they come for."""
    page.goto("/can-bo/tiep-nhan")
    wait_for_focus(page)
    ask_again(page, "#scan", card)
    ask_again(page, "#search", procedure)
    expect(page.locator(".chosen")).to_be_visible()


def tick_all_papers(page: Page) -> None:
    """Say at the desk that every paper was brought."""
    page.locator("#all-papers").click()
    expect(page.locator("[name=received]:checked").first).to_be_visible()
    wait_for_focus(page)


def sign_in(page: Page, login: str, password: str = PASSWORD, leads_to: str = "/can-bo$") -> None:
    page.goto("/can-bo")
    page.get_by_label("Tên đăng nhập").fill(login)
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page).to_have_url(re.compile(f"^[^?]*{leads_to}"))  # the page itself, not one that leads back to it
