"""How often codes are scanned: per code and place, to be sorted; and nothing about who scanned."""

import re
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cqtt.clock import ICT, frozen
from cqtt.codes.actions import code_for
from cqtt.codes.models import ScanCode, ScanCount
from cqtt.extensions import db
from cqtt.posters.scans import scan_report
from cqtt.procedures.actions import raise_stamp
from cqtt.procedures.catalogue import KIND
from cqtt.procedures.models import Procedure
from cqtt.roles import Role
from tests.counting import queries
from tests.dossiers.staff import desk
from tests.factories import MONDAY, make_procedure
from tests.posters.printing import PAGE, make_place

TODAY = date(2026, 11, 23)


def count(code: ScanCode, days_ago: int, times: int, place: int = 0) -> None:
    db.session.add(ScanCount(code_id=code.id, place_id=place, on=TODAY - timedelta(days_ago), count=times))
    db.session.commit()


@pytest.fixture
def two_codes(app: Flask) -> tuple[ScanCode, ScanCode]:
    """Khai sinh: 5 today here and 2 at the hall, 10 within a month; khai tử: 100 long ago, 1 too long ago."""
    birth, death = make_procedure(name="Đăng ký khai sinh"), make_procedure(name="Đăng ký khai tử")
    codes = code_for(KIND, str(birth.procedure_id)), code_for(KIND, str(death.procedure_id))
    hall = make_place("Sảnh một cửa").id
    count(codes[0], 0, 5)
    count(codes[0], 0, 2, hall)
    count(codes[0], 7, 10)
    count(codes[1], 200, 100)
    count(codes[1], 365, 1)
    return codes


@pytest.fixture
def admin(app: Flask) -> FlaskClient:
    return desk(app, Role.ADMINISTRATOR)


def lines(**asked: str) -> list[tuple[str, str, tuple[int, ...]]]:
    return [(line.name, line.place, line.counts) for line in scan_report(asked, TODAY).lines]


def test_scans_are_told_for_each_code_and_place(two_codes: object) -> None:
    assert lines() == [
        ("Đăng ký khai sinh", "Không ghi nơi dán", (5, 15, 15)),
        ("Đăng ký khai sinh", "Sảnh một cửa", (2, 2, 2)),
        ("Đăng ký khai tử", "Không ghi nơi dán", (0, 0, 100)),
    ]
    report = scan_report({}, TODAY)
    assert report.totals == (7, 17, 117)
    assert [day.count for day in report.days] == [0] * 22 + [10] + [0] * 6 + [7]


@pytest.mark.parametrize(
    ("order", "first"),
    [("365", "Đăng ký khai tử"), ("7", "Đăng ký khai sinh"), ("ten", "Đăng ký khai sinh"), ("x", "Đăng ký khai sinh")],
)
def test_the_table_is_sorted_as_asked(two_codes: object, order: str, first: str) -> None:
    assert lines(xep=order)[0][0] == first


def test_the_table_is_narrowed_to_a_place_or_a_kind(two_codes: object) -> None:
    assert [line[1] for line in lines(noi="1")] == ["Sảnh một cửa"]
    assert [line[1] for line in lines(noi="0")] == ["Không ghi nơi dán"] * 2
    assert lines(loai="quay") == []
    assert len(lines(noi="9" * 20, loai="thu-tuc")) == 0
    assert len(lines(noi="²")) == 3  # what is no number asks for nothing


def test_what_is_no_longer_handled_still_has_a_name(two_codes: tuple[ScanCode, ScanCode]) -> None:
    db.session.get_one(Procedure, int(two_codes[1].target)).is_active = False
    raise_stamp()
    gone = code_for("no-such-kind", "1")
    count(gone, 1, 1)
    named = [line[0] for line in lines(xep="ten")]
    assert "Đăng ký khai tử (không còn)" in named and f"Mã {gone.short}, không còn dùng" in named


def test_the_page_shows_the_counts_to_be_copied_and_printed(admin: FlaskClient, two_codes: object) -> None:
    with frozen(datetime(2026, 11, 23, 9, tzinfo=ICT)):
        page = admin.get(f"{PAGE}/luot-quet?xep=365").text
        fragment = admin.get(f"{PAGE}/luot-quet", headers={"HX-Request": "true"}).text
    rows = re.findall(r'<td class="number"[^>]*>(?:<b>)?(\d+)', page)
    assert rows == ["7", "17", "117", "0", "0", "100", "5", "15", "15", "2", "2", "2"]
    copied = page.partition('<pre id="bang" hidden>')[2].partition("</pre>")[0].splitlines()
    assert copied[0].split("\t")[-3:] == ["7 ngày", "30 ngày", "365 ngày"]
    assert [line.split("\t")[-1] for line in copied[1:] if line] == ["100", "15", "2"]
    assert page.count("<rect") == 30 + 3 and 'aria-sort="descending"' in page
    assert fragment.strip().startswith('<section id="scans"')


def test_no_name_is_read_as_a_formula_where_the_table_is_pasted(admin: FlaskClient) -> None:
    names = {"=1+1": "&#39;=1+1", "+ Thêm": "&#39;+ Thêm", "-1": "&#39;-1", "@SUM(1)": "&#39;@SUM(1)", "A=B": "A=B"}
    for name in names:
        count(code_for(KIND, str(make_procedure(name=name).procedure_id)), 0, 1, make_place(f"={name}").id)
    raise_stamp()
    db.session.commit()
    with frozen(MONDAY):
        page = admin.get(f"{PAGE}/luot-quet").text
    copied = page.partition('<pre id="bang" hidden>')[2].partition("</pre>")[0].splitlines()
    cells = [line.split("\t") for line in copied[1:] if line]
    assert {line[0] for line in cells} == set(names.values())
    assert all(line[2].startswith("&#39;=") for line in cells) and {len(line) for line in cells} == {6}


def test_without_scans_the_page_says_what_will_be_here(admin: FlaskClient) -> None:
    assert "Chưa có lượt quét nào" in admin.get(f"{PAGE}/luot-quet").text


def test_the_counts_ask_the_database_little_however_many_there_are(admin: FlaskClient) -> None:
    for number in range(60):
        count(code_for(KIND, str(make_procedure().procedure_id)), number % 40, number + 1)
    admin.get(f"{PAGE}/luot-quet")
    with frozen(MONDAY + timedelta(hours=1)), queries() as sent:
        page = admin.get(f"{PAGE}/luot-quet?xep=ten").text
    assert page.count("<tr>") == 40 + 2 and "Trang 1 trên 2" in page
    assert len([statement for statement in sent if "BEGIN" not in statement]) <= 12
