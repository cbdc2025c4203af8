"""Whose the dossiers are: officers, those who stand in for them, departments; and the order of the queue."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cqtt import clock
from cqtt.commune.limits import Limit, Unit
from cqtt.commune.models import Officer
from cqtt.dossiers import actions
from cqtt.dossiers.models import Dossier, FilingChannel, SupplementRequest
from cqtt.dossiers.papers import decisions
from cqtt.dossiers.queue.filters import MINE, Filters, Reader, reader_of
from cqtt.dossiers.queue.queries import counts, first_of, next_case, page_of, today_of
from cqtt.dossiers.queue.rows import QueueRow
from cqtt.dossiers.rules import Status, Step
from cqtt.extensions import db
from cqtt.roles import Role
from tests.counting import queries
from tests.dossiers.staff import desk_of
from tests.factories import MONDAY, make_absence, make_dossier, make_officer, make_procedure

QUEUE = "/can-bo/ho-so"
CLOSING = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)  # the same Monday, 16:30 in Vietnam
TODAY = MONDAY.date()
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def monday_morning(app: Flask) -> Iterator[None]:
    with clock.frozen(MONDAY):
        yield


@pytest.fixture
def me(app: Flask) -> Officer:
    return make_officer(Role.SPECIALIST, name="Lê Văn An", department="Phòng Kinh tế")


@pytest.fixture
def binh(app: Flask) -> Officer:
    return make_officer(Role.SPECIALIST, name="Trần Thị Bình")


def running(**fields: Any) -> Dossier:
    return make_dossier(**{"status": Status.PROCESSING, "received_at": MONDAY - 2 * DAY, "due_at": CLOSING} | fields)


def codes_in(client: FlaskClient, **filters: str) -> list[str]:
    answer = client.get(QUEUE, query_string=filters)
    assert answer.status_code == 200, answer.text
    return re.findall(r'class="code">(?:<a [^>]*>)?([^<]+)<', answer.text)


def holder_cell(client: FlaskClient, dossier: Dossier) -> str:
    """Return what stands in the last column of a dossier's row, in plain words."""
    row = client.get(QUEUE).text.partition(str(dossier.code))[2].partition("</tr>")[0]
    return " ".join(re.sub("<[^>]*>", " ", row.partition('data-label="Người giữ">')[2]).split())


def upcoming(officer: Officer, but: int = 0) -> QueueRow | None:
    return next_case(officer, reader_of(officer, TODAY), but)


def test_the_dossiers_of_who_is_away_are_mine_while_i_stand_in(app: Flask, me: Officer, binh: Officer) -> None:
    theirs, other = running(officer_id=binh.id), running(officer_id=make_officer(Role.SPECIALIST).id)
    make_absence(binh, me, TODAY, TODAY + DAY)
    client = desk_of(app, me)
    assert codes_in(client, **{"can-bo": "cua-toi"}) == [theirs.code]
    assert holder_cell(client, theirs) == "Tôi thay cho Trần Thị Bình"
    assert "vắng" not in holder_cell(client, other)
    following = upcoming(me)
    assert following and following.id == theirs.id
    with clock.frozen(MONDAY + 2 * DAY):
        client = desk_of(app, me)
        assert codes_in(client, **{"can-bo": "cua-toi"}) == []
        assert holder_cell(client, theirs) == "Trần Thị Bình"


def test_everybody_reads_who_stands_in(app: Flask, me: Officer, binh: Officer) -> None:
    theirs = running(officer_id=binh.id)
    cuc = make_officer(Role.LEADER, name="Võ Thị Cúc")
    make_absence(binh, cuc, TODAY, TODAY)
    assert holder_cell(desk_of(app, me), theirs) == "Trần Thị Bình (vắng, thay: Võ Thị Cúc)"
    cuc.is_active = False
    db.session.commit()
    assert holder_cell(desk_of(app, me), theirs) == "Trần Thị Bình (vắng)"


def test_who_is_away_still_finds_what_is_theirs(app: Flask, me: Officer, binh: Officer) -> None:
    mine = running(officer_id=me.id)
    make_absence(me, binh, TODAY, TODAY)
    client = desk_of(app, me)
    assert codes_in(client, **{"can-bo": "cua-toi"}) == [mine.code]
    assert holder_cell(client, mine) == "Tôi"


def test_what_was_handed_to_my_department_waits_there_until_somebody_begins(app: Flask, me: Officer) -> None:
    ours = running(status=Status.ACCEPTED, department="Phòng Kinh tế")
    theirs = running(status=Status.ACCEPTED, department="Phòng Văn hóa")
    nobodys = running(status=Status.ACCEPTED)
    client = desk_of(app, me)
    assert codes_in(client, **{"can-bo": "phong-toi"}) == [ours.code]
    assert codes_in(client, **{"can-bo": "chua-giao"}) == [nobodys.code]
    assert holder_cell(client, theirs) == "Phòng Văn hóa"
    found = [following.id for following in (upcoming(me), upcoming(me, but=ours.id)) if following]
    assert found == [ours.id, nobodys.id]
    actions.begin(ours, me, MONDAY)
    db.session.commit()
    assert codes_in(client, **{"can-bo": "phong-toi"}) == []
    assert codes_in(client, **{"can-bo": "cua-toi"}) == [ours.code]


def test_who_has_no_department_is_offered_none(app: Flask, binh: Officer) -> None:
    nobodys = running()
    client = desk_of(app, binh)
    assert "phong-toi" not in client.get(QUEUE).text
    assert codes_in(client, **{"can-bo": "chua-giao"}) == [nobodys.code]


def test_a_proposed_stop_waits_for_a_leader_until_something_is_decided(app: Flask, me: Officer) -> None:
    boss = make_officer(Role.LEADER)
    client = desk_of(app, boss)
    stopped, given_back, extended, handed = (running(officer_id=me.id, due_at=CLOSING + DAY) for _each in range(4))
    for dossier in (stopped, given_back, extended, handed):
        actions.propose_stop(dossier, me, "Không còn căn cứ.", MONDAY)
        actions.add_note(dossier, me, "Đã gọi điện.", MONDAY)
    actions.assign(handed, me, boss, "Xin xem giúp.", MONDAY)
    db.session.commit()
    assert len(codes_in(client, **{"trang-thai": "cho-lanh-dao"})) == counts(today_of(MONDAY)).for_leader == 4
    decisions.stop(stopped, boss, "Không còn căn cứ.", "Điều 17", MONDAY)
    actions.assign(given_back, boss, me, "Xin làm tiếp.", MONDAY)
    actions.extend(extended, boss, Limit(2, Unit.WORKING_DAY), "Điều 9", MONDAY)
    db.session.commit()
    assert codes_in(client, **{"trang-thai": "cho-lanh-dao"}) == [handed.code]
    assert counts(today_of(MONDAY)).for_leader == 1


def test_a_second_supplement_waits_for_the_leader_it_was_handed_to(app: Flask, me: Officer) -> None:
    boss = make_officer(Role.LEADER)
    asked, fresh = running(officer_id=me.id), running(officer_id=me.id)
    asked.supplements.append(
        SupplementRequest(requested_at=MONDAY, officer_id=me.id, items=["Ảnh"], answered_at=MONDAY)
    )
    for dossier in (asked, fresh):
        actions.assign(dossier, me, boss, "Xin duyệt bổ sung lần hai.", MONDAY)
    db.session.commit()
    assert codes_in(desk_of(app, boss), **{"trang-thai": "cho-lanh-dao"}) == [asked.code]


def test_each_row_says_where_the_dossier_came_in(app: Flask, me: Officer) -> None:
    version = make_procedure()
    for channel in FilingChannel:
        make_dossier(version, channel=channel)
    page = desk_of(app, me).get(QUEUE).text
    assert [page.count(f"</svg> {words}</span>") for words in ("Trực tuyến", "Tại quầy", "Tại ấp")] == [1, 1, 1]


ORDERS = {
    "ma": ["0001", "0002", "0003"],
    "-ma": ["0003", "0002", "0001"],
    "ten": ["0003", "0001", "0002"],
    "thu-tuc": ["0002", "0003", "0001"],
    "nhan": ["0002", "0001", "0003"],
    "-nhan": ["0003", "0001", "0002"],
    "": ["0002", "0003", "0001"],
    "không-có": ["0002", "0003", "0001"],
}


def test_the_heads_of_the_columns_sort(app: Flask, me: Officer) -> None:
    for number, name, slug, due, received in (
        ("0001", "Lê Văn Bảy", "dat-dai", CLOSING + 2 * DAY, MONDAY - 2 * DAY),
        ("0002", "Võ Thị Út", "chung-thuc", CLOSING, MONDAY - 3 * DAY),
        ("0003", "Đặng Thị Đào", "cu-tru", CLOSING + DAY, MONDAY - DAY),
    ):
        running(
            version=make_procedure(slug=slug),
            code=f"H19.00.00-261123-{number}",
            applicant_name=name,
            due_at=due,
            received_at=received,
        )
    client = desk_of(app, me)
    for order, expected in ORDERS.items():
        assert [code[-4:] for code in codes_in(client, xep=order)] == expected, order
    page = client.get(QUEUE, query_string={"xep": "ten", "han": "mai"}).text
    assert 'aria-sort="ascending"><a href="/can-bo/ho-so?han=mai&amp;xep=-ten"' in page
    assert page.count("aria-sort") == 1


def test_a_page_may_be_as_long_as_what_is_moved_at_once(app: Flask, me: Officer) -> None:
    version = make_procedure()
    for _each in range(31):
        make_dossier(version)
    client = desk_of(app, me)
    assert len(codes_in(client)) == 30 and len(codes_in(client, dong="200")) == 31
    assert len(codes_in(client, dong="9999")) == 30
    assert "dong=200" in client.get(QUEUE).text


def test_the_first_lines_of_all_heaps_come_in_one_query_and_in_order(app: Flask, me: Officer) -> None:
    dossiers = [running(officer_id=me.id, due_at=CLOSING + number * DAY) for number in range(6)]
    waiting = make_dossier()
    wanted = {"mine": Filters(officer=MINE), "new": Filters(status="cho-tiep-nhan"), "none": Filters(status="da-rut")}
    day, reader = today_of(MONDAY), Reader(me.id)
    with queries() as sent:
        heaps = first_of(wanted, reader, day, most=4)
    assert len([statement for statement in sent if statement.startswith("SELECT")]) == 1
    assert [row.id for row in heaps["mine"].rows] == [dossier.id for dossier in dossiers[:4]]
    assert (heaps["mine"].total, heaps["new"].total, heaps["none"].total) == (6, 1, 0)
    assert [row.id for row in heaps["new"].rows] == [waiting.id]
    assert first_of({}, reader, day, most=4) == {}


def test_how_long_a_citizen_is_waited_for_counts_from_the_request(app: Flask, me: Officer) -> None:
    dossier = running(officer_id=me.id)
    with clock.frozen(MONDAY - 4 * DAY):
        decisions.request_supplement(dossier, me, ["Ảnh"], "", MONDAY - 4 * DAY)
    actions.remind(dossier, "Xin gửi thêm ảnh.", MONDAY - DAY, me)
    db.session.commit()
    assert dossier.events[-1].step is Step.REMIND
    (row,) = page_of(Filters(status="cho-bo-sung"), 1, Reader(me.id), today_of(MONDAY)).rows
    assert row.waiting_since == MONDAY - 4 * DAY
