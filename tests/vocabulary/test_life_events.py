"""The procedures of a life event: found, added, ordered, taken off and put back."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from cqtt.audit.models import AuditEntry
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.procedures.models import CatalogueStamp, LifeEvent, ProcedureVersion
from cqtt.roles import Role
from cqtt.vocabulary import actions
from tests.counting import queries
from tests.factories import make_officer, make_procedure, sign_in

HERE = "/quan-tri/tra-cuu/su-kien/sinh-con/thu-tuc"
SLUGS = ("khai-sinh", "nhan-cha", "cu-tru")


@pytest.fixture
def event(app: object) -> LifeEvent:
    for slug, name in zip(SLUGS, ("Đăng ký khai sinh", "Nhận cha, mẹ, con", "Đăng ký thường trú"), strict=True):
        make_procedure(slug=slug, name=name)
    event = LifeEvent(slug="sinh-con", name="Sinh con", procedures=list(SLUGS))
    db.session.add(event)
    db.session.commit()
    return event


def listed() -> list[str]:
    return list(db.session.get_one(LifeEvent, "sinh-con").procedures)


def press(client: FlaskClient, way: str, procedure: str, **more: str) -> str:
    answer = client.post(f"{HERE}/{way}", data={"procedure": procedure} | more)
    assert answer.status_code == 303
    return answer.location


def test_a_list_changed_on_screen_is_known_as_the_units_own(admin: FlaskClient, event: LifeEvent) -> None:
    press(admin, "bo", "nhan-cha")
    assert db.session.get_one(LifeEvent, "sinh-con").revision == 2  # imports leave it so (procedures/shelf.py)


def test_only_administrators_keep_the_list(client: FlaskClient, event: LifeEvent) -> None:
    assert client.get(HERE).status_code == 303
    sign_in(client, make_officer(Role.RECEPTION, Role.SPECIALIST, Role.LEADER))
    assert client.get(HERE).status_code == 403
    assert {client.post(f"{HERE}/{way}").status_code for way in ("them", "len", "xuong", "bo")} == {403}
    assert listed() == list(SLUGS)


def test_the_order_is_changed_without_scripts_and_citizens_see_it_at_once(admin: FlaskClient, event: LifeEvent) -> None:
    before = db.session.get_one(CatalogueStamp, 1).value
    press(admin, "xuong", "khai-sinh")
    press(admin, "len", "cu-tru")
    assert listed() == ["nhan-cha", "cu-tru", "khai-sinh"]
    press(admin, "len", "nhan-cha")
    press(admin, "xuong", "khai-sinh")
    assert listed() == ["nhan-cha", "cu-tru", "khai-sinh"]  # at the ends they stay
    page = admin.get("/thu-tuc?su-kien=sinh-con").text
    assert page.index("Nhận cha") < page.index("Đăng ký thường trú") < page.index("Đăng ký khai sinh")
    assert db.session.get_one(CatalogueStamp, 1).value > before
    entries = list(db.session.scalars(select(AuditEntry).where(AuditEntry.action == "change_procedures")))
    assert {(entry.object_kind, entry.object_id) for entry in entries} == {("life_event", "sinh-con")}


def test_what_was_taken_off_is_put_back_where_it_stood(admin: FlaskClient, event: LifeEvent) -> None:
    where = press(admin, "bo", "nhan-cha")
    assert listed() == ["khai-sinh", "cu-tru"]
    page = admin.get(where).text
    assert "Đã bỏ “Nhận cha, mẹ, con”" in page and 'name="place" value="1"' in page
    press(admin, "them", "nhan-cha", place="1")
    assert listed() == list(SLUGS)
    for place, order in (("9" * 25, SLUGS), ("-7", ("cu-tru", *SLUGS[:2]))):  # typed by no page
        press(admin, "bo", "cu-tru")
        press(admin, "them", "cu-tru", place=place)
        assert listed() == list(order)
    assert "Đã bỏ" not in admin.get(where).text


def test_a_procedure_is_found_and_added_once(admin: FlaskClient, event: LifeEvent) -> None:
    make_procedure(slug="bao-hiem", name="Cấp thẻ bảo hiểm y tế cho trẻ")
    page = admin.get(f"{HERE}?q=the+bao+hiem").text
    assert "Cấp thẻ bảo hiểm y tế cho trẻ" in page and 'value="bao-hiem"' in page
    press(admin, "them", "bao-hiem")
    press(admin, "them", "bao-hiem")
    assert listed() == [*SLUGS, "bao-hiem"]
    assert "Không thấy thủ tục nào khác" in admin.get(f"{HERE}?q=the+bao+hiem").text


def test_what_citizens_do_not_see_is_not_added_and_is_said_so(admin: FlaskClient, event: LifeEvent) -> None:
    assert admin.post(f"{HERE}/them", data={"procedure": "khong-co"}).status_code == 404
    event.procedures = [*SLUGS, "da-bai-bo"]
    db.session.commit()
    assert "không còn công bố" in admin.get(HERE).text
    press(admin, "bo", "da-bai-bo")
    assert listed() == list(SLUGS)


def test_a_list_that_is_full_takes_no_more(admin: FlaskClient, event: LifeEvent, birth: ProcedureVersion) -> None:
    event.procedures = [f"thu-tuc-cu-{number}" for number in range(actions.MOST_PROCEDURES)]
    db.session.commit()
    assert "Nhiều nhất 60 thủ tục" in admin.get(press(admin, "them", "dang-ky-khai-sinh")).text
    assert len(listed()) == actions.MOST_PROCEDURES
    with pytest.raises(RuleBroken):
        actions.add_procedure(event, "them-nua")


def test_pressing_about_what_is_gone_changes_nothing(admin: FlaskClient, event: LifeEvent) -> None:
    for way in ("len", "xuong", "bo"):
        press(admin, way, "khong-co")
    assert listed() == list(SLUGS)
    assert db.session.scalar(select(AuditEntry.id).where(AuditEntry.action == "change_procedures")) is None


def test_an_empty_list_says_what_to_do(admin: FlaskClient, event: LifeEvent) -> None:
    event.procedures = []
    db.session.commit()
    assert "Người dân chưa thấy mục này" in admin.get(HERE).text
    assert admin.get(HERE.replace("sinh-con", "khong-co")).status_code == 404


def test_what_was_found_is_a_fragment_and_costs_few_questions(admin: FlaskClient, event: LifeEvent) -> None:
    fragment = admin.get(f"{HERE}?q=khai", headers={"HX-Request": "true"}).text
    assert fragment.strip().startswith('<div id="found"') and "<html" not in fragment
    with queries() as sent:
        admin.get(HERE)
    assert len(sent) <= 8
