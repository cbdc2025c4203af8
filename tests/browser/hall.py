"""The hall of a hamlet for tests: a server that may be out of reach, and a tablet whose power may go."""

import io
import os
import signal
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Error, Locator, Page, Playwright, expect
from sqlalchemy import select

from cqtt import create_app
from cqtt.clock import today
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.roles import Role
from tests.browser.conftest import FLAGS, find_chromium, serving
from tests.conftest import make_settings
from tests.factories import PASSWORD, make_commune, make_officer
from tests.listening.sessions import make_session
from tests.live_server import free_port, wait_until


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


def build_hall(folder: Path) -> Hall:
    """A server with its own data, a leader and two officers of reception."""
    hall = Hall(folder)
    with hall.app.app_context():
        db.create_all()
        make_commune()
        make_officer(Role.LEADER, login="lanhdao", name="Nguyễn Minh Khang", is_leader=True, is_public=True)
        make_officer(Role.RECEPTION, login="tiepnhan", name="Đặng Thị Mai")
        db.session.remove()
    return hall


@contextmanager
def session_of_today(hall: Hall) -> Iterator[Hall]:
    """The server within reach, with a session for one test alone."""
    with hall.app.app_context():
        hall.session = make_session(*db.session.scalars(select(Officer)), on=today()).id
        db.session.remove()
    hall.come_into_reach()
    yield hall
    hall.go_out_of_reach()


class Tablet:
    """A browser with its profile on disk; it can lose its power, and be switched on again."""

    def __init__(self, playwright: Playwright, profile: Path, hall: Hall, flags: tuple[str, ...] = ()) -> None:
        self.playwright, self.profile, self.hall, self.flags = playwright, profile, hall, flags
        self.problems: list[str] = []
        self.context: BrowserContext
        self.page: Page

    def switch_on(self, offline: bool) -> Page:
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.profile),
            executable_path=find_chromium(),
            args=[*FLAGS, *self.flags],
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
    def lines(self) -> Locator:
        return self.page.locator("[data-list] > li")


@contextmanager
def tablet_in(hall: Hall, browser: Browser, profile: Path, *flags: str) -> Iterator[Tablet]:
    """A tablet that is on; no script of a page may have failed when it is put away."""
    tablet = Tablet(_playwright_of(browser), profile, hall, flags)
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
