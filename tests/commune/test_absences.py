"""Days away, planned by the officer or by an administrator; and what the public sees meanwhile."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cqtt import clock
from cqtt.audit.models import AuditEntry
from cqtt.commune.absence import absence_words, deputies_on, stood_in_for
from cqtt.commune.models import Absence, Officer
from cqtt.extensions import db
from cqtt.roles import Role
from tests.counting import queries
from tests.factories import MONDAY, make_absence, make_officer, sign_in

OWN = "/can-bo/vang-mat"
TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def monday_morning(app: Flask) -> Iterator[None]:
    with clock.frozen(MONDAY):
        yield


@pytest.fixture
def me(app: Flask) -> Officer:
    return make_officer(Role.SPECIALIST, name="Lê Văn An")


@pytest.fixture
def binh(app: Flask) -> Officer:
    return make_officer(Role.RECEPTION, Role.SPECIALIST, name="Trần Thị Bình")


@pytest.fixture
def desk(client: FlaskClient, me: Officer) -> FlaskClient:
    return sign_in(client, me)


def typed(deputy: Officer, first: date = TODAY + DAY, last: date = TODAY + 3 * DAY, **more: Any) -> dict[str, Any]:
    boxes = {
        f"{name}-{part}": getattr(day, attribute)
        for name, day in (("from_on", first), ("until_on", last))
        for part, attribute in (("ngay", "day"), ("thang", "month"), ("nam", "year"))
    }
    return boxes | {"deputy": deputy.id, "note": "Tập huấn"} | more


def planned() -> list[tuple[int, int, date, date]]:
    return [
        (each.officer_id, each.deputy_id, each.from_on, each.until_on)
        for each in db.session.scalars(select(Absence).order_by(Absence.id))
    ]


def recorded() -> list[tuple[str, str]]:
    found = select(AuditEntry.action, AuditEntry.object_id).where(AuditEntry.action.startswith("absence."))
    return [(action, about) for action, about in db.session.execute(found.order_by(AuditEntry.id))]


def test_an_officer_plans_days_away_and_it_is_recorded(desk: FlaskClient, me: Officer, binh: Officer) -> None:
    answer = desk.post(OWN, data=typed(binh))
    assert (answer.status_code, answer.location) == (303, OWN)
    assert planned() == [(me.id, binh.id, TODAY + DAY, TODAY + 3 * DAY)]
    page = desk.get(OWN).text
    for words in ("Đã ghi: Trần Thị Bình thay từ 24/11/2026 đến hết 26/11/2026.", "Tập huấn", "Hủy"):
        assert words in page
    assert recorded() == [("absence.plan", str(me.id))]


def test_nothing_is_moved_and_it_all_comes_back_by_itself(app: Flask, me: Officer, binh: Officer) -> None:
    make_absence(me, binh, TODAY, TODAY + DAY)
    assert [deputies_on(TODAY + number * DAY) for number in (-1, 0, 1, 2)] == [
        {},
        {me.id: binh.id},
        {me.id: binh.id},
        {},
    ]
    assert stood_in_for(binh.id, TODAY) == {me.id} and stood_in_for(me.id, TODAY) == frozenset()
    assert absence_words(me.id, TODAY) == "vắng, thay: Trần Thị Bình"
    assert absence_words(me.id, TODAY + 2 * DAY) == absence_words(binh.id, TODAY) == absence_words(None, TODAY) == ""


def test_a_deputy_who_has_left_stands_in_for_nobody(app: Flask, me: Officer) -> None:
    gone = make_officer(Role.SPECIALIST, is_active=False)
    make_absence(me, gone, TODAY, TODAY)
    assert deputies_on(TODAY) == {}
    assert absence_words(me.id, TODAY) == "vắng"


def test_who_stands_in_is_asked_once_in_a_request(app: Flask, me: Officer, binh: Officer) -> None:
    make_absence(me, binh, TODAY, TODAY)
    db.session.expire_all()
    with app.test_request_context(), queries() as sent:
        assert deputies_on(TODAY) == {me.id: binh.id} and absence_words(me.id, TODAY)
    assert len([query for query in sent if query.startswith("SELECT")]) == 1


def test_wrong_days_and_deputies_are_refused_and_what_was_typed_stays(
    desk: FlaskClient, me: Officer, binh: Officer
) -> None:
    cuc = make_officer(Role.LEADER, Role.SPECIALIST, name="Võ Thị Cúc")
    desk_only = make_officer(Role.RECEPTION, name="Bùi Thị Quầy")
    make_absence(binh, cuc, TODAY + 2 * DAY, TODAY + 2 * DAY)
    make_absence(me, cuc, TODAY + 7 * DAY, TODAY + 8 * DAY)
    wrong = (
        (typed(binh), "Trần Thị Bình cũng vắng mặt ngày 25/11/2026. Xin chọn người khác, ví dụ Võ Thị Cúc"),
        (typed(cuc, TODAY + 8 * DAY, TODAY + 9 * DAY), "Đã ghi vắng mặt từ 30/11/2026 đến hết 01/12/2026 rồi"),
        (typed(cuc, TODAY + DAY, TODAY), "Ngày cuối cần bằng hoặc sau ngày đầu"),
        (typed(cuc) | {"deputy": 0}, "Xin chọn người thay."),
        (
            typed(desk_only),
            "Bùi Thị Quầy không có vai trò Chuyên môn nên chưa thay được. Xin chọn người có đủ vai trò: Võ Thị Cúc.",
        ),
        (typed(cuc) | {"deputy": me.id}, "Xin chọn một trong các mục có sẵn."),
        (typed(cuc) | {"from_on-ngay": "31"}, "Xin ghi ngày có thật"),
        (typed(cuc) | {"until_on-ngay": "", "until_on-thang": "", "until_on-nam": ""}, "Xin ghi ngày cuối vắng mặt."),
    )
    for data, said in wrong:
        answer = desk.post(OWN, data=data)
        assert (answer.status_code, said in answer.text) == (422, True), said
        assert 'value="Tập huấn"' in answer.text
    assert len(planned()) == 2 and recorded() == []


def test_who_opens_no_dossier_is_not_offered_as_deputy_of_who_does(desk: FlaskClient, binh: Officer) -> None:
    make_officer(Role.ADMINISTRATOR, name="Phạm Văn Dũng")
    make_officer(Role.SPECIALIST, name="Đỗ Văn Nghỉ", is_active=False)
    page = desk.get(OWN).text
    assert "Trần Thị Bình" in page
    assert "Phạm Văn Dũng" not in page and "Đỗ Văn Nghỉ" not in page


def test_a_deputy_may_go_away_too_and_is_told_who_stands_in_for_both(
    desk: FlaskClient, me: Officer, binh: Officer
) -> None:
    cuc = make_officer(*Role, name="Võ Thị Cúc")
    make_absence(binh, me, TODAY, TODAY + 5 * DAY)
    assert "Trần Thị Bình: từ 23/11/2026 đến hết 28/11/2026" in desk.get(OWN).text
    desk.post(OWN, data=typed(cuc))
    assert "Những ngày ấy Võ Thị Cúc cũng thay luôn cho Trần Thị Bình." in desk.get(OWN).text
    assert deputies_on(TODAY + DAY) == {me.id: cuc.id, binh.id: cuc.id}
    assert deputies_on(TODAY + 4 * DAY) == {binh.id: me.id}


def test_coming_back_early_ends_it_yesterday(desk: FlaskClient, me: Officer, binh: Officer) -> None:
    absence = make_absence(me, binh, TODAY - 2 * DAY, TODAY + 2 * DAY)
    assert "Đang vắng" in desk.get(OWN).text
    assert desk.post(f"{OWN}/{absence.id}/ket-thuc").location == OWN
    assert planned() == [(me.id, binh.id, TODAY - 2 * DAY, TODAY - DAY)]
    assert "Đã ghi trở lại làm việc" in desk.get(OWN).text
    assert recorded() == [("absence.end", str(me.id))]


def test_coming_back_on_the_first_day_takes_it_back(desk: FlaskClient, me: Officer, binh: Officer) -> None:
    absence = make_absence(me, binh, TODAY, TODAY + 2 * DAY)
    desk.post(f"{OWN}/{absence.id}/ket-thuc")
    assert planned() == [] and recorded() == [("absence.cancel", str(me.id))]


def test_what_has_begun_is_not_cancelled_and_what_has_not_is_not_ended(
    desk: FlaskClient, me: Officer, binh: Officer
) -> None:
    begun = make_absence(me, binh, TODAY - DAY, TODAY)
    later = make_absence(me, binh, TODAY + 5 * DAY, TODAY + 6 * DAY)
    assert desk.post(f"{OWN}/{begun.id}/huy").status_code == 409
    assert desk.post(f"{OWN}/{later.id}/ket-thuc").status_code == 409
    assert len(planned()) == 2
    assert desk.post(f"{OWN}/{later.id}/huy").status_code == 303
    assert len(planned()) == 1


def test_nobody_changes_the_days_of_a_colleague(desk: FlaskClient, me: Officer, binh: Officer) -> None:
    theirs = make_absence(binh, me, TODAY, TODAY)
    assert desk.post(f"{OWN}/{theirs.id}/ket-thuc").status_code == 404
    assert desk.get(f"/quan-tri/can-bo/{binh.id}/vang-mat").status_code == 403
    assert len(planned()) == 1


def test_an_administrator_writes_it_down_for_somebody_who_is_ill(
    client: FlaskClient, me: Officer, binh: Officer
) -> None:
    admin = sign_in(client, make_officer(Role.ADMINISTRATOR))
    page = f"/quan-tri/can-bo/{me.id}/vang-mat"
    assert page in admin.get(f"/quan-tri/can-bo/{me.id}").text
    assert admin.post(page, data=typed(binh, TODAY - DAY)).location == page
    assert "Vắng mặt: Lê Văn An" in admin.get(page).text
    absence = db.session.scalars(select(Absence)).one()
    assert admin.post(f"/quan-tri/can-bo/{binh.id}/vang-mat/{absence.id}/ket-thuc").status_code == 404
    assert admin.post(f"{page}/{absence.id}/ket-thuc").location == page
    assert recorded() == [("absence.plan", str(me.id)), ("absence.end", str(me.id))]
    assert admin.get("/quan-tri/can-bo/999999/vang-mat").status_code == 404


def test_the_page_costs_the_same_however_many_absences_there_are(desk: FlaskClient, me: Officer, binh: Officer) -> None:
    for number in range(8):
        make_absence(me, binh, TODAY - (10 + 3 * number) * DAY, TODAY - (9 + 3 * number) * DAY)
        make_absence(make_officer(Role.SPECIALIST), me, TODAY, TODAY + DAY)
    desk.get(OWN)
    with queries() as sent:
        assert desk.get(OWN).status_code == 200
    assert len([query for query in sent if query.startswith("SELECT")]) <= 8, sent


# The public telephone


def make_leader(**fields: Any) -> Officer:
    plain = {
        "is_leader": True,
        "is_public": True,
        "name": "Nguyễn Văn Thành",
        "phone": "0912345678",
        "title": "Chủ tịch",
    }
    return make_officer(Role.LEADER, **plain | fields)


def test_while_a_leader_is_away_the_deputys_number_stands_in_the_list(client: FlaskClient) -> None:
    leader = make_leader()
    deputy = make_leader(name="Lê Thị Kim Ngân", phone="02513000002", title="Phó Chủ tịch", position=200)
    make_absence(leader, deputy, TODAY, TODAY + DAY)
    page = client.get("/lanh-dao").text
    card = page[page.index("Nguyễn Văn Thành") :].partition("</li>")[0]
    assert "Ông/Bà Nguyễn Văn Thành vắng mặt đến hết ngày 24/11/2026." in card
    assert "Lê Thị Kim Ngân" in card and "0251 3000 002" in card
    assert "0912 345 678" not in page
    with clock.frozen(MONDAY + 2 * DAY):
        page = client.get("/lanh-dao").text
    assert "vắng mặt" not in page and "0912 345 678" in page


def test_a_deputy_whose_number_is_not_public_is_not_named_and_the_desk_answers(client: FlaskClient) -> None:
    leader = make_leader()
    deputy = make_officer(Role.SPECIALIST, name="Lê Văn Kín", phone="0987654321")
    make_absence(leader, deputy, TODAY, TODAY)
    page, card = client.get("/lanh-dao").text, client.get(f"/lanh-dao/{leader.id}.vcf").text
    for shown in (page, card):
        assert "Lê Văn Kín" not in shown and "0987" not in shown and "87654321" not in shown
    assert "0912 345 678" not in page and "0251 3000 001" in page[page.index("vắng mặt đến hết") :]
    assert "FN:Trung tâm Phục vụ hành chính công" in card and "+842513000001" in card


def test_the_card_names_whom_its_number_reaches(client: FlaskClient) -> None:
    leader = make_leader()
    make_absence(leader, make_leader(name="Lê Thị Kim Ngân", phone="02513000002"), TODAY, TODAY)
    answer = client.get(f"/lanh-dao/{leader.id}.vcf")
    assert answer.headers["Content-Disposition"] == "attachment; filename=le-thi-kim-ngan.vcf"
    assert "FN:Lê Thị Kim Ngân" in answer.text and "+842513000002" in answer.text
    assert "NOTE:Ông/Bà Nguyễn Văn Thành vắng mặt đến hết ngày 23/11/2026." in answer.text.replace("\r\n ", "")
    assert "912345678" not in answer.text
