"""A real browser against a real server; where none can be had, skipped aloud."""

import logging
import os
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright
from sqlalchemy import select
from werkzeug.routing import MapAdapter
from werkzeug.serving import make_server

from cqtt import create_app
from cqtt.clock import now
from cqtt.dossiers.models import Dossier
from cqtt.extensions import db
from cqtt.upkeep import demonstration
from tests.browser.chromium import FLAGS, find_chromium, find_quickest, install_what_is_missing
from tests.conftest import make_settings
from tests.dossiers.citizen import photo
from tests.live_server import free_port

expect.set_options(timeout=15_000)
__all__ = ["FLAGS", "find_chromium"]
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1366, "height": 768}
OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder, so that `-m browser` picks them and nothing else."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    why_not = install_what_is_missing()
    path = find_quickest()
    if path is None:
        assert not os.environ.get("CI"), f"in CI the browser tests must run: {why_not}"
        pytest.skip(why_not)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@dataclass(frozen=True)
class Served:
    """A running server that holds the demonstration, and the secret link of a dossier in each state."""

    address: str
    links: dict[str, str]
    database: Path

    def end_all_sign_ins(self) -> None:
        """End every officer's session on the server, as time does; the browsers keep their cookies."""
        with sqlite3.connect(self.database) as connection:
            connection.execute("delete from staff_session")
        connection.close()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What the database holds now."""
        with closing(sqlite3.connect(self.database)) as connection:
            return connection.execute(query).fetchall()


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    data: Path = tmp_path_factory.mktemp("site")
    address = f"http://127.0.0.1:{free_port()}"
    (scans := tmp_path_factory.mktemp("scanner")).joinpath("quet-001.jpg").write_bytes(photo())
    app: Flask = create_app(make_settings(data, base_url=address, scans=scans))
    with app.app_context():
        db.create_all()
        demonstration.fill(now())
        db.session.commit()
        links = {dossier.status.value: f"/ho-so/mo/{dossier.token}" for dossier in db.session.scalars(select(Dossier))}
        db.session.remove()
    with serving(app, address):
        yield Served(address, links, data / "cqtt.db")


@contextmanager
def serving(app: Callable[..., Iterable[bytes]], address: str) -> Iterator[None]:
    """Answer at this address for as long as the block lasts."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    try:
        server = make_server("127.0.0.1", int(address.rpartition(":")[2]), app, threaded=True)
    except SystemExit as taken:  # pytest could not try again after a fixture that asked for the end of everything
        raise OSError(f"{address} is taken") from taken
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def site(served: Served) -> str:
    """The address of the server."""
    return served.address


@pytest.fixture
def links(served: Served) -> dict[str, str]:
    """The secret link of a dossier of the demonstration, by its state."""
    return served.links


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator[OpenPage]:
    """Open a page of a fresh browser. An error on its console, or an address elsewhere, fails the test."""
    problems: list[str] = []
    contexts = []

    def watch(request: Request) -> None:
        """Note an address elsewhere. Watching, unlike stopping each request, leaves the browser its cache."""
        if not request.url.startswith((site, "data:", "blob:")):
            problems.append(f"asked for {request.url}")

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and "the server responded with a status of 4" not in message.text:
            problems.append(message.text)

    def open_one(viewport: dict[str, int] = PHONE, javascript: bool = True) -> Page:
        context = browser.new_context(
            viewport=viewport, java_script_enabled=javascript, base_url=site, locale="vi-VN", reduced_motion="reduce"
        )
        context.set_default_timeout(20_000)
        context.on("request", watch)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", listen)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not problems, problems


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> MapAdapter:
    """The addresses of the product."""
    return create_app(make_settings(tmp_path_factory.mktemp("rules"))).url_map.bind("")
