"""A leader signs fifty letters on a telephone, with one password; a condolence is read and signed alone."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from cqtt.clock import frozen
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.letters import actions
from cqtt.letters.facts import Addressee
from cqtt.letters.models import Letter
from cqtt.letters.rules import Occasion, Status
from cqtt.upkeep.demonstration import PASSWORD
from tests.browser.conftest import PHONE, OpenPage
from tests.browser.look import Look
from tests.browser.office import Office
from tests.browser.path import sign_in

APPROVE = "/can-bo/thu/duyet"
KINDS = (Occasion.THANKS, Occasion.MARRIAGE, Occasion.BIRTH)


@pytest.fixture
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with Office(tmp_path_factory.mktemp("letters"), date(2026, 11, 23)).open(("lanhdao", "tiepnhan")) as opened:
        opened.turn_to("09:00")
        with opened.app.app_context(), frozen(opened.at):
            for number in range(50):
                _draft(KINDS[number % 3], f"Người Thứ {number}", f"09000{number:05}", opened)
            _draft(Occasion.DEATH, "Gia Đình Tang Quyến", "", opened)
            db.session.commit()
            db.session.remove()
        yield opened


def _draft(occasion: Occasion, name: str, phone: str, office: Office) -> None:
    to = Addressee("Ông/Bà", name, "Số 1, Ấp 7", phone)
    facts = {"vo_chong": name, "ten_be": name, "nguoi_mat": "cụ Tang"}
    assert actions.draft(occasion, f"test-{name}", to, facts, office.at) is not None


@pytest.fixture
def site(office: Office) -> str:
    return office.address


def letters(office: Office) -> list[tuple[Status, int | None, str]]:
    """Where each letter stands, with its number and the name of whoever signed."""
    with office.app.app_context():
        wanted = select(Letter.status, Letter.number, Officer.name).outerjoin(Officer, Officer.id == Letter.signer_id)
        found = [tuple(row) for row in db.session.execute(wanted.where(Letter.occasion != Occasion.DEATH))]
        db.session.remove()
    return found


def condolence(office: Office) -> Status:
    with office.app.app_context():
        status = db.session.scalars(select(Letter.status).where(Letter.occasion == Occasion.DEATH)).one()
        db.session.remove()
    return status


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_fifty_letters_are_approved_in_one_go_on_a_telephone(
    open_page: OpenPage, office: Office, javascript: bool
) -> None:
    page = open_page(PHONE, javascript)
    sign_in(page, "lanhdao")
    page.goto(APPROVE)
    expect(page.get_by_role("link", name="Gia Đình Tang Quyến")).to_be_visible()  # told apart, without a box
    expect(page.get_by_role("checkbox")).to_have_count(50)
    read_one(page)
    page.get_by_role("link", name="Chọn tất cả (50)").click()
    if javascript:
        expect(page.get_by_text("Đã chọn 50")).to_be_visible()
    page.get_by_label("Mật khẩu của Ông/Bà").fill("khong-phai-mat-khau")
    page.get_by_role("button", name="Duyệt các thư đã chọn").click()
    expect(page.locator(".errors")).to_contain_text("Mật khẩu chưa đúng")
    expect(page.locator("[name=chon]:checked")).to_have_count(50)
    assert {status for status, _number, _signer in letters(office)} == {Status.DRAFT}
    page.get_by_label("Mật khẩu của Ông/Bà").fill(PASSWORD)
    page.get_by_role("button", name="Duyệt các thư đã chọn").click()
    expect(page.get_by_text("Đã duyệt cả 50 thư.")).to_be_visible()
    assert sorted(number or 0 for _status, number, _signer in letters(office)) == list(range(1, 51))
    assert {(status, signer) for status, _number, signer in letters(office)} == {(Status.APPROVED, "Nguyễn Minh Khang")}
    assert condolence(office) is Status.DRAFT


def read_one(page: Page) -> None:
    """The words stand on the page itself: one press, and no way there and back."""
    draft = page.locator(".drafts > li").first
    draft.get_by_text("Đọc thư").click()
    expect(draft.locator("article")).to_be_visible()
    expect(draft.locator("article")).to_contain_text("Người Thứ")


def test_a_condolence_is_read_and_signed_alone_then_handed_over(
    open_page: OpenPage, office: Office, rules: object
) -> None:
    page = open_page(PHONE)
    sign_in(page, "lanhdao")
    page.goto(APPROVE)
    page.get_by_role("link", name="Gia Đình Tang Quyến").click()
    expect(page.locator("article")).to_contain_text("chia buồn", ignore_case=True)
    page.get_by_label("Mật khẩu của Ông/Bà").fill(PASSWORD)
    page.get_by_role("button", name="Duyệt, ký thư này").click()
    expect(page).to_have_url(re.compile(r"/can-bo/thu/\d+$"))
    page.get_by_role("button", name="Đã trao tận tay").click()
    expect(page.get_by_text("Đã ghi: đã trao tận tay.")).to_be_visible()
    assert condolence(office) is Status.SENT
    assert {status for status, _number, _signer in letters(office)} == {Status.DRAFT}


def test_the_pages_of_letters_fit_the_narrowest_telephone_and_axe_finds_nothing(
    open_page: OpenPage, office: Office, rules: object
) -> None:
    page = open_page(PHONE)
    look = Look(page, rules, PHONE)  # type: ignore[arg-type]
    sign_in(page, "lanhdao")
    look.at("/can-bo/thu", APPROVE, "/can-bo/thu/1", "/can-bo/thu/1/sua", "/can-bo/thu/1/bo", "/can-bo/thu/51/duyet")
    look.at("/can-bo/thu/viet", "/can-bo/thu/viet/cam-on", "/can-bo/thu/viet/sai-sot", "/can-bo/thu/so")
    look.mistakes("/can-bo/thu/1/sua", axe=True)
    look.mistakes("/can-bo/thu/viet/ket-hon", axe=True)
    assert not look.wrong, "\n".join(look.wrong)
