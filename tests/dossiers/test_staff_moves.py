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

from cqtt import clock
from cqtt.audit.words import act_words
from cqtt.commune.limits import Limit, Unit
from cqtt.dossiers import actions
from cqtt.dossiers.case.buttons import MOVES
from cqtt.dossiers.case.history import EVENT_NAMES
from cqtt.dossiers.models import AttachmentKind, Dossier, DossierEvent
from cqtt.dossiers.papers import decisions
from cqtt.dossiers.rules import AFTER_ACCEPTANCE, NEXT_STATUS, Actor, Status, Step, Timeliness, steps_open_to
from cqtt.dossiers.staff_said import said_of
from cqtt.extensions import db
from cqtt.notifications.models import Notification
from cqtt.phrases.models import Occasion
from cqtt.procedures.models import FilingMode, ProcedureVersion
from cqtt.roles import Role
from tests.dossiers.staff import browser, desk, desk_of, make_text, press
from tests.factories import MONDAY, make_dossier, make_draft, make_officer, make_procedure, numbers

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
    Step.UNDO_BEGIN: "hoan-tac-xu-ly",
    Step.EXTEND: "gia-han",
    Step.REMIND: "nhac",
    Step.SHELVE: "ke",
    Step.CORRECT: "sua",
    Step.NOTE: "ghi-chu",
    Step.PROPOSE_STOP: "de-nghi-dung",
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
    decisions.accept(dossier, make_officer(Role.RECEPTION), THREE_DAYS, MONDAY)
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
    assert answer.status_code == 303, answer.text
    assert answer.location.partition("#")[0] == f"/can-bo/ho-so/{dossier.id}"
    return dossier.events[-1]


def messages_about(dossier: Dossier) -> int:
    return db.session.query(Notification).filter_by(about_kind="dossier", about_id=dossier.id).count()


# -- each move ------------------------------------------------------------------------------------


def test_there_is_an_address_for_every_step_of_an_officer(app: Flask) -> None:
    # the calendar's, a payment's own, a letter's
    no_address_here = {Step.SUBMIT, Step.MOVE_DUE_DATE, Step.CANCEL_PAYMENT, Step.APOLOGISE}
    assert set(ADDRESSES) == set(Step) - no_address_here
    beside_what_they_change = {Step.SET_NATIONAL_CODE, Step.CORRECT, Step.NOTE}
    assert set(MOVES) == set(ADDRESSES) - beside_what_they_change


def test_the_record_names_what_is_taken_back_as_the_case_page_does() -> None:
    for step in (Step.CANCEL_PAYMENT, Step.UNDO_BEGIN):
        assert act_words(f"dossier.{step.value}") == EVENT_NAMES[step]


def test_accepting_shows_the_due_date_first_and_then_promises_it(reception: FlaskClient) -> None:
    dossier = make_dossier()
    page = reception.get(f"/can-bo/ho-so/{dossier.id}/tiep-nhan").text
    assert "hẹn trả thứ Năm, 26/11/2026, trước 16:30" in page
    event = moved(reception, dossier, "tiep-nhan", officer="0", note="Đủ giấy tờ")
    assert (dossier.status, event.note, event.step) == (Status.ACCEPTED, "Đủ giấy tờ", Step.ACCEPT)
    assert dossier.due_at is not None
    assert "26/11/2026" in dossier.due_explanation
    assert messages_about(dossier) == 1


@pytest.mark.parametrize(
    ("published", "ready", "written", "asked", "said"),
    [
        (8_000, "8.000", "8.000", 8_000, "8.000 đồng, chưa nộp khi lập giấy này"),
        (8_000, "8.000", "24000.00", 24_000, "24.000 đồng, chưa nộp khi lập giấy này"),
        (8_000, "8.000", "0", 0, "không thu"),
        (0, "", "", None, "không thu (mỗi bản)"),
        (None, "", "15.000", 15_000, "15.000 đồng, chưa nộp khi lập giấy này"),
    ],
)
def test_accepting_asks_for_the_fee_and_the_receipt_says_it(
    reception: FlaskClient, published: int | None, ready: str, written: str, asked: int | None, said: str
) -> None:
    dossier = make_dossier(make_procedure(fee={"amount_vnd": published, "note": "mỗi bản"}))
    page = reception.get(f"/can-bo/ho-so/{dossier.id}/tiep-nhan").text
    assert re.search(f'name="fee"[^>]*value="{ready}"', page) and "ỗi bản" in page
    moved(reception, dossier, "tiep-nhan", officer="0", fee=written)
    words = dossier.papers[0].words["fee"]
    assert (dossier.fee_vnd, words.replace("\u00a0", " ")) == (asked, said)


def test_a_fee_that_cannot_be_read_is_kept_and_nothing_is_accepted(reception: FlaskClient) -> None:
    dossier = make_dossier()
    answer = press(reception, dossier, "tiep-nhan", officer="0", fee="tám nghìn", note="Đủ")
    assert answer.status_code == 422 and "bằng chữ số, ví dụ 8.000" in answer.text
    assert 'value="tám nghìn"' in answer.text and dossier.status is Status.SUBMITTED


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


def test_papers_brought_to_the_desk_start_the_clock_again(app: Flask, specialist: FlaskClient) -> None:
    dossier = accepted()
    moved(specialist, dossier, "bo-sung", others="Giấy chứng sinh", reason="Thiếu")
    with clock.frozen(MONDAY.replace(day=25)):
        event = moved(desk(app, Role.RECEPTION), dossier, "nhan-bo-sung", all_here="y", note="Bà Mai mang đến")
    assert (dossier.status, event.actor) == (Status.ACCEPTED, Actor.OFFICER)
    assert dossier.due_at == MONDAY.replace(day=30, hour=9, minute=30)
    assert dossier.supplements[0].answer == "Bà Mai mang đến"


def test_whoever_begins_has_the_dossier(app: Flask) -> None:
    dossier, officer = accepted(), make_officer(Role.SPECIALIST)
    moved(desk_of(app, officer), dossier, "xu-ly")
    assert (dossier.status, dossier.officer_id) == (Status.PROCESSING, officer.id)


def test_a_beginning_is_taken_back_until_something_follows(specialist: FlaskClient) -> None:
    dossier = processing()
    due_at, address = dossier.due_at, f"/can-bo/ho-so/{dossier.id}/hoan-tac-xu-ly"
    assert "Hoàn tác bắt đầu xử lý" in specialist.get(f"/can-bo/ho-so/{dossier.id}").text
    assert specialist.get(address).status_code == 200
    moved(specialist, dossier, "hoan-tac-xu-ly")
    assert (dossier.status, dossier.due_at) == (Status.ACCEPTED, due_at)
    moved(specialist, dossier, "xu-ly")
    moved(specialist, dossier, "ghi-chu", note="Đã gọi điện")
    answer = press(specialist, dossier, "hoan-tac-xu-ly")
    assert (answer.status_code, "không hoàn tác được nữa" in answer.text) == (409, True)
    assert dossier.status is Status.PROCESSING
    assert address not in specialist.get(f"/can-bo/ho-so/{dossier.id}").text


def test_a_fee_is_asked_for_and_the_clock_stops(specialist: FlaskClient) -> None:
    dossier, text = processing(), make_text(Occasion.PAYMENT, "Lệ phí nộp tại quầy.")
    wrong = press(specialist, dossier, "yeu-cau-nop-phi", amount="năm mươi", what="Lệ phí")
    assert (wrong.status_code, "Lệ phí" in wrong.text) == (422, True)
    for amount in ("0", "-5.000", "8.5"):
        assert press(specialist, dossier, "yeu-cau-nop-phi", amount=amount, what="Lệ phí").status_code == 422
    assert "Xin ghi tên khoản phải nộp" in press(specialist, dossier, "yeu-cau-nop-phi", amount="5").text
    event = moved(specialist, dossier, "yeu-cau-nop-phi", amount="50.000", ready=str(text.id), what="Quầy 1.")
    assert event.told.replace("\u00a0", " ") == "Xin nộp 50.000 đồng. Lệ phí nộp tại quầy. Quầy 1."
    assert (dossier.status, dossier.fee_vnd) == (Status.AWAITING_PAYMENT, 50_000)


def test_a_published_fee_stands_ready(specialist: FlaskClient) -> None:
    charged = make_dossier(make_procedure(fee={"amount_vnd": 8000, "note": ""}), status=Status.PROCESSING)
    free = make_dossier(status=Status.PROCESSING)
    pages = [specialist.get(f"/can-bo/ho-so/{one.id}/yeu-cau-nop-phi").text for one in (charged, free)]
    assert ['value="8.000"' in page for page in pages] == [True, False]


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


def test_a_result_on_paper_gets_its_place_on_the_shelf_at_once_or_later(
    reception: FlaskClient, specialist: FlaskClient
) -> None:
    text = make_text(Occasion.RESULT, "Giấy khai sinh")
    placed, ticked, none = processing(), processing(), processing()
    event = moved(specialist, placed, "co-ket-qua", ready=str(text.id), result="số 12/2026", shelf="A3")
    assert (event.told, placed.result_on_paper, placed.shelf) == (
        "Hồ sơ đã có kết quả: Giấy khai sinh số 12/2026",
        True,
        "A3",
    )
    moved(specialist, ticked, "co-ket-qua", result="Trích lục", on_paper="y")
    moved(specialist, none, "co-ket-qua", result="Đã ghi sổ")
    assert (ticked.result_on_paper, ticked.shelf, none.result_on_paper) == (True, "", False)
    shelf_button = "Ghi kệ số</a>"
    pages = [reception.get(f"/can-bo/ho-so/{dossier.id}").text for dossier in (placed, ticked, none)]
    assert [shelf_button in page for page in pages] == [True, True, False]
    assert "để ở kệ A3" in pages[0] and "chưa ghi kệ số" in pages[1]
    assert press(reception, ticked, "ke", shelf=" ").status_code == 422
    assert press(reception, ticked, "ke", shelf="x" * 41).status_code == 422
    event = moved(reception, ticked, "ke", shelf="B1")
    assert (event.note, event.told, ticked.shelf, messages_about(ticked)) == ("B1", "", "B1", 3)
    assert "Kết quả để ở kệ B1." in reception.get(f"/can-bo/ho-so/{ticked.id}").text


def test_people_are_reminded_in_words_that_stand_ready(app: Flask, reception: FlaskClient) -> None:
    missing = make_dossier()
    decisions.request_supplement(missing, make_officer(Role.RECEPTION), ["Giấy chứng sinh."], "", MONDAY)
    waiting = make_dossier(status=Status.RESOLVED, result_text="Giấy khai sinh", shelf="A3", result_on_paper=True)
    db.session.commit()
    page = reception.get(f"/can-bo/ho-so/{missing.id}/nhac").text
    assert "Hồ sơ của Ông/Bà còn chờ bổ sung: Giấy chứng sinh. Xin Ông/Bà gửi giúp." in page
    assert "Kết quả để ở kệ A3." in reception.get(f"/can-bo/ho-so/{waiting.id}/nhac").text
    assert press(reception, missing, "nhac", told=" ").status_code == 422
    before = messages_about(missing)
    event = moved(reception, missing, "nhac", told="Xin Ông gửi giúp giấy chứng sinh.")
    assert (event.told, missing.status) == ("Xin Ông gửi giúp giấy chứng sinh.", Status.AWAITING_SUPPLEMENT)
    assert messages_about(missing) == before + 1
    assert missing.supplements[0].reminded_at == MONDAY
    moved(reception, waiting, "nhac", told="Mời Ông đến nhận.")
    assert waiting.collect_reminded_at == MONDAY


def test_a_result_is_returned_to_a_person_who_is_named(reception: FlaskClient) -> None:
    dossier = make_dossier(status=Status.RESOLVED, result_text="Giấy khai sinh")
    assert "Nguyễn Văn Thử" in reception.get(f"/can-bo/ho-so/{dossier.id}/tra-ket-qua").text
    wrong = press(reception, dossier, "tra-ket-qua", receiver="12345")
    assert (wrong.status_code, 'value="12345"' in wrong.text) == (422, True)
    assert moved(reception, dossier, "tra-ket-qua", receiver="Trần Thị Mai").note == "Trần Thị Mai"
    assert (dossier.status, dossier.ended_at) == (Status.RETURNED, MONDAY)


def test_reception_withdraws_with_a_reason(reception: FlaskClient) -> None:
    dossier, text = make_dossier(), make_text(Occasion.WITHDRAWAL, "Người nộp gọi điện xin rút hồ sơ.")
    assert press(reception, dossier, "rut", reason=" ").status_code == 422
    assert "Người nộp gọi điện xin rút hồ sơ." in reception.get(f"/can-bo/ho-so/{dossier.id}/rut").text
    event = moved(reception, dossier, "rut", ready=str(text.id), reason="Ông Thử, 0900 000 123")
    assert event.note == "Người nộp gọi điện xin rút hồ sơ. Ông Thử, 0900 000 123"
    assert dossier.status is Status.WITHDRAWN


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
    return {
        "officer": str(colleague_id) if step is Step.ASSIGN else "0",
        "reason": "lý do", "legal_ground": "Điều 17", "others": "giấy", "amount": "5", "unit": "day",
        "what": "phí", "result": "xong", "receiver": "Trần Thị Mai", "code": f"H19.151-261123-{next(numbers):04}",
        "note": "ghi chú", "told": "nhắc", "shelf": "A3",
        "applicant_name": "Trần Thị Mai", "hamlet_id": "0", "address": "Số 1",
        "all_here": "y", "way": "cash", "paid_on-ngay": "23", "paid_on-thang": "11", "paid_on-nam": "2026",
    }  # fmt: skip


def in_state(version: ProcedureVersion, status: Status) -> Dossier:
    """A dossier that has just come into a state, with a clock that still has time."""
    before = Status.PROCESSING if status is Status.AWAITING_PAYMENT else None
    dossier = make_dossier(version, status=status, status_before=before, received_at=MONDAY)
    dossier.due_at = MONDAY.replace(day=26)
    dossier.limit_amount, dossier.limit_unit = 3, "working_day"
    for step in (Step.ACCEPT, Step.BEGIN):
        dossier.events.append(
            DossierEvent(step=step, from_status=status, to_status=status, at=MONDAY, actor=Actor.OFFICER)
        )
    db.session.commit()
    return dossier


@pytest.mark.proof
def test_every_step_in_every_state_for_every_role_is_allowed_by_the_table_or_refused(app: Flask) -> None:
    version = make_procedure(FilingMode.PRE_CHECK)  # the one mode in which papers can be said to be complete
    colleague_id = make_officer(Role.SPECIALIST).id
    desks, made = {role: desk(app, role) for role in Role}, set()
    for status, (role, client) in product(Status, desks.items()):
        dossier = in_state(version, status)
        for step in ADDRESSES:
            before = dossier.status_before
            may = status is not Status.DRAFT and step in steps_open_to({role}, status, before)
            answer = press(client, dossier, ADDRESSES[step], **typed_for(step, colleague_id))
            assert answer.status_code in ({303} if may else {403, 404, 409}), (status, step, role)
            if may:
                made.add((status, step))
                dossier = in_state(version, status)
    elsewhere = {Step.SUBMIT, Step.MOVE_DUE_DATE, Step.CANCEL_PAYMENT, Step.APOLOGISE}
    table = {(status, step) for status, step in NEXT_STATUS if step not in elsewhere}
    of_accepted = set(AFTER_ACCEPTANCE) & set(ADDRESSES)  # while papers are awaited: only if it was accepted before
    assert table - made == {(Status.AWAITING_SUPPLEMENT, step) for step in of_accepted}
