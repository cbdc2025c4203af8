"""Every page as people meet it: no accessibility violation, no sideways scrolling, no word on the console."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from cqtt import create_app
from tests.browser.conftest import DESKTOP, PHONE, OpenPage, Served
from tests.browser.path import (
    answer_questions,
    cases_by_status,
    clear,
    fill_applicant,
    send_paper,
    sign_in,
    start_draft,
)
from tests.conftest import make_settings
from tests.dossiers.citizen import photo

AXE = Axe().axe_script
RUN_AXE = """axe.run({resultTypes: ["violations"], preload: false}).then(found => found.violations.map(
    wrong => `${wrong.id}: ${wrong.nodes.slice(0, 3).map(node => node.html.slice(0, 150)).join("; ")}`))"""
MAIN_BUTTON = "main form[method=post] .actions button:not([formaction]), main .actions form[method=post] button"

# What answers no page of its own: files, data, redirects, and buttons that lead to a page named below.
NO_PAGES = {
    "static_files.send",
    "static_files.favicon",
    "home.robots",
    "upkeep.health",
    "procedures.qr_svg",
    "procedures.qr_png",
    "procedures.poster",
    "commune.vcard",
    "commune.sign_out",
    "commune.administration",
    "commune.change_hamlet",
    "commune.enable_officer",
    "dossiers.open_by_link",
    "dossiers.save_for_later",
    "dossiers.autosave",
    "dossiers.discard",
    "dossiers.forget",
    "dossiers.file",
    "dossiers.delete_file",
    "dossiers.confirmation_pdf",
    "dossiers.receipt_pdf",
    "dossiers.notice_pdf",
    "dossiers.case_paper",
    "dossiers.case_file",
    "dossiers.mark_message_sent",
}
# The pages each test below looks at: a new page belongs to one of them, or the first test fails.
OF_ALL = {
    "home.index",
    "home.privacy",
    "home.help",
    "home.guide",
    "procedures.catalogue",
    "procedures.show",
    "codes.open_code",
    "commune.leaders",
    "commune.sign_in",
    "dossiers.find",
    "dossiers.start",
}
OF_SUBMISSION = {
    "dossiers.applicant",
    "dossiers.answers",
    "dossiers.papers",
    "dossiers.paper",
    "dossiers.review",
    "dossiers.saved",
    "dossiers.confirmation",
    "dossiers.withdraw",
}
OF_CITIZENS_DOSSIER = {"dossiers.show", "dossiers.supplement", "dossiers.supplement_files"}
OF_DESK = {
    "home.my_day",
    "commune.change_password",
    "dossiers.queue",
    "dossiers.work_on",
    "dossiers.view_case_file",
    "dossiers.national_code",
    "dossiers.accept",
    "dossiers.due_preview",
    "dossiers.mark_complete",
    "dossiers.request_supplement",
    "dossiers.refuse",
    "dossiers.preview_refusal",
    "dossiers.withdraw_for_citizen",
    "dossiers.assign",
    "dossiers.take_supplement",
    "dossiers.return_result",
    "dossiers.confirm_payment",
}
OF_EXPERTS = {"dossiers.begin", "dossiers.resolve", "dossiers.request_payment", "dossiers.stop"}
OF_ADMINISTRATORS = {
    "commune.edit_unit",
    "commune.hamlets",
    "commune.rename_hamlet",
    "commune.officers",
    "commune.add_officer",
    "commune.edit_officer",
    "commune.give_temporary_password",
    "commune.disable_officer",
}
EVERY_PAGE = OF_ALL | OF_SUBMISSION | OF_CITIZENS_DOSSIER | OF_DESK | OF_EXPERTS | OF_ADMINISTRATORS


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> MapAdapter:
    """The addresses of the product."""
    return create_app(make_settings(tmp_path_factory.mktemp("rules"))).url_map.bind("")


class Look:
    """Looks at one page after another, and keeps which ones axe has seen and what is wrong with them."""

    def __init__(self, page: Page, rules: MapAdapter, size: dict[str, int]) -> None:
        self.page, self.rules = page, rules
        self.size: ViewportSize = {"width": size["width"], "height": size["height"]}
        self.seen: set[str] = set()
        self.wrong: list[str] = []

    def at(self, *addresses: str, status: int = 200, axe: bool = True) -> None:
        """Open the pages and look at each; one that answers something else than itself is wrong."""
        for address in addresses:
            answer = self.page.goto(address)
            assert answer and answer.status == status, f"{address}: {answer and answer.status}"
            self.here(address if status == 200 else f"{address} ({status})", axe)

    def here(self, name: str, axe: bool = True) -> None:
        """Look at the page as it stands: no wider than the narrowest phone, and nothing for axe to find.

        A page drawn by templates that axe has seen elsewhere need only be measured.
        """
        self.page.set_viewport_size({"width": 320, "height": 740})
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        self.page.set_viewport_size(self.size)
        found = [f"{wide} px wide at 320"] if wide > 320 else []
        if axe:
            self.seen.add(self._endpoint())
            self.page.evaluate(AXE)
            found += self.page.evaluate(RUN_AXE)
        self.wrong += [f"{name}: {each}" for each in found]

    def mistakes(self, address: str, axe: bool = False) -> None:
        """Send the form of a page with nothing in it, and look at what comes back."""
        self.page.goto(address)
        clear(self.page)
        self._press_main_button()
        expect(self.page.locator("main .errors, main .error").first).to_be_visible()
        self.here(f"{address} with mistakes", axe)

    def press(self, name: str, axe: bool = True) -> None:
        """Press the button that sends the form of this page, and look at what comes next."""
        self._press_main_button()
        expect(self.page.locator("main .errors")).to_have_count(0)
        self.here(name, axe)

    def _press_main_button(self) -> None:
        with self.page.expect_navigation():
            self.page.locator(MAIN_BUTTON).first.click()

    def _endpoint(self) -> str:
        path = re.sub(r"https?://[^/]+|[?#].*", "", self.page.url)
        for method in ("GET", "POST"):
            try:
                return str(self.rules.match(path, method=method)[0])
            except HTTPException:
                continue
        return ""

    def done(self, pages: set[str]) -> None:
        """Nothing was wrong, and every page that was to be looked at was there."""
        assert self.wrong == []
        assert pages - self.seen == set()


def test_no_page_is_left_out(rules: MapAdapter) -> None:
    known = {rule.endpoint for rule in rules.map.iter_rules()}
    assert known - NO_PAGES - EVERY_PAGE == set(), "look at this page in one of the tests below"
    assert (NO_PAGES | EVERY_PAGE) - known == set(), "no such address any more"
    assert set() == NO_PAGES & EVERY_PAGE


def test_pages_of_all(open_page: OpenPage, rules: MapAdapter) -> None:
    look = Look(open_page(PHONE), rules, PHONE)
    look.at("/", "/thu-tuc", "/thu-tuc?q=khai+sinh", "/thu-tuc?q=khong+co+gi+nhu+the")
    look.at("/thu-tuc?trang=3", "/thu-tuc/1.000656", "/nop-ho-so/1.001193", axe=False)
    look.at("/thu-tuc/1.001193", "/thu-tuc/1.004222", "/thu-tuc/1.003583", "/thu-tuc/2.000884", "/nop-ho-so/2.000635")
    look.at("/lanh-dao", "/ho-so", "/rieng-tu", "/tro-giup", "/huong-dan", "/dang-nhap")
    look.at("/khong-co-trang-nay", "/q/khong", status=404)
    look.at("/thu-tuc/2.000986", "/nop-ho-so/000000000000/nguoi-nop", status=410)
    look.mistakes("/ho-so", axe=True)
    look.mistakes("/dang-nhap", axe=True)
    look.done(OF_ALL)


def test_pages_of_a_submission(open_page: OpenPage, rules: MapAdapter, tmp_path: Path) -> None:
    page = open_page(PHONE)
    look = Look(page, rules, PHONE)
    draft = start_draft(page, "2.000635")
    look.at(*(f"{draft}/{step}" for step in ("nguoi-nop", "noi-dung", "giay-to", "kiem-tra", "da-luu")))
    look.mistakes(f"{draft}/nguoi-nop", axe=True)
    look.mistakes(f"{draft}/noi-dung", axe=True)
    page.goto(f"{draft}/nguoi-nop")
    fill_applicant(page)
    look.press("the questions", axe=False)
    answer_questions(page)
    look.press("the papers", axe=False)
    paper = page.locator("form.upload").first.get_attribute("action") or ""
    (tmp_path / "ảnh chụp giấy tờ có tên rất dài không dấu cách nào cả_2026_11_23_ban_chinh.jpg").write_bytes(photo())
    send_paper(page, str(next(tmp_path.iterdir())), javascript=True)
    look.here("the papers with a photo")
    look.at(paper)
    page.goto(f"{draft}/giay-to")
    for box in page.get_by_role("checkbox").all():
        box.check()
    look.press("the whole, ready to be sent")
    look.at("/nop-ho-so/2.000635")
    page.goto(f"{draft}/kiem-tra")
    look.press("the receipt")
    dossier = page.url.removesuffix("/xac-nhan")
    look.at(f"{dossier}/rut", "/ho-so")
    look.at(dossier, axe=False)
    look.done(OF_SUBMISSION)


def test_pages_of_a_dossier(open_page: OpenPage, rules: MapAdapter, links: dict[str, str]) -> None:
    page = open_page(PHONE)
    look = Look(page, rules, PHONE)
    for status, link in links.items():
        page.goto(link)
        look.here(f"a dossier: {status}")
    page.goto(links["awaiting_supplement"])
    dossier = page.url
    look.at(f"{dossier}/bo-sung")
    look.mistakes(f"{dossier}/bo-sung", axe=True)
    page.locator("form.upload").evaluate("form => form.submit()")  # as without scripts, and no file picked
    page.wait_for_url("**/bo-sung/tep")
    look.here("files were to be sent, and none was")
    look.done(OF_CITIZENS_DOSSIER)


def test_pages_of_officers(open_page: OpenPage, rules: MapAdapter, served: Served) -> None:
    desk, expert, leader = (Look(open_page(DESKTOP), rules, DESKTOP) for _login in ("tiepnhan", "chuyenmon", "lanhdao"))
    for look, login in ((desk, "tiepnhan"), (expert, "chuyenmon"), (leader, "lanhdao")):
        sign_in(look.page, login)
        look.here(f"the day of {login}", axe=look is desk)
    cases = cases_by_status(desk.page)
    look_at_work_of_experts(expert, leader, cases)
    look_at_work_of_the_desk(desk, cases)
    citizen = Look(open_page(PHONE), rules, PHONE)
    for status, case in cases_by_status(desk.page).items():
        desk.at(case)
        if status in ("Không tiếp nhận", "Chờ nộp phí", "Dừng xử lý"):  # the demonstration has none of these
            link = re.search(r"/ho-so/mo/[\w-]+", desk.page.locator("main").text_content() or "")
            assert link, "a message of every dossier holds its secret link"
            citizen.page.goto(link[0])
            citizen.here(f"a citizen's dossier: {status}")
    leader.at(cases["Chờ nộp phí"])
    leader.page.goto(cases["Chờ bổ sung"] + "/giao")
    leader.page.locator("#note").fill("Nhờ chị xem giúp hồ sơ này.")
    served.end_all_sign_ins()
    leader.press("a form that was sent after the sign-in had ended")
    expect(leader.page.locator("main")).to_contain_text("Nhờ chị xem giúp hồ sơ này.")
    citizen.done({"dossiers.show"})
    expert.done(OF_EXPERTS - {"dossiers.stop"})
    leader.done({"dossiers.stop", "dossiers.work_on"})
    desk.done(OF_DESK)


def look_at_work_of_experts(expert: Look, leader: Look, cases: dict[str, str]) -> None:
    """What comes after acceptance; it leaves a dossier that waits for money, and one that was stopped."""
    at_work = cases["Đang xử lý"]
    expert.at(cases["Đã tiếp nhận"] + "/xu-ly", at_work + "/yeu-cau-nop-phi", at_work + "/co-ket-qua")
    expert.at(cases["Đã tiếp nhận"] + "/bo-sung")
    expert.mistakes(at_work + "/co-ket-qua")
    expert.mistakes(at_work + "/yeu-cau-nop-phi")
    expert.page.locator("#amount").fill("50000")
    expert.page.locator("#what").fill("Lệ phí, nộp tại quầy")
    expert.press("a dossier that waits for money", axe=False)
    cases["Chờ nộp phí"] = at_work
    accepted = cases.pop("Đã tiếp nhận")
    leader.mistakes(accepted + "/dung", axe=True)
    leader.page.locator("#reason").fill("Ông/Bà đề nghị dừng.")
    leader.press("a dossier that was stopped", axe=False)


def look_at_work_of_the_desk(desk: Look, cases: dict[str, str]) -> None:
    """What the desk does, from the list to handing over the result; it leaves a dossier that was refused."""
    new, page = cases["Chờ tiếp nhận"], desk.page
    desk.at("/can-bo/ho-so?trang-thai=tat-ca", "/can-bo/ho-so?tim=khong-co-gi", "/can-bo/mat-khau")
    desk.mistakes("/can-bo/mat-khau")
    moves = ("tiep-nhan", "du-giay-to", "bo-sung", "tu-choi", "rut", "giao", "ma-quoc-gia")
    desk.at(*(f"{new}/{move}" for move in moves), f"{new}/ngay-hen?amount=3&unit=working_day")
    desk.at(
        cases["Chờ bổ sung"] + "/nhan-bo-sung", cases["Đã xong"] + "/tra-ket-qua", cases["Chờ nộp phí"] + "/da-nop-phi"
    )
    desk.at(cases["Đã trả"] + "/tiep-nhan", status=409)
    page.goto(cases["Đã xong"])
    desk.at(page.locator(".photos a").first.get_attribute("href") or "")
    desk.mistakes(f"{new}/bo-sung")
    desk.mistakes(cases["Đã xong"] + "/tra-ket-qua")
    desk.mistakes(f"{new}/tu-choi", axe=True)
    page.locator("#reason").fill("Giấy tờ không đúng.")
    page.locator("form#move").evaluate("form => { form.action += '/xem-truoc'; form.submit(); }")
    page.wait_for_url("**/xem-truoc")
    desk.here("what a refusal would say")
    page.locator("#legal_ground").fill("Điều 17 Nghị định 118/2025/NĐ-CP")
    desk.press("a dossier that was refused", axe=False)


def test_pages_of_overseers(open_page: OpenPage, rules: MapAdapter) -> None:
    look = Look(open_page(DESKTOP), rules, DESKTOP)
    sign_in(look.page, "giamsat")
    look.at("/can-bo", "/can-bo/ho-so")
    look.at("/can-bo/ho-so/1", status=403)
    look.done({"home.my_day", "dossiers.queue"})


def test_pages_of_administrators(open_page: OpenPage, rules: MapAdapter) -> None:
    page = open_page(DESKTOP)
    look = Look(page, rules, DESKTOP)
    sign_in(page, "quantri")
    look.at("/can-bo", "/quan-tri/don-vi", "/quan-tri/don-vi/ap", "/quan-tri/don-vi/ap/1")
    look.at("/quan-tri/can-bo", "/quan-tri/can-bo?q=khong-co-ai", "/quan-tri/can-bo/them", "/quan-tri/can-bo/2")
    look.mistakes("/quan-tri/don-vi", axe=True)
    look.mistakes("/quan-tri/don-vi/ap")
    look.mistakes("/quan-tri/don-vi/ap/1")
    look.mistakes("/quan-tri/can-bo/them", axe=True)
    page.goto("/quan-tri/can-bo?q=tiepnhan2")
    page.locator("main table a").first.click()
    officer = page.url
    look.at(f"{officer}/ngung", f"{officer}/mat-khau")
    look.press("the temporary password")
    password = page.locator("#password").inner_text()
    newcomer = Look(open_page(DESKTOP), rules, DESKTOP)
    sign_in(newcomer.page, "tiepnhan2", password, leads_to="/can-bo/mat-khau$")
    newcomer.here("the password that has to be changed")
    newcomer.done({"commune.change_password"})
    look.done(OF_ADMINISTRATORS)


def test_dark_pages(open_page: OpenPage, rules: MapAdapter) -> None:
    page = open_page(PHONE)
    page.emulate_media(color_scheme="dark")
    look = Look(page, rules, PHONE)
    look.at("/", "/thu-tuc/1.001193", "/ho-so")
    look.done(set())
