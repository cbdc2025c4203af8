"""A new procedure: blank or as a copy, a draft that nobody sees, with an address and a code of its own."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from cqtt.editing.overview import actions
from cqtt.extensions import db
from cqtt.procedures.content import Confidence, FilingMode, Group
from cqtt.procedures.models import Procedure, ProcedureVersion, VersionStatus
from cqtt.procedures.versions import content_of_version, version_in
from tests.editing.overview.places import HX, LIST, administrator, make_field
from tests.factories import make_commune, make_procedure

NEW = f"{LIST}/them"
WORDS = {"name": "Xác nhận cây cổ thụ", "field": "Đất đai", "code": "", "source": "", "find": ""}
TYPED = WORDS | {"start_key": "mot-khoa-dung-mot-lan"}


@pytest.fixture
def admin(client: FlaskClient) -> FlaskClient:
    make_field("Đất đai", "dat-dai")
    return administrator(client)


def newest() -> Procedure:
    return db.session.scalars(select(Procedure).order_by(Procedure.id.desc()).limit(1)).one()


def draft_of(procedure: Procedure) -> ProcedureVersion:
    draft = version_in(procedure.id, VersionStatus.DRAFT)
    assert draft is not None
    return draft


def test_a_blank_one_is_a_draft_that_nobody_sees(admin: FlaskClient) -> None:
    make_commune(default_filing_mode="at_desk")
    answer = admin.post(NEW, data=TYPED | {"name": "  Xác  nhận cây cổ thụ "})
    procedure = newest()
    assert (answer.status_code, answer.location) == (303, f"{LIST}/xac-nhan-cay-co-thu/sua")
    assert (procedure.slug, procedure.code, procedure.filing_mode) == ("xac-nhan-cay-co-thu", None, FilingMode.AT_DESK)
    content = content_of_version(draft_of(procedure))
    assert (content.name, content.field, content.slug) == ("Xác nhận cây cổ thụ", "Đất đai", procedure.slug)
    assert content.known_fee is None and content.known_processing_time is None and content.known_requirements is None
    assert content.channels == ()  # where it is filed is not known either
    assert admin.get("/thu-tuc/xac-nhan-cay-co-thu").status_code == 404
    assert "Xác nhận cây cổ thụ" not in admin.get("/thu-tuc?trang=1").get_data(as_text=True)


def test_a_copy_takes_the_words_but_vouches_for_none_of_them(admin: FlaskClient) -> None:
    paper = {"id": "don", "name": "Đơn", "originals": 1, "copies": 0, "present_only": False, "note": "", "when": ""}
    source = make_procedure(name="Nguồn", requirements=[paper | {"form_file": 5, "sample_file": 6}])
    answer = admin.post(NEW, data=TYPED | {"source": source.procedure.code, "code": "1.234567"})
    assert answer.location == f"{LIST}/1.234567/sua"
    content = content_of_version(draft_of(newest()))
    assert (content.name, content.code, content.field) == ("Xác nhận cây cổ thụ", "1.234567", "Đất đai")
    assert content.questions == content_of_version(source).questions
    assert [(each.name, each.form_file, each.sample_file) for each in content.requirements] == [("Đơn", None, None)]
    assert content.known_fee is None and content.confidence[Group.IDENTITY] is Confidence.HIGH


def test_two_of_the_same_name_have_addresses_of_their_own(admin: FlaskClient) -> None:
    for number in range(3):
        admin.post(NEW, data=TYPED | {"start_key": f"{number}" * 20})
    slugs = db.session.scalars(select(Procedure.slug).order_by(Procedure.id)).all()
    assert slugs == ["xac-nhan-cay-co-thu", "xac-nhan-cay-co-thu-2", "xac-nhan-cay-co-thu-3"]


@pytest.mark.parametrize("code", ["", "1.765432"])
def test_a_form_that_is_sent_twice_makes_one_procedure(admin: FlaskClient, code: str) -> None:
    answers = [admin.post(NEW, data=TYPED | {"code": code}) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303] and answers[0].location == answers[1].location
    assert db.session.scalar(select(func.count(Procedure.id))) == 1


def test_a_form_that_is_sent_twice_at_once_makes_one_procedure(
    admin: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = admin.post(NEW, data=TYPED)
    monkeypatch.setattr(actions, "added_with", lambda key: None)  # the second looks before the first has written
    assert admin.post(NEW, data=TYPED).location == first.location
    assert db.session.scalar(select(func.count(Procedure.id))) == 1


def test_the_key_of_the_page_stays_while_a_source_is_searched(admin: FlaskClient) -> None:
    assert 'name="start_key"' in admin.get(NEW).text
    assert TYPED["start_key"] in admin.post(f"{NEW}/tim", data=TYPED | {"find": "khai sinh"}).text


def test_a_name_that_is_the_address_of_a_page_gets_another(admin: FlaskClient) -> None:
    admin.post(NEW, data=TYPED | {"name": "Thêm"})
    assert newest().slug == "thu-tuc-them"
    assert admin.get(f"{LIST}/thu-tuc-them").status_code == 200


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Xin ghi tên thủ tục."),
        ({"name": "!!!"}, "Tên cần có chữ"),
        ({"name": "x" * 301}, "Xin viết gọn lại"),
        ({"field": ""}, "Xin chọn lĩnh vực."),
        ({"field": "Không có"}, "Xin chọn một trong các mục"),
        ({"code": "1.0011"}, "Mã có dạng 1.001193"),
        ({"code": "1.001193.000"}, "Mã có dạng 1.001193"),
        ({"source": "9.999999"}, "Xin chọn một trong các mục"),
        ({"start_key": ""}, ""),
    ],
)
def test_a_mistake_is_named_and_what_was_typed_stays(admin: FlaskClient, typed: dict[str, str], sentence: str) -> None:
    kept = {"code": "1.765432"} if "code" not in typed else {}
    answer = admin.post(NEW, data=TYPED | kept | typed)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422 and sentence in html
    assert (typed.get("code") or "1.765432") in html
    assert db.session.scalar(select(func.count(Procedure.id))) == 0


def test_a_code_belongs_to_one_procedure(admin: FlaskClient) -> None:
    make_procedure(code="1.001193", slug="khai-sinh")
    answer = admin.post(NEW, data=TYPED | {"code": "1.001193"})
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "Mã 1.001193 đã có trong danh mục" in html and "Xác nhận cây cổ thụ" in html
    assert db.session.scalar(select(func.count(Procedure.id))) == 1


def test_the_source_is_found_by_searching_with_and_without_scripts(admin: FlaskClient) -> None:
    source = make_procedure(name="Đăng ký khai sinh").procedure
    answer = admin.get(f"{NEW}?find=dang ky khai sinh", headers=HX).get_data(as_text=True)
    assert answer.strip().startswith('<div id="sources"') and f'value="{source.code}"' in answer
    whole = admin.post(f"{NEW}/tim", data=TYPED | {"find": "khai sinh"})
    html = whole.get_data(as_text=True)
    assert whole.status_code == 200 and "Xác nhận cây cổ thụ" in html and f'value="{source.code}"' in html
    nothing = admin.get(f"{NEW}?find=zzzz", headers=HX).get_data(as_text=True)
    assert "Không tìm thấy thủ tục nào để chép" in nothing
    assert db.session.scalar(select(func.count(Procedure.id))) == 1


def test_what_was_chosen_stays_chosen_while_searching_on(admin: FlaskClient) -> None:
    chosen = make_procedure(name="Đăng ký khai sinh").procedure
    make_procedure(name="Xác nhận tạm trú")
    html = admin.get(f"{NEW}?find=tam tru&source={chosen.code}", headers=HX).get_data(as_text=True)
    assert html.index(f'value="{chosen.code}"') and "Xác nhận tạm trú" in html
    assert "checked" in html.partition(f'value="{chosen.code}"')[0].rpartition("<input")[2] or (
        "checked" in html.partition(f'value="{chosen.code}"')[2].partition(">")[0]
    )
