"""What the page of a procedure says beside its facts: the unit's own words."""

from flask.testing import FlaskClient

from tests.counting import queries
from tests.factories import make_procedure


def test_the_units_own_words_stand_on_the_page_as_harmless_text(client: FlaskClient) -> None:
    words = (
        "**Mang** theo:\n\n- ảnh\n- [trang](https://example.vn)\n\n<script>alert(1)</script> [x](javascript:alert(1))"
    )
    version = make_procedure(guidance=words)
    page = client.get(f"/thu-tuc/{version.procedure.code}").text
    told = page.partition("<h2>Hướng dẫn thêm</h2>")[2].partition("<h2>")[0]
    assert "<strong>Mang</strong>" in told and "<li>ảnh</li>" in told
    assert '<a href="https://example.vn" rel="noopener noreferrer">trang</a>' in told
    assert "<script" not in told and 'href="javascript' not in told


def test_a_procedure_without_them_says_nothing_of_them_and_asks_the_database_no_more(client: FlaskClient) -> None:
    version = make_procedure()
    address = f"/thu-tuc/{version.procedure.code}"
    page = client.get(address).text
    assert "Hướng dẫn thêm" not in page and "Tải mẫu" not in page and "tra cứu giúp" not in page
    with queries() as sent:
        client.get(address)
    assert not [statement for statement in sent if "procedure_file" in statement]
