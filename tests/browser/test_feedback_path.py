"""Saying something on a telephone, with scripts and without: a photograph, the code, the answer, a mark, once more."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from cqtt import create_app
from cqtt.clock import now
from cqtt.commune.models import Officer
from cqtt.database import SQLITE_BEGIN
from cqtt.extensions import db
from cqtt.feedback import actions
from cqtt.feedback.citizen_actions import send
from cqtt.feedback.models import Feedback
from cqtt.feedback.rules import Channel, FeedbackKind, Outcome
from tests.browser.conftest import DESKTOP, FLAGS, PHONE, OpenPage, Served, find_chromium
from tests.browser.path import sign_in
from tests.conftest import make_settings
from tests.dossiers.citizen import photo

WORDS = "Cống trước nhà ông Nguyễn Văn Bảy nghẹt, số điện thoại 0912 345 678, nước tràn vào lớp mẫu giáo."


@pytest.fixture
def photo_file(tmp_path: Path) -> str:
    path = tmp_path / "nhà ông Bảy.jpg"
    path.write_bytes(photo("steelblue", (2400, 1800)))
    return str(path)


@contextmanager
def office(served: Served) -> Iterator[Officer]:
    """Work on the server's own data, as a leader of the demonstration."""
    app: Flask = create_app(make_settings(served.database.parent, base_url=served.address))
    mark = SQLITE_BEGIN.set("IMMEDIATE")
    with app.app_context():
        yield db.session.scalars(select(Officer).where(Officer.login == "lanhdao")).one()
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    SQLITE_BEGIN.reset(mark)


def answer(served: Served, code: str, words: str) -> None:
    with office(served) as leader:
        feedback = db.session.scalars(select(Feedback).where(Feedback.code == code)).one()
        actions.answer(feedback, leader, words, Outcome.EXPLAINED, now())


def said_on_the_telephone(served: Served) -> int:
    """Return the number of something that an officer wrote down just now."""
    values = {"channel": Channel.PHONE, "kind": FeedbackKind.REPORT, "words": "Đèn hỏng.", "phone": "0900000777"}
    with office(served) as leader:
        return send(secrets.token_urlsafe(16), now(), leader, **values).id


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def say(page: Page, words: str, photo_file: str, javascript: bool) -> None:
    """Choose the door, tell the matter, add the photograph, and go on."""
    page.goto("/phan-anh")
    page.get_by_role("link", name="Gửi góp ý, phản ánh").click()
    page.get_by_role("button", name="Phản ánh").click()
    heading(page, "Phản ánh")
    page.get_by_label("Ông/Bà muốn nói điều gì?").fill(words)
    page.locator("#anh-tep").set_input_files(photo_file)
    if not javascript:
        page.get_by_role("button", name="Tải ảnh lên").click()
    expect(page.get_by_alt_text("Ảnh 1")).to_be_visible()
    expect(page.get_by_label("Ông/Bà muốn nói điều gì?")).to_have_value(words)
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.get_by_role("alert").filter(has_text="Xin chọn việc gần nhất")).to_be_visible()  # the topic is missing
    expect(page.get_by_alt_text("Ảnh 1")).to_be_visible()
    page.get_by_label("Về việc gì?").select_option(label="Việc khác, hoặc không rõ")
    page.get_by_role("button", name="Tiếp tục").click()
    heading(page, "Người gửi")


def tell_who(page: Page) -> None:
    page.get_by_label("Họ và tên").fill("Trần Thị Mẫu")
    page.get_by_label("Số điện thoại").fill("0900 000 777")
    page.get_by_role("button", name="Xem lại rồi gửi").click()
    heading(page, "Xem lại rồi gửi")


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_from_the_first_word_to_the_second_answer(
    open_page: OpenPage, served: Served, photo_file: str, javascript: bool
) -> None:
    page = open_page(PHONE, javascript=javascript)
    words = WORDS if javascript else f"{WORDS} Đã ba ngày."
    say(page, words, photo_file, javascript)
    tell_who(page)
    seen = page.locator(".card", has_text="Mọi người sẽ thấy")
    expect(seen.locator("mark").first).to_be_visible()
    expect(seen).not_to_contain_text("0912")
    expect(seen).not_to_contain_text("Bảy")
    page.go_back()
    expect(page.get_by_label("Họ và tên")).to_have_value("Trần Thị Mẫu")
    page.go_forward()
    page.get_by_role("button", name="Gửi", exact=True).click()
    heading(page, "Chúng tôi đã nhận được")
    code = page.locator("#ma").inner_text().strip()
    expect(page.locator("main")).to_contain_text("Chúng tôi trả lời chậm nhất")
    page.get_by_role("link", name="Theo dõi góp ý này").click()
    expect(page.locator("main")).to_contain_text("Đã nhận, chờ phân công")

    answer(served, code, "Tổ thoát nước đã nạo vét sáng nay.")
    page.reload()
    expect(page.locator("#tra-loi")).to_contain_text("Tổ thoát nước đã nạo vét sáng nay.")
    page.get_by_label("Chưa hài lòng", exact=True).check()
    page.get_by_role("button", name="Gửi đánh giá").click()
    expect(page.locator("#danh-gia")).to_contain_text("Ông/Bà đã đánh giá câu trả lời: Chưa hài lòng")
    page.get_by_role("link", name="Đề nghị xem lại").click()
    page.get_by_label("Điều gì chưa xong").fill("Mưa tối qua nước lại tràn.")
    page.get_by_role("button", name="Đề nghị xem lại").click()
    expect(page.locator("main")).to_contain_text("Mở lại theo ý người gửi")
    answer(served, code, "Đã thay nắp cống và thông cả đoạn.")
    page.reload()
    expect(page.locator("#tra-loi")).to_contain_text("Đã thay nắp cống")
    expect(page.get_by_role("link", name="Đề nghị xem lại")).to_have_count(0)

    page.get_by_role("link", name="Xóa khỏi máy này").click()
    page.get_by_role("button", name="Xóa khỏi máy này").click()
    heading(page, "Góp ý của tôi")
    page.get_by_label("Mã góp ý").fill(code.lower())
    page.get_by_label("Bốn số cuối").fill("0777")
    page.get_by_role("button", name="Xem góp ý").click()
    expect(page.locator("#tra-loi")).to_contain_text("Đã thay nắp cống")


def test_twenty_photographs_at_once_leave_five_and_the_words(open_page: OpenPage, tmp_path: Path) -> None:
    files = []
    for number in range(20):
        (path := tmp_path / f"{number}.jpg").write_bytes(photo(f"#{number * 12:02x}4080", (80, 60)))
        files.append(str(path))
    page = open_page(PHONE)
    page.goto("/phan-anh/gui")
    page.get_by_role("button", name="Góp ý", exact=False).first.click()
    page.get_by_label("Ông/Bà muốn nói điều gì?").fill("Xin trồng thêm cây ở sân nhà văn hóa.")
    page.locator("#anh-tep").set_input_files(files)
    refused = page.locator("[data-state=refused]")
    expect(refused).to_have_count(15)
    expect(refused.first).to_contain_text("nhiều nhất 5 ảnh")
    expect(page.locator(".pages img")).to_have_count(5)
    refused.first.get_by_role("button", name="Bỏ").click()
    expect(refused).to_have_count(14)
    expect(page.get_by_label("Ông/Bà muốn nói điều gì?")).to_have_value("Xin trồng thêm cây ở sân nhà văn hóa.")


def test_without_a_name_only_the_fields_that_matter_are_there(open_page: OpenPage) -> None:
    page = open_page(PHONE)
    page.goto("/phan-anh/gui")
    page.get_by_role("button", name="Khen ngợi").click()
    page.get_by_label("Ông/Bà muốn nói điều gì?").fill("Cô ở quầy 1 hướng dẫn rất tận tình.")
    page.get_by_role("button", name="Tiếp tục").click()
    page.get_by_label("Không để tên").check()
    expect(page.get_by_label("Họ và tên")).to_be_hidden()
    page.get_by_role("button", name="Xem lại rồi gửi").click()
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.locator("main")).to_contain_text("đây là cách duy nhất để xem trả lời")


def test_a_standard_answer_fits_the_outcome_and_waits_for_its_gap(open_page: OpenPage, served: Served) -> None:
    address = f"/can-bo/phan-anh/{said_on_the_telephone(served)}/tra-loi"
    page = open_page(DESKTOP)
    sign_in(page, "lanhdao")
    page.goto(address)
    expect(page.get_by_label("Việc đã hứa, mọi người đọc")).to_be_hidden()
    page.get_by_label("Đã giải thích", exact=True).check()
    page.get_by_text("Câu có sẵn", exact=True).click()
    offered = page.locator("[data-ready]")
    expect(offered.get_by_text("Đã làm xong:").first).to_be_hidden()
    offered.get_by_text("Chúng tôi đã kiểm tra tại chỗ").click()
    expect(page.locator("#words")).to_be_focused()
    page.keyboard.type("bóng đèn cháy.")  # over the gap, which is marked
    expect(page.locator("#words")).to_have_value("Chúng tôi đã kiểm tra tại chỗ. Kết quả: bóng đèn cháy.")
    page.get_by_label("Sẽ làm, có ngày hẹn").check()
    expect(page.get_by_label("Việc đã hứa, mọi người đọc")).to_be_visible()
    page.get_by_label("Đã giải thích", exact=True).check()
    page.get_by_role("button", name="Trả lời và báo người gửi").click()
    expect(page.locator("#feedback")).to_contain_text("Đã lưu câu trả lời. Tin báo người gửi đang chờ gửi tay.")
    page.get_by_role("link", name="Gửi tin báo đang chờ").click()
    expect(page.get_by_role("button", name="Đánh dấu đã gửi").first).to_be_in_viewport()


@pytest.fixture
def speaking(browser: Browser, site: str) -> Iterator[Page]:
    """A telephone whose microphone hears a tone, and whose owner lets the page hear it."""
    with_microphone = browser.browser_type.launch(
        executable_path=find_chromium(), args=[*FLAGS, "--use-fake-device-for-media-stream"]
    )
    context = with_microphone.new_context(
        viewport={"width": 360, "height": 740}, base_url=site, permissions=["microphone"]
    )
    context.set_default_timeout(20_000)
    yield context.new_page()
    with_microphone.close()


def test_a_voice_note_goes_with_the_page_of_words_and_is_heard_again(speaking: Page) -> None:
    page = speaking
    page.goto("/phan-anh/gui")
    page.get_by_role("button", name="Phản ánh").click()
    page.get_by_role("button", name="Ghi âm", exact=True).click()
    expect(page.get_by_role("button", name="Dừng")).to_be_visible()
    expect(page.locator("[data-voice-clock]")).to_contain_text(re.compile("0:0[1-9] /"))
    page.get_by_role("button", name="Dừng").click()
    expect(page.locator("[data-voice-player]")).to_be_visible()
    page.get_by_label("Về việc gì?").select_option(label="Việc khác, hoặc không rõ")
    page.get_by_role("button", name="Tiếp tục").click()
    heading(page, "Người gửi")
    page.go_back()
    expect(page.locator("#ghi-am audio")).to_be_visible()
