"""An administrator's whole first hour: a new procedure from paper to poster, and a citizen who uses all of it."""

import io
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.administrator import Administrator, taken
from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.browser.look import Look
from tests.browser.office import Office
from tests.browser.officers import TICKED
from tests.browser.path import fill_applicant, send_paper
from tests.dossiers.citizen import photo
from tests.posters.scanner import codes_on, words_on

MONDAY = date(2026, 11, 30)  # no holiday is near
CODE = "9.900001"
NAME = "Mượn nhà văn hóa ấp để tổ chức họp mặt"
FORM, IDENTITY, OTHERS = "Đơn mượn nhà văn hóa ấp", "Thẻ căn cước của người mượn", "Giấy giới thiệu"
PURPOSE, WHICH, THINGS = "Mượn để làm gì?", "Họp mặt gì?", "Đồ cần dùng"
REASON = "Ông/Bà nộp tại đây, ấp trả lời qua điện thoại."
PLACE = "Nhà văn hóa Ấp 7"
URGENT = "Cúp điện cả xã ngày mai"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with Office(tmp_path_factory.mktemp("first-hour"), MONDAY).open(("quantri",)) as opened:
        opened.turn_to("08:00")
        yield opened


@pytest.fixture
def site(office: Office) -> str:
    return office.address


def test_the_first_hour(open_page: OpenPage, office: Office, tmp_path: Path) -> None:
    desk, phone = open_page(DESKTOP), open_page(PHONE)
    rules = office.app.url_map.bind("localhost")
    here, there = Look(desk, rules, DESKTOP), Look(phone, rules, PHONE)
    administrator = Administrator(office, desk, here, CODE)
    write_what_is_on_paper(administrator)
    build_the_form(administrator)
    look_at_it_as_citizens_will(administrator)
    assert_nobody_sees_it(phone)
    administrator.publish("Quyết định 12/QĐ-UBND ngày 25/11/2026.")
    administrator.call_it("mượn hội trường", "thuê nhà văn hóa làm đám")
    find_and_read(phone, there)
    (picture := tmp_path / "đơn.jpg").write_bytes(photo())
    code = file_it(phone, there, str(picture))
    assert code.startswith("H19"), code
    poster = administrator.order_poster(PLACE)
    scanned = open_the_poster(phone, office, poster)
    change_the_fee(administrator)
    phone.goto(scanned)
    expect(phone.locator("main")).to_contain_text("in theo bản cũ")
    expect(phone.locator("main")).to_contain_text("50.000 đồng")
    there.here("the page of an old poster")
    administrator.announce(URGENT, "Từ **7 giờ** đến 11 giờ.", until=MONDAY + timedelta(days=2))
    phone.goto("/")
    expect(phone.get_by_text(URGENT)).to_be_visible()
    there.here("the first page with urgent news")
    assert exported(administrator) == (NAME, 50_000)
    assert here.wrong + there.wrong == []


# -- what the administrator does ------------------------------------------------------------------


def write_what_is_on_paper(administrator: Administrator) -> None:
    """The decision lies on the desk; what it says goes into the sections, document by document."""
    page = administrator.page
    administrator.add(NAME)
    administrator.write("ten", applicants="Người dân trong xã", results="Giấy đồng ý cho mượn")
    administrator.write("thoi-han", amount="3", unit="working_day")
    administrator.write("le-phi", fee_amount="20.000", fee_note="mỗi buổi")
    administrator.add_paper(OTHERS).locator("[name$=look_up]").check()
    administrator.add_paper(IDENTITY).locator("[name$=present_only]").check()
    row = administrator.add_paper(FORM)
    row.locator("[name$=originals]").fill("1")
    administrator.send_files(row, "đơn mượn.docx", "đơn đã điền.jpg")
    administrator.put_first_by_keyboard(FORM)
    administrator.write("cac-buoc", steps="Nộp đơn\nẤp xem lịch\nNhận chìa khóa", guidance="Xin:\n\n- giữ **sạch**\n")
    expect(page.locator("#xem-huong-dan li strong")).to_have_text("sạch")
    administrator.vouch("Quyết định số 12/QĐ-UBND")
    administrator.look.here("the sections")
    administrator.file_here(REASON)


def build_the_form(administrator: Administrator) -> None:
    page = administrator.page
    administrator.ask("Tên mục", label="Về buổi họp mặt")
    administrator.keep_question("Về buổi họp mặt")
    administrator.ask("Chọn một", label=PURPOSE, choices="Đám cưới\nĐám giỗ\nViệc khác", required=TICKED)
    administrator.keep_question(PURPOSE)
    administrator.ask("Chữ ngắn", label=WHICH, required=TICKED)
    administrator.only_when(PURPOSE, "Việc khác")
    administrator.look.here("a question being written")
    administrator.keep_question(f"Chỉ hỏi khi “{PURPOSE}” là “Việc khác”")
    administrator.ask("Nhóm lặp lại", label=THINGS, first_part="Tên đồ")
    administrator.keep_question("Tên đồ")
    administrator.ask("Số", into=THINGS, label="Số cái")
    administrator.keep_question("Số cái")
    administrator.look.here("the form builder")
    expect(page.locator("#builder .notice.red")).to_have_count(0)


def look_at_it_as_citizens_will(administrator: Administrator) -> None:
    page = administrator.open("/xem-truoc")
    expect(page.locator(".strip")).to_contain_text("người dân chưa thấy trang này")
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)
    page = administrator.open("/xem-truoc/cau-hoi")
    expect(page.get_by_label(WHICH, exact=True)).to_be_hidden()
    page.get_by_label("Việc khác", exact=True).check()
    expect(page.get_by_label(WHICH, exact=True)).to_be_visible()
    administrator.look.here("the form on a phone, in the preview")


def change_the_fee(administrator: Administrator) -> None:
    """The council has decided anew; old and new stand side by side before citizens read it."""
    page = administrator.open("/sua")
    administrator.write("le-phi", fee_amount="50.000")
    page = administrator.open("/so-sanh")
    expect(page.locator("#pair del")).to_contain_text("20.000")
    expect(page.locator("#pair ins")).to_contain_text("50.000")
    administrator.look.here("two versions side by side")
    administrator.publish("Nghị quyết 7/NQ-HĐND tăng phí.")
    page = administrator.open()
    expect(page.locator("#nen-xem-lai")).to_contain_text(f"{PLACE}: phiên bản 1")
    administrator.look.here("the page of the procedure")


def exported(administrator: Administrator) -> tuple[str, int]:
    """The name and the fee of the procedure in the sheet that everybody can open."""
    book: Any = load_workbook(io.BytesIO(administrator.export()))
    for sheet in book.worksheets:
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
        heads = next((row for row in rows if "Mã quốc gia" in row), None)
        found = next((row for row in rows if CODE in row), None)
        if heads and found:
            line = dict(zip(heads, found, strict=True))
            return line["Tên thủ tục"], int(line["Phí (đồng)"])
    raise AssertionError([sheet.title for sheet in book.worksheets])


# -- what the citizen sees ------------------------------------------------------------------------


def assert_nobody_sees_it(phone: Page) -> None:
    answer = phone.goto(f"/thu-tuc/{CODE}")
    assert answer and answer.status == 404


def find_and_read(phone: Page, look: Look) -> None:
    """Found by what people call it; the list of documents is in the order that was chosen, with the blank form."""
    phone.goto("/thu-tuc")
    phone.locator("#q").fill("muon hoi truong")
    phone.locator("#found").get_by_role("link", name=NAME).click()
    expect(phone.locator(".checklist > li b").first).to_have_text(FORM)
    expect(phone.locator("main li strong")).to_have_text("sạch")
    expect(phone.locator("main")).to_contain_text("20.000 đồng")
    name, blank = taken(phone, f"Tải mẫu {FORM}")
    assert name == "đơn mượn.docx" and blank.startswith(b"PK")
    look.here("the page of the procedure on a phone")


def file_it(phone: Page, look: Look, picture: str) -> str:
    """Answer the new questions, with two things in the group, send a paper, and return the code of the dossier."""
    phone.get_by_role("link", name="Nộp trực tuyến").first.click()
    phone.get_by_role("button", name="Bắt đầu").click()
    fill_applicant(phone)
    phone.get_by_role("button", name="Tiếp tục").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Nội dung")
    phone.get_by_label("Việc khác", exact=True).check()
    phone.get_by_label(WHICH, exact=True).fill("Họp lớp")
    for number, (thing, count) in enumerate((("Bàn", "5"), ("Ghế", "40"))):
        if number:
            phone.get_by_role("button", name="Thêm một mục").click()
        expect(phone.get_by_label("Tên đồ")).to_have_count(number + 1)
        phone.get_by_label("Tên đồ").nth(number).fill(thing)
        phone.get_by_label("Số cái").nth(number).fill(count)
    look.here("the new questions on a phone")
    phone.get_by_role("button", name="Tiếp tục").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Giấy tờ")
    send_paper(phone, picture, javascript=True)
    for later in phone.get_by_role("checkbox").all():  # the other papers are brought to the desk
        later.check()
    phone.get_by_role("button", name="Tiếp tục").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Kiểm tra và nộp")
    for answer in ("Việc khác", "Họp lớp", "Ghế", "40"):
        expect(phone.locator("main")).to_contain_text(answer)
    phone.get_by_role("button", name="Nộp hồ sơ").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Xác nhận đã gửi hồ sơ")
    return phone.locator("#ma").inner_text().strip()


def open_the_poster(phone: Page, office: Office, poster: bytes) -> str:
    """Read the code on the paper as a telephone does, and return the address, opened."""
    (address,), (words,) = codes_on(poster)[0], words_on(poster)
    assert NAME in words and address.startswith(f"{office.address}/Q/".upper())  # capitals make a smaller code
    phone.goto(address)
    expect(phone.get_by_role("heading", level=1)).to_have_text(NAME)
    expect(phone.locator("main")).not_to_contain_text("in theo bản cũ")
    return address
