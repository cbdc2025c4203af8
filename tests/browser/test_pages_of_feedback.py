"""Every page on which people say something and officers answer it: nothing too wide, nothing for axe to find."""

import re

from playwright.sync_api import Page, expect
from werkzeug.routing import MapAdapter

from tests.browser.conftest import DESKTOP, PHONE, OpenPage, Served
from tests.browser.look import Look
from tests.browser.pages_of_listening import OF_HANDLERS, OF_HEAD, OF_SENDERS, OF_SETTINGS
from tests.browser.path import sign_in
from tests.dossiers.citizen import photo
from tests.uploads.recordings import webm

SEND = "/phan-anh/gui"
INBOX = "/can-bo/phan-anh"
SETTINGS = "/quan-tri/phan-anh"
ON = "button.primary[form=noi]"  # it stands below the photographs, outside the form that it sends
SEE = "#publish > .actions button"
NOISE = "Quán hát ở gần trường học mở nhạc lớn, nhà có người già không ngủ được."  # as the demonstration has it, too


def test_pages_of_senders(open_page: OpenPage, rules: MapAdapter, served: Served) -> None:
    look = Look(open_page(PHONE), rules, PHONE)
    look.at("/phan-anh", "/phan-anh?q=khong+co+gi+nhu+the", "/phan-anh/khieu-nai-to-cao", "/phan-anh/tra-cuu")
    look.mistakes("/phan-anh/tra-cuu", axe=True)
    look.page.goto("/phan-anh")
    look.page.locator("#found .heard > li > p a").first.click()
    look.here("what everybody reads of one")
    look.at(SEND, f"{SEND}?ve=thai-do")
    look_at_conduct(look)
    look_at_following(look)
    look_at_sending(look)
    look.at(SEND, "/phan-anh/tra-cuu")
    look_at_what_was_sent(look, served)
    look.done(OF_SENDERS)


def begin(look: Look, saying: str) -> None:
    look.page.goto(SEND)
    look.press(f"the words: {saying}", button=f"button[value={saying}]")


def look_at_conduct(look: Look) -> None:
    """How somebody was treated, and what somebody did well; and a look at the whole that lacks everything."""
    begin(look, "praise")
    begin(look, "conduct")
    look.refused("conduct with mistakes", button=ON)
    look.at(look.page.url.replace("/noi-dung", "/xem-truoc"))


def look_at_following(look: Look) -> None:
    """What somebody else has said already may be followed instead."""
    page = look.page
    begin(look, "report")
    page.locator("#words").fill(NOISE)
    page.locator("#topic_id").select_option("Tiếng ồn")
    look.press("who says it", axe=False, button=ON)
    page.get_by_label("Không để tên").check()
    look.press("the whole, and something like it")
    page.get_by_role("link", name="Theo dõi việc này").first.click()
    look.here("following instead of sending")
    page.locator("#phone").fill("12")
    look.refused("following with a number that is none")
    page.locator("#phone").fill("")
    look.press("what is followed")


def look_at_sending(look: Look) -> None:
    """From the words to the code, with mistakes on the way, a photograph and a recording."""
    begin(look, "report")
    look.refused("the words with mistakes", button=ON)
    say(look.page)
    look.here("the words with a photograph")
    look.press("who says it, after the words", button=ON)
    look.refused("who says it with mistakes")
    tell_who(look.page)
    look.press("the whole before it is sent")
    look.press("the code to keep")


def say(page: Page) -> None:
    """Write, speak and photograph something new."""
    page.locator("#words").fill("Cầu gỗ qua rạch bị gãy một tấm ván, nói thêm trong ghi âm.")
    page.locator("#topic_id").select_option("Khác")
    page.locator("input[name=voice]").set_input_files(
        [{"name": "loi.webm", "mimeType": "audio/webm", "buffer": webm()}]
    )
    page.locator("#anh-tep").set_input_files([{"name": "cầu.jpg", "mimeType": "image/jpeg", "buffer": photo()}])
    expect(page.locator("#anh li img").first).to_be_visible()


def tell_who(page: Page) -> None:
    page.locator("#sender_name").fill("Trần Thị Thử")
    page.locator("#phone").fill("0900 000 777")


def look_at_what_was_sent(look: Look, served: Served) -> None:
    """A sender's page in each state; the answer judged, and asked to be looked at again."""
    page = look.page
    ((just_sent,),) = served.rows("select code from feedback order by id desc limit 1")
    look.mistakes(f"/phan-anh/{just_sent}/sua-loi", axe=True)
    page.locator("#words").fill("Cầu gỗ qua rạch gãy một tấm ván, nhà chị Lan 0912 345 678 biết rõ.")
    look.press("the words changed", button="#sua-loi .actions button")
    look.at(f"/phan-anh/{just_sent}/sua-loi")
    sent = served.rows("select status, token from feedback where not is_conduct group by status, is_published")
    for status, token in sent + served.rows("select 'conduct', token from feedback where is_conduct"):
        page.goto(f"/phan-anh/mo/{token}")
        look.here(f"what was sent: {status}")
    ((token, code),) = served.rows(
        "select token, code from feedback where status = 'answered' and rated_at is null limit 1"
    )
    page.goto(f"/phan-anh/mo/{token}")
    look.at(f"/phan-anh/{code}/cat-di")
    page.goto(f"/phan-anh/{code}")
    look.refused("an answer judged without a mark", button="form[action$='/danh-gia'] button")
    look.mistakes(f"/phan-anh/{code}/mo-lai", axe=True)
    page.locator("#reason").fill("Ghế vẫn chưa có.")
    look.press("what is looked at again")


def send_with_voice(page: Page) -> None:
    """Send something with a recording, as a citizen."""
    page.goto(SEND)
    page.locator("button[value=report]").click()
    say(page)
    page.locator(ON).click()
    tell_who(page)
    page.locator("main form .actions button").click()
    page.locator("main form .actions button").click()
    expect(page).to_have_url(re.compile("/da-gui$"))


def test_pages_of_handlers(open_page: OpenPage, rules: MapAdapter, served: Served) -> None:
    send_with_voice(open_page(PHONE))
    look = Look(open_page(DESKTOP), rules, DESKTOP)
    sign_in(look.page, "tiepnhan")
    look.at(INBOX, f"{INBOX}?kenh=online")
    look.page.locator("input[name=tim]").fill("không có gì như thế")
    look.page.locator("input[name=tim]").press("Enter")
    expect(look.page.locator("#inbox")).to_contain_text("Không có góp ý nào như vậy")
    look.here("an inbox without what was looked for")
    one_each = "select min(id) from feedback where not is_conduct group by status, is_published"
    look.at(*(f"{INBOX}/{id}" for (id,) in served.rows(one_each)))
    look_at_moves(look, served)
    look_at_publishing(look, served)
    look.at(f"{INBOX}/cuoc-goi")
    look.mistakes(f"{INBOX}/cuoc-goi", axe=True)
    look.page.locator("#words").fill("Nước máy yếu cả tuần.")
    look.press("a call that was written down")
    look.done(OF_HANDLERS)


def look_at_moves(look: Look, served: Served) -> None:
    """What may be done to something new: typed down, given away, put under another heading, joined, turned down."""
    ((spoken,),) = served.rows("select max(feedback_id) from feedback_file where kind = 'voice'")
    ((other,),) = served.rows("select code from feedback where status = 'assigned' limit 1")
    new = f"{INBOX}/{spoken}"
    moves = ("giao", "phan-loai", "ve-thai-do", "khong-giai-quyet", "gop", "ghi-chu", "go-lai", "tra-loi")
    look.at(new, *(f"{new}/{move}" for move in moves), f"{new}/gop?ma={other}")
    look.at(f"{new}/gop?ma=GY-000-0000", axe=False)
    for move in ("ve-thai-do", "khong-giai-quyet", "ghi-chu", "go-lai", "tra-loi"):
        look.mistakes(f"{new}/{move}")
    look.overtaken(f"{new}/ghi-chu", note="Viết trong lúc đồng nghiệp cũng làm.")


def look_at_publishing(look: Look, served: Served) -> None:
    """What everybody would read: chosen, looked at, and taken down again."""
    page = look.page
    ((id,),) = served.rows(
        "select feedback_id from feedback_file f join feedback on feedback.id = feedback_id"
        " where not is_published and consent <> 'none' and f.kind = 'photo' and status = 'assigned' limit 1",
    )
    look.at(f"{INBOX}/{id}/cong-khai")
    page.locator("input[name=anh]").first.check()
    look.press("as everybody would see it", button=SEE)
    page.locator("#text").fill("")
    look.refused("nothing to be seen", button=SEE)
    ((public,),) = served.rows("select id from feedback where is_published limit 1")
    look.at(f"{INBOX}/{public}/cong-khai", f"{INBOX}/{public}/go-xuong")
    look.mistakes(f"{INBOX}/{public}/go-xuong")


def test_pages_of_the_head(open_page: OpenPage, rules: MapAdapter, served: Served) -> None:
    look = Look(open_page(DESKTOP), rules, DESKTOP)
    sign_in(look.page, "lanhdao")
    ((secret,),) = served.rows("select id from feedback where is_conduct and about_officer_id is not null limit 1")
    ((answered,),) = served.rows("select id from feedback where status = 'answered' and rated_at is not null limit 1")
    ((rejected,),) = served.rows("select id from feedback where status = 'rejected' limit 1")
    look.at(INBOX, f"{INBOX}/{secret}", f"{INBOX}/{secret}/tra-loi")
    look.at(f"{INBOX}/{answered}/bo-sung", f"{INBOX}/{answered}/khep", f"{INBOX}/{rejected}/xem-lai")
    look.mistakes(f"{INBOX}/{answered}/bo-sung")
    look.mistakes(f"{INBOX}/{rejected}/xem-lai")
    look.done(OF_HEAD)


def test_pages_of_the_settings_of_feedback(open_page: OpenPage, rules: MapAdapter) -> None:
    look = Look(open_page(DESKTOP), rules, DESKTOP)
    sign_in(look.page, "quantri")
    look.at(SETTINGS, f"{SETTINGS}/linh-vuc/1", f"{SETTINGS}/nguoi-nhan", f"{SETTINGS}/thoi-han")
    look.at(f"{SETTINGS}/cau-tra-loi", f"{SETTINGS}/cau-tra-loi?linh-vuc=chung", f"{SETTINGS}/cau-tra-loi/1")
    look.mistakes(f"{SETTINGS}/linh-vuc/them", axe=True)
    look.mistakes(f"{SETTINGS}/cau-tra-loi/them", axe=True)
    look.page.goto(f"{SETTINGS}/thoi-han")
    look.page.locator("#sort_days").fill("0")
    look.refused("limits that leave no time")
    look.overtaken(f"{SETTINGS}/linh-vuc/1", name="Đường sá, cầu cống")
    look.overtaken(f"{SETTINGS}/thoi-han", sort_days="3")
    look.done(OF_SETTINGS)
