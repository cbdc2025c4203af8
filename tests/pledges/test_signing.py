"""An officer signs on the screen: after reading, with the own password, once a year."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cqtt.audit.models import AuditEntry
from cqtt.commune import sign_in_limits
from cqtt.commune.models import Officer
from cqtt.commune.pledge_text import VERSION
from cqtt.extensions import db
from cqtt.pledges.models import Pledge, SigningWay
from cqtt.pledges.reminders import reminder_for
from cqtt.roles import Role
from tests.counting import queries
from tests.factories import MONDAY, PASSWORD, make_officer, sign_in
from tests.pledges.signing import TODAY, make_pledge
from tests.pledges.test_public_page import LINES, lines_of

PAGE = "/can-bo/cam-ket"
CARD = "/can-bo/cam-ket/the.pdf"


@pytest.fixture
def me(app: Flask) -> Officer:
    return make_officer(Role.RECEPTION, name="Phạm Thị Lan", title="Công chức tiếp nhận")


@pytest.fixture
def desk(client: FlaskClient, me: Officer) -> FlaskClient:
    return sign_in(client, me)


def typed(**changes: Any) -> dict[str, Any]:
    sent = {"start_key": "a-key-of-sixteen-characters", "agreed": "y", "password": PASSWORD} | changes
    return {name: value for name, value in sent.items() if value is not None}


def pledges() -> list[Pledge]:
    return list(db.session.scalars(select(Pledge).order_by(Pledge.id)))


def recorded(start: str = "pledge.") -> list[tuple[str, int | None]]:
    found = select(AuditEntry.action, AuditEntry.officer_id).where(AuditEntry.action.startswith(start))
    return [(action, who) for action, who in db.session.execute(found.order_by(AuditEntry.id))]


def test_an_officer_reads_ticks_confirms_and_has_signed(desk: FlaskClient, me: Officer) -> None:
    page = desk.get(PAGE).text
    assert tuple(lines_of(page)) == LINES and "Chưa ký lần nào" in page
    answer = desk.post(PAGE, data=typed())
    assert (answer.status_code, answer.location) == (303, PAGE)
    (pledge,) = pledges()
    assert (pledge.officer_id, pledge.recorded_by_id, pledge.way) == (me.id, me.id, SigningWay.SCREEN)
    assert (pledge.signed_on, pledge.expires_on, pledge.recorded_at) == (TODAY, date(2027, 11, 23), MONDAY)
    assert (pledge.wording, pledge.storage_key) == (VERSION, None)
    assert recorded() == [("pledge.sign", me.id)]
    page = desk.get(PAGE).text
    assert "có hiệu lực đến hết 23/11/2027" in page and "Ký lại được từ 24/10/2027" in page
    assert "Trên màn hình, 09:00, thứ Hai, 23/11/2026" in page and 'name="password"' not in page


def test_sent_twice_it_is_signed_once(desk: FlaskClient) -> None:
    assert [desk.post(PAGE, data=typed()).status_code for _tap in range(2)] == [303, 303]
    assert len(pledges()) == 1 and len(recorded()) == 1


def test_another_form_signs_nothing_while_it_holds(desk: FlaskClient, me: Officer) -> None:
    make_pledge(me)
    answer = desk.post(PAGE, data=typed(start_key="another-key-of-sixteen"))
    assert answer.status_code == 409 and "còn hiệu lực đến hết 23/11/2027" in answer.text
    assert len(pledges()) == 1


def test_a_wrong_password_signs_nothing_and_the_tick_stays(desk: FlaskClient) -> None:
    answer = desk.post(PAGE, data=typed(password="khong-phai-mat-khau"))
    assert answer.status_code == 422 and "Mật khẩu chưa đúng" in answer.text
    assert "khong-phai-mat-khau" not in answer.text
    assert (
        'name="agreed" required type="checkbox" value="y"' in answer.text.replace(" checked ", " ")
        and "checked" in answer.text
    )
    assert pledges() == [] and recorded() == []


def test_without_the_tick_or_the_password_nothing_is_signed(desk: FlaskClient) -> None:
    answer = desk.post(PAGE, data=typed(agreed=None, password=""))
    assert answer.status_code == 422
    assert "Chưa đánh dấu thì chưa ký" in answer.text and "Xin gõ mật khẩu đang dùng" in answer.text
    assert pledges() == []


def test_somebody_elses_password_signs_nothing(desk: FlaskClient) -> None:
    other = make_officer(Role.LEADER)
    answer = desk.post(PAGE, data=typed(password="mat-khau-cua-nguoi-khac", login=other.login))
    assert answer.status_code == 422 and pledges() == []


def test_wrong_passwords_use_up_the_allowance_of_the_sign_in(desk: FlaskClient, me: Officer) -> None:
    for _try in range(sign_in_limits.WRONG_PER_ACCOUNT):
        assert desk.post(PAGE, data=typed(password="khong-phai-mat-khau")).status_code == 422
    answer = desk.post(PAGE, data=typed())
    assert answer.status_code == 429 and "xin chờ" in answer.text and int(answer.headers["Retry-After"]) > 0
    assert pledges() == []
    assert desk.post("/dang-nhap", data={"login": me.login, "password": PASSWORD}).status_code == 429


def test_right_passwords_use_up_nothing(desk: FlaskClient, me: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    for _try in range(sign_in_limits.WRONG_PER_ACCOUNT + 2):
        assert desk.post(PAGE, data=typed()).status_code == 303


@pytest.mark.parametrize(
    ("signed_on", "words", "offered"),
    [
        (date(2025, 12, 23), "Cam kết hết hạn sau ngày 23/12/2026", True),
        (date(2025, 12, 24), "có hiệu lực đến hết 24/12/2026", False),
        (date(2025, 11, 22), "Cam kết đã hết hạn từ sau ngày 22/11/2026", True),
    ],
)
def test_renewal_is_offered_in_the_last_thirty_days(
    desk: FlaskClient, me: Officer, signed_on: date, words: str, offered: bool
) -> None:
    make_pledge(me, signed_on)
    page = desk.get(PAGE).text
    assert words in page and ('name="password"' in page) is offered
    assert desk.post(PAGE, data=typed()).status_code == (303 if offered else 409)
    assert len(pledges()) == (2 if offered else 1)


def test_a_renewal_is_another_row_and_the_history_stays(desk: FlaskClient, me: Officer) -> None:
    make_pledge(me, date(2025, 11, 10))
    desk.post(PAGE, data=typed())
    page = desk.get(PAGE).text
    assert page.index("23/11/2027") < page.index("10/11/2026") and "Đã hết hạn" in page


def test_new_words_are_to_be_signed_anew(desk: FlaskClient, me: Officer) -> None:
    make_pledge(me, wording="2023-01")
    assert "Lời cam kết đã đổi" in desk.get(PAGE).text
    assert desk.post(PAGE, data=typed()).status_code == 303


def test_who_only_watches_reads_and_does_not_sign(client: FlaskClient) -> None:
    desk = sign_in(client, make_officer(Role.OVERSEER))
    page = desk.get(PAGE).text
    assert "theo dõi từ cấp trên" in page and 'name="password"' not in page
    answer = desk.post(PAGE, data=typed())
    assert answer.status_code == 409 and pledges() == []


def test_a_stranger_is_asked_to_sign_in(client: FlaskClient) -> None:
    for path in (PAGE, CARD):
        assert client.get(path).location.startswith("/dang-nhap")


def test_a_form_without_its_token_signs_nothing(strict_client: FlaskClient, me: Officer) -> None:
    page = strict_client.get("/dang-nhap").text
    token = page.partition('name="csrf_token" type="hidden" value="')[2].partition('"')[0]
    strict_client.post("/dang-nhap", data={"login": me.login, "password": PASSWORD, "csrf_token": token})
    assert strict_client.get(PAGE).status_code == 200
    assert strict_client.post(PAGE, data=typed()).status_code == 422 and pledges() == []


def test_the_page_is_a_fragment_for_htmx(desk: FlaskClient) -> None:
    fragment = desk.get(PAGE, headers={"HX-Request": "true"}).text.strip()
    assert fragment.startswith('<div id="pledge">') and "<html" not in fragment


def test_the_page_asks_the_database_little(desk: FlaskClient, me: Officer) -> None:
    for year in range(2018, 2026):
        make_pledge(me, date(year, 11, 1))
    desk.get(PAGE)
    with queries() as sent:
        desk.get(PAGE)
    assert len([statement for statement in sent if "BEGIN" not in statement]) <= 8


def test_who_has_signed_prints_a_card_and_it_is_recorded(desk: FlaskClient, me: Officer) -> None:
    assert desk.get(CARD).status_code == 409
    make_pledge(me)
    answer = desk.get(CARD)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert recorded("print") == [("print", me.id)]


@pytest.mark.parametrize(
    ("signed_on", "words", "tone"),
    [
        (None, "Chưa ký", "amber"),
        (TODAY, None, None),
        (date(2025, 12, 10), "Ký lại trước khi hết 10/12/2026", "blue"),
        (date(2025, 11, 1), "Đã hết hạn sau 01/11/2026", "amber"),
    ],
)
def test_the_own_day_reminds_quietly(
    app: Flask, me: Officer, signed_on: date | None, words: str | None, tone: str | None
) -> None:
    if signed_on:
        make_pledge(me, signed_on)
    with app.test_request_context():
        line = reminder_for(me, TODAY)
    assert (line and line["status"], line and line["tone"]) == (words, tone)
    assert line is None or line["href"] == PAGE


def test_who_does_not_sign_is_not_reminded(app: Flask) -> None:
    with app.test_request_context():
        assert reminder_for(make_officer(Role.OVERSEER), TODAY) is None
