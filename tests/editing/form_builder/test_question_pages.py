"""One question: added, edited, made another kind; what is wrong is said at its box and what was typed stays."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cqtt.editing.form_builder.kinds import WORDS
from cqtt.procedures.models import ProcedureVersion
from cqtt.procedures.questions import Days, Question, QuestionKind, ShownIf
from cqtt.roles import Role
from tests.editing.form_builder.pages import EMPTY, add, draft_of, edit, form_of, press, questions_now, seen_on
from tests.editing.form_builder.test_builder_pages import QUESTIONS
from tests.factories import make_officer, make_procedure, sign_in


@pytest.fixture
def admin(client: FlaskClient) -> FlaskClient:
    return sign_in(client, make_officer(Role.ADMINISTRATOR))


@pytest.fixture
def version(app: Flask) -> ProcedureVersion:
    return make_procedure(questions=QUESTIONS)


def question(version: ProcedureVersion, id: str) -> Question:
    return next(one for one in questions_now(version) if one.id == id)


def test_every_kind_is_offered_with_an_example_and_leads_to_its_page(
    admin: FlaskClient, version: ProcedureVersion
) -> None:
    page = admin.get(form_of(version, "/chon-loai")).text
    for words in WORDS.values():
        assert str(words.name) in page
        assert admin.get(form_of(version, f"/them-cau?loai={words.slug}")).status_code == 200
    inside = admin.get(form_of(version, "/chon-loai?nhom=con")).text
    assert "Nhóm lặp lại" not in inside and "Tên mục" not in inside
    assert admin.get(form_of(version, "/them-cau?loai=nhom&nhom=con")).status_code == 303


def test_a_question_is_added_at_the_end_after_another_and_into_a_group(
    admin: FlaskClient, version: ProcedureVersion
) -> None:
    page = add(admin, version, QuestionKind.TEXT, label="  Nơi   sinh ", required="y", max_length="100").text
    assert "Đã thêm “Nơi sinh”." in page
    assert questions_now(version)[-1] == Question("noi_sinh", "Nơi sinh", required=True, max_length=100)
    add(admin, version, QuestionKind.DATE, "&sau=ten_chau", label="Ngày sinh", days="past")
    assert questions_now(version)[1] == Question("ngay_sinh", "Ngày sinh", QuestionKind.DATE, days=Days.PAST)
    add(admin, version, QuestionKind.YES_NO, "&nhom=con", label="Là con trai?")
    assert [part.id for part in question(version, "con").parts] == ["ho_ten", "ngay", "la_con_trai"]


def test_a_group_begins_with_its_first_question(admin: FlaskClient, version: ProcedureVersion) -> None:
    answer = add(admin, version, QuestionKind.GROUP, label="Người ở cùng", most_rows="5")
    assert answer.status_code == 422 and "Xin ghi câu hỏi đầu tiên trong nhóm." in answer.text
    add(admin, version, QuestionKind.GROUP, label="Người ở cùng", most_rows="5", first_part="Họ và tên")
    added = questions_now(version)[-1]
    assert added.most_rows == 5 and added.parts == (Question("ho_va_ten", "Họ và tên", required=True),)


def test_a_question_may_wait_for_answers_of_an_earlier_one(admin: FlaskClient, version: ProcedureVersion) -> None:
    add(admin, version, QuestionKind.TEXT, label="Số cũ", depends_on="loai", when_0=["Cấp lại"])
    assert questions_now(version)[-1].shown_if == ShownIf("loai", ("Cấp lại",))
    page = admin.get(form_of(version)).text
    assert page.count("Chỉ hỏi khi “Loại hồ sơ” là “Cấp lại”") == 2
    answer = add(admin, version, QuestionKind.TEXT, label="Số cũ", depends_on="loai")
    assert answer.status_code == 422 and "đánh dấu ít nhất một câu trả lời" in answer.text


def test_a_question_before_the_deciding_one_cannot_wait_for_it(admin: FlaskClient, version: ProcedureVersion) -> None:
    page = admin.get(form_of(version, "/them-cau?loai=chu-ngan&sau=ten_chau")).text
    assert "Câu này luôn được hỏi." in page and "Loại hồ sơ" not in page


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        (QuestionKind.TEXT, {"label": " "}, "Xin ghi câu hỏi."),
        (QuestionKind.TEXT, {"label": "x" * 201}, "nhiều nhất 200 ký tự"),
        (QuestionKind.TEXT, {"max_length": "0"}, "Xin ghi số từ 1 đến 4000."),
        (QuestionKind.TEXT, {"max_length": "mười"}, "Xin ghi bằng chữ số"),
        (QuestionKind.CHOICE, {"choices": "Một mình"}, "ít nhất hai lựa chọn"),
        (QuestionKind.CHOICE, {"choices": "Nam\nNữ\nNam"}, "“Nam” có hai lần."),
        (QuestionKind.CHOICES, {"choices": "\n".join(map(str, range(31)))}, "Nhiều nhất 30 lựa chọn."),
        (QuestionKind.CHOICES, {"choices": "a\n" + "b" * 151}, "Mỗi lựa chọn nhiều nhất 150 ký tự."),
        (QuestionKind.NUMBER, {"least": "10", "most": "2"}, "Số lớn nhất không thể nhỏ hơn số nhỏ nhất."),
        (QuestionKind.MONEY, {"least": "-5"}, "Xin ghi số từ 0"),
        (QuestionKind.GROUP, {"most_rows": "21", "first_part": "Tên"}, "Xin ghi số từ 1 đến 20."),
        (QuestionKind.DATE, {"days": "sometimes"}, "Xin chọn một trong các mục có sẵn."),
        (QuestionKind.TEXT, {"depends_on": "khong_co"}, "Xin chọn một trong các mục có sẵn."),
    ],
)
def test_what_cannot_be_asked_is_refused_with_what_was_typed(
    admin: FlaskClient, version: ProcedureVersion, kind: QuestionKind, typed: dict[str, str], said: str
) -> None:
    answer = add(admin, version, kind, help="Lời giải thích của tôi", **typed)
    assert answer.status_code == 422 and said in answer.text
    assert "Lời giải thích của tôi" in answer.text
    assert draft_of(version) is None


def test_an_amount_may_be_typed_with_dots(admin: FlaskClient, version: ProcedureVersion) -> None:
    add(admin, version, QuestionKind.MONEY, label="Vốn", least="1.000.000", most="50 000 000")
    added = questions_now(version)[-1]
    assert (added.least, added.most) == (1_000_000, 50_000_000)


@pytest.mark.parametrize("typed", ["1.5", "1.50", "1.0000", "12 3", "1..000", ".5"])
def test_a_dot_elsewhere_than_between_three_digits_is_refused(
    admin: FlaskClient, version: ProcedureVersion, typed: str
) -> None:
    answer = add(admin, version, QuestionKind.MONEY, label="Vốn", least=typed)
    assert answer.status_code == 422 and "Xin ghi bằng chữ số" in answer.text and f'value="{typed}"' in answer.text
    assert draft_of(version) is None


def test_a_form_that_is_sent_twice_adds_one_question(admin: FlaskClient, version: ProcedureVersion) -> None:
    page = admin.get(form_of(version, "/them-cau?loai=chu-ngan&nhom=con")).text
    found = re.search(r'name="key"[^>]* value="([^"]+)"', page)
    assert found and 'name="key"' not in admin.get(form_of(version, "/ten_chau")).text
    data = EMPTY | {"label": "Nơi sinh", "key": found[1]}
    answers = [admin.post(form_of(version, "/them-cau?loai=chu-ngan&nhom=con"), data=data) for _time in range(2)]
    assert {answer.location for answer in answers} == {form_of(version, "#cau-con.noi_sinh")}
    assert [part.id for part in question(version, "con").parts] == ["ho_ten", "ngay", "noi_sinh"]
    add(admin, version, QuestionKind.TEXT, label="Nơi sinh")  # another page: it is meant
    assert questions_now(version)[-1].id == "noi_sinh"


def test_a_rename_keeps_the_id(admin: FlaskClient, version: ProcedureVersion) -> None:
    page = edit(admin, version, "ten_chau", label="Tên con").text
    assert "Đã sửa “Tên con”." in page
    assert (questions_now(version)[0].id, questions_now(version)[0].label) == ("ten_chau", "Tên con")
    edit(admin, version, "con.ngay", label="Sinh ngày")
    assert question(version, "con").parts[1].label == "Sinh ngày"


def test_a_reworded_choice_takes_its_conditions_along(admin: FlaskClient, version: ProcedureVersion) -> None:
    edit(admin, version, "loai", choices="Cấp mới\nCấp lại do mất")
    assert question(version, "ly_do").shown_if == ShownIf("loai", ("Cấp lại do mất",))


def test_a_choice_others_wait_for_is_not_removed(admin: FlaskClient, version: ProcedureVersion) -> None:
    answer = edit(admin, version, "loai", choices="Cấp mới\nTrích lục\nCấp đổi")
    assert answer.status_code == 422
    assert "“Lý do cấp lại” chờ một lựa chọn mà câu “Loại hồ sơ” không có." in answer.text
    assert "Trích lục" in answer.text
    assert draft_of(version) is None


def test_a_question_becomes_another_kind_unless_others_wait_for_it(
    admin: FlaskClient, version: ProcedureVersion
) -> None:
    page = admin.get(form_of(version, "/ten_chau?loai=chu-dai")).text
    data = EMPTY | {"kind": "chu-dai", "label": "Kể về cháu", "seen": seen_on(page)}
    assert admin.post(form_of(version, "/ten_chau"), data=data).status_code == 303
    assert question(version, "ten_chau").kind is QuestionKind.LONG_TEXT
    answer = edit(admin, version, "loai", kind="chu-ngan")
    assert answer.status_code == 422 and "“Lý do cấp lại” chỉ hiện theo một câu chọn" in answer.text
    assert question(version, "loai").kind is QuestionKind.CHOICE
    assert "không đổi sang loại khác được" in admin.get(form_of(version, "/chon-loai?cau=con")).text


def test_two_who_edit_the_same_question_do_not_overwrite_each_other(
    admin: FlaskClient, version: ProcedureVersion
) -> None:
    seen = seen_on(admin.get(form_of(version, "/ten_chau")).text)
    edit(admin, version, "ten_chau", label="Tên do người kia sửa")
    data = EMPTY | {"kind": "chu-ngan", "label": "Tên do tôi sửa", "seen": seen}
    answer = admin.post(form_of(version, "/ten_chau"), data=data)
    assert answer.status_code == 409
    assert "Tên do người kia sửa" in answer.text and 'value="Tên do tôi sửa"' in answer.text
    assert question(version, "ten_chau").label == "Tên do người kia sửa"
    again = admin.post(form_of(version, "/ten_chau"), data=data | {"seen": seen_on(answer.text)})
    assert again.status_code == 303
    assert question(version, "ten_chau").label == "Tên do tôi sửa"


def test_two_who_edit_different_questions_are_not_in_each_others_way(
    admin: FlaskClient, version: ProcedureVersion
) -> None:
    seen = seen_on(admin.get(form_of(version, "/ten_chau")).text)
    edit(admin, version, "loai", label="Loại giấy")
    data = EMPTY | {"kind": "chu-ngan", "label": "Tên", "seen": seen}
    assert admin.post(form_of(version, "/ten_chau"), data=data).status_code == 303
    assert [one.label for one in questions_now(version)[:2]] == ["Tên", "Loại giấy"]


def test_what_was_typed_of_a_question_that_is_gone_can_be_added_anew(
    admin: FlaskClient, version: ProcedureVersion
) -> None:
    seen = seen_on(admin.get(form_of(version, "/ten_chau")).text)
    press(admin, version, "/ten_chau/bo")
    data = EMPTY | {"kind": "chu-ngan", "label": "Tên tôi gõ", "seen": seen}
    answer = admin.post(form_of(version, "/ten_chau"), data=data)
    assert answer.status_code == 409 and "có người đã bỏ câu hỏi này" in answer.text
    assert 'value="Tên tôi gõ"' in answer.text
    assert f'action="{form_of(version, "/them-cau")}?loai=chu-ngan"' in answer.text


def test_for_htmx_the_question_is_a_fragment(admin: FlaskClient, version: ProcedureVersion) -> None:
    page = admin.get(form_of(version, "/ten_chau"), headers={"HX-Request": "true"}).text
    assert page.strip().startswith("<form") and "<html" not in page


def test_an_old_token_keeps_what_was_typed(strict_client: FlaskClient, version: ProcedureVersion) -> None:
    strict_client.application.config["WTF_CSRF_ENABLED"] = False
    sign_in(strict_client, make_officer(Role.ADMINISTRATOR))
    strict_client.application.config["WTF_CSRF_ENABLED"] = True
    answer = add(strict_client, version, QuestionKind.TEXT, label="Tên gõ dở")
    assert answer.status_code == 422 and 'value="Tên gõ dở"' in answer.text
    assert draft_of(version) is None
