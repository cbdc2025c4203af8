import pytest
from flask.testing import FlaskClient

from cqtt.commune.models import Commune


def test_an_unknown_address_answers_404_in_vietnamese(client: FlaskClient) -> None:
    answer = client.get("/khong-co")
    assert answer.status_code == 404
    assert "Xin lỗi" in answer.text


@pytest.mark.parametrize(
    ("address", "goes_on"),
    [
        ("/phan-anh/mo/bi-cat-mat", "/phan-anh/tra-cuu"),
        ("/lang-nghe/999999", "/lang-nghe"),
        ("/lang-nghe/khong-co", "/lang-nghe"),
        ("/cam-ket/viec-da-hua/999999", "/cam-ket/viec-da-hua"),
        ("/lanh-dao/goi-lai/khong-co", "/lanh-dao"),
    ],
)
def test_a_wrong_link_leads_on_to_where_its_matter_is(client: FlaskClient, address: str, goes_on: str) -> None:
    answer = client.get(address)
    section = answer.text.partition('<section id="error"')[2].partition("</section>")[0]
    assert answer.status_code == 404 and "thủ tục" not in section
    assert f'<a class="button primary" href="{goes_on}">' in section


def test_the_number_on_the_page_of_an_error_is_grouped(client: FlaskClient, commune: Commune) -> None:
    assert "Gọi 0251 3000 001" in client.get("/khong-co").text
