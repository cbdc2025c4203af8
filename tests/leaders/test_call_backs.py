"""Gọi không được? Who asks to be called, who calls, until when, and what becomes of a call that is late."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cqtt import clock
from cqtt.audit.models import AuditEntry
from cqtt.commune.models import Commune, Officer, the_commune
from cqtt.extensions import db
from cqtt.leaders.call_lists import calls_of_day
from cqtt.leaders.jobs import erase_old_call_backs, escalate_late_call_backs
from cqtt.leaders.models import CallBack, CallState
from cqtt.privacy import PRIVACY_VERSION
from cqtt.roles import Role
from tests.counting import queries
from tests.dossiers.staff import desk, desk_of
from tests.factories import MONDAY, make_absence, make_officer
from tests.leaders.people import TODAY, make_call, make_leader

CALLS = "/can-bo/goi-lai"
KEY = "a-key-of-sixteen-characters"
TYPED = {
    "start_key": KEY,
    "name": "Trần Thị Chờ",
    "phone": "+84 912 345 678",
    "about": "Đường ngập",
    "when_convenient": "",
}
A_DAY = timedelta(days=1)


def call() -> CallBack:
    db.session.expire_all()
    return db.session.scalars(select(CallBack)).one()


def acts() -> list[str]:
    about = select(AuditEntry.action).where(AuditEntry.object_kind == "call_back").order_by(AuditEntry.id)
    return [act.removeprefix("call_back.") for act in db.session.scalars(about)]


# The citizen


def test_who_could_not_reach_a_leader_is_told_until_when_the_call_comes(client: FlaskClient) -> None:
    leader = make_leader()
    with clock.frozen(MONDAY):
        assert f"/lanh-dao/{leader.id}/goi-lai" in client.get("/lanh-dao").text
        answer = client.post(f"/lanh-dao/{leader.id}/goi-lai", data=TYPED)
        assert answer.status_code == 303
        page = client.get(answer.location).text
    assert "Chúng tôi gọi lại trước 16:30, thứ Ba, 24/11/2026" in page
    assert "091****678" in page and "Lúc tiện nghe máy" not in page
    assert "Trần Thị Chờ" not in page and "345" not in page  # the address may be seen by others
    assert (call().phone, call().state, call().privacy_version) == ("0912345678", CallState.WAITING, PRIVACY_VERSION)
    assert acts() == ["ask"]


def test_asked_on_friday_the_weekend_does_not_count_and_is_named(client: FlaskClient) -> None:
    leader = make_leader()
    with clock.frozen(datetime(2026, 11, 20, 8, tzinfo=UTC)):  # Friday, 15:00
        page = client.post(f"/lanh-dao/{leader.id}/goi-lai", data=TYPED, follow_redirects=True).text
    assert "trước 16:30, thứ Hai, 23/11/2026" in page
    assert "Chúng tôi nhận lời nhắn của Ông/Bà lúc 15:00, thứ Sáu, 20/11/2026. Thời hạn gọi lại là 1 ngày làm" in page
    assert "không tính: thứ Bảy, Chủ nhật. Chúng tôi gọi lại chậm nhất lúc 16:30" in page and "hồ sơ" not in page


def test_a_form_sent_twice_is_one_request(client: FlaskClient) -> None:
    leader = make_leader()
    pages = {client.post(f"/lanh-dao/{leader.id}/goi-lai", data=TYPED).location for _time in range(2)}
    assert pages == {f"/lanh-dao/goi-lai/{KEY}"}
    assert call().about == "Đường ngập"


def test_the_same_message_from_a_page_gone_back_to_is_one_while_it_waits(app: Flask, client: FlaskClient) -> None:
    leader = make_leader(Role.LEADER)
    send = f"/lanh-dao/{leader.id}/goi-lai"
    client.post(send, data=TYPED)
    page = client.post(send, data=TYPED | {"start_key": f"{KEY}-2"}, follow_redirects=True)
    assert "Chúng tôi đã có lời nhắn này" in page.text and page.request.path.endswith(KEY)
    owed = call()  # the only one
    client.post(send, data=TYPED | {"start_key": f"{KEY}-3", "about": "Việc khác"})
    desk_of(app, leader).post(f"{CALLS}/{owed.id}/xong", data={"tries": "0", "outcome": "Đã nói"})
    page = client.post(send, data=TYPED | {"start_key": f"{KEY}-4"}, follow_redirects=True)
    assert "đã có lời nhắn" not in page.text
    assert len(db.session.scalars(select(CallBack)).all()) == 3


def test_the_form_says_until_when_and_the_answer_repeats_the_hours(client: FlaskClient) -> None:
    leader = make_leader()
    with clock.frozen(MONDAY):
        assert "chúng tôi gọi lại trước 16:30, thứ Ba, 24/11/2026." in client.get(f"/lanh-dao/{leader.id}/goi-lai").text
        typed = TYPED | {"when_convenient": "sau 17 giờ"}
        page = client.post(f"/lanh-dao/{leader.id}/goi-lai", data=typed, follow_redirects=True).text
    assert "Lúc tiện nghe máy: sau 17 giờ" in page and "<summary>Vì sao là ngày này?</summary>" in page


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"phone": "123"}, "Số điện thoại có 10 chữ số"),
        ({"phone": ""}, "Xin cho biết: số điện thoại."),
        ({"name": "<script>"}, "Họ và tên chỉ gồm chữ cái"),
        ({"about": ""}, "Xin cho biết vài chữ về việc cần nói."),
        ({"about": "x" * 301}, "nhiều nhất 300 ký tự"),
        ({"when_convenient": "x" * 101}, "nhiều nhất 100 ký tự"),
    ],
)
def test_a_mistake_is_named_and_what_was_typed_stays(client: FlaskClient, more: dict[str, str], sentence: str) -> None:
    typed = TYPED | {"when_convenient": "sau 17 giờ"} | more
    answer = client.post(f"/lanh-dao/{make_leader().id}/goi-lai", data=typed)
    assert answer.status_code == 422 and sentence in answer.text
    kept = "Trần Thị Chờ" if "name" not in more else "sau 17 giờ"
    assert f'value="{kept}"' in answer.text
    assert db.session.scalars(select(CallBack)).all() == []


@pytest.mark.parametrize("key", ["", "short", "x" * 41, "with/a/slash/in/the/key"])
def test_a_key_that_no_page_gave_out_is_refused(client: FlaskClient, key: str) -> None:
    answer = client.post(f"/lanh-dao/{make_leader().id}/goi-lai", data=TYPED | {"start_key": key})
    assert answer.status_code == 422


def test_a_wrong_token_keeps_what_was_typed(strict_client: FlaskClient) -> None:
    answer = strict_client.post(f"/lanh-dao/{make_leader().id}/goi-lai", data=TYPED)
    assert answer.status_code == 422 and 'value="Trần Thị Chờ"' in answer.text


def test_a_device_that_asks_again_and_again_is_told_to_wait(client: FlaskClient) -> None:
    leader = make_leader()
    answers = []
    for number in range(7):
        typed = TYPED | {"start_key": f"{KEY}-{number}", "phone": f"09000001{number:02}"}
        answers.append(client.post(f"/lanh-dao/{leader.id}/goi-lai", data=typed))
    assert [answer.status_code for answer in answers] == [303] * 6 + [429]
    assert "từ máy này. Xin chờ một giờ" in answers[-1].text
    assert len(db.session.scalars(select(CallBack)).all()) == 6


def test_one_number_is_not_left_more_than_five_times_a_day(app: Flask) -> None:
    leader = make_leader()
    app.config["WTF_CSRF_ENABLED"] = False
    answers = []
    for number in range(6):  # each from a browser of its own
        typed = TYPED | {"start_key": f"{KEY}-{number}"}
        answers.append(app.test_client().post(f"/lanh-dao/{leader.id}/goi-lai", data=typed))
    assert [answer.status_code for answer in answers] == [303] * 5 + [429]
    assert "Xin chờ đến ngày mai" in answers[-1].text and "một giờ" not in answers[-1].text


def test_nobody_asks_for_who_is_not_public_and_no_key_opens_nothing(client: FlaskClient) -> None:
    hidden = make_leader(is_public=False)
    assert client.get(f"/lanh-dao/{hidden.id}/goi-lai").status_code == 404
    assert client.post(f"/lanh-dao/{hidden.id}/goi-lai", data=TYPED).status_code == 404
    assert client.get("/lanh-dao/goi-lai/khong-co").status_code == 404


def test_the_page_says_how_it_ended(app: Flask, client: FlaskClient) -> None:
    leader = make_leader(Role.LEADER)
    with clock.frozen(MONDAY):
        page = client.post(f"/lanh-dao/{leader.id}/goi-lai", data=TYPED).location
        staff = desk_of(app, leader)
        staff.post(f"{CALLS}/{call().id}/xong", data={"tries": "0", "outcome": "Nói riêng"})
    said = app.test_client().get(page).text
    assert "Đã gọi lại cho Ông/Bà" in said and "Nói riêng" not in said


def test_while_the_leader_is_away_the_form_says_who_calls(client: FlaskClient) -> None:
    leader, deputy = make_leader(), make_leader(name="Lê Thị Thay")
    make_absence(leader, deputy, TODAY, TODAY)
    with clock.frozen(MONDAY):
        assert "Lê Thị Thay sẽ gọi thay." in client.get(f"/lanh-dao/{leader.id}/goi-lai").text


# The officers


def listed(client: FlaskClient, at: datetime = MONDAY) -> list[str]:
    with clock.frozen(at):
        page = client.get(CALLS).text.partition("Vừa kết thúc")[0]
    return re.findall(r"<h2>([^<]+)</h2>", page)


def test_leaders_see_their_own_and_reception_sees_all(app: Flask) -> None:
    one, other = make_leader(Role.LEADER), make_leader(Role.LEADER, position=200)
    make_call(one, name="Của Một"), make_call(other, MONDAY - 4 * A_DAY, name="Của Hai")
    assert listed(desk_of(app, one)) == ["Của Một"]
    assert listed(desk_of(app, other)) == ["Của Hai"]
    assert listed(desk(app, Role.RECEPTION)) == ["Của Hai", "Của Một"]  # the first due first
    assert listed(desk(app, Role.SPECIALIST)) == []


def test_who_stands_in_sees_them_while_the_leader_is_away(app: Flask) -> None:
    leader, deputy = make_leader(Role.LEADER), make_leader(Role.LEADER, position=200)
    make_absence(leader, deputy, TODAY, TODAY)
    make_call(leader)
    page = desk_of(app, deputy)
    assert listed(page) == ["Trần Thị Chờ"]
    with clock.frozen(MONDAY):
        assert "gọi thay Nguyễn Văn Thành" in page.get(CALLS).text
    assert listed(page, MONDAY + A_DAY) == []


@pytest.mark.parametrize(
    ("role", "whom_to_ask"),
    [(Role.ADMINISTRATOR, "phân vai trò ở trang “Cán bộ”"), (Role.OVERSEER, "liên hệ người quản trị của đơn vị")],
)
def test_others_see_no_calls(app: Flask, role: Role, whom_to_ask: str) -> None:
    owed = make_call(make_leader())
    client = desk(app, role)
    refused = client.get(CALLS)
    assert refused.status_code == 403 and whom_to_ask in refused.text
    assert client.post(f"{CALLS}/{owed.id}/xong", data={"tries": "0", "outcome": "x"}).status_code == 403


def test_another_leaders_call_answers_as_none(app: Flask) -> None:
    owed = make_call(make_leader(Role.LEADER))
    other = desk(app, Role.LEADER)
    for way, sent in (
        ("xong", {"tries": "0", "outcome": "x"}),
        ("chua-gap", {"tries": "0"}),
        ("hoan-tac", {"tries": "0"}),
    ):
        assert other.post(f"{CALLS}/{owed.id}/{way}", data=sent).status_code == 404
    assert call().state is CallState.WAITING


@pytest.fixture
def boss(app: Flask) -> Officer:
    return make_leader(Role.LEADER)


@pytest.fixture
def desk_of_boss(app: Flask, boss: Officer) -> FlaskClient:
    return desk_of(app, boss)


def test_a_call_ends_with_a_word_and_waits_again_when_that_is_undone(desk_of_boss: FlaskClient, boss: Officer) -> None:
    owed = make_call(boss)
    with clock.frozen(MONDAY):
        done = desk_of_boss.post(f"{CALLS}/{owed.id}/xong", data={"tries": "0", "outcome": "Hẹn thứ Năm"})
        assert done.status_code == 303
        page = desk_of_boss.get(CALLS).text
        assert "Hẹn thứ Năm" in page.partition("Vừa kết thúc")[2] and "Không còn ai chờ gọi lại" in page
        assert (call().state, call().outcome, call().handled_by_id) == (CallState.DONE, "Hẹn thứ Năm", boss.id)
        desk_of_boss.post(f"{CALLS}/{owed.id}/hoan-tac", data={"tries": "0"})
    assert (call().state, call().outcome, call().handled_at) == (CallState.WAITING, "", None)
    assert acts() == ["ask", "done", "undo"]


def test_without_a_word_it_does_not_end(desk_of_boss: FlaskClient, boss: Officer) -> None:
    owed = make_call(boss)
    with clock.frozen(MONDAY):
        answer = desk_of_boss.post(f"{CALLS}/{owed.id}/xong", data={"tries": "0", "outcome": ""})
        long = desk_of_boss.post(f"{CALLS}/{owed.id}/xong", data={"tries": "0", "outcome": "đã nói " * 40})
    assert answer.status_code == long.status_code == 422
    assert "Xin ghi vài chữ: đã nói gì, hẹn gì." in answer.text and 'id="ket-qua-' in answer.text
    assert "đã nói đã nói" in long.text and '<details class="more" open>' in long.text
    assert call().state is CallState.WAITING


def test_a_try_is_counted_once_for_each_page_that_was_seen(desk_of_boss: FlaskClient, boss: Officer) -> None:
    owed = make_call(boss)
    with clock.frozen(MONDAY):
        assert desk_of_boss.post(f"{CALLS}/{owed.id}/chua-gap", data={"tries": "0"}).status_code == 303
        twice = desk_of_boss.post(f"{CALLS}/{owed.id}/chua-gap", data={"tries": "0"})
        assert twice.status_code == 409 and "Đồng nghiệp vừa ghi" in twice.text
        assert "Đã gọi 1 lần chưa gặp" in desk_of_boss.get(CALLS).text
        desk_of_boss.post(f"{CALLS}/{owed.id}/hoan-tac", data={"tries": "1"})
    assert call().tries == 0
    assert desk_of_boss.post(f"{CALLS}/{owed.id}/chua-gap").status_code == 400


def test_only_after_three_tries_somebody_is_unreachable(desk_of_boss: FlaskClient, boss: Officer) -> None:
    owed = make_call(boss)
    with clock.frozen(MONDAY):
        for tries in range(3):
            early = desk_of_boss.post(f"{CALLS}/{owed.id}/khong-gap", data={"tries": str(tries)})
            assert early.status_code == 409 and f"Mới gọi {tries} lần" in early.text
            assert "không liên lạc được" not in desk_of_boss.get(CALLS).text
            desk_of_boss.post(f"{CALLS}/{owed.id}/chua-gap", data={"tries": str(tries)})
        assert "Kết thúc: không liên lạc được" in desk_of_boss.get(CALLS).text
        desk_of_boss.post(f"{CALLS}/{owed.id}/khong-gap", data={"tries": "3"})
    assert call().state is CallState.UNREACHABLE
    assert acts() == ["ask", "try", "try", "try", "give_up"]


def test_who_is_overtaken_by_a_colleague_keeps_the_words(app: Flask, boss: Officer) -> None:
    owed = make_call(boss)
    with clock.frozen(MONDAY):
        desk(app, Role.RECEPTION).post(f"{CALLS}/{owed.id}/xong", data={"tries": "0", "outcome": "Tôi gọi rồi"})
        late = desk_of(app, boss).post(f"{CALLS}/{owed.id}/xong", data={"tries": "0", "outcome": "Hẹn thứ Sáu"})
    assert late.status_code == 422 and "Đồng nghiệp vừa ghi" in late.text and "Hẹn thứ Sáu" in late.text
    assert call().outcome == "Tôi gọi rồi"


def test_opening_the_list_is_recorded_once_an_hour(desk_of_boss: FlaskClient, boss: Officer) -> None:
    with clock.frozen(MONDAY):
        desk_of_boss.get(CALLS), desk_of_boss.get(CALLS)
    seen = select(AuditEntry).where(AuditEntry.object_kind == "call_list")
    assert [(entry.action, entry.object_id, entry.officer_id) for entry in db.session.scalars(seen)] == [
        ("view", "2026-11-23", boss.id)
    ]


def test_the_list_is_a_fragment_has_pages_and_few_queries(desk_of_boss: FlaskClient, boss: Officer) -> None:
    for _n in range(23):
        make_call(boss)
    with clock.frozen(MONDAY):
        page = desk_of_boss.get(CALLS, headers={"HX-Request": "true"}).text
        assert page.lstrip().startswith('<div id="calls">') and page.count('id="goi-') == 20
        assert desk_of_boss.get(f"{CALLS}?trang=2").text.count('id="goi-') == 3
        assert desk_of_boss.get(f"{CALLS}?trang=99").text.count('id="goi-') == 3
        with queries() as sent:
            desk_of_boss.get(CALLS)
    assert len([query for query in sent if query.startswith("SELECT")]) <= 14, sent


# The worker


def test_a_late_call_reaches_the_chairman_once_and_is_marked(app: Flask, commune: Commune) -> None:
    chairman = make_leader(Role.LEADER, position=1)
    leader, other = make_leader(Role.LEADER, position=2), make_leader(Role.LEADER, position=3)
    make_call(leader, MONDAY - 4 * A_DAY)
    make_call(leader, MONDAY, name="Còn Hạn")
    assert listed(desk_of(app, chairman)) == []
    assert escalate_late_call_backs(MONDAY) == 1
    assert escalate_late_call_backs(MONDAY) == 0
    db.session.commit()
    assert listed(desk_of(app, chairman)) == ["Trần Thị Chờ"]
    assert listed(desk_of(app, other)) == []
    with clock.frozen(MONDAY):
        assert "Chủ tịch cũng thấy" not in desk_of(app, chairman).get(CALLS).text
        assert "Trễ hạn thì Chủ tịch cũng thấy" in desk_of(app, other).get(CALLS).text
        page = desk_of(app, leader).get(CALLS).text
    assert "đã báo Chủ tịch" in page and "trễ " in page
    assert acts().count("escalate") == 1
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "call_back.escalate")).one()
    assert (entry.actor, entry.officer_id) == ("system", None)


def test_a_late_call_reaches_who_stands_in_for_the_chairman_while_away(app: Flask, commune: Commune) -> None:
    chairman, deputy = make_leader(Role.LEADER, position=1), make_leader(Role.LEADER, position=2)
    leader = make_leader(Role.LEADER, position=3)
    make_call(leader, MONDAY - 4 * A_DAY), make_call(leader, name="Còn Hạn")
    escalate_late_call_backs(MONDAY), db.session.commit()
    standing_in = desk_of(app, deputy)
    assert listed(standing_in) == []
    make_absence(chairman, deputy, TODAY, TODAY)
    assert listed(standing_in) == ["Trần Thị Chờ"]
    with clock.frozen(MONDAY):
        assert calls_of_day(deputy, commune, MONDAY, most=5).total == 1
        assert "đã báo Chủ tịch" not in standing_in.get(CALLS).text
    assert listed(standing_in, MONDAY + A_DAY) == []


def test_calls_are_erased_ninety_days_after_they_ended(app: Flask, boss: Officer) -> None:
    make_call(boss, MONDAY - 200 * A_DAY, name="Vẫn Chờ")
    ended = make_call(boss, MONDAY - 200 * A_DAY)
    ended.state, ended.handled_at = CallState.DONE, MONDAY - 91 * A_DAY
    recent = make_call(boss)
    recent.state, recent.handled_at = CallState.UNREACHABLE, MONDAY - 89 * A_DAY
    db.session.commit()
    assert erase_old_call_backs(MONDAY) == 1
    db.session.commit()
    assert {call.name for call in db.session.scalars(select(CallBack))} == {"Vẫn Chờ", "Trần Thị Chờ"}
    assert db.session.get(CallBack, recent.id) is not None
    assert erase_old_call_backs(MONDAY) == 0
    db.session.commit()
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "call_back.erase")).one()
    assert (entry.actor, entry.object_id, entry.details) == ("system", "", {"lines": 1})


def test_the_page_of_the_day_is_told_how_many_wait(app: Flask, boss: Officer) -> None:
    make_call(boss, MONDAY - 4 * A_DAY, name="Trễ Rồi"), make_call(boss), make_call(make_leader())
    day = calls_of_day(boss, the_commune(), MONDAY, most=1)
    assert (day.total, day.late, [line.call.name for line in day.lines]) == (2, 1, ["Trễ Rồi"])
    nobody = calls_of_day(make_officer(Role.SPECIALIST), the_commune(), MONDAY, most=1)
    assert (nobody.total, nobody.late, nobody.lines) == (0, 0, [])
