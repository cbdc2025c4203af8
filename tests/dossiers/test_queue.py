"""The officers' queue: order, filters, search, counts, pages, and what it costs."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cqtt import clock
from cqtt.commune.calendar import working_calendar
from cqtt.commune.models import the_commune
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.queue.filters import STATUS_SLUGS, Day
from cqtt.dossiers.queue.queries import counts, today_of
from cqtt.dossiers.queue.time_left import time_left
from cqtt.dossiers.rules import SHORT_NAMES, Status, Timeliness
from cqtt.extensions import db
from cqtt.procedures.models import ProcedureField
from cqtt.roles import Role
from cqtt.text import slugify
from tests.counting import queries
from tests.dossiers.staff import browser, desk, desk_of
from tests.factories import MONDAY, make_dossier, make_draft, make_hamlet, make_officer, make_procedure

QUEUE = "/can-bo/ho-so"
CLOSING = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)  # the same Monday, 16:30 in Vietnam
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def monday_morning(app: Flask) -> Iterator[None]:
    with clock.frozen(MONDAY):
        yield


@pytest.fixture
def reception(app: Flask) -> FlaskClient:
    return desk(app, Role.RECEPTION)


def running(**fields: Any) -> Dossier:
    return make_dossier(**{"status": Status.PROCESSING, "received_at": MONDAY - 2 * DAY, "due_at": CLOSING} | fields)


def codes_in(client: FlaskClient, **filters: str) -> list[str]:
    """Return the codes the queue shows, in their order."""
    answer = client.get(QUEUE, query_string=filters)
    assert answer.status_code == 200, answer.text
    return re.findall(r'class="code">(?:<a [^>]*>)?([^<]+)<', answer.text)


def test_strangers_and_other_roles_do_not_see_the_queue(app: Flask) -> None:
    stranger = browser(app)
    assert stranger.get(QUEUE).location.startswith("/dang-nhap")
    refused = stranger.get(QUEUE, headers={"HX-Request": "true"})
    assert (refused.status_code, "HX-Redirect" in refused.headers) == (401, True)
    assert desk(app, Role.ADMINISTRATOR).get(QUEUE).status_code == 403


def test_everybody_who_works_with_dossiers_sees_it(app: Flask) -> None:
    dossier = make_dossier()
    for role in (Role.RECEPTION, Role.SPECIALIST, Role.LEADER, Role.OVERSEER):
        assert codes_in(desk(app, role)) == [dossier.code]


def test_late_comes_first_then_the_nearest_due_date_then_who_waits_longest(reception: FlaskClient) -> None:
    new = make_dossier(submitted_at=MONDAY - DAY)
    waiting_long = make_dossier(submitted_at=MONDAY - 3 * DAY)
    supplement = make_dossier(status=Status.AWAITING_SUPPLEMENT, due_at=MONDAY - 9 * DAY)
    done = make_dossier(status=Status.RESOLVED, due_at=MONDAY - 9 * DAY, timeliness=Timeliness.LATE)
    next_week, today, late = running(due_at=CLOSING + 7 * DAY), running(), running(due_at=CLOSING - 3 * DAY)
    expected = [late, today, next_week, waiting_long, new, done, supplement]
    assert codes_in(reception) == [dossier.code for dossier in expected]


def test_what_is_over_and_what_is_still_being_written_stay_out(reception: FlaskClient) -> None:
    make_draft()
    returned = make_dossier(status=Status.RETURNED, ended_at=MONDAY)
    assert codes_in(reception) == []
    assert codes_in(reception, **{"trang-thai": "tat-ca"}) == [returned.code]
    assert codes_in(reception, **{"trang-thai": "da-tra"}) == [returned.code]


def test_the_words_of_the_states_stand_in_the_address() -> None:
    assert {slug: slugify(str(SHORT_NAMES[status])) for slug, status in STATUS_SLUGS.items()} == {
        slug: slug for slug in STATUS_SLUGS
    }


def test_filters_by_field_hamlet_and_officer(app: Flask) -> None:
    db.session.add(ProcedureField(slug="chung-thuc", name="Chứng thực"))
    hamlet, me, colleague = make_hamlet(), make_officer(Role.SPECIALIST), make_officer(Role.SPECIALIST)
    mine = running(version=make_procedure(field="Chứng thực"), officer_id=me.id)
    theirs = running(hamlet_id=hamlet.id, officer_id=colleague.id)
    nobodys = make_dossier()
    client = desk_of(app, me)
    assert codes_in(client, **{"linh-vuc": "chung-thuc"}) == [mine.code]
    assert codes_in(client, ap=str(hamlet.id)) == [theirs.code]
    assert codes_in(client, **{"can-bo": "cua-toi"}) == [mine.code]
    assert codes_in(client, **{"can-bo": "chua-giao"}) == [nobodys.code]
    assert codes_in(client, **{"can-bo": str(colleague.id)}) == [theirs.code]
    assert codes_in(client, **{"can-bo": str(colleague.id), "linh-vuc": "chung-thuc"}) == []


def test_unknown_values_find_nothing_and_break_nothing(reception: FlaskClient) -> None:
    make_dossier()
    for parameter in ("trang-thai", "han", "linh-vuc", "ap", "can-bo", "tim"):
        for value in ("không-có", "-1", "9" * 400, "%", "'; drop"):
            assert codes_in(reception, **{parameter: value}) == [], (parameter, value)
    for value in ("không-có", "-1", "9" * 400, "\x00"):
        assert len(codes_in(reception, trang=value, tim="\x00")) == 1, value


def test_the_numbers_on_top_are_links_to_as_many_dossiers(reception: FlaskClient) -> None:
    for due in (CLOSING - 3 * DAY, MONDAY - timedelta(minutes=1), CLOSING, CLOSING + DAY, CLOSING + 2 * DAY):
        running(due_at=due)
    make_dossier()
    make_dossier(status=Status.AWAITING_SUPPLEMENT, due_at=CLOSING - 9 * DAY)
    make_dossier(status=Status.RESOLVED)
    found = re.findall(r'href="([^"]+)"><b>(\d+)</b> ([^<]+)</a>', reception.get(QUEUE).text)
    numbers = {label: int(count) for _href, count, label in found}
    assert numbers == {
        "Trễ": 2, "Hôm nay": 1, "Mai": 1, "Chờ tiếp nhận": 1, "Chờ bổ sung": 1, "Chờ nộp phí": 0, "Chờ trả": 1,
        "Chờ lãnh đạo": 0, "Hết hạn bổ sung": 0,
    }  # fmt: skip
    for href, count, _label in found:
        if count == "0":
            continue
        page = reception.get(href.replace("&amp;", "&")).text
        assert f"{count} hồ sơ</caption>" in page


def test_before_a_weekend_the_next_day_is_called_by_its_name(app: Flask) -> None:
    calendar = working_calendar(the_commune())
    assert Day.at(MONDAY, calendar).next_day_name == "Mai"
    assert Day.at(MONDAY + 4 * DAY, calendar).next_day_name == "Thứ Hai"


def test_pages_hold_thirty_and_one_past_the_end_is_the_last(reception: FlaskClient) -> None:
    version = make_procedure()
    for _each in range(31):
        make_dossier(version)
    assert len(codes_in(reception)) == 30
    last = codes_in(reception, trang="2")
    assert len(last) == 1
    assert codes_in(reception, trang="900") == last
    assert "trang=2" in reception.get(QUEUE, query_string={"trang-thai": "cho-tiep-nhan"}).text


def test_a_filtered_list_is_a_fragment_with_a_tidy_address(reception: FlaskClient) -> None:
    make_dossier()
    answer = reception.get(QUEUE, query_string={"tim": "H19", "ap": ""}, headers={"HX-Request": "true"})
    assert answer.text.lstrip().startswith('<section id="queue"')
    assert 'class="filters"' not in answer.text
    assert answer.headers["HX-Push-Url"] == f"{QUEUE}?tim=H19"


def test_an_empty_queue_says_what_would_be_there(reception: FlaskClient) -> None:
    assert "Không còn hồ sơ nào đang mở" in reception.get(QUEUE).text
    assert "Không có hồ sơ nào như vậy" in reception.get(QUEUE, query_string={"tim": "H99.99"}).text


def queries_of(client: FlaskClient) -> int:
    client.get(QUEUE)
    with queries() as sent:
        assert client.get(QUEUE).status_code == 200
    return len([statement for statement in sent if statement.startswith("SELECT")])


def test_a_full_page_costs_no_more_queries_than_a_short_one(reception: FlaskClient) -> None:
    make_dossier()
    few = queries_of(reception)
    hamlet, officer = make_hamlet(), make_officer(Role.SPECIALIST)
    for number in range(30):
        running(version=make_procedure(), hamlet_id=hamlet.id, officer_id=officer.id, due_at=CLOSING + number * DAY)
    assert (few, queries_of(reception)) == (few, few)
    assert few <= 8


def test_a_holder_who_works_here_no_more_is_marked(reception: FlaskClient) -> None:
    gone, here = make_officer(name="Lê Văn Nghỉ", is_active=False), make_officer(name="Lê Văn Làm")
    version = make_procedure()
    running(version=version, officer_id=gone.id), running(version=version, officer_id=here.id), running(version=version)
    page = reception.get(QUEUE).text
    assert page.count("người giữ đã ngừng") == 1
    assert re.search(r"Lê Văn Nghỉ <span[^>]*>(?:(?!</tr>).)*người giữ đã ngừng", page, re.DOTALL)


def test_name_and_procedure_lead_to_the_case_and_one_link_is_reached_by_keyboard(reception: FlaskClient) -> None:
    dossier = make_dossier()
    links = re.findall(rf'<a [^>]*href="{QUEUE}/{dossier.id}"', reception.get(QUEUE).text)
    assert len(links) == 3
    assert sum("tabindex" not in link for link in links) == 1


def test_an_overseer_sees_masked_names_and_opens_nothing(app: Flask) -> None:
    dossier = make_dossier(applicant_name="Đặng Thị Đào", phone="0912345678")
    overseer = desk(app, Role.OVERSEER)
    page = overseer.get(QUEUE).text
    assert "Đặng T. Đ." in page
    assert "Thị Đào" not in page
    assert f"{QUEUE}/{dossier.id}" not in page
    assert overseer.get(f"{QUEUE}/{dossier.id}").status_code == 403
    assert f'name="chon" value="{dossier.id}' not in page


TIMES_LEFT: tuple[tuple[dict[str, Any], str, str], ...] = (
    ({"status": Status.PROCESSING, "due_at": CLOSING}, "Còn 6 giờ làm việc", "amber"),
    ({"status": Status.PROCESSING, "due_at": CLOSING + 7 * DAY}, "Còn 5 ngày 6 giờ làm việc", "green"),
    ({"status": Status.ACCEPTED, "due_at": CLOSING - 3 * DAY}, "Trễ 1 giờ 30 phút", "red"),
    ({"submitted_at": MONDAY - timedelta(minutes=90)}, "Đã chờ 1 giờ 30 phút", "blue"),
    ({"submitted_at": MONDAY}, "Mới gửi", "blue"),
    ({"status": Status.AWAITING_SUPPLEMENT, "due_at": CLOSING - 3 * DAY}, "Tạm dừng", "quiet"),
    ({"status": Status.RESOLVED, "timeliness": Timeliness.EARLY}, "Xong sớm", "green"),
    ({"status": Status.RESOLVED, "timeliness": Timeliness.LATE}, "Xong trễ hạn", "red"),
    ({"status": Status.RETURNED, "ended_at": MONDAY}, "Khép 23/11/2026", "quiet"),
)


def test_the_time_left_is_a_word_with_its_tone(app: Flask) -> None:
    calendar, version = working_calendar(the_commune()), make_procedure()
    for fields, text, tone in TIMES_LEFT:
        left = time_left(make_dossier(version, **fields), calendar, MONDAY)
        assert (left.text, left.tone) == (text, tone)


def test_the_numbers_cost_one_query(app: Flask) -> None:
    make_dossier()
    day = today_of(MONDAY)
    with queries() as sent:
        counts(day)
    assert len([statement for statement in sent if statement.startswith("SELECT")]) == 1
