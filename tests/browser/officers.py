"""Officers at their browsers: each deed is done on its page, and noted in the test's own book."""

import re
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.browser.look import MAIN_BUTTON
from tests.browser.office import Office
from tests.browser.own_book import Book, Case, due_after
from tests.browser.path import scan_and_choose, sign_in, tick_all_papers

TICKED = "yes"
NAMES = {"chuyenmon": "Huỳnh Thị Ngọc Ánh", "vanhoa": "Lý Thị Kim Oanh"}
GROUND = "Điều 17 Nghị định 118/2025/NĐ-CP"


@dataclass(frozen=True)
class WalkIn:
    """Somebody who comes to the desk."""

    login: str  # who takes them in
    procedure: str
    days: int
    name: str
    relation: str = ""  # of whoever files for them


class Officers:
    """All of them by the names they sign in with, each with a browser of their own."""

    def __init__(self, office: Office, book: Book, pages: dict[str, Page]) -> None:
        self.office, self.book, self.pages = office, book, pages
        for login, page in pages.items():
            sign_in(page, login)

    # -- the desk ---------------------------------------------------------------------------------

    def accept_at_desk(self, person: WalkIn) -> Case:
        page = self.fill_intake(person)
        tick_all_papers(page)
        press(page, re.compile("^Tiếp nhận"))
        case = self.taken_in(page, person)
        self.book.accept(case, self.office.day)
        return case

    def settle_at_once(self, person: WalkIn, result: str) -> Case:
        page = self.fill_intake(person)
        tick_all_papers(page)
        page.locator("#result").fill(result)
        page.locator("input[name=paid][value=cash]").check()
        press(page, "Giải quyết ngay")
        case = self.taken_in(page, person)
        self.book.accept(case, self.office.day)
        case.went("confirm_payment", "begin", "resolve", "return_result", to="returned")
        case.holder, case.receiver, case.outcome = person.login, person.name, "Đúng hạn"
        return case

    def ask_for_more_at_desk(self, person: WalkIn) -> Case:
        page = self.fill_intake(person)
        page.get_by_text("Thiếu giấy tờ: yêu cầu bổ sung").click()
        page.locator("#reason").fill("Chưa có đủ giấy tờ bắt buộc.")
        press(page, "Yêu cầu bổ sung")
        case = self.taken_in(page, person)
        case.went("request_supplement", to="awaiting_supplement")
        return case

    def refuse_at_desk(self, person: WalkIn) -> Case:
        page = self.fill_intake(person)
        page.get_by_text("Từ chối tiếp nhận").click()
        fill(page, refusal_reason="Việc này thuộc thẩm quyền của trường.", refusal_ground=GROUND)
        press(page, "Từ chối và báo người nộp")
        case = self.taken_in(page, person)
        self.book.refuse(case)
        return case

    def fill_intake(self, person: WalkIn) -> Page:
        """Scan the card, choose the procedure, and write down who stands there in whose place."""
        page, number = self.pages[person.login], f"0751990004{len(self.book.cases):02}"
        self.office.wait(4)
        card = f"{number}||{person.name}|01021999|Nữ|Ấp 7, Xã An Phước, Đồng Nai|15042021"
        scan_and_choose(page, card, person.procedure)
        page.locator("#phone").fill(f"09{number[-8:]}")
        if person.relation:
            page.locator("input[name=on_behalf][value=yes]").check()
            fill(page, submitter_name="Nguyễn Văn Mẫu Giúp", submitter_phone="0900000999", relation=person.relation)
            fill(page, agreed=TICKED)
            page.locator("input[name=tell_submitter][value=yes]").check()
        return page

    def taken_in(self, page: Page, person: WalkIn) -> Case:
        """Note the code that the page shows at the end."""
        case = self.book.opened(page.locator("main .code").first.inner_text(), person.name, person.days)
        case.address = page.get_by_role("link", name="Mở hồ sơ").get_attribute("href") or ""
        return case

    def hand_over(self, login: str, typed: str, case: Case, receiver: str = "", relation: str = "") -> None:
        """Find the result that waits by what is typed or scanned, and give it to whoever is there."""
        page = self.pages[login]
        page.goto("/can-bo/tra-ket-qua")
        page.locator("#scan").fill(typed)
        with page.expect_navigation():
            page.locator("#scan").press("Enter")
        if receiver:
            fill(page, receiver=receiver, relation=relation)
        press(page, "Đã trao kết quả")
        expect(page.locator("main")).to_contain_text(f"Đã trao 1 kết quả cho {receiver or case.owner}.")
        case.went("return_result", to="returned")
        case.receiver = f"{receiver} ({relation})" if receiver else case.owner

    # -- one dossier ------------------------------------------------------------------------------

    def accept(self, login: str, case: Case, to: str = "") -> None:
        page = self.open(login, case, "tiep-nhan")
        if to:
            page.locator("#officer").select_option(value_of(page, to))
        self.send(page, case)
        self.book.accept(case, self.office.day)
        if to:
            case.went("assign")
            case.holder = to

    def refuse(self, login: str, case: Case) -> None:
        self.move(login, case, "tu-choi", reason="Việc này thuộc thẩm quyền của nơi khác.", legal_ground=GROUND)
        self.book.refuse(case)

    def ask_for_more(self, login: str, case: Case, what: str) -> None:
        self.move(login, case, "bo-sung", others=what, reason="Ảnh đã gửi chưa rõ.")
        case.went("request_supplement", to="awaiting_supplement")

    def hand_on(self, login: str, case: Case, to: str) -> None:
        page = self.open(login, case, "giao")
        page.locator("#officer").select_option(value_of(page, to))
        fill(page, note="Nhờ đồng nghiệp xem giúp, việc này thuộc phòng mình.")
        self.send(page, case)
        case.went("assign")
        case.holder = to

    def begin(self, login: str, case: Case) -> None:
        """Press the button on the page of the dossier; whoever begins has it, unless somebody already does."""
        press(self.open(login, case), "Bắt đầu xử lý")
        case.went("begin", to="processing")
        case.holder = case.holder if case.holder in self.pages else login

    def undo_begin(self, login: str, case: Case) -> None:
        page = self.open(login, case)
        page.get_by_text("Việc khác").click()
        press(page, "Hoàn tác bắt đầu xử lý")
        case.went("undo_begin", to="accepted")

    def resolve(self, login: str, case: Case, outcome: str, **typed: str) -> None:
        self.move(login, case, "co-ket-qua", result="Đã giải quyết xong.", **typed)
        case.went("resolve", to="resolved")
        case.outcome = outcome

    def extend(self, login: str, case: Case, days: int) -> None:
        self.move(login, case, "gia-han", amount=str(days), legal_ground=GROUND)
        case.went("extend")
        case.due = due_after(self.office.day, case.days + days)

    def move(self, login: str, case: Case, where: str, **typed: str) -> None:
        """Make one move on its own page."""
        page = self.open(login, case, where)
        fill(page, **typed)
        self.send(page, case)

    def open(self, login: str, case: Case, where: str = "") -> Page:
        """Open the page of a dossier, or of a move; what came in online is looked up by its code first."""
        page = self.pages[login]
        if not case.address:
            page.goto(f"/can-bo/ho-so?tim={case.code}")
            case.address = page.get_by_role("link", name=case.code).get_attribute("href") or ""
        page.goto(f"{case.address}/{where}".rstrip("/"))
        return page

    def send(self, page: Page, case: Case) -> None:
        """Press the button of a move: it leads back to the dossier."""
        with page.expect_navigation():
            page.locator(MAIN_BUTTON).locator("visible=true").first.click()
        expect(page).to_have_url(re.compile(f"{re.escape(case.address)}(#.*)?$"))

    # -- many dossiers ----------------------------------------------------------------------------

    def accept_many(self, login: str, cases: list[Case]) -> None:
        self.many(login, cases, "tiep-nhan")
        for case in cases:
            self.book.accept(case, self.office.day)

    def begin_many(self, login: str, cases: list[Case]) -> None:
        self.many(login, cases, "xu-ly")
        for case in cases:
            case.went("begin", to="processing")

    def hand_on_many(self, login: str, cases: list[Case], to: str) -> None:
        self.many(login, cases, "giao", to)
        for case in cases:
            case.went("assign")
            case.holder = to

    def hand_on_and_back(self, login: str, case: Case, to: str) -> None:
        """Hand it to somebody by mistake, and undo it at once."""
        self.hand_on_many(login, [case], to)
        press(self.pages[login], "Hoàn tác 1 hồ sơ")
        case.went("assign")
        case.holder = ""

    def many(self, login: str, cases: list[Case], what: str, to: str = "") -> None:
        """Tick them in the queue, look at what would be done, and do it."""
        page = self.pages[login]
        page.goto("/can-bo/ho-so?dong=100")
        for case in cases:
            page.locator("#queue tr", has_text=case.code).locator("input[name=chon]").check()
        page.locator("select[name=viec]").select_option(what)
        press(page, "Xem trước rồi làm")
        if to:
            page.locator("#to").select_option(value_of(page, to))
        with page.expect_navigation():
            page.locator("#bulk .actions button").click()
        expect(page.locator("main")).to_contain_text(re.compile(rf"Đã làm xong (cả )?{len(cases)} hồ sơ"))


def value_of(page: Page, to: str) -> str:
    """The value under which a colleague, or a department, stands in a list to choose from."""
    return page.locator("option", has_text=NAMES.get(to, to)).first.get_attribute("value") or ""


def fill(page: Page, **typed: str) -> None:
    """Type into the boxes of these names; a box to tick is ticked."""
    for name, text in typed.items():
        box = page.locator(f"main [name={name}]").locator("visible=true").first
        box.check() if text == TICKED else box.fill(text)


def press(page: Page, name: str | re.Pattern[str]) -> None:
    """Press a button of the page and wait for the page that answers."""
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=name).click()
