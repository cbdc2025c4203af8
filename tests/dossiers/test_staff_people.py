"""Who a dossier is about and who has it: mending names and numbers, notes between colleagues, handing over."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cqtt import clock
from cqtt.audit.models import AuditEntry
from cqtt.commune.models import Absence
from cqtt.dossiers import actions
from cqtt.dossiers.models import ApplicantKind, Dossier, FilingChannel
from cqtt.dossiers.rules import Status
from cqtt.extensions import db
from cqtt.notifications.models import Notification
from cqtt.phrases.models import Occasion
from cqtt.roles import Role
from tests.dossiers.staff import desk, desk_of, make_text, press
from tests.factories import MONDAY, make_dossier, make_draft, make_hamlet, make_officer

AS_STORED = {
    "applicant_name": "Nguyễn Văn Thử",
    "citizen_number": "075199000001",
    "phone": "0900 000 123",
    "hamlet_id": "0",
    "address": "Số 1, xã Mẫu, tỉnh Mẫu",
}


@pytest.fixture(autouse=True)
def monday_morning(app: Flask) -> Iterator[None]:
    with clock.frozen(MONDAY):
        yield


@pytest.fixture
def reception(app: Flask) -> FlaskClient:
    return desk(app, Role.RECEPTION, name="Nguyễn Thị Hạnh")


def words_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def case(client: FlaskClient, dossier: Dossier) -> str:
    return client.get(f"/can-bo/ho-so/{dossier.id}").text


def messages() -> int:
    return len(list(db.session.scalars(select(Notification))))


# -- mending --------------------------------------------------------------------------------------


def test_what_is_written_about_the_people_is_mended_and_only_the_fields_are_recorded(reception: FlaskClient) -> None:
    dossier, hamlet = make_dossier(phone="0912000123"), make_hamlet(name="Ấp 7")
    typed = {
        "applicant_name": "Trần Thị Mẫu", "citizen_number": "075 199 000 002", "phone": "+84 987 654 321",
        "birth_on-ngay": "1", "birth_on-thang": "2", "birth_on-nam": "1999", "sex": "Nữ", "email": "mau@example.vn",
        "hamlet_id": str(hamlet.id), "address": "Số 5", "on_behalf": "y", "submitter_name": "Trần Văn Bình",
        "submitter_phone": "0911111111", "relation": "con", "tell_submitter": "yes",
    }  # fmt: skip
    assert press(reception, dossier, "sua", **typed).status_code == 303
    assert (dossier.applicant_name, dossier.citizen_number, dossier.phone) == (
        "Trần Thị Mẫu",
        "075199000002",
        "0987654321",
    )
    assert (dossier.birth_on, dossier.sex, dossier.hamlet_id) == (date(1999, 2, 1), "Nữ", hamlet.id)
    assert (dossier.on_behalf, dossier.submitter_name, dossier.tell_submitter) == (True, "Trần Văn Bình", True)
    assert "tran thi mau" in dossier.applicant_fold
    fields = dossier.events[-1].details["fields"]
    assert {"applicant_name", "phone", "birth_on", "tell_submitter"} <= set(fields)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "dossier.correct")).one()
    assert "Mẫu" not in str(entry.details) and "Mẫu" not in str(dossier.events[-1].details)
    page = words_of(case(reception, dossier))
    assert "Ngày sinh 01/02/1999 Giới tính Nữ Điện thoại 0987 654 321" in page
    assert "Tin báo gửi cho Trần Văn Bình" in page
    assert messages() == 0


def test_a_number_that_says_another_sex_or_year_is_stored_with_a_warning(reception: FlaskClient) -> None:
    dossier = make_dossier()
    born = {"birth_on-ngay": "1", "birth_on-thang": "2", "birth_on-nam": "1998"}
    assert press(reception, dossier, "sua", **AS_STORED, **born, sex="Nam").status_code == 303
    assert (dossier.birth_on, dossier.sex) == (date(1998, 2, 1), "Nam")  # warned of, not refused
    page = case(reception, dossier)
    assert "Đã sửa thông tin." in page
    assert "người giới tính Nữ. Xin so lại với thẻ." in page and "người sinh năm 1999. Xin so lại với thẻ." in page
    assert press(reception, dossier, "sua", **AS_STORED, **born | {"birth_on-nam": "1999"}, sex="Nữ").status_code == 303
    assert "Xin so lại với thẻ" not in case(reception, dossier)


def test_the_form_comes_as_the_record_has_it_and_saving_it_so_changes_nothing(reception: FlaskClient) -> None:
    gone = make_hamlet(name="Ấp Cũ", is_active=False)
    dossier = make_dossier(hamlet_id=gone.id, address=AS_STORED["address"], sex="Nam", birth_on=date(1999, 2, 1))
    page = reception.get(f"/can-bo/ho-so/{dossier.id}/sua").text
    assert f'<option selected value="{gone.id}">Ấp Cũ</option>' in page  # hidden since, and still his
    assert 'value="Nguyễn Văn Thử"' in page and 'value="1999"' in page
    assert "Tên tổ chức" not in page
    as_it_is = {"birth_on-ngay": "01", "birth_on-thang": "02", "birth_on-nam": "1999", "sex": "Nam"}
    typed = AS_STORED | as_it_is | {"hamlet_id": str(gone.id)}
    assert press(reception, dossier, "sua", **typed).status_code == 303
    assert len(dossier.events) == 1
    assert "Thông tin vẫn như cũ" in case(reception, dossier)


def test_whoever_lives_elsewhere_has_a_whole_address_as_at_intake(reception: FlaskClient) -> None:
    dossier = make_dossier()
    answer = press(reception, dossier, "sua", **AS_STORED | {"address": " "})
    assert (answer.status_code, "Xin ghi địa chỉ, đủ cả xã" in answer.text) == (422, True)
    page = reception.get(f"/can-bo/ho-so/{dossier.id}/sua").text
    assert "Nơi ở" in page and "không bắt buộc" not in page.partition("Nơi ở")[2].partition("</select>")[0]


def test_without_a_submitter_nothing_of_him_is_kept(reception: FlaskClient) -> None:
    dossier = make_dossier(
        on_behalf=True, submitter_name="Lê Văn Bảy", submitter_phone="0911111111", relation="con", tell_submitter=True
    )
    left_in_boxes = {"submitter_name": "Lê Văn Bảy", "submitter_phone": "0911111111", "tell_submitter": "yes"}
    press(reception, dossier, "sua", **AS_STORED | left_in_boxes)
    assert (dossier.on_behalf, dossier.submitter_name, dossier.submitter_phone) == (False, "", "")
    assert (dossier.relation, dossier.tell_submitter) == ("", False)


def test_an_organisation_keeps_its_name(reception: FlaskClient) -> None:
    dossier = make_dossier(applicant_kind=ApplicantKind.ORGANISATION, organisation_name="Hợp tác xã Mẫu")
    wrong = press(reception, dossier, "sua", **AS_STORED, organisation_name=" ")
    assert (wrong.status_code, "Xin ghi tên tổ chức." in wrong.text) == (422, True)
    press(reception, dossier, "sua", **AS_STORED, organisation_name="Hợp tác xã An Phước")
    assert dossier.organisation_name == "Hợp tác xã An Phước"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"hamlet_id": ""}, "Xin chọn"),
        ({"applicant_name": " "}, "Xin ghi họ và tên người đứng tên."),
        ({"applicant_name": "Anh 7"}, "Họ và tên chỉ gồm chữ cái"),
        ({"citizen_number": "0751990000"}, "Số định danh có 12 chữ số."),
        ({"phone": "12345"}, "Số điện thoại có 10 chữ số"),
        ({"birth_on-ngay": "31", "birth_on-thang": "2", "birth_on-nam": "1999"}, "Xin ghi ngày có thật"),
        ({"birth_on-ngay": "24", "birth_on-thang": "11", "birth_on-nam": "2026"}, "Ngày này chưa đến."),
        ({"email": "thu@"}, "Xin xem lại địa chỉ thư điện tử"),
        ({"hamlet_id": "999"}, "Xin chọn một trong các mục có sẵn."),
        ({"on_behalf": "y"}, "Xin ghi họ và tên người nộp thay."),
        ({"on_behalf": "y", "submitter_name": "Lê Văn Bảy", "tell_submitter": "yes"}, "vì tin báo gửi cho người ấy"),
    ],
)
def test_what_cannot_be_right_is_refused_and_stays_in_the_boxes(
    reception: FlaskClient, typed: dict[str, str], said: str
) -> None:
    dossier = make_dossier()
    answer = press(reception, dossier, "sua", **AS_STORED | {"address": "Số 9"} | typed)
    assert (answer.status_code, said in answer.text, 'value="Số 9"' in answer.text) == (422, True, True)
    assert len(dossier.events) == 1


def test_leaders_and_ended_dossiers_have_nothing_to_mend(app: Flask, reception: FlaskClient) -> None:
    dossier, ended = make_dossier(), make_dossier(status=Status.RETURNED)
    leader = desk(app, Role.LEADER)
    assert press(leader, dossier, "sua", **AS_STORED).status_code == 403
    assert press(reception, ended, "sua", **AS_STORED).status_code == 409
    pages = [case(reception, dossier), case(leader, dossier), case(reception, ended)]
    assert ["/sua" in page for page in pages] == [True, False, False]


# -- notes ----------------------------------------------------------------------------------------


def test_a_note_is_written_on_the_case_page_and_never_told_to_the_citizen(
    app: Flask, client: FlaskClient, reception: FlaskClient
) -> None:
    dossier, text = make_dossier(), make_text(Occasion.NOTE, "Đã gọi điện cho người nộp.")
    page = case(reception, dossier)
    assert f'action="/can-bo/ho-so/{dossier.id}/ghi-chu"' in page and "Đã gọi điện cho người nộp." in page
    empty = press(reception, dossier, "ghi-chu", note=" ")
    assert (empty.status_code, "Xin viết ghi chú" in empty.text) == (422, True)
    long = press(reception, dossier, "ghi-chu", note="a" * 501)
    assert (long.status_code, f"{'a' * 501}</textarea>" in long.text) == (422, True)
    answer = press(reception, dossier, "ghi-chu", ready=str(text.id), note="Bà hẹn thứ Tư.")
    assert answer.location == f"/can-bo/ho-so/{dossier.id}#ghi-chu"
    written = "Đã gọi điện cho người nộp. Bà hẹn thứ Tư."
    assert (dossier.events[-1].note, messages()) == (written, 0)
    notes = words_of(case(reception, dossier).partition('id="ghi-chu"')[2].partition("<form")[0])
    assert f"{written} Nguyễn Thị Hạnh · 09:00, thứ Hai, 23/11/2026" in notes
    citizen = app.test_client()
    citizen.get(f"/ho-so/mo/{dossier.token}")
    page = citizen.get(f"/ho-so/{dossier.code}").text
    assert str(dossier.code) in page and "Bà hẹn thứ Tư" not in page and "Ghi chú" not in page


def test_a_closed_dossier_still_takes_a_note(app: Flask) -> None:
    dossier = make_dossier(status=Status.RETURNED)
    assert press(desk(app, Role.LEADER), dossier, "ghi-chu", note="Bà đến cảm ơn").status_code == 303
    assert dossier.status is Status.RETURNED


# -- handing over ---------------------------------------------------------------------------------


def test_a_dossier_is_handed_to_a_colleague_with_a_word(reception: FlaskClient) -> None:
    dossier, colleague = make_dossier(), make_officer(Role.SPECIALIST, name="Lê Bảy")
    assert press(reception, dossier, "giao", officer=str(colleague.id), note="Nhờ anh").status_code == 303
    event = dossier.events[-1]
    assert (dossier.officer_id, event.note, event.details["to"], event.told) == (
        colleague.id,
        "Nhờ anh",
        colleague.id,
        "",
    )
    assert messages() == 0
    assert "Đã giao cho Lê Bảy." in case(reception, dossier)
    for nobody in (str(colleague.id), "0", "999", "x", "", "phong:Phòng Lạ"):  # who has it already, and who is none
        assert press(reception, dossier, "giao", officer=nobody).status_code == 422, nobody


def test_a_dossier_is_handed_to_a_department_and_whoever_begins_there_has_it(
    app: Flask, reception: FlaskClient
) -> None:
    dossier = make_dossier(status=Status.ACCEPTED)
    officer = make_officer(Role.SPECIALIST, name="Lê Bảy", department="Phòng Kinh tế")
    make_officer(Role.SPECIALIST, department="Phòng Văn hóa – Xã hội")
    make_officer(Role.ADMINISTRATOR, department="Văn phòng")  # handles no dossiers
    page = reception.get(f"/can-bo/ho-so/{dossier.id}/giao").text
    offered = re.findall(r'value="phong:([^"]+)"', page)
    assert offered == ["Phòng Kinh tế", "Phòng Văn hóa – Xã hội"]
    assert press(reception, dossier, "giao", officer="phong:Phòng Kinh tế", note="Gấp").status_code == 303
    assert (dossier.officer_id, dossier.department) == (None, "Phòng Kinh tế")
    page = words_of(case(reception, dossier))
    assert "Đã giao cho Phòng Kinh tế" in page and "Giao hồ sơ cho Phòng Kinh tế" in page
    assert press(reception, dossier, "giao", officer="phong:Phòng Kinh tế").status_code == 422
    press(desk_of(app, officer), dossier, "xu-ly")
    assert dossier.officer_id == officer.id


def told_at_the_top(client: FlaskClient, dossier: Dossier) -> bool:
    return "nhắn khi giao hồ sơ" in case(client, dossier)


def test_the_word_of_a_hand_over_is_shown_until_the_receiver_does_something(app: Flask, reception: FlaskClient) -> None:
    dossier, receiver = make_dossier(status=Status.ACCEPTED), make_officer(Role.SPECIALIST)
    his, other = desk_of(app, receiver), desk(app, Role.SPECIALIST)
    press(reception, dossier, "giao", officer=str(receiver.id), note="Bà cụ đi lại khó, nhờ anh làm sớm")
    page = words_of(case(his, dossier).partition('class="split"')[0])
    assert "Nguyễn Thị Hạnh nhắn khi giao hồ sơ Bà cụ đi lại khó, nhờ anh làm sớm" in page
    assert (told_at_the_top(other, dossier), told_at_the_top(reception, dossier)) == (False, False)
    press(reception, dossier, "ghi-chu", note="Đã gọi")  # somebody else's doing
    assert told_at_the_top(his, dossier)
    press(his, dossier, "xu-ly")
    assert not told_at_the_top(his, dossier)


def test_the_word_reaches_a_department_and_whoever_stands_in(app: Flask, reception: FlaskClient) -> None:
    to_department, to_absent = make_dossier(status=Status.ACCEPTED), make_dossier(status=Status.ACCEPTED)
    member, away = make_officer(Role.SPECIALIST, department="Phòng Kinh tế"), make_officer(Role.SPECIALIST)
    deputy = make_officer(Role.SPECIALIST)
    days = {"from_on": date(2026, 11, 23), "until_on": date(2026, 11, 27)}
    db.session.add(Absence(officer_id=away.id, deputy_id=deputy.id, created_at=MONDAY, created_by_id=away.id, **days))
    actions.assign(to_department, make_officer(Role.RECEPTION), "Phòng Kinh tế", "Nhờ phòng", MONDAY)
    actions.assign(to_absent, make_officer(Role.RECEPTION), away, "Nhờ anh", MONDAY)
    db.session.commit()
    members, deputys = desk_of(app, member), desk_of(app, deputy)
    assert (told_at_the_top(members, to_department), told_at_the_top(deputys, to_department)) == (True, False)
    assert (told_at_the_top(deputys, to_absent), told_at_the_top(members, to_absent)) == (True, False)


def test_the_page_says_where_it_came_in_and_who_typed_it(reception: FlaskClient) -> None:
    officer = make_officer(Role.RECEPTION, name="Phạm Thị Tư")
    online, brought = make_dossier(), make_draft(channel=FilingChannel.HAMLET)
    actions.submit(brought, MONDAY, officer)
    db.session.commit()
    assert "Nộp trực tuyến" in words_of(case(reception, online))
    assert "Nộp tại ấp, do Phạm Thị Tư nhập" in words_of(case(reception, brought))
