"""The pledge as everybody reads it: the words as they were published, who has signed, what is really achieved."""

import html
import re
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cqtt.dossiers.rules import Status, Timeliness
from cqtt.roles import Role
from tests.counting import queries
from tests.factories import MONDAY, make_dossier, make_officer, make_procedure, sign_in
from tests.pledges.signing import make_pledge
from tests.procedures.test_whole_catalogue import FIRST_VIEW, weight

# Word for word as published in August 2024.
LINES = (
    "xin chào",
    "xin lỗi",
    "xin cảm ơn",
    "xin phép",
    "luôn mỉm cười",
    "luôn nhẹ nhàng",
    "luôn lắng nghe",
    "luôn giúp đỡ",
    "không cửa quyền, hách dịch, gây khó khăn, phiền hà",
    "không quan liêu, vô cảm, vô trách nhiệm",
    "không tham nhũng, lãng phí",
    "không xu nịnh, chạy chọt, lợi ích nhóm",
    "không lợi dụng chức vụ, quyền hạn trong thi hành công vụ",
)


def words_of(page: str) -> str:
    main = page.partition('<main id="main"')[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", main)).split())


def lines_of(page: str) -> list[str]:
    """Return the words of the pledge as they are read, in their order."""
    items = re.findall(r'<li id="(?:xin|luon|khong)-\d">(.*?)</li>', page, re.S)
    return [" ".join(re.sub(r"<[^>]*>", "", item).split()) for item in items]


def test_the_words_are_exactly_the_published_ones(client: FlaskClient) -> None:
    page = client.get("/cam-ket").text
    assert tuple(lines_of(page)) == LINES
    words = words_of(page)
    for heading in ("4 xin", "4 luôn", "5 không", "trọng dân, gần dân, hiểu dân, học dân và có trách nhiệm với dân"):
        assert heading in words


def test_it_says_who_has_signed_and_when_and_of_the_others_only_how_many(client: FlaskClient) -> None:
    lan = make_officer(
        Role.RECEPTION, name="Phạm Thị Lan", title="Công chức tiếp nhận", department="Một cửa", phone="0900111222"
    )
    make_pledge(lan, date(2026, 3, 2))
    expired = make_officer(Role.SPECIALIST, name="Võ Văn Hết")
    make_pledge(expired, date(2025, 11, 22))
    mistaken = make_officer(name="Lê Thị Nhầm")
    make_pledge(mistaken, taken_back_at=MONDAY, taken_back_by_id=lan.id, taken_back_reason="nhầm người")
    make_officer(name="Trần Chưa Ký")
    gone = make_officer(name="Đỗ Đã Nghỉ", is_active=False)
    make_pledge(gone)
    watching = make_officer(Role.OVERSEER, name="Bùi Giám Sát")
    make_pledge(watching)
    page = client.get("/cam-ket").text
    words = words_of(page)
    assert "Đã ký 1/4 cán bộ" in words and "25 % đã ký và còn hiệu lực, còn 3 người chưa ký hoặc chưa ký lại." in words
    assert "Phạm Thị Lan Công chức tiếp nhận, Một cửa Ký ngày 02/03/2026, có hiệu lực đến hết 02/03/2027" in words
    for unseen in (
        "Võ Văn Hết",
        "Lê Thị Nhầm",
        "Trần Chưa Ký",
        "Đỗ Đã Nghỉ",
        "Bùi Giám Sát",
        "0900111222",
        "0900 111 222",
    ):
        assert unseen not in page
    assert '<progress class="share" max="4" value="1"' in page


def test_the_signing_that_holds_longest_is_the_one_shown(client: FlaskClient) -> None:
    officer = make_officer(name="Phạm Thị Lan")
    make_pledge(officer, date(2026, 11, 20))
    make_pledge(officer, date(2025, 12, 1))
    words = words_of(client.get("/cam-ket").text)
    assert "Ký ngày 20/11/2026" in words and "01/12/2025" not in words and "100 % cán bộ đã ký" in words


def test_a_unit_that_the_title_names_is_not_said_twice(client: FlaskClient) -> None:
    unit = "Trung tâm Phục vụ hành chính công"
    make_pledge(make_officer(name="Phạm Ngọc Lan", title=f"Giám đốc {unit}", department=unit))
    assert f"Phạm Ngọc Lan Giám đốc {unit} Ký ngày" in words_of(client.get("/cam-ket").text)


def test_leaders_come_first_and_then_by_given_name(client: FlaskClient) -> None:
    for name, position in (("Trần Thị Mai", 100), ("Nguyễn Chủ Tịch", 1), ("Võ Văn An", 100)):
        make_pledge(make_officer(name=name, position=position))
    page = client.get("/cam-ket").text
    assert re.findall(r"<li><b>([^<]+)</b>", page) == ["Nguyễn Chủ Tịch", "Võ Văn An", "Trần Thị Mai"]


def test_without_anybody_the_words_still_stand(client: FlaskClient) -> None:
    page = client.get("/cam-ket").text
    assert "Danh sách cán bộ chưa được công bố" in page and "<progress" not in page and "%" not in words_of(page)


def test_the_figures_stand_beside_and_say_when_there_are_none(client: FlaskClient) -> None:
    words = words_of(client.get("/cam-ket").text)
    assert words.count("chưa có dữ liệu") == 3 and "từ 5 lượt đánh giá mới tính tỷ lệ" in words
    version = make_procedure()
    for number in range(11):
        late = Timeliness.LATE if number == 0 else Timeliness.EARLY
        make_dossier(version, status=Status.RETURNED, timeliness=late, resolved_at=MONDAY)
    words = words_of(client.get("/cam-ket").text)
    assert "Đúng hẹn 90 ngày qua 91 % 11 hồ sơ đã có kết quả" in words.replace("\u00a0", " ")
    assert words.count("chưa có dữ liệu") == 1


def test_too_few_results_say_how_few(client: FlaskClient) -> None:
    make_dossier(status=Status.RETURNED, timeliness=Timeliness.LATE, resolved_at=MONDAY)
    assert "mới có 1 hồ sơ, từ 10 hồ sơ mới tính tỷ lệ" in words_of(client.get("/cam-ket").text)


def test_it_leads_to_where_a_broken_pledge_is_told_and_to_the_board(client: FlaskClient) -> None:
    page = client.get("/cam-ket").text
    assert 'href="/phan-anh/gui?ve=thai-do"' in page and 'href="/cam-ket.pdf"' in page


def crowd(count: int) -> None:
    for number in range(count):
        officer = make_officer(
            Role.RECEPTION, name=f"Nguyễn Thị Mẫu {number}", department="Trung tâm Phục vụ hành chính công"
        )
        make_pledge(officer)


def test_the_first_view_is_light_also_with_sixty_officers(app: Flask, client: FlaskClient) -> None:
    crowd(60)
    assert weight(client, "/cam-ket") <= FIRST_VIEW


@pytest.mark.parametrize("count", [1, 20])
def test_it_asks_the_database_little_however_many_have_signed(client: FlaskClient, count: int) -> None:
    crowd(count)
    client.get("/cam-ket")
    with queries() as sent:
        assert client.get("/cam-ket").status_code == 200
    assert len([statement for statement in sent if "BEGIN" not in statement]) <= 9


def test_the_board_is_asked_for_so_often_and_no_more(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cqtt.pledges.views.BOARDS_AN_HOUR", 1)
    answer = client.get("/cam-ket.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert client.get("/cam-ket.pdf").status_code == 429


def test_an_officer_reads_it_too(client: FlaskClient) -> None:
    assert sign_in(client, make_officer(Role.RECEPTION)).get("/cam-ket").status_code == 200
