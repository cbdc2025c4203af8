"""What the desk asks before it takes something in, and what it fills in or says by itself."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from cqtt.dossiers.models import Dossier
from cqtt.dossiers.rules import Status
from cqtt.extensions import db
from cqtt.phrases.models import Occasion, StandardText
from cqtt.procedures.models import ProcedureVersion
from cqtt.roles import Role
from tests.desk.desk import CARD, HAND_OVER, INTAKE, all_dossiers, at_desk, the_dossier, typed
from tests.factories import MONDAY, make_dossier, make_hamlet, make_procedure

BIRTH = (
    {"id": "to-khai", "name": "Tờ khai đăng ký khai sinh", "note": "nộp trực tuyến thì điền mẫu điện tử"},
    {"id": "giay-chung-sinh", "name": "Giấy chứng sinh", "note": "đã có dữ liệu ký số thì không nộp giấy"},
    {"id": "uy-quyen", "name": "Văn bản ủy quyền", "when": "khi nộp thay"},
    {"id": "can-cuoc", "name": "Căn cước", "present_only": True},
)


def birth(**changed: Any) -> ProcedureVersion:
    """A procedure whose papers are excused online, as the catalogue has them."""
    usual = {"originals": 1, "copies": 0, "present_only": False, "note": "", "when": ""}
    return make_procedure(requirements=[usual | paper for paper in BIRTH], **changed)


# -- papers ---------------------------------------------------------------------------------------


def test_what_only_filing_online_excuses_is_asked_for_at_the_desk(app: Flask) -> None:
    version, client = birth(), at_desk(app)
    answer = client.post(f"{INTAKE}/nhan", data=typed(version, received=[]))
    assert answer.status_code == 422 and not all_dossiers()
    assert "Còn thiếu: Tờ khai đăng ký khai sinh; Giấy chứng sinh." in answer.text
    assert 'id="papers-error"' in answer.text and 'id="why_lacking"' in answer.text


def test_a_word_why_lets_a_dossier_in_without_a_paper(app: Flask) -> None:
    version, client = birth(), at_desk(app)
    sent = typed(version, received=["to-khai"], why_lacking="Bệnh viện đang cấp lại")
    assert client.post(f"{INTAKE}/nhan", data=sent).status_code == 303
    note = the_dossier().events[-1].note
    assert "Tiếp nhận khi còn thiếu: Giấy chứng sinh. Vì sao: Bệnh viện đang cấp lại" in note


def test_nothing_ticked_asks_for_all_that_everybody_brings(app: Flask) -> None:
    version, client = birth(), at_desk(app)
    client.post(f"{INTAKE}/bo-sung", data=typed(version, received=[], reason="Xin mang đủ giấy tờ."))
    assert the_dossier().supplements[0].items == ["Tờ khai đăng ký khai sinh", "Giấy chứng sinh"]


@pytest.mark.parametrize("name", ["Tờ khai đăng ký khai sinh", "Đơn đề nghị trợ cấp"])
def test_a_declaration_cannot_be_looked_up(app: Flask, name: str) -> None:
    paper = {"id": "to-khai", "name": name, "originals": 1, "copies": 0, "present_only": False, "note": "", "when": ""}
    version, client = make_procedure(requirements=[paper]), at_desk(app)
    sent = typed(version, received=[], looked_up=["to-khai"])
    assert 'name="looked_up"' not in client.post(INTAKE, data=sent).text
    assert client.post(f"{INTAKE}/nhan", data=sent).status_code == 422


# -- the same once more ---------------------------------------------------------------------------


def earlier(version: ProcedureVersion, **changed: Any) -> Dossier:
    return make_dossier(version, citizen_number="075199000001", **changed)


def test_a_second_dossier_for_the_same_is_asked_about_once(app: Flask) -> None:
    version, client = make_procedure(), at_desk(app)
    first = earlier(version)
    asked = client.post(f"{INTAKE}/nhan", data=typed(version))
    assert asked.status_code == 422 and len(all_dossiers()) == 1
    assert "bấm lần nữa" in asked.text and f"/can-bo/ho-so/{first.id}" in asked.text
    assert f'name="seen_twins" type="hidden" value="{first.id}"' in asked.text
    answered = client.post(f"{INTAKE}/nhan", data=typed(version, seen_twins=str(first.id)))
    assert answered.status_code == 303 and len(all_dossiers()) == 2


@pytest.mark.parametrize("other", ["person", "procedure", "closed long ago"])
def test_another_dossier_raises_no_question(app: Flask, other: str) -> None:
    version, client = make_procedure(), at_desk(app)
    if other == "person":
        make_dossier(version, citizen_number="075199000002")
    elif other == "procedure":
        earlier(make_procedure())
    else:
        dossier = earlier(version, status=Status.RETURNED)
        dossier.submitted_at = dossier.ended_at = MONDAY - timedelta(days=30)
        db.session.commit()
    assert client.post(f"{INTAKE}/nhan", data=typed(version)).status_code == 303


def test_earlier_dossiers_show_their_code_and_where_they_stand(app: Flask) -> None:
    dossier = earlier(make_procedure(), status=Status.PROCESSING)
    page = at_desk(app).post(INTAKE, data={"scan": CARD}).text
    assert dossier.code and dossier.code in page and "Đang xử lý" in page and "còn đang mở" in page


# -- the scan field -------------------------------------------------------------------------------


def test_a_damaged_card_fills_what_could_be_read(app: Flask) -> None:
    make_hamlet(name="Ấp 7")
    client = at_desk(app)
    page = client.post(INTAKE, data={"scan": CARD.replace("01021999", "01022090")})
    assert page.status_code == 422 and "chưa đến" in page.text and "đã điền sẵn" in page.text
    assert 'value="075199000001"' in page.text and 'value="Trần Thị Mẫu"' in page.text
    assert 'value="2090"' not in page.text and "15042021" not in page.text


def test_a_damaged_card_changes_nothing_where_somebody_else_stands(app: Flask) -> None:
    sent = {"scan": CARD[:40], "citizen_number": "075199000009", "applicant_name": "Lê Thị Khác"}
    page = at_desk(app).post(INTAKE, data=sent).text
    assert 'value="075199000009"' in page and 'value="Lê Thị Khác"' in page and "đã điền sẵn" not in page


def test_a_telephone_in_the_scan_field_is_taken_for_one_and_looked_up(app: Flask) -> None:
    make_dossier(phone="0900000777", applicant_name="Lê Thị Cũ")
    page = at_desk(app).post(INTAKE, data={"scan": "0900 000 777"})
    assert page.status_code == 200 and 'value="0900000777"' in page.text and "Vừa quét một số điện thoại" in page.text
    assert "Dùng họ tên Lê Thị Cũ" in page.text


def test_an_address_elsewhere_is_not_called_a_receipt(app: Flask) -> None:
    client = at_desk(app)
    page = client.post(INTAKE, data={"scan": "https://example.com/xyz"})
    assert page.status_code == 422 and "trang mạng" in page.text and "giấy hẹn" not in page.text
    own = f"{app.config['SETTINGS'].base_url}/ho-so/mo/AbCdEfGhIjKlMnOpQrStUv"
    assert "Đây là mã trên giấy hẹn" in client.post(INTAKE, data={"scan": own}).text


# -- addresses, messages, the one-step ending ------------------------------------------------------


@pytest.mark.parametrize("ending", ["nhan", "bo-sung", "giai-quyet-ngay", "tu-choi"])
def test_the_address_left_by_a_mistake_leads_back_and_the_menu_keeps_its_mark(app: Flask, ending: str) -> None:
    version, client = make_procedure(), at_desk(app)
    answer = client.get(f"{INTAKE}/{ending}")
    assert (answer.status_code, answer.location) == (303, INTAKE)
    wrong = client.post(f"{INTAKE}/{ending}", data=typed(version, applicant_name=""))
    assert f'href="{INTAKE}" aria-current="page"' in wrong.text


def test_what_is_missing_is_also_said_at_its_field(app: Flask) -> None:
    version = make_procedure(processing_time={"amount": None, "unit": None, "note": ""})
    client = at_desk(app, Role.SPECIALIST)
    wrong = client.post(f"{INTAKE}/nhan", data=typed(version)).text
    assert 'id="amount-error"' in wrong and 'id="limit_ground-error"' in wrong
    wrong = client.post(f"{INTAKE}/giai-quyet-ngay", data=typed(version, result="")).text
    assert 'id="result-error"' in wrong and wrong.count("Xin ghi kết quả, ví dụ") == 2


def test_accepting_without_a_procedure_says_so_and_goes_to_its_field(app: Flask) -> None:
    version, client = make_procedure(), at_desk(app)
    assert 'data-key="F9"' in client.get(INTAKE).text
    wrong = client.post(f"{INTAKE}/nhan", data=typed(version, procedure="")).text
    assert 'id="search-error"' in wrong and 'data-next="search"' in wrong


@pytest.mark.parametrize("ready", ["", "Đã chứng thực bản sao."])
def test_the_one_step_ending_has_a_key_and_its_usual_words(app: Flask, ready: str) -> None:
    version, client = make_procedure(), at_desk(app, Role.SPECIALIST)
    if ready:
        db.session.add(StandardText(occasion=Occasion.RESULT, text=ready))
        db.session.commit()
    page = client.post(INTAKE, data=typed(version, shown_version="")).text
    assert 'data-key="F10"' in page
    assert f'value="{ready or "Đã giải quyết tại chỗ, trao kết quả ngay."}"' in page


def test_the_page_after_a_finished_dossier_says_what_happened_and_offers_no_appointment(app: Flask) -> None:
    version, client = make_procedure(), at_desk(app, Role.SPECIALIST)
    done = client.post(f"{INTAKE}/giai-quyet-ngay", data=typed(version, result="Đã cấp."))
    page = client.get(done.location).text
    assert "Đã giải quyết và trao kết quả" in page and "In giấy hẹn" not in page and "Hồ sơ tiếp theo" in page
    case = client.get(f"/can-bo/ho-so/{the_dossier().id}").text
    assert "Người nhận: Trần Thị Mẫu" in case and "Nội bộ: Trần Thị Mẫu" not in case


def test_a_result_that_was_handed_over_says_when_and_to_whom(app: Flask) -> None:
    version, client = make_procedure(), at_desk(app, Role.SPECIALIST)
    client.post(f"{INTAKE}/giai-quyet-ngay", data=typed(version, result="Đã cấp."))
    dossier = the_dossier()
    page = client.post(HAND_OVER, data={"scan": dossier.code})
    assert page.status_code == 422 and f"Kết quả của hồ sơ {dossier.code} đã trao lúc" in page.text
    assert "cho Trần Thị Mẫu." in page.text
