"""Codes of leaders, counters and hamlets lead somewhere useful, whatever has become of what they stand for."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cqtt.codes import kinds
from cqtt.codes.actions import code_for
from cqtt.codes.kinds import OnPaper, Thing
from cqtt.commune.models import Counter
from cqtt.extensions import db
from cqtt.posters.orders import Order, things_of
from cqtt.posters.rules import Size
from cqtt.procedures.catalogue import KIND
from cqtt.roles import Role
from tests.dossiers.staff import desk
from tests.factories import make_hamlet, make_officer, make_procedure
from tests.posters.printing import PAGE, publish_next


def scan(client: FlaskClient, kind: str, target: int, suffix: str = "") -> str | None:
    short = code_for(kind, str(target)).short
    db.session.commit()
    return client.get(f"/Q/{short}{suffix}").location


def make_counter(**fields: object) -> Counter:
    counter = Counter(**{"name": "Quầy 2", "description": "Hộ tịch, chứng thực", "fields": ["Hộ tịch"]} | fields)
    db.session.add(counter)
    db.session.commit()
    return counter


def test_a_leaders_code_opens_the_leaders_card(client: FlaskClient) -> None:
    leader = make_officer(name="Lê Thị Ví Dụ", is_leader=True, is_public=True)
    assert scan(client, "officer", leader.id) == f"/lanh-dao#lanh-dao-{leader.id}"
    assert f'id="lanh-dao-{leader.id}"' in client.get("/lanh-dao").text
    leader.is_public = False
    db.session.commit()
    assert scan(client, "officer", leader.id) == "/lanh-dao"
    assert scan(client, "officer", 4711) is None


def test_a_counters_code_opens_what_it_takes_in(client: FlaskClient) -> None:
    make_procedure(name="Đăng ký khai sinh"), make_procedure(name="Cấp phép xây nhà", field="Xây dựng")
    counter = make_counter()
    assert scan(client, "counter", counter.id) == f"/quay/{counter.id}"
    page = client.get(f"/quay/{counter.id}").text
    assert "<h1>Quầy 2</h1>" in page and "Đăng ký khai sinh" in page and "xây nhà" not in page
    counter.is_active = False
    db.session.commit()
    assert scan(client, "counter", counter.id) == "/thu-tuc"
    assert client.get(f"/quay/{counter.id}").status_code == 404


def test_a_counter_without_procedures_says_where_to_look(client: FlaskClient) -> None:
    assert "chưa ghi nhận thủ tục nào" in client.get(f"/quay/{make_counter(fields=['Chợ']).id}").text


def test_each_hamlets_code_opens_the_first_page(client: FlaskClient) -> None:
    assert scan(client, "hamlet", make_hamlet().id, "-0-1") == "/"


@pytest.mark.parametrize(("suffix", "older"), [("", ""), ("-1", "?ban=1"), ("-1-5", "?ban=1"), ("-2", ""), ("-9", "")])
def test_a_poster_of_an_older_version_opens_the_current_page_which_says_so(
    client: FlaskClient, suffix: str, older: str
) -> None:
    version = make_procedure(code="1.001193")
    publish_next(version)
    address = scan(client, KIND, version.procedure_id, suffix)
    assert address == f"/thu-tuc/1.001193{older}"
    page = client.get(address).text
    assert ("in theo bản cũ" in page) == bool(older)
    assert ("từ ngày 23/11/2026" in page) == bool(older)


@pytest.mark.parametrize("typed", ["2", "0", "-1", "x", "", "1" * 30, "%00", "²"])
def test_nobody_is_told_of_an_older_poster_without_one(client: FlaskClient, typed: str) -> None:
    publish_next(make_procedure(code="1.001193"))
    answer = client.get(f"/thu-tuc/1.001193?ban={typed}")
    assert answer.status_code == 200 and "in theo bản cũ" not in answer.text


def test_a_kind_of_a_later_feature_needs_only_to_be_registered(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    tree = Thing("7", "Cây đa đầu làng", "Ấp 7", "Di sản", "để đọc chuyện cây đa.")
    kinds.register("tree", lambda target, printed: "/", OnPaper("cay", "Cây", lambda: [tree]))
    assert "Cây đa đầu làng" in desk(app, Role.ADMINISTRATOR).get(f"{PAGE}?loai=cay").text
    assert things_of(Order("tree", ("7", "8"), Size.A4)) == [tree]
