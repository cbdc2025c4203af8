import pytest
from flask.testing import FlaskClient

from cqtt.commune.models import Commune, Officer
from tests.counting import queries
from tests.factories import make_commune, make_officer


def make_leader(**fields: object) -> Officer:
    plain = {"is_leader": True, "is_public": True, "name": "Nguyễn Văn Thành", "phone": "0912345678"}
    return make_officer(**plain | fields)


def test_leaders_stand_in_the_order_of_their_office_with_all_that_is_known(client: FlaskClient) -> None:
    make_leader(name="Lê Thị Kim Ngân", title="Phó Chủ tịch", position=2, phone="02513000002")
    make_leader(title="Chủ tịch", duty="Phụ trách chung", reception_day="thứ Năm hằng tuần", position=1)
    page = client.get("/lanh-dao").text
    assert page.index("Nguyễn Văn Thành") < page.index("Lê Thị Kim Ngân")
    for words in ("Chủ tịch", "Phụ trách chung", "Tiếp dân: thứ Năm hằng tuần", "0912 345 678"):
        assert words in page
    assert 'href="tel:+84912345678"' in page
    assert 'href="tel:+842513000002"' in page


@pytest.mark.parametrize("fields", [{"is_public": False}, {"is_leader": False}, {"is_active": False}])
def test_nobody_else_is_shown(client: FlaskClient, fields: dict[str, bool]) -> None:
    hidden = make_leader(name="Trần Văn Kín", **fields)
    assert "Trần Văn Kín" not in client.get("/lanh-dao").text
    assert client.get(f"/lanh-dao/{hidden.id}.vcf").status_code == 404


def test_what_is_not_known_is_named(client: FlaskClient) -> None:
    leader = make_leader(phone="", title="Chủ tịch")
    page = client.get("/lanh-dao").text
    assert "Chưa công bố số, xin gọi" in page
    assert "Lịch tiếp dân chưa công bố" in page
    assert "Lĩnh vực phụ trách: chưa công bố" in page
    assert f"/lanh-dao/{leader.id}.vcf" not in page
    make_commune(phone="")
    assert "Chưa công bố số, xin hỏi tại Trung tâm Phục vụ hành chính công." in client.get("/lanh-dao").text


def test_an_empty_list_says_whom_to_call(client: FlaskClient) -> None:
    page = client.get("/lanh-dao").text
    assert "Danh sách lãnh đạo chưa được công bố" in page
    assert "Gọi 0251 3000 001" in page
    make_commune(phone="")
    assert "Xin hỏi tại Trung tâm Phục vụ hành chính công." in client.get("/lanh-dao").text


def test_the_list_takes_few_queries_however_long_and_is_a_fragment_for_htmx(client: FlaskClient) -> None:
    for _n in range(5):
        make_leader()
    client.get("/lanh-dao")  # the calendar is read once for each revision of the unit
    with queries() as sent:
        page = client.get("/lanh-dao", headers={"HX-Request": "true"}).text
    assert page.lstrip().startswith('<div id="leaders">')
    assert len([query for query in sent if query.startswith("SELECT")]) <= 6, sent


def test_a_leader_can_be_kept_in_the_address_book(client: FlaskClient, commune: Commune) -> None:
    leader = make_leader(
        title="Chủ tịch; Bí thư", department="Ủy ban nhân dân", email="ct@example.vn", reception_day="thứ Năm, 7:30"
    )
    answer = client.get(f"/lanh-dao/{leader.id}.vcf")
    assert answer.headers["Content-Type"] == "text/vcard; charset=utf-8"
    assert answer.headers["Content-Disposition"] == "attachment; filename=nguyen-van-thanh.vcf"
    assert answer.text.split("\r\n") == [
        "BEGIN:VCARD",
        "VERSION:3.0",
        "N:Nguyễn Văn Thành;;;;",
        "FN:Nguyễn Văn Thành",
        "ORG:Xã An Phước;Ủy ban nhân dân",
        "TITLE:Chủ tịch\\; Bí thư",
        "TEL;TYPE=WORK,VOICE:+84912345678",
        "EMAIL;TYPE=INTERNET:ct@example.vn",
        "NOTE:Tiếp dân: thứ Năm\\, 7:30",
        "URL:http://localhost/lanh-dao",
        "END:VCARD",
        "",
    ]


def test_long_lines_of_a_card_are_folded_without_tearing_a_letter(client: FlaskClient) -> None:
    title = "Phó Chủ tịch thường trực Hội đồng nhân dân, " * 5
    leader = make_leader(title=title.strip())
    card = client.get(f"/lanh-dao/{leader.id}.vcf").data
    assert all(len(line) <= 75 for line in card.split(b"\r\n"))
    assert all(line.decode() is not None for line in card.split(b"\r\n"))
    unfolded = card.decode().replace("\r\n ", "")
    assert f"TITLE:{title.strip()}".replace(",", "\\,") in unfolded


@pytest.mark.parametrize("number", ["0", "999999", "99999999999999999999999", "-1", "x"])
def test_no_such_leader_no_card(client: FlaskClient, number: str) -> None:
    assert client.get(f"/lanh-dao/{number}.vcf").status_code == 404
