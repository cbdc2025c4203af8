"""Walk-in intake: each way it ends, what is kept, what is refused, and that nothing happens twice."""

import io
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader

from cqtt.audit.models import AuditEntry
from cqtt.clock import frozen
from cqtt.dossiers.models import AttachmentKind, FilingChannel, PaperKind
from cqtt.dossiers.rules import Actor, Status, Step
from cqtt.extensions import db
from cqtt.fees.models import Payment, PaymentWay
from cqtt.notifications.models import Notification
from cqtt.phrases.models import Occasion, StandardText
from cqtt.roles import Role
from tests.desk.desk import CARD, INTAKE, all_dossiers, at_desk, the_dossier, typed
from tests.dossiers.citizen import photo
from tests.dossiers.staff import browser, desk
from tests.factories import MONDAY, make_dossier, make_hamlet, make_procedure

ENDINGS = ("nhan", "bo-sung", "giai-quyet-ngay", "tu-choi")
REASON = {"reason": "Xin mang đủ giấy tờ."}


def test_a_whole_screen_is_accepted_in_one_press(app: Flask) -> None:
    version = make_procedure()
    with frozen(MONDAY):
        client = at_desk(app)
        answer = client.post(f"{INTAKE}/nhan", data=typed(version, note="Gấp"))
    dossier = the_dossier()
    assert (answer.status_code, answer.location) == (303, f"{INTAKE}/xong/{dossier.id}")
    assert dossier.status is Status.ACCEPTED and dossier.channel is FilingChannel.DESK
    assert [event.step for event in dossier.events] == [Step.SUBMIT, Step.ACCEPT]
    assert {event.actor for event in dossier.events} == {Actor.OFFICER}
    assert dossier.entered_by and dossier.entered_by.name == "Đặng Thị Mai"
    assert dossier.received_at == MONDAY and dossier.due_at
    assert dossier.papers_received == {"giay-chung-sinh": [1, 0]} and dossier.fee_vnd == 0
    assert (dossier.phone, dossier.sex, str(dossier.birth_on)) == ("0900000123", "Nữ", "1999-02-01")
    assert dossier.address_old.startswith("Ấp 7") and dossier.applicant_fold == "tran thi mau"
    assert dossier.events[-1].note == "Gấp"
    (paper,) = dossier.papers
    assert paper.kind is PaperKind.RECEIPT and "Giấy chứng sinh" in str(paper.words)


def test_pressing_twice_ends_at_the_same_dossier(app: Flask) -> None:
    version, client = make_procedure(), at_desk(app)
    first = client.post(f"{INTAKE}/nhan", data=typed(version))
    again = client.post(f"{INTAKE}/nhan", data=typed(version))
    otherwise = client.post(f"{INTAKE}/bo-sung", data=typed(version, received=[], **REASON))
    assert first.location == again.location == otherwise.location
    assert the_dossier().status is Status.ACCEPTED and len(the_dossier().papers) == 1


def test_missing_papers_become_the_list_of_the_supplement(app: Flask) -> None:
    version, client = make_procedure(), at_desk(app)
    lacking = typed(version, received=[], others="Ảnh 3x4\n- Sổ hộ khẩu cũ", **REASON)
    refused = client.post(f"{INTAKE}/nhan", data=lacking)
    assert refused.status_code == 422 and "Còn thiếu: Giấy chứng sinh" in refused.text and not all_dossiers()
    assert client.post(f"{INTAKE}/bo-sung", data=lacking).status_code == 303
    dossier = the_dossier()
    assert dossier.status is Status.AWAITING_SUPPLEMENT and dossier.received_at is None
    assert dossier.supplements[0].items == ["Giấy chứng sinh", "Ảnh 3x4", "Sổ hộ khẩu cũ"]
    assert [paper.kind for paper in dossier.papers] == [PaperKind.SUPPLEMENT_REQUEST]
    assert "In phiếu" in client.get(f"{INTAKE}/xong/{dossier.id}").text


@pytest.mark.parametrize("sent", [{"received": []}, {"received": ["giay-chung-sinh"], **REASON}])
def test_a_supplement_needs_something_missing_and_a_reason(app: Flask, sent: dict[str, Any]) -> None:
    version, client = make_procedure(), at_desk(app)
    assert client.post(f"{INTAKE}/bo-sung", data=typed(version, **sent)).status_code == 422
    assert not all_dossiers()


def test_a_paper_the_office_looked_up_is_not_asked_for(app: Flask) -> None:
    version, client = make_procedure(), at_desk(app)
    sent = typed(version, received=[], looked_up=["giay-chung-sinh"])
    assert client.post(f"{INTAKE}/nhan", data=sent).status_code == 303
    dossier = the_dossier()
    assert dossier.papers_received == {} and "Tra cứu được" in dossier.events[-1].note


def test_an_unpublished_time_asks_for_limit_and_ground(app: Flask) -> None:
    version = make_procedure(processing_time={"amount": None, "unit": None, "note": ""})
    client = at_desk(app)
    refused = client.post(f"{INTAKE}/nhan", data=typed(version))
    assert refused.status_code == 422 and 'href="#amount"' in refused.text and 'href="#limit_ground"' in refused.text
    told = {"amount": "5", "unit": "working_day", "limit_ground": "Quyết định 12/2026"}
    assert "Hẹn trả" in client.post(INTAKE, data=typed(version, **told)).text
    assert client.post(f"{INTAKE}/nhan", data=typed(version, **told)).status_code == 303
    dossier = the_dossier()
    assert (dossier.limit_amount, dossier.limit_unit) == (5, "working_day")
    assert "Quyết định 12/2026" in dossier.events[-1].note


def test_settled_on_the_spot_every_event_is_written_in_order(app: Flask) -> None:
    version, client = make_procedure(), at_desk(app, Role.SPECIALIST)
    page = client.post(INTAKE, data=typed(version)).text
    assert "Giải quyết ngay" in page
    sent = typed(version, result="Đã cấp Giấy khai sinh số 12/2026.", channel="hamlet")
    assert client.post(f"{INTAKE}/giai-quyet-ngay", data=sent).status_code == 303
    dossier = the_dossier()
    steps = [Step.SUBMIT, Step.ACCEPT, Step.BEGIN, Step.RESOLVE, Step.RETURN_RESULT]
    assert [event.step for event in dossier.events] == steps and dossier.status is Status.RETURNED
    assert dossier.channel is FilingChannel.HAMLET and dossier.events[-1].note == "Trần Thị Mẫu"
    assert dossier.result_text.startswith("Đã cấp") and dossier.ended_at == dossier.received_at
    written = [entry.action for entry in db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.id))]
    assert [action for action in written if action.startswith("dossier.")] == [f"dossier.{step}" for step in steps]


def test_the_fee_of_what_is_settled_at_once_is_taken_with_it(app: Flask) -> None:
    version, client = make_procedure(), at_desk(app, Role.SPECIALIST)
    sent = typed(version, result="Đã chứng thực.", fee="8.000")
    silent = client.post(f"{INTAKE}/giai-quyet-ngay", data=sent)
    assert silent.status_code == 422 and "đã thu hay chưa thu" in silent.text and not all_dossiers()
    assert client.post(f"{INTAKE}/giai-quyet-ngay", data=sent | {"paid": "xong"}).status_code == 422
    done = client.post(f"{INTAKE}/giai-quyet-ngay", data=sent | {"paid": "cash"}).location
    dossier, (payment,) = the_dossier(), db.session.scalars(db.select(Payment)).all()
    assert [event.step for event in dossier.events][-3:] == [Step.RESOLVE, Step.CONFIRM_PAYMENT, Step.RETURN_RESULT]
    assert (payment.amount_vnd, payment.way, payment.dossier_id) == (8_000, PaymentWay.CASH, dossier.id)
    page = client.get(done).text
    assert f"/can-bo/thu-phi/{payment.id}/phieu.pdf" in page and "/da-nop-phi" not in page


def test_the_fee_of_what_was_settled_at_once_may_come_later(app: Flask) -> None:
    version, client = make_procedure(), at_desk(app, Role.SPECIALIST)
    sent = typed(version, result="Đã chứng thực.", fee="8.000", paid="no")
    done = client.post(f"{INTAKE}/giai-quyet-ngay", data=sent).location
    dossier, later = the_dossier(), f"/can-bo/ho-so/{the_dossier().id}/da-nop-phi"
    assert dossier.status is Status.RETURNED and db.session.scalars(db.select(Payment)).all() == []
    assert later in client.get(done).text and later in client.get(f"/can-bo/ho-so/{dossier.id}").text
    assert client.get(later).status_code == 200


@pytest.mark.parametrize(
    ("roles", "on_the_spot", "result"),
    [((), True, "Xong"), ((Role.SPECIALIST,), False, "Xong"), ((Role.SPECIALIST,), True, "")],
    ids=["not a specialist", "not on the spot", "no result"],
)
def test_settling_at_once_is_refused_otherwise(
    app: Flask, roles: tuple[Role, ...], on_the_spot: bool, result: str
) -> None:
    version, client = make_procedure(on_the_spot=on_the_spot), at_desk(app, *roles)
    assert client.post(f"{INTAKE}/giai-quyet-ngay", data=typed(version, result=result)).status_code == 422
    assert not all_dossiers()


@pytest.mark.parametrize("lacking", ["refusal_reason", "refusal_ground"])
def test_a_refusal_without_its_words_makes_nothing_and_keeps_what_was_typed(app: Flask, lacking: str) -> None:
    version, client = make_procedure(), at_desk(app)
    words = {"refusal_reason": "Không thuộc thẩm quyền.", "refusal_ground": "Điều 8 Luật Hộ tịch", lacking: ""}
    answer = client.post(f"{INTAKE}/tu-choi", data=typed(version, received=[], **words))
    assert answer.status_code == 422 and not all_dossiers()
    assert f'id="{lacking}-error"' in answer.text and "Trần Thị Mẫu" in answer.text
    assert all(value in answer.text for value in words.values())


def test_a_refusal_is_submitted_and_refused_in_one_transaction(app: Flask) -> None:
    version, client = make_procedure(), at_desk(app)
    ready = StandardText(
        occasion=Occasion.REFUSAL, text="Nơi cư trú ở xã khác.", legal_ground="Điều 17", competent_place="UBND xã Mẫu"
    )
    db.session.add(ready)
    db.session.commit()
    answer = client.post(f"{INTAKE}/tu-choi", data=typed(version, received=[], refusal=str(ready.id)))
    dossier = the_dossier()
    assert answer.location == f"{INTAKE}/xong/{dossier.id}" and dossier.status is Status.REFUSED
    assert [event.step for event in dossier.events] == [Step.SUBMIT, Step.REFUSE]
    assert dossier.events[-1].told == "Nơi cư trú ở xã khác. Mời Ông/Bà đến: UBND xã Mẫu. Căn cứ: Điều 17."
    assert [paper.kind for paper in dossier.papers] == [PaperKind.REFUSAL]
    page = client.get(answer.location).text
    assert "Đã từ chối tiếp nhận" in page and "In phiếu" in page


def test_who_files_for_whom_is_kept_with_both_phones_and_the_consent(app: Flask) -> None:
    version, client = make_procedure(), at_desk(app)
    helper = {
        "on_behalf": "yes",
        "submitter_name": "Lê Văn Giúp",
        "submitter_phone": "0900000456",
        "relation": "đoàn viên thanh niên",
        "tell_submitter": "yes",
    }
    refused = client.post(f"{INTAKE}/nhan", data=typed(version, **helper))
    assert refused.status_code == 422 and "hỏi ý người đứng tên" in refused.text
    assert client.post(f"{INTAKE}/nhan", data=typed(version, **helper, agreed="y")).status_code == 303
    dossier = the_dossier()
    assert (dossier.phone, dossier.submitter_phone) == ("0900000123", "0900000456") and dossier.tell_submitter
    assert dossier.consents["on_behalf"]["notice"] and dossier.relation == "đoàn viên thanh niên"
    assert {message.recipient for message in db.session.scalars(db.select(Notification))} == {"0900000456"}
    done = client.get(f"{INTAKE}/xong/{dossier.id}").text
    assert "Lê Văn Giúp, 0900 000 456" in done and "đoàn viên thanh niên" in done


def test_words_of_a_helper_are_dropped_when_the_person_came_alone(app: Flask) -> None:
    version, client = make_procedure(), at_desk(app)
    client.post(f"{INTAKE}/nhan", data=typed(version, on_behalf="no", submitter_name="Lê Văn Giúp", relation="con"))
    dossier = the_dossier()
    assert not dossier.on_behalf and dossier.submitter_name == dossier.relation == "" and dossier.consents == {}


def test_an_organisation_is_named_with_its_person(app: Flask) -> None:
    version, client = make_procedure(), at_desk(app)
    sent = typed(version, organisation_name="Hộ kinh doanh Cô Mẫu", organisation_number="0000000105")
    client.post(f"{INTAKE}/nhan", data=sent)
    dossier = the_dossier()
    assert dossier.owner_name == "Hộ kinh doanh Cô Mẫu" and dossier.applicant_kind == "organisation"


WRONG = {
    "no name": {"applicant_name": ""},
    "a name with digits": {"applicant_name": "Mẫu 2"},
    "11 digits": {"citizen_number": "07519900000"},
    "half a phone": {"phone": "0900"},
    "a birth date in the future": {"birth_on-nam": "2090"},
    "an impossible birth date": {"birth_on-ngay": "31"},
    "no place": {"hamlet_id": ""},
    "elsewhere without words": {"hamlet_id": "0", "address": ""},
    "a strange hamlet": {"hamlet_id": "4711"},
    "no number of copies": {"originals-giay-chung-sinh": "", "copies-giay-chung-sinh": ""},
    "a word for a number": {"originals-giay-chung-sinh": "hai"},
    "a word for a fee": {"fee": "tám nghìn"},
    "a part of a đồng": {"fee": "80.5"},
    "less than nothing": {"fee": "-8000"},
    "a strange channel": {"channel": "online"},
    "no procedure": {"procedure": ""},
    "an unknown procedure": {"procedure": "9.999999"},
    "papers nobody has seen": {"shown_version": "4711"},
    "letters of another procedure": {"tim": "zzqq"},
    "an unread card": {"scan": CARD},
    "half a card": {"scan": CARD[:40]},
    "no one-time key": {"start_key": ""},
}


@pytest.mark.parametrize("changed", WRONG.values(), ids=WRONG)
def test_bad_input_is_422_and_everything_typed_is_kept(app: Flask, changed: dict[str, Any]) -> None:
    version, client = make_procedure(), at_desk(app)
    sent = typed(version, **({"organisation_name": "Tổ hợp tác còn đây", "submitter_name": "Người Giúp"} | changed))
    answer = client.post(f"{INTAKE}/nhan", data=sent)
    assert answer.status_code == 422 and not all_dossiers()
    kept = ["Tổ hợp tác còn đây", "Người Giúp", *(str(value) for name, value in changed.items() if name in KEPT)]
    assert [value for value in kept if value not in answer.text] == []
    assert CARD[:40] not in answer.text


KEPT = {"applicant_name", "citizen_number", "phone", "birth_on-nam", "birth_on-ngay", "fee"}


@pytest.mark.parametrize("ending", ENDINGS)
def test_no_ending_takes_a_screen_without_a_person(app: Flask, ending: str) -> None:
    version, client = make_procedure(), at_desk(app, Role.SPECIALIST)
    sent = typed(version, applicant_name="", result="Xong", others="Một việc", **REASON)
    assert client.post(f"{INTAKE}/{ending}", data=sent).status_code == 422
    assert not all_dossiers()


@pytest.mark.parametrize("ending", ("", *(f"/{ending}" for ending in ENDINGS)))
def test_a_wrong_token_stores_nothing_and_keeps_what_was_typed(app: Flask, ending: str) -> None:
    version, client = make_procedure(), at_desk(app, Role.SPECIALIST)
    app.config["WTF_CSRF_ENABLED"] = True
    answer = client.post(INTAKE + ending, data=typed(version, result="Xong", others="Một việc", **REASON))
    assert answer.status_code == 422 and "Trang này đã mở quá lâu" in answer.text and "Trần Thị Mẫu" in answer.text
    assert not all_dossiers()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.RECEPTION])
def test_only_reception_takes_people_in(app: Flask, role: Role) -> None:
    version, client = make_procedure(), desk(app, role)
    assert client.get(INTAKE).status_code == 403
    assert {client.post(f"{INTAKE}/{ending}", data=typed(version)).status_code for ending in ENDINGS} == {403}


def test_a_card_fills_the_boxes_and_is_never_shown_again(app: Flask) -> None:
    hamlet, client = make_hamlet(name="Ấp 7"), at_desk(app)
    page = client.post(INTAKE, data={"scan": CARD, "start_key": "mot-khoa-dung-mot-lan"})
    assert page.status_code == 200
    for value in ("075199000001", "Trần Thị Mẫu", "1999", f'selected value="{hamlet.id}"', "Huyện Long Thành"):
        assert value in page.text
    assert "||" not in page.text and "15042021" not in page.text
    assert 'data-next="phone"' in page.text


def test_what_is_typed_stays_when_a_card_cannot_be_read(app: Flask) -> None:
    client = at_desk(app)
    page = client.post(INTAKE, data={"scan": CARD[:50], "applicant_name": "Nguyễn Văn Thử", "phone": "0900"})
    assert page.status_code == 422 and "mới đọc được một phần" in page.text
    assert "Nguyễn Văn Thử" in page.text and CARD[:50] not in page.text


def test_a_new_card_drops_the_telephone_of_whoever_stood_there_before(app: Flask) -> None:
    client = at_desk(app)
    page = client.post(INTAKE, data={"scan": CARD, "citizen_number": "075199000009", "phone": "0900000999"}).text
    assert "0900000999" not in page
    same = client.post(INTAKE, data={"scan": CARD, "citizen_number": "075199000001", "phone": "0900000999"}).text
    assert "0900000999" in same


def test_the_card_is_not_handed_back_when_the_sign_in_has_ended(app: Flask) -> None:
    page = browser(app).post(INTAKE, data={"scan": CARD, "applicant_name": "Nguyễn Văn Thử"})
    assert page.status_code == 401 and "Nguyễn Văn Thử" in page.text and "15042021" not in page.text


def test_two_letters_choose_the_procedure_and_show_what_belongs_to_it(app: Flask) -> None:
    make_procedure(name="Đăng ký lại khai sinh", synonyms=[])
    version = make_procedure(name="Đăng ký khai sinh", fee={"amount_vnd": 8000, "note": ""})
    client = at_desk(app)
    page = client.post(INTAKE, data={"tim": "ks", "applicant_name": "Trần Thị Mẫu", "hamlet_id": "0"}).text
    assert f'name="procedure" value="{version.procedure.code}"' in page
    assert "Giấy chứng sinh" in page and "Hẹn trả" in page and 'value="8.000"' in page
    assert 'data-next="all-papers"' in page


def test_all_compulsory_papers_are_ticked_with_one_button(app: Flask) -> None:
    version, client = make_procedure(), at_desk(app)
    page = client.post(INTAKE, data=typed(version, received=[], all_papers="1")).text
    ticked = re.findall(r'name="received" value="([^"]+)" checked', page)
    assert ticked == ["giay-chung-sinh"] and 'data-next="accept"' in page


def test_another_procedure_begins_with_nothing_ticked_and_its_own_fee(app: Flask) -> None:
    first, second = make_procedure(), make_procedure(fee={"amount_vnd": 15000, "note": ""})
    client = at_desk(app)
    page = client.post(INTAKE, data=typed(first, pick=second.procedure.code, fee="777")).text
    assert "checked" not in " ".join(re.findall(r'name="received"[^>]*', page))
    assert 'value="15.000"' in page and 'value="777"' not in page


def test_a_fee_that_is_not_published_is_said_to_be_unknown(app: Flask) -> None:
    version, client = make_procedure(fee={"amount_vnd": None, "note": ""}), at_desk(app)
    page = client.post(INTAKE, data=typed(version, fee="")).text
    assert "Chưa công bố" in page
    client.post(f"{INTAKE}/nhan", data=typed(version, fee="25.000"))
    assert the_dossier().fee_vnd == 25000


def test_a_fee_that_is_asked_for_leads_on_to_the_till(app: Flask) -> None:
    version, client = make_procedure(), at_desk(app)
    done = client.post(f"{INTAKE}/nhan", data=typed(version, fee="25000")).location
    assert f"/can-bo/ho-so/{the_dossier().id}/da-nop-phi" in client.get(done).text


@pytest.mark.parametrize(("written", "asked"), [("8000.00", 8_000), ("8.000 đ", 8_000), ("8,000", 8_000)])
def test_a_fee_is_read_as_people_write_it(app: Flask, written: str, asked: int) -> None:
    assert at_desk(app).post(f"{INTAKE}/nhan", data=typed(make_procedure(), fee=written)).status_code == 303
    assert the_dossier().fee_vnd == asked


def test_an_empty_fee_asks_for_nothing(app: Flask) -> None:
    version, client = make_procedure(), at_desk(app)
    client.post(f"{INTAKE}/nhan", data=typed(version, fee=""))
    assert the_dossier().fee_vnd is None


def test_the_list_of_procedures_is_a_fragment_for_htmx(app: Flask) -> None:
    make_procedure(name="Đăng ký khai sinh")
    client = at_desk(app)
    fragment = client.post(f"{INTAKE}/thu-tuc", data={"tim": "ks"}, headers={"HX-Request": "true"}).text
    assert fragment.lstrip().startswith("<fieldset") and "Đăng ký khai sinh" in fragment
    assert "<html" in client.get(f"{INTAKE}/thu-tuc?tim=ks").text
    screen = client.post(INTAKE, data={"applicant_name": "A"}, headers={"HX-Request": "true"}).text
    assert screen.lstrip().startswith("<form") and "<html" not in screen


def test_a_card_scanned_into_the_box_of_procedures_stands_in_no_address(app: Flask) -> None:
    client = at_desk(app)
    for address in (INTAKE, f"{INTAKE}/thu-tuc"):
        page = client.get(address).text
        (box,) = [form for form in re.findall(r"<(?:form|input)[^>]*>", page) if f"{INTAKE}/thu-tuc" in form]
        assert "hx-post=" in box or 'method="post"' in box, box
    answer = client.post(f"{INTAKE}/thu-tuc", data={"tim": CARD})
    assert answer.status_code == 200 and "Location" not in answer.headers


def test_the_likeliest_of_what_was_picked_is_taken_only_while_it_is_listed(app: Flask) -> None:
    birth = make_procedure(name="Đăng ký khai sinh")
    again = make_procedure(name="Đăng ký lại khai sinh")
    client = at_desk(app)
    picked = client.post(INTAKE, data={"tim": "ks", "pick": again.procedure.code}).text
    assert f'name="procedure" value="{again.procedure.code}"' in picked
    elsewhere = client.post(INTAKE, data={"tim": "khai sinh", "pick": "9.999999"}).text
    assert f'name="procedure" value="{birth.procedure.code}"' in elsewhere


def files(**named: tuple[str, bytes]) -> dict[str, Any]:
    return {f"files-{paper}": (io.BytesIO(content), name) for paper, (name, content) in named.items()}


def send_with_files(client: FlaskClient, data: dict[str, Any]) -> Any:
    return client.post(f"{INTAKE}/nhan", data=data, content_type="multipart/form-data")


def test_a_photo_stands_for_its_paper(app: Flask) -> None:
    version, client = make_procedure(), at_desk(app)
    sent = typed(version, received=[]) | {"files-giay-chung-sinh": (io.BytesIO(photo()), "chứng sinh.jpg")}
    assert send_with_files(client, sent).status_code == 303
    (file,) = the_dossier().attachments
    assert (file.requirement_id, file.kind, file.name) == ("giay-chung-sinh", AttachmentKind.DOCUMENT, "chứng sinh.jpg")
    assert app.extensions["files"].read(file.storage_key)


def test_a_file_that_is_none_stops_the_intake_and_is_asked_for_again_by_name(app: Flask) -> None:
    version, client = make_procedure(), at_desk(app)
    sent = typed(version) | {"files-giay-chung-sinh": (io.BytesIO(b"MZ la gi"), "virus.jpg")}
    answer = send_with_files(client, sent)
    assert answer.status_code == 422 and "virus.jpg" in answer.text and "Xin chọn lại tệp" in answer.text
    assert not all_dossiers()


def test_where_only_the_form_is_replaced_its_files_are_not_asked_for_again(app: Flask) -> None:
    version, client = make_procedure(), at_desk(app)
    for headers, asked in (({}, True), ({"HX-Request": "true"}, False)):
        photos = {"files-giay-chung-sinh": (io.BytesIO(photo()), "a.jpg")}
        sent = typed(version, applicant_name="") | photos
        answer = client.post(f"{INTAKE}/nhan", data=sent, headers=headers)
        assert answer.status_code == 422 and ("Xin chọn lại tệp" in answer.text) is asked


def test_an_intake_that_was_sent_by_script_is_led_on_to_its_whole_page(app: Flask) -> None:
    answer = at_desk(app).post(f"{INTAKE}/nhan", data=typed(make_procedure()), headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == f"{INTAKE}/xong/{the_dossier().id}"


def test_only_pages_of_officers_may_ask_for_the_camera(app: Flask) -> None:
    assert "camera=(self)" in at_desk(app).get(INTAKE).headers["Permissions-Policy"]
    assert "camera=()" in app.test_client().get("/").headers["Permissions-Policy"]


def test_a_known_number_offers_what_is_known_and_fills_in_nothing(app: Flask) -> None:
    earlier = [make_dossier(phone="0900000777", citizen_number="075199000001") for _ in range(3)]
    client = at_desk(app)
    page = client.post(INTAKE, data={"scan": CARD}).text
    assert "Đã từng nộp 3 hồ sơ" in page and "Dùng số điện thoại 0900 000 777" in page
    assert 'value="0900000777"' not in page and 'data-next="use-phone"' in page
    seen = db.session.scalars(db.select(AuditEntry).where(AuditEntry.action == "view"))
    assert {entry.object_id for entry in seen} == {str(dossier.id) for dossier in earlier}
    taken = client.post(INTAKE, data={"citizen_number": "075199000001", "use": "phone"}).text
    assert 'value="0900000777"' in taken and "Dùng số điện thoại" not in taken


def test_a_known_telephone_offers_the_name_too(app: Flask) -> None:
    make_dossier(phone="0900000777", citizen_number="075199000001", applicant_name="Lê Thị Cũ")
    client = at_desk(app)
    page = client.post(INTAKE, data={"phone": "0900 000 777"}).text
    assert "với số điện thoại này" in page and "Dùng họ tên Lê Thị Cũ" in page and 'value="Lê Thị Cũ"' not in page
    taken = client.post(INTAKE, data={"phone": "0900 000 777", "use": "number"}).text
    assert 'value="075199000001"' in taken


def test_a_number_nobody_has_used_offers_nothing(app: Flask) -> None:
    make_dossier(phone="0900000777", citizen_number="075199000002")
    assert "Đã từng nộp" not in at_desk(app).post(INTAKE, data={"scan": CARD}).text


def test_the_page_after_it_has_the_code_the_date_and_the_paper(app: Flask) -> None:
    version, client = make_procedure(), at_desk(app)
    done = client.post(f"{INTAKE}/nhan", data=typed(version)).location
    page, dossier = client.get(done).text, the_dossier()
    assert dossier.code and dossier.code in page and "0900 000 123" in page and "Hẹn trả" in page
    paper = client.get(f"{done}/giay/{dossier.papers[0].id}.pdf")
    assert paper.mimetype == "application/pdf" and b"/OpenAction" in paper.data and b"/JavaScript" not in paper.data
    assert the_dossier().papers[0].printed == 1
    again = client.get(f"{done}/giay/{dossier.papers[0].id}.pdf")
    texts = [PdfReader(io.BytesIO(each.data)).pages[0].extract_text() for each in (paper, again)]
    assert ["BẢN IN LẠI" in text for text in texts] == [False, True]
    printed = db.session.scalars(db.select(AuditEntry).where(AuditEntry.action == "print")).all()
    assert [entry.object_id for entry in printed] == [str(dossier.id)] * 2


def test_a_paper_of_another_dossier_is_not_found(app: Flask) -> None:
    version, client = make_procedure(), at_desk(app)
    client.post(f"{INTAKE}/nhan", data=typed(version))
    other = make_dossier(version)
    paper = next(dossier for dossier in all_dossiers() if dossier.papers).papers[0]
    assert client.get(f"{INTAKE}/xong/{other.id}/giay/{paper.id}.pdf").status_code == 404


def test_whoever_left_no_address_is_told_to_keep_the_paper(app: Flask) -> None:
    version, client = make_procedure(), at_desk(app)
    done = client.post(f"{INTAKE}/nhan", data=typed(version, phone="")).location
    assert "giữ giấy này" in client.get(done).text


def test_the_second_window_holds_nobodys_words(app: Flask) -> None:
    make_dossier()
    page = at_desk(app).get("/can-bo/man-hinh-phu").text
    assert "Xin Ông/Bà xem lại giúp" in page and "Nguyễn Văn Thử" not in page
    assert desk(app, Role.SPECIALIST).get("/can-bo/man-hinh-phu").status_code == 403
