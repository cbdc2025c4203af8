"""One step on many dossiers: what is foreseen, what is done, what is left out and why, and the way back."""

import html
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from cqtt import clock
from cqtt.commune.models import Officer
from cqtt.dossiers import actions
from cqtt.dossiers.models import Dossier, DossierEvent, FilingChannel, IssuedPaper
from cqtt.dossiers.papers import decisions
from cqtt.dossiers.queue import bulk
from cqtt.dossiers.queue.bulk_steps import BULK
from cqtt.dossiers.rules import NEXT_STATUS, ROLES, Status, Step
from cqtt.extensions import db
from cqtt.notifications.models import Notification
from cqtt.procedures.models import FilingMode
from cqtt.roles import Role
from tests.counting import queries
from tests.dossiers.staff import browser, desk, desk_of
from tests.factories import MONDAY, make_absence, make_dossier, make_officer, make_procedure

QUEUE, MANY = "/can-bo/ho-so", "/can-bo/ho-so/nhieu"
UNKNOWN_TIME = dict.fromkeys(("identity", "fee", "documents", "online_level"), "high") | {"processing_time": "low"}


@pytest.fixture(autouse=True)
def monday_morning(app: Flask) -> Iterator[None]:
    with clock.frozen(MONDAY):
        yield


@pytest.fixture
def me(app: Flask) -> Officer:
    return make_officer(Role.SPECIALIST, Role.RECEPTION, name="Lê Văn An", department="Phòng Kinh tế")


@pytest.fixture
def client(app: Flask, me: Officer) -> FlaskClient:
    return desk_of(app, me)


def accepted(count: int = 1, **fields: Any) -> list[Dossier]:
    version = make_procedure()
    return [
        make_dossier(version, **{"status": Status.ACCEPTED, "received_at": MONDAY, "due_at": MONDAY} | fields)
        for _each in range(count)
    ]


def picks(*dossiers: Dossier) -> list[str]:
    return [f"{dossier.id}.{dossier.revision}" for dossier in dossiers]


def ask(client: FlaskClient, what: str, *dossiers: Dossier) -> str:
    answer = client.post(MANY, data={"viec": what, "chon": picks(*dossiers)})
    assert answer.status_code == 200, answer.text
    return answer.text


def press(client: FlaskClient, what: str, ticked: list[str], **typed: Any) -> TestResponse:
    return client.post(f"{MANY}/{what}", data={"chon": ticked, **typed})


def part(page: str, caption: str) -> dict[str, str]:
    """Return what a list of the page says: {code: last column}."""
    table = page.partition(f"<caption>{caption}")[2].partition("</table>")[0]
    rows = re.findall(r"<tr class.*?</tr>", table, re.DOTALL)
    cells = [[html.unescape(re.sub("<[^>]*>", "", cell)) for cell in re.findall("<td.*?</td>", row)] for row in rows]
    return {row[0]: row[-1] for row in cells}


def status_of(*dossiers: Dossier) -> list[Status]:
    return [db.session.get_one(Dossier, dossier.id).status for dossier in dossiers]


def steps_of(dossier: Dossier) -> list[Step]:
    return list(db.session.scalars(select(DossierEvent.step).where(DossierEvent.dossier_id == dossier.id)))


def test_the_queue_has_boxes_that_carry_the_revision_and_all_are_ticked_without_scripts(client: FlaskClient) -> None:
    (dossier,) = accepted()
    assert f'name="chon" value="{dossier.id}.{dossier.revision}" autocomplete' in client.get(QUEUE).text
    link = re.findall(r'href="([^"]+)" data-tick-all', client.get(f"{QUEUE}?han=hom-nay&trang-thai=da-tiep-nhan").text)[
        0
    ]
    assert link == "/can-bo/ho-so?trang-thai=da-tiep-nhan&amp;han=hom-nay&amp;chon=trang"
    assert f'value="{dossier.id}.{dossier.revision}" checked' in client.get(f"{QUEUE}?chon=trang").text


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        (Role.RECEPTION, ["giao", "tiep-nhan", "du-giay-to", "len-ke", "nhac"]),
        (Role.SPECIALIST, ["giao", "xu-ly", "len-ke", "nhac"]),
        (Role.LEADER, ["giao"]),
        (Role.OVERSEER, []),
    ],
)
def test_each_role_is_offered_its_own_steps(app: Flask, role: Role, offered: list[str]) -> None:
    accepted()
    page = desk(app, role).get(QUEUE).text.partition('id="queue"')[2]
    assert re.findall(r'<option value="([a-z-]+)"', page) == offered
    assert ('name="chon"' in page) == bool(offered)


def test_strangers_and_other_roles_move_nothing(app: Flask) -> None:
    (dossier,) = accepted()
    for address in (MANY, f"{MANY}/xu-ly", f"{MANY}/xu-ly/hoan-tac"):
        assert browser(app).post(address).location.startswith("/dang-nhap")
        for role in (Role.OVERSEER, Role.ADMINISTRATOR):
            assert desk(app, role).post(address, data={"chon": picks(dossier)}).status_code == 403
    assert status_of(dossier) == [Status.ACCEPTED]


def test_what_would_happen_is_listed_first_and_nothing_is_changed(client: FlaskClient, me: Officer) -> None:
    held = make_officer(Role.SPECIALIST, name="Trần Thị Bình")
    (free,), (theirs,) = accepted(), accepted(officer_id=held.id)
    new = make_dossier()
    page = ask(client, "xu-ly", free, theirs, new)
    assert part(page, "Sẽ làm: 2 hồ sơ") == {
        free.code: "Tôi nhận và bắt đầu",
        theirs.code: "Bắt đầu; người giữ vẫn là Trần Thị Bình",
    }
    assert "Mới đăng ký, chờ tiếp nhận" in part(page, "Để lại, không làm: 1 hồ sơ")[str(new.code)]
    assert f'value="{new.id}.' not in page and "Bắt đầu 2 hồ sơ" in page
    assert status_of(free, theirs, new) == [Status.ACCEPTED, Status.ACCEPTED, Status.SUBMITTED]


def test_all_are_begun_and_each_has_its_event(client: FlaskClient, me: Officer) -> None:
    dossiers = accepted(3)
    answer = press(client, "xu-ly", picks(*dossiers))
    assert answer.status_code == 200
    assert list(part(answer.text, "Đã làm: 3 hồ sơ")) == [dossier.code for dossier in dossiers]
    assert "Đã làm xong cả 3 hồ sơ." in answer.text
    assert status_of(*dossiers) == [Status.PROCESSING] * 3
    assert {db.session.get_one(Dossier, dossier.id).officer_id for dossier in dossiers} == {me.id}


def test_one_refusal_undoes_nothing_else(client: FlaskClient) -> None:
    first, second, third = accepted(3)
    ticked = picks(first, second, third)
    actions.withdraw(second, "", MONDAY)
    db.session.commit()
    page = press(client, "xu-ly", ticked).text
    assert list(part(page, "Đã làm: 2 hồ sơ")) == [first.code, third.code]
    assert "Người nộp vừa cập nhật hồ sơ này trước" in part(page, "Chưa làm: 1 hồ sơ")[str(second.code)]
    assert "Đã làm 2 hồ sơ, còn 1 chưa làm." in page
    assert status_of(first, second, third) == [Status.PROCESSING, Status.WITHDRAWN, Status.PROCESSING]


def test_one_changed_meanwhile_is_left_out_and_named_with_who_changed_it(client: FlaskClient) -> None:
    first, second = accepted(2)
    ticked = picks(first, second)
    colleague = make_officer(Role.LEADER, name="Võ Thị Cúc")
    actions.add_note(first, colleague, "Xin xem kỹ.", MONDAY)
    db.session.commit()
    asked = client.post(MANY, data={"viec": "giao", "chon": ticked}).text
    assert "Võ Thị Cúc vừa cập nhật" in part(asked, "Để lại, không làm: 1 hồ sơ")[str(first.code)]
    page = press(client, "giao", ticked, to=str(colleague.id)).text
    assert "Võ Thị Cúc vừa cập nhật" in part(page, "Chưa làm: 1 hồ sơ")[str(first.code)]
    assert steps_of(first)[-1] is Step.NOTE and steps_of(second)[-1] is Step.ASSIGN


def test_handing_over_takes_a_colleague_and_a_note_and_goes_back_to_who_had_it(client: FlaskClient) -> None:
    binh, cuc = make_officer(Role.SPECIALIST, name="Trần Thị Bình"), make_officer(Role.LEADER, name="Võ Thị Cúc")
    (held,), (departments,), (nobodys,) = accepted(officer_id=binh.id), accepted(department="Phòng Đất đai"), accepted()
    dossiers = (held, departments, nobodys)
    assert part(ask(client, "giao", *dossiers), "Sẽ làm: 3 hồ sơ") == {
        held.code: "Đang ở: Trần Thị Bình",
        departments.code: "Đang ở: Phòng Đất đai",
        nobodys.code: "Chưa giao ai",
    }
    page = press(client, "giao", picks(*dossiers), to=str(cuc.id), note="Xin xem giúp.").text
    assert {each.officer_id for each in db.session.scalars(select(Dossier))} == {cuc.id}
    assert {event.note for event in held.events if event.step is Step.ASSIGN} == {"Xin xem giúp."}
    assert "Hoàn tác 3 hồ sơ" in page
    back = re.findall(r'name="chon" value="([0-9.]+)"', page)
    page = client.post(f"{MANY}/giao/hoan-tac", data={"chon": back}).text
    assert "Đã làm xong cả 3 hồ sơ." in page and "Hoàn tác 3" not in page
    found = {each.id: (each.officer_id, each.department) for each in db.session.scalars(select(Dossier))}
    assert found == {held.id: (binh.id, ""), departments.id: (None, "Phòng Đất đai"), nobodys.id: (None, "")}


def test_handing_over_to_a_department(client: FlaskClient, me: Officer) -> None:
    first, second = accepted(1, officer_id=me.id)[0], accepted(1, department="Phòng Kinh tế")[0]
    page = press(client, "giao", picks(first, second), to="phong:Phòng Kinh tế").text
    assert part(page, "Chưa làm: 1 hồ sơ") == {second.code: "Hồ sơ đã ở đó rồi."}
    again = db.session.get_one(Dossier, first.id)
    assert (again.officer_id, again.department) == (None, "Phòng Kinh tế")


def test_colleagues_who_are_away_are_marked_and_who_has_left_is_not_offered(client: FlaskClient, me: Officer) -> None:
    (dossier,) = accepted()
    binh = make_officer(Role.SPECIALIST, name="Trần Thị Bình")
    gone = make_officer(Role.SPECIALIST, name="Đỗ Văn Nghỉ", is_active=False)
    make_absence(binh, me, MONDAY.date(), MONDAY.date())
    page = ask(client, "giao", dossier)
    assert "Trần Thị Bình – Công chức (vắng, thay: Lê Văn An)" in page and "Đỗ Văn Nghỉ" not in page
    answer = press(client, "giao", picks(dossier), to=str(gone.id))
    assert answer.status_code == 422 and steps_of(dossier) == [Step.SUBMIT]


@pytest.mark.parametrize(
    ("what", "typed", "said"),
    [
        ("giao", {"to": "", "note": "Gấp lắm"}, "Xin chọn đồng nghiệp hoặc phòng."),
        ("giao", {"to": "phong:Không có", "note": "Gấp lắm"}, "Xin chọn một trong các mục có sẵn."),
        ("giao", {"to": "", "note": "x" * 501}, "nhiều nhất 500 ký tự"),
        ("len-ke", {"shelf": ""}, "Xin ghi số kệ"),
    ],
)
def test_bad_input_is_named_and_what_was_typed_stays(
    client: FlaskClient, what: str, typed: dict[str, str], said: str
) -> None:
    (dossier,) = accepted(1, status=Status.RESOLVED, result_on_paper=True)
    answer = press(client, what, picks(dossier), **typed)
    assert (answer.status_code, said in answer.text) == (422, True)
    assert typed.get("note", "") in answer.text and f'value="{dossier.id}.' in answer.text
    assert steps_of(dossier) == [Step.SUBMIT]


def test_only_online_dossiers_with_a_published_limit_are_accepted_together(client: FlaskClient) -> None:
    fine = make_dossier()
    at_desk = make_dossier(channel=FilingChannel.DESK)
    checked_first = make_dossier(make_procedure(FilingMode.PRE_CHECK))
    no_limit = make_dossier(make_procedure(confidence=UNKNOWN_TIME))
    dossiers = (fine, at_desk, checked_first, no_limit)
    page = ask(client, "tiep-nhan", *dossiers)
    assert part(page, "Sẽ làm: 1 hồ sơ") == {fine.code: "Hẹn trả thứ Năm, 26/11/2026, trước 16:30"}
    left = part(page, "Để lại, không làm: 3 hồ sơ")
    assert "cần bản chính tại quầy" in left[str(at_desk.code)] and "cần bản chính" in left[str(checked_first.code)]
    assert "chưa công bố thời hạn" in left[str(no_limit.code)]
    page = press(client, "tiep-nhan", picks(*dossiers)).text
    assert status_of(*dossiers) == [Status.ACCEPTED, *[Status.SUBMITTED] * 3]
    assert "Hẹn trả" in part(page, "Đã làm: 1 hồ sơ")[str(fine.code)]
    assert "Không hoàn tác được: mỗi hồ sơ đã có số giấy tiếp nhận" in page and "/hoan-tac" not in page
    assert db.session.scalars(select(IssuedPaper.dossier_id)).all() == [fine.id]


def test_each_of_many_is_asked_for_the_fee_its_version_publishes(client: FlaskClient) -> None:
    charged = make_dossier(make_procedure(fee={"amount_vnd": 8_000, "note": ""}))
    free = make_dossier(make_procedure(fee={"amount_vnd": 0, "note": ""}))
    asked_before = make_dossier(charged.version, fee_vnd=16_000)
    dossiers = (charged, free, asked_before)
    assert "phí 8.000" in part(ask(client, "tiep-nhan", *dossiers), "Sẽ làm: 3 hồ sơ")[str(charged.code)]
    press(client, "tiep-nhan", picks(*dossiers))
    assert status_of(*dossiers) == [Status.ACCEPTED] * 3
    assert [db.session.get_one(Dossier, each.id).fee_vnd for each in dossiers] == [8_000, None, 16_000]
    papers = db.session.scalars(select(IssuedPaper).where(IssuedPaper.dossier_id == charged.id))
    assert [paper.words["fee"].replace("\u00a0", " ") for paper in papers] == ["8.000 đồng, chưa nộp khi lập giấy này"]


def test_beginning_is_taken_back_unless_something_followed(client: FlaskClient, me: Officer) -> None:
    first, second = accepted(2)
    page = press(client, "xu-ly", picks(first, second)).text
    back = re.findall(r'name="chon" value="([0-9.]+)"', page)
    actions.resolve(second, me, "Giấy khai sinh", MONDAY)
    db.session.commit()
    page = client.post(f"{MANY}/xu-ly/hoan-tac", data={"chon": back}).text
    assert part(page, "Đã làm: 1 hồ sơ") == {first.code: "Đã hoàn tác."}
    assert "Lê Văn An vừa cập nhật" in part(page, "Chưa làm: 1 hồ sơ")[str(second.code)]
    assert status_of(first, second) == [Status.ACCEPTED, Status.RESOLVED]
    assert [db.session.get_one(Dossier, each.id).officer_id for each in (first, second)] == [None, me.id]


def test_a_hand_over_is_not_taken_back_from_a_page_that_was_made_up(client: FlaskClient, me: Officer) -> None:
    (dossier,) = accepted(1, officer_id=me.id)
    page = client.post(f"{MANY}/giao/hoan-tac", data={"chon": picks(dossier)}).text
    assert "không hoàn tác được nữa" in part(page, "Chưa làm: 1 hồ sơ")[str(dossier.code)]
    for what in set(BULK) - {"giao", "xu-ly"}:
        assert client.post(f"{MANY}/{what}/hoan-tac", data={"chon": picks(dossier)}).status_code == 404


def test_it_does_not_go_back_to_who_has_left(client: FlaskClient) -> None:
    binh = make_officer(Role.SPECIALIST, name="Trần Thị Bình")
    (dossier,) = accepted(1, officer_id=binh.id)
    page = press(client, "giao", picks(dossier), to="phong:Phòng Kinh tế").text
    db.session.get_one(Officer, binh.id).is_active = False
    db.session.commit()
    back = re.findall(r'name="chon" value="([0-9.]+)"', page)
    page = client.post(f"{MANY}/giao/hoan-tac", data={"chon": back}).text
    assert "Trần Thị Bình đã ngừng làm việc" in part(page, "Chưa làm: 1 hồ sơ")[str(dossier.code)]


def test_results_go_to_one_shelf(client: FlaskClient) -> None:
    (paper,) = accepted(1, status=Status.RESOLVED, result_on_paper=True, shelf="A1")
    (file,) = accepted(1, status=Status.RESOLVED)
    assert part(ask(client, "len-ke", paper, file), "Sẽ làm: 1 hồ sơ") == {paper.code: "Đang ở kệ A1"}
    press(client, "len-ke", picks(paper, file), shelf="B7")
    assert [db.session.get_one(Dossier, each.id).shelf for each in (paper, file)] == ["B7", ""]


def test_papers_are_marked_complete_once(client: FlaskClient) -> None:
    version = make_procedure(FilingMode.PRE_CHECK)
    new, checked = make_dossier(version), make_dossier(version, papers_checked_at=MONDAY)
    page = press(client, "du-giay-to", picks(new, checked)).text
    assert list(part(page, "Đã làm: 1 hồ sơ")) == [new.code]
    assert "Đã báo “giấy tờ đã đủ”" in part(page, "Chưa làm: 1 hồ sơ")[str(checked.code)]


def test_people_are_reminded_once_a_day_with_words_that_fit(client: FlaskClient, me: Officer) -> None:
    (asked,) = accepted(1, status=Status.PROCESSING)
    decisions.request_supplement(asked, me, ["Ảnh chân dung", "Sổ hộ khẩu"], "", MONDAY - timedelta(days=3))
    (ready,) = accepted(1, status=Status.RESOLVED)
    db.session.commit()
    words = part(ask(client, "nhac", asked, ready), "Sẽ làm: 2 hồ sơ")
    assert "Ảnh chân dung; Sổ hộ khẩu" in words[str(asked.code)] and "mời Ông/Bà đến nhận" in words[str(ready.code)]
    press(client, "nhac", picks(asked, ready))
    told = select(Notification.about_id).where(Notification.event == "remind")
    assert sorted(db.session.scalars(told)) == [asked.id, ready.id]
    assert "Hôm nay đã nhắc người này rồi." in ask(client, "nhac", asked)


def test_nothing_ticked_or_chosen_leads_back_to_the_same_page_of_the_queue(client: FlaskClient) -> None:
    (dossier,) = accepted()
    here = f"{QUEUE}?han=tre"
    answer = client.post(MANY, data={"viec": "giao", "ve": here})
    assert (answer.status_code, answer.location) == (303, here)
    assert "Xin đánh dấu ít nhất một hồ sơ" in client.get(here).text
    for what in ("", "không-có", "tu-choi"):
        answer = client.post(MANY, data={"viec": what, "chon": picks(dossier), "ve": "//ngoai.example"})
        assert (answer.status_code, answer.location) == (303, QUEUE)
    assert client.get(MANY).location == client.get(f"{MANY}/giao").location == QUEUE


def test_a_role_that_may_not_is_refused_for_each(app: Flask) -> None:
    (dossier,) = accepted()
    leader = desk(app, Role.LEADER)
    assert leader.post(MANY, data={"viec": "xu-ly", "chon": picks(dossier)}).status_code == 303
    page = press(leader, "xu-ly", picks(dossier)).text
    assert "thuộc phần của đồng nghiệp khác" in part(page, "Chưa làm: 1 hồ sơ")[str(dossier.code)]


@pytest.mark.parametrize("ticked", [["x"], ["1"], ["1.x"], ["-1.1"], ["999999999.1"], ["9" * 40 + ".1"]])
def test_made_up_ticks_break_nothing(client: FlaskClient, ticked: list[str]) -> None:
    assert client.post(MANY, data={"viec": "xu-ly", "chon": ticked}).status_code == 200
    page = press(client, "xu-ly", ticked).text
    assert "Đã làm: " not in page


def test_more_than_two_hundred_are_refused_with_a_sentence(client: FlaskClient) -> None:
    ticked = [f"{number}.1" for number in range(1, 202)]
    for address in (MANY, f"{MANY}/xu-ly"):
        answer = client.post(address, data={"viec": "xu-ly", "chon": ticked})
        assert answer.status_code == 409
        assert "Mỗi lần làm nhiều nhất 200 hồ sơ; Ông/Bà đã chọn 201." in answer.text


def test_looking_at_many_costs_no_more_queries_than_at_few(client: FlaskClient) -> None:
    few, many = accepted(2), accepted(20)
    ask(client, "xu-ly", *few)
    costs = []
    for dossiers in (few, many):
        ticked = picks(*dossiers)
        with queries() as sent:
            client.post(MANY, data={"viec": "xu-ly", "chon": ticked})
        costs.append(len([statement for statement in sent if statement.startswith("SELECT")]))
    assert costs[0] == costs[1] <= 12


def test_a_busy_database_stops_the_round_and_names_what_was_not_reached(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = accepted(3)
    begin, calls = bulk.begin_writing, []

    def locked_at_the_second() -> None:
        calls.append(1)
        if len(calls) == 2:
            raise OperationalError("begin", {}, Exception("database is locked"))
        begin()

    monkeypatch.setattr(bulk, "begin_writing", locked_at_the_second)
    page = press(client, "xu-ly", picks(first, second, third)).text
    assert list(part(page, "Đã làm: 1 hồ sơ")) == [first.code]
    left = part(page, "Chưa làm: 2 hồ sơ")
    assert list(left) == [second.code, third.code] and "đang bận" in left[str(third.code)]
    assert status_of(first, second, third) == [Status.PROCESSING, Status.ACCEPTED, Status.ACCEPTED]


def test_a_change_that_slips_past_the_check_loses_at_the_database(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What PostgreSQL allows and SQLite's lock does not: another commits between our look and our write."""
    first, second = accepted(2)

    def be_overtaken(dossier: Dossier, seen: int) -> None:
        if dossier.id == first.id:
            raised = update(Dossier.__table__).where(Dossier.__table__.c.id == first.id)  # type: ignore[arg-type]
            db.session.connection().execute(raised.values(revision=dossier.revision + 1))

    monkeypatch.setattr(bulk, "check_revision", be_overtaken)
    page = press(client, "xu-ly", picks(first, second)).text
    assert "vừa cập nhật hồ sơ này trước" in part(page, "Chưa làm: 1 hồ sơ")[str(first.code)]
    assert status_of(first, second) == [Status.ACCEPTED, Status.PROCESSING]
    assert steps_of(first) == [Step.SUBMIT]


def test_the_token_is_checked_before_anything_is_done(app: Flask, me: Officer, strict_client: FlaskClient) -> None:
    (dossier,) = accepted()
    app.config["WTF_CSRF_ENABLED"] = False
    signed_in = desk_of(app, me)
    app.config["WTF_CSRF_ENABLED"] = True
    assert signed_in.post(f"{MANY}/xu-ly", data={"chon": picks(dossier)}).status_code == 422
    assert signed_in.post(f"{MANY}/xu-ly/hoan-tac", data={"chon": picks(dossier)}).status_code == 400
    assert status_of(dossier) == [Status.ACCEPTED]


def test_the_steps_offered_are_steps_of_the_table() -> None:
    for what in BULK.values():
        assert ROLES[what.step] and any(step is what.step for _status, step in NEXT_STATUS)
        assert (what.take_back is None) == bool(what.for_good)
