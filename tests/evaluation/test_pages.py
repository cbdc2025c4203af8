"""The pages of the evaluation: who opens what, what they say, what is recorded, what can be taken away."""

import random
import re
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cqtt.audit.models import AuditEntry
from cqtt.clock import frozen
from cqtt.commune.models import Officer
from cqtt.dossiers.rules import CASE_ROLES, Status, Timeliness
from cqtt.evaluation.case_views import PER_PAGE
from cqtt.evaluation.models import IndicatorWeight
from cqtt.evaluation.rules import OUTLINES, Indicator, Subject
from cqtt.extensions import db
from cqtt.letters.rules import Occasion
from cqtt.roles import Role
from tests.counting import queries
from tests.dossiers.staff import desk, desk_of
from tests.evaluation.world import LATEST, add_answer, add_apology, fill, new_dossier
from tests.factories import MONDAY, make_feedback, make_officer, make_procedure
from tests.ratings.people import make_rating
from tests.register.filing import make_all_hands, many_returned, returned

UNIT, PROCEDURES, OFFICERS = "/can-bo/danh-gia-don-vi", "/can-bo/danh-gia-thu-tuc", "/can-bo/danh-gia-can-bo"
ON_TIME, SCANNED = f"{UNIT}/dung-han", f"{UNIT}/so-hoa-giay-to"
YEAR = "ky=2026"
READERS = (Role.LEADER, Role.ADMINISTRATOR, Role.OVERSEER)
FILES = (f"{UNIT}.xlsx", f"{UNIT}.csv")


@pytest.fixture
def officer(app: Flask) -> Officer:
    return make_all_hands()


def words_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def ways_on(page: str) -> list[str]:
    """Return the addresses of lists of cases on a page."""
    return [found.replace("&amp;", "&") for found in re.findall(rf'href="({UNIT}/[a-z-]+\?[^"]*)"', page)]


# -- who may --------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
def test_the_unit_is_looked_at_by_leaders_administrators_and_overseers(app: Flask, role: Role) -> None:
    client = desk(app, role)
    for address in (UNIT, f"{UNIT}/in", *FILES, PROCEDURES):
        assert client.get(address).status_code == (200 if role in READERS else 403), address


OPENED_BY = {
    Subject.PROCEDURES: READERS,
    Subject.DOSSIERS: (*CASE_ROLES, Role.OVERSEER),
    Subject.PAYMENTS: (Role.LEADER,),
    Subject.FEEDBACK: CASE_ROLES,
}


@pytest.mark.parametrize("role", list(Role))
def test_a_number_leads_to_its_cases_exactly_where_they_open(app: Flask, role: Role) -> None:
    client = desk(app, role)
    for outline in OUTLINES.values():
        opens = role in OPENED_BY.get(outline.subject, ())
        expected = 404 if outline.subject is Subject.RATINGS else 200 if opens else 403
        for form in ("", ".csv"):
            assert client.get(f"{UNIT}/{outline.slug}{form}").status_code == expected, (outline.slug, form)


def test_an_officer_opens_the_own_cases_and_nobody_elses(app: Flask, officer: Officer) -> None:
    mine = make_officer(Role.SPECIALIST)
    others, own = returned(officer, 3), returned(officer, 3)
    own.officer_id = mine.id
    db.session.commit()
    client = desk_of(app, mine)
    for asked in ("", f"&can-bo={mine.id}"):
        for form in ("", ".csv"):
            shown = client.get(f"{ON_TIME}{form}?{YEAR}{asked}").text.replace("<wbr>", "")
            assert str(own.code) in shown and str(others.code) not in shown
            assert client.get(f"{ON_TIME}{form}?can-bo={officer.id}").status_code == 403
    assert client.get(f"{UNIT}/nop-phi-chuyen-khoan?can-bo={mine.id}").status_code == 403


def test_an_overseer_looks_at_the_unit_and_at_nobody_alone(app: Flask, officer: Officer) -> None:
    returned(officer, 3)
    client = desk(app, Role.OVERSEER)
    assert client.get(f"{ON_TIME}?{YEAR}").status_code == 200
    for form in ("", ".csv", ".xlsx"):
        assert client.get(f"{ON_TIME}{form}?{YEAR}&can-bo={officer.id}").status_code == 403


def test_strangers_are_asked_to_sign_in(client: FlaskClient) -> None:
    for address in (UNIT, PROCEDURES, OFFICERS, ON_TIME, *FILES):
        assert client.get(address).status_code == 303


def test_there_is_no_such_number(app: Flask) -> None:
    client = desk(app, Role.LEADER)
    assert client.get(f"{UNIT}/khong-co").status_code == 404
    assert client.get(f"{UNIT}/dung-han.pdf").status_code == 404


# -- what they say --------------------------------------------------------------------------------


def test_the_page_says_points_definitions_and_what_own_data_cannot_answer(app: Flask, officer: Officer) -> None:
    for days in (2, 3, 8):
        returned(officer, days)
    page = desk(app, Role.LEADER).get(f"{UNIT}?{YEAR}").text
    said = words_of(page)
    for part in (
        "Năm 2026",
        "tự tính, tham khảo",
        "Công khai, minh bạch",
        "Tiến độ, kết quả giải quyết",
        "66,7 %",
        "13,3 / 20",
        "Không tính hồ sơ người dân rút",
        "Không tự tính được, không cộng: 14 điểm",
        "chỉ Cổng có số liệu",
        "chưa có dữ liệu",
    ):
        assert part in said, part
    assert page.count("Tính thế nào?") == 10  # nine numbers with points, and what is under way
    assert f"{ON_TIME}?phan=chua-dat&amp;ky=2026" in page or f"{ON_TIME}?ky=2026&amp;phan=chua-dat" in page


def test_every_number_on_the_pages_leads_to_as_many_cases(app: Flask) -> None:
    fill(random.Random(8), dossiers=24, feedbacks=8)
    client, followed = desk(app, Role.LEADER), 0
    with frozen(LATEST):
        for address in (f"{UNIT}?{YEAR}", f"{PROCEDURES}?{YEAR}", f"{OFFICERS}?{YEAR}"):
            page = client.get(address).text
            links = re.findall(rf'href="({UNIT}/[a-z-]+\?[^"]*)">([\d.]+)<', page)
            for href, number in dict(links).items():
                shown = client.get(href.replace("&amp;", "&")).text
                assert re.search(rf'aria-current="true"><b>{re.escape(number)}</b>', shown), (href, number)
                assert f"{number} trong danh sách" in shown, (href, number)
                followed += 1
    assert followed > 30


@pytest.mark.parametrize("slug", [one.slug for one in OUTLINES.values() if one.subject is not Subject.RATINGS])
def test_every_part_of_a_list_says_how_many_it_has(app: Flask, slug: str) -> None:
    fill(random.Random(12), dossiers=24)
    client = desk(app, Role.LEADER)
    with frozen(LATEST):
        page = client.get(f"{UNIT}/{slug}?{YEAR}").text
        tabs = re.findall(r'<li><a class="[a-z]+" href="([^"]+)"[^>]*><b>([\d.]+)</b>', page)
        for href, number in tabs:
            shown = client.get(href.replace("&amp;", "&")).text
            assert len(re.findall(r'<td class="code">', shown)) == int(number) <= PER_PAGE, href
    everything, *parts = [int(number) for _href, number in tabs]
    assert everything and len(parts) == {"dung-han": 4, "khen-ngoi": 0}.get(slug, 2)
    if slug == "dung-han":
        early, on_the_day = parts.pop(1), parts.pop(1)
        assert early + on_the_day == parts[0]
    assert not parts or sum(parts) == everything


def test_an_administrator_sees_numbers_without_ways_into_dossiers(app: Flask, officer: Officer) -> None:
    returned(officer, 8)
    client = desk(app, Role.ADMINISTRATOR)
    page = client.get(f"{UNIT}?{YEAR}").text
    assert {way.split("?")[0] for way in ways_on(page)} == {f"{UNIT}/cong-khai-du", f"{UNIT}/in"}
    assert all(client.get(way).status_code == 200 for way in ways_on(page))
    assert "/quan-tri/diem-danh-gia" in page


@pytest.mark.parametrize("address", [UNIT, PROCEDURES, OFFICERS])
def test_days_that_cannot_be_are_refused_and_stay_as_typed(app: Flask, address: str) -> None:
    client = desk(app, Role.LEADER)
    answer = client.get(f"{address}?ky=ngay&tu-ngay=2026-11-30&den-ngay=2026-11-01")
    assert answer.status_code == 422 and "Ngày bắt đầu đứng sau ngày kết thúc" in answer.text
    assert 'value="2026-11-30"' in answer.text and 'value="2026-11-01"' in answer.text
    assert client.get(f"{address}?ky=nam-nay").status_code == 422


def test_days_typed_over_those_of_a_month_mean_themselves_and_a_new_choice_means_the_choice(app: Flask) -> None:
    client = desk(app, Role.LEADER)
    days = "tu-ngay=2026-11-09&den-ngay=2026-11-15"
    assert "Từ 09/11/2026 đến 15/11/2026" in client.get(f"{UNIT}?ky=2026-11&ky-cu=2026-11&{days}").text
    assert "<h2>Quý 4/2026" in client.get(f"{UNIT}?ky=2026-q4&ky-cu=2026-11&{days}").text
    whole = "tu-ngay=2026-11-01&den-ngay=2026-11-30"
    assert "<h2>Tháng 11/2026" in client.get(f"{UNIT}?ky=2026-11&ky-cu=2026-11&{whole}").text


@pytest.mark.parametrize("address", [ON_TIME, f"{ON_TIME}.csv", *FILES, f"{UNIT}/in"])
def test_a_file_or_a_list_of_no_days_says_what_to_do(app: Flask, address: str) -> None:
    answer = desk(app, Role.LEADER).get(f"{address}?ky=2026-13")
    assert answer.status_code == 422 and "Xin chọn tháng" in answer.text


@pytest.mark.parametrize(
    ("address", "id"), [(UNIT, "figures"), (PROCEDURES, "figures"), (OFFICERS, "figures"), (ON_TIME, "cases")]
)
def test_a_fragment_is_the_figures_alone(app: Flask, officer: Officer, address: str, id: str) -> None:
    returned(officer, 3)
    answer = desk(app, Role.LEADER).get(f"{address}?{YEAR}", headers={"HX-Request": "true"})
    assert answer.text.strip().startswith(f'<section id="{id}"') and "<html" not in answer.text


def test_on_paper_each_number_has_its_definition_and_the_whole_is_marked(app: Flask, officer: Officer) -> None:
    returned(officer, 3)
    said = words_of(desk(app, Role.OVERSEER, name="Đỗ Thị Nhung").get(f"{UNIT}/in?{YEAR}").text)
    assert said.count("Tự tính, tham khảo") >= 2 and "người in: Đỗ Thị Nhung" in said
    assert "Hồ sơ có kết quả trong kỳ, và hồ sơ dừng giải quyết" in said and "20 / 20" in said


def test_rates_of_few_are_not_compared(app: Flask) -> None:
    version = make_procedure()

    def have_results(count: int) -> None:
        for at in (MONDAY, MONDAY - timedelta(days=365)):
            for _number in range(count):
                dossier = new_dossier(version)
                dossier.status, dossier.timeliness, dossier.resolved_at = Status.RESOLVED, Timeliness.EARLY, at
                db.session.add(dossier)
        db.session.commit()

    have_results(9)
    client = desk(app, Role.LEADER)
    said = words_of(client.get(f"{UNIT}?{YEAR}").text)
    assert "còn ít, chưa so" in said and "như kỳ trước" not in said
    assert "ít hồ sơ" in words_of(client.get(f"{PROCEDURES}?{YEAR}").text)
    have_results(1)
    assert "như kỳ trước" in words_of(client.get(f"{UNIT}?{YEAR}").text)
    assert "ít hồ sơ" not in words_of(client.get(f"{PROCEDURES}?{YEAR}").text)


def test_of_nothing_no_page_and_no_table_says_nought_of_nought(app: Flask) -> None:
    client = desk(app, Role.LEADER)
    for address in (UNIT, f"{UNIT}/in"):
        said = words_of(client.get(f"{address}?{YEAR}").text)
        assert "Kỳ này chưa có dữ liệu" in said and "chưa có dữ liệu, cả nhóm 22 điểm" in said
        assert "0 trên 0" not in said and " 0 %" not in said
    sheet = openpyxl.load_workbook(BytesIO(client.get(f"{UNIT}.xlsx?{YEAR}").data)).worksheets[0]
    assert {row[6] for row in sheet.iter_rows(min_row=5, values_only=True)} == {None}


def test_a_group_without_points_says_so_and_not_that_there_is_no_data(app: Flask, officer: Officer) -> None:
    returned(officer, 3)
    db.session.add(IndicatorWeight(indicator=Indicator.ON_TIME, tenths=0))
    db.session.commit()
    said = words_of(desk(app, Role.LEADER).get(f"{UNIT}?{YEAR}").text)
    assert "chưa đặt điểm cho chỉ số nào, cả nhóm 20 điểm" in said


def test_a_change_is_told_in_points_of_a_hundred(app: Flask) -> None:
    version = make_procedure()
    for at, timeliness in ((MONDAY, Timeliness.EARLY), (MONDAY - timedelta(days=365), Timeliness.LATE)):
        for number in range(10):
            dossier = new_dossier(version)
            dossier.status, dossier.resolved_at = Status.RESOLVED, at
            dossier.timeliness = timeliness if number < 5 else Timeliness.EARLY
            db.session.add(dossier)
    db.session.commit()
    assert "tăng 50 điểm %" in words_of(desk(app, Role.LEADER).get(f"{UNIT}?{YEAR}").text)


# -- the way back ---------------------------------------------------------------------------------


def test_from_a_list_one_comes_back_to_the_page_whose_number_led_there_with_its_days(
    app: Flask, officer: Officer
) -> None:
    dossier = returned(officer, 8)
    leader, own = desk(app, Role.LEADER), desk_of(app, make_officer(Role.SPECIALIST))
    days = "ky=2026-q4"

    def way_back(client: FlaskClient, address: str) -> list[str]:
        trail = client.get(address).text.partition('<nav class="crumbs"')[2].partition("</nav>")[0]
        return re.findall(r'href="([^"]+)"', trail)

    assert way_back(leader, f"{ON_TIME}?{days}") == [f"{UNIT}?{days}"]
    of_officer = way_back(leader, f"{ON_TIME}?{days}&can-bo={officer.id}")
    assert of_officer == [f"{UNIT}?{days}", f"{OFFICERS}?{days}"]
    of_procedure = way_back(leader, f"{ON_TIME}?{days}&thu-tuc={dossier.procedure_id}")
    assert of_procedure == [f"{UNIT}?{days}", f"{PROCEDURES}?{days}"]
    assert way_back(own, f"{ON_TIME}?{days}") == [f"{OFFICERS}?{days}"]
    assert way_back(leader, f"{OFFICERS}?{days}") == [f"{UNIT}?{days}"]


def test_other_days_leave_the_order_of_the_procedures(app: Flask, officer: Officer) -> None:
    returned(officer, 3)
    client = desk(app, Role.LEADER)
    assert '<input type="hidden" name="xep" value="so">' in client.get(f"{PROCEDURES}?{YEAR}&xep=so").text
    assert 'name="xep"' not in client.get(f"{PROCEDURES}?{YEAR}").text


# -- people ---------------------------------------------------------------------------------------


def test_an_overseer_sees_masked_names_opens_nothing_and_reads_no_reason(app: Flask, officer: Officer) -> None:
    dossier = returned(officer, 8, applicant_name="Nguyễn Thị Hường")
    add_apology(dossier, Occasion.RESOLVED_LATE, MONDAY, "Bà Hường nộp thiếu giấy.")
    db.session.commit()
    overseer, leader = desk(app, Role.OVERSEER), desk(app, Role.LEADER)
    for form in ("", ".csv"):
        masked, whole = (client.get(f"{ON_TIME}{form}?{YEAR}").text for client in (overseer, leader))
        assert "Nguyễn T. H." in masked and "Hường" not in masked and f"/can-bo/ho-so/{dossier.id}" not in masked
        assert "Nguyễn Thị Hường" in whole and "Bà Hường nộp thiếu giấy." in whole
    assert f"/can-bo/ho-so/{dossier.id}" in leader.get(f"{ON_TIME}?{YEAR}").text


def test_lists_of_feedback_say_no_word_of_it(app: Flask, officer: Officer) -> None:
    feedback = make_feedback(words="Đèn hỏng trước nhà ông Tám.", sender_name="Trần Thị Kín")
    add_answer(feedback, officer, MONDAY, True)
    db.session.commit()
    for form in ("", ".csv"):
        page = desk(app, Role.LEADER).get(f"{UNIT}/tra-loi-dung-han{form}?{YEAR}").text.replace("<wbr>", "")
        assert feedback.code in page
        assert "Tám" not in page and "Kín" not in page and "0900000123" not in page


def test_reading_a_list_is_recorded_once_and_each_copy_taken_every_time(app: Flask, officer: Officer) -> None:
    returned(officer, 3)
    leader = make_officer(Role.LEADER)
    client = desk_of(app, leader)
    for address in (ON_TIME, ON_TIME, f"{ON_TIME}.csv", f"{ON_TIME}.xlsx", f"{UNIT}.xlsx", UNIT):
        assert client.get(f"{address}?{YEAR}").status_code == 200
    entries = list(
        db.session.scalars(select(AuditEntry).where(AuditEntry.object_kind == "evaluation").order_by(AuditEntry.id))
    )
    assert [entry.action for entry in entries] == ["view", "export", "export", "export"]
    assert {entry.officer_id for entry in entries} == {leader.id}
    assert [entry.object_id.partition(" ")[0] for entry in entries] == [*["dung-han"] * 3, "danh-gia-don-vi"]
    assert {entry.object_id.partition(" ")[2] for entry in entries} == {"20260101-20261231"}
    assert "Nguyễn" not in str([entry.details for entry in entries])


# -- how much is asked of the database ------------------------------------------------------------


@pytest.mark.parametrize(("address", "most"), [(UNIT, 24), (PROCEDURES, 12), (OFFICERS, 18), (SCANNED, 16)])
def test_pages_ask_the_database_a_bounded_number_of_times(
    app: Flask, officer: Officer, address: str, most: int
) -> None:
    fill(random.Random(10), dossiers=20, feedbacks=4)
    client = desk(app, Role.LEADER)
    client.get(f"{address}?{YEAR}")
    with queries() as sent:
        client.get(f"{address}?{YEAR}")
    few = len(sent)
    for number in range(3):
        more = new_dossier(make_procedure(name=f"Thủ tục {number}"))
        more.status, more.received_at, more.officer_id = Status.PROCESSING, MONDAY, make_all_hands().id
        db.session.add(more)
        make_rating(5)
    with queries() as sent:
        client.get(f"{address}?{YEAR}")
    assert len(sent) <= few + 1 <= most + 1, "\n".join(each[:100] for each in sent)


def test_a_long_list_is_turned_page_by_page(app: Flask, officer: Officer) -> None:
    many_returned(officer, PER_PAGE + 5)
    client = desk(app, Role.LEADER)
    first, second = (client.get(f"{SCANNED}?{YEAR}&trang={number}").text for number in (1, 2))
    codes = re.findall(r'class="code"><a [^>]*><span>([^/]*)</span>', first + second)
    assert len(codes) == len(set(codes)) == PER_PAGE + 5
    assert "Trang 2 trên 2" in second
    assert "Trang 2 trên 2" in client.get(f"{SCANNED}?{YEAR}&trang=99").text
    assert f'aria-current="true"><b>{PER_PAGE + 5}</b>' in first
