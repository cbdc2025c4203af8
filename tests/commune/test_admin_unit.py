from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from cqtt.audit.models import AuditEntry
from cqtt.commune import actions
from cqtt.commune.calendar import working_calendar
from cqtt.commune.models import Commune, Hamlet, Holiday, UnitKind, active_hamlets
from cqtt.extensions import db
from cqtt.roles import Role
from tests.factories import make_commune, make_hamlet, make_officer, sign_in

PAGE, HAMLETS = "/quan-tri/don-vi", "/quan-tri/don-vi/ap"
TYPED = {
    "revision": "1",
    "name": "An Phước",
    "kind": "xã",
    "parent_name": "thành phố Đồng Nai",
    "superior_name": "Ủy ban nhân dân thành phố Đồng Nai",
    "address": "Quốc lộ 51",
    "map_position": "10.8512, 106.9541",
    "phone": "0251 3000 001",
    "hotline": "1900 1234",
    "email": "ubnd@example.vn",
    "desk_word": "Bộ phận Một cửa",
    "hamlet_word": "Khu phố",
    "code_prefix": "h19.151",
    "portal_url": "https://dichvucong.gov.vn",
    "default_filing_mode": "local",
}


@pytest.fixture
def admin(client: FlaskClient) -> FlaskClient:
    return sign_in(client, make_officer(Role.ADMINISTRATOR))


def save(admin: FlaskClient, **typed: str) -> TestResponse:
    return admin.post(PAGE, data=TYPED | typed)


def the_unit() -> Commune:
    return db.session.get_one(Commune, 1)


def recorded() -> list[tuple[str, str]]:
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.action != "sign_in").order_by(AuditEntry.id))
    return [(entry.action, entry.object_kind) for entry in entries]


def test_everything_about_the_unit_is_saved_and_the_next_page_says_so(admin: FlaskClient) -> None:
    answer = save(admin)
    assert (answer.status_code, answer.location) == (303, PAGE)
    unit = the_unit()
    assert (unit.address, unit.phone, unit.hotline) == ("Quốc lộ 51", "02513000001", "19001234")
    assert (unit.latitude, unit.longitude) == (10.8512, 106.9541)
    assert (unit.code_prefix, unit.hamlet_word, unit.desk_word) == ("H19.151", "khu phố", "Bộ phận Một cửa")
    assert unit.default_filing_mode == "local"
    assert unit.revision == 2
    page = admin.get(PAGE).text
    assert "Đã lưu thông tin đơn vị." in page
    assert "Đã lưu" not in admin.get(PAGE).text
    assert 'value="0251 3000 001"' in page
    assert 'value="10.8512, 106.9541"' in page


def test_the_change_is_recorded_by_the_names_of_the_fields_not_their_words(admin: FlaskClient) -> None:
    save(admin)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "change")).one()
    assert "hotline" in entry.details["fields"]
    assert "name" not in entry.details["fields"]
    assert "19001234" not in str(entry.details)


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "", "Xin cho biết: tên."),
        ("name", "x" * 81, "nhiều nhất 80 ký tự"),
        ("kind", "huyện", "Xin chọn một trong các mục có sẵn."),
        ("phone", "12345", "Xin ghi số như 0251 3000 001"),
        ("hotline", "090000000111111", "Xin ghi số như 0251 3000 001"),
        ("email", "ubnd@", "Xin xem lại địa chỉ thư điện tử"),
        ("map_position", "10.85", "Xin ghi hai số"),
        ("map_position", "106.9541, 10.8512", "ở ngoài Việt Nam"),
        ("map_position", "nan, inf", "Xin ghi hai số"),
        ("code_prefix", "19.00", "Xin viết dạng H19"),
        ("portal_url", "javascript:alert(1)", "bắt đầu bằng https://"),
        ("default_filing_mode", "mail", "Xin chọn một trong các mục có sẵn."),
        ("revision", "một", "Xin ghi bằng chữ số"),
    ],
)
def test_what_cannot_be_used_is_refused_kept_and_explained(
    admin: FlaskClient, field: str, typed: str, said: str
) -> None:
    answer = save(admin, **{field: typed}, address="đang gõ dở")
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="đang gõ dở"' in answer.text
    assert the_unit().revision == 1


def test_the_second_of_two_administrators_is_told_and_overwrites_nothing(admin: FlaskClient) -> None:
    save(admin, hotline="0900000009")
    answer = save(admin, hotline="0900000001", address="Đường số 2")
    assert answer.status_code == 409
    assert "có người đã lưu thay đổi khác" in answer.text
    assert "<dd>0900 000 009</dd>" in answer.text
    assert 'value="Đường số 2"' in answer.text
    assert the_unit().hotline == "0900000009"
    assert 'name="revision" type="hidden" value="2"' in answer.text
    assert save(admin, revision="2", address="Đường số 2").status_code == 303, "having seen it, the person decides"


def test_the_unit_page_is_a_fragment_for_htmx(admin: FlaskClient) -> None:
    assert "<html" not in admin.get(PAGE, headers={"HX-Request": "true"}).text


@pytest.mark.parametrize("path", [PAGE, HAMLETS, f"{HAMLETS}/1"])
def test_strangers_and_other_roles_stay_outside(app: Flask, client: FlaskClient, path: str) -> None:
    make_hamlet(id=1)
    assert client.get(path).location.startswith("/dang-nhap")
    assert client.post(path).location.startswith("/dang-nhap")
    sign_in(client, make_officer(*(role for role in Role if role != Role.ADMINISTRATOR)))
    assert client.get(path).status_code == client.post(path, data=TYPED).status_code == 403


def test_a_form_that_stood_open_too_long_keeps_what_was_typed(app: Flask, admin: FlaskClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    answer = save(admin, address="đang gõ dở")
    assert answer.status_code == 422
    assert "Trang này đã mở quá lâu" in answer.text
    assert 'value="đang gõ dở"' in answer.text
    assert the_unit().revision == 1


# Hamlets


def names() -> list[str]:
    return [hamlet.name for hamlet in active_hamlets()]


def test_hamlets_are_added_at_the_end_renamed_and_recorded(admin: FlaskClient) -> None:
    assert "Chưa có nơi nào" in admin.get(HAMLETS).text
    for name in ("Ấp 7", "Ấp 1"):
        assert admin.post(HAMLETS, data={"name": name}).status_code == 303
    assert names() == ["Ấp 7", "Ấp 1"]
    first = active_hamlets()[0].id
    assert 'value="Ấp 7"' in admin.get(f"{HAMLETS}/{first}").text
    assert admin.post(f"{HAMLETS}/{first}", data={"name": "Ấp Bảy"}).status_code == 303
    assert "Đã đổi tên Ấp 7 thành Ấp Bảy." in admin.get(HAMLETS).text
    assert recorded() == [("add", "hamlet"), ("add", "hamlet"), ("rename", "hamlet")]
    assert the_unit().revision == 4


def test_hamlets_move_up_and_down_and_stop_at_the_ends(admin: FlaskClient) -> None:
    ids = [make_hamlet(name=name).id for name in ("a", "b", "c")]  # all at position 0, as an old import left them
    admin.post(f"{HAMLETS}/{ids[2]}/len")
    assert names() == ["a", "c", "b"]
    admin.post(f"{HAMLETS}/{ids[0]}/xuong")
    assert names() == ["c", "a", "b"]
    admin.post(f"{HAMLETS}/{ids[2]}/len")
    admin.post(f"{HAMLETS}/{ids[1]}/xuong")
    assert names() == ["c", "a", "b"]


def test_a_hidden_hamlet_is_offered_no_more_until_shown_again(admin: FlaskClient) -> None:
    hamlet = make_hamlet(name="Ấp 3").id
    admin.post(f"{HAMLETS}/{hamlet}/an")
    assert names() == []
    assert "Đã ẩn" in admin.get(HAMLETS).text
    admin.post(f"{HAMLETS}/{hamlet}/hien")
    assert names() == ["Ấp 3"]
    assert recorded() == [("hide", "hamlet"), ("show", "hamlet")]


@pytest.mark.parametrize("name", ["", "Ấp 1", "x" * 61])
def test_a_hamlet_needs_a_name_of_its_own(admin: FlaskClient, name: str) -> None:
    make_hamlet(name="Ấp 1")
    second = make_hamlet(name="Ấp 2").id
    for path in (HAMLETS, f"{HAMLETS}/{second}"):
        answer = admin.post(path, data={"name": name})
        assert answer.status_code == 422
        assert f'value="{name}"' in answer.text
    assert names() == ["Ấp 1", "Ấp 2"]


@pytest.mark.parametrize("name", ["ấp 1", "ap 1", "ẤP  1"])
def test_names_that_differ_in_capitals_marks_or_spaces_alone_are_one_name(admin: FlaskClient, name: str) -> None:
    first, second = make_hamlet(name="Ấp 1").id, make_hamlet(name="Ấp 2").id
    for path in (HAMLETS, f"{HAMLETS}/{second}"):
        answer = admin.post(path, data={"name": name})
        assert (answer.status_code, "Đã có “Ấp 1”" in answer.text) == (422, True)
    assert admin.post(f"{HAMLETS}/{first}", data={"name": "ẤP 1"}).status_code == 303  # its own name may be mended


@pytest.mark.parametrize(("name", "status"), [("Khu 3/2", 303), ("Tân-Hòa 1.2", 303), ("<b>Ấp</b>", 422), ("-", 422)])
def test_a_name_holds_letters_digits_and_what_joins_them(admin: FlaskClient, name: str, status: int) -> None:
    assert admin.post(HAMLETS, data={"name": name}).status_code == status


def test_the_administrators_part_begins_with_the_unit(admin: FlaskClient) -> None:
    answer = admin.get("/quan-tri")
    assert (answer.status_code, answer.location) == (303, PAGE)


def test_what_is_no_hamlet_or_no_button_is_not_found(admin: FlaskClient) -> None:
    hamlet = make_hamlet().id
    assert admin.get(f"{HAMLETS}/999").status_code == 404
    assert admin.post(f"{HAMLETS}/99999999999999999999/len").status_code == 404
    assert admin.post(f"{HAMLETS}/{hamlet}/xoa").status_code == 404
    assert admin.get(f"{HAMLETS}/{hamlet}/len").status_code == 405


# Founding


def test_a_unit_is_founded_once_with_the_holidays_that_are_known(app: Flask) -> None:
    db.session.delete(the_unit())
    db.session.commit()
    actions.found_unit("An Phước", UnitKind.XA, "thành phố Đồng Nai", date(2026, 11, 23), phone="02513000001")
    db.session.commit()
    assert the_unit().full_name == "Xã An Phước"
    assert db.session.get_one(Holiday, date(2027, 2, 6)).name == "Tết Nguyên đán"
    assert not working_calendar(the_unit()).is_working_day(date(2026, 11, 24))
    with pytest.raises(actions.UnitExists):
        actions.found_unit("Khác", UnitKind.XA, "", date(2026, 11, 23))


def test_a_unit_can_be_founded_in_a_year_whose_moons_nobody_has_counted(app: Flask) -> None:
    db.session.delete(the_unit())
    db.session.commit()
    actions.found_unit("An Phước", UnitKind.PHUONG, "", date(2131, 1, 1))
    assert db.session.scalars(select(Holiday)).all() == []


def test_hamlets_of_the_demonstration_show_their_word(admin: FlaskClient) -> None:
    make_commune(hamlet_word="khu phố")
    assert "Danh sách khu phố" in admin.get(HAMLETS).text
    assert db.session.scalars(select(Hamlet)).all() == []
