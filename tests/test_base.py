from flask.testing import FlaskClient


def test_an_unknown_address_answers_404_in_vietnamese(client: FlaskClient) -> None:
    answer = client.get("/khong-co")
    assert answer.status_code == 404
    assert "Xin lỗi" in answer.text
