"""A form with every kind of question, a condition two deep and a group of three, from the phone to the officer."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from cqtt import create_app
from cqtt.extensions import db
from cqtt.procedures.questions import Days, Question, QuestionKind, ShownIf
from cqtt.roles import Role
from tests import factories
from tests.browser.conftest import DESKTOP, OpenPage, serving
from tests.browser.look import AXE, RUN_AXE
from tests.browser.path import fill_applicant, start_draft
from tests.conftest import make_settings
from tests.live_server import free_port

Kind = QuestionKind
CODE = "9.800001"
FATHER, ELSEWHERE = ShownIf("ket_hon", ("yes",)), ShownIf("noi_o", ("Nơi khác",))
CHILD = (
    Question("ten", "Họ và tên con", required=True),
    Question("sinh", "Ngày sinh con", Kind.DATE, days=Days.PAST),
    Question("di_hoc", "Đang đi học?", Kind.YES_NO),
    Question("truong", "Trường nào?", required=True, shown_if=ShownIf("di_hoc", ("yes",))),
)
QUESTIONS = (
    Question("ve_chau", "Về cháu bé", Kind.SECTION, help="Viết như trên giấy chứng sinh."),
    Question("ten_chau", "Họ và tên cháu", required=True),
    Question("sinh", "Ngày sinh của cháu", Kind.DATE, required=True, days=Days.PAST),
    Question("gioi", "Giới tính", Kind.CHOICE, required=True, choices=("Nam", "Nữ")),
    Question("ap", "Cháu sống ở ấp nào?", Kind.HAMLET, required=True),
    Question("me", "Mẹ của cháu", Kind.PERSON, required=True),
    Question("ket_hon", "Cha mẹ đã kết hôn?", Kind.YES_NO, required=True),
    Question("ve_cha", "Về cha", Kind.SECTION, shown_if=FATHER),
    Question("cha", "Cha của cháu", Kind.PERSON, required=True),
    Question("noi_o", "Cha ở đâu?", Kind.CHOICE, required=True, choices=("Trong xã", "Nơi khác")),
    Question("dia_chi", "Địa chỉ của cha", Kind.LONG_TEXT, required=True, shown_if=ELSEWHERE),
    Question("con_lai", "Những điều còn lại", Kind.SECTION),
    Question("xa_khac", "Tên xã nơi cha ở", shown_if=ELSEWHERE),
    Question("cac_con", "Anh chị em", Kind.GROUP, parts=CHILD, most_rows=3),
    Question("giay", "Giấy tờ bị mất", Kind.CHOICES, choices=("Căn cước", "Hộ chiếu")),
    Question("ban_sao", "Số bản sao", Kind.NUMBER, least=1, most=20),
    Question("von", "Số tiền đã nộp", Kind.MONEY),
    Question("can_cuoc", "Số định danh người giám hộ", Kind.CITIZEN_NUMBER),
    Question("dien_thoai", "Điện thoại người giám hộ", Kind.PHONE),
)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """The address of a server whose one procedure asks all this."""
    address = f"http://127.0.0.1:{free_port()}"
    app = create_app(make_settings(tmp_path, base_url=address))
    with app.app_context():
        db.create_all()
        factories.make_commune()
        factories.make_hamlet(name="Ấp Bến Sông")
        factories.make_officer(Role.RECEPTION, login="tiepnhan")
        stored = [json.loads(json.dumps(asdict(question))) for question in QUESTIONS]
        factories.make_procedure(code=CODE, questions=stored, requirements=[])
        db.session.remove()
    with serving(app, address):
        yield address


def box(page: Page, name: str, value: str | None = None) -> None:
    page.locator(f"[name='{name}']").fill(value or "")


def fill_date(page: Page, name: str, day: str, month: str, year: str) -> None:
    for part, value in (("ngay", day), ("thang", month), ("nam", year)):
        box(page, f"{name}-{part}", value)


def answer_everything(page: Page) -> None:
    box(page, "q_ten_chau", "Nguyễn Bé Mẫu")
    fill_date(page, "q_sinh", "1", "11", "2025")
    page.get_by_label("Nữ").check()
    page.get_by_label("Cháu sống ở ấp nào?").select_option("Ấp Bến Sông")
    box(page, "q_me-name", "Lê Thị Mẫu")
    fill_date(page, "q_me-birth_on", "2", "3", "1995")
    page.locator("[name=q_ket_hon][value=yes]").check()
    box(page, "q_cha-name", "Nguyễn Văn Thử")
    page.get_by_label("Nơi khác").check()
    box(page, "q_dia_chi", "Số 2, đường Mẫu\nLong Thành")
    page.get_by_label("Hộ chiếu").check()
    for name, value in (
        ("ban_sao", "2"),
        ("von", "50.000"),
        ("can_cuoc", "075190000001"),
        ("dien_thoai", "0900000125"),
    ):
        box(page, f"q_{name}", value)


def add_three_children(page: Page) -> None:
    for number, name in enumerate(("Mẫu Một", "Mẫu Hai", "Mẫu Ba"), start=1):
        if number > 1:
            page.get_by_role("button", name="Thêm một mục").click()
            expect(page.locator(f"#q_cac_con-{number}")).to_be_focused()
        box(page, f"q_cac_con-{number}-ten", name)
    expect(page.get_by_text("Đã đủ 3 mục.")).to_be_visible()
    page.locator("[name=q_cac_con-3-di_hoc][value=yes]").check()
    box(page, "q_cac_con-3-truong", "Tiểu học Hoa Sen")
    page.get_by_role("button", name="Bỏ mục này (Anh chị em, mục 2)").click()
    expect(page.locator("[name=q_cac_con-2-ten]")).to_have_value("Mẫu Ba")
    expect(page.locator("[name=q_cac_con-2-truong]")).to_have_value("Tiểu học Hoa Sen")


def check_what_is_hidden(page: Page) -> None:
    """Where scripts run, what the answers do not ask for is not seen, two deep and in the rows of a group."""
    waiting = ("q_cha-name", "q_dia_chi", "q_xa_khac", "q_cac_con-1-truong")
    hidden = [page.locator(f"[name='{name}']") for name in waiting]
    for each in hidden:
        expect(each).to_be_hidden()
    expect(page.get_by_text("Chỉ trả lời").first).to_be_hidden()
    page.locator("[name=q_ket_hon][value=yes]").check()
    expect(hidden[0]).to_be_visible()
    expect(page.locator("#spoken")).to_have_text("Có thêm câu hỏi bên dưới.")
    page.get_by_label("Nơi khác").check()
    expect(hidden[1]).to_be_visible()
    expect(hidden[2]).to_be_visible()
    page.locator("[name=q_ket_hon][value=no]").check()
    expect(hidden[1]).to_be_hidden()
    expect(hidden[2]).to_be_hidden()  # what it waits for was answered, and is not asked any more


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
def test_a_form_of_every_kind_reaches_the_officer(open_page: OpenPage, javascript: bool) -> None:
    page = open_page(javascript=javascript)
    start_draft(page, CODE)
    fill_applicant(page)
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nội dung")
    if javascript:
        check_what_is_hidden(page)
    else:
        expect(page.get_by_text("Chỉ trả lời phần này nếu “Cha mẹ đã kết hôn?” là “Có”.")).to_be_visible()
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.get_by_role("link", name="Mẹ của cháu – Họ và tên: Xin cho biết họ và tên.")).to_be_visible()
    answer_everything(page)
    add_three_children(page)
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Giấy tờ")
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kiểm tra và nộp")
    check_answers(page)
    page.get_by_role("button", name="Nộp hồ sơ").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Xác nhận đã gửi hồ sơ")
    desk = open_page(DESKTOP)
    desk.goto("/dang-nhap")
    desk.get_by_label("Tên đăng nhập").fill("tiepnhan")
    desk.get_by_label("Mật khẩu").fill(factories.PASSWORD)
    desk.get_by_role("button", name="Đăng nhập").click()
    desk.goto("/can-bo/ho-so/1")
    check_answers(desk)
    expect(desk.get_by_role("link", name="Phiếu thông tin")).to_be_visible()


def check_answers(page: Page) -> None:
    """What the owner and the officer read, under the same words."""
    shown = page.locator("main")
    for heading in ("Về cháu bé", "Về cha", "Những điều còn lại"):
        expect(shown.get_by_role("heading", name=heading)).to_be_visible()
    for words in ("Lê Thị Mẫu, sinh ngày 02/03/1995", "50.000\u00a0đồng", "0900 000 125", "Hộ chiếu", "Ấp Bến Sông"):
        expect(shown.get_by_text(words).first).to_be_visible()
    rows = shown.locator("dd ol > li")
    expect(rows).to_have_count(2)
    expect(rows.last).to_have_text("Họ và tên con: Mẫu Ba; Đang đi học?: Có; Trường nào?: Tiểu học Hoa Sen")


def test_the_page_of_every_kind_can_be_used_on_the_narrowest_phone_and_by_everybody(open_page: OpenPage) -> None:
    page = open_page({"width": 320, "height": 640})
    start_draft(page, CODE)
    fill_applicant(page)
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nội dung")
    page.locator("[name=q_ket_hon][value=yes]").check()
    page.get_by_role("button", name="Thêm một mục").click()
    expect(page.locator("#q_cac_con-2")).to_be_focused()
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.locator("main .errors")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.evaluate(AXE)
    assert page.evaluate(RUN_AXE) == []
