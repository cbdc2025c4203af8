"""Administrators keep the templates: uploaded, tried, put out of use; a refusal leaves everything as it was."""

from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from cqtt.audit.models import AuditEntry
from cqtt.declarations import kept
from cqtt.declarations.models import DeclarationTemplate
from cqtt.extensions import db
from cqtt.files import FileStore, StoreFull
from cqtt.procedures.models import ProcedureVersion
from cqtt.roles import Role
from tests.counting import queries
from tests.declarations.papers import keep_template, lines, word
from tests.factories import make_officer, make_procedure, sign_in

OVERVIEW = "/quan-tri/thu-tuc/to-khai"


@pytest.fixture
def admin(client: FlaskClient) -> FlaskClient:
    return sign_in(client, make_officer(Role.ADMINISTRATOR))


@pytest.fixture
def version(app: Flask) -> ProcedureVersion:
    return make_procedure()


def page_of(version: ProcedureVersion) -> str:
    return f"/quan-tri/thu-tuc/{version.procedure.address_code}/to-khai"


def upload(
    admin: FlaskClient, version: ProcedureVersion, paper: bytes, name: str = "Tờ khai khai sinh.docx"
) -> TestResponse:
    data = {"file": (BytesIO(paper), name)}
    return admin.post(page_of(version), data=data, content_type="multipart/form-data")


def kept_templates() -> list[DeclarationTemplate]:
    return list(db.session.scalars(select(DeclarationTemplate).order_by(DeclarationTemplate.id)))


def acts() -> list[str]:
    about = select(AuditEntry.action).where(AuditEntry.object_kind == "declaration_template").order_by(AuditEntry.id)
    return list(db.session.scalars(about))


def stored_files() -> int:
    return sum(path.is_file() for path in kept.template_store().root.rglob("*"))


def test_a_good_template_is_kept_used_and_shown(admin: FlaskClient, version: ProcedureVersion) -> None:
    answer = upload(admin, version, word("Tôi là {{ ho_ten }}, cháu {{ ten_chau }}."))
    assert (answer.status_code, answer.location) == (303, page_of(version))
    template = kept_templates()[0]
    assert (template.name, template.is_active) == ("Tờ khai khai sinh.docx", True)
    assert template.placeholders == ["ho_ten", "ten_chau"]
    page = admin.get(page_of(version)).text
    assert "Đã nhận mẫu." in page
    assert "Tờ khai khai sinh.docx" in page and "Đang dùng" in page
    assert acts() == ["add", "use"]


def test_a_bad_template_is_refused_with_every_fault_and_the_old_one_stays(
    admin: FlaskClient, version: ProcedureVersion
) -> None:
    old = keep_template(version)
    answer = upload(admin, version, word("{{ ten_chao }} {{ ho_ten|upper }}", "{% include 'a' %}"))
    assert answer.status_code == 422
    assert "{{ ten_chao }}” mà chúng tôi không biết. Có phải {{ ten_chau }}" in answer.text
    assert "{{ ho_ten|upper }}” không được phép" in answer.text
    assert "{% include &#39;a&#39; %}” không được phép" in answer.text
    assert "Chưa nhận được mẫu “Tờ khai khai sinh.docx”: xin sửa 3 chỗ" in answer.text
    assert [template.id for template in kept_templates()] == [old.id]
    assert kept_templates()[0].is_active
    assert stored_files() == 1


@pytest.mark.parametrize("paper", [b"", b"%PDF-1.7"])
def test_what_is_no_template_is_refused(admin: FlaskClient, version: ProcedureVersion, paper: bytes) -> None:
    answer = upload(admin, version, paper)
    assert answer.status_code == 422
    assert "không phải văn bản Word" in answer.text
    assert kept_templates() == []


def test_a_form_without_a_file_asks_for_one(admin: FlaskClient, version: ProcedureVersion) -> None:
    answer = admin.post(page_of(version), data={})
    assert answer.status_code == 422
    assert "Xin chọn một tệp Word dạng .docx." in answer.text


def test_a_full_disk_is_said_and_nothing_is_kept(
    admin: FlaskClient, version: ProcedureVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(store: FileStore, data: bytes) -> str:
        raise StoreFull

    monkeypatch.setattr(FileStore, "put", full)
    answer = upload(admin, version, word("{{ ho_ten }}"))
    assert answer.status_code == 422
    assert "máy chủ tạm hết chỗ" in answer.text
    assert kept_templates() == []


def test_a_new_template_takes_the_place_of_the_old_which_can_be_taken_up_again(
    admin: FlaskClient, version: ProcedureVersion
) -> None:
    upload(admin, version, word("Cũ {{ ho_ten }}"))
    upload(admin, version, word("Mới {{ ho_ten }}"))
    old, new = kept_templates()
    assert (old.is_active, new.is_active) == (False, True)
    assert admin.post(f"{page_of(version)}/{old.id}/dung").status_code == 303
    assert [template.is_active for template in kept_templates()] == [True, False]
    assert "Từ nay tờ khai được điền theo mẫu này." in admin.get(page_of(version)).text
    assert admin.post(f"{page_of(version)}/{old.id}/ngung").status_code == 303
    assert [template.is_active for template in kept_templates()] == [False, False]
    assert acts() == ["add", "use", "add", "use", "use", "take_out_of_use"]


def test_the_same_file_sent_twice_is_one_template(admin: FlaskClient, version: ProcedureVersion) -> None:
    paper = word("{{ ho_ten }}")
    upload(admin, version, paper)
    admin.post(f"{page_of(version)}/{kept_templates()[0].id}/ngung")
    upload(admin, version, paper)
    assert [template.is_active for template in kept_templates()] == [True]
    assert stored_files() == 1


def test_a_template_comes_back_as_it_was_sent(admin: FlaskClient, version: ProcedureVersion) -> None:
    paper = word("Tôi là {{ ho_ten }}")
    template = keep_template(version, paper)
    answer = admin.get(f"{page_of(version)}/{template.id}/mau.docx")
    assert answer.data == paper
    assert acts()[-1] == "download"
    assert "filename*=UTF-8''t%E1%BB%9D%20khai.docx" in answer.headers["Content-Disposition"]


def test_a_template_is_tried_with_examples(admin: FlaskClient, version: ProcedureVersion) -> None:
    template = keep_template(version, word("{{ ho_ten }}, {{ ten_chau }}, {{ don_vi }}, {{ thu_tuc }}"))
    answer = admin.get(f"{page_of(version)}/{template.id}/thu.docx")
    assert lines(answer.data) == ["Nguyễn Thị Mẫu, (câu trả lời), xã An Phước, Đăng ký khai sinh"]
    assert acts()[-1] == "download"


def test_the_page_offers_every_name_with_its_meaning_and_an_example(
    admin: FlaskClient, version: ProcedureVersion
) -> None:
    page = admin.get(page_of(version)).text
    for name in ("ten_chau", "ho_ten", "don_vi", "ngay_nop"):
        assert f'id="ten-{name}">{{{{ {name} }}}}</span>' in page
        assert f'data-copy="#ten-{name}"' in page
    assert "Họ và tên cháu" in page
    assert "{%tr for giay in cac_giay_to %}" in page
    assert "{{ giay.ban_chinh }}" in page


def test_a_name_that_the_procedure_no_longer_asks_for_is_shown(admin: FlaskClient, version: ProcedureVersion) -> None:
    template = keep_template(version)
    template.placeholders = ["ho_ten", "cau_hoi_cu"]
    db.session.commit()
    assert "chỗ ấy để trống: cau_hoi_cu." in admin.get(page_of(version)).text


def test_the_overview_lists_procedures_with_templates_and_finds_any_other(
    admin: FlaskClient, version: ProcedureVersion
) -> None:
    other = make_procedure(name="Đăng ký kết hôn")
    assert "Chưa có mẫu nào" in admin.get(OVERVIEW).text
    keep_template(version)
    page = admin.get(OVERVIEW).text
    assert page_of(version) in page and "Đang dùng" in page
    assert page_of(other) not in page
    found = admin.get(f"{OVERVIEW}?q=ket+hon").text
    assert page_of(other) in found and "Chưa dùng" in found
    assert page_of(version) not in found
    assert "Không tìm thấy thủ tục nào" in admin.get(f"{OVERVIEW}?q=zzzz").text


def test_the_fragment_of_the_overview_is_a_fragment(admin: FlaskClient) -> None:
    fragment = admin.get(f"{OVERVIEW}?q=khai", headers={"HX-Request": "true"}).text.strip()
    assert fragment.startswith('<div id="found">')
    assert "<html" not in fragment


def test_many_templates_cost_no_more_queries(admin: FlaskClient) -> None:
    def cost(address: str) -> int:
        admin.get(address)
        with queries() as sent:
            assert admin.get(address).status_code == 200
        return len(sent)

    version = make_procedure()
    keep_template(version)
    few = cost(OVERVIEW), cost(page_of(version))
    for number in range(5):
        keep_template(make_procedure())
        keep_template(version, word(f"{number} {{{{ ho_ten }}}}"))
    assert (cost(OVERVIEW), cost(page_of(version))) == few


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.SPECIALIST, Role.LEADER, Role.OVERSEER])
def test_only_administrators_come_here(client: FlaskClient, version: ProcedureVersion, role: Role) -> None:
    template = keep_template(version)
    addresses = [OVERVIEW, page_of(version)]
    addresses += [f"{page_of(version)}/{template.id}/{word}" for word in ("mau.docx", "thu.docx")]
    for address in addresses:
        assert client.get(address).location.startswith("/dang-nhap")
    sign_in(client, make_officer(role))
    for address in addresses:
        assert client.get(address).status_code == 403
    assert client.post(f"{page_of(version)}/{template.id}/ngung").status_code == 403
    assert upload(client, version, word("{{ ho_ten }}")).status_code == 403


def test_a_template_of_another_procedure_and_an_unknown_procedure_are_not_there(
    admin: FlaskClient, version: ProcedureVersion
) -> None:
    template = keep_template(make_procedure())
    for word_of in ("mau.docx", "thu.docx"):
        assert admin.get(f"{page_of(version)}/{template.id}/{word_of}").status_code == 404
        assert admin.get(f"{page_of(version)}/9999/{word_of}").status_code == 404
    assert admin.post(f"{page_of(version)}/{template.id}/ngung").status_code == 404
    assert admin.get("/quan-tri/thu-tuc/khong-co/to-khai").status_code == 404
    assert kept_templates()[0].is_active


def test_a_template_whose_file_is_gone_answers_that_it_is_not_there(
    admin: FlaskClient, version: ProcedureVersion
) -> None:
    template = keep_template(version)
    kept.template_store().remove(template.storage_key)
    for word_of in ("mau.docx", "thu.docx"):
        assert admin.get(f"{page_of(version)}/{template.id}/{word_of}").status_code == 404


def test_an_upload_without_a_token_is_refused(app: Flask, strict_client: FlaskClient) -> None:
    version = make_procedure()
    app.config["WTF_CSRF_ENABLED"] = False
    sign_in(strict_client, make_officer(Role.ADMINISTRATOR))
    app.config["WTF_CSRF_ENABLED"] = True
    assert upload(strict_client, version, word("{{ ho_ten }}")).status_code == 422
    assert kept_templates() == []
