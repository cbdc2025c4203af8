"""A Saturday in a hamlet without a signal, on a real browser that is reloaded and killed: all arrives, once each."""

import io
import os
import signal
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright, expect
from sqlalchemy import select

from cqtt import create_app
from cqtt.clock import today
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.feedback.models import Feedback
from cqtt.listening.models import FieldItem, ListeningSession, SessionOpinion
from cqtt.listening.rules import ItemKind, ItemState
from cqtt.roles import Role
from tests.browser.conftest import FLAGS, find_chromium, serving
from tests.conftest import make_settings
from tests.factories import PASSWORD, make_commune, make_officer
from tests.listening.sessions import make_session
from tests.live_server import free_port, wait_until
from tests.uploads.recordings import webm

OPINIONS = 30


class Hall:
    """The office's server, as the hamlet sees it: it may be out of reach, and its answers may get lost."""

    def __init__(self, data: Path) -> None:
        self.address = f"http://127.0.0.1:{free_port()}"
        self.app: Flask = create_app(make_settings(data, base_url=self.address))
        self.data = data
        self.open = ExitStack()
        self.session = 0
        self.answers_to_lose = {"/dong-bo": 0, "/tep/": 0}

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        lost = next((part for part, count in self.answers_to_lose.items() if count and part in path), None)
        if lost is None:
            return self.app(environ, start_response)
        self.answers_to_lose[lost] -= 1
        b"".join(self.app(environ, lambda *said: lambda body: None))  # done and committed; nobody hears of it
        start_response("502 Bad Gateway", [])
        return [b""]

    @property
    def field(self) -> str:
        return f"/can-bo/lang-nghe/{self.session}"

    def come_into_reach(self) -> None:
        self.open.enter_context(serving(self, self.address))

    def go_out_of_reach(self) -> None:
        """Answer nothing at all: what the browser calls offline does not hold for its service workers."""
        self.open.close()


@pytest.fixture(scope="module")
def built_hall(tmp_path_factory: pytest.TempPathFactory) -> Hall:
    hall = Hall(tmp_path_factory.mktemp("hall"))
    with hall.app.app_context():
        db.create_all()
        make_commune()
        make_officer(Role.LEADER, login="lanhdao", name="Nguyễn Minh Khang", is_leader=True, is_public=True)
        make_officer(Role.RECEPTION, login="tiepnhan", name="Đặng Thị Mai")
        db.session.remove()
    return hall


@pytest.fixture
def hall(built_hall: Hall) -> Iterator[Hall]:
    """The server, with a session of today for this test alone."""
    with built_hall.app.app_context():
        built_hall.session = make_session(*db.session.scalars(select(Officer)), on=today()).id
        db.session.remove()
    built_hall.come_into_reach()
    yield built_hall
    built_hall.go_out_of_reach()


class Tablet:
    """A browser with its profile on disk; it can lose its power, and be switched on again."""

    def __init__(self, playwright: Playwright, profile: Path, hall: Hall) -> None:
        self.playwright, self.profile, self.hall = playwright, profile, hall
        self.problems: list[str] = []
        self.context: BrowserContext
        self.page: Page

    def switch_on(self, offline: bool) -> Page:
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.profile),
            executable_path=find_chromium(),
            args=list(FLAGS),
            viewport={"width": 800, "height": 1280},
            base_url=self.hall.address,
            locale="vi-VN",
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(20_000)
        self.context.set_offline(offline)
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        return self.page

    def lose_power(self) -> None:
        """Kill every process of this browser at once, without a word."""
        for process in self._processes():
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        wait_until(lambda: not self._processes(), 10)
        with suppress(Error):
            self.context.close()

    def _processes(self) -> list[int]:
        mark, found = f"--user-data-dir={self.profile}".encode(), []
        for folder in Path("/proc").iterdir():
            with suppress(OSError):
                if folder.name.isdecimal() and mark in (folder / "cmdline").read_bytes().split(b"\0"):
                    found.append(int(folder.name))
        return found

    def sign_in(self, login: str = "tiepnhan") -> None:
        self.page.fill("#login", login)
        self.page.fill("#password", PASSWORD)
        self.page.click("main button.primary")

    def open(self) -> None:
        self.page.goto(self.hall.field)
        expect(self.page.locator("[data-open=opinion]")).to_be_visible()

    @property
    def lines(self) -> Any:
        return self.page.locator("[data-list] > li")


@pytest.fixture
def tablet(browser: Browser, tmp_path: Path, hall: Hall) -> Iterator[Tablet]:
    tablet = Tablet(_playwright_of(browser), tmp_path / "profile", hall)
    tablet.switch_on(offline=False)
    yield tablet
    with suppress(Error):
        tablet.context.close()
    assert not tablet.problems, tablet.problems


def _playwright_of(browser: Browser) -> Playwright:
    """Return the driver that the session's browser was started by; a second one cannot be started beside it."""
    from playwright.sync_api._generated import Playwright as Driver

    implementation = browser._impl_obj._browser_type._playwright  # type: ignore[attr-defined]
    return Driver(implementation)


def picture(number: int) -> bytes:
    """A photograph that is like no other."""
    out = io.BytesIO()
    noise = Image.effect_noise((320, 240), 60 + number)
    Image.merge("RGB", (noise, noise.rotate(90 * (number % 4)), Image.new("L", noise.size, number * 8))).save(
        out, "JPEG"
    )
    return out.getvalue()


def words_of(number: int) -> str:
    return f"Ý kiến số {number}: đường trước nhà còn ngập."


def write(page: Page, number: int, photo: bytes) -> None:
    """Fill in an opinion, with its photograph; it is not saved yet."""
    page.click("[data-open=opinion]")
    page.fill("#words", words_of(number))
    page.fill("#sender_name", "Trần Thị Mẫu")
    page.set_input_files("#photos", {"name": f"anh-{number}.jpg", "mimeType": "image/jpeg", "buffer": photo})
    expect(page.locator("#panel-opinion [data-thumbs] > li")).to_have_count(1)


def save(tablet: Tablet, expected: int) -> None:
    tablet.page.click("#panel-opinion .keep .primary")
    expect(tablet.page.locator("#panel-opinion")).to_be_hidden()
    expect(tablet.lines).to_have_count(expected)


def count_people(tablet: Tablet, number: int) -> None:
    tablet.page.click("[data-open=count]")
    tablet.page.fill("#attendees", str(number))
    tablet.page.click("#panel-count .keep .primary")
    expect(tablet.lines).to_have_count(1)


def be_ready(tablet: Tablet) -> None:
    """Sign in, open the page, and wait until it lies on the device."""
    tablet.page.goto(tablet.hall.field)
    tablet.sign_in()
    expect(tablet.page.locator("[data-net]")).to_contain_text("mở được cả khi mất mạng")


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


def all_sent(page: Page) -> None:
    """Press "Gửi ngay" as an impatient hand does, until everything is away."""
    done = page.locator("[data-net]").filter(has_text="Đã gửi hết")
    for _attempt in range(60):
        if done.count():
            return
        button = page.locator("[data-send-now]:visible")
        if button.count():
            with suppress(Error):
                button.click(timeout=300)
        page.wait_for_timeout(300)
    expect(done).to_be_visible()


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
    """On the device there are codes and states, and no word of anybody; in the worker's store not even those."""
    kept = page.evaluate(KEPT, hall.field)
    assert kept["files"] == [] and len(kept["items"]) == OPINIONS + 1
    assert all(item["state"] == "sent" and "typed" not in item for item in kept["items"])
    assert all(path.startswith("/static/") for path in kept["cached"]) and len(kept["cached"]) > 5
    for trace in ("Ý kiến số", "Trần Thị Mẫu", "GY-", "csrf"):
        assert trace not in kept["page"]


def test_what_the_server_refuses_stays_on_the_tablet_and_is_mended(hall: Hall, tablet: Tablet) -> None:
    be_ready(tablet)
    page = tablet.page
    page.evaluate("document.querySelector('#department').append(new Option('Phòng đã giải thể', 'Phòng đã giải thể'))")
    page.click("[data-open=opinion]")
    page.fill("#words", words_of(1))
    page.fill("#sender_name", "7 không phải tên")
    page.click("#panel-opinion .keep .primary")
    expect(page.locator("#panel-opinion [data-panel-error]")).to_contain_text("Họ và tên chỉ gồm chữ cái")
    page.fill("#sender_name", "Trần Thị Mẫu")
    page.get_by_label("Giao ngay cho bộ phận").check()
    page.select_option("#department", "Phòng đã giải thể")  # the page is of this morning, the office is not
    save(tablet, 1)
    line = page.locator("[data-list] > li[data-state=refused]")
    expect(line).to_contain_text("Bộ phận")
    expect(page.locator("[data-net]")).to_contain_text("1 mục cần sửa")
    line.locator("[data-row-edit]").click()
    expect(page.locator("#words")).to_have_value(words_of(1))
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
    expect(page.locator("[data-list] > li[data-state=sent]")).to_contain_text("GY-")
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
    page.click("[data-clear]")
    page.wait_for_url("**/can-bo")
    page.goto(hall.field)
    expect(page.locator("[data-empty]")).to_be_visible()
