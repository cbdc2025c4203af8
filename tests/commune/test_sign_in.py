import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from cqtt import clock, create_app
from cqtt.audit.models import AuditEntry
from cqtt.commune import actions, sign_in
from cqtt.commune.credentials import temporary_password, weakness
from cqtt.commune.models import Officer, StaffSession
from cqtt.extensions import db
from cqtt.roles import Role
from cqtt.throttle import Hit
from tests.conftest import make_settings
from tests.factories import MONDAY, PASSWORD, make_officer
from tests.factories import sign_in as signed_in

OWN_PAGE = "/can-bo/mat-khau"
NEW = "con vịt bơi qua sông"


def try_password(client: FlaskClient, login: str | None, password: str, **options: Any) -> TestResponse:
    return client.post("/dang-nhap", data={"login": login, "password": password}, **options)


def is_inside(client: FlaskClient) -> bool:
    return client.get(OWN_PAGE).status_code == 200


def cookie_of(client: FlaskClient) -> str:
    cookie = client.get_cookie("cqtt")
    assert cookie is not None
    return cookie.value


def browser_with(app: Flask, cookie: str) -> FlaskClient:
    other = app.test_client()
    other.set_cookie("cqtt", cookie)
    return other


def test_an_officer_signs_in_and_the_act_is_recorded(client: FlaskClient) -> None:
    officer = make_officer(Role.RECEPTION)
    answer = try_password(client, officer.login, PASSWORD)
    assert (answer.status_code, answer.location) == (303, "/can-bo")
    assert is_inside(client)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "sign_in")).one()
    assert entry.officer_id == officer.id


def test_capitals_and_blanks_around_the_login_make_no_difference(client: FlaskClient) -> None:
    make_officer(Role.RECEPTION, login="lan.nguyen")
    assert try_password(client, " Lan.Nguyen ", PASSWORD).status_code == 303


def test_an_unknown_name_and_a_wrong_password_are_answered_alike(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = make_officer(Role.RECEPTION)
    compared = []
    hasher = sign_in.HASHER

    class Counting:
        def verify(self, stored: str, password: str) -> bool:
            compared.append(stored)
            return hasher.verify(stored, password)

    monkeypatch.setattr(sign_in, "HASHER", Counting())
    known = try_password(client, officer.login, "sai-mat-khau")
    unknown = try_password(client, "x" * len(officer.login or ""), "sai-mat-khau")
    assert known.status_code == unknown.status_code == 422
    assert known.text.replace(officer.login or "", "?") == unknown.text.replace("x" * len(officer.login or ""), "?")
    assert len(compared) == 2, "both answers cost one comparison"
    assert compared[0] != compared[1]
    assert "sai-mat-khau" not in known.text


def test_an_account_without_password_or_closed_opens_with_nothing(client: FlaskClient) -> None:
    make_officer(Role.RECEPTION, login="khong", password_hash=None)
    make_officer(Role.RECEPTION, login="nghi", is_active=False)
    assert try_password(client, "khong", "x").status_code == 422
    assert try_password(client, "nghi", PASSWORD).status_code == 422


def test_nothing_typed_is_asked_for_again(client: FlaskClient) -> None:
    answer = try_password(client, "", "")
    assert answer.status_code == 422
    assert answer.text.count("Xin cho biết:") >= 2


def test_the_sign_in_page_keeps_the_login_when_its_token_is_gone(strict_client: FlaskClient) -> None:
    answer = try_password(strict_client, "lan.nguyen", "gì đó")
    assert answer.status_code == 422
    assert 'value="lan.nguyen"' in answer.text
    assert "Trang này đã mở quá lâu" in answer.text


def test_the_sign_in_page_is_a_fragment_for_htmx(client: FlaskClient) -> None:
    assert "<html" in client.get("/dang-nhap").text
    assert "<html" not in client.get("/dang-nhap", headers={"HX-Request": "true"}).text


def test_who_is_signed_in_already_goes_on(client: FlaskClient) -> None:
    signed_in(client, make_officer(Role.RECEPTION))
    assert client.get("/dang-nhap?tiep=/can-bo/ho-so").location == "/can-bo/ho-so"


@pytest.mark.parametrize(
    "wanted",
    ["//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example", "evil", "\\\\evil", "/a\nb", ""],
)
def test_sign_in_leads_to_own_pages_only(client: FlaskClient, wanted: str) -> None:
    officer = make_officer(Role.RECEPTION)
    answer = try_password(client, officer.login, PASSWORD, query_string={"tiep": wanted})
    assert answer.location == "/can-bo"


def test_sign_in_leads_to_where_the_officer_wanted_to_be(client: FlaskClient) -> None:
    officer = make_officer(Role.RECEPTION)
    asked = client.get("/can-bo/ho-so?trang-thai=moi")
    assert asked.status_code == 303
    answer = client.post(asked.location, data={"login": officer.login, "password": PASSWORD})
    assert answer.location == "/can-bo/ho-so?trang-thai=moi"


def test_htmx_of_a_stranger_is_sent_to_sign_in_as_a_whole_page(client: FlaskClient) -> None:
    answer = client.get(OWN_PAGE, headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/dang-nhap?tiep=/can-bo/mat-khau"
    assert answer.text == ""


def test_what_an_ended_session_was_writing_is_shown_in_place_of_the_fragment(client: FlaskClient) -> None:
    answer = client.post("/can-bo/mat-khau", data={"login": "chữ đã gõ"}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (422, "#main")
    assert "chữ đã gõ" in answer.text and "Phiên làm việc đã hết" in answer.text
    assert "/dang-nhap?tiep=/can-bo/mat-khau" in answer.text


def test_sign_in_never_leads_to_an_address_that_only_takes_forms(client: FlaskClient) -> None:
    answer = client.post("/can-bo/ho-so/1/nhan-viec", data={"note": "chữ đã gõ"})
    assert answer.status_code == 401 and "chữ đã gõ" in answer.text
    assert 'href="/dang-nhap"' in answer.text


# How often a wrong password may be typed


def test_after_ten_wrong_passwords_even_the_right_one_waits_a_quarter_of_an_hour(client: FlaskClient) -> None:
    officer = make_officer(Role.RECEPTION)
    with clock.frozen(MONDAY):
        for _n in range(10):
            assert try_password(client, officer.login, "sai").status_code == 422
        answer = try_password(client, officer.login, PASSWORD)
        assert answer.status_code == 429
        assert "xin chờ 15 phút" in answer.text
        assert answer.headers["Retry-After"] == "900"
    with clock.frozen(MONDAY + timedelta(minutes=14)):
        assert "xin chờ 1 phút" in try_password(client, officer.login, PASSWORD).text
    with clock.frozen(MONDAY + timedelta(minutes=15)):
        assert try_password(client, officer.login, PASSWORD).status_code == 303


def test_the_right_password_within_the_limit_works_and_uses_nothing_up(client: FlaskClient) -> None:
    officer = make_officer(Role.RECEPTION)
    with clock.frozen(MONDAY):
        for _n in range(9):
            try_password(client, officer.login, "sai")
        assert try_password(client, officer.login, PASSWORD).status_code == 303
        assert sorted(db.session.scalars(select(Hit.count))) == [9, 9]


def test_wrong_passwords_of_one_account_do_not_close_another(client: FlaskClient) -> None:
    officer, colleague = make_officer(Role.RECEPTION), make_officer(Role.RECEPTION)
    for _n in range(11):
        try_password(client, officer.login, "sai")
    assert try_password(client, colleague.login, PASSWORD).status_code == 303


def test_one_address_may_not_try_many_accounts(app: Flask, client: FlaskClient) -> None:
    officer, colleague = make_officer(Role.RECEPTION), make_officer(Role.RECEPTION)
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], limit_factor=0.1)  # 4 for an address
    with clock.frozen(MONDAY):
        for number in range(4):
            assert try_password(client, f"ai-do-{number}", "sai").status_code == 422
        assert try_password(client, officer.login, PASSWORD).status_code == 429
        elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
        assert try_password(client, colleague.login, PASSWORD, environ_base=elsewhere).status_code == 303
    with clock.frozen(MONDAY + timedelta(minutes=15)):
        assert try_password(client, officer.login, PASSWORD).status_code == 303


def test_a_stranger_who_types_wrong_passwords_does_not_lock_an_officer_out_of_the_own_desk(
    app: Flask, client: FlaskClient
) -> None:
    officer = make_officer(Role.RECEPTION)
    signed_in(client, officer)
    client.post("/dang-xuat")
    stranger = app.test_client()
    for _n in range(11):
        try_password(stranger, officer.login, "sai")
    assert try_password(stranger, officer.login, PASSWORD).status_code == 429
    assert try_password(client, officer.login, PASSWORD).status_code == 303


def test_the_mark_of_a_known_browser_counts_too_and_serves_one_officer_only(app: Flask, client: FlaskClient) -> None:
    officer, other = make_officer(Role.RECEPTION), make_officer(Role.RECEPTION)
    signed_in(client, other)
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], limit_factor=0.2)  # 2 for an account or a browser
    for login in (officer.login, other.login):
        assert [try_password(client, login, "sai").status_code for _n in range(3)] == [422, 422, 429]


def test_a_forged_mark_is_no_mark(client: FlaskClient) -> None:
    officer = make_officer(Role.RECEPTION)
    for value in ("gì-đó", "WyJhIiwiYiJd.abc"):
        client.set_cookie("cqtt-known", value)
        assert try_password(client, officer.login, "sai").status_code == 422
    assert sorted(db.session.scalars(select(Hit.count))) == [2, 2]


def test_all_processes_count_together(app: Flask, client: FlaskClient) -> None:
    officer = make_officer(Role.RECEPTION)
    login = officer.login
    second = create_app(make_settings(app.config["SETTINGS"].data))
    second.config["WTF_CSRF_ENABLED"] = False
    with clock.frozen(MONDAY):
        for _n in range(5):
            try_password(client, login, "sai")
            try_password(second.test_client(), login, "sai")
        assert try_password(second.test_client(), login, PASSWORD).status_code == 429


# What begins and ends a sign-in


def test_nothing_the_browser_held_before_survives_signing_in(app: Flask, client: FlaskClient) -> None:
    mallory, officer = make_officer(Role.RECEPTION), make_officer(Role.RECEPTION)
    signed_in(client, mallory)
    planted = cookie_of(client)
    signed_in(client, officer)
    assert cookie_of(client) != planted
    assert not is_inside(browser_with(app, planted))
    assert [row.officer_id for row in db.session.scalars(select(StaffSession))] == [officer.id]


def test_signing_out_ends_the_session_itself_not_only_the_cookie(app: Flask, client: FlaskClient) -> None:
    signed_in(client, make_officer(Role.RECEPTION))
    kept = cookie_of(client)
    answer = client.post("/dang-xuat")
    assert (answer.status_code, answer.location) == (303, "/dang-nhap")
    assert "đã đăng xuất" in client.get("/dang-nhap").text
    assert not is_inside(client)
    assert not is_inside(browser_with(app, kept))


def test_signing_out_twice_is_no_mistake_and_never_a_link(client: FlaskClient) -> None:
    assert client.post("/dang-xuat").status_code == 303
    assert client.get("/dang-xuat").status_code == 405


def test_signing_out_needs_the_token(strict_client: FlaskClient) -> None:
    assert strict_client.post("/dang-xuat").status_code == 400


def change_password(client: FlaskClient, old: str = PASSWORD, new: str = NEW, again: str | None = None) -> TestResponse:
    return client.post(OWN_PAGE, data={"old": old, "new": new, "again": new if again is None else again})


def test_a_new_password_ends_every_other_sign_in_and_keeps_this_one(app: Flask, client: FlaskClient) -> None:
    officer = make_officer(Role.RECEPTION)
    elsewhere = signed_in(app.test_client(), officer)
    signed_in(client, officer)
    before = cookie_of(client)
    assert change_password(client).status_code == 303
    assert is_inside(client)
    assert not is_inside(elsewhere)
    assert not is_inside(browser_with(app, before))
    assert try_password(app.test_client(), officer.login, PASSWORD).status_code == 422
    assert try_password(app.test_client(), officer.login, NEW).status_code == 303


ENDINGS: dict[str, Callable[[Officer], None]] = {
    "other roles": lambda officer: actions.set_roles(officer, [Role.SPECIALIST]),
    "disabling": actions.disable_officer,
    "a password set by the administrator": lambda officer: sign_in.set_password(officer, NEW),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_sign_in_ends_with(ending: str, client: FlaskClient) -> None:
    officer = make_officer(Role.RECEPTION)
    signed_in(client, officer)
    ENDINGS[ending](db.session.get_one(Officer, officer.id))
    db.session.commit()
    assert not is_inside(client)
    assert db.session.scalar(select(func.count()).select_from(StaffSession)) == 0


def test_a_desk_left_alone_is_signed_out_and_work_keeps_it_open(client: FlaskClient) -> None:
    officer = make_officer(Role.RECEPTION)
    with clock.frozen(MONDAY):
        signed_in(client, officer)
    with clock.frozen(MONDAY + timedelta(minutes=59)):
        assert is_inside(client)
    with clock.frozen(MONDAY + timedelta(minutes=118)):
        assert is_inside(client)
    with clock.frozen(MONDAY + timedelta(minutes=178)):
        assert not is_inside(client)


def test_no_sign_in_lasts_longer_than_its_hours_however_busy(client: FlaskClient) -> None:
    officer = make_officer(Role.RECEPTION)
    with clock.frozen(MONDAY):
        signed_in(client, officer)
    for number in range(1, 24):
        with clock.frozen(MONDAY + timedelta(minutes=30 * number)):
            assert is_inside(client)
    with clock.frozen(MONDAY + timedelta(hours=12)):
        assert not is_inside(client)


def test_what_a_page_fetches_by_itself_keeps_nobody_signed_in(client: FlaskClient) -> None:
    officer = make_officer(Role.RECEPTION)
    with clock.frozen(MONDAY):
        signed_in(client, officer)
    for minutes in (20, 40, 59):
        with clock.frozen(MONDAY + timedelta(minutes=minutes)):
            assert client.get(OWN_PAGE, headers={"HX-Request": "true"}).status_code == 200
    with clock.frozen(MONDAY + timedelta(minutes=60)):
        assert not is_inside(client)


def test_a_refused_form_counts_as_presence_and_waits_for_no_lock_of_its_own(client: FlaskClient) -> None:
    officer = make_officer(Role.RECEPTION)
    with clock.frozen(MONDAY):
        signed_in(client, officer)
    with clock.frozen(MONDAY + timedelta(minutes=50)):
        assert change_password(client, new="ngắn").status_code == 422
    assert db.session.scalars(select(StaffSession.last_seen_at)).one() == MONDAY + timedelta(minutes=50)


def test_cookies_are_bound_to_the_site_and_closed_to_scripts(app: Flask) -> None:
    officer = make_officer(Role.RECEPTION)
    secure = create_app(make_settings(app.config["SETTINGS"].data, base_url="https://xa.example"))
    secure.config["WTF_CSRF_ENABLED"] = False
    data = {"login": officer.login, "password": PASSWORD}
    answer = secure.test_client().post("/dang-nhap", data=data, base_url="https://xa.example")
    cookies = answer.headers.getlist("Set-Cookie")
    assert [cookie.split("=")[0] for cookie in cookies] == ["__Host-cqtt-known", "__Host-cqtt"]
    for cookie in cookies:
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
        assert "Domain" not in cookie


# One's own password


def test_a_temporary_password_has_to_be_changed_before_anything_else(client: FlaskClient) -> None:
    signed_in(client, make_officer(Role.ADMINISTRATOR, must_change_password=True))
    assert client.get("/quan-tri/can-bo").location == OWN_PAGE
    assert "mật khẩu tạm" in client.get(OWN_PAGE).text
    assert change_password(client).status_code == 303
    assert client.get("/quan-tri/can-bo").status_code == 200


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"old": "không phải"}, "Mật khẩu đang dùng chưa đúng"),
        ({"new": "ngắn"}, "từ 10 ký tự trở lên"),
        ({"again": "gõ khác đi"}, "Hai lần gõ chưa giống nhau"),
        ({"new": PASSWORD}, "khác mật khẩu đang dùng"),
        ({"new": "mật khẩu 123456"}, "dễ đoán"),
        ({"new": ""}, "Xin cho biết: mật khẩu mới"),
    ],
)
def test_a_password_that_will_not_do_is_refused_with_the_reason(
    client: FlaskClient, typed: dict[str, str], said: str
) -> None:
    officer = signed_in_officer(client)
    answer = change_password(client, **typed)
    assert answer.status_code == 422
    assert said in answer.text
    assert db.session.get_one(Officer, officer).revision == 1


def signed_in_officer(client: FlaskClient) -> int:
    officer = make_officer(Role.RECEPTION)
    signed_in(client, officer)
    return officer.id


def test_the_old_password_cannot_be_tried_out_from_an_open_desk(client: FlaskClient) -> None:
    signed_in_officer(client)
    with clock.frozen(MONDAY):
        assert [change_password(client, old="sai").status_code for _n in range(11)] == [422] * 10 + [429]


@pytest.mark.parametrize(
    "password",
    ["0123456789", "matkhau2026", "Mật Khẩu 123", "passwordpassword", "aaaaaaaaaaaa", "ababababab", "lan.nguyen1",
     "Lan Nguyen 2026", "lan.nguyen", "quantri123", "qwertyuiop"],
)  # fmt: skip
def test_what_everybody_tries_first_is_no_password(password: str) -> None:
    assert weakness(password, "lan.nguyen")


@pytest.mark.parametrize("password", [NEW, PASSWORD, "bánh mì và 3 con mèo", "tám-chín-mười!"])
def test_a_few_unrelated_words_will_do(password: str) -> None:
    assert weakness(password, "lan.nguyen") is None


def test_temporary_passwords_will_do_and_are_easy_to_dictate() -> None:
    for _n in range(50):
        password = temporary_password()
        assert re.fullmatch(r"[a-hjkmnp-z2-9]{4}(-[a-hjkmnp-z2-9]{4}){2}", password)
        assert weakness(password, "lan.nguyen") is None


def test_an_officer_without_any_role_gets_nowhere(client: FlaskClient) -> None:
    signed_in(client, make_officer())
    assert client.get(OWN_PAGE).status_code == 403
