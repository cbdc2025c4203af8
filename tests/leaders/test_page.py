"""The public page: who is on duty now, photographs, codes, the sheet to hang up."""

import io
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader

from cqtt import clock
from cqtt.commune.models import Commune, Holiday
from cqtt.commune.portraits import Portrait, portrait_store
from cqtt.commune.working_time import DayKind
from cqtt.extensions import db
from cqtt.leaders.models import ReceptionTime
from cqtt.roles import Role
from tests.counting import queries
from tests.dossiers.citizen import photo
from tests.factories import MONDAY, make_absence, make_officer
from tests.leaders.people import TODAY, make_leader, make_shift

EVENING = datetime(2026, 11, 23, 12, tzinfo=UTC)  # 19:00 in Vietnam
NIGHT = datetime(2026, 11, 23, 19, tzinfo=UTC)  # 02:00 of Tuesday
FIRST_VIEW = 14_600  # bytes that fit into one TCP initial window


def page_at(client: FlaskClient, at: datetime) -> str:
    with clock.frozen(at):
        return client.get("/lanh-dao").text


def card_of(page: str, name: str) -> str:
    return page.partition('<ul class="people">')[2].partition(f"<h2>{name}</h2>")[2].partition("</li>")[0]


def receive(leader_id: int, **fields: object) -> None:
    plain = {"starts": "07:30", "ends": "11:30", "created_at": MONDAY, "created_by_id": leader_id}
    db.session.add(ReceptionTime(start_key=f"tiep-dan-thu-nghiem-{fields}", officer_id=leader_id, **plain | fields))
    db.session.commit()


def test_in_working_hours_every_leader_who_is_there_is_said_to_be(client: FlaskClient) -> None:
    there, away = make_leader(name="Lê Văn Có"), make_leader(name="Lê Văn Vắng")
    make_absence(away, there, TODAY, TODAY)
    page = page_at(client, MONDAY)
    assert "Trong giờ làm việc, đến 11:30" in card_of(page, "Lê Văn Có")
    assert "Trong giờ làm việc" not in card_of(page, "Lê Văn Vắng")
    assert "Ngoài giờ" not in page
    assert "Trong giờ làm việc, đến 16:30" in page_at(client, datetime(2026, 11, 23, 7, tzinfo=UTC))


def test_outside_of_them_the_page_says_first_who_is_on_duty_and_until_when(client: FlaskClient) -> None:
    make_shift(make_leader(name="Lê Văn Trực", phone="0911111111"))
    make_leader(name="Lê Văn Nghỉ")
    page = page_at(client, EVENING)
    band = page.partition("Ngoài giờ làm việc, xin gọi người trực")[2].partition("<ul")[0]
    assert "Lê Văn Trực trực đến 07:00 ngày mai" in band and 'href="tel:+84911111111"' in band
    assert "Đang trực, đến 07:00 ngày mai" in card_of(page, "Lê Văn Trực")
    assert "Đang trực" not in card_of(page, "Lê Văn Nghỉ")
    after_midnight = page_at(client, NIGHT)
    assert "Đang trực, đến 07:00<" in card_of(after_midnight, "Lê Văn Trực").replace("\n", "")
    assert "Lịch trực 7 ngày tới" not in after_midnight  # it began yesterday, and there is no other


def test_outside_of_them_without_a_shift_the_page_says_what_to_do(client: FlaskClient) -> None:
    make_leader()
    page = page_at(client, EVENING)
    assert "Bây giờ ngoài giờ làm việc" in page and "0900 000 001" in page and "để lại lời nhắn" in page


def test_who_is_on_duty_but_away_is_stood_in_for(client: FlaskClient) -> None:
    away, deputy = make_leader(name="Lê Văn Vắng"), make_leader(name="Lê Thị Thay", phone="0922222222")
    make_absence(away, deputy, TODAY, TODAY)
    make_shift(away)
    page = page_at(client, EVENING)
    band = page.partition("xin gọi người trực")[2].partition("<ul")[0]
    assert "Lê Thị Thay trực đến" in band and "+84922222222" in band
    assert "Lê Thị Thay (thay Lê Văn Vắng)" in page.partition("Lịch trực 7 ngày tới")[2]


def test_a_deputy_who_is_not_public_is_not_named_in_the_roster(client: FlaskClient) -> None:
    away, hidden = make_leader(name="Lê Văn Vắng"), make_officer(name="Trần Văn Kín", phone="0933333333")
    make_absence(away, hidden, TODAY, TODAY)
    make_shift(away)
    page = page_at(client, EVENING)
    assert "Lê Văn Vắng (vắng)" in page
    assert "Trần Văn Kín" not in page and "33333333" not in page


def test_the_week_shows_public_leaders_and_nothing_that_was_removed(client: FlaskClient) -> None:
    make_shift(make_leader(name="Lê Văn Trực"), TODAY + timedelta(days=6), note="trực bão")
    make_shift(make_leader(name="Lê Văn Kín", is_public=False))
    make_shift(make_leader(name="Lê Văn Bỏ"), removed_at=MONDAY)
    make_shift(make_leader(name="Lê Văn Xa"), TODAY + timedelta(days=7))
    week = page_at(client, MONDAY).partition("Lịch trực 7 ngày tới")[2].partition("Lịch tiếp công dân")[0]
    assert "Chủ nhật 29/11" in week and "Lê Văn Trực" in week and "17:00–07:00 hôm sau" in week and "trực bão" in week
    assert not [name for name in ("Kín", "Bỏ", "Xa") if f"Lê Văn {name}" in week]


def test_times_of_reception_stand_in_a_table_until_their_day_is_over(client: FlaskClient) -> None:
    leader, hidden = make_leader(name="Lê Văn Tiếp"), make_leader(name="Lê Văn Kín", is_public=False)
    receive(leader.id, weekday=3, place="Phòng 2")
    receive(leader.id, on=date(2026, 11, 30))
    receive(leader.id, on=date(2026, 11, 22))
    receive(hidden.id, weekday=0)
    table = page_at(client, MONDAY).partition("Lịch tiếp công dân</h2>")[2]
    assert "Thứ Năm hằng tuần" in table and "07:30–11:30" in table and "Phòng 2" in table
    assert "Thứ Hai, 30/11/2026" in table and "22/11/2026" not in table and "Lê Văn Kín" not in table


def test_the_card_and_the_table_say_the_same_and_nobody_is_left_out(client: FlaskClient) -> None:
    timed = make_leader(name="Lê Văn Giờ", reception_day="thứ Ba, tuần thứ nhất")
    make_leader(name="Lê Thị Lời", reception_day="mỗi ngày làm việc, tại sảnh")
    receive(timed.id, weekday=1)
    page = page_at(client, MONDAY)
    table = page.partition("Lịch tiếp công dân</h2>")[2]
    assert "Tiếp dân: thứ Ba hằng tuần 07:30–11:30" in card_of(page, "Lê Văn Giờ") and "tuần thứ nhất" not in page
    assert "Tiếp dân: mỗi ngày làm việc, tại sảnh" in card_of(page, "Lê Thị Lời")
    assert '<th scope="row">Mỗi ngày làm việc, tại sảnh</th><td><p><b>Lê Thị Lời</b>' in table
    assert '<th scope="row">Thứ Ba hằng tuần</th><td><p><b>Lê Văn Giờ</b>' in table


def test_a_holiday_on_a_day_of_reception_is_named(client: FlaskClient) -> None:
    leader = make_leader(name="Lê Văn Tiếp")
    receive(leader.id, weekday=1)
    receive(leader.id, weekday=2)
    off, makeup = date(2026, 12, 1), date(2026, 12, 2)
    db.session.add(Holiday(on=off, kind=DayKind.OFF, name="Quốc tang"))
    db.session.add(Holiday(on=makeup, kind=DayKind.HALF, name="Nửa ngày"))
    db.session.commit()
    table = page_at(client, MONDAY).partition("Lịch tiếp công dân</h2>")[2]
    assert table.count("Ngày nghỉ, không tiếp") == 1 and "Ngày nghỉ, không tiếp dân: 01/12 (Quốc tang)" in table
    assert "Ngày nghỉ" not in page_at(client, MONDAY + timedelta(days=9))


def test_days_without_a_shift_stand_in_the_week_too(client: FlaskClient) -> None:
    make_shift(make_leader(name="Lê Văn Trực"), TODAY + timedelta(days=2))
    week = page_at(client, MONDAY).partition("Lịch trực 7 ngày tới")[2].partition("Lịch tiếp công dân")[0]
    assert week.count('<th scope="row">') == 7 and week.count("chưa có ca trực") == 6


def test_a_zalo_link_stands_where_there_is_zalo_and_goes_to_who_answers(client: FlaskClient) -> None:
    leader = make_leader(name="Lê Văn Có", has_zalo=True, phone="0911111111")
    make_leader(name="Lê Văn Không", phone="0922222222")
    make_leader(name="Lê Văn Bàn", has_zalo=True, phone="02513000002")
    page = page_at(client, MONDAY)
    assert re.findall(r'href="https://zalo\.me/(\d+)"', page) == ["0911111111"]
    deputy = make_leader(name="Lê Thị Thay", phone="0933333333", has_zalo=True)
    make_absence(leader, deputy, TODAY, TODAY)
    assert "zalo.me/0933333333" in card_of(page_at(client, MONDAY), "Lê Văn Có")


def test_a_photograph_is_shown_while_its_leader_is_public(client: FlaskClient) -> None:
    with_photo, without = make_leader(name="Lê Văn Ảnh"), make_leader(name="Trần Thị Thu Hà")
    content = Portrait(photo()).content
    with_photo.photo_key, with_photo.photo_sha256 = portrait_store().put(content), Portrait(content).digest
    db.session.commit()
    page, address = page_at(client, MONDAY), f"/lanh-dao/{with_photo.id}/anh"
    assert f'src="{address}?v=' in card_of_photo(page) and 'loading="lazy"' in page
    assert ">TH</span>" in page
    answer = client.get(address)
    assert answer.data == content and answer.headers["Cache-Control"] == "public, max-age=3600"
    assert client.get(f"/lanh-dao/{without.id}/anh").status_code == 404
    with_photo.is_public = False
    db.session.commit()
    assert client.get(address).status_code == 404


def card_of_photo(page: str) -> str:
    return page.partition('<ul class="people">')[2].partition("<h2>Lê Văn Ảnh</h2>")[0]


def test_a_code_opens_the_card_on_another_telephone(client: FlaskClient) -> None:
    leader = make_leader()
    answer = client.get(f"/lanh-dao/{leader.id}/ma-qr.svg")
    assert answer.mimetype == "image/svg+xml" and "<path" in answer.text
    leader.is_leader = False
    db.session.commit()
    assert client.get(f"/lanh-dao/{leader.id}/ma-qr.svg").status_code == 404


def test_the_first_view_is_light_with_ten_leaders(client: FlaskClient) -> None:
    for number in range(10):
        leader = make_leader(duty="Đất đai, xây dựng, môi trường, kinh tế", title="Phó Chủ tịch", has_zalo=True)
        make_shift(leader, TODAY + timedelta(days=number % 7))
    encoded = {"Accept-Encoding": "br"}
    answer = client.get("/lanh-dao", headers=encoded)
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', client.get("/lanh-dao").text)
    assert len(sheets) == 2
    assert len(answer.data) + sum(len(client.get(each, headers=encoded).data) for each in sheets) <= FIRST_VIEW


def test_shifts_and_absences_cost_no_query_each(client: FlaskClient) -> None:
    deputy = make_leader(position=200)
    for _n in range(4):
        leader = make_leader()
        make_shift(leader)
        make_absence(leader, deputy, TODAY, TODAY)
    with clock.frozen(MONDAY):
        client.get("/lanh-dao")
        with queries() as sent:
            client.get("/lanh-dao")
    assert len([query for query in sent if query.startswith("SELECT")]) <= 10, sent


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_the_sheet_to_hang_up_has_every_public_leader_in_large(client: FlaskClient, commune: Commune) -> None:
    away = make_leader(name="Lê Văn Vắng", title="Chủ tịch", phone="0911111111")
    make_leader(name="Trần Văn Kín", is_public=False, phone="0922222222")
    receive(away.id, weekday=3)
    make_absence(away, make_leader(name="Lê Thị Thay", phone=""), TODAY, TODAY)
    answer = client.get("/lanh-dao.pdf")
    words = words_of(answer.data)
    assert answer.mimetype == "application/pdf" and "dien-thoai-lanh-dao.pdf" in answer.headers["Content-Disposition"]
    for said in (
        "ĐIỆN THOẠI LÃNH ĐẠO",
        "Lê Văn Vắng",
        "0911",
        "111",
        "thứ Năm hằng tuần 07:30–11:30",
        "chưa công bố số",
    ):
        assert said in words.replace("\u00a0", " "), words
    assert "Kín" not in words and "0922" not in words


@pytest.mark.parametrize(("leaders", "pages"), [(0, 1), (6, 1), (7, 2)])
def test_more_leaders_than_fit_go_on_to_the_next_sheet(client: FlaskClient, leaders: int, pages: int) -> None:
    for _n in range(leaders):
        make_leader(Role.LEADER)
    assert len(PdfReader(io.BytesIO(client.get("/lanh-dao.pdf").data)).pages) == pages
