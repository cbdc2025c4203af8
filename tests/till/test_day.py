"""The day's list: numbers without a gap, sums by way and officer, cancelled ones crossed out, and its spreadsheet."""

import io
import re
from collections.abc import Iterator
from datetime import date, timedelta

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cqtt import clock
from cqtt.audit.models import AuditEntry
from cqtt.commune.models import Officer
from cqtt.dossiers.models import Dossier
from cqtt.extensions import db
from cqtt.fees.models import Payment, PaymentWay
from cqtt.roles import Role
from cqtt.till import actions
from cqtt.till.day import day_list
from tests.counting import queries
from tests.dossiers.staff import desk
from tests.factories import MONDAY, make_officer
from tests.till.desk import owing

PAGE = "/can-bo/thu-phi"
CASH, TRANSFER = PaymentWay.CASH, PaymentWay.TRANSFER
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def monday_morning(app: Flask) -> Iterator[None]:
    with clock.frozen(MONDAY):
        yield


@pytest.fixture
def hanh(app: Flask) -> Officer:
    return make_officer(Role.RECEPTION, name="Nguyễn Thị Hạnh")


@pytest.fixture
def leader(app: Flask) -> FlaskClient:
    return desk(app, Role.LEADER)


def take(officer: Officer, amount: int, way: PaymentWay = CASH, note: str = "", days: int = 0) -> Payment:
    dossier = owing(amount)
    at = MONDAY + timedelta(days=days)
    payment = actions.take(dossier, officer, amount, way, TODAY, note, at)
    db.session.commit()
    return payment


def take_back(payment: Payment, officer: Officer, reason: str = "Ghi nhầm") -> None:
    actions.take_back(db.session.get_one(Dossier, payment.dossier_id), officer, payment, reason, MONDAY)
    db.session.commit()


def test_sums_by_way_and_by_officer_without_what_was_cancelled(hanh: Officer) -> None:
    lan = make_officer(Role.RECEPTION, name="Lê Thị Lan")
    take(hanh, 8_000)
    take(lan, 10_000, TRANSFER)
    take(hanh, 2_000, TRANSFER)
    take_back(take(hanh, 400_000), hanh)
    listed = day_list(TODAY)
    assert [line.payment.receipt_number for line in listed.lines] == [1, 2, 3, 4]
    assert listed.cancelled == 1
    assert (listed.of_all.cash_vnd, listed.of_all.transfer_vnd, listed.of_all.count) == (8_000, 12_000, 3)
    of_officers = [(each.name, each.cash_vnd, each.transfer_vnd) for each in listed.of_officers]
    assert of_officers == [("Nguyễn Thị Hạnh", 8_000, 2_000), ("Lê Thị Lan", 0, 10_000)]


def test_a_day_holds_what_was_recorded_on_it_in_vietnam(hanh: Officer) -> None:
    take(hanh, 8_000)
    take(hanh, 9_000, days=1)
    late = MONDAY.replace(hour=16, minute=59)  # 23:59 in Vietnam
    actions.take(owing(7_000), hanh, 7_000, CASH, TODAY, "", late)
    actions.take(owing(6_000), hanh, 6_000, CASH, TODAY, "", late + timedelta(minutes=2))
    assert [line.payment.amount_vnd for line in day_list(TODAY).lines] == [8_000, 7_000]
    assert {line.payment.amount_vnd for line in day_list(TODAY + timedelta(days=1)).lines} == {9_000, 6_000}


def test_a_refused_payment_leaves_no_gap(app: Flask, hanh: Officer) -> None:
    take(hanh, 8_000)
    dossier, specialist = owing(), make_officer(Role.SPECIALIST)
    with pytest.raises(Exception, match="đồng nghiệp khác"):
        actions.take(dossier, specialist, 8_000, CASH, TODAY, "", MONDAY)
    db.session.rollback()
    assert take(hanh, 8_000).receipt_number == 2


def test_the_page_shows_the_day_and_crosses_out_what_was_cancelled(hanh: Officer, leader: FlaskClient) -> None:
    kept, gone = take(hanh, 8_000, note="tiền lẻ"), take(hanh, 400_000)
    take_back(gone, hanh, "Ghi nhầm hồ sơ")
    page = leader.get(PAGE).text
    assert "2 phiếu" in page and "1 phiếu đã hủy, không tính vào tổng" in page
    assert "<del>02/2026</del>" in page and "Ghi nhầm hồ sơ" in page and "<del>01/2026</del>" not in page
    assert re.search(r"Cả đơn vị</th><td class=\"number\">1</td><td class=\"number\">8\.000", page)
    assert f"/can-bo/thu-phi/{kept.id}/phieu.pdf" in page and "tiền lẻ" in page
    assert f"/can-bo/thu-phi/{kept.id}/huy" not in page, "a leader cancels nothing"
    assert "sao-ke" not in page, "and reads no statement"


def test_another_day_is_chosen_and_an_empty_one_says_so(app: Flask, hanh: Officer) -> None:
    take(hanh, 8_000)
    with clock.frozen(MONDAY + timedelta(days=1)):
        leader = desk(app, Role.LEADER)
        assert "Chưa ghi nhận khoản nào trong ngày này" in leader.get(PAGE).text
        assert "01/2026" in leader.get(f"{PAGE}?ngay=2026-11-23").text
        for odd in ("", "hôm nay", "2026-02-31", "%00", "9999-12-31", "0001-01-01"):
            assert leader.get(f"{PAGE}?ngay={odd}").status_code == 200, odd


def test_the_fragment_is_a_fragment(hanh: Officer, leader: FlaskClient) -> None:
    take(hanh, 8_000)
    fragment = leader.get(PAGE, headers={"HX-Request": "true"}).text.strip()
    assert fragment.startswith('<section id="day"') and "<h1" not in fragment


def test_the_list_asks_little_however_long_it_is(hanh: Officer, leader: FlaskClient) -> None:
    for _number in range(10):
        take(hanh, 8_000)
    leader.get(PAGE)
    with queries() as sent:
        leader.get(PAGE)
    assert len(sent) <= 8


def test_the_spreadsheet_holds_the_same_and_no_formula(hanh: Officer, leader: FlaskClient) -> None:
    take(hanh, 8_000, note='=HYPERLINK("http://x","y")')
    gone = take(hanh, 400_000, TRANSFER, note="@SUM(A1)")
    take_back(gone, hanh, "+1+1")
    leader.get(f"{PAGE}/bang-ngay.xlsx?ngay=2026-11-23")
    answer = leader.get(f"{PAGE}/bang-ngay.xlsx?ngay=2026-11-23")
    assert 'filename="thu-phi-2026-11-23.xlsx"' in answer.headers["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:5] == ("Số phiếu", "Giờ ghi", "Mã hồ sơ", "Thủ tục", "Số tiền")
    assert [row[0] for row in rows[1:3]] == ["01/2026", "02/2026"]
    assert [row[4] for row in rows[1:3]] == [8_000, 400_000]
    assert ("Cộng", 8_000) in {(row[0], row[4]) for row in rows}
    for row in sheet.iter_rows():
        for cell in row:
            assert cell.data_type != "f", cell.coordinate
            assert not isinstance(cell.value, str) or cell.quotePrefix or cell.value == "", cell.coordinate
    taken = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "export")).all()
    assert [(entry.object_kind, entry.object_id) for entry in taken] == 2 * [("day_list", "2026-11-23")]


@pytest.mark.parametrize("role", [Role.SPECIALIST, Role.ADMINISTRATOR, Role.OVERSEER])
def test_who_neither_takes_nor_answers_for_money_sees_no_list(app: Flask, role: Role) -> None:
    client = desk(app, role)
    assert client.get(PAGE).status_code == client.get(f"{PAGE}/bang-ngay.xlsx").status_code == 403
