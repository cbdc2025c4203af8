"""The counters of the hall, under /quan-tri/quay."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cqtt.audit.models import AuditEntry
from cqtt.codes.models import ScanCode
from cqtt.commune.models import Counter
from cqtt.extensions import db
from cqtt.procedures.models import ProcedureField
from cqtt.roles import Role
from tests.dossiers.staff import desk
from tests.posters.test_codes_of_things import make_counter, scan

COUNTERS = "/quan-tri/quay"


@pytest.fixture
def admin(app: Flask) -> FlaskClient:
    db.session.add_all([ProcedureField(slug="ho-tich", name="Hộ tịch"), ProcedureField(slug="dat-dai", name="Đất đai")])
    db.session.commit()
    return desk(app, Role.ADMINISTRATOR)


def counters() -> list[Counter]:
    db.session.expire_all()
    return list(db.session.scalars(select(Counter).order_by(Counter.position, Counter.id)))


def typed(**more: object) -> dict[str, object]:
    return {"revision": "0", "name": "Quầy 1", "description": "Hộ tịch", "fields": ["Hộ tịch"]} | more


def test_a_counter_is_added_with_a_code_of_its_own_that_opens_it(admin: FlaskClient) -> None:
    assert admin.post(f"{COUNTERS}/them", data=typed()).status_code == 303
    (counter,) = counters()
    assert (counter.name, counter.description, counter.fields) == ("Quầy 1", "Hộ tịch", ["Hộ tịch"])
    assert db.session.scalars(select(ScanCode.target).where(ScanCode.kind == "counter")).all() == [str(counter.id)]
    page = admin.get(COUNTERS).text
    assert "Đã thêm Quầy 1." in page and 'aria-label="Mã QR của Quầy 1"' in page
    assert "góp ý về quầy này" in page and "/quan-tri/to-ma?loai=quay" in page
    assert scan(admin, "counter", counter.id) == f"/quay/{counter.id}"


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"name": ""}, "Xin cho biết: tên quầy."),
        ({"name": "x" * 61}, "nhiều nhất 60 ký tự"),
        ({"name": "QUẦY  2"}, "Đã có “Quầy 2”."),
        ({"fields": ["Không có"]}, "Xin chọn các mục có sẵn"),
    ],
)
def test_a_mistake_is_named_and_what_was_typed_stays(
    admin: FlaskClient, more: dict[str, object], sentence: str
) -> None:
    make_counter()
    answer = admin.post(f"{COUNTERS}/them", data=typed(description="Việc của quầy", **more))
    assert answer.status_code == 422 and sentence in answer.text and 'value="Việc của quầy"' in answer.text
    assert len(counters()) == 1


def test_a_counter_is_changed_and_a_colleagues_change_is_not_overwritten(admin: FlaskClient) -> None:
    counter = make_counter(fields=["Việc đã bỏ"])
    changed = typed(revision="1", name="Quầy 2", description="Đất đai", fields=["Đất đai", "Việc đã bỏ"])
    assert admin.post(f"{COUNTERS}/{counter.id}", data=changed).status_code == 303
    late = admin.post(f"{COUNTERS}/{counter.id}", data=typed(revision="1", name="Quầy 2", description="Chứng thực"))
    assert late.status_code == 409 and "Đất đai" in late.text and 'value="Chứng thực"' in late.text
    assert [(each.description, each.fields) for each in counters()] == [("Đất đai", ["Đất đai", "Việc đã bỏ"])]


def test_counters_are_put_in_the_order_of_the_hall(admin: FlaskClient) -> None:
    ids = [make_counter(name=f"Quầy {number}", position=number).id for number in (1, 2, 3)]
    (
        admin.post(f"{COUNTERS}/{ids[2]}/len"),
        admin.post(f"{COUNTERS}/{ids[0]}/xuong"),
        admin.post(f"{COUNTERS}/{ids[0]}/xuong"),
    )
    admin.post(f"{COUNTERS}/{ids[0]}/xuong")  # at the end it stays
    assert [counter.name for counter in counters()] == ["Quầy 3", "Quầy 2", "Quầy 1"]


def test_a_closed_counter_keeps_its_code_which_works_again_when_it_opens(admin: FlaskClient) -> None:
    counter = make_counter()
    address = scan(admin, "counter", counter.id)
    admin.post(f"{COUNTERS}/{counter.id}/dong")
    assert scan(admin, "counter", counter.id) == "/thu-tuc" and "Đã đóng" in admin.get(COUNTERS).text
    admin.post(f"{COUNTERS}/{counter.id}/mo"), admin.post(f"{COUNTERS}/{counter.id}/mo")
    assert scan(admin, "counter", counter.id) == address
    acts = select(AuditEntry.action).where(AuditEntry.object_kind == "counter").order_by(AuditEntry.id)
    assert db.session.scalars(acts).all() == ["hide", "show"]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_others_do_not_keep_the_counters(app: Flask, role: Role) -> None:
    client, counter = desk(app, role), make_counter()
    assert client.get(COUNTERS).status_code == 403
    assert client.post(f"{COUNTERS}/{counter.id}/dong").status_code == 403
    assert counters()[0].is_active


def test_the_list_is_a_fragment_and_without_counters_says_what_to_do(admin: FlaskClient) -> None:
    page = admin.get(COUNTERS, headers={"HX-Request": "true"}).text
    assert page.lstrip().startswith('<div id="counters">') and "Chưa có quầy nào" in page
