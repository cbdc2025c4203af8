"""Every page on which letters are written, signed, printed and read: axe, and the narrowest phone."""

from playwright.sync_api import expect
from sqlalchemy import select
from werkzeug.routing import MapAdapter

from cqtt.clock import now
from cqtt.dossiers.consents import agree
from cqtt.dossiers.models import Dossier
from cqtt.extensions import db
from cqtt.letters.drafting import CONSENT
from cqtt.letters.models import LetterPrint, PrintStatus
from cqtt.letters.printing import print_store
from cqtt.upkeep.demonstration import PASSWORD
from tests.browser.conftest import DESKTOP, PHONE, OpenPage, Served
from tests.browser.look import Look
from tests.browser.pages_of_letters import (
    OF_LETTER,
    OF_LETTER_TEXTS,
    OF_PRINTING,
    OF_READERS,
    OF_SIGNING,
    OF_WRITING,
)
from tests.browser.path import clear, sign_in
from tests.browser.test_feedback_path import office
from tests.browser.test_pages_of_listening import signed_in
from tests.letters.lists import HEAD, many, workbook

LETTERS = "/can-bo/thu"
APPROVE, WRITE, PRINTS, LIST = (f"{LETTERS}/{name}" for name in ("duyet", "viet", "in", "danh-sach"))
TEXTS = "/quan-tri/mau-thu"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AND_SEND = "button[formaction*='duyet-va-gui']"
REWRITE = "main form[action$='viet-lai'] button"
PREVIEW = "button[formaction*='/xem-t']"


def one_of(served: Served, **wanted: str) -> str:
    """The page of a letter of the demonstration that is so."""
    said = " and ".join(f"{name} = '{value}'" for name, value in wanted.items())
    return f"{LETTERS}/{served.rows(f'select min(id) from letter where {said}')[0][0]}"


def test_pages_of_a_letter(open_page: OpenPage, rules: MapAdapter, served: Served) -> None:
    look = signed_in(open_page, rules, "lanhdao")
    states = served.rows("select min(id) from letter group by status, way, returned_at is null, number is null")
    look.at(*(f"{LETTERS}/{id}" for (id,) in states))
    draft, late = one_of(served, status="draft", language="en"), one_of(served, status="draft", occasion="late")
    sent, approved = one_of(served, status="sent", way="handed"), one_of(served, status="approved")
    look.at(late, draft, f"{draft}/sua", f"{late}/sua", f"{draft}/duyet", f"{draft}/bo", f"{approved}/bo")
    look.at(f"{sent}/tra-lai", one_of(served, status="draft", occasion="death") + "/duyet")
    look.at(f"{sent}/sua", status=409)
    for page in (f"{draft}/sua", f"{late}/sua", f"{draft}/duyet", f"{approved}/bo", f"{sent}/tra-lai"):
        look.mistakes(page)
    look.overtaken(f"{draft}/sua", subject="Another subject, typed while a colleague was changing this letter")
    look.page.goto(f"{draft}/sua")
    look.page.locator("#body").fill("Dear Sir,\n\nThank you.")
    look.press("a letter in words of somebody's own")
    ((dossier,),) = served.rows("select min(dossier_id) from letter where status = 'draft' and occasion = 'late'")
    look.at(f"/can-bo/ho-so/{dossier}")
    look.done(OF_LETTER)


def test_pages_of_signing(open_page: OpenPage, rules: MapAdapter, served: Served) -> None:
    look = signed_in(open_page, rules, "lanhdao")
    page = look.page
    heaps = ("cho-duyet", "da-gui", "bi-tra-lai", "da-bo", "tat-ca")
    look.at(LETTERS, *(f"{LETTERS}?muc={heap}" for heap in heaps), APPROVE, f"{APPROVE}?chon=trang", "/can-bo")
    look.at(f"{LETTERS}/so", f"{LETTERS}/so?so=thu-cong", f"{LETTERS}/so?in=1", f"{LETTERS}/so?nam=2001")
    page.goto(LETTERS)
    page.locator("#search").fill("không có ai như thế")
    page.locator("#search").press("Enter")
    expect(page.locator("#letters")).to_contain_text("Không có thư nào như vậy")
    look.here("letters to somebody who never had one")
    page.goto(f"{APPROVE}?chon=trang")
    look.refused("letters signed without a password")
    look.refused("letters signed and sent without a password", button=AND_SEND)
    page.goto(APPROVE)
    boxes = page.locator("#queue [name=chon]")
    late = page.locator("#queue > li").filter(has=page.get_by_role("link", name="Ghi thêm")).first
    late.locator("[name=chon]").check()
    boxes.last.check()
    page.locator("#password").fill(PASSWORD)
    look.press("what was signed, and what was left", button=AND_SEND)
    expect(page.locator("main")).to_contain_text("1 thư")
    reception = signed_in(open_page, rules, "tiepnhan")
    reception.at(LETTERS, one_of(served, status="sent", way="text"))
    look.done(OF_SIGNING)


def test_pages_of_writing(open_page: OpenPage, rules: MapAdapter, served: Served) -> None:
    look = signed_in(open_page, rules, "tiepnhan")
    page = look.page
    kinds = ("cam-on", "ket-hon", "em-be", "chia-buon", "sai-sot")
    ((code,),) = served.rows("select code from dossier where status = 'processing' limit 1")
    error = f"{WRITE}/sai-sot?ma={code}"
    look.at(WRITE, *(f"{WRITE}/{kind}" for kind in kinds), f"{WRITE}/sai-sot?ma=khong-co", error)
    look.mistakes(error)
    look.mistakes(f"{WRITE}/ket-hon", axe=True)
    page.goto(f"{WRITE}/chia-buon")
    page.locator("#to_name").fill("Đỗ Thị Thử")
    page.locator("#nguoi_mat").fill("cụ Đỗ Văn Mẫu")
    look.press("a letter before it is kept, and that there was one before", button=PREVIEW)
    page.goto(f"{WRITE}/cam-on")
    page.locator("#to_name").fill("Một tên rất dài " * 6)
    page.locator("#viec").fill("hiến đất làm đường, " * 6)
    look.press("a letter to somebody with a long name")
    look.done(OF_WRITING)


def test_pages_of_printing(open_page: OpenPage, rules: MapAdapter, served: Served) -> None:
    look = signed_in(open_page, rules, "lanhdao")
    page = look.page
    look.at(PRINTS, f"{PRINTS}?thu=1", f"{PRINTS}?thu={one_of(served, status='draft').rpartition('/')[2]}")
    page.goto(PRINTS)
    page.locator("[name=thu]:checked").evaluate_all("boxes => boxes.forEach(box => { box.checked = false; })")
    look.refused("nothing to be printed")
    page.goto(PRINTS)
    look.press("letters that are being printed")
    for state in (PrintStatus.DONE, PrintStatus.FAILED):
        order = finish_printing(served, state)
        look.at(f"{PRINTS}/{order}", PRINTS)
    look.at(LIST)
    look.mistakes(LIST, axe=True)
    look.page.goto(LIST)
    send_list(look, workbook(HEAD, *many(2), ["", "", "", "12", "không-phải-địa-chỉ", ""]))
    look.refused("a list with faults")
    page.goto(LIST)
    send_list(look, workbook([*HEAD, "Cột không ai dùng"], *many(9)))
    look.press("a list that was read")
    look.press("letters that are being written")
    look.done(OF_PRINTING)


def finish_printing(served: Served, status: PrintStatus) -> int:
    """Let the last order be made, or fail, as the worker does."""
    with office(served):
        ordered = db.session.scalars(select(LetterPrint).order_by(LetterPrint.id.desc())).first()
        assert ordered is not None
        ordered.status = status
        ordered.storage_key = print_store().put(b"%PDF-1.7") if status is PrintStatus.DONE else None
        return ordered.id


def send_list(look: Look, content: bytes) -> None:
    look.page.locator("#name").fill("Người hiến đất làm đường ấp 7")
    look.page.locator("#file").set_input_files([{"name": "ds.xlsx", "mimeType": XLSX, "buffer": content}])


def test_pages_of_readers(open_page: OpenPage, rules: MapAdapter, served: Served) -> None:
    look = Look(open_page(PHONE), rules, PHONE)
    signed = "select min(token) from letter where status in ('approved', 'sent') group by occasion"
    look.at(*(f"/thu/mo/{token}" for (token,) in served.rows(signed)))
    look.at("/thu/mo/khong-co-thu-nay", status=404)
    look_at_consent(look, served)
    look.done(OF_READERS)


def look_at_consent(look: Look, served: Served) -> None:
    """A dossier whose owner wants to be congratulated, and then does not."""
    with office(served):
        dossier = db.session.scalars(select(Dossier).order_by(Dossier.id).limit(1)).one()
        agree(dossier, [CONSENT], now())
        link = f"/ho-so/mo/{dossier.token}"
    look.page.goto(link)
    look.here("what was agreed to with a dossier")
    look.press("what is agreed to no more", button="#dong-y form button")
    expect(look.page.locator("#dong-y")).to_have_count(0)


def test_pages_of_letter_texts(open_page: OpenPage, rules: MapAdapter) -> None:
    look = signed_in(open_page, rules, "quantri")
    page, text = look.page, f"{TEXTS}/em-be/vi"
    look.at(TEXTS, text, f"{TEXTS}/hen-lai/en", f"{text}/cac-ban", f"{TEXTS}/thu-tuc", f"{TEXTS}/thu-tuc/them")
    look.mistakes(text, axe=True)
    look.overtaken(text, subject="Thư mừng em bé, viết trong lúc đồng nghiệp cũng sửa")
    page.goto(text)
    page.locator("#subject").fill("Thư mừng gia đình có em bé")
    look.press("how a text would read", button=PREVIEW)
    look.press("a text that was written anew")
    look.press("the drafts of the old text", button=REWRITE)
    look.at(f"{text}/cac-ban", f"{text}?tu-ban=1")
    page.goto(text)
    clear(page)
    page.locator("#subject").fill("Thư mừng {ten_la}")
    page.locator("#body").fill("Thưa {ho_ten}.")
    look.refused("a text with a name nobody knows, without what must be there")
    page.goto(f"{TEXTS}/thu-tuc")
    look.at(page.locator("main tbody a").first.get_attribute("href") or "")
    look.mistakes(f"{TEXTS}/thu-tuc/them")
    look.done(OF_LETTER_TEXTS)


def test_dark_pages_of_letters(open_page: OpenPage, rules: MapAdapter, served: Served) -> None:
    page = open_page(PHONE)
    page.emulate_media(color_scheme="dark")
    look = Look(page, rules, PHONE)
    ((token,),) = served.rows("select max(token) from letter where status = 'sent'")
    look.at(f"/thu/mo/{token}", "/danh-gia/quay/2")
    sign_in(page, "lanhdao")
    look.at(LETTERS, APPROVE, one_of(served, status="sent", way="printed"), f"{LETTERS}/so", WRITE, PRINTS)
    look.at("/can-bo/danh-gia", "/can-bo/danh-gia/so-lieu", "/can-bo/danh-gia-don-vi", "/can-bo/danh-gia-thu-tuc")
    admin = Look(open_page(DESKTOP), rules, DESKTOP)
    admin.page.emulate_media(color_scheme="dark")
    sign_in(admin.page, "quantri")
    admin.at(f"{TEXTS}/cam-on/vi", "/quan-tri/tin-nhan", "/quan-tri/tin-nhan/su-kien", "/quan-tri/tinh-trang")
    admin.done(set())
    look.done(set())
