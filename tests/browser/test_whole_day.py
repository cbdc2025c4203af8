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
from tests.browser.office import Office, OnlineCitizen
from tests.browser.officers import TICKED, Officers, WalkIn
from tests.browser.own_book import CLOSES, Book, Case

MONDAY, TUESDAY, WEDNESDAY = (date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 2))  # no holiday is near
LOGINS = ("tiepnhan", "tiepnhan2", "taiquay", "chuyenmon", "diachinh", "vanhoa", "lanhdao")
ECONOMY = "Phòng Kinh tế"
ONLINE = {  # who files what from home, and how many working days it may take
    "Thúy": ("1.001612", 3),
    "Huy": ("1.004873", 3),
    "Tài": ("1.001570", 3),
    "Cúc": ("2.000635", 0),
    "Sen": ("1.004837", 3),
    "Lực": ("1.004884", 5),
    "Ngân": ("2.002854", 5),
    "Hậu": ("1.013229", 7),
}
STAYS = ("Chờ tiếp nhận", "Chờ bổ sung", "Chờ nộp phí")
RETURNS = ("Chờ trả kết quả", "Chờ lãnh đạo quyết định")
ON_SHEET = ("Trễ hạn", "Đến hạn hôm nay", "Đến hạn mai", *STAYS, *RETURNS, "Hết hạn bổ sung")
ON_QUEUE = ("Trễ", "Hôm nay", "Mai", *STAYS, "Chờ trả", "Chờ lãnh đạo", "Hết hạn bổ sung")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with Office(tmp_path_factory.mktemp("office"), MONDAY).open(LOGINS) as opened:
        yield opened


@pytest.fixture
def site(office: Office) -> str:
    return office.address


def test_a_whole_day(open_page: OpenPage, office: Office) -> None:
    book = Book()
    citizens = file_from_home(office, book)
    office.turn_to("07:35")
    officers = Officers(office, book, {login: open_page(DESKTOP) for login in LOGINS})
    compare(officers)
    take_in_whoever_comes(officers)
    compare(officers)
    look_through_what_came_online(officers)
    hand_to_those_who_work_on_it(officers)
    compare(officers)
    wait_for_papers(officers, citizens)
    office.turn_to("13:30")
    work(officers)
    citizens["Sen"].withdraw()
    book.of("Sen").went("withdraw", to="withdrawn")
    office.turn_to("16:05")
    hand_over_results(officers)
    count_what_was_to_be_played(book)
    compare(officers)
    compare_register(officers)
    for morning in (TUESDAY, WEDNESDAY):
        office.turn_to("07:35", morning)
        compare(officers)


# -- what happens ---------------------------------------------------------------------------------


def file_from_home(office: Office, book: Book) -> dict[str, OnlineCitizen]:
    """Eight dossiers come in before the doors open."""
    citizens = {}
    for number, (name, (procedure, days)) in enumerate(ONLINE.items(), start=1):
        citizens[name] = citizen = OnlineCitizen.with_dossier(office, number, procedure)
        citizen.file_a_dossier()
        book.opened(citizen.code, citizen.name, days)
    return citizens


def take_in_whoever_comes(officers: Officers) -> None:
    """Twelve people at three desks: for themselves and for others, at once, with too little, and at the wrong place."""
    officers.accept_at_desk(WalkIn("tiepnhan", "1.004873", 3, "Trần Thị Mẫu An", "con"))
    officers.accept_at_desk(WalkIn("tiepnhan2", "1.001612", 3, "Lê Văn Mẫu Bảo"))
    officers.settle_at_once(WalkIn("taiquay", "2.000815", 0, "Phạm Thị Mẫu Châu"), "Đã chứng thực 03 bản sao.")
    officers.accept_at_desk(WalkIn("tiepnhan", "2.000635", 0, "Võ Thị Mẫu Dung"))
    officers.accept_at_desk(WalkIn("tiepnhan2", "1.013227", 5, "Hồ Văn Mẫu Em"))
    officers.accept_at_desk(WalkIn("taiquay", "1.001193", 0, "Đỗ Thị Mẫu Giang"))
    officers.ask_for_more_at_desk(WalkIn("tiepnhan", "1.004884", 5, "Ngô Văn Mẫu Hải"))
    officers.accept_at_desk(WalkIn("tiepnhan2", "1.004837", 3, "Bùi Thị Mẫu Hạnh", "đoàn viên thanh niên"))
    officers.accept_at_desk(WalkIn("tiepnhan", "1.014027", 10, "Mai Văn Mẫu Khoa", "cháu"))
    officers.refuse_at_desk(WalkIn("tiepnhan2", "2.002854", 5, "Lý Thị Mẫu Lan"))
    officers.accept_at_desk(WalkIn("tiepnhan", "1.001570", 3, "Cao Văn Mẫu Minh"))
    officers.accept_at_desk(WalkIn("tiepnhan2", "1.000656", 0, "Đinh Thị Mẫu Nga"))
    officers.move("tiepnhan", officers.book.of("Dung"), "da-nop-phi")
    officers.book.of("Dung").went("confirm_payment")


def look_through_what_came_online(officers: Officers) -> None:
    """Five are received at once and one by itself, one is refused, one lacks something."""
    of = officers.book.of
    officers.accept_many("tiepnhan", [of(name) for name in ("Thúy", "Huy", "Tài", "Cúc", "Sen")])
    officers.accept("tiepnhan", of("Lực"), to="chuyenmon")
    officers.refuse("tiepnhan", of("Hậu"))
    officers.ask_for_more("tiepnhan2", of("Ngân"), "Bảng điểm có dấu của trường cũ")


def hand_to_those_who_work_on_it(officers: Officers) -> None:
    of = officers.book.of
    officers.hand_on_many("tiepnhan", [of(name) for name in ("An", "Hạnh", "Khoa", "Huy")], "chuyenmon")
    officers.hand_on_many("tiepnhan2", [of(name) for name in ("Bảo", "Em", "Thúy")], ECONOMY)
    officers.hand_on_and_back("tiepnhan2", of("Minh"), "vanhoa")


def wait_for_papers(officers: Officers, citizens: dict[str, OnlineCitizen]) -> None:
    """Two that were not received yet, brought to the desk and sent; one that is being worked on."""
    hai, ngan, luc = map(officers.book.of, ("Hải", "Ngân", "Lực"))
    officers.office.wait(20)
    officers.begin("chuyenmon", luc)
    officers.ask_for_more("chuyenmon", luc, "Bản sao học bạ")
    compare(officers)
    officers.move("tiepnhan", hai, "nhan-bo-sung", all_here=TICKED)
    citizens["Ngân"].answer_supplement()
    citizens["Lực"].answer_supplement()
    luc.went("supplement", to="processing")  # counted anew from today, when it was received too
    for case in (hai, ngan):
        case.went("supplement", to="submitted")
        officers.accept("tiepnhan", case)


def work(officers: Officers) -> None:
    """Specialists begin, hand on, ask for money, come to results; a leader gives more time."""
    an, bao, dung, em, giang, hanh, khoa = map(officers.book.of, ("An", "Bảo", "Dung", "Em", "Giang", "Hạnh", "Khoa"))
    huy, cuc = map(officers.book.of, ("Huy", "Cúc"))
    officers.begin_many("chuyenmon", [an, hanh, khoa, huy])
    officers.undo_begin("chuyenmon", khoa)
    officers.hand_on("chuyenmon", khoa, "vanhoa")
    officers.begin("vanhoa", khoa)
    officers.move("vanhoa", khoa, "de-nghi-dung", reason="Người nộp đề nghị dừng.")
    khoa.went("propose_stop")
    officers.begin("diachinh", bao)
    officers.extend("lanhdao", bao, 2)
    officers.begin("diachinh", em)
    officers.move("diachinh", em, "yeu-cau-nop-phi", amount="50000", what="Lệ phí cấp giấy phép")
    em.went("request_payment", to="awaiting_payment")
    for login, case in (("taiquay", dung), ("taiquay", giang), ("chuyenmon", cuc)):
        officers.begin(login, case)
        officers.resolve(login, case, "Đúng hạn", shelf="A1")
    officers.resolve("chuyenmon", an, "Trước hạn", on_paper=TICKED)
    officers.resolve("chuyenmon", huy, "Trước hạn")


def hand_over_results(officers: Officers) -> None:
    """Three are fetched: found by code, by the number of the card, and for a relative by the code."""
    giang, cuc, an = map(officers.book.of, ("Giang", "Cúc", "An"))
    officers.hand_over("tiepnhan2", giang.code, giang)
    officers.hand_over("tiepnhan2", "000192000111", cuc)
    officers.hand_over("tiepnhan2", an.code.lower(), an, "Trần Văn Mẫu Bình", "con")


def count_what_was_to_be_played(book: Book) -> None:
    """The day had everything that a day has."""
    steps = Counter(step for case in book.cases for step in case.steps)
    assert (len(ONLINE), len(book.cases)) == (8, 8 + 12)
    assert (len(book.accepted), len(book.refused), steps["withdraw"]) == (18, 2, 1)
    assert (steps["request_supplement"], steps["supplement"]) == (3, 3)
    assert (steps["resolve"], steps["return_result"]) == (6, 4)
    assert book.numbers(datetime.combine(MONDAY, CLOSES, ICT)) == [0, 1, 0, 0, 0, 1, 2, 1, 0]


# -- what the product says of it ------------------------------------------------------------------


def compare(officers: Officers) -> None:
    """The sheets, the queue, the events and the record all say what the test's own book says."""
    compare_pages(officers)
    with officers.office.app.app_context():
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
    assert told == officers.book.story()
    assert all(told[code][0] == status.value for code, status, *_event in events)
    assert written == Counter(f"dossier.{step}" for case in officers.book.cases for step in case.steps)
    assert verdict.broken is None and verdict.head.count >= written.total()


def compare_pages(officers: Officers) -> None:
    page, book = officers.pages["tiepnhan"], officers.book
    numbers = book.numbers(officers.office.at)
    page.goto("/can-bo")
    shown = numbers_on(page)
    assert {label: shown[label] for label in ON_SHEET} == dict(zip(ON_SHEET, numbers, strict=True))
    page.goto("/can-bo/ho-so?dong=100")
    assert numbers_on(page) == dict(zip(ON_QUEUE, numbers, strict=True))
    listed = page.locator("#queue tbody td.code a").all_inner_texts()
    assert sorted(listed) == sorted(case.code for case in book.cases if case.is_open)
    for login, department in (("chuyenmon", "Văn phòng Ủy ban nhân dân"), ("diachinh", ECONOMY)):
        page = officers.pages[login]
        page.goto("/can-bo")
        assert heap_on(page, "Của tôi") == book.held_by(login)
        assert heap_on(page, "Phòng tôi, chưa ai nhận") == book.held_by(department)


def numbers_on(page: Page) -> dict[str, int]:
    """The numbers at the head of a page, by their labels."""
    found = (text.split(maxsplit=1) for text in page.locator("ul.counts a").all_inner_texts())
    return {label: int(number) for number, label in found}


def heap_on(page: Page, title: str) -> int:
    """How many dossiers a heap of the morning sheet has; an empty one is not there."""
    titles = page.locator("main h2").all_inner_texts()
    return next((int(found[1]) for each in titles if (found := re.fullmatch(rf"{title} \((\d+)\)", each))), 0)


def compare_register(officers: Officers) -> None:
    """The register has exactly what was accepted, in the order of its numbers, and then what was refused."""
    page, days = officers.pages["lanhdao"], f"tu-ngay={MONDAY}&den-ngay={MONDAY}"
    wanted = [*officers.book.accepted, *officers.book.refused]
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
        (case.number, case.code, case.owner, on_the_wall(case.due), case.receiver, in_register(case)) for case in wanted
    ]
    page.goto("/can-bo/thu-phi")  # what Châu and Dung paid
    expect(page.locator("#day tbody").last.locator("tr").last).to_contain_text("10.000 đồng")


def in_register(case: Case) -> str:
    """What the column of notes says."""
    ended = f"{MONDAY:%d/%m/%Y}"
    return {
        "accepted": "Đã tiếp nhận",
        "processing": "Đang xử lý",
        "awaiting_payment": "Chờ nộp phí",
        "resolved": f"{case.outcome}, chờ trả",
        "returned": case.outcome,
        "refused": f"Không tiếp nhận {ended}",
        "withdrawn": f"Đã rút {ended}",
    }[case.status]


def on_the_wall(due: datetime | None) -> datetime | None:
    """The moment as a workbook has it: on Vietnam's clock, without saying so."""
    return due.replace(tzinfo=None) if due else None
