"""The roster and the times of reception as officials keep them."""

from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cqtt import clock
from cqtt.audit.models import AuditEntry
from cqtt.extensions import db
from cqtt.leaders.jobs import forget_removed_hours
from cqtt.leaders.models import DutyShift, ReceptionTime
from cqtt.roles import Role
from tests.dossiers.staff import desk
from tests.factories import MONDAY
from tests.leaders.people import TODAY, make_leader, make_shift

ROSTER, TIMES = "/quan-tri/lich-truc", "/quan-tri/lich-truc/tiep-dan"
KEY = "a-key-of-sixteen-characters"


@pytest.fixture
def admin(app: Flask) -> FlaskClient:
    return desk(app, Role.ADMINISTRATOR)


def shifts() -> list[tuple[str, str, str]]:
    found = db.session.scalars(
        select(DutyShift).where(DutyShift.removed_at.is_(None)).order_by(DutyShift.on, DutyShift.starts)
    )
    return [(shift.on.isoformat(), shift.starts, shift.ends) for shift in found]


def typed(officer_id: int, **more: str) -> dict[str, str]:
    plain = {"start_key": KEY, "officer": str(officer_id), "on": "2026-11-24", "starts": "17:00", "ends": "7h"}
    return plain | {"note": ""} | more


def test_a_shift_is_added_to_the_week_that_is_shown(admin: FlaskClient) -> None:
    leader = make_leader()
    with clock.frozen(MONDAY):
        answer = admin.post(f"{ROSTER}?tuan=2026-11-23", data=typed(leader.id, note="trực bão"))
        assert answer.status_code == 303 and answer.location == f"{ROSTER}?tuan=2026-11-23"
        page = admin.get(answer.location).text
    assert "Đã thêm ca trực." in page
    assert "17:00–07:00 hôm sau" in page and "trực bão" in page and "Tuần từ 23/11/2026 đến 29/11/2026" in page
    assert shifts() == [("2026-11-24", "17:00", "07:00")]


def test_the_same_form_sent_twice_is_one_shift(admin: FlaskClient) -> None:
    leader = make_leader()
    with clock.frozen(MONDAY):
        for _time in range(2):
            assert admin.post(ROSTER, data=typed(leader.id)).status_code == 303
    assert len(shifts()) == 1


def test_a_shift_over_another_of_the_leader_is_refused_and_what_was_typed_stays(admin: FlaskClient) -> None:
    leader, other = make_leader(name="Lê Văn Một"), make_leader(name="Lê Văn Hai")
    make_shift(leader, date(2026, 11, 23), "17:00", "07:00")
    over = {"starts": "06:00", "ends": "08:00", "note": "họp giao ban"}
    with clock.frozen(MONDAY):
        answer = admin.post(ROSTER, data=typed(leader.id, **over))
        assert admin.post(ROSTER, data=typed(other.id, **over)).status_code == 303
    assert answer.status_code == 422
    assert "đã có ca trực 17:00–07:00 hôm sau, thứ Hai, 23/11/2026" in answer.text
    assert 'value="họp giao ban"' in answer.text and 'value="06:00"' in answer.text
    assert len(shifts()) == 2


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"officer": "0"}, "Xin chọn lãnh đạo."),
        ({"officer": "999"}, "Xin chọn một trong các mục có sẵn."),
        ({"starts": "25:00"}, "Xin ghi giờ dạng 15:00."),
        ({"ends": ""}, "Xin ghi giờ"),
        ({"on": "2026-12-24"}, "Xin chọn một trong các mục có sẵn."),
        ({"starts": "07:00", "ends": "07:00"}, "Giờ kết thúc cần khác giờ bắt đầu."),
        ({"note": "x" * 101}, "nhiều nhất 100 ký tự"),
    ],
)
def test_what_cannot_be_a_shift_is_named(admin: FlaskClient, more: dict[str, str], sentence: str) -> None:
    leader = make_leader()
    with clock.frozen(MONDAY):
        answer = admin.post(ROSTER, data=typed(leader.id, **more))
    assert answer.status_code == 422 and sentence in answer.text
    assert shifts() == []


def test_a_day_that_is_over_is_refused(app: Flask) -> None:
    leader = make_leader()
    with clock.frozen(MONDAY + timedelta(days=2)):
        answer = desk(app, Role.ADMINISTRATOR).post(f"{ROSTER}?tuan=2026-11-23", data=typed(leader.id))
    assert answer.status_code == 422 and "Ngày này đã qua" in answer.text


def test_last_week_is_copied_but_for_what_cannot_be(app: Flask) -> None:
    leader, gone = make_leader(), make_leader(is_active=False)
    last = TODAY - timedelta(days=7)
    for number in (0, 2, 4):  # Monday, Wednesday, Friday
        make_shift(leader, last + timedelta(days=number))
    make_shift(gone, last + timedelta(days=3))
    make_shift(leader, TODAY + timedelta(days=4), "16:00", "18:00")  # in the way of Friday's
    with clock.frozen(MONDAY + timedelta(days=1)):  # Tuesday: Monday's is over
        admin = desk(app, Role.ADMINISTRATOR)
        page = admin.post(f"{ROSTER}/chep", data={"tuan": "2026-11-23"}, follow_redirects=True).text
        assert "Đã chép 1 ca của tuần trước. 3 ca để lại" in page
        again = admin.post(f"{ROSTER}/chep", data={"tuan": "2026-11-23"}, follow_redirects=True).text
    assert "Không có ca nào để chép." in again
    assert [on for on, _starts, _ends in shifts() if on >= "2026-11-23"] == ["2026-11-25", "2026-11-27"]


def test_a_shift_that_was_taken_out_is_put_back_with_one_button(admin: FlaskClient) -> None:
    shift = make_shift(make_leader(name="Lê Văn Một"))
    with clock.frozen(MONDAY):
        answer = admin.post(f"{ROSTER}/{shift.id}/bo")
        page = admin.get(answer.location).text
        assert "Đã bỏ ca trực 17:00–07:00 hôm sau" in page and f"{ROSTER}/{shift.id}/tra-lai" in page
        assert shifts() == []
        assert "Hoàn tác" not in admin.get(admin.post(f"{ROSTER}/{shift.id}/tra-lai").location).text
    assert len(shifts()) == 1
    acts = select(AuditEntry.action).where(AuditEntry.object_kind == "duty_shift").order_by(AuditEntry.id)
    assert db.session.scalars(acts).all() == ["remove", "restore"]


def test_it_is_not_put_back_over_one_that_was_added_meanwhile(admin: FlaskClient) -> None:
    leader = make_leader()
    removed = make_shift(leader, removed_at=MONDAY)
    make_shift(leader, starts="16:00", ends="18:00")
    answer = admin.post(f"{ROSTER}/{removed.id}/tra-lai")
    assert answer.status_code == 409 and "trùng giờ với ca này" in answer.text
    assert len(shifts()) == 1


def test_what_was_removed_is_forgotten_after_a_week(app: Flask) -> None:
    leader = make_leader()
    make_shift(leader, removed_at=MONDAY), make_shift(leader, TODAY + timedelta(days=1))
    forget_removed_hours(MONDAY + timedelta(days=6))
    assert len(db.session.scalars(select(DutyShift)).all()) == 2
    forget_removed_hours(MONDAY + timedelta(days=8))
    assert db.session.scalars(select(DutyShift.removed_at)).all() == [None]
    forget_removed_hours(MONDAY + timedelta(days=9))
    db.session.commit()
    (entry,) = db.session.scalars(select(AuditEntry).where(AuditEntry.actor == "system"))
    assert (entry.action, entry.object_kind, entry.details) == ("remove", "duty_shift", {"lines": 1})


def test_weeks_ahead_are_reached_and_nonsense_is_this_week(admin: FlaskClient) -> None:
    with clock.frozen(MONDAY):
        assert "Tuần từ 07/12/2026 đến 13/12/2026" in admin.get(f"{ROSTER}?tuan=2026-12-09").text
        for nonsense in ("x", "2026-13-01", "", "9999-01-01", "%00"):
            assert "Tuần từ 23/11/2026" in admin.get(f"{ROSTER}?tuan={nonsense}").text


def test_no_question_that_a_weekly_time_needs_is_said_to_be_left_out(admin: FlaskClient) -> None:
    assert ">Thứ</label>" in admin.get(TIMES).text


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.SPECIALIST, Role.OVERSEER])
def test_others_do_not_keep_the_roster(app: Flask, role: Role) -> None:
    client, shift = desk(app, role), make_shift(make_leader())
    assert client.get(ROSTER).status_code == client.get(TIMES).status_code == 403
    assert client.post(f"{ROSTER}/{shift.id}/bo").status_code == 403
    assert len(shifts()) == 1


def test_leaders_keep_it_too_and_htmx_gets_the_fragment(app: Flask) -> None:
    leader = desk(app, Role.LEADER)
    page = leader.get(ROSTER, headers={"HX-Request": "true"}).text
    assert page.lstrip().startswith('<div id="roster">') and "<html" not in page


# Times of reception


def received_when() -> list[tuple[int | None, date | None, str]]:
    standing = select(ReceptionTime).where(ReceptionTime.removed_at.is_(None)).order_by(ReceptionTime.id)
    return [(row.weekday, row.on, f"{row.starts}–{row.ends}") for row in db.session.scalars(standing)]


def time_typed(officer_id: int, **more: str) -> dict[str, str]:
    plain = {"start_key": KEY, "officer": str(officer_id), "kind": "weekly", "weekday": "3", "place": "Phòng 2"}
    return plain | {"starts": "07:30", "ends": "11:30"} | more


def test_citizens_are_received_every_week_or_on_a_date(admin: FlaskClient) -> None:
    leader = make_leader()
    on = {"kind": "date", "on-ngay": "30", "on-thang": "11", "on-nam": "2026", "start_key": KEY + "2"}
    with clock.frozen(MONDAY):
        for more in ({}, {}, on):
            assert admin.post(TIMES, data=time_typed(leader.id, **more)).status_code == 303
        page = admin.get(TIMES).text
    assert received_when() == [(3, None, "07:30–11:30"), (None, date(2026, 11, 30), "07:30–11:30")]
    assert "thứ Năm hằng tuần" in page and "thứ Hai, 30/11/2026" in page and "Phòng 2" in page


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"ends": "07:30"}, "Giờ kết thúc cần sau giờ bắt đầu."),
        ({"kind": "date"}, "Xin ghi ngày tiếp dân."),
        ({"kind": "date", "on-ngay": "1", "on-thang": "11", "on-nam": "2026"}, "Ngày này đã qua."),
        ({"officer": "0"}, "Xin chọn lãnh đạo."),
        ({"weekday": "7"}, "Xin chọn một trong các mục có sẵn."),
    ],
)
def test_what_cannot_be_a_time_of_reception_is_named(admin: FlaskClient, more: dict[str, str], sentence: str) -> None:
    leader = make_leader()
    with clock.frozen(MONDAY):
        answer = admin.post(TIMES, data=time_typed(leader.id, **more))
    assert answer.status_code == 422 and sentence in answer.text and 'value="Phòng 2"' in answer.text
    assert received_when() == []


def test_two_receptions_of_a_leader_at_once_are_refused(admin: FlaskClient) -> None:
    leader = make_leader()
    with clock.frozen(MONDAY):
        admin.post(TIMES, data=time_typed(leader.id))
        over = time_typed(leader.id, start_key=KEY + "2", starts="11:00", ends="12:00")
        answer = admin.post(TIMES, data=over)
        assert answer.status_code == 422 and "đã có lịch tiếp dân 07:30–11:30" in answer.text
        assert admin.post(TIMES, data=over | {"weekday": "4"}).status_code == 303


def test_a_time_of_reception_is_taken_off_and_put_back(admin: FlaskClient) -> None:
    leader = make_leader()
    with clock.frozen(MONDAY):
        admin.post(TIMES, data=time_typed(leader.id))
        id = db.session.scalars(select(ReceptionTime.id)).one()
        page = admin.get(admin.post(f"{TIMES}/{id}/bo").location).text
        assert f"{TIMES}/{id}/tra-lai" in page and received_when() == []
        admin.post(f"{TIMES}/{id}/tra-lai")
    assert len(received_when()) == 1
