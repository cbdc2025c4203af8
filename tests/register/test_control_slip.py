"""Form 06: every hand-over of a dossier, told by its events, on a sheet that can be read and scanned."""

from datetime import timedelta

import pypdfium2
import pytest
from flask import Flask
from sqlalchemy import select

from cqtt.audit.models import AuditEntry
from cqtt.commune.models import Commune, Officer
from cqtt.dossiers import actions
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.papers import decisions
from cqtt.dossiers.rules import Timeliness
from cqtt.extensions import db
from cqtt.fees.actions import receive
from cqtt.fees.models import PaymentWay
from cqtt.register.control_slip import hops_of, slip_pdf
from cqtt.roles import Role
from tests.dossiers.staff import desk, desk_of
from tests.dossiers.test_papers import text_of
from tests.factories import MONDAY, make_dossier, make_officer
from tests.qr_reader import qr_codes
from tests.register.filing import THREE_DAYS, begun, make_all_hands, refused, resolved, returned

DESK = "Trung tâm Phục vụ hành chính công"
CITIZEN = "Nguyễn Văn Thử (người nộp)"
SPECIALIST = "Lê Thị Ví Dụ, Phòng Tư pháp"


@pytest.fixture
def officer(app: Flask) -> Officer:
    return make_all_hands()


@pytest.fixture
def reception(app: Flask) -> Officer:
    return make_officer(Role.RECEPTION, name="Đặng Thị Tiếp")


def hands(dossier: Dossier, commune: Commune) -> list[tuple[str, str]]:
    return [(hop.giver, hop.receiver) for hop in hops_of(dossier, commune)]


def test_the_usual_way_goes_from_hand_to_hand(commune: Commune, officer: Officer, reception: Officer) -> None:
    dossier = make_dossier()
    decisions.accept(dossier, reception, THREE_DAYS, MONDAY)
    actions.assign(dossier, reception, officer, "", MONDAY)
    actions.begin(dossier, officer, MONDAY + timedelta(hours=1))
    actions.resolve(dossier, officer, "Giấy khai sinh", MONDAY + timedelta(days=2))
    actions.return_result(dossier, reception, "Nguyễn Văn Nhận", MONDAY + timedelta(days=2, hours=1))
    assert hands(dossier, commune) == [
        (CITIZEN, "Đặng Thị Tiếp"),
        ("Đặng Thị Tiếp", SPECIALIST),
        (SPECIALIST, DESK),
        ("Đặng Thị Tiếp", "Nguyễn Văn Nhận (người nhận)"),
    ]
    received, given, solved, handed_out = hops_of(dossier, commune)
    assert given.note == "Bắt đầu xử lý 10 giờ 00 phút, 23/11/2026"
    assert [hop.result for hop in (received, given, solved, handed_out)] == [None, None, Timeliness.EARLY, None]


def test_whoever_begins_takes_it_from_whoever_had_it(commune: Commune, officer: Officer, reception: Officer) -> None:
    dossier = make_dossier()
    decisions.accept(dossier, reception, THREE_DAYS, MONDAY)
    actions.begin(dossier, officer, MONDAY)
    assert hands(dossier, commune) == [(CITIZEN, "Đặng Thị Tiếp"), ("Đặng Thị Tiếp", SPECIALIST)]


def test_a_leader_who_moves_a_colleagues_dossier_is_named(
    commune: Commune, officer: Officer, reception: Officer
) -> None:
    leader = make_officer(Role.LEADER, name="Phạm Thị Lãnh Đạo")
    dossier = make_dossier()
    decisions.accept(dossier, reception, THREE_DAYS, MONDAY)
    actions.assign(dossier, reception, officer, "", MONDAY)
    actions.assign(dossier, leader, "Phòng Kinh tế", "lời nhắn riêng", MONDAY)
    last = hops_of(dossier, commune)[-1]
    assert (last.giver, last.receiver) == (SPECIALIST, "Phòng Kinh tế")
    assert last.note == "Người chuyển: Phạm Thị Lãnh Đạo"  # and nothing of the note to a colleague


def test_what_waits_for_the_citizen_goes_out_and_comes_back(commune: Commune, officer: Officer) -> None:
    dossier = begun(officer)
    decisions.request_supplement(dossier, officer, ["Ảnh"], "Mờ.", MONDAY + timedelta(hours=1))
    actions.answer_supplement(dossier, "Xin gửi lại.", MONDAY + timedelta(days=1))
    actions.request_payment(dossier, officer, "Xin nộp 8.000 đồng.", MONDAY + timedelta(days=1))
    paid_on = (MONDAY + timedelta(days=2)).date()
    payment = receive(dossier.id, 8000, PaymentWay.CASH, paid_on, officer, MONDAY + timedelta(days=2))
    actions.confirm_payment(dossier, officer, payment, "", MONDAY + timedelta(days=2))
    assert hands(dossier, commune)[1:] == [(SPECIALIST, CITIZEN), (CITIZEN, SPECIALIST)] * 2
    assert [hop.note for hop in hops_of(dossier, commune)][1:] == [
        "Yêu cầu bổ sung, thời hạn tạm dừng",
        "Đã bổ sung giấy tờ",
        "Yêu cầu nộp phí, thời hạn tạm dừng",
        "Đã nộp phí",
    ]


@pytest.mark.parametrize(("days", "result"), [(2, "early"), (3, "on_time"), (8, "late")])
def test_the_result_is_the_one_that_was_fixed_for_good(
    commune: Commune, officer: Officer, days: int, result: str
) -> None:
    assert hops_of(resolved(officer, days), commune)[-1].result == Timeliness(result)


def test_a_hand_over_after_the_date_has_passed_is_late(commune: Commune, officer: Officer) -> None:
    dossier = begun(officer)
    actions.assign(dossier, officer, "Phòng Kinh tế", "", MONDAY + timedelta(days=9))
    assert hops_of(dossier, commune)[-1].result is Timeliness.LATE


def test_a_dossier_that_ends_otherwise_goes_back_to_the_citizen(commune: Commune, officer: Officer) -> None:
    stopped, withdrawn = begun(officer), begun(officer)
    decisions.stop(stopped, officer, "Hết hạn.", "", MONDAY)
    actions.withdraw(withdrawn, "", MONDAY)
    for dossier, note in ((stopped, "Dừng giải quyết"), (withdrawn, "Rút hồ sơ theo yêu cầu")):
        last = hops_of(dossier, commune)[-1]
        assert (last.giver, last.receiver, last.note) == (SPECIALIST, CITIZEN, note)
    assert hands(refused(officer), commune) == [(SPECIALIST, CITIZEN)]
    assert hops_of(make_dossier(), commune) == []


def test_the_sheet_says_it_all_and_leads_back_to_the_dossier(app: Flask, officer: Officer) -> None:
    dossier = returned(officer, 8)
    answer = desk_of(app, officer).get(f"/can-bo/ho-so/{dossier.id}/phieu-kiem-soat.pdf")
    assert answer.status_code == 200 and answer.mimetype == "application/pdf"
    said = text_of(answer.data)
    for part in (
        "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ",
        f"Mã hồ sơ: {dossier.code}",
        "Hồ sơ của: Nguyễn Văn Thử",
        "Cơ quan giải quyết: Ủy ban nhân dân xã An Phước",
        "Nhận hồ sơ: 09 giờ 00 phút, 23/11/2026",
        f"Giao: {CITIZEN}",
        "Quá hạn",
        "Nguyễn Văn Nhận (người nhận)",
        "NGƯỜI LẬP PHIẾU",
        "Lê Thị Ví Dụ",
    ):
        assert part in said
    assert "Số:" not in said  # the slip has no number
    page = pypdfium2.PdfDocument(answer.data)[0]
    (code,) = qr_codes(page.render(scale=150 / 72).to_pil())
    assert code.text == f"http://localhost/ho-so/mo/{dossier.token}"
    (entry,) = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "print"))
    assert (entry.object_id, entry.officer_id, entry.details) == (str(dossier.id), officer.id, {"form": "control_slip"})


def test_many_hand_overs_go_on_with_the_head_of_the_table(commune: Commune, officer: Officer) -> None:
    dossier = begun(officer)
    for number in range(30):
        actions.assign(dossier, officer, f"Phòng thứ {number}", "", MONDAY + timedelta(minutes=number))
    made = slip_pdf(dossier, commune, officer, MONDAY)
    pages = list(pypdfium2.PdfDocument(made))
    assert len(pages) > 1
    assert all("Bên giao" in page.get_textpage().get_text_range() for page in pages[:-1])
    assert "Phòng thứ 29" in text_of(made)


@pytest.mark.parametrize("role", [Role.OVERSEER, Role.ADMINISTRATOR])
def test_who_opens_no_dossier_prints_no_slip(app: Flask, officer: Officer, role: Role) -> None:
    dossier = begun(officer)
    assert desk(app, role).get(f"/can-bo/ho-so/{dossier.id}/phieu-kiem-soat.pdf").status_code == 403


def test_the_page_of_a_dossier_lists_what_can_be_printed(app: Flask, officer: Officer) -> None:
    dossier = begun(officer)
    client = desk_of(app, officer)
    page = client.get(f"/can-bo/ho-so/{dossier.id}").text
    assert f'href="/can-bo/ho-so/{dossier.id}/phieu-kiem-soat.pdf"' in page
    assert f'href="/can-bo/ho-so/{dossier.id}/giay/{dossier.papers[0].id}.pdf"' in page
    assert "số 01/TNHS" in page
    client.get(f"/can-bo/ho-so/{dossier.id}/giay/{dossier.papers[0].id}.pdf")
    assert "đã in 1 lần" in client.get(f"/can-bo/ho-so/{dossier.id}").text
    assert "phieu-kiem-soat" not in client.get(f"/can-bo/ho-so/{make_dossier().id}").text


def test_a_part_of_the_money_brings_the_dossier_back_to_nobody(
    commune: Commune, officer: Officer, reception: Officer
) -> None:
    dossier = make_dossier()
    decisions.accept(dossier, reception, THREE_DAYS, MONDAY)
    actions.begin(dossier, officer, MONDAY)
    actions.request_payment(dossier, officer, "Lệ phí", MONDAY, 50_000)
    asked = hands(dossier, commune)
    for part, hops in ((20_000, 0), (30_000, 1)):
        paid = receive(dossier.id, part, PaymentWay.CASH, MONDAY.date(), reception, MONDAY)
        actions.confirm_payment(dossier, reception, paid, "", MONDAY)
        assert len(hands(dossier, commune)) == len(asked) + hops
