"""The log that administrators read, under /quan-tri/nhat-ky."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cqtt import ROOT
from cqtt.audit.act_words import ACTS, GROUPS
from cqtt.audit.actions import record
from cqtt.audit.log import PER_PAGE
from cqtt.audit.terms import OBJECTS, VALUES
from cqtt.clock import frozen
from cqtt.dossiers.rules import Status, Step
from cqtt.editing.sections.parts import Part
from cqtt.extensions import db
from cqtt.posters.rules import Size
from cqtt.procedures.content import FilingMode
from cqtt.roles import Role
from tests.audit.record import behind_the_back, entries, write_acts
from tests.counting import queries
from tests.dossiers.staff import browser, desk
from tests.factories import MONDAY, make_officer

LOG = "/quan-tri/nhat-ky"
VERIFY = f"{LOG}/kiem-tra"
DAY = timedelta(days=1)


@pytest.fixture
def admin(app: Flask) -> Iterator[FlaskClient]:
    """The browser of an administrator on Monday; entry 1 is the sign-in."""
    with frozen(MONDAY):
        yield desk(app, Role.ADMINISTRATOR, name="Lê Văn Quản")


def numbers(client: FlaskClient, **filters: object) -> list[int]:
    """Return the numbers of the entries that the log shows, in their order."""
    answer = client.get(LOG, query_string={name.replace("_", "-"): value for name, value in filters.items()})
    assert answer.status_code == 200, answer.text
    return [int(number) for number in re.findall(r'class="code">(\d+) ·', answer.text)]


def test_only_administrators_read_and_check_the_log(app: Flask) -> None:
    assert browser(app).get(LOG).location.startswith("/dang-nhap")
    for role in (Role.RECEPTION, Role.SPECIALIST, Role.LEADER, Role.OVERSEER):
        client = desk(app, role)
        assert (client.get(LOG).status_code, client.post(VERIFY).status_code) == (403, 403)


def readings() -> list[tuple[str, str, str, dict[str, object]]]:
    """Return who read what of the record, in the order of the readings."""
    return [
        (entry.actor, entry.action, entry.object_id, entry.details)
        for entry in entries()
        if entry.object_kind == "record"
    ]


def test_reading_the_log_is_recorded_by_what_was_looked_for(app: Flask, admin: FlaskClient) -> None:
    numbers(admin)
    numbers(admin, viec="sign_in", den_ngay="23/11/2026")
    assert readings() == [("officer", "view", "", {}), ("officer", "view", "viec=sign_in den-ngay=23/11/2026", {})]
    assert "nhật ký viec=sign_in" in admin.get(LOG).text


def test_turning_its_pages_is_one_reading_and_after_an_hour_it_is_another(app: Flask, admin: FlaskClient) -> None:
    write_acts(PER_PAGE + 4)
    for page in (1, 2, 1):
        numbers(admin, viec="change", trang=page)
    for minutes, recorded in ((25, 1), (50, 1), (61, 2)):  # who waits longer in between is signed out
        with frozen(MONDAY + timedelta(minutes=minutes)):
            numbers(admin, viec="change", trang=2)
        assert [read for _actor, _act, read, _details in readings()] == recorded * ["viec=change"]


def test_what_was_typed_and_found_nothing_stands_nowhere(app: Flask, admin: FlaskClient) -> None:
    for typed in ({"so": "Nguyễn Thị Lan"}, {"ai": "0900000001"}, {"tu_ngay": "31/02/2026", "so": "Nguyễn Thị Lan"}):
        admin.get(LOG, query_string={name.replace("_", "-"): value for name, value in typed.items()})
    assert readings() == []


@pytest.mark.parametrize("spoilt", ["delete from record_head", "update record_head set count = 0"])
def test_the_log_opens_also_where_its_end_takes_no_entry(app: Flask, admin: FlaskClient, spoilt: str) -> None:
    write_acts(3)
    with behind_the_back(app) as connection:
        connection.execute(spoilt)
    assert numbers(admin) == [4, 3, 2, 1]
    assert readings() == []


def test_the_newest_comes_first_in_words(app: Flask, admin: FlaskClient) -> None:
    lan = make_officer(Role.RECEPTION, name="Nguyễn Thị Lan")
    record("dossier.accept", "dossier", 12, officer_id=lan.id, at=MONDAY, event=5, **{"from": "submitted"})
    record("dossier.remind", "dossier", 12, actor="system", at=MONDAY)
    record("something.new", "widget", 9, officer_id=4_000, at=MONDAY)
    db.session.commit()
    page = admin.get(LOG).text
    rows = [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in re.findall(r"<tr>\n(.*?)</tr>", page, re.DOTALL)]
    assert [row[:6] for row in rows] == [
        ["<b>09:00</b> 23/11/2026", "Cán bộ số 4000", "something.new", "widget 9", "–", "máy chủ"],
        ["<b>09:00</b> 23/11/2026", "Hệ thống", "Nhắc người nộp", "hồ sơ 12", "–", "máy chủ"],
        ["<b>09:00</b> 23/11/2026", "Nguyễn Thị Lan", "Tiếp nhận", "hồ sơ 12", "việc: 5, từ: chờ tiếp nhận", "máy chủ"],
        ["<b>09:00</b> 23/11/2026", "Lê Văn Quản", "Đăng nhập", rows[3][3], "–", "127.0.0.1"],
    ]


def test_the_filters_narrow_it_down(app: Flask, admin: FlaskClient) -> None:
    lan = make_officer(Role.RECEPTION)
    record("dossier.accept", "dossier", 12, officer_id=lan.id, at=MONDAY + DAY)  # entry 2
    record("dossier.submit", "dossier", 13, actor="citizen", at=MONDAY + 2 * DAY)
    record("change", "commune", 1, officer_id=lan.id, at=MONDAY + 3 * DAY)
    db.session.commit()
    assert numbers(admin) == [4, 3, 2, 1]
    assert numbers(admin, ai=lan.id) == [4, 2]
    assert numbers(admin, ai="citizen") == [3]
    assert numbers(admin, viec="ho-so") == [3, 2]
    assert numbers(admin, viec="dossier.accept") == [2]
    assert numbers(admin, doi_tuong="dossier") == [3, 2]
    assert numbers(admin, doi_tuong="dossier", so="13") == [3]
    assert numbers(admin, tu_ngay="2026-11-25") == [4, 3]
    assert numbers(admin, tu_ngay="24/11/2026", den_ngay="24/11/2026") == [2]
    assert numbers(admin, ai=lan.id, viec="quan-tri", den_ngay="2026-11-26") == [4]


def test_a_day_begins_and_ends_at_midnight_in_vietnam(app: Flask, admin: FlaskClient) -> None:
    midnight = MONDAY.replace(hour=17)
    record("open", "dossier", 1, at=midnight - timedelta(microseconds=1))
    record("open", "dossier", 1, at=midnight)
    db.session.commit()
    assert numbers(admin, viec="open", tu_ngay="2026-11-24") == [3]
    assert numbers(admin, viec="open", den_ngay="2026-11-23") == [2]


def test_an_entry_is_found_by_the_code_that_was_printed(app: Flask, admin: FlaskClient) -> None:
    write_acts(3)
    digest = entries()[1].digest
    for typed in (digest, f"{digest[:16]}…", f" {digest[:8].upper()} {digest[8:12]}", "2"):
        assert numbers(admin, muc=typed) == [2]
    assert numbers(admin, muc="f" * 64) == numbers(admin, muc="abc") == numbers(admin, muc="%%%%%%%%") == []


@pytest.mark.parametrize("name", ["ai", "viec", "doi-tuong", "so", "muc"])
def test_an_unknown_value_finds_nothing_rather_than_everything(admin: FlaskClient, name: str) -> None:
    answer = admin.get(LOG, query_string={name: "khong-co"})
    assert answer.status_code == 200
    assert "Không có mục nào như vậy" in answer.text


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ({"tu-ngay": "31/02/2026"}, "Xin ghi ngày có thật, ví dụ 30/11/2026."),
        ({"den-ngay": "hôm qua"}, "Xin ghi ngày có thật, ví dụ 30/11/2026."),
        ({"den-ngay": "0001-01-01"}, "Xin ghi ngày có thật, ví dụ 30/11/2026."),
        ({"tu-ngay": "2026-11-24", "den-ngay": "2026-11-23"}, "Ngày bắt đầu đứng sau ngày kết thúc."),
    ],
)
def test_days_that_cannot_be_are_named_and_what_was_typed_stays(
    admin: FlaskClient, days: dict[str, str], said: str
) -> None:
    answer = admin.get(LOG, query_string={**days, "so": "13"})
    assert answer.status_code == 422
    assert said in answer.text
    for typed in (*days.values(), "13"):
        assert f'value="{typed}"' in answer.text


def test_thirty_stand_on_a_page_and_the_filters_go_along(admin: FlaskClient) -> None:
    write_acts(PER_PAGE + 4)
    assert numbers(admin, viec="change") == list(range(PER_PAGE + 5, 5, -1))
    assert numbers(admin, viec="change", trang=2) == [5, 4, 3, 2]
    assert numbers(admin, viec="change", trang=99) == [5, 4, 3, 2]
    assert 'href="/quan-tri/nhat-ky?viec=change&amp;trang=2"' in admin.get(LOG, query_string={"viec": "change"}).text


def test_the_list_alone_answers_a_filter(admin: FlaskClient) -> None:
    answer = admin.get(LOG, headers={"HX-Request": "true"})
    assert answer.text.strip().startswith('<section id="log"')
    assert "<h1>" not in answer.text


def test_a_full_page_asks_no_more_than_an_almost_empty_one(admin: FlaskClient) -> None:
    admin.get(LOG)
    with queries() as few:
        admin.get(LOG)
    for number in range(PER_PAGE):
        record("open", "dossier", number, officer_id=make_officer(Role.SPECIALIST).id)
    db.session.commit()
    with queries() as many:
        admin.get(LOG)
    assert len(many) == len(few) <= 12, many  # four of them to see that this reading is recorded already


def test_the_end_stands_there_to_be_printed(app: Flask, admin: FlaskClient) -> None:
    page = admin.get(LOG).text
    assert "Mã cuối của nhật ký đến 09:00, thứ Hai, 23/11/2026 (mục 1) là" in page
    shown = re.search(r'id="code">([0-9a-f ]+)<', page)
    assert shown and shown[1].replace(" ", "") == entries()[0].digest  # entry 2 is this reading


def test_the_button_says_that_the_chain_holds(admin: FlaskClient) -> None:
    answer = admin.post(VERIFY)
    assert (answer.status_code, answer.location) == (303, LOG)
    assert "Nhật ký: 1 mục, chuỗi nguyên vẹn" in admin.get(LOG).text


def test_the_button_names_the_first_broken_entry(app: Flask, admin: FlaskClient) -> None:
    write_acts(3)
    with behind_the_back(app) as connection:
        connection.execute("update audit_entry set officer_id = 1 where id = 3")
    admin.post(VERIFY)
    page = admin.get(LOG).text
    assert re.search(r'class="notice red".*Mục 3 \(Sửa, .* đã bị sửa sau khi ghi\.', page, re.DOTALL)


def test_the_log_opens_also_where_an_entry_was_spoilt(app: Flask, admin: FlaskClient) -> None:
    write_acts(3)
    with behind_the_back(app) as connection:
        for number, spoilt in ((2, "at = 'hôm qua'"), (3, "details = '[no json'"), (4, "details = '[1]', actor = 'x'")):
            connection.execute(f"update audit_entry set {spoilt} where id = ?", [number])
    admin.post(VERIFY)
    page = admin.get(LOG).text
    assert "Mục 2 (Sửa, hôm qua) đã bị sửa sau khi ghi." in page
    assert "[no json" in page and "<b></b> hôm qua" in page


RECORDED = re.compile(r'(?:record|record_view|note_reading|note_handing_out)\(\s*f?"([a-z_.]+)", "([a-z_]+)"')


def test_every_act_and_object_that_is_recorded_has_words() -> None:
    sources = Path(ROOT, "cqtt").rglob("*.py")
    recorded = {found for path in sources for found in RECORDED.findall(path.read_text())}
    assert ("sign_in", "officer") in recorded
    assert {act for act, _kind in recorded} - set(ACTS) == set()
    assert {kind for _act, kind in recorded} - set(OBJECTS) == set()


def test_an_act_stands_in_one_group() -> None:
    codes = [code for _slug, _label, acts in GROUPS for code in acts]
    assert len(codes) == len(set(codes))


def test_every_state_of_a_dossier_has_words() -> None:
    assert {status.value for status in Status} <= set(VALUES)


def test_what_is_recorded_about_procedures_and_their_posters_has_words() -> None:
    parts = {*map(str, Part), "questions", "field"}
    assert {*map(str, FilingMode), *parts, Size.TENT.value, Size.LABELS.value, Size.WALL.value} <= set(VALUES)


@pytest.mark.parametrize("step", list(Step))
def test_every_move_of_a_dossier_has_words(step: Step) -> None:
    assert f"dossier.{step.value}" in ACTS


def test_who_has_left_can_still_be_asked_about(app: Flask, admin: FlaskClient) -> None:
    officer = make_officer(Role.ADMINISTRATOR, name="Đinh Thị Út", is_active=False)
    record("open", "dossier", 1, officer_id=officer.id)
    db.session.commit()
    assert f'<option value="{officer.id}">Đinh Thị Út</option>' in admin.get(LOG).text
