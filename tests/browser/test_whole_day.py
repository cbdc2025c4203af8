"""A whole day of the office in its browsers: what the register, the sheets and the record say is what happened."""

import io
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from sqlalchemy import select

from cqtt.audit.models import AuditEntry
from cqtt.audit.verification import verify
from cqtt.clock import ICT
from cqtt.dossiers.models import Dossier, DossierEvent
from cqtt.extensions import db
from tests.browser.conftest import DESKTOP, OpenPage
from tests.browser.look import MAIN_BUTTON
from tests.browser.office import CLOSES, Book, Case, Office, OnlineCitizen, due_after
from tests.browser.path import scan_and_choose, sign_in, tick_all_papers

MONDAY, TUESDAY, WEDNESDAY = (date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 2))  # no holiday is near
ONLINE = {  # what the citizens file from home, and how many working days each may take
    "1.001612": 3,
    "1.004873": 3,
    "1.001570": 3,
    "2.000635": 0,
    "1.004837": 3,
    "1.004884": 5,
    "2.002854": 5,
    "1.013229": 7,
}
AT_ONCE, MISSING, REFUSED = "at once", "missing", "refused"
WALK_INS = (  # who takes them in, for what, its working days, the name on the card, who files for them, how it ends
    ("tiepnhan", "1.004873", 3, "Trần Thị Mẫu An", "con", ""),
    ("tiepnhan2", "1.001612", 3, "Lê Văn Mẫu Bảo", "", ""),
    ("taiquay", "2.000815", 0, "Phạm Thị Mẫu Châu", "", AT_ONCE),
    ("tiepnhan", "2.000635", 0, "Võ Thị Mẫu Dung", "", ""),
    ("tiepnhan2", "1.013227", 5, "Hồ Văn Mẫu Em", "", ""),
    ("taiquay", "1.001193", 0, "Đỗ Thị Mẫu Giang", "", ""),
    ("tiepnhan", "1.004884", 5, "Ngô Văn Mẫu Hải", "", MISSING),
    ("tiepnhan2", "1.004837", 3, "Bùi Thị Mẫu Hạnh", "đoàn viên thanh niên", ""),
    ("tiepnhan", "1.014027", 10, "Mai Văn Mẫu Khoa", "cháu", ""),
    ("tiepnhan2", "2.002854", 5, "Lý Thị Mẫu Lan", "", REFUSED),
    ("tiepnhan", "1.001570", 3, "Cao Văn Mẫu Minh", "", ""),
    ("tiepnhan2", "1.000656", 0, "Đinh Thị Mẫu Nga", "", ""),
)
NAMES = {"chuyenmon": "Huỳnh Thị Ngọc Ánh", "vanhoa": "Lý Thị Kim Oanh"}
LOGINS = ("tiepnhan", "tiepnhan2", "taiquay", "chuyenmon", "diachinh", "vanhoa", "lanhdao")
ECONOMY = "Phòng Kinh tế"
TICKED = "yes"
STAYS = ("Chờ tiếp nhận", "Chờ bổ sung", "Chờ nộp phí")
ON_SHEET = ("Trễ hạn", "Đến hạn hôm nay", "Đến hạn mai", *STAYS)
ON_SHEET += ("Chờ trả kết quả", "Chờ lãnh đạo quyết định", "Hết hạn bổ sung")
ON_QUEUE = ("Trễ", "Hôm nay", "Mai", *STAYS, "Chờ trả", "Chờ lãnh đạo", "Hết hạn bổ sung")
GROUND = "Điều 17 Nghị định 118/2025/NĐ-CP"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with Office(tmp_path_factory.mktemp("office"), MONDAY).open(LOGINS) as opened:
        yield opened


@pytest.fixture
def site(office: Office) -> str:
    return office.address


def test_a_whole_day(open_page: OpenPage, office: Office) -> None:
    book, citizens = Book(), {}
    for number, (procedure, days) in enumerate(ONLINE.items(), start=1):
        citizens[procedure] = citizen = OnlineCitizen.with_dossier(office, number, procedure)
        citizen.file_a_dossier()
        book.opened(citizen.code, citizen.name, days)
    day = Day(office, book, {login: open_page(DESKTOP) for login in LOGINS})
    office.turn_to("07:35")
    day.sign_in()
    compare(day)
    online = dict(zip(ONLINE, book.cases, strict=True))
    walk_ins = [day.take_in(*walk_in) for walk_in in WALK_INS]
    compare(day)
    play_the_morning(day, online, walk_ins)
    compare(day)
    play_the_supplements(day, online, walk_ins, citizens)
    office.turn_to("13:30")
    play_the_work(day, online, walk_ins)
    citizens["1.004837"].withdraw()
    online["1.004837"].went("withdraw", to="withdrawn")
    office.turn_to("16:05")
    hand_over_results(day, online, walk_ins)
    count_what_was_to_be_played(book)
    compare(day)
    compare_register(day)
    for morning in (TUESDAY, WEDNESDAY):
        office.turn_to("07:35", morning)
        compare(day)


class Day:
    """The officers at their browsers: each deed is done on the page, and noted in the test's own book."""

    def __init__(self, office: Office, book: Book, pages: dict[str, Page]) -> None:
        self.office, self.book, self.pages = office, book, pages

    def sign_in(self) -> None:
        for login, page in self.pages.items():
            sign_in(page, login)

    # -- the desk ---------------------------------------------------------------------------------

    def take_in(self, login: str, procedure: str, days: int, name: str, relation: str, ending: str) -> Case:
        """Take in somebody who stands at the desk, from the card to the paper."""
        page = self.pages[login]
        self.office.wait(4)
        number = f"0751990004{len(self.book.cases):02}"
        scan_and_choose(page, f"{number}||{name}|01021999|Nữ|Ấp 7, Xã An Phước, Đồng Nai|15042021", procedure)
        page.locator("#phone").fill(f"09{number[-8:]}")
        if relation:
            file_for(page, relation)
        if ending not in (MISSING, REFUSED):
            tick_all_papers(page)
        case = self.end_intake(page, name, days, ending)
        if ending == "":
            self.book.accept(case, MONDAY)
        return case

    def end_intake(self, page: Page, name: str, days: int, ending: str) -> Case:
        if ending == REFUSED:
            page.get_by_text("Từ chối tiếp nhận").click()
            fill(page, refusal_reason="Việc này thuộc thẩm quyền của trường.", refusal_ground=GROUND)
            press(page, "Từ chối và báo người nộp")
        elif ending == MISSING:
            page.get_by_text("Thiếu giấy tờ: yêu cầu bổ sung").click()
            page.locator("#reason").fill("Chưa có đủ giấy tờ bắt buộc.")
            press(page, "Yêu cầu bổ sung")
        elif ending == AT_ONCE:
            page.locator("#result").fill("Đã chứng thực 03 bản sao.")
            page.locator("input[name=paid][value=cash]").check()
            press(page, "Giải quyết ngay")
        else:
            press(page, re.compile("^Tiếp nhận"))
        case = self.opened(page, name, days, page.get_by_role("link", name="Mở hồ sơ").get_attribute("href") or "")
        if ending == REFUSED:
            self.book.refuse(case)
        if ending == MISSING:
            case.went("request_supplement", to="awaiting_supplement")
        if ending == AT_ONCE:
            self.book.accept(case, MONDAY)
            case.went("confirm_payment", "begin", "resolve", "return_result", to="returned")
            case.holder, case.receiver, case.outcome = "taiquay", name, "Đúng hạn"
        return case

    def opened(self, page: Page, name: str, days: int, address: str) -> Case:
        case = self.book.opened(page.locator("main .code").first.inner_text(), name, days)
        case.address = address.removeprefix(self.office.address)
        return case

    def refuse(self, page: Page, case: Case) -> None:
        page.goto(f"{self.find(page, case)}/tu-choi")
        fill(page, reason="Việc này thuộc thẩm quyền của nơi khác.", legal_ground=GROUND)
        self.send(page, case)
        self.book.refuse(case)

    def hand_over(self, typed: str, case: Case, receiver: str = "", relation: str = "") -> None:
        """Find the result that waits by what is typed or scanned, and give it to whoever is there."""
        page = self.pages["tiepnhan2"]
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

    # -- one dossier, many dossiers ---------------------------------------------------------------

    def find(self, page: Page, case: Case) -> str:
        """The officers' page of a dossier; one that came in online is looked up by its code."""
        if not case.address:
            page.goto(f"/can-bo/ho-so?tim={case.code}")
            case.address = page.get_by_role("link", name=case.code).get_attribute("href") or ""
        return case.address

    def move(self, login: str, case: Case, where: str, **typed: str) -> None:
        """Make one move on its own page."""
        page = self.pages[login]
        page.goto(f"{self.find(page, case)}/{where}")
        fill(page, **typed)
        self.send(page, case)

    def send(self, page: Page, case: Case) -> None:
        with page.expect_navigation():
            page.locator(MAIN_BUTTON).locator("visible=true").first.click()
        expect(page).to_have_url(re.compile(f"{re.escape(case.address)}(#.*)?$"))

    def begin(self, login: str, case: Case) -> None:
        page = self.pages[login]
        page.goto(self.find(page, case))
        press(page, "Bắt đầu xử lý")
        case.went("begin", to="processing")
        case.holder = login if case.holder not in LOGINS else case.holder

    def resolve(self, login: str, case: Case, outcome: str, **typed: str) -> None:
        self.move(login, case, "co-ket-qua", result="Đã giải quyết xong.", **typed)
        case.went("resolve", to="resolved")
        case.outcome = outcome

    def many(self, login: str, cases: list[Case], what: str, to: str = "") -> None:
        """Tick them in the queue, look at what would be done, and do it."""
        page = self.pages[login]
        page.goto("/can-bo/ho-so?dong=100")
        for case in cases:
            page.locator("#queue tr", has_text=case.code).locator("input[name=chon]").check()
        page.locator("select[name=viec]").select_option(what)
        press(page, "Xem trước rồi làm")
        if to:
            page.locator("#to").select_option(self.value_of(page, to))
        with page.expect_navigation():
            page.locator("#bulk .actions button").click()
        expect(page.locator("main")).to_contain_text(f"Đã làm xong cả {len(cases)} hồ sơ.")

    def hand_on(self, login: str, cases: list[Case], to: str) -> None:
        self.many(login, cases, "giao", to)
        for case in cases:
            case.went("assign")
            case.holder = to

    def value_of(self, page: Page, to: str) -> str:
        """The value under which a colleague, or a department, stands in a list to choose from."""
        return page.locator("option", has_text=NAMES.get(to, to)).first.get_attribute("value") or ""


def file_for(page: Page, relation: str) -> None:
    """Somebody else stands there, and is told in the place of whoever the dossier is about."""
    page.locator("input[name=on_behalf][value=yes]").check()
    fill(page, submitter_name="Nguyễn Văn Mẫu Giúp", submitter_phone="0900000999", relation=relation)
    page.locator("input[name=agreed]").check()
    page.locator("input[name=tell_submitter][value=yes]").check()


def fill(page: Page, **typed: str) -> None:
    """Type into the boxes of these names; a box to tick is ticked."""
    for name, text in typed.items():
        box = page.locator(f"main [name={name}]").locator("visible=true").first
        box.check() if text == TICKED else box.fill(text)


def press(page: Page, name: str | re.Pattern[str]) -> None:
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=name).click()


# -- the day --------------------------------------------------------------------------------------


def play_the_morning(day: Day, online: dict[str, Case], walk_ins: list[Case]) -> None:
    """What came overnight is received, declined or lacks something; what was received goes to whoever works on it."""
    many = [online[procedure] for procedure in ("1.001612", "1.004873", "1.001570", "2.000635", "1.004837")]
    day.many("tiepnhan", many, "tiep-nhan")
    for case in many:
        day.book.accept(case, MONDAY)
    page, single = day.pages["tiepnhan"], online["1.004884"]
    page.goto(f"{day.find(page, single)}/tiep-nhan")
    page.locator("#officer").select_option(day.value_of(page, "chuyenmon"))
    day.send(page, single)
    day.book.accept(single, MONDAY)
    single.went("assign")
    single.holder = "chuyenmon"
    day.refuse(page, online["1.013229"])
    missing = online["2.002854"]
    day.move("tiepnhan2", missing, "bo-sung", others="Bảng điểm có dấu của trường cũ", reason="Ảnh chưa rõ.")
    missing.went("request_supplement", to="awaiting_supplement")
    day.hand_on("tiepnhan", [walk_ins[0], walk_ins[7], walk_ins[8], online["1.004873"]], "chuyenmon")
    day.hand_on("tiepnhan2", [walk_ins[1], walk_ins[4], online["1.001612"]], ECONOMY)
    day.hand_on("tiepnhan2", [walk_ins[10]], "vanhoa")
    press(day.pages["tiepnhan2"], "Hoàn tác 1 hồ sơ")  # it was the wrong one
    walk_ins[10].went("assign")
    walk_ins[10].holder = ""
    day.move("tiepnhan", walk_ins[3], "da-nop-phi")
    walk_ins[3].went("confirm_payment")


def play_the_supplements(
    day: Day, online: dict[str, Case], walk_ins: list[Case], citizens: dict[str, OnlineCitizen]
) -> None:
    """Two that were not received yet, one brought to the desk and one answered online; one that is being worked on."""
    brought, answered, at_work = walk_ins[6], online["2.002854"], online["1.004884"]
    day.office.wait(20)
    day.move("tiepnhan", brought, "nhan-bo-sung", all_here=TICKED)
    citizens["2.002854"].answer_supplement()
    for case in (brought, answered):
        case.went("supplement", to="submitted")
        day.move("tiepnhan", case, "tiep-nhan")
        day.book.accept(case, MONDAY)
    day.begin("chuyenmon", at_work)
    day.move("chuyenmon", at_work, "bo-sung", others="Bản sao học bạ", reason="Cần thấy ngày sinh.")
    at_work.went("request_supplement", to="awaiting_supplement")
    compare(day)
    citizens["1.004884"].answer_supplement()
    at_work.went("supplement", to="processing")  # counted anew from today, when it was received too


def play_the_work(day: Day, online: dict[str, Case], walk_ins: list[Case]) -> None:
    """Specialists begin, hand on, ask for money, come to results; a leader gives more time."""
    begun = [walk_ins[0], walk_ins[7], walk_ins[8], online["1.004873"]]
    day.many("chuyenmon", begun, "xu-ly")
    for case in begun:
        case.went("begin", to="processing")
    handed_on = walk_ins[8]
    page = day.pages["chuyenmon"]
    page.goto(handed_on.address)
    page.get_by_text("Việc khác").click()
    press(page, "Hoàn tác bắt đầu xử lý")
    page.goto(f"{handed_on.address}/giao")
    page.locator("#officer").select_option(day.value_of(page, "vanhoa"))
    fill(page, note="Nhờ chị xem giúp, việc này thuộc phòng chị.")
    day.send(page, handed_on)
    handed_on.went("undo_begin", "assign", to="accepted")
    handed_on.holder = "vanhoa"
    day.begin("vanhoa", handed_on)
    day.move("vanhoa", handed_on, "de-nghi-dung", reason="Người nộp đề nghị dừng.")
    handed_on.went("propose_stop")
    for case in (walk_ins[1], walk_ins[4]):
        day.begin("diachinh", case)
    day.move("diachinh", walk_ins[4], "yeu-cau-nop-phi", amount="50000", what="Lệ phí cấp giấy phép")
    walk_ins[4].went("request_payment", to="awaiting_payment")
    day.move("lanhdao", walk_ins[1], "gia-han", amount="2", legal_ground=GROUND)
    walk_ins[1].went("extend")
    walk_ins[1].due = due_after(MONDAY, walk_ins[1].days + 2)
    for login, case in (("taiquay", walk_ins[3]), ("taiquay", walk_ins[5]), ("chuyenmon", online["2.000635"])):
        day.begin(login, case)
        day.resolve(login, case, "Đúng hạn", shelf="A1")
    day.resolve("chuyenmon", walk_ins[0], "Trước hạn", on_paper=TICKED)
    day.resolve("chuyenmon", online["1.004873"], "Trước hạn")


def hand_over_results(day: Day, online: dict[str, Case], walk_ins: list[Case]) -> None:
    """Three are fetched: found by code, by the number of the card, and by a relative with the code."""
    day.hand_over(walk_ins[5].code, walk_ins[5])
    day.hand_over("000192000111", online["2.000635"])
    day.hand_over(walk_ins[0].code.lower(), walk_ins[0], "Trần Văn Mẫu Bình", "con")


def count_what_was_to_be_played(book: Book) -> None:
    """The day had everything that a day has."""
    steps = Counter(step for case in book.cases for step in case.steps)
    assert (len(ONLINE), len(WALK_INS), len(book.cases)) == (8, 12, 20)
    assert (len(book.accepted), len(book.refused), steps["withdraw"]) == (18, 2, 1)
    assert (steps["request_supplement"], steps["supplement"]) == (3, 3)
    assert (steps["resolve"], steps["return_result"]) == (6, 4)
    assert book.numbers(datetime.combine(MONDAY, CLOSES, ICT)) == [0, 1, 0, 0, 0, 1, 2, 1, 0]


# -- what the product says of it ------------------------------------------------------------------


def compare(day: Day) -> None:
    """The sheets, the queue, the events and the record all say what the test's own book says."""
    compare_pages(day)
    with day.office.app.app_context():
        events = db.session.execute(
            select(Dossier.code, Dossier.status, DossierEvent.step, DossierEvent.to_status)
            .join(DossierEvent, DossierEvent.dossier_id == Dossier.id)
            .order_by(DossierEvent.id)
        ).all()
        written = Counter(db.session.scalars(select(AuditEntry.action).where(AuditEntry.action.startswith("dossier."))))
        verdict = verify()
        db.session.remove()
    told: dict[str, tuple[str, Counter[str]]] = {}
    for code, _status, step, to_status in events:
        _before, steps = told.get(code, ("", Counter()))
        told[code] = (to_status.value, steps + Counter([step.value]))
    assert told == day.book.story()
    assert {code: status.value for code, status, *_event in events} == {
        code: where for code, (where, _) in told.items()
    }
    assert written == Counter(f"dossier.{step}" for case in day.book.cases for step in case.steps)
    assert verdict.broken is None and verdict.head.count >= written.total()


def compare_pages(day: Day) -> None:
    page, book = day.pages["tiepnhan"], day.book
    numbers = book.numbers(day.office.at)
    page.goto("/can-bo")
    shown = numbers_on(page)
    assert {label: shown[label] for label in ON_SHEET} == dict(zip(ON_SHEET, numbers, strict=True))
    page.goto("/can-bo/ho-so?dong=100")
    assert numbers_on(page) == dict(zip(ON_QUEUE, numbers, strict=True))
    listed = page.locator("#queue tbody td.code a").all_inner_texts()
    assert sorted(listed) == sorted(case.code for case in book.cases if case.is_open)
    for login, department in (("chuyenmon", ""), ("diachinh", ECONOMY)):
        page = day.pages[login]
        page.goto("/can-bo")
        assert heap_on(page, "Của tôi") == book.held_by(login)
        assert heap_on(page, "Phòng tôi, chưa ai nhận") == book.held_by(department or "nobody")


def numbers_on(page: Page) -> dict[str, int]:
    """The numbers at the head of a page, by their labels."""
    found = (text.split(maxsplit=1) for text in page.locator("ul.counts a").all_inner_texts())
    return {label: int(number) for number, label in found}


def heap_on(page: Page, title: str) -> int:
    """How many dossiers a heap of the morning sheet has; an empty one is not there."""
    titles = page.locator("main h2").all_inner_texts()
    return next((int(found[1]) for each in titles if (found := re.fullmatch(rf"{title} \((\d+)\)", each))), 0)


def compare_register(day: Day) -> None:
    """The register has exactly what was accepted, in the order of its numbers, and then what was refused."""
    page, days = day.pages["lanhdao"], f"tu-ngay={MONDAY}&den-ngay={MONDAY}"
    wanted = [*day.book.accepted, *day.book.refused]
    assert [case.number for case in wanted] == [*(f"{place:02}" for place in range(1, 19)), "01/TCHS", "02/TCHS"]
    page.goto(f"/can-bo/so-theo-doi?{days}")
    rows = [row.locator("td").all_inner_texts() for row in page.locator("#register tbody tr").all()]
    assert [(row[0], row[1], row[4], row[12]) for row in rows] == [
        (case.number, case.code, case.owner, in_register(case)) for case in wanted
    ]
    expect(page.locator("#register")).to_contain_text(
        "tiếp nhận 18; trước hạn 2; đúng hạn 4; trễ hạn 0; dừng giải quyết 0; rút 1; đang giải quyết 11."
        " Từ chối tiếp nhận 2."
    )
    answer = page.request.get(f"/can-bo/so-theo-doi.xlsx?{days}")
    sheet: Any = load_workbook(io.BytesIO(answer.body())).worksheets[0]
    lines = [row for row in sheet.iter_rows(min_row=5, values_only=True) if row[1]]
    assert [(row[0], row[1], row[4], row[8], row[11] or "", row[12]) for row in lines] == [
        (case.number, case.code, case.owner, naive(case.due), case.receiver, in_register(case)) for case in wanted
    ]


def in_register(case: Case) -> str:
    """What the column of notes says."""
    ended = f"{MONDAY:%d/%m/%Y}"
    return {
        "resolved": f"{case.outcome}, chờ trả",
        "returned": case.outcome,
        "refused": f"Không tiếp nhận {ended}",
        "withdrawn": f"Đã rút {ended}",
    }.get(case.status) or {
        "accepted": "Đã tiếp nhận",
        "processing": "Đang xử lý",
        "awaiting_payment": "Chờ nộp phí",
    }[case.status]


def naive(due: datetime | None) -> datetime | None:
    return due.replace(tzinfo=None) if due else None
