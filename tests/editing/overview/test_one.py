"""The page of one procedure: what citizens see, the draft, what is missing and where it is mended; removing."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from cqtt.audit.models import AuditEntry
from cqtt.clock import frozen
from cqtt.codes.actions import code_for
from cqtt.codes.models import ScanCode
from cqtt.editing.drafts import discard_draft, open_draft, put_content
from cqtt.editing.overview.one import mend_address, name_of
from cqtt.editing.overview.rules import Gap
from cqtt.extensions import db
from cqtt.procedures.actions import raise_stamp
from cqtt.procedures.content import Fee
from cqtt.procedures.models import FileKind, Procedure, ProcedureFile, ProcedureVersion, VersionStatus
from cqtt.procedures.versions import add_version, content_of_version, end_version, version_in
from cqtt.roles import Role
from tests.counting import queries
from tests.editing.form_builder.pages import seen_on
from tests.editing.overview.places import LIST, administrator, make_draft_of, make_new, path
from tests.factories import MONDAY, make_dossier, make_officer, make_procedure, sign_in

BUDGET = 21


@pytest.fixture(autouse=True)
def on_monday() -> Iterator[None]:
    with frozen(MONDAY):
        yield


@pytest.fixture
def admin(client: FlaskClient) -> FlaskClient:
    return administrator(client)


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def page(admin: FlaskClient, procedure: Procedure) -> str:
    answer = admin.get(path(procedure))
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_it_says_what_citizens_see_now(admin: FlaskClient) -> None:
    version = make_procedure(name="Đăng ký khai sinh")
    said = words_of(page(admin, version.procedure))
    assert "Thời hạn 3 ngày làm việc" in said and "Phí, lệ phí Không thu" in said and "Giấy tờ 3 loại" in said
    assert "phiên bản 1, từ 09:00, thứ Hai, 23/11/2026" in said and "Không có gì phải xem lại." in said
    assert f"/thu-tuc/{version.procedure.code}" in page(admin, version.procedure)


def test_the_draft_says_who_wrote_last_and_citizens_facts_stay(admin: FlaskClient) -> None:
    officer = make_officer(Role.ADMINISTRATOR, name="Lê Thị Viết")
    version = make_procedure(name="Cũ")
    make_draft_of(version, officer, at=MONDAY - timedelta(days=1), name="Mới", fee=Fee(5000))
    html = page(admin, version.procedure)
    assert "Sửa lần cuối 09:00, Chủ nhật, 22/11/2026, Lê Thị Viết." in html
    assert "<h1>Cũ</h1>" in html and "Không thu" in html and "5.000" not in html
    assert f"{path(version.procedure)}/cong-bo" in html and f"{path(version.procedure)}/so-sanh" in html


def test_a_draft_that_waits_names_its_day_and_is_not_written_on(admin: FlaskClient) -> None:
    version = make_procedure()
    make_draft_of(version, make_officer(Role.ADMINISTRATOR), publish_on=date(2026, 12, 1))
    html = page(admin, version.procedure)
    assert "Bản nháp sẽ công bố ngày 01/12/2026" in html and "Viết tiếp</a>" not in html


def test_each_gap_leads_to_where_it_is_mended_and_says_what_the_draft_has_mended(admin: FlaskClient) -> None:
    version = make_procedure(fee={"amount_vnd": None, "note": ""}, requirements=[])
    html = page(admin, version.procedure)
    assert f'href="{path(version.procedure)}/sua#le-phi"' in html
    assert f'href="{path(version.procedure)}/sua#giay-to"' in html
    assert "Bản nháp đã sửa" not in html
    make_draft_of(version, make_officer(Role.ADMINISTRATOR), fee=Fee(8000))
    html = page(admin, version.procedure)
    assert html.count("Bản nháp đã sửa, chờ công bố") == 1


def test_every_gap_has_a_place_where_it_is_mended(app: Flask) -> None:
    with app.test_request_context():
        for gap in Gap:
            assert mend_address(gap, "1.001193").startswith("/quan-tri/"), gap


def test_a_new_procedure_shows_its_draft_and_that_nobody_sees_it(admin: FlaskClient) -> None:
    procedure = make_new(make_officer(Role.ADMINISTRATOR), name="Sắp có")
    html = page(admin, procedure)
    assert "<h1>Sắp có</h1>" in html and "chưa công bố lần nào" in html
    assert f"{path(procedure)}/xoa" in html and f"{path(procedure)}/ngung" not in html
    assert admin.get(f"/thu-tuc/{procedure.slug}").status_code == 404


def test_a_retired_procedure_says_what_citizens_find_and_counts_open_dossiers(admin: FlaskClient) -> None:
    version = make_procedure(name="Thôi làm")
    make_dossier(version)
    end_version(version, MONDAY)
    version.procedure.is_active = False
    raise_stamp()
    db.session.commit()
    said = words_of(page(admin, version.procedure))
    assert "Đã ngừng công bố" in said and "1 hồ sơ đang mở" in said and "Trang báo thủ tục đã ngừng" in said


def test_the_page_keeps_within_its_budget(admin: FlaskClient) -> None:
    version = make_procedure()
    make_draft_of(version, make_officer(Role.ADMINISTRATOR))
    page(admin, version.procedure)
    with queries() as sent:
        page(admin, version.procedure)
    assert len(sent) <= BUDGET, sent


def test_others_are_refused_and_an_unknown_code_is_not_found(admin: FlaskClient) -> None:
    version = make_procedure()
    assert admin.get(f"{LIST}/9.999999").status_code == 404
    sign_in(admin, make_officer(Role.LEADER))
    for way in ("", "/cach-nop", "/cach-nop/xem", "/xoa"):
        assert admin.get(path(version.procedure, way)).status_code == 403


def test_it_is_called_what_its_draft_calls_it_also_when_an_import_went_past(admin: FlaskClient) -> None:
    version = make_procedure(name="Một")
    make_draft_of(version, make_officer(Role.ADMINISTRATOR), name="Tên đang viết")
    end_version(version, MONDAY)
    newer = replace(content_of_version(version), name="Tên nhập vào")
    add_version(version.procedure, newer, VersionStatus.PUBLISHED, MONDAY)
    db.session.commit()
    assert name_of(version.procedure) == "Tên đang viết"


# -- removing -------------------------------------------------------------------------------------


def test_a_procedure_that_was_never_published_is_removed_after_asking(admin: FlaskClient) -> None:
    procedure = make_new(make_officer(Role.ADMINISTRATOR), name="Nhầm")
    code_for("procedure", str(procedure.id))
    db.session.commit()
    address = path(procedure, "/xoa")
    asked = admin.get(address).get_data(as_text=True)
    assert "Bản nháp mất theo" in asked
    assert db.session.scalar(select(func.count(Procedure.id))) == 1
    answer = admin.post(address, data={"seen": seen_on(asked)})
    assert (answer.status_code, answer.location) == (303, LIST)
    for table in (Procedure, ProcedureVersion, ScanCode):
        assert db.session.scalar(select(func.count()).select_from(table)) == 0
    acts = db.session.scalars(select(AuditEntry.action).where(AuditEntry.object_kind == "procedure"))
    assert set(acts) >= {"discard_draft", "remove"}


def test_what_somebody_wrote_on_meanwhile_is_not_removed_unseen(admin: FlaskClient) -> None:
    officer = make_officer(Role.ADMINISTRATOR)
    procedure = make_new(officer, name="Nhầm")
    asked = admin.get(path(procedure, "/xoa")).get_data(as_text=True)
    draft = open_draft(procedure, officer, MONDAY)
    put_content(draft, replace(content_of_version(draft), name="Không nhầm"), officer, MONDAY)
    db.session.commit()
    answer = admin.post(path(procedure, "/xoa"), data={"seen": seen_on(asked)})
    assert answer.status_code == 409 and "bản nháp nay đã khác" in answer.get_data(as_text=True)
    assert version_in(procedure.id, VersionStatus.DRAFT) is not None


def test_one_whose_draft_was_thrown_away_can_be_removed(admin: FlaskClient) -> None:
    procedure = make_new(make_officer(Role.ADMINISTRATOR))
    draft = version_in(procedure.id, VersionStatus.DRAFT)
    assert draft is not None
    discard_draft(draft)
    db.session.commit()
    assert "chưa có nội dung" in page(admin, procedure)
    assert admin.post(path(procedure, "/xoa")).status_code == 303
    assert db.session.scalar(select(func.count(Procedure.id))) == 0


def test_what_was_published_once_is_never_removed(admin: FlaskClient) -> None:
    version = make_procedure()
    assert "không xóa được" in admin.get(path(version.procedure, "/xoa")).get_data(as_text=True)
    answer = admin.post(path(version.procedure, "/xoa"))
    assert answer.status_code == 409 and "đã từng công bố" in answer.get_data(as_text=True)
    assert db.session.get(ProcedureVersion, version.id) is not None


def test_one_that_something_else_names_stays_with_its_draft(admin: FlaskClient) -> None:
    officer = make_officer(Role.ADMINISTRATOR)
    procedure = make_new(officer)
    db.session.add(
        ProcedureFile(
            procedure_id=procedure.id,
            kind=FileKind.FORM,
            name="mẫu.pdf",
            media_type="application/pdf",
            size=1,
            sha256="0" * 64,
            storage_key="0" * 32,
            created_at=MONDAY,
            officer_id=officer.id,
        )
    )
    db.session.commit()
    asked = admin.get(path(procedure, "/xoa")).get_data(as_text=True)
    answer = admin.post(path(procedure, "/xoa"), data={"seen": seen_on(asked)})
    assert answer.status_code == 409 and "Đã có tệp" in answer.get_data(as_text=True)
    assert version_in(procedure.id, VersionStatus.DRAFT) is not None
