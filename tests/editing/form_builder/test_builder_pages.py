"""The list of a form's questions: seen, put in another order, left out, taken back; nothing reaches citizens."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cqtt.extensions import db
from cqtt.procedures.models import ProcedureVersion
from cqtt.procedures.questions import QuestionKind
from cqtt.roles import Role
from tests.counting import queries
from tests.editing.form_builder.pages import add, draft_of, edit, form_of, press, questions_now, seen_on
from tests.factories import MONDAY, make_officer, make_procedure, sign_in


def row(id: str, label: str, **fields: Any) -> dict[str, Any]:
    plain = {"id": id, "label": label, "kind": "text", "help": "", "required": True, "choices": [], "max_length": None}
    return plain | fields


QUESTIONS = [
    row("ten_chau", "Họ và tên cháu"),
    row("loai", "Loại hồ sơ", kind="choice", choices=["Cấp mới", "Cấp lại"]),
    row("ly_do", "Lý do cấp lại", shown_if={"question": "loai", "values": ["Cấp lại"]}),
    row("con", "Các con", kind="group", parts=[row("ho_ten", "Họ tên con"), row("ngay", "Ngày sinh", kind="date")]),
]


@pytest.fixture
def admin(client: FlaskClient) -> FlaskClient:
    return sign_in(client, make_officer(Role.ADMINISTRATOR))


@pytest.fixture
def version(app: Flask) -> ProcedureVersion:
    return make_procedure(questions=QUESTIONS)


def ids(version: ProcedureVersion) -> list[str]:
    return [question.id for question in questions_now(version)]


def test_the_list_shows_what_citizens_are_asked_and_begins_no_draft(
    admin: FlaskClient, version: ProcedureVersion
) -> None:
    page = admin.get(form_of(version)).text
    assert "Họ và tên cháu" in page and "Họ tên con" in page
    assert "Chỉ hỏi khi “Loại hồ sơ” là “Cấp lại”" in page
    assert "<code>ten_chau</code>" in page
    assert "Đây là các câu hỏi đang dùng." in page
    assert draft_of(version) is None


def test_the_builder_is_for_administrators(client: FlaskClient, version: ProcedureVersion) -> None:
    sign_in(client, make_officer(Role.LEADER))
    for rest in ("", "/chon-loai", "/them-cau", "/ten_chau", "/lay-tu-thu-tuc"):
        assert client.get(form_of(version, rest)).status_code == 403
    for rest in ("/ten_chau/len", "/ten_chau/den", "/ten_chau/bo", "/hoan-tac"):
        assert client.post(form_of(version, rest)).status_code == 403
    assert draft_of(version) is None


def test_a_change_goes_into_a_draft_and_citizens_see_none_of_it(admin: FlaskClient, version: ProcedureVersion) -> None:
    page = press(admin, version, "/ten_chau/xuong").text
    assert "Đã chuyển “Họ và tên cháu” xuống dưới." in page and "Đây là bản nháp." in page
    assert ids(version) == ["loai", "ten_chau", "ly_do", "con"]
    db.session.refresh(version)
    assert [question["id"] for question in version.content["questions"]][0] == "ten_chau"


def test_a_question_moves_by_position_as_it_is_dragged(admin: FlaskClient, version: ProcedureVersion) -> None:
    press(admin, version, "/con/den", position="0")
    assert ids(version) == ["con", "ten_chau", "loai", "ly_do"]
    assert admin.post(form_of(version, "/con/den"), data={"position": "x"}).status_code == 400


def test_what_breaks_the_form_is_not_done_and_said(admin: FlaskClient, version: ProcedureVersion) -> None:
    page = press(admin, version, "/ly_do/len").text
    assert "Chưa làm được: “Lý do cấp lại” chỉ hiện theo một câu chọn đứng trước nó" in page
    press(admin, version, "/con.ho_ten/bo")
    page = press(admin, version, "/con.ngay/bo").text
    assert "Nhóm “Các con” cần ít nhất một câu hỏi bên trong." in page


def test_a_question_is_left_out_and_comes_back_by_undo(admin: FlaskClient, version: ProcedureVersion) -> None:
    page = press(admin, version, "/ten_chau/bo").text
    assert "Đã bỏ “Họ và tên cháu”." in page and "Hoàn tác" in page
    assert ids(version) == ["loai", "ly_do", "con"]
    page = press(admin, version, "/hoan-tac").text
    assert "Đã hoàn tác" in page
    assert ids(version) == ["ten_chau", "loai", "ly_do", "con"]
    assert "Không" not in page and "Hoàn tác</button>" not in page


def test_undo_ends_with_the_next_change(admin: FlaskClient, version: ProcedureVersion) -> None:
    page = press(admin, version, "/ten_chau/bo").text
    seen = seen_on(page)
    press(admin, version, "/con/len")
    answer = admin.post(form_of(version, "/hoan-tac"), data={"seen": seen}, follow_redirects=True)
    assert "không hoàn tác được nữa" in answer.text
    assert ids(version) == ["loai", "con", "ly_do"]


def test_a_question_others_wait_for_is_left_out_only_with_their_conditions(
    admin: FlaskClient, version: ProcedureVersion
) -> None:
    page = press(admin, version, "/loai/bo").text
    assert "Bỏ câu “Loại hồ sơ”?" in page and "<li>Lý do cấp lại</li>" in page
    assert draft_of(version) is None
    press(admin, version, "/loai/bo", all="1")
    assert ids(version) == ["ten_chau", "ly_do", "con"]
    assert questions_now(version)[1].shown_if is None


def test_a_button_of_an_old_page_changes_nothing(admin: FlaskClient, version: ProcedureVersion) -> None:
    old = seen_on(admin.get(form_of(version)).text)
    press(admin, version, "/ten_chau/xuong")
    answer = admin.post(form_of(version, "/ten_chau/bo"), data={"seen": old}, follow_redirects=True)
    assert "Người khác vừa sửa các câu hỏi nên chưa đổi gì." in answer.text
    assert "bên cạnh" not in answer.text  # nothing stands beside the list
    assert ids(version) == ["loai", "ten_chau", "ly_do", "con"]


def test_a_draft_that_waits_for_its_day_is_not_changed(admin: FlaskClient, version: ProcedureVersion) -> None:
    press(admin, version, "/ten_chau/xuong")
    seen = seen_on(admin.get(form_of(version)).text)
    draft = draft_of(version)
    assert draft is not None
    draft.publish_on = MONDAY.date()
    db.session.commit()
    page = admin.get(form_of(version)).text
    assert "đang khóa" in page and "Việc khác" not in page
    answer = admin.post(form_of(version, "/ten_chau/bo"), data={"seen": seen}, follow_redirects=True)
    assert "Bản nháp này đã hẹn ngày công bố" in answer.text
    assert "Bản nháp này đã hẹn ngày công bố" in add(admin, version, QuestionKind.TEXT).text
    assert "Bản nháp này đã hẹn ngày công bố" in edit(admin, version, "ten_chau", label="Tên").text
    assert ids(version) == ["loai", "ten_chau", "ly_do", "con"]


def test_the_parts_of_a_group_are_moved_and_doubled_in_the_group(admin: FlaskClient, version: ProcedureVersion) -> None:
    press(admin, version, "/con.ho_ten/xuong")
    press(admin, version, "/con.ho_ten/nhan-ban")
    assert [part.id for part in questions_now(version)[3].parts] == ["ngay", "ho_ten", "ho_ten_2"]


def test_what_is_not_there_is_not_found(admin: FlaskClient, version: ProcedureVersion) -> None:
    assert admin.get(form_of(version, "/khong_co")).status_code == 404
    assert admin.post(form_of(version, "/khong_co/len"), data={"seen": "x"}).status_code == 404
    assert admin.get("/quan-tri/thu-tuc/0.000000/cau-hoi").status_code == 404


def test_the_list_of_a_long_form_asks_no_more_of_the_database(admin: FlaskClient, app: Flask) -> None:
    long = make_procedure(questions=[row(f"cau_{number}", f"Câu {number}") for number in range(60)])
    short = make_procedure(questions=QUESTIONS[:1])
    admin.get(form_of(short))
    counts = []
    for address in (form_of(short), form_of(long)):
        with queries() as sent:
            assert admin.get(address).status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 8


def test_for_htmx_the_list_is_a_fragment(admin: FlaskClient, version: ProcedureVersion) -> None:
    page = admin.get(form_of(version), headers={"HX-Request": "true"}).text
    assert page.strip().startswith('<div class="builder" id="builder">') and "<html" not in page
