"""Taking money for a dossier: the form, the receipt, the code to pay by, taking it back, and who may."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pypdfium2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from cqtt import clock
from cqtt.audit.models import AuditEntry
from cqtt.dossiers import actions
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.rules import Status, Step
from cqtt.extensions import db
from cqtt.fees.actions import outstanding
from cqtt.fees.models import Payment, PaymentWay
from cqtt.fees.vietqr import Transfer, read
from cqtt.notifications.models import Notification
from cqtt.roles import Role
from tests.dossiers.staff import browser, desk, press
from tests.factories import MONDAY, make_dossier, make_officer
from tests.fees.money import account_of, confirm_fee, priced, two_administrators
from tests.fees.pictures import codes_in
from tests.till.desk import owing, waiting

CASH = {"amount": "8.000", "way": "cash", "paid_on-ngay": "23", "paid_on-thang": "11", "paid_on-nam": "2026"}
NO_BREAK = "\u00a0"


@pytest.fixture(autouse=True)
def monday_morning(app: Flask) -> Iterator[None]:
    with clock.frozen(MONDAY):
        yield


@pytest.fixture
def reception(app: Flask) -> FlaskClient:
    return desk(app, Role.RECEPTION, name="Nguyễn Thị Hạnh")


def payments() -> list[Payment]:
    return list(db.session.scalars(select(Payment).order_by(Payment.id)))


def fresh(dossier: Dossier) -> Dossier:
    db.session.rollback()
    return db.session.get_one(Dossier, dossier.id)


def offered(dossier: Dossier) -> None:
    """Let two administrators stand for the account and the fee of this dossier."""
    people = two_administrators()
    account_of(*people)
    confirm_fee(dossier.version, *people)


def test_the_form_knows_what_is_due_and_the_receipt_is_numbered(reception: FlaskClient) -> None:
    dossier = owing()
    page = reception.get(f"/can-bo/ho-so/{dossier.id}/da-nop-phi").text
    assert f"Còn phải nộp 8.000{NO_BREAK}đồng" in page and 'value="8.000"' in page
    answer = press(reception, dossier, "da-nop-phi", **CASH)
    assert (answer.status_code, answer.location) == (303, f"/can-bo/ho-so/{dossier.id}#nop-phi")
    (payment,) = payments()
    assert (payment.amount_vnd, payment.way, payment.receipt) == (8_000, PaymentWay.CASH, "01/2026")
    case = reception.get(f"/can-bo/ho-so/{dossier.id}").text
    assert f"Phiếu số 01/2026: 8.000{NO_BREAK}đồng, tiền mặt" in case and f"Đã nộp 8.000{NO_BREAK}đồng" in case
    assert fresh(dossier).status is Status.ACCEPTED, "paying for a dossier at work moves nothing"


def test_what_waited_for_money_goes_on(reception: FlaskClient) -> None:
    dossier = waiting(50_000)
    assert dossier.fee_vnd == 50_000 and dossier.status is Status.AWAITING_PAYMENT
    press(reception, dossier, "da-nop-phi", **CASH | {"amount": "50000", "way": "transfer"})
    assert fresh(dossier).status is Status.PROCESSING


def test_a_request_asks_for_just_its_amount_whatever_came_before(reception: FlaskClient) -> None:
    dossier = owing()
    press(reception, dossier, "da-nop-phi", **CASH)
    dossier, expert = fresh(dossier), make_officer(Role.SPECIALIST)
    actions.begin(dossier, expert, MONDAY)
    actions.request_payment(dossier, expert, "Xin nộp thuế.", MONDAY, 50_000)
    assert (dossier.fee_vnd, outstanding(dossier.id, dossier.fee_vnd)) == (58_000, 50_000)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"amount": ""}, "Xin ghi số tiền đã nhận"),
        ({"amount": "tám nghìn"}, "Xin ghi số tiền bằng chữ số"),
        ({"amount": "-8.000"}, "Xin ghi số tiền bằng chữ số"),
        ({"amount": "0"}, "Xin ghi số tiền bằng chữ số"),
        ({"amount": "99999999999"}, "Xin ghi số tiền bằng chữ số"),
        ({"way": "kind"}, "Xin chọn một trong các mục có sẵn"),
        ({"paid_on-ngay": "31"}, "Xin ghi ngày có thật"),
        ({"paid_on-ngay": "24"}, "Ngày này chưa đến"),
        ({"paid_on-ngay": "22"}, "trước ngày có hồ sơ (23/11/2026)"),
        ({"amount": "5.000"}, "Số tiền khác số còn phải nộp"),
        ({"amount": "9.000"}, "Số tiền khác số còn phải nộp"),
    ],
)
def test_a_mistake_is_said_and_what_was_typed_is_kept(
    reception: FlaskClient, wrong: dict[str, str], sentence: str
) -> None:
    dossier = owing()
    answer = press(reception, dossier, "da-nop-phi", **CASH | wrong)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{(CASH | wrong)["amount"]}"' in answer.text
    assert payments() == []


@pytest.mark.parametrize(("amount", "left"), [("5.000", 3_000), ("9.000", 0)])
def test_another_amount_takes_a_word_of_explanation(reception: FlaskClient, amount: str, left: int) -> None:
    dossier = owing()
    press(reception, dossier, "da-nop-phi", **CASH | {"amount": amount, "note": "Nộp trước một phần"})
    (payment,) = payments()
    assert payment.note == "Nộp trước một phần"
    case = reception.get(f"/can-bo/ho-so/{dossier.id}").text
    assert (f"Còn phải nộp {left // 1000}.000" in case) is bool(left)


def test_money_nobody_asked_for_needs_a_reason(reception: FlaskClient) -> None:
    dossier = owing(None)
    page = reception.get(f"/can-bo/ho-so/{dossier.id}/da-nop-phi").text
    assert "chưa được yêu cầu nộp khoản nào" in page
    assert "vì sao vẫn nhận tiền" in press(reception, dossier, "da-nop-phi", **CASH).text
    assert press(reception, dossier, "da-nop-phi", **CASH | {"note": "Lệ phí bản sao"}).status_code == 303


def test_an_older_page_takes_no_money(reception: FlaskClient) -> None:
    dossier = owing()
    assert press(reception, dossier, "da-nop-phi", **CASH).status_code == 303
    again = reception.post(f"/can-bo/ho-so/{dossier.id}/da-nop-phi", data={"revision": dossier.revision - 1, **CASH})
    assert again.status_code == 409
    assert len(payments()) == 1


def test_a_race_lost_at_the_database_shows_the_form_again_with_what_happened(
    reception: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_late(*given: object) -> None:
        raise StaleDataError

    dossier = owing()
    monkeypatch.setattr(actions, "confirm_payment", too_late)
    answer = press(reception, dossier, "da-nop-phi", **CASH | {"amount": "5.000", "note": "nộp trước"})
    assert answer.status_code == 409 and payments() == []
    assert (
        "vừa cập nhật hồ sơ này trước" in answer.text and 'value="5.000"' in answer.text and "nộp trước" in answer.text
    )


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.REFUSED])
def test_no_money_is_taken_for_what_was_never_received(reception: FlaskClient, status: Status) -> None:
    dossier = make_dossier(status=status)
    answer = reception.get(f"/can-bo/ho-so/{dossier.id}/da-nop-phi")
    assert answer.status_code == 409 and f'href="/can-bo/ho-so/{dossier.id}"' in answer.text


@pytest.mark.parametrize("status", [Status.RETURNED, Status.STOPPED, Status.WITHDRAWN])
def test_money_is_taken_and_taken_back_after_the_end_and_nothing_moves(reception: FlaskClient, status: Status) -> None:
    dossier = make_dossier(priced(), status=status, fee_vnd=8_000, received_at=MONDAY)
    address = f"/can-bo/ho-so/{dossier.id}/da-nop-phi"
    assert address in reception.get(f"/can-bo/ho-so/{dossier.id}").text, "a button leads there"
    assert press(reception, dossier, "da-nop-phi", **CASH).status_code == 303
    assert fresh(dossier).status is status and address not in reception.get(f"/can-bo/ho-so/{dossier.id}").text
    taken = {"revision": fresh(dossier).revision, "reason": "nhầm"}
    assert reception.post(f"/can-bo/thu-phi/{payments()[0].id}/huy", data=taken).status_code == 303
    assert fresh(dossier).status is status and payments()[0].is_cancelled
    assert ("còn phải nộp" in fresh(dossier).events[-1].told) is (status is Status.RETURNED)


def test_nobody_is_asked_to_pay_for_what_was_withdrawn_before_it_was_received(reception: FlaskClient) -> None:
    dossier = make_dossier(status=Status.WITHDRAWN, fee_vnd=8_000)
    assert "/da-nop-phi" not in reception.get(f"/can-bo/ho-so/{dossier.id}").text


def test_a_part_leaves_the_dossier_waiting_and_the_rest_moves_it_on(reception: FlaskClient) -> None:
    dossier = waiting(50_000)
    press(reception, dossier, "da-nop-phi", **CASH | {"amount": "20.000", "note": "nộp trước"})
    assert fresh(dossier).status is Status.AWAITING_PAYMENT
    page = reception.get(f"/can-bo/ho-so/{dossier.id}").text
    assert f"Còn phải nộp 30.000{NO_BREAK}đồng" in page
    press(reception, fresh(dossier), "da-nop-phi", **CASH | {"amount": "30.000"})
    assert fresh(dossier).status is Status.PROCESSING


@pytest.mark.parametrize("role", [Role.SPECIALIST, Role.LEADER, Role.ADMINISTRATOR, Role.OVERSEER])
def test_only_reception_takes_money(app: Flask, role: Role) -> None:
    dossier, client = owing(), desk(app, role)
    assert client.get(f"/can-bo/ho-so/{dossier.id}/da-nop-phi").status_code == 403
    assert press(client, dossier, "da-nop-phi", **CASH).status_code == 403
    assert payments() == []


# -- the code to pay by ---------------------------------------------------------------------------


def test_the_code_is_on_every_page_only_when_two_people_stand_for_it(app: Flask, reception: FlaskClient) -> None:
    dossier, citizen = owing(), browser(app)
    citizen.get(f"/ho-so/mo/{dossier.token}")
    pages = [
        (reception, f"/can-bo/ho-so/{dossier.id}"),
        (reception, f"/can-bo/ho-so/{dossier.id}/ma-nop-phi"),
        (citizen, f"/ho-so/{dossier.code}"),
    ]
    for client, address in pages:
        page = client.get(address).text
        assert codes_in(page) == [] and re.search("[Nn]ộp tại quầy", page), address
    offered(dossier)
    memo = (dossier.code or "").replace(".", "")
    for client, address in pages:
        page = client.get(address).text
        (text,) = codes_in(page)
        assert read(text) == Transfer("970436", "0123456789", 8_000, memo), address
        for words in ("Vietcombank", "0123456789", "ỦY BAN NHÂN DÂN XÃ AN PHƯỚC", memo):
            assert words in page, address


def test_a_partly_paid_fee_has_no_code(app: Flask, reception: FlaskClient) -> None:
    dossier = owing()
    offered(dossier)
    press(reception, dossier, "da-nop-phi", **CASH | {"amount": "5.000", "note": "một phần"})
    page = reception.get(f"/can-bo/ho-so/{dossier.id}/ma-nop-phi").text
    assert codes_in(page) == [] and "Xin nộp tại quầy" in page


def test_the_large_page_shows_nobody(reception: FlaskClient) -> None:
    dossier = owing()
    offered(dossier)
    page = reception.get(f"/can-bo/ho-so/{dossier.id}/ma-nop-phi").text
    assert dossier.applicant_name not in page and dossier.phone not in page
    press(reception, dossier, "da-nop-phi", **CASH)
    assert "Không còn khoản nào phải nộp" in reception.get(f"/can-bo/ho-so/{dossier.id}/ma-nop-phi").text


def test_the_citizen_reads_what_was_paid_but_not_what_was_taken_back(app: Flask, reception: FlaskClient) -> None:
    dossier, citizen = owing(), browser(app)
    citizen.get(f"/ho-so/mo/{dossier.token}")
    press(reception, dossier, "da-nop-phi", **CASH)
    words = f"8.000{NO_BREAK}đồng, tiền mặt, ngày 23/11/2026, phiếu số 01/2026"
    assert words in citizen.get(f"/ho-so/{dossier.code}").text
    reception.post(
        f"/can-bo/thu-phi/{payments()[0].id}/huy", data={"revision": fresh(dossier).revision, "reason": "nhầm"}
    )
    page = citizen.get(f"/ho-so/{dossier.code}").text
    assert words not in page and "Còn phải nộp" in page
    told = f"ghi nhầm khoản nộp 8.000{NO_BREAK}đồng (phiếu số 01/2026)"
    assert "Hủy ghi nhận khoản nộp" in page and told in page, "who was told of a payment is told of its end"
    short = db.session.scalars(select(Notification.body).order_by(Notification.id.desc())).first()
    assert short and "da ghi nham, xin xem. Con phai nop 8.000 dong" in short


def test_a_dossier_without_money_shows_no_card(app: Flask, reception: FlaskClient) -> None:
    dossier, citizen = owing(None), browser(app)
    citizen.get(f"/ho-so/mo/{dossier.token}")
    assert 'id="nop-phi"' not in citizen.get(f"/ho-so/{dossier.code}").text
    assert 'id="nop-phi"' not in reception.get(f"/can-bo/ho-so/{dossier.id}").text


# -- receipts, and taking back --------------------------------------------------------------------


def text_of(pdf: bytes) -> str:
    """The words of a PDF in one line."""
    pages = pypdfium2.PdfDocument(pdf)
    assert len(pages) == 1
    width, height = pages[0].get_size()
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (210, 148), "A5 across"
    return " ".join(pages[0].get_textpage().get_text_bounded().split())


def test_the_receipt_says_what_it_is_and_what_it_is_not(reception: FlaskClient) -> None:
    dossier = owing(applicant_name="Phạm Thị Hường")
    press(reception, dossier, "da-nop-phi", **CASH)
    (payment,) = payments()
    answer = reception.get(f"/can-bo/thu-phi/{payment.id}/phieu.pdf")
    text = text_of(answer.data)
    assert answer.mimetype == "application/pdf"
    for words in (
        "Số: 01/2026",
        "PHIẾU GHI NHẬN NỘP PHÍ, LỆ PHÍ",
        "Phạm Thị Hường",
        "Chứng thực chữ ký",
        str(dossier.code),
        "Tám nghìn đồng",
        "tiền mặt, ngày 23/11/2026",
        "không phải biên lai",
        "Nguyễn Thị Hạnh",
    ):
        assert words in text, text
    assert "ĐÃ HỦY" not in text
    reception.get(f"/can-bo/thu-phi/{payment.id}/phieu.pdf")
    printed = select(AuditEntry).where(AuditEntry.action == "print", AuditEntry.object_kind == "payment")
    assert [entry.object_id for entry in db.session.scalars(printed)] == 2 * [str(payment.id)]


def test_the_longest_words_still_fit_on_one_sheet(reception: FlaskClient) -> None:
    dossier = owing(applicant_name="Nguyễn " + "Thị Hường " * 8, organisation_name="Hợp tác xã " + "Nông nghiệp " * 6)
    press(reception, dossier, "da-nop-phi", **CASH | {"amount": "1.234.567.891", "note": "Nộp thay. " * 40})
    text_of(reception.get(f"/can-bo/thu-phi/{payments()[0].id}/phieu.pdf").data)


def test_a_payment_taken_back_keeps_its_number_and_the_next_one_follows(reception: FlaskClient) -> None:
    dossier = owing()
    press(reception, dossier, "da-nop-phi", **CASH)
    (payment,) = payments()
    address = f"/can-bo/thu-phi/{payment.id}/huy"
    assert "Hủy phiếu số 01/2026" in reception.get(address).text
    empty = reception.post(address, data={"revision": fresh(dossier).revision, "reason": " "})
    assert empty.status_code == 422 and "Xin ghi vì sao hủy" in empty.text
    done = reception.post(address, data={"revision": fresh(dossier).revision, "reason": "Ghi nhầm hồ sơ"})
    assert (done.status_code, done.location) == (303, "/can-bo/thu-phi?ngay=2026-11-23")
    events = [event.step for event in fresh(dossier).events]
    assert events[-2:] == [Step.CONFIRM_PAYMENT, Step.CANCEL_PAYMENT]
    assert "đã hủy lúc" in reception.get(address).text
    assert "ĐÃ HỦY" in text_of(reception.get(f"/can-bo/thu-phi/{payment.id}/phieu.pdf").data)
    press(reception, fresh(dossier), "da-nop-phi", **CASH)
    assert [each.receipt for each in payments()] == ["01/2026", "02/2026"]


def test_it_is_taken_back_once(reception: FlaskClient) -> None:
    dossier = owing()
    press(reception, dossier, "da-nop-phi", **CASH)
    address = f"/can-bo/thu-phi/{payments()[0].id}/huy"
    for _time in range(2):
        reception.post(address, data={"revision": fresh(dossier).revision, "reason": "Ghi nhầm"})
    assert [event.step for event in fresh(dossier).events].count(Step.CANCEL_PAYMENT) == 1
    stale = reception.post(address, data={"revision": 1, "reason": "Ghi nhầm"})
    assert stale.status_code == 409 and f'href="/can-bo/ho-so/{dossier.id}"' in stale.text


@pytest.mark.parametrize("role", [Role.SPECIALIST, Role.LEADER, Role.ADMINISTRATOR])
def test_others_take_nothing_back(app: Flask, reception: FlaskClient, role: Role) -> None:
    dossier = owing()
    press(reception, dossier, "da-nop-phi", **CASH)
    client = desk(app, role)
    assert client.post(f"/can-bo/thu-phi/{payments()[0].id}/huy", data={"reason": "x"}).status_code == 403
    assert not payments()[0].is_cancelled


def test_a_receipt_belongs_to_the_year_it_is_written_in(app: Flask) -> None:
    dossier = owing()
    with clock.frozen(MONDAY + timedelta(days=60)):
        press(desk(app, Role.RECEPTION), dossier, "da-nop-phi", **CASH | {"way": "transfer"})
    assert payments()[0].receipt == "01/2027"


def test_what_does_not_exist_is_not_found(reception: FlaskClient) -> None:
    assert reception.get("/can-bo/thu-phi/99/huy").status_code == 404
    assert reception.get("/can-bo/thu-phi/99/phieu.pdf").status_code == 404
    assert reception.get("/can-bo/ho-so/99/ma-nop-phi").status_code == 404
    assert reception.get("/can-bo/ho-so/99/da-nop-phi").status_code == 404
