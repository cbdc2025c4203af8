"""The page of sections as administrators work on it: saved while they type, put in order by hand, nothing lost."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.browser.path import sign_in
from tests.dossiers.citizen import photo

PAPERS = "#giay-to .sorted > [data-name] summary b"


def edit(open_page: OpenPage, code: str, login: str = "quantri", **options: object) -> Page:
    page = open_page(**({"viewport": DESKTOP} | options))
    sign_in(page, login)
    page.goto(f"/quan-tri/thu-tuc/{code}/sua")
    return page


def saved(page: Page, part: str) -> None:
    expect(page.locator(f"#luu-{part} .saved")).to_contain_text("Đã lưu lúc")


def names(page: Page) -> list[str]:
    return [text.strip() for text in page.locator(PAPERS).all_inner_texts()]


def reopened(page: Page) -> list[str]:
    page.goto(page.url.partition("#")[0])
    return names(page)


def test_what_is_typed_is_saved_and_the_cursor_stays(open_page: OpenPage) -> None:
    page = edit(open_page, "2.000815")
    box = page.locator("#guidance")
    box.click()
    box.press_sequentially("**Mang** theo")
    saved(page, "cac-buoc")
    expect(page.locator("#xem-huong-dan strong")).to_have_text("Mang")
    box.press_sequentially(" thẻ căn cước")  # goes on where it was: no box was replaced
    expect(box).to_be_focused()
    expect(page.locator("#xem-huong-dan")).to_contain_text("Mang theo thẻ căn cước")
    page.locator("#name").fill("Tên mới của thủ tục này")
    saved(page, "ten")
    page.goto(page.url)
    expect(page.locator("#guidance")).to_have_value("**Mang** theo thẻ căn cước")
    expect(page.locator("#name")).to_have_value("Tên mới của thủ tục này")
    expect(page.locator("main")).to_contain_text("người dân chưa thấy gì")


def test_a_mistake_is_told_at_the_box_while_it_is_typed_and_goes_away(open_page: OpenPage) -> None:
    page = edit(open_page, "2.000884")
    box = page.locator("#fee_amount")
    box.fill("tám nghìn")
    expect(page.locator("#loi-fee_amount")).to_contain_text("Xin ghi số tiền tròn đồng")
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(box).to_be_focused()
    box.fill("8.000")
    saved(page, "le-phi")
    expect(page.locator("#loi-fee_amount")).to_be_hidden()
    assert box.get_attribute("aria-invalid") is None


def test_documents_are_put_in_order_by_keyboard_and_by_dragging(open_page: OpenPage) -> None:
    page = edit(open_page, "1.001193")
    first, second, third, *rest = names(page)
    page.locator("#giay-to [data-move='1']").first.focus()
    page.keyboard.press("Enter")
    assert names(page)[:2] == [second, first]
    page.keyboard.press("Enter")  # the button went along with its document
    assert names(page)[:3] == [second, third, first]
    expect(page.locator("#spoken")).to_contain_text(f"Đã chuyển “{first}” đến vị trí 3.")
    saved(page, "giay-to")
    assert reopened(page) == [second, third, first, *rest]
    drag(page, 2, 0)
    saved(page, "giay-to")
    assert reopened(page) == [first, second, third, *rest]


def drag(page: Page, row: int, to: int) -> None:
    """Take a document by its handle and let it go on another."""
    handles = page.locator("#giay-to [data-handle]")
    handles.nth(row).scroll_into_view_if_needed()
    start, end = handles.nth(row).bounding_box(), handles.nth(to).bounding_box()
    assert start and end
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(start["x"] + 8, (start["y"] + end["y"]) / 2, steps=5)
    page.mouse.move(end["x"] + 8, end["y"] - 4, steps=5)
    page.mouse.up()


def test_a_document_is_added_taken_out_and_put_back(open_page: OpenPage) -> None:
    page = edit(open_page, "1.001022", viewport=PHONE)
    before = names(page)
    page.locator("#new_name").fill("Ảnh 4×6")
    page.locator("#new_name").press("Enter")
    expect(page.locator(PAPERS)).to_have_count(len(before) + 1)
    opened = page.locator("details#mo-anh-4-6")
    expect(opened).to_have_attribute("open", "")
    page.locator("#anh-4-6-note").fill("nền trắng")
    saved(page, "giay-to")
    page.get_by_role("button", name="Bỏ Ảnh 4×6").click()
    expect(page.locator("#giay-to .gone")).to_contain_text("Đã bỏ “Ảnh 4×6”.")
    assert names(page) == before
    page.get_by_role("button", name=re.compile("Hoàn tác")).click()
    expect(page.locator("#anh-4-6-note")).to_have_value("nền trắng")
    assert reopened(page) == [*before, "Ảnh 4×6"]


def test_a_sample_is_sent_as_soon_as_it_is_picked(open_page: OpenPage, tmp_path: Path) -> None:
    (picture := tmp_path / "mẫu đã điền.jpg").write_bytes(photo())
    (wrong := tmp_path / "tờ khai.docx").write_bytes(b"PK\x03\x04 no document")
    page = edit(open_page, "1.000656")
    page.locator("#giay-to summary").first.click()
    boxes = page.locator("#giay-to .files input[type=file]")
    boxes.nth(0).set_input_files(wrong)
    expect(page.locator("#giay-to .files .error").first).to_contain_text("không phải văn bản Word")
    boxes.nth(1).set_input_files(picture)
    expect(page.locator("#giay-to .kept")).to_contain_text("mẫu đã điền.jpg")
    expect(page.locator("#giay-to .kept img")).to_have_js_property("complete", True)


def test_two_administrators_in_the_same_section_see_both_texts(open_page: OpenPage) -> None:
    mine, other = (edit(open_page, "1.000894", login) for login in ("quantri", "quantri2"))
    other.locator("#fee_note").fill("của người kia")
    saved(other, "le-phi")
    mine.locator("#fee_note").fill("của tôi")
    table = mine.locator("#luu-le-phi table")
    expect(table).to_contain_text("của tôi")
    expect(table).to_contain_text("của người kia")
    expect(mine.locator("#fee_note")).to_be_focused()
    mine.locator("#fee_note").press_sequentially(" sửa thêm")  # typing on decides nothing
    expect(table).to_contain_text("của tôi sửa thêm")
    mine.get_by_role("button", name="Giữ của tôi").click()
    saved(mine, "le-phi")
    other.locator("#fee_note").fill("của người kia lần nữa")
    other.get_by_role("link", name="Lấy của người kia").click()
    expect(other.locator("#fee_note")).to_have_value("của tôi sửa thêm")


def test_without_a_connection_nothing_is_lost_and_all_is_saved_when_it_is_back(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport=DESKTOP, base_url=site, locale="vi-VN")
    page = edit(lambda **_options: context.new_page(), "1.000689")
    context.set_offline(True)
    page.locator("#time_note").fill("viết khi mất mạng")
    expect(page.locator("#luu-thoi-han .saved")).to_contain_text("Chưa lưu được. Nội dung vẫn còn đây")
    context.set_offline(False)
    saved(page, "thoi-han")
    page.goto(page.url)
    expect(page.locator("#time_note")).to_have_value("viết khi mất mạng")
    context.close()


def test_what_a_busy_server_did_not_take_is_sent_again_by_itself(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport=DESKTOP, base_url=site, locale="vi-VN")
    page = edit(lambda **_options: context.new_page(), "1.000656")
    page.route("**/sua/thoi-han", lambda route: route.fulfill(status=503, body="bận"), times=1)
    page.locator("#time_note").fill("viết khi máy chủ bận")
    expect(page.locator("#luu-thoi-han .saved")).to_contain_text("Chưa lưu được. Nội dung vẫn còn đây")
    expect(page.locator("#luu-thoi-han .saved")).to_contain_text("Đã lưu lúc", timeout=15_000)
    page.goto(page.url)
    expect(page.locator("#time_note")).to_have_value("viết khi máy chủ bận")
    context.close()


def test_saving_as_one_types_presses_no_button_that_has_the_focus(open_page: OpenPage) -> None:
    page = edit(open_page, "1.004873")
    before = names(page)
    page.locator("#giay-to summary").first.click()
    page.locator("#giay-to input[id$='-note']").first.fill("ghi rồi bước sang nút")
    page.locator("#giay-to .head > .button").first.focus()
    saved(page, "giay-to")
    assert reopened(page) == before


def test_the_buttons_write_the_marks_of_bold_words_lists_and_links(open_page: OpenPage) -> None:
    page = edit(open_page, "2.000806")
    box = page.locator("#guidance")
    box.fill("quan trọng")
    box.select_text()
    page.get_by_role("button", name="Đậm").click()
    assert box.input_value() == "**quan trọng**"
    box.press("Control+End")
    box.press("Enter")
    page.get_by_role("button", name="Danh sách").click()
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Liên kết").click()
    page.keyboard.type("example.vn")
    expect(page.locator("#xem-huong-dan strong")).to_have_text("quan trọng")
    expect(page.locator("#xem-huong-dan li")).to_contain_text("một ý")
    expect(page.locator("#xem-huong-dan a")).to_have_attribute("href", "https://example.vn")


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_everything_works_without_scripts(open_page: OpenPage, viewport: dict[str, int]) -> None:
    code = "1.004746" if viewport is PHONE else "1.004772"
    page = edit(open_page, code, javascript=False, viewport=viewport)
    before = names(page)
    page.locator("#fee_amount").fill("tám nghìn")
    page.locator("#le-phi").get_by_role("button", name="Lưu phần này").click()
    expect(page.locator(".errors")).to_contain_text("Chưa lưu phần “Phí, lệ phí”")
    expect(page.locator("#fee_amount")).to_have_value("tám nghìn")
    page.locator("#fee_amount").fill("8000")
    page.locator("#le-phi").get_by_role("button", name="Lưu phần này").click()
    saved(page, "le-phi")
    page.get_by_role("button", name=f"Chuyển “{before[0]}” xuống").click()
    assert names(page)[:2] == [before[1], before[0]]
    page.get_by_role("button", name=f"Bỏ {before[0]}").click()
    page.get_by_role("button", name=f"Hoàn tác {before[0]}").click()
    assert names(page) == [before[1], before[0], *before[2:]]
