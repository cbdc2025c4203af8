"""A Saturday in a hamlet without a signal, on a real browser that is reloaded and killed: all arrives, once each."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.feedback.models import Feedback
from cqtt.listening.models import FieldItem, ListeningSession, SessionOpinion
from cqtt.listening.rules import ItemKind, ItemState
from tests.browser.hall import (
    Hall,
    Tablet,
    all_sent,
    be_ready,
    build_hall,
    count_people,
    picture,
    save,
    session_of_today,
    tablet_in,
    words_of,
    write,
)
from tests.uploads.recordings import webm

OPINIONS = 30


@pytest.fixture(scope="module")
def built_hall(tmp_path_factory: pytest.TempPathFactory) -> Hall:
    return build_hall(tmp_path_factory.mktemp("hall"))


@pytest.fixture
def hall(built_hall: Hall) -> Iterator[Hall]:
    with session_of_today(built_hall):
        yield built_hall


@pytest.fixture
def tablet(browser: Browser, tmp_path: Path, hall: Hall) -> Iterator[Tablet]:
    with tablet_in(hall, browser, tmp_path / "profile") as tablet:
        yield tablet


def test_forty_people_and_thirty_opinions_without_a_signal_arrive_once_each(hall: Hall, tablet: Tablet) -> None:
    photos = [picture(number) for number in range(OPINIONS)]
    be_ready(tablet)
    tablet.context.set_offline(True)
    hall.go_out_of_reach()
    count_people(tablet, 40)
    for number in range(10):
        write(tablet.page, number, photos[number])
        save(tablet, number + 2)
    tablet.page.reload()
    expect(tablet.lines).to_have_count(11)
    for number in range(10, 15):
        write(tablet.page, number, photos[number])
        save(tablet, number + 2)
    write(tablet.page, 15, photos[15])  # the power goes before anybody pressed Lưu
    tablet.page.wait_for_timeout(600)  # what was typed is on the disk a moment later
    tablet.lose_power()

    page = tablet.switch_on(offline=True)
    tablet.open()
    expect(tablet.lines).to_have_count(17)
    page.locator("[data-list] > li[data-state=draft] [data-row-edit]").click()
    expect(page.locator("#words")).to_have_value(words_of(15))
    expect(page.locator("#panel-opinion [data-thumbs] > li")).to_have_count(1)
    save(tablet, 17)
    for number in range(16, OPINIONS):
        write(page, number, photos[number])
        save(tablet, number + 2)
    tablet.lose_power()  # the moment the last one is on the list

    page = tablet.switch_on(offline=True)
    tablet.open()
    expect(tablet.lines).to_have_count(OPINIONS + 1)
    expect(page.locator("[data-net]")).to_contain_text(f"Không có mạng. {OPINIONS + 1} mục chưa gửi")

    hall.answers_to_lose.update({"/dong-bo": 1, "/tep/": 1})
    hall.come_into_reach()
    tablet.context.set_offline(False)
    page.locator("[data-sign-in-link]").click()  # the sign-in ended with the browser; nothing else did
    tablet.sign_in()
    other = tablet.context.new_page()
    other.add_init_script("Object.defineProperty(navigator, 'locks', { value: undefined })")  # an old browser
    other.goto(hall.field)
    all_sent(page)
    assert_whole(hall, photos)
    assert_nothing_is_left(hall, page)


def assert_whole(hall: Hall, photos: list[bytes]) -> None:
    of_session = SessionOpinion.session_id == hall.session
    with hall.app.app_context():
        said = list(db.session.scalars(select(Feedback).join(SessionOpinion).where(of_session)))
        assert sorted(feedback.words for feedback in said) == sorted(map(words_of, range(OPINIONS)))
        assert len({feedback.code for feedback in said}) == OPINIONS
        digests = {words_of(number): [sha256(photo).hexdigest()] for number, photo in enumerate(photos)}
        assert {one.words: [file.sha256_received for file in one.files] for one in said} == digests
        numbers = db.session.scalars(select(SessionOpinion.number).where(of_session).order_by(SessionOpinion.number))
        assert list(numbers) == list(range(1, OPINIONS + 1))
        assert db.session.get_one(ListeningSession, hall.session).attendees == 40
        journal = list(db.session.scalars(select(FieldItem).where(FieldItem.session_id == hall.session)))
        assert all(entry.state is ItemState.STORED and UUID(entry.device_id) for entry in journal)
        kinds = [entry.kind for entry in journal]
        assert [kinds.count(kind) for kind in (ItemKind.COUNT, ItemKind.OPINION, ItemKind.FILE)] == [
            1,
            OPINIONS,
            OPINIONS,
        ]
        db.session.remove()


KEPT = """async (page) => {
  const { store } = window.cqttField;
  const cache = await caches.open("cqtt-field-1");
  const cached = (await cache.keys()).map((key) => new URL(key.url).pathname).filter((path) => path !== page);
  const text = await (await cache.match(page)).text();
  return { items: await store.items(), files: await store.files(), page: text, cached };
}"""


def assert_nothing_is_left(hall: Hall, page: Page) -> None:
    """On the device there are codes and short marks of whose they are; in the worker's store not even those."""
    kept = page.evaluate(KEPT, hall.field)
    assert kept["files"] == [] and len(kept["items"]) == OPINIONS + 1
    assert all(item["state"] == "sent" and "typed" not in item for item in kept["items"])
    marks = [item["mark"] for item in kept["items"] if item["kind"] == "opinion"]
    assert {mark["who"] for mark in marks} == {"Trần T. M."}
    assert sorted(mark["words"] for mark in marks) == sorted(f"Ý kiến số {number}…" for number in range(OPINIONS))
    assert "Trần Thị Mẫu" not in str(kept["items"]) and "đường trước nhà" not in str(kept["items"])
    assert all(path.startswith("/static/") for path in kept["cached"]) and len(kept["cached"]) > 5
    for trace in ("Ý kiến số", "Trần Thị Mẫu", "GY-", "csrf"):
        assert trace not in kept["page"]


def test_what_the_server_refuses_stays_on_the_tablet_and_is_mended(hall: Hall, tablet: Tablet) -> None:
    be_ready(tablet)
    page = tablet.page
    page.evaluate("document.querySelector('#department').append(new Option('Phòng đã giải thể', 'Phòng đã giải thể'))")
    page.click("[data-open=opinion]")
    page.fill("#words", words_of(1))
    page.get_by_label("Giao ngay cho bộ phận").check()
    page.select_option("#department", "Phòng đã giải thể")  # the page is of this morning, the office is not
    save(tablet, 1)
    line = page.locator("[data-list] > li[data-state=refused]")
    expect(line).to_contain_text("Bộ phận")
    expect(page.locator("[data-net]")).to_contain_text("1 mục cần sửa")
    line.locator("[data-row-edit]").click()
    expect(page.locator("#words")).to_have_value(words_of(1))
    expect(page.locator(".field:has(> #department) > .error")).not_to_contain_text("Bộ phận:")
    expect(page.locator("#department")).to_be_focused()
    page.get_by_label("Ghi nhận, giao sau").check()
    save(tablet, 1)
    expect(page.locator("[data-list] > li[data-state=sent]")).to_contain_text("GY-")


def test_what_one_officer_wrote_is_a_number_to_the_next_who_may_send_it(hall: Hall, tablet: Tablet) -> None:
    be_ready(tablet)
    page = tablet.page
    page.route("**/dong-bo", lambda route: route.abort())
    write(page, 1, picture(1))
    save(tablet, 1)
    expect(page.locator("[data-net]")).to_contain_text("1 mục chưa gửi")
    tablet.context.clear_cookies()
    page.unroute("**/dong-bo")
    page.goto(f"/dang-nhap?tiep={hall.field}")
    tablet.sign_in("lanhdao")
    expect(page.locator("[data-others]")).to_contain_text("1 mục do Đặng Thị Mai ghi trên máy này chưa gửi.")
    assert "Ý kiến số" not in page.inner_text("main")
    page.click("[data-others] button")
    line = page.locator("[data-list] > li[data-state=sent]")
    expect(line).to_contain_text("GY-")
    expect(line.locator("[data-row-words]")).to_be_hidden()  # whose it was its writer reads
    with hall.app.app_context():
        own = select(FieldItem).where(FieldItem.session_id == hall.session, FieldItem.kind == ItemKind.OPINION)
        entry = db.session.scalars(own).one()
        assert entry.details == {"written_by": db.session.scalar(select(Officer.id).where(Officer.login == "tiepnhan"))}
        db.session.remove()


def test_the_page_hides_unsent_words_until_its_officer_is_signed_in_again(hall: Hall, tablet: Tablet) -> None:
    be_ready(tablet)
    page = tablet.page
    tablet.context.clear_cookies()  # the sign-in has ended; the page is still there
    page.reload()
    expect(page.locator("[data-open=opinion]")).to_be_visible()
    write(page, 1, picture(1))
    save(tablet, 1)
    expect(page.locator("[data-net]")).to_contain_text("Xin đăng nhập lại để gửi; mọi thứ vẫn ở trên máy.")
    expect(tablet.lines).to_contain_text("Đăng nhập để xem nội dung")
    page.click("[data-sign-in-link]")
    tablet.sign_in()
    expect(page.locator("[data-list] > li[data-state=sent]")).to_contain_text("GY-")


def test_a_voice_note_lies_on_the_tablet_until_there_is_a_signal(hall: Hall, tablet: Tablet) -> None:
    be_ready(tablet)
    page = tablet.page
    tablet.context.set_offline(True)
    page.click("[data-open=opinion]")
    page.set_input_files("#voice", {"name": "loi-noi.webm", "mimeType": "audio/webm", "buffer": webm()})
    expect(tablet.lines).to_have_count(1)
    page.reload()
    page.click("[data-row-edit]")
    expect(page.locator("[data-voice-status]")).to_contain_text("loi-noi.webm")
    save(tablet, 1)
    page.click("[data-open=opinion]")
    expect(page.locator("[data-voice-status]")).not_to_contain_text("loi-noi.webm")
    page.click("#panel-opinion [data-close]")
    expect(tablet.lines).to_have_count(1)
    tablet.context.set_offline(False)
    all_sent(page)
    of_session = SessionOpinion.session_id == hall.session
    with hall.app.app_context():
        [said] = db.session.scalars(select(Feedback).join(SessionOpinion).where(of_session))
        assert said.words == "" and said.voice is not None
        assert said.voice.sha256_received == sha256(webm()).hexdigest()
        db.session.remove()


def test_the_list_is_printed_without_a_connection_and_erased_after_it_was_sent(hall: Hall, tablet: Tablet) -> None:
    be_ready(tablet)
    page = tablet.page
    tablet.context.set_offline(True)
    write(page, 1, picture(1))
    save(tablet, 1)
    page.evaluate("window.print = () => (window.printed = document.querySelector('[data-sheet]').innerText)")
    page.emulate_media(media="print")
    page.evaluate("document.querySelector('[data-print-list]').click()")
    page.wait_for_function("window.printed")
    printed = page.evaluate("window.printed")
    assert words_of(1) in printed and "Trần Thị Mẫu" in printed and "Đại diện người dân" in printed
    page.emulate_media(media="screen")
    tablet.context.set_offline(False)
    all_sent(page)
    line = page.locator("[data-list] > li[data-state=sent]")
    expect(line).to_contain_text("Trần T. M. – Ý kiến số 1… · Không có số điện thoại nên mã không tra được")
    page.emulate_media(media="print")
    page.evaluate("window.printed = ''; document.querySelector('[data-print-list]').click()")
    page.wait_for_function("window.printed")
    again = page.evaluate("window.printed")
    assert "Trần T. M." in again and "Ý kiến số 1…" in again and "GY-" in again and words_of(1) not in again
    page.emulate_media(media="screen")
    page.click("[data-clear]")
    page.wait_for_url("**/can-bo")
    page.goto(hall.field)
    expect(page.locator("[data-empty]")).to_be_visible()
