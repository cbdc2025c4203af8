"""The working calendar: what administrators change, which dossiers it moves, who is told; nothing by surprise."""

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cqtt import clock
from cqtt.audit.models import AuditEntry
from cqtt.clock import ICT
from cqtt.commune.actions import found_unit
from cqtt.commune.calendar import working_calendar
from cqtt.commune.holidays import propose
from cqtt.commune.limits import Limit, Unit
from cqtt.commune.models import Commune, Holiday, UnitKind, the_commune
from cqtt.commune.working_time import DayKind
from cqtt.deadlines import actions as calendar_actions
from cqtt.deadlines.jobs import follow_the_calendar
from cqtt.deadlines.rules import Change
from cqtt.dossiers import actions
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.moves import move
from cqtt.dossiers.papers import decisions
from cqtt.dossiers.rules import Actor, Status, Step, StepNotAllowed
from cqtt.extensions import db
from cqtt.notifications.models import Notification
from cqtt.roles import Role
from tests.counting import queries
from tests.factories import MONDAY, make_dossier, make_officer, make_procedure, sign_in

THREE_DAYS = Limit(3, Unit.WORKING_DAY)
MOURNING = {
    "on-ngay": "25",
    "on-thang": "11",
    "on-nam": "2026",
    "kind": "off",
    "name": "Quốc tang",
    "source": "Thông báo 99/TB-VPCP",
}


@pytest.fixture
def admin(client: FlaskClient) -> FlaskClient:
    return sign_in(client, make_officer(Role.ADMINISTRATOR))


@pytest.fixture(autouse=True)
def monday(app: Flask) -> Any:
    with clock.frozen(MONDAY):
        yield


def accepted(limit: Limit = THREE_DAYS) -> Dossier:
    """Received on Monday 23 November 2026; without holidays three working days end on Thursday."""
    dossier = make_dossier()
    decisions.accept(dossier, make_officer(Role.RECEPTION), limit, MONDAY)
    db.session.commit()
    return dossier


def send(client: FlaskClient, address: str, seen: int | str = "", **typed: Any) -> TestResponse:
    revision = db.session.get_one(Commune, 1).revision
    return client.post(address, data={"revision": revision, "seen": seen, **typed})


def local_end(day: int, month: int = 11) -> datetime:
    return datetime(2026, month, day, 16, 30, tzinfo=ICT)


def test_a_day_that_moves_nothing_is_stored_at_once(admin: FlaskClient) -> None:
    answer = send(admin, "/quan-tri/lich/them", **MOURNING)
    assert (answer.status_code, answer.location) == (303, "/quan-tri/lich")
    day = db.session.get_one(Holiday, date(2026, 11, 25))
    assert (day.kind, day.name, day.source) == (DayKind.OFF, "Quốc tang", "Thông báo 99/TB-VPCP")
    page = admin.get("/quan-tri/lich").text
    assert "thứ Tư, 25/11/2026" in page and "Quốc tang" in page
    assert not working_calendar(the_commune()).is_working_day(date(2026, 11, 25))


def test_a_holiday_announced_late_moves_open_dossiers_after_it_was_shown_and_tells_the_people(
    admin: FlaskClient,
) -> None:
    dossier, ended = accepted(), accepted()
    actions.withdraw(ended, "đổi ý", MONDAY)
    db.session.commit()
    told_before = db.session.query(Notification).count()
    shown = send(admin, "/quan-tri/lich/them", **MOURNING)
    assert shown.status_code == 200
    assert "1 hồ sơ đang mở sẽ đổi ngày hẹn trả" in shown.text and dossier.code in shown.text
    assert "thứ Năm, 26/11/2026" in shown.text and "thứ Sáu, 27/11/2026" in shown.text
    assert db.session.get(Holiday, date(2026, 11, 25)) is None, "nothing is stored before it was seen"
    answer = send(admin, "/quan-tri/lich/them", seen=1, **MOURNING)
    assert (answer.status_code, answer.location) == (303, "/quan-tri/lich/ho-so-doi-ngay")
    assert dossier.due_at == local_end(27) and "Quốc tang" in dossier.due_explanation
    event = dossier.events[-1]
    assert (event.step, event.actor) == (Step.MOVE_DUE_DATE, Actor.SYSTEM)
    assert "Quốc tang (25/11/2026)" in event.told and "27/11/2026" in event.told
    assert db.session.query(Notification).count() == told_before + 1
    listed = admin.get("/quan-tri/lich/ho-so-doi-ngay").text
    assert dossier.code in listed and "Nguyễn" not in listed, "an administrator sees no citizen's name"


def test_whoever_saw_another_number_of_dossiers_is_asked_again(admin: FlaskClient) -> None:
    accepted()
    accepted()
    answer = send(admin, "/quan-tri/lich/them", seen=1, **MOURNING)
    assert answer.status_code == 200 and "2 hồ sơ đang mở" in answer.text
    assert re.search(r'name="seen"[^>]*value="2"', answer.text)


def test_a_dossier_that_waits_for_papers_gets_its_window_counted_anew(admin: FlaskClient) -> None:
    dossier = make_dossier(make_procedure(supplement_window=2))
    officer = make_officer(Role.RECEPTION)
    decisions.request_supplement(dossier, officer, ["Ảnh"], "Mờ", MONDAY)
    db.session.commit()
    assert dossier.supplements[0].reply_by == local_end(25)
    assert send(admin, "/quan-tri/lich/them", **MOURNING).status_code == 303
    assert dossier.supplements[0].reply_by == local_end(26)


def test_whoever_may_answer_longer_is_told_and_the_window_is_never_cut_short(admin: FlaskClient) -> None:
    dossier = make_dossier(make_procedure(supplement_window=2))
    decisions.request_supplement(dossier, make_officer(Role.RECEPTION), ["Ảnh"], "Mờ", MONDAY)
    db.session.commit()
    send(admin, "/quan-tri/lich/them", **MOURNING)
    event = dossier.events[-1]
    assert (event.step, event.actor) == (Step.REMIND, Actor.SYSTEM)
    assert event.told.startswith("Hạn bổ sung của Ông/Bà được lùi đến") and "26/11/2026" in event.told
    assert "vì lịch làm việc có ngày nghỉ mới: Quốc tang (25/11/2026)" in event.told
    send(admin, "/quan-tri/lich/2026-11-25/bo")
    assert dossier.supplements[0].reply_by == local_end(26) and dossier.events[-1].id == event.id


def test_the_dates_are_counted_after_the_claim(admin: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """What another administrator stored before the claim is refused; nothing is computed from an older table."""
    order: list[str] = []
    for name in ("claim_revision", "calendar_after"):
        whole = getattr(calendar_actions, name)
        monkeypatch.setattr(
            calendar_actions, name, lambda *said, name=name, whole=whole: (order.append(name), whole(*said))[1]
        )
    calendar_actions.change_calendar(the_commune(), the_commune().revision, Change(), MONDAY)
    assert order == ["claim_revision", "calendar_after"]


def holiday_by_another_way(on: date = date(2026, 11, 25)) -> None:
    """A row that no page has written, so that no dossier was counted anew."""
    db.session.add(Holiday(on=on, kind=DayKind.OFF, name="Quốc tang"))
    db.session.commit()


def test_every_hour_open_dossiers_get_the_date_of_the_calendar_and_the_people_are_told(app: Flask) -> None:
    dossier, window = accepted(), make_dossier(make_procedure(supplement_window=2))
    decisions.request_supplement(window, make_officer(Role.RECEPTION), ["Ảnh"], "Mờ", MONDAY)
    db.session.commit()
    assert follow_the_calendar(MONDAY) == 0
    holiday_by_another_way()
    night = MONDAY + timedelta(hours=14)
    assert follow_the_calendar(night) == 0 and dossier.due_at == local_end(26)
    assert follow_the_calendar(MONDAY) == 2
    assert dossier.due_at == local_end(27) and "Quốc tang" in dossier.due_explanation
    assert (dossier.events[-1].step, "27/11/2026" in dossier.events[-1].told) == (Step.MOVE_DUE_DATE, True)
    assert window.supplements[0].reply_by == local_end(26)
    assert follow_the_calendar(MONDAY) == 0


def test_one_dossier_that_cannot_be_moved_does_not_stop_the_others(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = accepted(), accepted()
    holiday_by_another_way()
    whole = actions.move_due_date

    def refusing(dossier: Dossier, *said: Any) -> None:
        if dossier.id == first.id:
            raise StepNotAllowed("không được")
        whole(dossier, *said)

    monkeypatch.setattr(actions, "move_due_date", refusing)
    assert follow_the_calendar(MONDAY) == 1
    assert (first.due_at, second.due_at) == (local_end(26), local_end(27))


def test_all_dates_that_moved_are_there_page_by_page(admin: FlaskClient) -> None:
    dossier = make_dossier(status=Status.PROCESSING, due_at=MONDAY)
    details = {"was": MONDAY.isoformat(), "due": local_end(26).isoformat()}
    for _number in range(31):
        move(dossier, Step.MOVE_DUE_DATE, Actor.SYSTEM, MONDAY, details=details)
    db.session.commit()
    page = "/quan-tri/lich/ho-so-doi-ngay"
    first, last, beyond = (admin.get(page + more).text for more in ("", "?trang=2", "?trang=99"))
    assert "31 lần đổi ngày" in first and "Trang 1 trên 2" in first
    assert [text.count('class="code"') for text in (first, last, beyond)] == [30, 1, 1]


def assumed_year() -> list[date]:
    """The rows of 2027 as founding writes them: no notice of that year is known."""
    rows = propose(2027)
    db.session.add_all(Holiday(on=r.on, kind=r.kind, name=r.name, source=r.source, assumed=r.assumed) for r in rows)
    db.session.commit()
    return [row.on for row in rows]


def test_assumed_days_are_shown_as_such_until_a_person_confirms_them_with_a_notice(admin: FlaskClient) -> None:
    days = assumed_year()
    page = admin.get("/quan-tri/lich").text
    assert f"Còn {len(days)} ngày của năm 2027 chưa được xác nhận" in page, "the next year is asked for on this page"
    assert admin.get("/quan-tri/lich?nam=2027").text.count("giả định") == len(days)
    proposal = "/quan-tri/lich/de-xuat/2027"
    boxes = re.findall(r'<input[^>]*type="checkbox"[^>]*>', admin.get(proposal).text)
    assert len(boxes) == len(days) and not any("checked" in box for box in boxes), "a person ticks what is assumed"
    chosen = [days[0].isoformat(), days[1].isoformat()]
    refused = send(admin, proposal, days=chosen)
    assert refused.status_code == 422 and "Xin ghi số thông báo" in refused.text
    assert send(admin, proposal, days=chosen, source="Thông báo 9/TB").status_code == 303
    row = db.session.get_one(Holiday, days[0])
    assert (row.assumed, row.source) == (False, "Thông báo 9/TB")
    edited = {"on-ngay": days[2].day, "on-thang": days[2].month, "on-nam": 2027, "kind": "off", "name": "Tết"}
    assert send(admin, f"/quan-tri/lich/{days[2]}", **edited).status_code == 303
    assert db.session.query(Holiday).filter_by(assumed=True).count() == len(days) - 3
    assert f"Còn {len(days) - 3} ngày của năm 2027" in admin.get("/quan-tri/lich").text


def test_a_new_unit_has_its_assumed_days_marked(app: Flask) -> None:
    db.session.query(Commune).delete()
    found_unit("Tam Phước", UnitKind.XA, "Đồng Nai", date(2026, 11, 23))
    marked = {row.on.year for row in db.session.query(Holiday).filter_by(assumed=True)}
    assert marked == {2027}


def test_taking_a_day_out_gives_the_old_date_back(admin: FlaskClient) -> None:
    dossier = accepted()
    send(admin, "/quan-tri/lich/them", seen=1, **MOURNING)
    asked = send(admin, "/quan-tri/lich/2026-11-25/bo")
    assert asked.status_code == 200 and "26/11/2026" in asked.text
    assert send(admin, "/quan-tri/lich/2026-11-25/bo", seen=1).status_code == 303
    assert dossier.due_at == local_end(26)
    assert "sớm hơn" in dossier.events[-1].told
    assert db.session.get(Holiday, date(2026, 11, 25)) is None


def test_a_day_can_be_moved_and_several_days_are_one_entry(admin: FlaskClient) -> None:
    several = MOURNING | {"until-ngay": "26", "until-thang": "11", "until-nam": "2026"}
    assert send(admin, "/quan-tri/lich/them", **several).status_code == 303
    assert db.session.query(Holiday).count() == 2
    moved = MOURNING | {"on-ngay": "30"}
    assert send(admin, "/quan-tri/lich/2026-11-26", **moved).status_code == 303
    assert sorted(db.session.query(Holiday.on)) == [(date(2026, 11, 25),), (date(2026, 11, 30),)]


def test_a_half_day_has_its_own_hours(admin: FlaskClient) -> None:
    half = MOURNING | {"kind": "half", "hours": "07:30–10:00", "name": "Hội nghị"}
    assert send(admin, "/quan-tri/lich/them", **half).status_code == 303
    calendar = working_calendar(the_commune())
    assert calendar.closing(date(2026, 11, 25)).time().isoformat("minutes") == "10:00"


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("on-ngay", "31", "Xin ghi ngày có thật"),
        ("on-ngay", "", "Xin ghi"),
        ("kind", "", "Xin chọn nghỉ cả ngày, làm nửa ngày hay làm bù."),
        ("kind", "khac", "Xin chọn nghỉ cả ngày, làm nửa ngày hay làm bù."),
        ("name", "", "Xin ghi lý do"),
        ("kind", "makeup", "Ngày làm bù cần số thông báo"),
        ("hours", "sáng", "Xin viết giờ theo dạng"),
        ("until-nam", "2025", "Ngày cuối cần sau ngày đầu"),
        ("until-nam", "2030", "nhiều nhất 31 ngày"),
    ],
)
def test_what_cannot_be_is_refused_and_kept(admin: FlaskClient, field: str, typed: str, sentence: str) -> None:
    until = {"until-ngay": "26", "until-thang": "11"} if field == "until-nam" else {}
    sent = MOURNING | until | {"name": "Lý do riêng", "source": ""} | {field: typed}
    answer = send(admin, "/quan-tri/lich/them", **sent)
    assert answer.status_code == 422 and sentence in answer.text, answer.text
    assert sent["name"] in answer.text
    assert db.session.query(Holiday).count() == 0


WEEK = {
    **{f"hours_{day}": "07:30–11:30, 13:00–16:30" for day in range(5)},
    "hours_5": "7h30 - 11h",
    "hours_6": "",
    "cut_off": "14h30",
    "saturday_counts": "yes",
    "supplement_reminder_days": "3",
    "collect_reminder_days": "10",
}


def test_the_week_and_the_rules_are_settings(admin: FlaskClient) -> None:
    answer = send(admin, "/quan-tri/lich/tuan", **WEEK)
    assert (answer.status_code, answer.location) == (303, "/quan-tri/lich")
    commune = the_commune()
    assert (commune.cut_off, commune.saturday_counts) == ("14:30", True)
    assert (commune.supplement_reminder_days, commune.collect_reminder_days) == (3, 10)
    calendar = working_calendar(commune)
    assert calendar.cut_off.isoformat("minutes") == "14:30" and calendar.saturday_counts
    assert [f"{start:%H:%M}" for start, _end in calendar.hours[5]] == ["07:30"]


def test_the_page_shows_the_usual_hours_where_none_were_set(admin: FlaskClient) -> None:
    assert admin.get("/quan-tri/lich/tuan").text.count('value="07:30–11:30, 13:00–16:30"') == 5


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("hours_1", "sáng", "Xin viết giờ theo dạng 07:30–11:30"),
        ("hours_1", "11:30–07:30", "đi từ sớm đến muộn"),
        ("hours_1", "07:30–11:30, 11:00–16:30", "đi từ sớm đến muộn"),
        ("hours_1", "07:30–25:00", "giờ có thật"),
        ("hours_1", "07:00–08:00, 09:00–10:00, 11:00–12:00", "nhiều nhất hai buổi"),
        ("cut_off", "chiều", "Xin ghi giờ dạng 15:00"),
        ("supplement_reminder_days", "0", "Xin cho biết"),
    ],
)
def test_hours_that_cannot_be_are_refused(admin: FlaskClient, field: str, typed: str, sentence: str) -> None:
    answer = send(admin, "/quan-tri/lich/tuan", **(WEEK | {field: typed}))
    assert answer.status_code == 422 and sentence in answer.text
    assert typed in answer.text


def test_a_week_without_a_working_day_is_refused(admin: FlaskClient) -> None:
    answer = send(admin, "/quan-tri/lich/tuan", **(WEEK | {f"hours_{day}": "" for day in range(7)}))
    assert answer.status_code == 422 and "ít nhất một ngày" in answer.text


def test_longer_hours_move_dates_too(admin: FlaskClient) -> None:
    """The closing time of the last day is the due moment: other hours, another moment."""
    dossier = accepted()
    later = WEEK | {f"hours_{day}": "07:30–11:30, 13:00–17:00" for day in range(5)}
    assert "1 hồ sơ đang mở" in send(admin, "/quan-tri/lich/tuan", **later).text
    send(admin, "/quan-tri/lich/tuan", seen=1, **later)
    assert dossier.due_at == local_end(26) + timedelta(minutes=30)


def test_the_year_s_days_are_proposed_and_a_person_confirms(admin: FlaskClient) -> None:
    page = admin.get("/quan-tri/lich/de-xuat/2028")
    assert page.status_code == 200 and "giả định, xin so với thông báo" in page.text
    chosen = [row.on.isoformat() for row in propose(2028)][:3]
    answer = send(admin, "/quan-tri/lich/de-xuat/2028", days=chosen, source="Thông báo 7/TB")
    assert answer.status_code == 303
    assert {row.source for row in db.session.query(Holiday)} == {"Thông báo 7/TB"}
    left = admin.get("/quan-tri/lich/de-xuat/2028").text
    assert not re.search(rf'type="checkbox"[^>]*value="{chosen[0]}"', left)
    assert "Xin đánh dấu ít nhất một ngày" in send(admin, "/quan-tri/lich/de-xuat/2028").text


def test_somebody_else_s_change_is_not_overwritten(admin: FlaskClient) -> None:
    old = db.session.get_one(Commune, 1).revision
    send(admin, "/quan-tri/lich/tuan", **WEEK)
    answer = admin.post("/quan-tri/lich/tuan", data={"revision": old, **WEEK, "cut_off": "16:00"})
    assert answer.status_code == 409
    assert "có người đã lưu thay đổi khác" in answer.text and "14:30" in answer.text and "16:00" in answer.text
    assert the_commune().cut_off == "14:30"


def test_the_change_is_in_the_record_by_days_and_names_of_settings(admin: FlaskClient) -> None:
    accepted()
    send(admin, "/quan-tri/lich/them", seen=1, **MOURNING)
    entry = db.session.query(AuditEntry).filter_by(action="change_calendar").one()
    assert entry.details == {"put": ["2026-11-25"], "taken_out": [], "settings": [], "moved": 1}


def test_days_that_are_not_there_are_no_pages(admin: FlaskClient) -> None:
    for address in ("/quan-tri/lich/2026-12-12", "/quan-tri/lich/homnay", "/quan-tri/lich/2026-12-12/bo"):
        assert admin.get(address).status_code == 404
    assert admin.get("/quan-tri/lich?nam=99999").status_code == 200
    assert "Chưa đề xuất được" in admin.get("/quan-tri/lich/de-xuat/1999").text


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_others_do_not_change_the_calendar(client: FlaskClient, role: Role) -> None:
    sign_in(client, make_officer(role))
    for address in ("/quan-tri/lich", "/quan-tri/lich/them", "/quan-tri/lich/tuan", "/quan-tri/lich/de-xuat/2027"):
        assert client.get(address).status_code == 403


def test_many_open_dossiers_cost_few_queries_to_look_through(app: Flask, admin: FlaskClient) -> None:
    from cqtt.deadlines.actions import calendar_after, dates_that_move
    from cqtt.deadlines.rules import Change

    version, officer = make_procedure(), make_officer(Role.RECEPTION)
    for _number in range(40):
        decisions.accept(make_dossier(version), officer, THREE_DAYS, MONDAY)
    db.session.commit()
    with queries() as sent:
        assert dates_that_move(calendar_after(the_commune(), Change())) == []
    assert len(sent) <= 6, sent
