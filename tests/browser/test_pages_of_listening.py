"""Every page of sessions, promises, pledges, the leaders' telephones and the counters: axe, and the narrowest phone."""

from datetime import timedelta

from werkzeug.routing import MapAdapter

from cqtt.clock import today
from tests.browser.conftest import DESKTOP, PHONE, OpenPage, Served
from tests.browser.look import Look
from tests.browser.pages_of_listening import (
    OF_COUNTERS,
    OF_EVERYBODY,
    OF_PLEDGES,
    OF_PROMISES,
    OF_RECEIVING,
    OF_SESSIONS,
    OF_SIGNERS,
)
from tests.browser.path import fill_date, sign_in

SESSIONS = "/can-bo/lang-nghe"
PROMISES = "/can-bo/viec-da-hua"
BOOK = "/can-bo/tiep-cong-dan"
ROSTER = "/quan-tri/lich-truc"
PLEDGES = "/quan-tri/cam-ket"
COUNTERS = "/quan-tri/quay"
HELD, COMING = 1, 2  # the sessions of the demonstration
ADD = "form.after .actions button"  # below the list to which it adds


def signed_in(open_page: OpenPage, rules: MapAdapter, login: str, javascript: bool = True) -> Look:
    look = Look(open_page(DESKTOP, javascript), rules, DESKTOP)
    sign_in(look.page, login)
    return look


def test_pages_of_everybody(open_page: OpenPage, rules: MapAdapter, served: Served) -> None:
    look = Look(open_page(PHONE), rules, PHONE)
    look.at("/lanh-dao", "/lanh-dao/1/goi-lai", "/lanh-dao/goi-lai/mau-goi-lai-so-0", "/cam-ket")
    look.mistakes("/lanh-dao/1/goi-lai", axe=True)
    look.at("/cam-ket/viec-da-hua", "/cam-ket/viec-da-hua?q=khong+co+gi+nhu+the")
    look.at(*(f"/cam-ket/viec-da-hua/{id}" for (id,) in served.rows("select min(id) from promise group by status")))
    look.at("/lang-nghe", f"/lang-nghe/{HELD}", f"/lang-nghe/{COMING}")
    look.done(OF_EVERYBODY)


def test_pages_of_sessions(open_page: OpenPage, rules: MapAdapter) -> None:
    look = signed_in(open_page, rules, "tiepnhan")
    held, coming = f"{SESSIONS}/{HELD}", f"{SESSIONS}/{COMING}"
    look.at(SESSIONS, f"{held}/ket-qua", f"{coming}/ket-qua", f"{coming}/ke-hoach", f"{coming}/huy")
    look.at(f"{held}/cong-bo", f"{held}/bien-ban-da-ky")
    look.mistakes(f"{coming}/huy")
    look.mistakes(f"{held}/cong-bo")
    look.page.locator("#summary").fill("Ông Nguyễn Văn Bảy, số 0900 000 777, hỏi về đường.")
    look.refused("what everybody would read, with somebody's name and number")
    look.mistakes(f"{held}/bien-ban-da-ky")
    look.overtaken(f"{coming}/ke-hoach", place="Trường tiểu học")
    look_at_cancelled(look)
    look_at_field(look, coming, "opinion", "promise", "dossier", "count")
    look.done(OF_SESSIONS)


def look_at_cancelled(look: Look) -> None:
    """One more session, which does not take place."""
    page = look.page
    look.mistakes(f"{SESSIONS}/them", axe=True)
    fill_date(page, "on", today() + timedelta(days=30))
    page.locator("#starts").fill("07:30")
    page.locator("#ends").fill("11:00")
    page.locator("#place").fill("Nhà văn hóa")
    for choice in ("#hamlet", "#chair"):
        page.locator(choice).select_option(index=1)
    look.press("a session that was planned")
    session = page.url.removesuffix("/ket-qua")
    page.goto(f"{session}/huy")
    page.locator("#reason").fill("Mưa bão.")
    look.press("a session that was cancelled")
    look.at(session.replace("/can-bo", ""), session)


def look_at_field(look: Look, session: str, *forms: str) -> None:
    """The page that is filled in the hamlet: each of its forms."""
    page = look.page
    look.at(session)
    for form in forms:
        page.goto(session)
        page.locator(f"[data-open={form}]").click()
        look.here(f"the field page: {form}")


def test_the_field_page_without_scripts(open_page: OpenPage, rules: MapAdapter) -> None:
    look = signed_in(open_page, rules, "lanhdao", javascript=False)
    look.at(f"{SESSIONS}/{COMING}", axe=False)  # axe is a script, too
    look.refused("an opinion that says nothing", axe=False)
    look.done(set())


def test_pages_of_promises(open_page: OpenPage, rules: MapAdapter, served: Served) -> None:
    look = signed_in(open_page, rules, "lanhdao")
    ids = dict(served.rows("select status, min(id) from promise group by status"))
    waiting, kept = f"{PROMISES}/{ids['open']}", f"{PROMISES}/{ids['kept']}"
    look.at(PROMISES, f"{PROMISES}?q=khong-co-gi", waiting, kept)
    look.at(f"{waiting}/doi-ngay", f"{waiting}/lam-xong", f"{waiting}/khong-lam-duoc", f"{kept}/lam-lai")
    for page in (f"{waiting}/doi-ngay", f"{waiting}/lam-xong", f"{waiting}/khong-lam-duoc", f"{kept}/lam-lai"):
        look.mistakes(page)
    look.mistakes(f"{PROMISES}/them", axe=True)
    look.page.locator("#words").fill("Sửa đường trước nhà ông Nguyễn Văn Bảy, 0900 000 777.")
    fill_date(look.page, "due_on", today() + timedelta(days=9))
    look.refused("a promise that names somebody")
    look.done(OF_PROMISES)


def test_pages_of_receiving(open_page: OpenPage, rules: MapAdapter) -> None:
    look = signed_in(open_page, rules, "lanhdao")
    page = look.page
    look.at("/can-bo/goi-lai", ROSTER, f"{ROSTER}/tiep-dan", BOOK, f"{BOOK}?q=khong-co-ai", f"{BOOK}/4")
    look.at(f"{BOOK}?tu-ngay=2026-02-30", status=422)
    page.goto("/can-bo/goi-lai")
    page.locator("main .card details summary").first.click()
    look.refused("a call that ended without a word", button="main .card details[open] form button")
    page.goto(ROSTER)
    look.refused("a shift of nobody", button=ADD)
    page.goto(f"{ROSTER}/tiep-dan")
    look.refused("a reception by nobody", button=ADD)
    page.goto(ROSTER)
    page.locator("form[action$='/bo'] button").first.click()
    look.here("a shift that was taken out")
    look.mistakes(f"{BOOK}/them", axe=True)
    look.mistakes(f"{BOOK}/1")
    look.overtaken(f"{BOOK}/1", matter="Đề nghị làm thêm đèn đường, viết trong lúc đồng nghiệp cũng sửa.")
    look.done(OF_RECEIVING)


def test_pages_of_pledges(open_page: OpenPage, rules: MapAdapter, served: Served) -> None:
    # Somebody who has never signed, and whose password no other test of the same demonstration changes.
    signer = signed_in(open_page, rules, "quantri2")
    signer.at("/can-bo/cam-ket")
    signer.mistakes("/can-bo/cam-ket", axe=True)
    signer.done(OF_SIGNERS)
    look = signed_in(open_page, rules, "quantri")
    ((pledge, officer),) = served.rows("select id, officer_id from pledge where way = 'sheet' limit 1")
    never = served.rows("select id from officer where login = 'quantri2'")[0][0]
    look.at(PLEDGES, f"{PLEDGES}?q=khong-co-ai", f"{PLEDGES}/{officer}", f"{PLEDGES}/{never}")
    look.at("/can-bo/cam-ket", f"{PLEDGES}/{officer}/{pledge}/rut")
    look.mistakes(f"{PLEDGES}/{never}")
    look.mistakes(f"{PLEDGES}/{officer}/{pledge}/rut")
    look.done(OF_PLEDGES)


def test_pages_of_counters(open_page: OpenPage, rules: MapAdapter) -> None:
    look = signed_in(open_page, rules, "quantri")
    page = look.page
    look.at(COUNTERS, f"{COUNTERS}/1")
    page.goto(COUNTERS)
    page.locator("main details summary").first.click()
    look.here("a counter with its code")
    look.mistakes(f"{COUNTERS}/them", axe=True)
    look.mistakes(f"{COUNTERS}/1")
    look.overtaken(f"{COUNTERS}/1", description="Một lời tả khác, viết trong lúc đồng nghiệp cũng sửa.")
    page.goto("/quan-tri/can-bo/1")
    look.refused("no photograph", button="#anh form[action$='/anh'] button")
    look.done(OF_COUNTERS)


def test_dark_pages_of_listening(open_page: OpenPage, rules: MapAdapter, served: Served) -> None:
    page = open_page(PHONE)
    page.emulate_media(color_scheme="dark")
    look = Look(page, rules, PHONE)
    look.at("/lanh-dao", "/cam-ket", "/cam-ket/viec-da-hua", f"/lang-nghe/{HELD}", "/phan-anh", "/phan-anh/gui")
    ((answered,),) = served.rows("select max(token) from feedback where status = 'answered'")
    page.goto(f"/phan-anh/mo/{answered}")
    look.here("an answer")
    sign_in(page, "lanhdao")
    ((secret,),) = served.rows("select min(id) from feedback where is_conduct")
    ((public,),) = served.rows("select min(id) from feedback where is_published")
    look.at("/can-bo", "/can-bo/phan-anh", f"/can-bo/phan-anh/{secret}", f"/can-bo/phan-anh/{public}/cong-khai")
    look.at("/can-bo/goi-lai", ROSTER, BOOK, f"{SESSIONS}/{HELD}/ket-qua", f"{SESSIONS}/{COMING}", PROMISES)
    look.at("/can-bo/cam-ket")
    look.done(set())
