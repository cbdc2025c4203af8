"""Publishing a draft: what the page says, what stops it, what citizens read then, and what stays as it was."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cqtt.audit.models import AuditEntry
from cqtt.clock import frozen
from cqtt.codes.models import ScanCode
from cqtt.declarations.models import DeclarationTemplate
from cqtt.dossiers.rules import Status
from cqtt.editing.publishing import actions
from cqtt.editing.publishing.actions import NotReady
from cqtt.editing.publishing.plan import plan_of
from cqtt.extensions import db
from cqtt.procedures.content import ProcessingTime
from cqtt.procedures.models import VersionStatus
from cqtt.procedures.questions import Question, QuestionKind
from cqtt.procedures.requirements import Requirement
from cqtt.procedures.versions import add_version, end_version
from cqtt.roles import Role
from tests.counting import queries
from tests.dossiers.staff import desk
from tests.editing.publishing.drafting import (
    WHY,
    administrator,
    any_procedure,
    birth,
    draft_of,
    form_of,
    new_draft,
    on_day,
    page_of,
    publish,
    published,
    said_by,
    seen_by_citizens,
    write_draft,
)
from tests.factories import MONDAY, make_dossier, make_officer, make_procedure


@pytest.fixture
def admin(app: Flask) -> FlaskClient:
    return administrator(app, name="Trần Thị Quản Trị")


def test_citizens_read_the_draft_when_it_is_published_and_not_before(app: Flask, admin: FlaskClient) -> None:
    procedure = birth()
    before = seen_by_citizens(app, "khai sinh", procedure=procedure)
    write_draft(procedure, steps=("Đến quầy số 1", "Nhận kết quả"))
    page = admin.get(page_of(procedure, "cong-bo")).text
    assert "Đến quầy số 1" in page.replace("</ins>", "").replace("<ins>", "") or "<ins>" in page
    assert seen_by_citizens(app, "khai sinh", procedure=procedure) == before
    answer = publish(admin, procedure)
    assert answer.status_code == 303
    assert "Đến quầy số 1" in app.test_client().get("/thu-tuc/1.001193").text
    now_read = published(procedure)
    assert now_read and (now_read.number, now_read.note) == (2, WHY) and draft_of(procedure) is None


def test_the_record_and_the_version_say_who_and_why(admin: FlaskClient) -> None:
    procedure = birth()
    write_draft(procedure, source="nguồn khác")
    publish(admin, procedure)
    version = published(procedure)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "publish")).one()
    assert version and version.published_by_id == entry.officer_id and entry.details == {"number": 2}
    history = admin.get(page_of(procedure, "lich-su")).text
    assert "Trần Thị Quản Trị" in history and WHY in history


def test_words_that_change_are_marked_for_eyes_and_ears(admin: FlaskClient) -> None:
    procedure = birth(steps=["Nộp hồ sơ tại quầy số 1"])
    write_draft(procedure, steps=("Nộp hồ sơ tại quầy số 2",))
    page = admin.get(page_of(procedure, "cong-bo")).text
    assert '<del><span class="unseen">[bỏ] </span>1<span class="unseen"> [hết]</span></del>' in page
    assert '<ins><span class="unseen">[mới] </span>2<span class="unseen"> [hết]</span></ins>' in page


FAULTS = {
    "no name": ({"name": " "}, "Chưa có tên thủ tục", "sua#ten"),
    "a document with the code of what comes beside": (
        {"requirements": (Requirement("giay-to-khac", "Đơn"),)},
        "trùng mã với mục “Giấy tờ khác”",
        "sua#giay-to",
    ),
    "no field": ({"field": ""}, "Chưa chọn lĩnh vực", "sua#ten"),
    "wrong code": ({"code": "1001193"}, "ví dụ đúng: 1.001193", "sua#ten"),
    "another's code": ({"code": "2.000222"}, "là của thủ tục “Đăng ký kết hôn”", "sua#ten"),
    "a form that cannot be asked": (
        {"questions": (Question("chon", "Chọn gì", QuestionKind.CHOICE),)},
        "cần ít nhất hai lựa chọn khác nhau",
        "cau-hoi",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_stops_the_publication_and_leads_to_where_it_is_mended(
    app: Flask, admin: FlaskClient, fault: str
) -> None:
    fields, sentence, place = FAULTS[fault]
    make_procedure(code="2.000222", slug="ket-hon", name="Đăng ký kết hôn")
    procedure = birth()
    before = seen_by_citizens(app, "khai sinh", procedure=procedure)
    write_draft(procedure, **fields)
    page = admin.get(page_of(procedure, "cong-bo")).text
    assert sentence in page and f'href="{page_of(procedure, place)}"' in page
    assert "Công bố bản này" not in page
    typed = {"note": WHY, "when": "now", "seen": ""}
    refused = admin.post(page_of(procedure, "cong-bo"), data=typed)
    assert refused.status_code == 422 and sentence in refused.text and WHY in refused.text
    assert seen_by_citizens(app, "khai sinh", procedure=procedure) == before


@pytest.mark.parametrize("slug", ["ket-hon", "cong-bo", "Khai Sinh"])
def test_a_new_procedure_needs_an_address_of_its_own(admin: FlaskClient, slug: str) -> None:
    make_procedure(code="2.000222", slug="ket-hon")
    draft = new_draft(slug=slug) if slug != "ket-hon" else new_draft()
    draft.content = {**draft.content, "slug": slug}
    db.session.commit()
    assert "Tên" in admin.get(page_of(draft.procedure, "cong-bo")).text
    assert admin.post(page_of(draft.procedure, "cong-bo"), data={"note": WHY, "when": "now"}).status_code == 422


def test_a_new_procedure_is_found_once_it_is_published_and_has_its_code_to_scan(app: Flask, admin: FlaskClient) -> None:
    procedure = new_draft(code=None, slug="muon-nha-van-hoa", name="Mượn nhà văn hóa ấp").procedure
    assert app.test_client().get("/thu-tuc/muon-nha-van-hoa").status_code == 404
    assert publish(admin, procedure).status_code == 303
    assert "Mượn nhà văn hóa ấp" in app.test_client().get("/thu-tuc/muon-nha-van-hoa").text
    code = db.session.scalars(select(ScanCode).where(ScanCode.target == str(procedure.id))).one()
    assert app.test_client().get(f"/q/{code.short}").location == "/thu-tuc/muon-nha-van-hoa"


def test_what_was_published_once_keeps_its_slug(admin: FlaskClient) -> None:
    procedure = birth()
    write_draft(procedure, slug="khac", source="khác")
    publish(admin, procedure)
    assert said_by(published(procedure)).slug == procedure.slug == "dang-ky-khai-sinh"


@pytest.mark.parametrize("missing", ["note", "when"])
def test_why_and_when_have_to_be_said(admin: FlaskClient, missing: str) -> None:
    procedure = birth()
    write_draft(procedure, source="khác")
    answer = publish(admin, procedure, **{missing: ""})
    assert answer.status_code == 422 and draft_of(procedure) is not None


@pytest.mark.parametrize("day", ["23/11/2026", "22/11/2026", "31/02/2027", "01/12/2035", "//"])
def test_a_day_has_to_be_one_that_comes(admin: FlaskClient, day: str) -> None:
    procedure = birth()
    write_draft(procedure, source="khác")
    with frozen(MONDAY):
        answer = publish(admin, procedure, **on_day(day), note="Lý do đã gõ")
    assert answer.status_code == 422 and "Lý do đã gõ" in answer.text
    waiting = draft_of(procedure)
    assert waiting and waiting.publish_on is None


def test_nothing_is_published_when_somebody_edited_the_draft_meanwhile(app: Flask, admin: FlaskClient) -> None:
    procedure = birth()
    write_draft(procedure, source="khác")
    typed = form_of(admin, procedure)
    write_draft(procedure, name="Khai sinh tại nhà")
    before = seen_by_citizens(app, "khai sinh", procedure=procedure)
    answer = admin.post(page_of(procedure, "cong-bo"), data=typed)
    assert answer.status_code == 409
    assert "Vừa thay đổi: Tên thủ tục." in answer.text and WHY in answer.text
    assert seen_by_citizens(app, "khai sinh", procedure=procedure) == before
    assert publish(admin, procedure).status_code == 303, "seen again, it may be published"


def test_a_second_administrator_is_told_that_it_was_published_already(app: Flask, admin: FlaskClient) -> None:
    procedure = birth()
    write_draft(procedure, source="khác")
    other = administrator(app)
    typed = form_of(other, procedure)
    assert publish(admin, procedure).status_code == 303
    late = other.post(page_of(procedure, "cong-bo"), data=typed, follow_redirects=True)
    assert late.status_code == 200 and "không có bản nháp nào" in late.text
    assert [version.number for version in procedure.versions] == [1, 2]


def test_a_broken_template_is_named_and_has_to_be_confirmed(admin: FlaskClient) -> None:
    procedure = birth()
    kept = dict(name="a.docx", storage_key="a", sha256="0", size=1, created_at=MONDAY)
    officer = make_officer(Role.ADMINISTRATOR)
    row = DeclarationTemplate(procedure_id=procedure.id, placeholders=["ten_chau"], officer_id=officer.id, **kept)
    db.session.add(row)
    write_draft(procedure, questions=())
    page = admin.get(page_of(procedure, "cong-bo")).text
    assert "Cần Ông/Bà xác nhận" in page and "{{ ten_chau }}" in page
    assert publish(admin, procedure).status_code == 422
    assert publish(admin, procedure, confirmed="y").status_code == 303


def test_a_version_that_came_meanwhile_has_to_be_confirmed_and_the_number_goes_on(admin: FlaskClient) -> None:
    procedure = birth()
    write_draft(procedure, source="khác")
    current = published(procedure)
    assert current
    end_version(current, MONDAY)
    add_version(procedure, replace(said_by(current), source="danh mục mới"), VersionStatus.PUBLISHED, MONDAY)
    db.session.commit()
    assert "Bản 3 đã được công bố" in admin.get(page_of(procedure, "cong-bo")).text
    assert publish(admin, procedure).status_code == 422
    assert publish(admin, procedure, confirmed="y").status_code == 303
    now_read = published(procedure)
    assert now_read and (now_read.number, said_by(now_read).source) == (4, "khác")


def test_open_dossiers_stay_under_the_version_they_were_filed_with(admin: FlaskClient) -> None:
    procedure = birth()
    version = published(procedure)
    dossier = make_dossier(version)
    make_dossier(version, status=Status.RETURNED)
    write_draft(procedure, name="Tên mới")
    assert "1 hồ sơ đang mở vẫn giải quyết theo bản lúc nộp" in admin.get(page_of(procedure, "cong-bo")).text
    publish(admin, procedure)
    db.session.refresh(dossier)
    assert dossier.version.number == 1 and dossier.version.content["name"] == "Đăng ký khai sinh"


def test_what_stays_unknown_is_said_and_stops_nothing(admin: FlaskClient) -> None:
    procedure = birth()
    write_draft(procedure, processing_time=ProcessingTime(None, None))
    assert "Chưa rõ thời hạn giải quyết" in admin.get(page_of(procedure, "cong-bo")).text
    assert publish(admin, procedure).status_code == 303


def test_a_draft_that_says_the_same_offers_no_button(admin: FlaskClient) -> None:
    procedure = birth()
    write_draft(procedure)
    page = admin.get(page_of(procedure, "cong-bo")).text
    assert "giống hệt bản đang công bố" in page and "Công bố bản này" not in page
    draft, officer = draft_of(procedure), make_officer(Role.ADMINISTRATOR)
    assert draft
    with pytest.raises(NotReady, match="giống hệt"):
        actions.publish(draft, WHY, officer, MONDAY)
    with pytest.raises(NotReady, match="giống hệt"):
        actions.schedule(draft, date(2026, 12, 1), WHY, officer)
    seen = plan_of(draft).marks
    asked = admin.post(page_of(procedure, "cong-bo"), data={"seen": seen, "note": WHY, "when": "now"})
    assert asked.status_code == 422 and "giống hệt bản đang công bố" in asked.text
    assert draft_of(procedure) is not None


def test_an_old_code_keeps_leading_to_the_procedure(app: Flask, admin: FlaskClient) -> None:
    procedure = birth()
    for code in ("1.009999", "1.008888"):
        write_draft(procedure, code=code)
        assert publish(admin, procedure).status_code == 303
        db.session.refresh(procedure)
    for old in ("1.001193", "1.009999"):
        page = app.test_client().get(f"/thu-tuc/{old}")
        assert page.status_code == 410 and 'href="/thu-tuc/1.008888"' in page.text
    write_draft(procedure, code="1.001193")
    assert publish(admin, procedure).status_code == 303, "its own old code is free to it"
    assert app.test_client().get("/thu-tuc/1.001193").status_code == 200
    assert 'href="/thu-tuc/1.001193"' in app.test_client().get("/thu-tuc/1.008888").text


def test_a_procedure_that_gives_its_code_up_is_still_found_by_it(app: Flask, admin: FlaskClient) -> None:
    procedure = birth()
    write_draft(procedure, code=None)
    assert publish(admin, procedure).status_code == 303
    assert 'href="/thu-tuc/dang-ky-khai-sinh"' in app.test_client().get("/thu-tuc/1.001193").text


def test_the_old_code_of_one_procedure_is_not_free_to_another(admin: FlaskClient) -> None:
    procedure = birth()
    write_draft(procedure, code="1.009999")
    publish(admin, procedure)
    other = any_procedure()
    write_draft(other, code="1.001193")
    assert "Mã 1.001193 là của thủ tục" in admin.get(page_of(other, "cong-bo")).text


def test_a_retired_procedure_is_brought_back_by_publishing(app: Flask, admin: FlaskClient) -> None:
    procedure = birth()
    current = published(procedure)
    assert current
    end_version(current, MONDAY)
    procedure.is_active, procedure.replaced_by = False, "1.000001"
    write_draft(procedure)
    asked = publish(admin, procedure)
    assert asked.status_code == 422 and "đưa thủ tục trở lại cho người dân" in asked.text
    assert app.test_client().get("/thu-tuc/1.001193").status_code == 410
    assert publish(admin, procedure, confirmed="y").status_code == 303
    db.session.refresh(procedure)
    assert procedure.is_active and procedure.replaced_by == ""
    assert app.test_client().get("/thu-tuc/1.001193").status_code == 200


def test_only_administrators_open_the_pages(app: Flask) -> None:
    procedure = birth()
    write_draft(procedure, source="khác")
    for role in set(Role) - {Role.ADMINISTRATOR}:
        client = desk(app, role)
        for page in ("cong-bo", "lich-su", "so-sanh", "xem-truoc", "ngung", "khoi-phuc/1"):
            assert client.get(page_of(procedure, page)).status_code == 403
        for button in ("cong-bo", "bo-hen", "bo-nhap", "ngung", "khoi-phuc/1"):
            assert client.post(page_of(procedure, button)).status_code == 403
    assert draft_of(procedure) is not None


def test_a_form_without_its_token_publishes_nothing_and_keeps_what_was_typed(app: Flask, admin: FlaskClient) -> None:
    procedure = birth()
    write_draft(procedure, source="khác")
    typed = form_of(admin, procedure)
    app.config["WTF_CSRF_ENABLED"] = True
    answer = admin.post(page_of(procedure, "cong-bo"), data=typed)
    assert answer.status_code == 422 and WHY in answer.text
    assert draft_of(procedure) is not None


def test_the_page_asks_the_database_little(admin: FlaskClient) -> None:
    procedure = birth()
    write_draft(procedure, source="khác")
    with queries() as sent:
        admin.get(page_of(procedure, "cong-bo"))
    assert len(sent) <= 22, "\n".join(sent)
