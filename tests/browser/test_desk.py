"""The desk by hand: how many keys an intake takes, the same with the mouse and without scripts, the second window."""

import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.browser.path import scan_and_choose, sign_in
from tests.dossiers.citizen import photo

INTAKE = "/can-bo/tiep-nhan"
MOST_KEYS, MOST_SECONDS = 12, 45


def card(number: str, name: str = "Trần Thị Mẫu") -> str:
    """What is in the QR of a card; the people are invented."""
    return f"{number}||{name}|01021999|Nữ|Ấp 7, Xã An Phước, Huyện Long Thành, Đồng Nai|15042021"


class Keyboard:
    """The officer's fingers, counted; a scanner types without them."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.count += 1
            self.page.keyboard.press(key)

    def scan(self, line: str) -> None:
        self.page.keyboard.type(line)
        self.page.keyboard.press("Enter")

    def is_in(self, name: str) -> None:
        expect(self.page.locator(f"#{name}")).to_be_focused()


def finish(page: Page, keys: Keyboard, letters: str = "ks") -> None:
    """From the box of the procedure to the printed paper, with keys alone."""
    keys.is_in("search")
    keys.press(*letters, "Enter")
    keys.is_in("all-papers")
    keys.press("Enter")
    keys.is_in("accept")
    keys.press("Enter")
    keys.is_in("print")
    papers: list[bytes] = []

    def take(route: Route) -> None:
        """Look at the paper in the browser's place: its viewer is a program of its own."""
        papers.append(route.fetch().body())
        route.fulfill(content_type="text/plain", body="")

    page.context.route("**/*.pdf", take)
    with page.expect_popup() as opened:
        keys.press("Enter")
    opened.value.wait_for_load_state()
    assert papers[0].startswith(b"%PDF-") and b"/Print" in papers[0]
    opened.value.close()


def test_from_the_scan_to_the_printed_paper_with_few_keys(open_page: OpenPage) -> None:
    page = open_page(DESKTOP)
    sign_in(page, "tiepnhan")
    page.goto(INTAKE)
    keys, begun = Keyboard(page), time.monotonic()
    keys.is_in("scan")
    keys.scan(card("075199000301"))
    keys.is_in("phone")
    keys.press("Enter")  # no telephone
    finish(page, keys)
    assert keys.count <= MOST_KEYS, keys.count
    assert time.monotonic() - begun <= MOST_SECONDS
    keys.is_in("next")
    keys.press("Enter")
    keys.is_in("scan")
    for box in ("applicant_name", "citizen_number", "phone"):
        expect(page.locator(f"#{box}")).to_have_value("")


def test_a_returning_citizen_takes_no_more_keys(open_page: OpenPage) -> None:
    page = open_page(DESKTOP)
    sign_in(page, "tiepnhan")
    page.goto(INTAKE)
    keys = Keyboard(page)
    keys.scan(card("075199000302"))
    keys.is_in("phone")
    page.keyboard.type("0900000302")
    page.keyboard.press("Enter")
    finish(page, keys)
    page.goto(INTAKE)
    keys, begun = Keyboard(page), time.monotonic()
    keys.scan(card("075199000302"))
    keys.is_in("use-phone")
    expect(page.locator("#phone")).to_have_value("")
    keys.press("Enter")
    finish(page, keys, "kt")
    assert keys.count <= MOST_KEYS, keys.count
    assert time.monotonic() - begun <= MOST_SECONDS
    expect(page.locator("main")).to_contain_text("0900 000 302")


def test_keys_of_the_row_above_lead_anywhere(open_page: OpenPage) -> None:
    page = open_page(DESKTOP)
    sign_in(page, "tiepnhan")
    page.goto(INTAKE)
    keys = Keyboard(page)
    page.keyboard.press("F4")
    keys.is_in("search")
    page.keyboard.type("ks")
    expect(page.locator("#procedures input:checked")).to_have_count(1)
    first = page.locator("#procedures input:checked").get_attribute("value")
    page.keyboard.press("ArrowDown")
    assert page.locator("#procedures input:checked").get_attribute("value") != first
    page.keyboard.press("Enter")
    expect(page.locator(".chosen")).to_be_visible()
    assert page.locator("input[name=procedure]").input_value() != first
    page.keyboard.press("F8")
    expect(page.locator("[name=received]:checked").first).to_be_visible()
    page.keyboard.press("F2")
    keys.is_in("scan")
    page.keyboard.press("F9")
    expect(page.locator(".errors")).to_contain_text("Họ và tên")


HOLD_NEXT_REQUEST = """() => { const send = XMLHttpRequest.prototype.send;
    XMLHttpRequest.prototype.send = function (...all) {
        XMLHttpRequest.prototype.send = send;
        window.letGo = () => send.apply(this, all); };
    document.addEventListener("htmx:afterSettle", () => { document.body.dataset.settled = ""; }); }"""
PRESS_F2_ON_SWAP = """() => document.addEventListener("htmx:afterSwap", () => {
    document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "F2", bubbles: true })); })"""


SAY_WHAT_COMES_AFTER_A_SWAP = """() => { const order = [];
    const say = (name) => { order.push(name); if (order.length === 2) document.body.dataset.order = order.join(", "); };
    document.addEventListener("htmx:afterSwap", () => setTimeout(say, 0, "others"));
    document.addEventListener("htmx:afterSettle", () => say("settled")); }"""


def tick_all_and_wait_for_the_answer(page: Page) -> None:
    """Press F8 on a chosen procedure; the answer comes when it is let."""
    sign_in(page, "tiepnhan")
    scan_and_choose(page, card("075199000308"), "ks")
    page.evaluate(HOLD_NEXT_REQUEST)
    page.keyboard.press("F8")


def let_answer_come(page: Page) -> None:
    """Let the answer come, to the last of what it does to the page."""
    page.evaluate("letGo()")
    expect(page.locator("body[data-settled]")).to_be_attached()
    expect(page.locator("[name=received]:checked").first).to_be_visible()


def test_a_key_leads_where_it_says_while_an_answer_is_on_its_way(open_page: OpenPage) -> None:
    page = open_page(DESKTOP)
    tick_all_and_wait_for_the_answer(page)
    page.keyboard.press("F2")
    let_answer_come(page)
    Keyboard(page).is_in("scan")


def test_a_key_leads_where_it_says_while_an_answer_is_put_in_place(open_page: OpenPage) -> None:
    page = open_page(DESKTOP)
    tick_all_and_wait_for_the_answer(page)
    page.evaluate(PRESS_F2_ON_SWAP)
    let_answer_come(page)
    Keyboard(page).is_in("scan")


def test_no_key_falls_between_the_answer_and_what_htmx_makes_of_it(open_page: OpenPage) -> None:
    """A button that is seen but not at work yet would send the plain form, and the photos with it."""
    page = open_page(DESKTOP)
    tick_all_and_wait_for_the_answer(page)
    page.evaluate(SAY_WHAT_COMES_AFTER_A_SWAP)
    let_answer_come(page)
    expect(page.locator("body[data-order]")).to_have_attribute("data-order", "settled, others")


def test_whoever_leaves_the_box_of_a_key_again_is_led_on_by_the_answer(open_page: OpenPage) -> None:
    page = open_page(DESKTOP)
    tick_all_and_wait_for_the_answer(page)
    page.keyboard.press("F2")
    page.locator("#phone").focus()
    let_answer_come(page)
    Keyboard(page).is_in("accept")


def test_what_is_sought_while_an_answer_is_on_its_way_is_found(open_page: OpenPage) -> None:
    page = open_page(DESKTOP)
    tick_all_and_wait_for_the_answer(page)
    page.keyboard.press("F4")
    page.keyboard.type("kt")
    let_answer_come(page)
    Keyboard(page).is_in("search")
    expect(page.locator("#search")).to_have_value("kt")
    expect(page.locator("#procedures")).to_contain_text("khai tử")


def test_a_picked_photo_stays_while_the_screen_follows(open_page: OpenPage, tmp_path: Path) -> None:
    path = tmp_path / "chứng sinh.jpg"
    path.write_bytes(photo())
    page = open_page(DESKTOP)
    sign_in(page, "tiepnhan")
    page.goto(INTAKE)
    keys = Keyboard(page)
    keys.scan(card("075199000303"))
    keys.is_in("phone")
    page.locator("#search").fill("ks")
    page.keyboard.press("Enter")
    keys.is_in("all-papers")
    page.keyboard.press("Enter")
    keys.is_in("accept")
    page.locator("#files-giay-chung-sinh").set_input_files(path)
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.get_by_label("Số nhà, tổ, đường").press("Enter")
    assert (sent.value.post_data_buffer or b"").find(b"\xff\xd8\xff") < 0, "a photo went with a mere look"
    keys.is_in("accept")
    assert page.locator("#files-giay-chung-sinh").evaluate("input => input.files.length") == 1
    page.locator("#accept").click()
    page.get_by_role("link", name="Mở hồ sơ").click()
    expect(page.locator("main")).to_contain_text("chứng sinh.jpg")


def test_a_style_that_something_else_wrote_is_not_copied_by_a_swap(open_page: OpenPage) -> None:
    """Extensions, and tools that take pictures, leave an empty `style` behind; copied, it is an error of the policy."""
    page = open_page(DESKTOP)
    sign_in(page, "tiepnhan")
    page.goto(INTAKE)
    page.evaluate(
        "for (const box of document.querySelectorAll('[id]')) { box.style.color = 'red'; box.style.color = ''; }"
    )
    keys = Keyboard(page)
    keys.scan(card("075199000306"))
    keys.is_in("phone")


def test_the_buttons_stay_in_sight_and_a_key_without_a_procedure_leads_to_it(open_page: OpenPage) -> None:
    page = open_page(DESKTOP)
    sign_in(page, "tiepnhan")
    page.goto(INTAKE)
    keys = Keyboard(page)
    keys.scan(card("075199000307"))
    keys.is_in("phone")
    page.keyboard.press("F9")
    expect(page.locator(".errors")).to_contain_text("Xin chọn thủ tục")
    keys.is_in("search")
    keys.press("k", "s", "Enter")
    keys.is_in("all-papers")
    page.evaluate("scrollTo(0, 0)")
    expect(page.locator("#accept")).to_be_in_viewport(ratio=1)


def test_on_a_phone_the_scan_field_is_wide_and_no_keys_are_named(open_page: OpenPage) -> None:
    page = open_page(PHONE)
    sign_in(page, "tiepnhan")
    page.goto(INTAKE)
    field, button = page.locator("#scan").bounding_box(), page.locator("#again").bounding_box()
    assert field and button and field["width"] > 250 and button["y"] >= field["y"] + field["height"]
    expect(page.locator(".keys")).to_be_hidden()


def test_without_scripts_the_mouse_does_the_same(open_page: OpenPage) -> None:
    page = open_page(DESKTOP, javascript=False)
    sign_in(page, "tiepnhan")
    page.goto(INTAKE)
    page.locator("#scan").fill(card("075199000304"))
    page.get_by_role("button", name="Đọc thẻ").click()
    expect(page.get_by_label("Họ và tên", exact=True)).to_have_value("Trần Thị Mẫu")
    page.locator("#phone").fill("0900 000 304")
    page.locator("#search").fill("ks")
    page.get_by_role("button", name="Chọn", exact=True).click()
    expect(page.locator(".chosen")).to_contain_text("Đăng ký khai sinh")
    expect(page.locator("#phone")).to_have_value("0900000304")
    page.get_by_role("button", name="Đủ cả").click()
    page.get_by_role("button", name="Tiếp nhận", exact=True).click()
    expect(page.locator("main")).to_contain_text("Hẹn trả")
    expect(page.get_by_role("link", name="In giấy hẹn")).to_be_visible()
    page.goto("/can-bo/man-hinh-phu")
    expect(page.locator("main")).to_contain_text("cần JavaScript")


def test_the_window_turned_to_the_citizen_follows_and_forgets(open_page: OpenPage) -> None:
    page = open_page(DESKTOP)
    sign_in(page, "tiepnhan")
    page.goto(INTAKE)
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Mở màn hình phụ").click()
    window = opened.value
    expect(window.locator("main")).to_contain_text("Xin chào Ông/Bà!")
    page.locator("#scan").fill(card("075199000305"))
    page.keyboard.press("Enter")
    expect(window.locator("main")).to_contain_text("Xin Ông/Bà xem lại giúp")
    expect(window.locator("main")).to_contain_text("075*******05")
    page.locator("#phone").press_sequentially("0900000305")
    expect(window.locator("main")).to_contain_text("0900000305")
    window.reload()
    expect(window.locator("main")).to_contain_text("Trần Thị Mẫu")
    page.goto("/can-bo/tra-ket-qua")
    expect(window.locator("main")).to_contain_text("Xin chào Ông/Bà!")
    assert "Trần Thị Mẫu" not in window.locator("body").inner_html()


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_a_scan_finds_the_result_to_hand_over(open_page: OpenPage, javascript: bool) -> None:
    page = open_page(DESKTOP, javascript=javascript)
    sign_in(page, "tiepnhan")
    page.goto("/can-bo/tra-ket-qua")
    expect(page.locator("#scan")).to_be_focused()
    page.keyboard.type("000192000111")
    page.keyboard.press("Enter")
    button = page.get_by_role("button", name="Đã trao kết quả")
    expect(button).to_be_focused()
    expect(page.locator("#receiver")).to_have_value("Dương Thị Cúc")


def test_what_is_typed_while_the_screen_is_updated_stays(open_page: OpenPage) -> None:
    page = open_page(DESKTOP)
    sign_in(page, "tiepnhan")
    page.goto(INTAKE)
    page.evaluate(
        """() => { const send = XMLHttpRequest.prototype.send;
            XMLHttpRequest.prototype.send = function (...all) { setTimeout(() => send.apply(this, all), 900); }; }"""
    )
    page.locator("#scan").fill(card("075199000306"))
    page.keyboard.press("Enter")
    page.locator("#phone").press_sequentially("0900000306")
    page.locator("#address").press_sequentially("Tổ 4")
    expect(page.locator("#citizen_number")).to_have_value("075199000306")  # the answer has come
    expect(page.locator("#phone")).to_have_value("0900000306")
    expect(page.locator("#address")).to_have_value("Tổ 4")
    expect(page.locator("#address")).to_be_focused()
    expect(page.locator("#scan")).to_have_value("")
