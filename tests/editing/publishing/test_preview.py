"""The preview: the citizen's page of a draft, for administrators only."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cqtt.codes.actions import code_for
from cqtt.extensions import db
from cqtt.procedures.catalogue import KIND
from cqtt.procedures.kept import PDF, file_store
from cqtt.procedures.models import FileKind, ProcedureFile
from cqtt.procedures.versions import content_of_version
from cqtt.roles import Role
from tests.editing.publishing.drafting import administrator, birth, new_draft, page_of, publish, write_draft
from tests.factories import MONDAY, make_officer

BAND = re.compile(r'<aside class="strip" aria-label="Bản xem trước">.*?</aside>', re.DOTALL)


@pytest.fixture
def admin(app: Flask) -> FlaskClient:
    return administrator(app)


def main_of(page: str) -> str:
    inside = BAND.sub("", page.partition('<main id="main"')[2].partition("</main>")[0])
    return " ".join(inside.split())


def test_the_preview_is_the_page_citizens_will_read(app: Flask, admin: FlaskClient) -> None:
    procedure = birth(confidence=dict.fromkeys(["processing_time", "fee", "documents", "online_level"], "high"))
    code_for(KIND, str(procedure.id))
    write_draft(procedure, name="Khai sinh tại ấp", guidance="Xin **gọi** trước.")
    seen = admin.get(page_of(procedure, "xem-truoc")).text
    assert "người dân chưa thấy trang này" in seen
    publish(admin, procedure)
    public = app.test_client().get("/thu-tuc/1.001193").text
    start = "/quan-tri/thu-tuc/1.001193/xem-truoc/cau-hoi"
    assert main_of(seen).replace(start, "/nop-ho-so/1.001193") == main_of(public)


def test_a_new_procedure_is_seen_before_anybody_else_can(app: Flask, admin: FlaskClient) -> None:
    draft = new_draft(field="Lĩnh vực mới", name="Mượn nhà văn hóa")
    page = admin.get(page_of(draft.procedure, "xem-truoc"))
    assert page.status_code == 200 and "Mượn nhà văn hóa" in page.text and "in được sau khi công bố" in page.text
    anybody = app.test_client()
    code, slug = draft.procedure.code, draft.procedure.slug
    for address in (f"/thu-tuc/{code}", f"/thu-tuc/{slug}", f"/thu-tuc/{code}/to-ma.pdf", f"/nop-ho-so/{code}"):
        assert anybody.get(address).status_code == 404
    for search in ("/thu-tuc?q=Mượn+nhà+văn+hóa", "/thu-tuc", "/"):
        assert "Mượn nhà văn hóa</b>" not in anybody.get(search).text
        assert "Lĩnh vực mới" not in anybody.get(search).text
    closed = anybody.get(page_of(draft.procedure, "xem-truoc"))
    assert closed.status_code == 303 and "dang-nhap" in closed.location


def test_any_version_can_be_looked_at(admin: FlaskClient) -> None:
    procedure = birth(name="Tên cũ")
    write_draft(procedure, name="Tên mới")
    publish(admin, procedure)
    old, current = (admin.get(page_of(procedure, f"xem-truoc{ban}")).text for ban in ("?ban=1", ""))
    assert "Tên cũ" in old and "không còn thấy trang này" in old
    assert "Tên mới" in current and "người dân đang đọc trang này" in current


def test_the_files_of_a_draft_open_from_its_preview_only(app: Flask, admin: FlaskClient) -> None:
    procedure = birth()
    file = ProcedureFile(
        procedure_id=procedure.id,
        kind=FileKind.FORM,
        name="to-khai.pdf",
        media_type=PDF,
        size=4,
        sha256="0" * 64,
        storage_key=file_store().put(b"%PDF"),
        created_at=MONDAY,
        officer_id=make_officer(Role.ADMINISTRATOR).id,
    )
    db.session.add(file)
    db.session.flush()
    papers = content_of_version(procedure.versions[0]).requirements
    write_draft(procedure, requirements=(replace(papers[0], form_file=file.id), *papers[1:]))
    address = f"/quan-tri/thu-tuc/1.001193/sua/tep/{file.id}"
    assert f'href="{address}"' in admin.get(page_of(procedure, "xem-truoc")).text
    assert admin.get(address).data == b"%PDF"
    assert "tep/" not in app.test_client().get("/thu-tuc/1.001193").text
    publish(admin, procedure)
    assert f'href="{address}"' not in app.test_client().get("/thu-tuc/1.001193").text
