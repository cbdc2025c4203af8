"""Writing a call down by hand: how many keys it takes beside the words, how long, and that the next can begin."""

import re
import time

from playwright.sync_api import Page, expect

from cqtt.text import fold
from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.browser.path import sign_in

CALL = "/can-bo/phan-anh/cuoc-goi"
WORDS = "Đèn đường trước nhà văn hóa hỏng, tối đi lại nguy hiểm."
NUMBER = "0900000777"
MOST_KEYS, MOST_SECONDS = 12, 20  # beside the words and the number
A_KEY = 60  # milliseconds: of somebody who types all day


class Fingers:
    """The officer's fingers; what is said and dialled is typed, and everything else is counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.count += 1
            self.page.keyboard.press(key, delay=A_KEY)

    def say(self, words: str) -> None:
        self.page.keyboard.type(words, delay=A_KEY)

    def is_in(self, name: str) -> None:
        expect(self.page.locator(f"#{name}")).to_be_focused()


def letters_of(page: Page, datalist: str) -> str:
    """Return what is enough to type for the last name of a list: its first word, without marks."""
    name = page.locator(f"#{datalist} option").last.get_attribute("value") or ""
    others = page.locator(f"#{datalist} option").evaluate_all("all => all.map(one => one.value)")
    words = [
        word for word in re.findall(r"\w+", fold(name)) if sum(word in fold(other).split() for other in others) == 1
    ]
    return min(words, key=len)


def test_a_call_is_written_down_in_twenty_seconds_with_few_keys(open_page: OpenPage) -> None:
    page = open_page(DESKTOP)
    sign_in(page, "tiepnhan")
    page.goto(CALL)
    topic, hands, begun = letters_of(page, "topics"), Fingers(page), time.monotonic()
    hands.is_in("words")
    hands.say(WORDS)
    hands.press("Tab")
    hands.is_in("topic")
    hands.press(*topic)
    hands.press("Tab", "Tab")
    hands.is_in("phone")
    hands.say(NUMBER)
    hands.press("Enter")
    expect(page.locator("#logged")).to_contain_text(re.compile(r"Đã ghi GY-\w{3}-\w{4}"))
    assert time.monotonic() - begun <= MOST_SECONDS
    assert hands.count <= MOST_KEYS, hands.count
    hands.is_in("words")
    expect(page.locator("#words")).to_have_value("")
    expect(page.locator("#phone")).to_have_value("")


def test_what_was_answered_at_once_is_closed_from_the_same_screen(open_page: OpenPage) -> None:
    page = open_page(DESKTOP)
    sign_in(page, "tiepnhan")
    page.goto(CALL)
    hands, begun = Fingers(page), time.monotonic()
    hands.say("Hỏi giờ làm việc ngày thứ Bảy.")
    hands.press("Tab", "Tab", "Tab", "Tab", "Tab")
    hands.is_in("answered")
    hands.say("Đã báo: sáng thứ Bảy, đến 11 giờ.")
    hands.press("Tab", "Enter")
    expect(page.locator("#logged")).to_contain_text("Đã trả lời và khép lại.")
    assert hands.count <= MOST_KEYS
    assert time.monotonic() - begun <= MOST_SECONDS


def test_it_works_with_a_thumb_and_without_scripts(open_page: OpenPage) -> None:
    page = open_page(PHONE, javascript=False)
    sign_in(page, "tiepnhan")
    page.goto(CALL)
    page.get_by_label("Người dân nói gì").fill("Rác ba ngày chưa ai thu.")
    page.get_by_label("nói tại quầy").check()
    page.get_by_role("button", name="Lưu, ghi cuộc tiếp theo").click()
    expect(page.locator("#logged")).to_contain_text("Không có số điện thoại nên mã không mở được góp ý")
    expect(page.get_by_label("nói tại quầy")).to_be_checked()
    page.get_by_label("Người dân nói gì").fill("Rác vẫn chưa ai thu.")
    page.get_by_role("textbox", name="Điện thoại").fill(NUMBER)
    page.get_by_role("button", name="Lưu, ghi cuộc tiếp theo").click()
    expect(page.locator("#logged")).to_contain_text("Xin đọc mã cho người dân.")
