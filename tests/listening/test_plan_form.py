"""What the form of a plan offers by itself, what it leaves to be chosen, and what it says of the day."""

import re
from datetime import date

import pytest
from flask.testing import FlaskClient

from cqtt.clock import frozen
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.listening.models import ListeningSession
from cqtt.listening.rules import next_saturday
from cqtt.roles import Role
from tests.factories import MONDAY, make_hamlet, make_officer, sign_in

ADD = "/can-bo/lang-nghe/them"


def chosen(page: str, box: str) -> str:
    """Return the value a browser shows in a list: the marked one, else the first."""
    options = re.search(rf'<select[^>]*name="{box}".*?</select>', page, re.DOTALL)
    assert options is not None
    marked = re.findall(r'<option selected value="(\d+)"', options[0])
    return str((marked or re.findall(r'value="(\d+)"', options[0]))[0])


def typed(leader: Officer, **more: str) -> dict[str, str]:
    day = {"on-ngay": "28", "on-thang": "11", "on-nam": "2026", "starts": "07:30", "ends": "11:00"}
    who = {"hamlet": str(make_hamlet().id), "place": "Đình làng", "chair": str(leader.id), "secretary": "0"}
    return {"start_key": "k" * 20, "revision": "1", **day, **who, **more}


@pytest.mark.parametrize(
    ("today", "offered"),
    [(date(2026, 11, 23), 28), (date(2026, 11, 27), 28), (date(2026, 11, 22), 28), (date(2026, 11, 21), 28)],
)
def test_the_first_saturday_after_today_is_offered(today: date, offered: int) -> None:
    assert next_saturday(today) == date(2026, 11, offered)


def test_a_new_plan_offers_the_hours_and_the_leader_who_makes_it(leader: Officer, client: FlaskClient) -> None:
    make_officer(Role.SPECIALIST, name="Trần Thị An")
    make_hamlet()
    with frozen(MONDAY):
        sign_in(client, leader)
        page = client.get(ADD).text
    assert 'name="on-ngay" value="28"' in page and 'value="07:30"' in page and 'value="11:00"' in page
    assert (chosen(page, "chair"), chosen(page, "hamlet")) == (str(leader.id), "0")
    assert page.index(leader.name_and_title) < page.index("Trần Thị An")


def test_nobody_presides_nowhere_until_somebody_chooses(leader: Officer, client: FlaskClient) -> None:
    with frozen(MONDAY):
        sign_in(client, make_officer(Role.RECEPTION))
        assert chosen(client.get(ADD).text, "chair") == "0"
        refused = client.post(ADD, data=typed(leader, chair="0", hamlet="0"))
    assert refused.status_code == 422 and "Đình làng" in refused.text
    assert "Xin chọn người chủ trì." in refused.text and "Xin chọn nơi tổ chức." in refused.text
    assert db.session.query(ListeningSession).count() == 0


def test_a_day_that_is_no_saturday_is_remarked_upon(leader: Officer, client: FlaskClient) -> None:
    with frozen(MONDAY):
        sign_in(client, leader)
        client.post(ADD, data=typed(leader))
        assert "không phải thứ Bảy" not in client.get("/can-bo/lang-nghe/1/ket-qua").text
        sunday = typed(leader, start_key="s" * 20) | {"on-ngay": "29"}
        planned = client.post(ADD, data=sunday)
        assert planned.status_code == 303
        assert "Chủ nhật, 29/11/2026, không phải thứ Bảy" in client.get(planned.location).text


def test_a_year_in_two_figures_is_told_once_with_a_year_of_today(leader: Officer, client: FlaskClient) -> None:
    with frozen(MONDAY):
        sign_in(client, leader)
        refused = client.post(ADD, data=typed(leader) | {"on-nam": "26"})
    assert refused.status_code == 422 and "Xin ghi năm đủ bốn chữ số, ví dụ 2026." in refused.text
    assert "đến một năm tới" not in refused.text and 'name="on-nam" value="26"' in refused.text
