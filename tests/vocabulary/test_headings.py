"""Fields of work and life events: added, changed, ordered, removed; addresses that were printed stay."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from cqtt.audit.models import AuditEntry
from cqtt.commune.models import Counter
from cqtt.extensions import db
from cqtt.procedures.models import CatalogueStamp, LifeEvent, ProcedureField, ProcedureVersion
from cqtt.roles import Role
from cqtt.vocabulary.forms import PICTURES
from cqtt.vocabulary.words import KINDS
from tests.counting import queries
from tests.factories import make_officer, sign_in

HERE = "/quan-tri/tra-cuu"
FIELDS, EVENTS = f"{HERE}/linh-vuc", f"{HERE}/su-kien"
BOTH = pytest.mark.parametrize("kind", list(KINDS))
TYPED = {"revision": "1", "name": "Thú nuôi", "description": "Chích ngừa chó mèo", "icon": "leaf"}


def make_heading(
    kind: str, name: str = "Hộ tịch", slug: str = "ho-tich", **values: object
) -> ProcedureField | LifeEvent:
    row = KINDS[kind].model(name=name, slug=slug, **values)
    db.session.add(row)
    db.session.commit()
    return row


def names(kind: str) -> list[str]:
    model = KINDS[kind].model
    return list(db.session.scalars(select(model.name).order_by(model.position, model.slug)))


def stored(kind: str, slug: str) -> Any:
    model: Any = KINDS[kind].model
    return db.session.get_one(model, slug)


def stamp() -> int:
    return db.session.get_one(CatalogueStamp, 1).value


def acts() -> list[tuple[str, str, str]]:
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    kinds = {"procedure_field", "life_event"}
    return [(entry.action, entry.object_kind, entry.object_id) for entry in entries if entry.object_kind in kinds]


@BOTH
def test_only_administrators_keep_the_headings(client: FlaskClient, kind: str) -> None:
    make_heading(kind)
    gets = [f"{HERE}/{kind}{rest}" for rest in ("", "/them", "/ho-tich", "/ho-tich/xoa")]
    assert {client.get(address).status_code for address in gets} == {303}
    sign_in(client, make_officer(Role.RECEPTION, Role.SPECIALIST, Role.LEADER))
    assert {client.get(address).status_code for address in gets} == {403}
    posts = [*gets[1:], f"{HERE}/{kind}/ho-tich/len"]
    assert {client.post(address).status_code for address in posts} == {403}


@BOTH
def test_an_empty_list_says_what_to_do(admin: FlaskClient, kind: str) -> None:
    assert str(KINDS[kind].none) in admin.get(f"{HERE}/{kind}").text


@BOTH
def test_a_heading_is_added_at_the_end_with_an_address_of_its_name(admin: FlaskClient, kind: str) -> None:
    make_heading(kind, position=7)
    before = stamp()
    answer = admin.post(f"{HERE}/{kind}/them", data=TYPED)
    assert answer.status_code == 303
    assert "Đã thêm “Thú nuôi”." in admin.get(answer.location).text
    row = stored(kind, "thu-nuoi")
    assert (row.name, row.description, row.icon, row.position) == ("Thú nuôi", "Chích ngừa chó mèo", "leaf", 8)
    assert names(kind) == ["Hộ tịch", "Thú nuôi"] and stamp() == before + 1
    assert acts() == [("add", {"linh-vuc": "procedure_field", "su-kien": "life_event"}[kind], "thu-nuoi")]


def test_an_address_that_is_taken_gets_a_number(admin: FlaskClient) -> None:
    make_heading("linh-vuc", name="Thú nuôi trong nhà", slug="thu-nuoi")
    assert admin.post(f"{FIELDS}/them", data=TYPED).status_code == 303
    assert db.session.get(ProcedureField, "thu-nuoi-2")
    assert admin.post(f"{FIELDS}/them", data=TYPED | {"name": "Thêm"}).status_code == 303
    assert "Sửa lĩnh vực" in admin.get(f"{FIELDS}/them-2").text, "the address of the page that adds is no heading's"


@BOTH
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": " "}, "Xin ghi tên."),
        ({"name": "a" * 61}, "nhiều nhất 60 ký tự"),
        ({"name": "HO TICH"}, "Đã có tên này."),
        ({"description": "a" * 161}, "nhiều nhất 160 ký tự"),
        ({"icon": "qua-tao"}, "Xin chọn một trong các mục có sẵn."),
    ],
)
def test_a_wrong_heading_is_refused_and_what_was_typed_stays(
    admin: FlaskClient, kind: str, typed: dict[str, str], said: str
) -> None:
    make_heading(kind)
    answer = admin.post(f"{HERE}/{kind}/them", data=TYPED | {"description": "Chữ đã gõ"} | typed)
    assert answer.status_code == 422 and said in answer.text
    assert 'value="Chữ đã gõ"' in answer.text or "description" in typed
    assert names(kind) == ["Hộ tịch"]


def test_every_picture_is_drawn_and_named(admin: FlaskClient) -> None:
    page = admin.get(f"{EVENTS}/them").text
    drawn = re.findall(r'<input[^>]*name="icon"[^>]*value="([a-z-]+)"[^>]*> <svg[^>]*><path d="M', page)
    assert drawn == list(PICTURES)


@BOTH
def test_a_heading_is_changed_and_its_address_stays(admin: FlaskClient, kind: str) -> None:
    make_heading(kind)
    assert admin.post(f"{HERE}/{kind}/ho-tich", data=TYPED).status_code == 303
    row = stored(kind, "ho-tich")
    assert (row.name, row.icon, row.revision) == ("Thú nuôi", "leaf", 2)
    assert acts()[-1][0] == "change"


@BOTH
def test_only_the_capitals_and_marks_of_its_own_name_may_change(admin: FlaskClient, kind: str) -> None:
    make_heading(kind)
    assert admin.post(f"{HERE}/{kind}/ho-tich", data=TYPED | {"name": "HỘ TỊCH"}).status_code == 303
    assert names(kind) == ["HỘ TỊCH"]


@BOTH
def test_two_administrators_at_once_overwrite_nothing(admin: FlaskClient, kind: str) -> None:
    make_heading(kind)
    assert admin.post(f"{HERE}/{kind}/ho-tich", data=TYPED).status_code == 303
    answer = admin.post(f"{HERE}/{kind}/ho-tich", data=TYPED | {"name": "Của người thứ hai"})
    assert answer.status_code == 409 and "Chưa có gì bị ghi đè" in answer.text
    assert "Thú nuôi" in answer.text and 'value="Của người thứ hai"' in answer.text
    assert names(kind) == ["Thú nuôi"]


def test_a_field_that_is_used_keeps_its_name_but_changes_the_rest(admin: FlaskClient, birth: ProcedureVersion) -> None:
    make_heading("linh-vuc")
    answer = admin.post(f"{FIELDS}/ho-tich", data=TYPED)
    assert answer.status_code == 422 and "chưa đổi tên được" in answer.text and 'value="Thú nuôi"' in answer.text
    assert admin.post(f"{FIELDS}/ho-tich", data=TYPED | {"name": "Hộ tịch"}).status_code == 303
    assert "Chích ngừa chó mèo" in admin.get("/thu-tuc").text  # citizens see it at once


def test_a_field_that_is_used_is_not_removed(admin: FlaskClient, birth: ProcedureVersion) -> None:
    make_heading("linh-vuc")
    page = admin.get(f"{FIELDS}/ho-tich/xoa").text
    assert "Còn 1 thủ tục hoặc quầy" in page and "Xóa hẳn" not in page
    assert admin.post(f"{FIELDS}/ho-tich/xoa").status_code == 409
    assert names("linh-vuc") == ["Hộ tịch"]


def test_a_field_that_only_a_counter_bears_is_not_removed(admin: FlaskClient) -> None:
    make_heading("linh-vuc")
    db.session.add(Counter(name="Quầy 1", fields=["Hộ tịch"]))
    db.session.commit()
    assert admin.post(f"{FIELDS}/ho-tich/xoa").status_code == 409


@BOTH
def test_a_heading_that_nothing_uses_is_removed_after_a_question(admin: FlaskClient, kind: str) -> None:
    make_heading(kind, procedures=["dang-ky-khai-sinh"]) if kind == "su-kien" else make_heading(kind)
    assert "Xóa hẳn" in admin.get(f"{HERE}/{kind}/ho-tich/xoa").text
    assert names(kind) == ["Hộ tịch"]  # asking removes nothing
    assert admin.post(f"{HERE}/{kind}/ho-tich/xoa").status_code == 303
    assert names(kind) == [] and acts()[-1][0] == "remove"


@BOTH
def test_headings_are_moved_and_stay_at_the_ends(admin: FlaskClient, kind: str) -> None:
    for position, name in enumerate(("Một", "Hai", "Ba")):
        make_heading(kind, name=name, slug=name.lower(), position=position)
    here = f"{HERE}/{kind}"
    for slug, way, order in (
        ("ba", "len", ["Một", "Ba", "Hai"]),
        ("một", "len", ["Một", "Ba", "Hai"]),
        ("một", "xuong", ["Ba", "Một", "Hai"]),
        ("hai", "xuong", ["Ba", "Một", "Hai"]),
    ):
        assert admin.post(f"{here}/{slug}/{way}").status_code == 303
        assert names(kind) == order
    model = LifeEvent if kind == "su-kien" else ProcedureField
    assert db.session.get_one(model, "hai").revision == 2, "imports leave an order that was made on screen"
    assert admin.post(f"{here}/ba/ngang").status_code in (404, 405)


def test_no_such_heading_is_no_such_page(admin: FlaskClient) -> None:
    assert admin.get(f"{HERE}/mau-sac").status_code == 404
    assert admin.get(f"{FIELDS}/khong-co").status_code == 404
    assert admin.post(f"{EVENTS}/khong-co/xoa").status_code == 404


@BOTH
def test_a_long_list_asks_the_database_no_more_than_a_short_one(admin: FlaskClient, kind: str) -> None:
    make_heading(kind)
    admin.get(f"{HERE}/{kind}")
    with queries() as short:
        admin.get(f"{HERE}/{kind}")
    for number in range(20):
        make_heading(kind, name=f"Mục {number}", slug=f"muc-{number}")
    with queries() as long:
        page = admin.get(f"{HERE}/{kind}").text
    assert len(long) <= len(short) and "Mục 19" in page


@BOTH
def test_the_list_and_the_form_are_fragments_for_htmx(admin: FlaskClient, kind: str) -> None:
    make_heading(kind)
    for rest, start in (("", '<div id="headings">'), ("/them", '<form class="narrow" id="heading"')):
        fragment = admin.get(f"{HERE}/{kind}{rest}", headers={"HX-Request": "true"}).text
        assert fragment.strip().startswith(start) and "<html" not in fragment
