"""Letters written by hand: each kind, a preview that keeps nothing, the same form twice, a second condolence."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from cqtt.clock import frozen
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.letters.models import Letter
from cqtt.letters.rules import Occasion, Status
from cqtt.letters.write_views import KINDS
from cqtt.roles import Role
from tests.factories import MONDAY, make_officer, sign_in
from tests.letters.cases import running

WRITE = "/can-bo/thu/viet"
FACTS = {
    "cam-on": {"viec": "tặng 500 kg rau cho trường mầm non"},
    "ket-hon": {
        "vo_chong": "anh Lý Văn Thử và chị Mai Thị Thử",
        "ngay_dang_ky-ngay": "20",
        "ngay_dang_ky-thang": "11",
        "ngay_dang_ky-nam": "2026",
    },
    "em-be": {
        "ten_be": "bé Đặng Minh Thử",
        "ngay_dang_ky-ngay": "20",
        "ngay_dang_ky-thang": "11",
        "ngay_dang_ky-nam": "2026",
    },
    "chia-buon": {"nguoi_mat": "cụ Cao Văn Thử"},
}


@pytest.fixture
def clerk(client: FlaskClient) -> Officer:
    officer = make_officer(Role.RECEPTION, Role.SPECIALIST)
    sign_in(client, officer)
    return officer


def typed(kind: str, key: str = "khoa-cua-mau-viet-thu", **changes: str) -> dict[str, str]:
    reader = {"salutation": "Ông", "to_name": "Phạm Văn Thử", "to_address": "Ấp 7", "language": "vi"}
    return {"start_key": key, **reader, **FACTS.get(kind, {}), **changes}


@pytest.mark.parametrize("kind", FACTS)
def test_a_letter_says_what_was_typed_and_waits_for_a_leader(client: FlaskClient, clerk: Officer, kind: str) -> None:
    with frozen(MONDAY):
        answer = client.post(f"{WRITE}/{kind}", data=typed(kind))
    letter = db.session.query(Letter).one()
    assert answer.status_code == 303 and answer.location.endswith(f"/can-bo/thu/{letter.id}")
    assert (letter.occasion, letter.status) == (KINDS[kind][0], Status.DRAFT)
    assert next(iter(FACTS[kind].values())) in letter.body
    assert "{" not in letter.body + letter.subject


@pytest.mark.parametrize("kind", FACTS)
def test_a_preview_shows_the_letter_and_keeps_nothing(client: FlaskClient, clerk: Officer, kind: str) -> None:
    with frozen(MONDAY):
        page = client.post(f"{WRITE}/{kind}/xem-truoc", data=typed(kind))
    assert page.status_code == 200 and "Thư sẽ như thế này" in page.text
    assert page.text.count(next(iter(FACTS[kind].values()))) >= 2  # in its box, and in the letter
    assert db.session.query(Letter).count() == 0


def test_the_same_form_sent_twice_makes_one_letter(client: FlaskClient, clerk: Officer) -> None:
    answers = [client.post(f"{WRITE}/cam-on", data=typed("cam-on")) for _time in range(2)]
    assert answers[0].location == answers[1].location
    assert db.session.query(Letter).count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"to_name": ""}, "Xin ghi tên người nhận"),
        ({"viec": ""}, "Xin cho biết"),
        ({"to_phone": "12"}, "Số điện thoại có 10 chữ số"),
        ({"start_key": ""}, "Xin điền ô này"),
    ],
)
def test_bad_input_is_refused_and_kept(
    client: FlaskClient, clerk: Officer, changes: dict[str, str], sentence: str
) -> None:
    answer = client.post(f"{WRITE}/cam-on", data=typed("cam-on", to_address="Địa chỉ đã gõ", **changes))
    assert answer.status_code == 422 and sentence in answer.text and "Địa chỉ đã gõ" in answer.text
    assert db.session.query(Letter).count() == 0


def test_an_error_begins_with_the_code_of_its_dossier(client: FlaskClient, clerk: Officer) -> None:
    dossier = running(clerk, applicant_name="Nguyễn Thị Hồ Sơ")
    assert "Xin ghi mã hồ sơ" in client.get(f"{WRITE}/sai-sot").text
    assert "Chưa tìm thấy hồ sơ" in client.get(f"{WRITE}/sai-sot?ma=H19-khong-co").text
    address = f"{WRITE}/sai-sot?ma={dossier.code}"
    assert 'value="Nguyễn Thị Hồ Sơ"' in client.get(address).text
    assert client.post(address, data=typed("sai-sot")).status_code == 422  # what was wrong has to be said
    client.post(address, data=typed("sai-sot", reason="Chúng tôi ghi sai ngày sinh, đã in lại."))
    letter = db.session.query(Letter).one()
    assert (letter.occasion, letter.dossier_id) == (Occasion.ERROR, dossier.id)
    assert letter.reason and letter.reason in letter.body


def test_a_second_condolence_for_the_same_name_is_asked_about(client: FlaskClient, clerk: Officer) -> None:
    with frozen(MONDAY):
        client.post(f"{WRITE}/chia-buon", data=typed("chia-buon"))
    again = typed("chia-buon", "mot-khoa-khac-cua-mau", nguoi_mat="Cao Văn Thử")
    with frozen(MONDAY + timedelta(days=30)):
        sign_in(client, clerk)
        asked = client.post(f"{WRITE}/chia-buon", data=again)
        assert asked.status_code == 422 and "Đã có thư chia buồn cho tên này" in asked.text
        assert 'name="anyway"' in asked.text and db.session.query(Letter).count() == 1
        assert client.post(f"{WRITE}/chia-buon", data={**again, "anyway": "y"}).status_code == 303
    with frozen(MONDAY + timedelta(days=120)):
        sign_in(client, clerk)
        later = typed("chia-buon", "khoa-thu-ba-cua-mau-viet")
        assert client.post(f"{WRITE}/chia-buon", data=later).status_code == 303
    assert db.session.query(Letter).count() == 3


def test_whoever_writes_no_letters_is_refused(client: FlaskClient) -> None:
    sign_in(client, make_officer(Role.ADMINISTRATOR, Role.OVERSEER))
    for address in (WRITE, f"{WRITE}/cam-on", f"{WRITE}/cam-on/xem-truoc"):
        assert client.get(address).status_code == 403
    assert client.post(f"{WRITE}/cam-on", data=typed("cam-on")).status_code == 403
