"""A citizen's submission, page by page."""

import io
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from cqtt.clock import frozen, now
from cqtt.dossiers.models import Attachment, Dossier
from cqtt.dossiers.rules import Status
from cqtt.dossiers.submission.drafts import KEPT
from cqtt.dossiers.submission.jobs import erase_old_drafts
from cqtt.extensions import db
from cqtt.notifications.models import Channel, Notification
from cqtt.procedures.content import FilingMode
from tests.dossiers.citizen import APPLICANT, begin, fill_in, photo, send_photo, submit_whole
from tests.factories import MONDAY, make_draft, make_procedure


def count_of(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def the_dossier() -> Dossier:
    db.session.expire_all()
    return db.session.scalars(select(Dossier)).one()


def test_the_whole_path_gives_a_code_and_a_confirmation(client: FlaskClient) -> None:
    code = submit_whole(client, make_procedure())
    page = client.get(f"/ho-so/{code}/xac-nhan").text
    assert code in page and "Xác nhận đã gửi hồ sơ" in page
    dossier = the_dossier()
    assert dossier.status is Status.SUBMITTED
    assert dossier.code and dossier.code.startswith("H19.00.00-") and dossier.code.endswith("-0001")
    assert dossier.answers == {"ten_chau": "Nguyễn Thị Mẫu"}
    assert dossier.phone == "0900000123"
    assert dossier.applicant_fold == "nguyen van thu"
    assert dossier.due_at is None, "no clock runs before acceptance"
    assert dossier.typed == {}


def test_submitting_leaves_a_ready_text_for_the_phone(client: FlaskClient) -> None:
    code = submit_whole(client, make_procedure())
    message = db.session.scalars(select(Notification)).one()
    assert message.channel is Channel.BY_HAND and message.recipient == "0900000123"
    assert code in message.body and the_dossier().token in message.body
    assert "Nguyen" not in message.body, "no name in a short message"


def test_submitting_twice_gives_one_code(client: FlaskClient) -> None:
    version = make_procedure()
    code = submit_whole(client, version)
    draft = the_dossier().draft_key
    again = client.post(f"/nop-ho-so/{draft}/kiem-tra")
    assert again.status_code == 303 and again.location == f"/ho-so/{code}/xac-nhan"
    assert client.get(f"/nop-ho-so/{draft}/nguoi-nop").location == f"/ho-so/{code}/xac-nhan"
    assert count_of(Dossier) == 1
    assert len(the_dossier().events) == 1


def test_a_double_tap_on_begin_makes_one_draft(client: FlaskClient) -> None:
    version = make_procedure()
    assert begin(client, version) == begin(client, version)
    assert count_of(Dossier) == 1


def test_a_procedure_filed_elsewhere_has_no_start_page(client: FlaskClient) -> None:
    for mode in (FilingMode.LINK_ONLY, FilingMode.AT_DESK):
        version = make_procedure(mode)
        answer = client.get(f"/nop-ho-so/{version.procedure.code}")
        assert answer.status_code == 303 and answer.location.endswith(f"/thu-tuc/{version.procedure.code}")
        posted = client.post(f"/nop-ho-so/{version.procedure.code}", data={"start_key": "k" * 20})
        assert posted.status_code == 303
    assert count_of(Dossier) == 0


def test_another_browser_cannot_open_a_draft(app: Flask, client: FlaskClient) -> None:
    draft = begin(client, make_procedure())
    stranger = app.test_client()
    for page in ("nguoi-nop", "noi-dung", "giay-to", "kiem-tra", "da-luu", "giay-to/giay-chung-sinh"):
        answer = stranger.get(f"/nop-ho-so/{draft}/{page}")
        assert answer.status_code == 410, page
        assert "hết hạn" in answer.text


def test_the_link_opens_the_draft_in_another_browser(app: Flask, client: FlaskClient) -> None:
    draft = begin(client, make_procedure())
    other = app.test_client()
    assert other.get(f"/ho-so/mo/{the_dossier().token}").location.endswith(f"/nop-ho-so/{draft}/da-luu")
    assert other.get(f"/nop-ho-so/{draft}/nguoi-nop").status_code == 200


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"applicant_name": ""}, "Xin cho biết họ và tên."),
        ({"applicant_name": "Nguyễn <b>Văn</b>"}, "Họ và tên chỉ gồm chữ cái"),
        ({"applicant_name": "A" * 101}, "nhiều nhất 100 ký tự"),
        ({"citizen_number": "12345"}, "Số định danh có 12 chữ số"),
        ({"citizen_number": "075999000001"}, "Số định danh này chưa đúng"),
        ({"phone": "12"}, "Số điện thoại có 10 chữ số"),
        ({"phone": ""}, "Xin cho biết số điện thoại"),
        ({"email": "khong-phai"}, "Xin xem lại địa chỉ thư điện tử"),
        ({"address": ""}, "Xin ghi địa chỉ"),
        ({"hamlet_id": ""}, "Xin chọn nơi ở."),
        ({"applicant_kind": "robot"}, "Xin chọn một trong các mục"),
        ({"on_behalf": "yes"}, "Xin cho biết họ và tên người nộp thay."),
        ({"applicant_kind": "organisation"}, "Xin cho biết tên tổ chức."),
        ({"hamlet_id": "999999"}, "Xin chọn một trong các mục"),
    ],
)
def test_a_mistake_is_said_kindly_and_what_was_typed_stays(
    client: FlaskClient, changed: dict[str, str], sentence: str
) -> None:
    draft = begin(client, make_procedure())
    answer = client.post(f"/nop-ho-so/{draft}/nguoi-nop", data=APPLICANT | {"address": "Số 7, xóm Đình"} | changed)
    assert answer.status_code == 422
    assert sentence in answer.text
    if "address" not in changed:
        assert "Số 7, xóm Đình" in answer.text
    assert the_dossier().steps_done == []


def test_filing_for_somebody_keeps_relation_consent_and_who_is_told(client: FlaskClient) -> None:
    behalf = {
        "on_behalf": "yes",
        "submitter_name": "Trần Văn Con",
        "submitter_phone": "+84 900 000 456",
        "relation": "con",
        "agreed": "y",
        "tell_submitter": "yes",
    }
    submit_whole(client, make_procedure(), **behalf)
    dossier = the_dossier()
    assert (dossier.submitter_phone, dossier.relation, dossier.tell_submitter) == ("0900000456", "con", True)
    assert dossier.consents["on_behalf"]["notice"]
    assert db.session.scalars(select(Notification.recipient)).one() == "0900000456"


def test_a_paper_that_is_always_needed_keeps_the_dossier_back(client: FlaskClient) -> None:
    version = make_procedure()
    draft = begin(client, version)
    fill_in(client, draft)
    answer = client.post(f"/nop-ho-so/{draft}/kiem-tra")
    assert answer.status_code == 422 and "Xin thêm ảnh của “Giấy chứng sinh”" in answer.text
    assert the_dossier().status is Status.DRAFT
    client.post(f"/nop-ho-so/{draft}/giay-to", data={"to_bring": "giay-chung-sinh"})
    assert client.post(f"/nop-ho-so/{draft}/kiem-tra").status_code == 303
    assert the_dossier().papers_to_bring == ["giay-chung-sinh"]


def test_papers_shown_at_the_desk_have_no_upload(client: FlaskClient) -> None:
    draft = begin(client, make_procedure())
    page = client.get(f"/nop-ho-so/{draft}/giay-to").text
    assert 'id="giay-to-giay-chung-sinh"' in page and 'id="giay-to-van-ban-uy-quyen"' in page
    assert 'id="giay-to-giay-to-tuy-than"' not in page and "Chỉ xuất trình tại quầy" in page
    assert send_photo(client, draft, "giay-to-tuy-than").status_code == 404


def test_a_photo_is_kept_shown_and_deleted(app: Flask, client: FlaskClient) -> None:
    draft = begin(client, make_procedure())
    assert send_photo(client, draft).status_code == 303
    file = db.session.scalars(select(Attachment)).one()
    assert client.get(f"/ho-so/tep/{file.public_id}").mimetype == "image/jpeg"
    assert app.test_client().get(f"/ho-so/tep/{file.public_id}").status_code == 404
    key = file.storage_key
    assert app.extensions["files"].path(key).exists()
    assert client.post(f"/ho-so/tep/{file.public_id}/xoa").status_code == 303
    assert count_of(Attachment) == 0 and not app.extensions["files"].path(key).exists()


def test_the_same_photo_sent_again_is_kept_once(client: FlaskClient) -> None:
    draft = begin(client, make_procedure())
    assert [send_photo(client, draft).status_code for _ in range(3)] == [303, 303, 303]
    assert count_of(Attachment) == 1


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"khong phai anh", "anh.jpg", "Xin"),
        (photo()[:500], "anh.jpg", "Xin"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00" + b"x" * 200, "IMG_1.HEIC", "HEIC"),
        (b"MZ" + b"\0" * 300, "chuongtrinh.exe", "Xin"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_with_a_sentence(
    client: FlaskClient, content: bytes, name: str, sentence: str
) -> None:
    draft = begin(client, make_procedure())
    answer = send_photo(client, draft, content=content, name=name)
    assert answer.status_code == 422 and sentence in answer.text and "data-upload-error" in answer.text
    assert count_of(Attachment) == 0


def test_no_file_picked_is_said(client: FlaskClient) -> None:
    draft = begin(client, make_procedure())
    answer = client.post(f"/nop-ho-so/{draft}/giay-to/giay-chung-sinh", data={"files": (io.BytesIO(), "")})
    assert answer.status_code == 422 and "Xin chọn ít nhất một ảnh" in answer.text


def test_what_is_typed_is_kept_while_typing_even_if_wrong(client: FlaskClient) -> None:
    draft = begin(client, make_procedure())
    answer = client.post(f"/nop-ho-so/{draft}/nguoi-nop/tu-luu", data={"applicant_name": "Ngu", "phone": "09"})
    assert answer.status_code == 200 and "Đã lưu lúc" in answer.text and "<html" not in answer.text
    page = client.get(f"/nop-ho-so/{draft}/nguoi-nop").text
    assert 'value="Ngu"' in page and 'value="09"' in page
    assert the_dossier().steps_done == []


def test_save_for_later_shows_the_link_with_its_code(client: FlaskClient) -> None:
    draft = begin(client, make_procedure())
    answer = client.post(f"/nop-ho-so/{draft}/nguoi-nop/luu", data={"applicant_name": "Nguyễn Văn Thử"})
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert the_dossier().token in page and "<svg" in page


def test_a_draft_left_alone_is_erased_with_its_files_and_says_so(app: Flask, client: FlaskClient) -> None:
    draft = begin(client, make_procedure())
    send_photo(client, draft)
    key = db.session.scalars(select(Attachment.storage_key)).one()
    assert erase_old_drafts(now() + KEPT * 0.9) == 0
    assert erase_old_drafts(now() + KEPT * 1.1) == 1
    assert count_of(Dossier) == 0 and not app.extensions["files"].path(key).exists()
    answer = client.get(f"/nop-ho-so/{draft}/nguoi-nop")
    assert answer.status_code == 410 and "hết hạn" in answer.text


def test_a_submitted_dossier_is_not_erased_and_takes_no_more_files(client: FlaskClient) -> None:
    submit_whole(client, make_procedure())
    dossier = the_dossier()
    assert erase_old_drafts(now() + KEPT * 2) == 0
    assert send_photo(client, dossier.draft_key, content=photo("red")).status_code == 409
    assert count_of(Attachment) == 1
    file = db.session.scalars(select(Attachment)).one()
    assert client.post(f"/ho-so/tep/{file.public_id}/xoa").status_code == 404


def test_discarding_erases_at_once(client: FlaskClient) -> None:
    draft = begin(client, make_procedure())
    assert client.post(f"/nop-ho-so/{draft}/xoa").status_code == 303
    assert count_of(Dossier) == 0


def test_a_wrong_token_keeps_what_was_typed(strict_client: FlaskClient) -> None:
    version = make_procedure()
    draft = make_draft(version)
    strict_client.get(f"/ho-so/mo/{draft.token}")
    answer = strict_client.post(
        f"/nop-ho-so/{draft.draft_key}/nguoi-nop",
        data=APPLICANT | {"csrf_token": "sai", "address": "xóm Đình"},
    )
    assert answer.status_code == 422
    assert "Trang này đã mở quá lâu" in answer.text and "xóm Đình" in answer.text
    assert the_dossier().steps_done == []
    for address in ("kiem-tra", "xoa", "nguoi-nop/luu"):
        assert strict_client.post(f"/nop-ho-so/{draft.draft_key}/{address}").status_code in (400, 422)
    assert the_dossier().status is Status.DRAFT


def test_a_start_page_says_what_to_prepare_and_shows_the_privacy_notice(client: FlaskClient) -> None:
    version = make_procedure()
    page = client.get(f"/nop-ho-so/{version.procedure.code}").text
    assert "Giấy chứng sinh" in page and "Bắt đầu" in page and "thông tin" in page.lower()
    begin(client, version)
    assert "đang soạn dở" in client.get(f"/nop-ho-so/{version.procedure.code}").text


def test_codes_of_one_day_count_up(app: Flask, client: FlaskClient) -> None:
    version = make_procedure()
    first = submit_whole(client, version)
    draft = begin(client, version, "another-key-of-characters")
    fill_in(client, draft)
    send_photo(client, draft)
    second = client.post(f"/nop-ho-so/{draft}/kiem-tra").location.split("/")[2]
    assert (first[-4:], second[-4:]) == ("0001", "0002")


def test_a_finished_page_that_is_changed_and_saved_is_open_again(client: FlaskClient) -> None:
    """What stands in the boxes is what its owner means: the old values are not submitted behind them."""
    version = make_procedure()
    draft = begin(client, version)
    fill_in(client, draft)
    send_photo(client, draft)
    client.post(f"/nop-ho-so/{draft}/giay-to")
    client.post(f"/nop-ho-so/{draft}/nguoi-nop/tu-luu", data=APPLICANT | {"phone": "0911000111"})
    answer = client.post(f"/nop-ho-so/{draft}/kiem-tra")
    assert answer.status_code == 422 and "Xin điền trang “Người nộp”" in answer.text
    assert "0911000111" in client.get(f"/nop-ho-so/{draft}/nguoi-nop").text
    client.post(f"/nop-ho-so/{draft}/nguoi-nop", data=APPLICANT | {"phone": "0911000111"})
    assert client.post(f"/nop-ho-so/{draft}/kiem-tra").status_code == 303
    assert the_dossier().phone == "0911000111"


def test_what_is_saved_while_typing_may_come_in_after_its_page(client: FlaskClient) -> None:
    """On a slow network the saving of the last box is on its way when the page itself has been sent."""
    draft = begin(client, make_procedure())
    fill_in(client, draft)
    send_photo(client, draft)
    client.post(f"/nop-ho-so/{draft}/giay-to")
    assert client.post(f"/nop-ho-so/{draft}/nguoi-nop/tu-luu", data=APPLICANT).status_code == 200
    assert client.post(f"/nop-ho-so/{draft}/kiem-tra").status_code == 303


def test_a_photo_keeps_a_draft_alive(client: FlaskClient) -> None:
    with frozen(MONDAY):
        draft = begin(client, make_procedure())
    with frozen(MONDAY + KEPT * 0.9):
        send_photo(client, draft)
    assert erase_old_drafts(MONDAY + KEPT * 1.5) == 0
    assert erase_old_drafts(MONDAY + KEPT * 2) == 1


def test_a_page_sent_to_an_erased_draft_gives_back_what_was_typed(client: FlaskClient) -> None:
    draft = begin(client, make_procedure())
    client.post(f"/nop-ho-so/{draft}/xoa")
    answer = client.post(f"/nop-ho-so/{draft}/nguoi-nop", data=APPLICANT | {"address": "Số 7, <b>xóm Đình</b>"})
    assert answer.status_code == 410
    assert "Nguyễn Văn Thử" in answer.text and "Số 7, &lt;b&gt;xóm Đình&lt;/b&gt;" in answer.text


def test_saving_for_later_with_an_old_token_keeps_what_was_typed(strict_client: FlaskClient) -> None:
    draft = make_draft(make_procedure())
    strict_client.get(f"/ho-so/mo/{draft.token}")
    sent = APPLICANT | {"csrf_token": "sai", "address": "xóm Đình"}
    answer = strict_client.post(f"/nop-ho-so/{draft.draft_key}/nguoi-nop/luu", data=sent)
    assert answer.status_code == 422 and "xóm Đình" in answer.text and "mở quá lâu" in answer.text
    assert the_dossier().typed == {}


def test_too_many_starts_from_one_address_are_asked_to_wait(app: Flask, client: FlaskClient) -> None:
    version = make_procedure()
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], limit_factor=0.01)
    address = f"/nop-ho-so/{version.procedure.address_code}"
    statuses = [client.post(address, data={"start_key": f"key-number-{n:020}"}).status_code for n in range(3)]
    assert statuses == [303, 303, 429]


def test_mail_goes_only_to_whom_the_news_are_for(app: Flask, client: FlaskClient) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], smtp_url="smtp://localhost", mail_from="a@example.vn")
    behalf = {
        "on_behalf": "yes",
        "submitter_name": "Trần Văn Con",
        "submitter_phone": "0900000456",
        "relation": "con",
        "agreed": "y",
        "tell_submitter": "yes",
        "email": "nguoi.dung.ten@example.vn",
    }
    submit_whole(client, make_procedure(), **behalf)
    assert [one.recipient for one in db.session.scalars(select(Notification))] == ["0900000456"]


def test_somebody_without_a_phone_can_be_filed_for(client: FlaskClient) -> None:
    behalf = {
        "on_behalf": "yes",
        "submitter_name": "Trần Văn Cháu",
        "submitter_phone": "0900000456",
        "relation": "cháu",
        "agreed": "y",
        "phone": "",
    }
    draft = begin(client, make_procedure())
    alone = client.post(f"/nop-ho-so/{draft}/nguoi-nop", data=APPLICANT | behalf | {"tell_submitter": "no"})
    assert alone.status_code == 422 and "Xin cho biết số điện thoại" in alone.text
    answer = client.post(f"/nop-ho-so/{draft}/nguoi-nop", data=APPLICANT | behalf | {"tell_submitter": "yes"})
    assert answer.status_code == 303 and the_dossier().phone == ""


def test_the_review_shows_numbers_in_full_and_warns_of_no_papers(client: FlaskClient) -> None:
    draft = begin(client, make_procedure())
    fill_in(client, draft)
    page = client.get(f"/nop-ho-so/{draft}/kiem-tra").text
    assert "0900 000 123" in page and "075199000001" in page
    assert "Ông/Bà chưa gửi giấy tờ nào" in page


def test_a_start_page_names_what_was_sent_already(client: FlaskClient) -> None:
    version = make_procedure()
    code = submit_whole(client, version)
    assert f"/ho-so/{code}" in client.get(f"/nop-ho-so/{version.procedure.code}").text


def test_no_other_site_puts_its_words_on_our_page(strict_client: FlaskClient) -> None:
    answer = strict_client.post("/nop-ho-so/abcdef012345/nguoi-nop", data={"address": "Xin chuyển tiền đến số"})
    assert answer.status_code == 410 and "chuyển tiền" not in answer.text
