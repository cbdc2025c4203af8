"""Standard texts: what officers are offered, and how administrators keep them."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cqtt.audit.models import AuditEntry
from cqtt.extensions import db
from cqtt.phrases import actions
from cqtt.phrases.defaults import default_texts
from cqtt.phrases.models import Occasion, StandardText, texts_for
from cqtt.procedures.actions import import_catalogue
from cqtt.procedures.catalogue_file import read_own_catalogue
from cqtt.roles import Role
from tests.counting import queries
from tests.factories import MONDAY, make_officer, make_procedure, sign_in

LIST = "/quan-tri/mau-cau"
TYPED = {"revision": "1", "occasion": "refusal", "for_procedure": "", "text": "Xin nộp ở nơi khác."}


@pytest.fixture
def admin(client: FlaskClient) -> FlaskClient:
    return sign_in(client, make_officer(Role.ADMINISTRATOR))


def make_text(words: str, occasion: Occasion = Occasion.REFUSAL, procedure_id: int | None = None) -> StandardText:
    text = actions.add_text(occasion, procedure_id=procedure_id, text=words, legal_ground="", competent_place="")
    db.session.commit()
    return text


def offered(procedure_id: int, occasion: Occasion = Occasion.REFUSAL) -> list[str]:
    return [text.text for text in texts_for(occasion, procedure_id)]


def recorded() -> list[tuple[str, str]]:
    entries = select(AuditEntry).where(AuditEntry.object_kind == "standard_text").order_by(AuditEntry.id)
    return [(entry.action, entry.object_id) for entry in db.session.scalars(entries)]


def words_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


# -- what is offered ------------------------------------------------------------------------------


def test_a_procedures_own_texts_come_first_and_no_others_are_offered(app: Flask) -> None:
    ours, others = make_procedure().procedure_id, make_procedure().procedure_id
    make_text("Cho tất cả, một")
    make_text("Cho tất cả, hai")
    make_text("Của thủ tục này", procedure_id=ours)
    make_text("Của thủ tục kia", procedure_id=others)
    make_text("Việc khác", Occasion.STOP)
    assert offered(ours) == ["Của thủ tục này", "Cho tất cả, một", "Cho tất cả, hai"]


def test_what_an_occasion_does_not_use_is_not_kept(app: Flask) -> None:
    said = {"procedure_id": None, "text": "Một\n dòng", "legal_ground": "Điều 17", "competent_place": "Công an xã"}
    refusal, stop, line = (
        actions.add_text(occasion, **said) for occasion in (Occasion.REFUSAL, Occasion.STOP, Occasion.MISSING)
    )
    assert (refusal.legal_ground, refusal.competent_place) == ("Điều 17", "Công an xã")
    assert (stop.legal_ground, stop.competent_place) == ("Điều 17", "")
    assert (line.text, line.legal_ground) == ("Một dòng", "")


def test_the_texts_of_the_program_fit_the_catalogue_and_every_occasion(app: Flask) -> None:
    import_catalogue(read_own_catalogue(), MONDAY)
    assert actions.add_default_texts() == len(default_texts()) >= 40
    db.session.commit()
    stored = list(db.session.scalars(select(StandardText)))
    assert {text.occasion for text in stored} == set(Occasion)
    assert all(len(text.text) <= 300 for text in stored)
    assert all(text.text.endswith(".") for text in stored if text.occasion in (Occasion.REFUSAL, Occasion.STOP))
    assert not [text.text for text in stored if text.occasion is Occasion.MISSING and text.text.endswith(".")]
    assert actions.add_default_texts() == 0  # a unit that has its own is left alone


def test_a_default_for_a_procedure_that_is_not_there_is_left_out(app: Flask) -> None:
    added = actions.add_default_texts()
    assert added == len([text for text in default_texts() if text.procedure is None])


# -- how they are kept ----------------------------------------------------------------------------


def test_only_administrators_keep_the_texts(app: Flask, client: FlaskClient) -> None:
    text = make_text("Câu")
    addresses = (LIST, f"{LIST}/them", f"{LIST}/{text.id}")
    assert [client.get(address).status_code for address in addresses] == [303] * 3
    sign_in(client, make_officer(Role.RECEPTION, Role.SPECIALIST, Role.LEADER))
    assert [client.get(address).status_code for address in addresses] == [403] * 3
    assert client.post(f"{LIST}/{text.id}/an").status_code == 403


def test_an_empty_list_says_what_would_be_here(admin: FlaskClient) -> None:
    page = admin.get(LIST).text
    assert "Chưa có mẫu câu" in page and f'href="{LIST}/them"' in page
    make_text("Câu từ chối")
    assert "Chưa có câu nào như vậy" in admin.get(f"{LIST}?dip=dung").text
    assert "Chưa có câu nào như vậy" in admin.get(f"{LIST}?dip=la&thu-tuc=xyz").text


def test_a_text_is_added_offered_and_recorded(admin: FlaskClient) -> None:
    version = make_procedure(name="Đăng ký khai sinh")
    more = {"for_procedure": str(version.procedure_id), "legal_ground": "Điều 17", "competent_place": "Công an xã"}
    answer = admin.post(f"{LIST}/them", data=TYPED | more)
    assert (answer.status_code, answer.location) == (303, f"{LIST}?dip=tu-choi")
    page = words_of(admin.get(answer.location).text)
    assert "Đã thêm mẫu câu." in page
    said = "Xin nộp ở nơi khác. Chỉ cho: Đăng ký khai sinh Căn cứ: Điều 17 Nơi có thẩm quyền: Công an xã Đang dùng"
    assert said in page
    assert offered(version.procedure_id) == ["Xin nộp ở nơi khác."]
    text = db.session.scalars(select(StandardText)).one()
    assert recorded() == [("add", str(text.id))]


def test_the_form_comes_with_the_occasion_of_the_list(admin: FlaskClient) -> None:
    assert '<option selected value="stop">' in admin.get(f"{LIST}/them?dip=dung").text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"text": " "}, "Xin viết câu cần dùng."),
        ({"text": "a" * 1001}, "nhiều nhất 1000 ký tự"),
        ({"for_procedure": "999"}, "Xin chọn một trong các mục có sẵn."),
        ({"occasion": "la"}, "Xin chọn một trong các mục có sẵn."),
    ],
)
def test_a_wrong_text_is_refused_and_what_was_typed_stays(admin: FlaskClient, typed: dict[str, str], said: str) -> None:
    answer = admin.post(f"{LIST}/them", data=TYPED | {"legal_ground": "Điều 17"} | typed)
    assert answer.status_code == 422
    assert said in answer.text and 'value="Điều 17"' in answer.text
    assert list(db.session.scalars(select(StandardText))) == []


def test_a_text_is_changed_and_moves_to_the_end_of_another_list(admin: FlaskClient) -> None:
    procedure_id = make_procedure().procedure_id
    make_text("Trước", Occasion.STOP)
    text = make_text("Cũ")
    assert ">Cũ</textarea>" in re.sub(r">\s+", ">", admin.get(f"{LIST}/{text.id}").text)
    assert admin.post(f"{LIST}/{text.id}", data=TYPED | {"occasion": "stop", "text": "Mới"}).status_code == 303
    assert offered(procedure_id, Occasion.STOP) == ["Trước", "Mới"]
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "change")).one()
    assert entry.details["fields"] == ["occasion", "text"]
    assert "Mới" not in str(entry.details)


def test_what_two_administrators_write_at_once_stands_side_by_side(admin: FlaskClient) -> None:
    text = make_text("Câu cũ")
    assert admin.post(f"{LIST}/{text.id}", data=TYPED | {"text": "Câu của người trước"}).status_code == 303
    answer = admin.post(f"{LIST}/{text.id}", data=TYPED | {"text": "Câu của người sau"})
    assert (answer.status_code, text.text) == (409, "Câu của người trước")
    page = words_of(answer.text)
    assert "Câu Câu của người sau Câu của người trước" in page
    assert "Chưa có gì bị ghi đè" in page
    assert 'name="revision" type="hidden" value="2"' in answer.text
    saved = admin.post(f"{LIST}/{text.id}", data=TYPED | {"text": "Câu của người sau", "revision": "2"})
    assert (saved.status_code, text.text) == (303, "Câu của người sau")


def test_texts_are_put_in_order_hidden_and_shown_again(admin: FlaskClient) -> None:
    procedure_id = make_procedure().procedure_id
    first, second = make_text("Một"), make_text("Hai")
    make_text("Riêng", procedure_id=procedure_id)
    assert admin.post(f"{LIST}/{second.id}/len").location == f"{LIST}?dip=tu-choi#cau-{second.id}"
    assert offered(procedure_id) == ["Riêng", "Hai", "Một"]
    admin.post(f"{LIST}/{second.id}/xuong")
    admin.post(f"{LIST}/{second.id}/xuong")  # already last
    admin.post(f"{LIST}/{first.id}/an")
    assert offered(procedure_id) == ["Riêng", "Hai"]
    assert "Đã ẩn" in admin.get(LIST).text
    admin.post(f"{LIST}/{first.id}/hien")
    assert offered(procedure_id) == ["Riêng", "Một", "Hai"]
    assert [action for action, _id in recorded()][3:] == ["move", "move", "move", "hide", "show"]
    assert admin.post(f"{LIST}/{first.id}/la").status_code == admin.post(f"{LIST}/999/an").status_code == 404


def test_the_list_is_filtered_by_the_address_and_costs_the_same_for_many(admin: FlaskClient) -> None:
    version = make_procedure(name="Đăng ký kết hôn")
    make_text("Riêng kết hôn", procedure_id=version.procedure_id)
    make_text("Chung")

    def cost() -> int:
        with queries() as sent:
            assert admin.get(LIST).status_code == 200
        return len(sent)

    few = cost()
    for number in range(12):
        make_text(f"Câu {number}", Occasion.NOTE, make_procedure().procedure_id)
    assert cost() <= few
    own = words_of(admin.get(f"{LIST}?thu-tuc={version.procedure_id}").text.partition('id="found"')[2])
    assert "Riêng kết hôn" in own and "Chung" not in own
    general = words_of(admin.get(f"{LIST}?dip=tu-choi&thu-tuc=chung").text.partition('id="found"')[2])
    assert "Chung" in general and "Riêng" not in general
    fragment = admin.get(LIST, headers={"HX-Request": "true"}).text
    assert fragment.lstrip().startswith('<div id="found">')


def test_a_wrong_token_keeps_the_words(app: Flask, admin: FlaskClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    answer = admin.post(f"{LIST}/them", data=TYPED | {"csrf_token": "x"})
    assert answer.status_code == 422 and "Xin nộp ở nơi khác.</textarea>" in answer.text
