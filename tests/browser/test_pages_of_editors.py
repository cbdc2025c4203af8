"""Every page on which administrators keep the procedures, looked at: nothing too wide, nothing for axe to find."""

from playwright.sync_api import expect
from werkzeug.routing import MapAdapter

from cqtt.vocabulary.listing import key_of
from tests.browser.conftest import DESKTOP, OpenPage
from tests.browser.look import Look
from tests.browser.path import sign_in
from tests.browser.test_every_page import OF_CATALOGUE, OF_EDITORS

ALL = "/quan-tri/thu-tuc"
ONE = f"{ALL}/1.001193"
FORM = f"{ONE}/cau-hoi"
NAMES = "/quan-tri/tra-cuu"
POSTERS = "/quan-tri/to-ma"


def editor(open_page: OpenPage, rules: MapAdapter) -> Look:
    look = Look(open_page(DESKTOP), rules, DESKTOP)
    sign_in(look.page, "quantri")
    return look


def test_pages_of_editors(open_page: OpenPage, rules: MapAdapter) -> None:
    look = editor(open_page, rules)
    page = look.page
    look.at(ALL, f"{ALL}?q=khong-co-gi", f"{ALL}/cong-bo", f"{ALL}/them", f"{ONE}/cach-nop", f"{ONE}/cach-nop/xem")
    look.at(ONE, f"{ALL}/2.000986", f"{ONE}/ngung", f"{ONE}/ngung/tim?find=kết hôn", axe=False)
    look.mistakes(f"{ALL}/them", axe=True)
    page.locator("#name").fill("Cấp giấy đi đường")
    page.locator("#field").select_option(index=1)
    look.press("the first page of a new procedure", axe=False)
    fresh = page.url.removesuffix("/sua")
    look.at(f"{fresh}/xoa", fresh)
    look.at(f"{ONE}/sua", f"{ONE}/sua/le-phi")
    look.at(FORM, f"{FORM}/chon-loai", f"{FORM}/them-cau?loai=nhom", f"{FORM}/ten_tre", f"{FORM}/ten_tre/bo")
    look.at(f"{FORM}/lay-tu-thu-tuc?tu=1.000656", f"{ONE}/xem-truoc/cau-hoi")
    look.mistakes(f"{FORM}/them-cau?loai=chon-mot")
    page.goto(f"{FORM}/ten_tre")
    page.locator("#label").fill("Họ, chữ đệm và tên của em bé")
    look.press("the form after a change", axe=False)
    look.at(f"{ONE}/cong-bo", f"{ONE}/so-sanh", f"{ONE}/lich-su", f"{ONE}/xem-truoc", f"{ONE}/khoi-phuc/1")
    look.at(f"{ONE}/ngung", f"{ONE}/ngung/tim?find=kết hôn")
    look.mistakes(f"{ONE}/cong-bo")
    look.mistakes(f"{ONE}/ngung")
    look_at_many(look)
    look.done(OF_EDITORS)


def look_at_many(look: Look) -> None:
    """Many procedures at once: what would change, and what was changed."""
    page = look.page
    page.goto(f"{ALL}?q=ket+hon")
    page.locator("input[name=chon]").first.check()
    page.locator("select[name=viec]").select_option("phong")
    look.press("many procedures to be given to a department", button="main button[formaction], main .bulk button")
    page.locator("#department").select_option(index=1)
    look.press("what would change for many")
    look.press("what was changed for many")


def test_pages_around_the_catalogue(open_page: OpenPage, rules: MapAdapter) -> None:
    look = editor(open_page, rules)
    page = look.page
    look_at_names(look)
    look_at_posters(look)
    look.at(f"{ALL}/nhap", f"{ALL}/xuat")
    page.goto(f"{ALL}/nhap")
    page.locator("input[type=file]").set_input_files(
        [{"name": "a.yaml", "mimeType": "text/yaml", "buffer": b"schema_version: 9"}]
    )
    look.refused("an import that cannot be read")
    empty = b"schema_version: 2\nprocedures: []\nfields: []\nlife_events: []\nold_codes: []\n"
    page.goto(f"{ALL}/nhap")
    page.locator("input[type=file]").set_input_files([{"name": "a.yaml", "mimeType": "text/yaml", "buffer": empty}])
    look.press("what an import would change")
    look.at("/quan-tri/tin")
    look.mistakes("/quan-tri/tin/them", axe=True)
    page.locator("#title").fill("Cúp điện thứ Tư")
    page.locator("#body").fill("Từ **7 giờ** đến 11 giờ.\n\n- Ấp 1\n- Ấp 2")
    look.press("the news with one more")
    page.get_by_role("link", name="Cúp điện thứ Tư").click()
    look.here("an announcement to be changed")
    page.goto("/tin")
    page.get_by_role("link", name="Cúp điện thứ Tư").click()
    look.here("an announcement")
    look.done(OF_CATALOGUE)


def look_at_names(look: Look) -> None:
    """Everyday names, headings, and words that were searched in vain."""
    page = look.page
    for _twice in range(2):
        page.goto("/thu-tuc?q=karaoke")
    look.at(NAMES, f"{NAMES}/dat-ten?chu={key_of('karaoke')}", f"{NAMES}/ten-goi", f"{NAMES}/ten-goi/1.001193")
    look.at(f"{NAMES}/ten-goi/1.001193/thu")
    look.at(f"{NAMES}/su-kien", f"{NAMES}/su-kien/them", f"{NAMES}/su-kien/sinh-con", f"{NAMES}/su-kien/sinh-con/xoa")
    look.at(f"{NAMES}/su-kien/sinh-con/thu-tuc", f"{NAMES}/su-kien/sinh-con/thu-tuc?q=khai sinh", f"{NAMES}/linh-vuc")
    look.mistakes(f"{NAMES}/linh-vuc/them")


def look_at_posters(look: Look) -> None:
    """Papers with codes: chosen, ordered, waited for; where they hang, and how often they were scanned."""
    page = look.page
    look.at(POSTERS, f"{POSTERS}?loai=quay", f"{POSTERS}/in?loai=thu-tuc&het=1&nhom=Hộ+tịch", f"{POSTERS}/luot-quet")
    look.mistakes(f"{POSTERS}/noi-dan", axe=True)
    page.locator("#name").fill("Nhà văn hóa Ấp 7")
    look.press("one more place")
    look.at(f"{POSTERS}/noi-dan/1")
    page.goto(f"{POSTERS}/in?loai=quay&het=1")
    look.press("an order that waits to be made")
    expect(page.locator("main")).to_contain_text("tờ")
