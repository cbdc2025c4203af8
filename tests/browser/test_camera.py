"""The camera of the officer's computer: what is photographed at the desk becomes a page of the dossier."""

import itertools
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import ALLOWED, FLAGS, find_chromium, find_quickest
from tests.browser.conftest import DESKTOP, OpenPage, Served
from tests.browser.path import scan_and_choose, sign_in, tick_all_papers

BOX = "#files-giay-chung-sinh"
DIALOG = "dialog[open]"
numbers = itertools.count(311)  # each test has a citizen of its own
CARD = "075199000{number}||Trần Thị Mẫu|01021999|Nữ|Ấp 7, Xã An Phước, Huyện Long Thành, Đồng Nai|15042021"
PICK = """(box, sizes) => {
    const all = new DataTransfer();
    for (const [name, megabytes] of Object.entries(sizes))
        all.items.add(new File([new Uint8Array(megabytes * 2 ** 20)], name));
    box.files = all.files;
    box.dispatchEvent(new Event("change", { bubbles: true }));
}"""
OpenDesk = Callable[..., Page]
CAMERAS = ["--use-fake-device-for-media-stream=device-count=2,fps=5"]


@pytest.fixture(scope="module")
def with_camera(browser: Browser) -> Iterator[Browser]:
    """A browser with two cameras that show a drawing, and that allows their use."""
    launched = browser.browser_type.launch(executable_path=find_quickest(), args=[*FLAGS, *CAMERAS, ALLOWED])
    yield launched
    launched.close()


@pytest.fixture
def asking(browser: Browser) -> Iterator[Browser]:
    """The same, but it allows nothing by itself."""
    launched = browser.browser_type.launch(executable_path=find_chromium(), args=[*FLAGS, *CAMERAS])
    yield launched
    launched.close()


@pytest.fixture
def open_desk(with_camera: Browser, site: str) -> Iterator[OpenDesk]:
    """Open an intake in a fresh browser that may use its cameras, or in the one that is given."""
    contexts = []

    def open_one(browser: Browser = with_camera) -> Page:
        context = browser.new_context(viewport=DESKTOP, base_url=site, locale="vi-VN", reduced_motion="reduce")
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        begin(page)
        return page

    yield open_one
    for context in contexts:
        context.close()


def begin(page: Page) -> None:
    """Take a citizen's card and choose a procedure; every paper is there."""
    sign_in(page, "tiepnhan")
    scan_and_choose(page, CARD.format(number=next(numbers)), "ks")
    tick_all_papers(page)


def open_camera(page: Page) -> None:
    page.locator(f"[data-camera={BOX[1:]}]").click()
    expect(page.locator(DIALOG)).to_be_visible()


def photograph(page: Page) -> None:
    """Take one picture and use it, with Enter alone."""
    expect(page.get_by_role("button", name="Chụp", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Dùng ảnh này")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(DIALOG)).to_contain_text("tệp cho giấy tờ này")


def names(page: Page) -> list[str]:
    return list(page.locator(BOX).evaluate("box => [...box.files].map(file => file.name)"))


def camera_is_on(page: Page) -> bool:
    return bool(page.locator("[data-camera-live]").evaluate("video => video.srcObject?.active ?? false"))


def test_pages_photographed_at_the_desk_are_pages_of_the_dossier(open_desk: OpenDesk) -> None:
    page = open_desk()
    open_camera(page)
    photograph(page)
    expect(page.locator(DIALOG)).to_contain_text("Đã có 1 tệp")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Chụp lại").click()
    photograph(page)
    expect(page.locator(DIALOG)).to_contain_text("Đã có 2 tệp")
    assert camera_is_on(page)
    page.keyboard.press("Escape")
    expect(page.locator(DIALOG)).to_have_count(0)
    assert not camera_is_on(page)
    assert page.locator("[data-camera-still]").evaluate("canvas => canvas.width * canvas.height") == 0
    page.locator("#accept").click()
    page.get_by_role("link", name="Mở hồ sơ").click()
    expect(page.locator("main")).to_contain_text("Trang chụp 1.jpg")
    expect(page.locator("main")).to_contain_text("Trang chụp 2.jpg")


def test_the_camera_that_is_chosen_is_used_the_next_time(open_desk: OpenDesk) -> None:
    page = open_desk()
    open_camera(page)
    choice = page.locator("[data-camera-choice]")
    expect(choice.locator("option")).to_have_count(2)
    other = choice.locator("option:not(:checked)").inner_text()
    choice.select_option(label=other)
    expect(choice.locator("option:checked")).to_have_text(other)
    photograph(page)
    page.get_by_role("button", name="Xong").click()
    open_camera(page)
    expect(choice.locator("option:checked")).to_have_text(other)


def test_a_mistake_on_the_screen_costs_no_photo(open_desk: OpenDesk) -> None:
    page = open_desk()
    open_camera(page)
    photograph(page)
    page.keyboard.press("F9")
    expect(page.locator(DIALOG)).to_be_visible()  # the keys of the screen behind wait
    page.keyboard.press("Escape")
    page.locator("#applicant_name").fill("")
    page.keyboard.press("F9")
    expect(page.locator(".errors")).to_contain_text("Họ và tên")
    expect(page.locator("main")).not_to_contain_text("Xin chọn lại tệp")
    assert names(page) == ["Trang chụp 1.jpg"]
    page.locator("#applicant_name").fill("Trần Thị Mẫu")
    page.keyboard.press("F9")
    expect(page.get_by_role("link", name="Mở hồ sơ")).to_be_visible()


def test_a_file_is_added_to_the_photos_and_one_of_them_dropped(open_desk: OpenDesk) -> None:
    page = open_desk()
    open_camera(page)
    photograph(page)
    expect(page.locator(DIALOG)).to_contain_text("Đã có 1 tệp")
    page.get_by_role("button", name="Xong").click()
    page.locator(BOX).set_input_files({"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"})
    assert names(page) == ["Trang chụp 1.jpg", "a.pdf"]
    page.get_by_role("button", name="Bỏ: Trang chụp 1.jpg").click()
    assert names(page) == ["a.pdf"]


def test_a_refused_permission_is_said_with_what_to_do(open_desk: OpenDesk, asking: Browser) -> None:
    page = open_desk(asking)
    open_camera(page)
    expect(page.locator(DIALOG)).to_contain_text("Trình duyệt chưa được phép dùng máy ảnh.")
    page.context.grant_permissions(["camera"])
    page.get_by_role("button", name="Thử lại").click()
    expect(page.get_by_role("button", name="Chụp", exact=True)).to_be_focused()


def test_a_computer_without_a_camera_is_told_so(open_page: OpenPage) -> None:
    page = open_page(DESKTOP)
    page.context.grant_permissions(["camera"])
    begin(page)
    open_camera(page)
    expect(page.locator(DIALOG)).to_contain_text("Không thấy máy ảnh nào.")


def test_a_file_that_is_too_large_is_said_at_once(open_page: OpenPage) -> None:
    page = open_page(DESKTOP)
    begin(page)
    sizes = {"lớn.pdf": 16, "1.pdf": 15, "2.pdf": 15, "3.pdf": 15, "4.pdf": 15, "5.pdf": 1}
    page.locator(BOX).evaluate(PICK, sizes)
    expect(page.locator("#picker-files-giay-chung-sinh .error")).to_contain_text("Tệp lớn.pdf lớn quá")
    expect(page.locator("#picker-files-giay-chung-sinh .error")).to_contain_text("tệp 5.pdf chưa thêm")
    assert names(page) == ["1.pdf", "2.pdf", "3.pdf", "4.pdf"]


def test_signed_out_meanwhile_shows_what_was_typed(open_page: OpenPage, served: Served) -> None:
    page = open_page(DESKTOP)
    begin(page)
    page.locator("#address").fill("Tổ 4, cạnh nhà văn hóa")
    page.locator(BOX).set_input_files({"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"})
    served.end_all_sign_ins()
    page.locator("#accept").click()
    expect(page.locator("main")).to_contain_text("Tổ 4, cạnh nhà văn hóa")
    expect(page.get_by_role("link", name="Đăng nhập lại")).to_be_visible()


def test_papers_that_are_brought_later_are_photographed_too(open_desk: OpenDesk) -> None:
    page = open_desk()
    page.get_by_text("Thiếu giấy tờ: yêu cầu bổ sung").click()
    page.locator("#others").fill("Giấy xác nhận nơi cư trú")
    page.locator("#reason").fill("Chưa rõ nơi cư trú của người mẹ.")
    page.get_by_role("button", name="Yêu cầu bổ sung").click()
    page.get_by_role("link", name="Mở hồ sơ").click()
    page.goto(f"{page.url}/nhan-bo-sung")
    page.locator("[name=brought]").check()
    page.locator("[data-camera=files-1]").click()
    photograph(page)
    page.keyboard.press("Escape")
    page.locator("#originals-1").fill("1")
    page.get_by_role("button", name="Ghi nhận bổ sung").click()
    expect(page.locator("main")).to_contain_text("Trang chụp 1.jpg")


def test_without_scripts_no_camera_is_offered(open_page: OpenPage) -> None:
    page = open_page(DESKTOP, javascript=False)
    sign_in(page, "tiepnhan")
    page.goto("/can-bo/tiep-nhan")
    page.locator("#search").fill("ks")
    page.get_by_role("button", name="Chọn", exact=True).click()
    page.get_by_role("button", name="Đủ cả").click()
    expect(page.locator(BOX)).to_be_visible()
    expect(page.locator("[data-camera]").first).to_be_hidden()
