"""Every page about messages and about what is broken: axe, and the narrowest phone."""

from collections.abc import Iterator
from contextlib import contextmanager
from secrets import token_hex

from playwright.sync_api import expect
from werkzeug.routing import MapAdapter

from cqtt.clock import now
from cqtt.extensions import db
from cqtt.notifications.models import Channel, Connection, DeliveryStatus, Notification
from tests.browser.conftest import PHONE, OpenPage, Served
from tests.browser.look import Look
from tests.browser.pages_of_letters import OF_EQUIPMENT, OF_MESSAGES
from tests.browser.test_feedback_path import office
from tests.browser.test_pages_of_listening import signed_in
from tests.browser.test_tell_me import open_dossier

MESSAGES = "/quan-tri/tin-nhan"
WAYS = ("thu-dien-tu", "sms", "zalo")


def fail_one(served: Served) -> None:
    """Let a message about a dossier be given up."""
    with office(served):
        lost = Notification(key=f"lost-{token_hex(4)}", about_kind="dossier", about_id=1, event="accept")
        lost.channel, lost.recipient, lost.status = Channel.SMS, "0900000061", DeliveryStatus.FAILED
        lost.subject = lost.body = "Hồ sơ đã được tiếp nhận."
        lost.created_at = lost.due_at = now()
        lost.tries, lost.problem = 8, "Nhà cung cấp không nhận số này: invalid_msisdn_" + "x" * 60
        db.session.add(lost)


@contextmanager
def zalo_on(served: Served) -> Iterator[None]:
    """Let Zalo be in use for as long as the block lasts: other tests of the same demonstration send by hand."""
    with office(served):
        db.session.merge(Connection(channel=Channel.ZALO, is_on=True, values={"app_id": "1"}, sealed={}))
    yield
    with office(served):
        db.session.delete(db.session.get_one(Connection, Channel.ZALO))


def test_pages_of_messages(open_page: OpenPage, rules: MapAdapter, served: Served) -> None:
    fail_one(served)
    look = signed_in(open_page, rules, "quantri")
    pages = ("khong-gui-duoc", "khong-gui-duoc?kenh=zalo", "gui-tay", "thong-bao", "gio-yen-tinh", "su-kien/mac-dinh")
    look.at(
        MESSAGES, *(f"{MESSAGES}/{page}" for page in pages), f"{MESSAGES}/sms?vi-du=speedsms", "/quan-tri/tinh-trang"
    )
    look.overtaken(f"{MESSAGES}/gio-yen-tinh")
    for way in WAYS:
        look.at(f"{MESSAGES}/{way}", f"{MESSAGES}/{way}/gui-thu")
        look.mistakes(f"{MESSAGES}/{way}", axe=True)
    look_at_events(look, served)
    look_at_trials(look)
    look.done(OF_MESSAGES)


def test_pages_of_equipment(open_page: OpenPage, rules: MapAdapter) -> None:
    look = signed_in(open_page, rules, "quantri")
    page, equipment = look.page, "/can-bo/thiet-bi"
    look.at(*(f"{equipment}?muc={part}" for part in ("cho-sua", "toi-bao", "da-sua")))
    look.mistakes(f"{equipment}/bao-hong", axe=True)
    page.goto(f"{equipment}/bao-hong")
    page.get_by_label("Máy in").check()
    page.locator("#place").fill("Phòng tiếp công dân, dãy nhà phía sau trụ sở cũ của Ủy ban")
    page.locator("#words").fill("Kẹt giấy ở khay dưới, mã lỗi_" + "E" * 60)
    look.press("what one has reported")
    page.goto(equipment)
    mending = page.get_by_role("link", name="Đã sửa Máy in").get_attribute("href") or ""
    look.at(equipment, mending, "/quan-tri/tinh-trang")
    look.mistakes(mending, axe=True)
    page.locator("#what").fill("Đã thay trục cuốn giấy.")
    look.press("what works again")
    look.done(OF_EQUIPMENT)


def look_at_events(look: Look, served: Served) -> None:
    """The table of events and channels, with and without the numbers of Zalo's texts; all groups open."""
    page, events = look.page, f"{MESSAGES}/su-kien"
    look.at(events)
    with zalo_on(served):
        page.goto(events)
        page.locator("main details").evaluate_all("all => all.forEach(one => { one.open = true; })")
        look.here("events with the numbers of texts")
        page.locator("main input[type=text]").first.fill("không phải số mẫu !!!")
        look.send()
        look.here("events after a number that is none")
        look.at(f"{MESSAGES}/zalo", f"{MESSAGES}/zalo/gui-thu", MESSAGES, "/quan-tri/tinh-trang")
    look.overtaken(events)


def look_at_trials(look: Look) -> None:
    """A trial without a number, and one on a channel that nobody has set up: nothing leaves the house."""
    for way, to in (("thu-dien-tu", "thu@example.vn"), ("sms", "0900000041")):
        look.mistakes(f"{MESSAGES}/{way}/gui-thu")
        look.page.locator("#recipient").fill(to)
        look.press(f"what a trial came to: {way}")
        expect(look.page.locator("main")).to_contain_text("chưa cài đặt")


def test_what_is_offered_on_a_telephone(open_page: OpenPage, rules: MapAdapter, served: Served) -> None:
    for permission in ("granted", "denied"):
        look = Look(open_page(PHONE), rules, PHONE)
        open_dossier(served, look.page, permission)
        expect(look.page.locator("#bao-tin")).to_be_visible()
        look.here(f"words on this telephone: {permission}")
        look.done({"dossiers.show"})
