"""What every page knows: the unit, its door, and the words for days, money and telephones."""

from flask import Flask, render_template_string
from flask.testing import FlaskClient

from cqtt import clock
from cqtt.commune.context import dong, tel
from cqtt.commune.models import Commune
from cqtt.extensions import db
from tests.factories import MONDAY


def test_every_page_says_whether_the_door_is_open(client: FlaskClient) -> None:
    with clock.frozen(MONDAY):
        assert "Hôm nay mở cửa đến 16:30" in client.get("/lanh-dao").text


def test_other_hours_show_at_once(client: FlaskClient, commune: Commune) -> None:
    with clock.frozen(MONDAY):
        client.get("/lanh-dao")
        commune.hours = {"0": [["07:00", "11:00"]]}
        commune.revision += 1
        db.session.commit()
        assert "Hôm nay mở cửa đến 11:00" in client.get("/lanh-dao").text


def test_pages_stand_before_there_is_a_unit_and_when_nothing_can_be_read(client: FlaskClient, commune: Commune) -> None:
    db.session.delete(commune)
    db.session.commit()
    page = client.get("/lanh-dao")
    assert page.status_code == 200
    assert "<title>Điện thoại lãnh đạo – Chính quyền thân thiện</title>" in page.text
    db.drop_all()
    answer = client.get("/khong-co")
    assert answer.status_code == 404
    assert "Xin lỗi, không có trang này" in answer.text


def test_words_for_money_days_and_numbers_are_at_hand_in_templates(app: Flask) -> None:
    with app.test_request_context():
        words = render_template_string(
            "{{ dong(8000) }}|{{ 1234567|dong }}|{{ at|moment_text }}|{{ '0912345678'|group_phone }}|"
            "{{ 'Nguyễn Thị Lan'|mask_name }}|{{ due_text(at) }}",
            at=MONDAY,
        )
    assert words == (
        "8.000\u00a0đồng|1.234.567\u00a0đồng|09:00, thứ Hai, 23/11/2026|0912 345 678|"
        "Nguyễn T. L.|thứ Hai, 23/11/2026, trước 09:00"
    )


def test_amounts_and_telephone_links() -> None:
    assert dong(0) == "0\u00a0đồng"
    assert tel("02513000001") == "tel:+842513000001"
    assert tel("1900 1234") == "tel:19001234"
    assert tel("1022") == "tel:1022"
