"""The catalogue as people look through it: by question, by field, by life event, page by page."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cqtt.extensions import db
from cqtt.procedures import catalogue as catalogue_module
from cqtt.procedures.catalogue import Catalogue, published_catalogue
from cqtt.procedures.listing import PER_PAGE, marked
from cqtt.procedures.models import CatalogueStamp, LifeEvent, ProcedureField
from tests.factories import make_procedure


def page_of(client: FlaskClient, path: str, **query: Any) -> str:
    answer = client.get(path, query_string=query)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


@pytest.fixture
def three(client: FlaskClient) -> None:
    make_procedure(slug="khai-sinh", code="1.001193", name="Đăng ký khai sinh")
    make_procedure(slug="ket-hon", code="1.000894", name="Đăng ký kết hôn")
    make_procedure(slug="so-do", code="1.115240", name="Cấp sổ đỏ", field="Đất đai")
    db.session.add(ProcedureField(slug="ho-tich", name="Hộ tịch", description="Giấy tờ một đời người.", icon="book"))
    db.session.add(
        LifeEvent(slug="cuoi", name="Cưới hỏi", icon="rings", procedures=["ket-hon", "khai-sinh", "no-such"])
    )
    db.session.get_one(CatalogueStamp, 1).value += 1
    db.session.commit()


def test_without_a_question_the_ways_to_browse_are_shown(client: FlaskClient, three: None) -> None:
    page = page_of(client, "/thu-tuc")
    assert "3 thủ tục làm tại xã An Phước" in page
    assert 'href="/thu-tuc?su-kien=cuoi"' in page and "Cưới hỏi" in page
    assert 'href="/thu-tuc?linh-vuc=ho-tich"' in page and "Hộ tịch (2)" in page
    assert 'href="/thu-tuc?linh-vuc=dat-dai"' in page  # a field without a row of its own is not lost
    assert "autofocus" not in page


def test_a_question_without_marks_finds_and_marks_the_words(client: FlaskClient, three: None) -> None:
    page = page_of(client, "/thu-tuc", q="so do")
    assert "<b>Cấp <mark>sổ đỏ</mark></b>" in page
    assert "1.115240 · Đất đai · 3 ngày làm việc · không thu, có điều kiện" in page
    assert "Có 1 thủ tục hợp với “so do”" in page


def test_a_life_event_keeps_its_order_and_a_field_goes_by_name(client: FlaskClient, three: None) -> None:
    event = page_of(client, "/thu-tuc", **{"su-kien": "cuoi"})
    assert event.index("1.000894") < event.index("1.001193")
    field = page_of(client, "/thu-tuc", **{"linh-vuc": "ho-tich"})
    assert field.index("Đăng ký kết hôn") < field.index("Đăng ký khai sinh")
    assert "Giấy tờ một đời người." in field and "Cấp sổ đỏ" not in field


@pytest.mark.parametrize("query", [{"q": "xyzzy"}, {"linh-vuc": "khong-co"}, {"su-kien": "khong-co"}, {"q": "%"}])
def test_an_empty_list_says_what_to_try_and_whom_to_call(
    client: FlaskClient, three: None, query: dict[str, str]
) -> None:
    page = page_of(client, "/thu-tuc", **query)
    assert "Xin thử ít chữ hơn" in page
    assert "Gọi hỏi 0251 3000 001" in page


def test_the_fragment_is_a_fragment_that_replaces_itself(client: FlaskClient, three: None) -> None:
    for query in ("khai", "", "xyzzy"):
        fragment = client.get("/thu-tuc", query_string={"q": query}, headers={"HX-Request": "true"})
        text = fragment.get_data(as_text=True).strip()
        assert text.startswith('<section id="found"') and text.endswith("</section>")
        assert "<html" not in text
    page = page_of(client, "/thu-tuc")
    assert 'hx-target="#found"' in page and 'hx-swap="outerHTML"' in page and 'hx-replace-url="true"' in page


def test_what_is_typed_is_text_never_markup(client: FlaskClient, three: None) -> None:
    page = page_of(client, "/thu-tuc", q='<script>alert("x")</script>')
    assert "<script>alert" not in page
    assert 'value="&lt;script&gt;' in page


def test_a_long_list_comes_in_pages(client: FlaskClient) -> None:
    for number in range(PER_PAGE + 1):
        make_procedure(name=f"Thủ tục thứ {number:02}")
    first = page_of(client, "/thu-tuc", trang="1")
    last = page_of(client, "/thu-tuc", trang="2")
    assert "Thủ tục thứ 00" in first and f"Thủ tục thứ {PER_PAGE:02}" not in first
    assert f"Thủ tục thứ {PER_PAGE:02}" in last and "Trang 2 trên 2" in last
    assert 'href="/thu-tuc?trang=1"' in last
    for typed in ("99", "-1", "x", "²", "0"):
        assert "Thủ tục thứ" in page_of(client, "/thu-tuc", trang=typed)


def test_the_pages_of_a_field_stay_in_the_field(client: FlaskClient) -> None:
    for number in range(PER_PAGE + 1):
        make_procedure(name=f"Thủ tục thứ {number:02}")
    page = page_of(client, "/thu-tuc", **{"linh-vuc": "ho-tich"})
    assert 'href="/thu-tuc?linh-vuc=ho-tich&amp;trang=2"' in page


def test_a_change_of_the_catalogue_is_seen_at_once(client: FlaskClient) -> None:
    make_procedure(name="Thủ tục thứ nhất")
    assert "Thủ tục thứ nhất" in page_of(client, "/thu-tuc", trang="1")
    make_procedure(name="Thủ tục thứ hai")
    assert "Thủ tục thứ hai" in page_of(client, "/thu-tuc", trang="1")


def test_the_catalogue_is_read_once_for_each_stamp(client: FlaskClient) -> None:
    make_procedure()
    first = published_catalogue()
    assert published_catalogue() is first
    make_procedure()
    assert published_catalogue() is not first


def test_many_threads_read_the_catalogue_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    make_procedure()
    readings: list[int] = []
    read = catalogue_module._read

    def counted(stamp: int, as_of: str) -> Catalogue:
        readings.append(stamp)
        return read(stamp, as_of)

    def ask(_: int) -> int:
        with app.app_context():
            return len(published_catalogue().procedures)

    monkeypatch.setattr(catalogue_module, "_read", counted)
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(ask, range(24))) == [1] * 24
    assert len(readings) == 1


def test_the_foot_says_of_what_day_the_data_are(client: FlaskClient) -> None:
    assert "Dữ liệu thủ tục cập nhật 23/11/2026" in page_of(client, "/thu-tuc")


def test_neighbouring_words_are_marked_as_one_and_the_rest_is_escaped() -> None:
    assert marked("a <b> c", ((0, 1), (2, 5))) == "<mark>a &lt;b&gt;</mark> c"
    assert marked("một hai ba", ((8, 10), (0, 3))) == "<mark>một</mark> hai <mark>ba</mark>"
