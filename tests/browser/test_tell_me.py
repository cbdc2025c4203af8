"""“Báo cho tôi trên điện thoại này”: asked for, shown by the page's worker, opened, taken back; or blocked."""

import base64
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from cqtt.clock import now
from cqtt.dossiers.models import Dossier
from cqtt.extensions import db
from cqtt.notifications.actions import About, Message, announce_to_browsers
from cqtt.notifications.models import Channel, Connection, Notification, PushSubscription
from cqtt.notifications.push import shown
from cqtt.notifications.transport import Outgoing
from tests.browser.chromium import FLAGS, find_chromium
from tests.browser.conftest import DESKTOP, PHONE, OpenPage, Served
from tests.browser.test_feedback_path import office

POINT = ec.generate_private_key(ec.SECP256R1()).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
# No push service can be reached from here: the browser's own part of subscribing is said instead of asked.
KEYS = [base64.urlsafe_b64encode(raw).decode().rstrip("=") for raw in (POINT, b"0123456789abcdef")]
SUBSCRIBES = f"""
const [p256dh, auth] = {KEYS};
const made = {{ toJSON: () => ({{ endpoint: "https://push.example.com/abc", keys: {{ p256dh, auth }} }}) }};
PushManager.prototype.subscribe = async ({{ userVisibleOnly, applicationServerKey }}) => {{
  if (!userVisibleOnly || applicationServerKey.length !== 65) throw new Error("no such key");
  localStorage.setItem("asked", "1");
  return made;
}};
PushManager.prototype.getSubscription = async () => localStorage.getItem("asked") && made;
"""
SHOWN = """async () => {
  const worker = await navigator.serviceWorker.getRegistration("/bao-tin/");
  let words = [];
  for (let look = 0; !words.length && look < 200; look++) {
    await new Promise((done) => setTimeout(done, 50));
    words = await worker.getNotifications();
  }
  return words.map(({ title, body, data }) => [title, body, data]);
}"""
TAPPED = """async () => {
  const opened = [];
  Object.defineProperty(clients, "openWindow", { value: async (path) => opened.push(path) });
  const [word] = await registration.getNotifications();
  dispatchEvent(new NotificationEvent("notificationclick", { notification: word }));
  for (let look = 0; !opened.length && look < 200; look++) await new Promise((done) => setTimeout(done, 50));
  return [opened, (await registration.getNotifications()).length];
}"""


@pytest.fixture(scope="module")
def phone(browser: Browser) -> Iterator[Browser]:
    """The whole browser: the one without windows shows no word of a worker."""
    launched = browser.browser_type.launch(executable_path=find_chromium(), args=list(FLAGS))
    yield launched
    launched.close()


def open_dossier(served: Served, page: Page, permission: str = "granted") -> None:
    with office(served):
        db.session.merge(Connection(channel=Channel.PUSH, is_on=True, values={}, sealed={}))
    page.add_init_script(SUBSCRIBES)
    page.add_init_script(f"""
        Object.defineProperty(Notification, "permission", {{ get: () => "{permission}" }});
        Notification.requestPermission = async () => "{permission}";
    """)
    page.context.grant_permissions(["notifications"], origin=served.address)
    page.goto(served.links["processing"])


def told(served: Served) -> int:
    return len(served.rows("select id from push_subscription"))


def word_about(served: Served) -> tuple[bytes, str]:
    """Let something happen, and return what is pushed about it, with the link it leads to."""
    with office(served):
        (asked,) = db.session.scalars(select(PushSubscription))
        dossier = db.session.get_one(Dossier, asked.about_id)
        link = f"{served.address}/ho-so/mo/{dossier.token}"
        about = About("dossier", dossier.id, "resolve")
        announce_to_browsers("test-word", about, Message("Hồ sơ đã có kết quả", "", "", {}, link), now())
        db.session.flush()
        row = db.session.scalars(select(Notification).where(Notification.key.startswith("test-word"))).one()
        fields: dict[str, Any] = {"recipient": row.recipient, "subject": row.subject, "body": row.body}
        word = Outgoing(identity="a" * 32, sender_name="Xã An Phước", written_at=now(), facts=row.facts, **fields)
        db.session.delete(row)
        return shown(word), link.removeprefix(served.address)


def push(page: Page, word: bytes, address: str) -> None:
    """Bring a word to the browser as its push service does."""
    wire, found = page.context.new_cdp_session(page), []
    wire.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(event["registrations"]))
    wire.send("ServiceWorker.enable")
    page.wait_for_function("navigator.serviceWorker.getRegistration('/bao-tin/').then((one) => Boolean(one?.active))")
    (id,) = {one["registrationId"] for one in found if one["scopeURL"] == f"{address}/bao-tin/"}
    there = {"origin": address, "registrationId": id, "data": word.decode()}
    wire.send("ServiceWorker.deliverPushMessage", there)


def test_a_word_is_asked_for_shown_opened_and_taken_back(served: Served, phone: Browser) -> None:
    page = phone.new_context(viewport=PHONE, base_url=served.address, locale="vi-VN").new_page()
    open_dossier(served, page)
    part = page.locator("#bao-tin")
    part.get_by_role("button", name="Bật báo tin").click()
    expect(part).to_contain_text("Đã bật")
    assert told(served) == 1
    page.reload()
    expect(part).to_contain_text("Đã bật")
    word, path = word_about(served)
    push(page, word, served.address)
    assert page.evaluate(SHOWN) == [["Xã An Phước", "Hồ sơ đã có kết quả", path]]
    (worker,) = page.context.service_workers
    assert worker.evaluate(TAPPED) == [[path], 0]
    part.get_by_role("button", name="Thôi báo").click()
    expect(part.get_by_role("button", name="Bật báo tin")).to_be_focused()
    assert told(served) == 0


def test_where_the_browser_blocks_it_the_page_says_what_to_do(served: Served, open_page: OpenPage) -> None:
    page = open_page(DESKTOP)
    open_dossier(served, page, permission="denied")
    expect(page.locator("#bao-tin")).to_contain_text("đang chặn thông báo")
    expect(page.locator("#bao-tin").get_by_role("button")).to_have_count(0)


def test_without_scripts_nothing_is_offered(served: Served, open_page: OpenPage) -> None:
    page = open_page(javascript=False)
    open_dossier(served, page)
    expect(page.locator("#bao-tin")).to_be_hidden()
