"""The pages of /quan-tri/phi: who may, what is kept when something is wrong, what is said."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.fees.models import FeeAccount, account_in_use, confirmed_fee
from cqtt.fees.vietqr import Transfer, read, write
from cqtt.roles import Role
from tests.counting import queries
from tests.dossiers.staff import browser, desk, desk_of
from tests.factories import make_officer, make_procedure
from tests.fees.money import HOLDER, account_of, confirm_fee, priced, propose, two_administrators
from tests.fees.pictures import codes_in
from tests.fees.test_vietqr import PUBLISHED

PAGE, ACCOUNT, AMOUNTS = "/quan-tri/phi", "/quan-tri/phi/tai-khoan", "/quan-tri/phi/muc-thu"
TYPED = {"bank": "970436", "number": "0123 456 789", "holder": HOLDER}


@pytest.fixture
def people(app: Flask) -> tuple[Officer, Officer]:
    return two_administrators()


@pytest.fixture
def one(app: Flask, people: tuple[Officer, Officer]) -> FlaskClient:
    return desk_of(app, people[0])


@pytest.fixture
def other(app: Flask, people: tuple[Officer, Officer]) -> FlaskClient:
    return desk_of(app, people[1])


def account() -> FeeAccount:
    return db.session.query(FeeAccount).order_by(FeeAccount.id.desc()).first() or FeeAccount()


def test_one_proposes_another_confirms(one: FlaskClient, other: FlaskClient) -> None:
    assert one.post(ACCOUNT, data=TYPED).status_code == 303
    mine = one.get(PAGE).text
    assert "Chờ người thứ hai xác nhận" in mine and "Ông/Bà đã đề nghị" in mine
    address = f"{ACCOUNT}/{account().id}/xac-nhan"
    assert f'href="{address}"' not in mine
    assert f'href="{address}"' in other.get(PAGE).text
    assert account_in_use() is None
    assert other.post(address, data={"again": "0123456789"}).status_code == 303
    page = other.get(PAGE).text
    assert "Đang dùng" in page and "Trần Thị Một" in page and "Lê Văn Hai" in page
    in_use = account_in_use()
    assert in_use and (in_use.number, in_use.bank_name, in_use.holder) == ("0123456789", "Vietcombank", HOLDER)


@pytest.mark.parametrize("method", ["get", "post"])
def test_whoever_proposed_is_refused_by_the_rule(one: FlaskClient, method: str) -> None:
    one.post(ACCOUNT, data=TYPED)
    answer = getattr(one, method)(f"{ACCOUNT}/{account().id}/xac-nhan", data={"again": "0123456789"})
    assert answer.status_code == 409
    assert "cần một người quản trị khác" in answer.text
    assert account_in_use() is None


def test_the_second_person_types_the_number_again(one: FlaskClient, other: FlaskClient) -> None:
    one.post(ACCOUNT, data=TYPED)
    wrong = other.post(f"{ACCOUNT}/{account().id}/xac-nhan", data={"again": "0123456788"})
    assert wrong.status_code == 422
    assert "Số gõ lại khác" in wrong.text and 'value="0123456788"' in wrong.text
    assert account_in_use() is None


def test_the_second_person_may_try_the_code(one: FlaskClient, other: FlaskClient) -> None:
    one.post(ACCOUNT, data=TYPED)
    (text,) = codes_in(other.get(f"{ACCOUNT}/{account().id}/xac-nhan").text)
    assert read(text) == Transfer("970436", "0123456789")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"bank": ""}, "Xin chọn ngân hàng"),
        ({"bank": "999999"}, "Xin chọn một trong các mục có sẵn"),
        ({"number": "12"}, "Số tài khoản có từ 4 đến 19"),
        ({"number": "số của tôi"}, "Số tài khoản có từ 4 đến 19"),
        ({"number": "1" * 20}, "Số tài khoản có từ 4 đến 19"),
        ({"holder": ""}, "Xin ghi tên chủ tài khoản"),
        ({"bank": "khac", "other_name": "Ngân hàng Mẫu", "other_bin": "97"}, "sáu chữ số"),
        ({"bank": "khac", "other_bin": "970499"}, "Xin ghi tên ngân hàng"),
    ],
)
def test_a_mistake_keeps_what_was_typed(one: FlaskClient, wrong: dict[str, str], sentence: str) -> None:
    answer = one.post(ACCOUNT, data=TYPED | wrong)
    assert answer.status_code == 422
    assert sentence in answer.text
    kept = (TYPED | wrong)["holder"]
    assert f'value="{kept}"' in answer.text
    assert account().id is None


def test_a_bank_that_is_not_in_the_list(one: FlaskClient) -> None:
    one.post(ACCOUNT, data=TYPED | {"bank": "khac", "other_bin": "970499", "other_name": "Ngân hàng Mẫu"})
    assert (account().bank_bin, account().bank_name) == ("970499", "Ngân hàng Mẫu")


def test_the_account_is_filled_from_a_code_that_exists(one: FlaskClient) -> None:
    page = one.post(f"{ACCOUNT}/doc-ma", data={"text": PUBLISHED[1]}).text
    assert re.search(r'<option selected value="970415"', page)
    assert 'value="0011001932418"' in page
    other_bank = one.post(f"{ACCOUNT}/doc-ma", data={"text": write(Transfer("970499", "77778888"))}).text
    assert re.search(r'<option selected value="khac"', other_bank) and 'value="970499"' in other_bank


@pytest.mark.parametrize("text", ["", "abc", PUBLISHED[1][:-1] + "0", PUBLISHED[1][:50]])
def test_a_code_that_cannot_be_read_stays_in_its_box(one: FlaskClient, text: str) -> None:
    answer = one.post(f"{ACCOUNT}/doc-ma", data={"text": text})
    assert answer.status_code == 422
    assert 'id="text-error"' in answer.text and text in answer.text


def test_an_account_is_retired_by_one_person_who_is_asked_first(
    people: tuple[Officer, Officer], one: FlaskClient
) -> None:
    address = f"{ACCOUNT}/{account_of(*people).id}/ngung"
    assert "Ngừng dùng tài khoản này?" in one.get(address).text
    assert account_in_use() is not None
    assert one.post(address).status_code == 303
    assert account_in_use() is None
    assert one.get(address).status_code == 404
    assert one.get(f"{ACCOUNT}/99/xac-nhan").status_code == 404


def test_fees_go_through_two_pairs_of_hands(one: FlaskClient, other: FlaskClient) -> None:
    first, second = priced(name="Chứng thực chữ ký"), priced(400_000, name="Nuôi con nuôi")
    ticked = {"versions": [first.id, second.id], "state": "chua-xac-nhan"}
    answer = one.post(f"{AMOUNTS}/de-nghi", data=ticked)
    assert (answer.status_code, answer.location) == (303, f"{PAGE}?trang-thai=chua-xac-nhan")
    assert "Đã đề nghị 2 mức phí" in one.get(PAGE).text
    mine = one.post(f"{AMOUNTS}/xac-nhan", data=ticked)
    assert mine.status_code == 422
    assert "cần một người quản trị khác" in mine.text
    assert mine.text.count(" checked") == 2, "the ticks are kept"
    assert confirmed_fee(first.id) is None
    assert other.post(f"{AMOUNTS}/xac-nhan", data=ticked).status_code == 303
    assert (confirmed_fee(first.id), confirmed_fee(second.id)) == (8_000, 400_000)
    assert "2 trên 2 đã được hai người xác nhận" in one.get(PAGE).text
    assert one.post(f"{AMOUNTS}/bo", data={"versions": [first.id]}).status_code == 303
    assert confirmed_fee(first.id) is None and confirmed_fee(second.id) == 400_000


@pytest.mark.parametrize("act", ["de-nghi", "xac-nhan", "bo"])
def test_nothing_ticked_is_said(one: FlaskClient, act: str) -> None:
    priced()
    answer = one.post(f"{AMOUNTS}/{act}", data={})
    assert answer.status_code == 422
    assert "Xin đánh dấu ít nhất một mức phí" in answer.text


def test_only_fees_that_are_published_for_certain_can_be_proposed(one: FlaskClient) -> None:
    unknown = make_procedure(name="Chưa rõ phí", fee={"amount_vnd": None, "note": "tùy nơi"})
    free = make_procedure(name="Không thu phí", fee={"amount_vnd": 0, "note": ""})
    low = {"identity": "high", "processing_time": "high", "fee": "low", "documents": "high", "online_level": "high"}
    doubtful = priced(confidence=low, name="Phí chưa chắc")
    page = one.get(PAGE).text
    assert "Chưa thủ tục nào có mức phí công bố chắc chắn" in page
    for version in (unknown, free, doubtful):
        assert version.content["name"] not in page
        assert one.post(f"{AMOUNTS}/de-nghi", data={"versions": [version.id]}).status_code == 422


def test_the_list_is_searched_without_marks_and_filtered(one: FlaskClient, people: tuple[Officer, Officer]) -> None:
    signed = priced(name="Chứng thực chữ ký")
    priced(name="Nuôi con nuôi")
    confirm_fee(signed, *people)
    found = one.get(f"{PAGE}?q=chung+thuc").text
    assert "Chứng thực chữ ký" in found and "Nuôi con nuôi" not in found
    open_ones = one.get(f"{PAGE}?trang-thai=chua-xac-nhan").text
    assert "Nuôi con nuôi" in open_ones and "Chứng thực chữ ký" not in open_ones
    assert "Nuôi con nuôi" not in one.get(f"{PAGE}?trang-thai=da-xac-nhan").text
    assert "Không có mức phí nào như vậy" in one.get(f"{PAGE}?q=khong+co").text
    assert one.get(f"{PAGE}?q=%00&trang-thai=la").status_code == 200


def test_the_fragment_is_a_fragment(one: FlaskClient) -> None:
    priced()
    fragment = one.get(PAGE, headers={"HX-Request": "true"}).text.strip()
    assert fragment.startswith('<div id="found">') and "<h1" not in fragment


def test_the_page_asks_little_however_long_the_list(one: FlaskClient, people: tuple[Officer, Officer]) -> None:
    for number in range(12):
        confirm_fee(priced(name=f"Thủ tục {number}"), *people)
    account_of(*people)
    propose(people[0])
    one.get(PAGE)
    with queries() as sent:
        one.get(PAGE)
    assert len(sent) <= 12


def test_a_single_administrator_is_told_that_a_second_is_needed(app: Flask) -> None:
    alone = desk(app, Role.ADMINISTRATOR)
    assert "Đơn vị mới có một người quản trị" in alone.get(PAGE).text
    make_officer(Role.ADMINISTRATOR)
    assert "Đơn vị mới có một người quản trị" not in alone.get(PAGE).text


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.SPECIALIST, Role.LEADER, Role.OVERSEER])
def test_other_roles_are_refused(app: Flask, role: Role) -> None:
    client = desk(app, role)
    for address in (PAGE, ACCOUNT):
        assert client.get(address).status_code == 403
    for address in (ACCOUNT, f"{ACCOUNT}/doc-ma", *(f"{AMOUNTS}/{act}" for act in ("de-nghi", "xac-nhan", "bo"))):
        assert client.post(address).status_code == 403
    assert browser(app).get(PAGE).status_code == 303


def test_an_old_page_keeps_what_was_typed(app: Flask, people: tuple[Officer, Officer]) -> None:
    client = desk_of(app, people[0])
    app.config["WTF_CSRF_ENABLED"] = True
    answer = client.post(ACCOUNT, data=TYPED)
    assert answer.status_code == 422 and "Trang này đã mở quá lâu" in answer.text and HOLDER in answer.text
    version = priced()
    answer = client.post(f"{AMOUNTS}/de-nghi", data={"versions": [version.id]})
    assert answer.status_code == 422 and " checked" in answer.text
