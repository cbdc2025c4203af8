import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cqtt.audit.models import AuditEntry
from cqtt.commune import actions
from cqtt.commune.models import Officer, StaffSession
from cqtt.extensions import db
from cqtt.roles import Role
from tests.counting import queries
from tests.factories import PASSWORD, make_officer, sign_in

LIST, ADD = "/quan-tri/can-bo", "/quan-tri/can-bo/them"
TYPED: dict[str, Any] = {
    "revision": "1",
    "name": "Lê Thị Kim Ngân",
    "title": "Phó Chủ tịch",
    "department": "Ủy ban nhân dân",
    "phone": "+84 912 345 678",
    "email": "ngan@example.vn",
    "is_leader": "y",
    "is_public": "y",
    "duty": "Văn hóa – xã hội",
    "reception_day": "thứ Ba",
    "position": "2",
    "login": "Ngan.Le",
    "held_roles": ["leader", "specialist"],
}


@pytest.fixture
def boss(app: Flask) -> Officer:
    return make_officer(Role.ADMINISTRATOR, name="Nguyễn Thị Quản", login="quantri")


@pytest.fixture
def admin(client: FlaskClient, boss: Officer) -> FlaskClient:
    return sign_in(client, boss)


def again(officer: Officer) -> Officer:
    return db.session.get_one(Officer, officer.id)


def recorded(officer: Officer) -> list[str]:
    about = (AuditEntry.object_kind == "officer", AuditEntry.object_id == str(officer.id))
    found = db.session.scalars(select(AuditEntry.action).where(*about).order_by(AuditEntry.id))
    return [action for action in found if action != "sign_in"]


def test_people_are_listed_by_given_name_with_their_roles(admin: FlaskClient) -> None:
    make_officer(Role.RECEPTION, Role.SPECIALIST, name="Trần Văn Bình")
    make_officer(name="Phạm Văn An", login=None)
    page = admin.get(LIST).text.split('id="found"')[1]
    assert page.index("Phạm Văn An") < page.index("Trần Văn Bình") < page.index("Nguyễn Thị Quản")
    for word in ("Tiếp nhận", "Chuyên môn", "Quản trị", "3 người"):
        assert word in page


def test_the_list_takes_as_many_queries_for_thirty_people_as_for_one(admin: FlaskClient) -> None:
    for _n in range(30):
        make_officer(Role.RECEPTION)
    admin.get(LIST)
    with queries() as sent:
        admin.get(LIST)
    assert len([query for query in sent if query.startswith("SELECT")]) <= 5, sent


@pytest.mark.parametrize("typed", ["binh", "BÌNH", "tran binh", "mot cua", "b.tran"])
def test_people_are_found_by_any_part_without_marks(admin: FlaskClient, typed: str) -> None:
    make_officer(Role.RECEPTION, name="Trần Văn Bình", title="Cán bộ Một cửa", login="b.tran")
    page = admin.get(LIST, query_string={"q": typed}, headers={"HX-Request": "true"}).text
    assert page.lstrip().startswith('<div id="found">')
    assert "Trần Văn Bình" in page
    assert "Nguyễn Thị Quản" not in page


def test_nobody_found_says_what_to_do(admin: FlaskClient) -> None:
    page = admin.get(LIST, query_string={"q": "<b>không ai\x00", "trang-thai": "lạ"}).text
    assert "Không tìm thấy ai" in page
    assert "&lt;b&gt;không ai" in page


def test_the_disabled_are_listed_apart(admin: FlaskClient) -> None:
    make_officer(name="Trần Văn Bình", is_active=False)
    assert "Trần Văn Bình" not in admin.get(LIST).text
    gone = admin.get(LIST, query_string={"trang-thai": "ngung"}).text
    assert "Trần Văn Bình" in gone
    assert "Nguyễn Thị Quản" not in gone.split('id="found"')[1]
    assert "2 người" in admin.get(LIST, query_string={"trang-thai": "tat-ca"}).text


def test_an_officer_is_added_with_roles_and_cannot_sign_in_before_a_password_is_set(admin: FlaskClient) -> None:
    answer = admin.post(ADD, data=TYPED)
    assert answer.status_code == 303
    added = db.session.scalars(select(Officer).where(Officer.login == "ngan.le")).one()
    assert answer.location == f"{LIST}/{added.id}"
    assert (added.phone, added.position, added.is_leader, added.is_public) == ("0912345678", 2, True, True)
    assert added.role_set == {Role.LEADER, Role.SPECIALIST}
    page = admin.get(answer.location).text
    assert "Đã thêm Lê Thị Kim Ngân." in page
    assert "Chưa có mật khẩu" in page
    assert recorded(added) == ["add"]


def test_somebody_who_needs_no_sign_in_has_none(admin: FlaskClient) -> None:
    for _n in range(2):  # none twice is no clash
        answer = admin.post(ADD, data=TYPED | {"login": "", "held_roles": []})
        assert answer.status_code == 303
    assert "Chưa có tên đăng nhập" in admin.get(answer.location).text


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "", "Xin cho biết: họ và tên."),
        ("name", "<b>x</b>", "Họ và tên chỉ gồm chữ cái"),
        ("phone", "123", "Số điện thoại có 10 chữ số"),
        ("email", "a b@c", "Xin xem lại địa chỉ thư điện tử"),
        ("position", "đầu", "Xin ghi bằng chữ số"),
        ("position", "-1", "Xin ghi số từ 0 đến 9999"),
        ("position", "9" * 30, "Xin ghi số từ 0 đến 9999"),
        ("login", "hai chữ", "chữ không dấu, số"),
        ("login", "quantri", "Đã có người dùng tên đăng nhập này."),
        ("held_roles", ["king"], "Xin chọn các mục có sẵn trong danh sách."),
        ("revision", "", "Xin điền ô này."),
    ],
)
def test_what_cannot_be_used_is_refused_kept_and_explained(
    admin: FlaskClient, field: str, typed: object, said: str
) -> None:
    officer = make_officer(Role.RECEPTION, login="ngan")
    for path in (ADD, f"{LIST}/{officer.id}"):
        answer = admin.post(path, data=TYPED | {field: typed, "title": "đang gõ dở"})
        assert answer.status_code == 422
        assert said in answer.text
        assert 'value="đang gõ dở"' in answer.text
    assert again(officer).login == "ngan"


def test_details_change_without_ending_the_work_of_the_officer(app: Flask, admin: FlaskClient) -> None:
    officer = make_officer(Role.LEADER, Role.SPECIALIST, login="ngan.le")
    theirs = sign_in(app.test_client(), officer)
    assert admin.post(f"{LIST}/{officer.id}", data=TYPED).status_code == 303
    changed = again(officer)
    assert (changed.name, changed.title, changed.revision) == ("Lê Thị Kim Ngân", "Phó Chủ tịch", 2)
    assert theirs.get("/can-bo/mat-khau").status_code == 200
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "change")).one()
    assert "phone" in entry.details["fields"]
    assert "0912345678" not in str(entry.details)
    assert "Đã lưu thông tin của Lê Thị Kim Ngân." in admin.get(f"{LIST}/{officer.id}").text


@pytest.mark.parametrize("change", [{"held_roles": ["reception"]}, {"login": "ten-moi"}])
def test_other_roles_or_another_login_end_the_sign_ins(
    app: Flask, admin: FlaskClient, change: dict[str, object]
) -> None:
    officer = make_officer(Role.LEADER, Role.SPECIALIST, login="ngan.le")
    theirs = sign_in(app.test_client(), officer)
    admin.post(f"{LIST}/{officer.id}", data=TYPED | change)
    assert theirs.get("/can-bo/mat-khau").status_code == 303


def test_the_second_of_two_administrators_is_told_and_overwrites_nothing(admin: FlaskClient) -> None:
    officer = make_officer(Role.RECEPTION)
    admin.post(f"{LIST}/{officer.id}", data=TYPED)
    second = TYPED | {"title": "Chủ tịch", "held_roles": ["reception"], "is_public": ""}
    del second["is_public"]
    answer = admin.post(f"{LIST}/{officer.id}", data=second)
    assert answer.status_code == 409
    assert "<dd>Phó Chủ tịch</dd>" in answer.text
    assert "Chuyên môn: xử lý" in answer.text
    assert "<dd>có</dd>" in answer.text
    assert again(officer).title == "Phó Chủ tịch"
    assert again(officer).role_set == {Role.LEADER, Role.SPECIALIST}
    assert admin.post(f"{LIST}/{officer.id}", data=second | {"revision": "2"}).status_code == 303
    assert again(officer).title == "Chủ tịch"


@pytest.mark.parametrize("change", [{"held_roles": ["leader"]}, {"login": ""}])
def test_the_last_administrator_can_neither_give_up_the_role_nor_the_login(
    admin: FlaskClient, boss: Officer, change: dict[str, object]
) -> None:
    make_officer(Role.ADMINISTRATOR, is_active=False)
    make_officer(Role.ADMINISTRATOR, password_hash=None)
    typed = TYPED | {"login": "quantri", "held_roles": ["administrator"]} | change
    answer = admin.post(f"{LIST}/{boss.id}", data=typed)
    assert answer.status_code == 422
    assert "Đây là người quản trị duy nhất." in answer.text
    assert again(boss).has_role(Role.ADMINISTRATOR)
    assert again(boss).login == "quantri"
    make_officer(Role.ADMINISTRATOR)
    assert admin.post(f"{LIST}/{boss.id}", data=typed).status_code == 303


def test_the_last_administrator_cannot_be_disabled(admin: FlaskClient, boss: Officer) -> None:
    answer = admin.post(f"{LIST}/{boss.id}/ngung")
    assert answer.status_code == 409
    assert "Đây là người quản trị duy nhất." in answer.text
    assert again(boss).is_active
    other = make_officer(Role.ADMINISTRATOR)
    assert admin.post(f"{LIST}/{other.id}/ngung").status_code == 303
    assert admin.post(f"{LIST}/{boss.id}/ngung").status_code == 409


def test_disabling_signs_out_and_enabling_lets_in_again(app: Flask, admin: FlaskClient) -> None:
    officer = make_officer(Role.RECEPTION)
    theirs = sign_in(app.test_client(), officer)
    assert admin.post(f"{LIST}/{officer.id}/ngung").status_code == 303
    assert theirs.get("/can-bo/mat-khau").status_code == 303
    assert theirs.post("/dang-nhap", data={"login": officer.login, "password": PASSWORD}).status_code == 422
    assert "Cho làm việc trở lại" in admin.get(f"{LIST}/{officer.id}").text
    admin.post(f"{LIST}/{officer.id}/mo-lai")
    sign_in(theirs, officer)
    assert recorded(officer) == ["disable", "enable"]


def test_a_temporary_password_is_shown_once_and_opens_the_account(app: Flask, admin: FlaskClient) -> None:
    officer = make_officer(Role.RECEPTION, password_hash=None)
    answer = admin.post(f"{LIST}/{officer.id}/mat-khau")
    found = re.search(r'id="password">([^<]+)<', answer.text)
    assert found
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert found[1] not in admin.get(f"{LIST}/{officer.id}").text
    assert again(officer).must_change_password
    theirs = app.test_client()
    signed = theirs.post("/dang-nhap", data={"login": officer.login, "password": found[1]})
    assert signed.status_code == 303
    assert theirs.get("/can-bo/mat-khau").status_code == 200
    assert recorded(officer) == ["set_password"]


@pytest.mark.parametrize("act", ["mat-khau", "ngung"])
def test_what_signs_somebody_out_is_asked_first_and_says_how_many_sign_ins_end(
    app: Flask, admin: FlaskClient, act: str
) -> None:
    officer = make_officer(Role.RECEPTION, name="Lê Thị Kim Ngân")
    page = f"{LIST}/{officer.id}"
    assert "không đăng nhập ở đâu" in admin.get(f"{page}/{act}").text
    for _n in range(2):
        sign_in(app.test_client(), officer)
    asked = admin.get(f"{page}/{act}").text
    assert "của Lê Thị Kim Ngân?" in asked or "cho Lê Thị Kim Ngân?" in asked
    assert "2 nơi đang đăng nhập sẽ bị đăng xuất." in asked
    assert f'method="post" action="{page}/{act}"' in asked
    assert f'href="{page}/{act}"' in admin.get(page).text
    assert again(officer).is_active and not again(officer).must_change_password
    assert recorded(officer) == []


def test_without_a_login_there_is_no_password_to_set(admin: FlaskClient) -> None:
    officer = make_officer(login=None)
    answer = admin.post(f"{LIST}/{officer.id}/mat-khau")
    assert answer.status_code == 409
    assert "chưa có tên đăng nhập" in answer.text


@pytest.mark.parametrize("path", [LIST, ADD, f"{LIST}/1", f"{LIST}/1/mat-khau", f"{LIST}/1/ngung", f"{LIST}/1/mo-lai"])
def test_strangers_and_other_roles_stay_outside(client: FlaskClient, path: str) -> None:
    officer = make_officer(*(role for role in Role if role != Role.ADMINISTRATOR), id=1)
    method = client.post if path.count("/") > 3 else client.get
    assert method(path).location.startswith("/dang-nhap")
    sign_in(client, officer)
    assert method(path).status_code == 403
    assert again(officer).is_active


def test_there_is_no_page_about_nobody(admin: FlaskClient) -> None:
    assert admin.get(f"{LIST}/999").status_code == 404
    assert admin.post(f"{LIST}/99999999999999999999/ngung").status_code == 404


def test_buttons_need_their_token(app: Flask, admin: FlaskClient) -> None:
    officer = make_officer(Role.RECEPTION)
    app.config["WTF_CSRF_ENABLED"] = True
    assert admin.post(f"{LIST}/{officer.id}/ngung").status_code == 400
    answer = admin.post(f"{LIST}/{officer.id}", data=TYPED)
    assert answer.status_code == 422
    assert 'value="Phó Chủ tịch"' in answer.text
    assert again(officer).is_active


def test_the_pages_are_fragments_for_htmx(admin: FlaskClient, boss: Officer) -> None:
    for path in (LIST, ADD, f"{LIST}/{boss.id}"):
        assert "<html" not in admin.get(path, headers={"HX-Request": "true"}).text


def test_the_first_administrator_can_be_made_where_there_is_none(app: Flask) -> None:
    officer = make_officer(Role.RECEPTION)
    actions.set_roles(officer, [Role.ADMINISTRATOR])
    db.session.commit()
    assert again(officer).role_set == {Role.ADMINISTRATOR}
    assert db.session.scalars(select(StaffSession)).all() == []
