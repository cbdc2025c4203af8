"""Every move of a dossier through its address: what it does, who may, and what bad input is answered."""

import io
import re
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import delete, update

from cqtt import clock
from cqtt.commune.limits import Limit, Unit
from cqtt.dossiers import actions
from cqtt.dossiers.case_page import MOVES
from cqtt.dossiers.models import AttachmentKind, Dossier, DossierEvent, SupplementRequest
from cqtt.dossiers.rules import NEXT_STATUS, Actor, Status, Step, Timeliness, steps_open_to
from cqtt.dossiers.staff_said import said_of
from cqtt.extensions import db
from cqtt.notifications.models import Notification
from cqtt.procedures.models import FilingMode
from cqtt.roles import Role
from tests.dossiers.staff import browser, desk, desk_of, press
from tests.factories import MONDAY, make_dossier, make_draft, make_officer, make_procedure

THREE_DAYS = Limit(3, Unit.WORKING_DAY)
ADDRESSES = {
    Step.MARK_COMPLETE: "du-giay-to",
    Step.ACCEPT: "tiep-nhan",
    Step.REFUSE: "tu-choi",
    Step.REQUEST_SUPPLEMENT: "bo-sung",
    Step.SUPPLEMENT: "nhan-bo-sung",
    Step.BEGIN: "xu-ly",
    Step.REQUEST_PAYMENT: "yeu-cau-nop-phi",
    Step.CONFIRM_PAYMENT: "da-nop-phi",
    Step.RESOLVE: "co-ket-qua",
    Step.RETURN_RESULT: "tra-ket-qua",
    Step.ASSIGN: "giao",
    Step.SET_NATIONAL_CODE: "ma-quoc-gia",
    Step.STOP: "dung",
    Step.WITHDRAW: "rut",
}
UNKNOWN_TIME = {
    "identity": "high",
    "processing_time": "low",
    "fee": "high",
    "documents": "high",
    "online_level": "high",
}


@pytest.fixture(autouse=True)
def monday_morning(app: Flask) -> Iterator[None]:
    with clock.frozen(MONDAY):
        yield


@pytest.fixture
def reception(app: Flask) -> FlaskClient:
    return desk(app, Role.RECEPTION, name="Nguyễn Thị Hạnh")


@pytest.fixture
def specialist(app: Flask) -> FlaskClient:
    return desk(app, Role.SPECIALIST, name="Trần Văn Mẫu")


def accepted(**fields: Any) -> Dossier:
    """A dossier that reception has taken in this morning, with a due date."""
    dossier = make_dossier(**fields)
    actions.accept(dossier, make_officer(Role.RECEPTION), THREE_DAYS, MONDAY)
    db.session.commit()
    return dossier


def processing() -> Dossier:
    dossier = accepted()
    actions.begin(dossier, make_officer(Role.SPECIALIST), MONDAY)
    db.session.commit()
    return dossier


def moved(client: FlaskClient, dossier: Dossier, step: str, **typed: Any) -> DossierEvent:
    """Make a move that has to succeed and return its event."""
    answer = press(client, dossier, step, **typed)
    assert (answer.status_code, answer.location) == (303, f"/can-bo/ho-so/{dossier.id}"), answer.text
    return dossier.events[-1]


def messages_about(dossier: Dossier) -> int:
    return db.session.query(Notification).filter_by(about_kind="dossier", about_id=dossier.id).count()


# -- each move ------------------------------------------------------------------------------------


def test_there_is_an_address_for_every_step_of_an_officer(app: Flask) -> None:
    assert set(ADDRESSES) == set(Step) - {Step.SUBMIT}
    assert set(MOVES) == set(ADDRESSES) - {Step.SET_NATIONAL_CODE}  # a link beside the code


def test_accepting_shows_the_due_date_first_and_then_promises_it(reception: FlaskClient) -> None:
    dossier = make_dossier()
    page = reception.get(f"/can-bo/ho-so/{dossier.id}/tiep-nhan").text
    assert "hẹn trả thứ Năm, 26/11/2026, trước 16:30" in page
    event = moved(reception, dossier, "tiep-nhan", officer="0", note="Đủ giấy tờ")
    assert (dossier.status, event.note, event.step) == (Status.ACCEPTED, "Đủ giấy tờ", Step.ACCEPT)
    assert dossier.due_at is not None
    assert "26/11/2026" in dossier.due_explanation
    assert messages_about(dossier) == 1


def test_accepting_can_hand_the_dossier_to_a_specialist(reception: FlaskClient) -> None:
    dossier, colleague = make_dossier(), make_officer(Role.SPECIALIST)
    event = moved(reception, dossier, "tiep-nhan", officer=str(colleague.id))
    assert (event.step, dossier.officer_id, len(dossier.events)) == (Step.ASSIGN, colleague.id, 3)


def test_without_a_published_limit_the_officer_says_how_long_and_why(reception: FlaskClient) -> None:
    dossier = make_dossier(make_procedure(confidence=UNKNOWN_TIME))
    refused = press(reception, dossier, "tiep-nhan", officer="0", amount="ba", unit="working_day", note="gấp")
    assert refused.status_code == 422
    assert "Xin ghi căn cứ của thời hạn" in refused.text
    assert refused.text.count("Xin ghi bằng chữ số") == 2  # in the summary and at the box
    assert ">gấp</textarea>" in re.sub(r">\s+", ">", refused.text)
    assert "Xin ghi thời hạn bằng số" in press(reception, dossier, "tiep-nhan", officer="0", unit="day").text
    event = moved(reception, dossier, "tiep-nhan", officer="0", amount="5", unit="day", reason="QĐ 12/2026")
    assert (dossier.limit_amount, dossier.limit_unit) == (5, "day")
    assert event.note == "Thời hạn do cán bộ ghi: 5 ngày. Căn cứ: QĐ 12/2026"


def test_a_limit_within_the_day_needs_no_number(reception: FlaskClient) -> None:
    dossier = make_dossier(make_procedure(confidence=UNKNOWN_TIME))
    moved(reception, dossier, "tiep-nhan", officer="0", amount="", unit="same_day", reason="QĐ 12/2026")
    assert dossier.limit_unit == "same_day"


def test_a_limit_being_typed_is_answered_with_its_due_date(reception: FlaskClient) -> None:
    dossier = make_dossier(make_procedure(confidence=UNKNOWN_TIME))
    address = f"/can-bo/ho-so/{dossier.id}/ngay-hen"
    typed, headers = {"amount": "3", "unit": "working_day"}, {"HX-Request": "true"}
    fragment = reception.get(address, query_string=typed, headers=headers).text
    assert fragment.lstrip().startswith('<section id="due"')
    assert "26/11/2026" in fragment
    for wrong in ({}, {"amount": "x", "unit": "day"}, {"amount": "3", "unit": "năm"}, {"amount": "-1", "unit": "day"}):
        answer = reception.get(address, query_string=wrong)
        assert (answer.status_code, "Nếu tiếp nhận" in answer.text) == (200, False), wrong


def test_papers_sent_beforehand_are_marked_complete(reception: FlaskClient) -> None:
    dossier = make_dossier(make_procedure(FilingMode.PRE_CHECK))
    moved(reception, dossier, "du-giay-to")
    assert (dossier.status, dossier.papers_checked_at) == (Status.SUBMITTED, MONDAY)


def test_a_supplement_is_asked_for_in_one_go(reception: FlaskClient) -> None:
    dossier = make_dossier()
    page = reception.get(f"/can-bo/ho-so/{dossier.id}/bo-sung").text
    assert ('value="Giấy chứng sinh"' in page, 'value="Giấy tờ tùy thân"' in page) == (True, False)  # only shown
    typed = {"items": ["Giấy chứng sinh"], "others": "- Ảnh rõ hơn\n\n- Số nhà", "reason": "Ảnh mờ."}
    event = moved(reception, dossier, "bo-sung", **typed)
    assert dossier.supplements[0].items == ["Giấy chứng sinh", "Ảnh rõ hơn", "Số nhà"]
    assert event.told == "Xin bổ sung: Giấy chứng sinh; Ảnh rõ hơn; Số nhà. Ảnh mờ."
    assert dossier.status is Status.AWAITING_SUPPLEMENT


def test_a_supplement_without_anything_missing_is_refused_and_keeps_the_reason(reception: FlaskClient) -> None:
    dossier = make_dossier()
    answer = press(reception, dossier, "bo-sung", reason="Thiếu")
    assert answer.status_code == 422
    assert "ít nhất một giấy tờ" in answer.text
    assert "Thiếu</textarea>" in answer.text


def test_papers_brought_to_the_desk_start_the_clock_again(app: Flask, specialist: FlaskClient) -> None:
    dossier = accepted()
    moved(specialist, dossier, "bo-sung", others="Giấy chứng sinh", reason="Thiếu")
    with clock.frozen(MONDAY.replace(day=25)):
        event = moved(desk(app, Role.RECEPTION), dossier, "nhan-bo-sung", note="Bà Mai mang đến")
    assert (dossier.status, event.actor) == (Status.ACCEPTED, Actor.OFFICER)
    assert dossier.due_at == MONDAY.replace(day=30, hour=9, minute=30)
    assert dossier.supplements[0].answer == "Bà Mai mang đến"


def test_a_second_request_is_for_a_leader(app: Flask, reception: FlaskClient) -> None:
    dossier = make_dossier()
    moved(reception, dossier, "bo-sung", others="Giấy chứng sinh", reason="Thiếu")
    moved(reception, dossier, "nhan-bo-sung")
    answer = press(reception, dossier, "bo-sung", others="Thêm nữa", reason="Thiếu")
    assert (answer.status_code, "đồng nghiệp khác" in answer.text) == (409, True)
    page, queue = (reception.get(address).text for address in (f"/can-bo/ho-so/{dossier.id}", "/can-bo/ho-so"))
    assert "Lần nữa cần lãnh đạo quyết định: xin giao hồ sơ cho lãnh đạo." in page
    assert "Đã bổ sung" in page.partition('class="split"')[0] and "Đã bổ sung</span>" in queue
    assert "cần lãnh đạo quyết định" not in desk(app, Role.LEADER).get(f"/can-bo/ho-so/{dossier.id}").text
    moved(desk(app, Role.LEADER), dossier, "bo-sung", others="Thêm nữa", reason="Thiếu")


def test_a_refusal_is_read_as_it_was_previewed(reception: FlaskClient) -> None:
    dossier = make_dossier()
    phrase = "Việc này đã được giải quyết trong một hồ sơ khác của Ông/Bà."
    typed = {"phrase": phrase, "reason": "Mã 0007.", "legal_ground": "Điều 17 Nghị định 118/2025/NĐ-CP"}
    sentence = f"{phrase} Mã 0007. Căn cứ: Điều 17 Nghị định 118/2025/NĐ-CP."
    address = "tu-choi/xem-truoc"
    preview = press(reception, dossier, address, **typed)
    assert (preview.status_code, sentence in preview.text, dossier.status) == (200, True, Status.SUBMITTED)
    url, sent = f"/can-bo/ho-so/{dossier.id}/{address}", {"revision": dossier.revision, **typed}
    fragment = reception.post(url, data=sent, headers={"HX-Request": "true"}).text
    assert fragment.lstrip().startswith('<section id="preview"')
    assert sentence in fragment
    event = moved(reception, dossier, "tu-choi", **typed)
    assert (event.told, dossier.status, dossier.ended_at) == (sentence, Status.REFUSED, MONDAY)


def test_the_grounds_of_the_procedure_are_offered_and_one_of_two_reasons_is_asked(reception: FlaskClient) -> None:
    dossier = make_dossier(make_procedure(legal_basis=["60/2014/QH13", "123/2015/NĐ-CP"]))
    page = reception.get(f"/can-bo/ho-so/{dossier.id}/tu-choi").text
    assert 'list="grounds"' in page
    for ground in ("60/2014/QH13; 123/2015/NĐ-CP", "60/2014/QH13", "123/2015/NĐ-CP"):
        assert f'<option value="{ground}">' in page
    assert "(không bắt buộc)" not in page
    assert len(re.findall(r"<(?:input|textarea)[^>]* required", page)) == 1  # the ground alone
    asked = reception.get(f"/can-bo/ho-so/{dossier.id}/bo-sung").text
    assert "(không bắt buộc)" not in asked and "cần, nếu chưa chọn ở trên" in asked


def test_a_refusal_needs_a_reason_and_a_ground(reception: FlaskClient) -> None:
    dossier = make_dossier()
    answer = press(reception, dossier, "tu-choi", reason="", legal_ground="")
    assert answer.status_code == 422
    assert "chọn một câu có sẵn hoặc viết lý do" in answer.text
    assert "văn bản làm căn cứ" in answer.text
    assert press(reception, dossier, "tu-choi", phrase="câu lạ", legal_ground="x").status_code == 422


def test_whoever_begins_has_the_dossier(app: Flask) -> None:
    dossier, officer = accepted(), make_officer(Role.SPECIALIST)
    moved(desk_of(app, officer), dossier, "xu-ly")
    assert (dossier.status, dossier.officer_id) == (Status.PROCESSING, officer.id)


def test_a_fee_stops_the_clock_until_it_is_paid(reception: FlaskClient, specialist: FlaskClient) -> None:
    dossier = processing()
    wrong = press(specialist, dossier, "yeu-cau-nop-phi", amount="năm mươi", what="Lệ phí")
    assert (wrong.status_code, "Lệ phí" in wrong.text) == (422, True)
    event = moved(specialist, dossier, "yeu-cau-nop-phi", amount="50000", what="Lệ phí tại quầy 1.")
    assert event.told == "Xin nộp 50.000 đồng. Lệ phí tại quầy 1."
    assert dossier.status is Status.AWAITING_PAYMENT
    assert moved(reception, dossier, "da-nop-phi", note="Biên lai 12").note == "Biên lai 12"
    assert dossier.status is Status.PROCESSING


def photo() -> tuple[io.BytesIO, str]:
    out = io.BytesIO()
    Image.new("RGB", (300, 400), "white").save(out, "JPEG")
    out.seek(0)
    return out, "giấy khai sinh.jpg"


def test_a_result_is_recorded_with_its_file(app: Flask, specialist: FlaskClient) -> None:
    dossier = processing()
    moved(specialist, dossier, "co-ket-qua", result="Giấy khai sinh số 12/2026", file=photo())
    assert (dossier.status, dossier.timeliness) == (Status.RESOLVED, Timeliness.EARLY)
    (file,) = dossier.attachments
    assert (file.kind, file.name) == (AttachmentKind.RESULT, "giấy khai sinh.jpg")
    assert len(app.extensions["files"].read(file.storage_key)) == file.size


def test_a_result_needs_no_file(specialist: FlaskClient) -> None:
    dossier = processing()
    moved(specialist, dossier, "co-ket-qua", result="Đã ghi vào sổ", file=(io.BytesIO(), ""))
    assert (dossier.status, dossier.attachments) == (Status.RESOLVED, [])


def test_a_file_that_cannot_be_taken_keeps_the_text_and_changes_nothing(app: Flask, specialist: FlaskClient) -> None:
    dossier = processing()
    broken = io.BytesIO(b"MZ not a picture")
    answer = press(specialist, dossier, "co-ket-qua", result="Giấy khai sinh", file=(broken, "x.exe"))
    assert answer.status_code == 422
    assert "Giấy khai sinh</textarea>" in answer.text
    assert "không phải ảnh" in answer.text
    assert dossier.status is Status.PROCESSING
    assert list(app.extensions["files"].root.glob("??/??/*")) == []


def test_a_result_is_returned_to_a_person_who_is_named(reception: FlaskClient) -> None:
    dossier = make_dossier(status=Status.RESOLVED, result_text="Giấy khai sinh")
    assert "Nguyễn Văn Thử" in reception.get(f"/can-bo/ho-so/{dossier.id}/tra-ket-qua").text
    wrong = press(reception, dossier, "tra-ket-qua", receiver="12345")
    assert (wrong.status_code, 'value="12345"' in wrong.text) == (422, True)
    assert moved(reception, dossier, "tra-ket-qua", receiver="Trần Thị Mai").note == "Trần Thị Mai"
    assert (dossier.status, dossier.ended_at) == (Status.RETURNED, MONDAY)


def test_a_dossier_is_handed_to_a_colleague_with_a_word(reception: FlaskClient) -> None:
    dossier, colleague = accepted(), make_officer(Role.SPECIALIST)
    before = messages_about(dossier)
    event = moved(reception, dossier, "giao", officer=str(colleague.id), note="Nhờ anh")
    assert (dossier.officer_id, event.note, event.details) == (colleague.id, "Nhờ anh", {"to": colleague.id})
    assert messages_about(dossier) == before
    for nobody in (str(colleague.id), "0", "999", "x"):  # who has it already, and who is no colleague
        assert press(reception, dossier, "giao", officer=nobody).status_code == 422, nobody


def test_a_leader_stops_and_reception_withdraws_with_a_reason(app: Flask, reception: FlaskClient) -> None:
    stopped, withdrawn, leader = processing(), make_dossier(), desk(app, Role.LEADER)
    assert press(leader, stopped, "dung", reason=" ").status_code == 422
    assert moved(leader, stopped, "dung", reason="Người nộp đã mất.").told == "Người nộp đã mất."
    assert moved(reception, withdrawn, "rut", reason="Ông gọi điện").note == "Ông gọi điện"
    assert (stopped.status, withdrawn.status) == (Status.STOPPED, Status.WITHDRAWN)


# -- what is said after a move --------------------------------------------------------------------


def said_after(client: FlaskClient, dossier: Dossier) -> str:
    """Return what the case page says once, after the move."""
    address = f"/can-bo/ho-so/{dossier.id}"
    said = client.get(address).text.partition('<div class="head-row">')[0].partition('id="case"')[2]
    assert 'role="status"' not in client.get(address).text.partition('<div class="head-row">')[0]
    return said


def test_after_a_move_the_page_says_what_happened_and_what_is_next(reception: FlaskClient) -> None:
    later = make_dossier(applicant_name="Người Đến Sau", submitted_at=MONDAY)
    earlier = make_dossier(applicant_name="Người Đến Trước", submitted_at=MONDAY.replace(day=20))
    make_dossier(papers_checked_at=MONDAY, submitted_at=MONDAY.replace(day=18))  # awaited at the desk
    make_dossier(officer_id=make_officer(Role.RECEPTION).id, submitted_at=MONDAY.replace(day=17))  # a colleague's
    dossier, colleague = make_dossier(submitted_at=MONDAY.replace(day=16)), make_officer(Role.SPECIALIST, name="Lê Bảy")
    moved(reception, dossier, "tiep-nhan", officer=str(colleague.id))
    said = said_after(reception, dossier)
    assert "Đã tiếp nhận. Hẹn trả thứ Năm, 26/11/2026, trước 16:30. Đã giao cho Lê Bảy." in said
    assert f'href="/can-bo/ho-so/{earlier.id}"' in said and f'href="/can-bo/ho-so/{later.id}"' not in said


def test_a_specialist_goes_on_to_the_nearest_due_that_is_his_or_nobodys(app: Flask) -> None:
    officer, colleague = make_officer(Role.SPECIALIST), make_officer(Role.SPECIALIST)
    specialist, dossier = desk_of(app, officer), accepted()
    make_dossier()  # waits at the desk
    make_dossier(status=Status.PROCESSING, due_at=MONDAY, officer_id=colleague.id)
    nobodys = make_dossier(status=Status.ACCEPTED, due_at=MONDAY.replace(day=24))
    make_dossier(status=Status.PROCESSING, due_at=MONDAY.replace(day=25), officer_id=officer.id)
    moved(specialist, dossier, "xu-ly")
    said = said_after(specialist, dossier)
    assert "Đã bắt đầu xử lý. Hẹn trả thứ Năm" in said
    assert f'href="/can-bo/ho-so/{nobodys.id}"' in said


def test_where_nothing_is_left_to_do_no_next_dossier_is_offered(reception: FlaskClient) -> None:
    dossier = make_dossier()
    moved(reception, dossier, "rut", reason="Bà gọi điện")
    said = said_after(reception, dossier)
    assert "Đã rút hồ sơ theo yêu cầu người nộp. Hồ sơ khép lại." in said and "Hồ sơ tiếp theo" not in said


def test_every_step_of_an_officer_has_its_sentence(app: Flask) -> None:
    dossier = make_dossier(officer_id=make_officer(Role.SPECIALIST).id)
    for step in set(MOVES):
        assert said_of(dossier, step).endswith("."), step


# -- who, when, and with what ---------------------------------------------------------------------


def test_strangers_are_led_to_sign_in_and_drafts_are_nobodys(app: Flask, reception: FlaskClient) -> None:
    dossier, draft = make_dossier(), make_draft()
    for address in ADDRESSES.values():
        answer = press(browser(app), dossier, address)
        assert (answer.status_code, answer.location.split("?")[0]) == (303, "/dang-nhap")
    assert reception.get(f"/can-bo/ho-so/{draft.id}/tiep-nhan").status_code == 404
    assert press(reception, draft, "tiep-nhan").status_code == 404
    assert (dossier.status, draft.status) == (Status.SUBMITTED, Status.DRAFT)


def test_a_form_from_an_older_page_changes_nothing_and_names_who_was_faster(
    reception: FlaskClient, specialist: FlaskClient
) -> None:
    dossier = make_dossier()
    seen = dossier.revision
    moved(reception, dossier, "tiep-nhan", officer="0")
    events = len(dossier.events)
    for client, step in ((reception, "tu-choi"), (reception, "tiep-nhan"), (specialist, "xu-ly")):
        answer = client.post(
            f"/can-bo/ho-so/{dossier.id}/{step}", data={"revision": seen, "reason": "x", "legal_ground": "y"}
        )
        assert answer.status_code == 409
        assert "Nguyễn Thị Hạnh vừa cập nhật" in answer.text
        assert f'href="/can-bo/ho-so/{dossier.id}"' in answer.text
    assert (len(dossier.events), dossier.status) == (events, Status.ACCEPTED)


def test_every_move_makes_the_page_before_it_old(reception: FlaskClient) -> None:
    dossier, colleague, other = accepted(), make_officer(Role.SPECIALIST), make_officer(Role.SPECIALIST)
    seen = dossier.revision
    moved(reception, dossier, "giao", officer=str(colleague.id))
    answer = reception.post(f"/can-bo/ho-so/{dossier.id}/giao", data={"revision": seen, "officer": str(other.id)})
    assert (answer.status_code, dossier.officer_id) == (409, colleague.id)


@pytest.mark.parametrize("revision", ["", "x", "-1", None])
def test_a_form_without_its_revision_changes_nothing(reception: FlaskClient, revision: str | None) -> None:
    dossier = make_dossier()
    sent = {"officer": "0"} | ({"revision": revision} if revision is not None else {})
    assert reception.post(f"/can-bo/ho-so/{dossier.id}/tiep-nhan", data=sent).status_code == 409
    assert dossier.status is Status.SUBMITTED


def test_a_wrong_token_keeps_what_was_typed(app: Flask, reception: FlaskClient) -> None:
    dossier = make_dossier()
    app.config["WTF_CSRF_ENABLED"] = True
    answer = press(reception, dossier, "tu-choi", reason="Sai nơi nộp", legal_ground="Điều 17", csrf_token="x")
    assert answer.status_code == 422
    assert "Trang này đã mở quá lâu" in answer.text
    assert "Sai nơi nộp</textarea>" in answer.text
    assert press(reception, dossier, "du-giay-to", csrf_token="x").status_code == 400
    assert dossier.status is Status.SUBMITTED


def typed_for(step: Step, colleague_id: int) -> dict[str, Any]:
    """Return what lets the form of any step pass."""
    officer = str(colleague_id) if step is Step.ASSIGN else "0"
    return {
        "officer": officer, "reason": "lý do", "legal_ground": "Điều 17", "others": "giấy", "amount": "5",
        "what": "phí", "result": "xong", "receiver": "Trần Thị Mai", "code": "H19.151-261123-0001",
    }  # fmt: skip


def put_into(dossier_id: int, status: Status) -> Status | None:
    """Put the dossier into a state as if it had just come there; return the state a waiting one came from."""
    before = Status.PROCESSING if status is Status.AWAITING_PAYMENT else None
    row = {"status": status, "status_before": before, "officer_id": None, "revision": 1, "papers_checked_at": None}
    db.session.execute(delete(SupplementRequest))
    db.session.execute(update(Dossier).where(Dossier.id == dossier_id).values(**row))
    db.session.commit()
    return before


@pytest.mark.proof
def test_every_step_in_every_state_for_every_role_is_allowed_by_the_table_or_refused(app: Flask) -> None:
    version = make_procedure(FilingMode.PRE_CHECK)  # the one mode in which papers can be said to be complete
    dossier_id, colleague_id = make_dossier(version).id, make_officer(Role.SPECIALIST).id
    desks = {role: desk(app, role) for role in Role}
    made = set()
    for status, (role, client), step in product(Status, desks.items(), ADDRESSES):
        before = put_into(dossier_id, status)
        may = status is not Status.DRAFT and step in steps_open_to({role}, status, before)
        sent = {"revision": 1, **typed_for(step, colleague_id)}
        answer = client.post(f"/can-bo/ho-so/{dossier_id}/{ADDRESSES[step]}", data=sent)
        assert answer.status_code in ({303} if may else {403, 404, 409}), (status, step, role)
        if may:
            made.add((status, step))
    table = {(status, step) for status, step in NEXT_STATUS if step is not Step.SUBMIT}
    assert table - made == {(Status.AWAITING_SUPPLEMENT, Step.STOP)}  # only of a dossier accepted before
