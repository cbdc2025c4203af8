"""Blank forms and samples: what is taken, by whom it is seen, and that it is never lost or shown too early."""

from datetime import date
from io import BytesIO
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from PIL import Image
from pypdf import PdfWriter
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from cqtt.audit.models import AuditEntry
from cqtt.editing.sections.received import received_file
from cqtt.extensions import db
from cqtt.procedures.actions import raise_stamp
from cqtt.procedures.kept import file_store, stored_keys
from cqtt.procedures.models import FileKind, ProcedureFile, ProcedureVersion, VersionStatus
from cqtt.roles import Role
from cqtt.upload_limits import UploadRefused
from tests.declarations.papers import word
from tests.dossiers.citizen import photo
from tests.editing.sections.boxes import HTMX, draft_content, draft_of, edit_of, fields_of, save, typed
from tests.factories import make_officer, make_procedure, sign_in

PAPER = "giay-chung-sinh"


@pytest.fixture
def admin(client: FlaskClient) -> FlaskClient:
    return sign_in(client, make_officer(Role.ADMINISTRATOR))


def pdf() -> bytes:
    out, writer = BytesIO(), PdfWriter()
    writer.add_blank_page(595, 842)
    writer.write(out)
    return out.getvalue()


def send(
    client: FlaskClient, version: ProcedureVersion, kind: str, content: bytes, name: str, **changed: Any
) -> TestResponse:
    """Send a file of the first document, with the whole list as it stands."""
    box = f"{PAPER}-{'form' if kind == 'mau' else 'sample'}"
    fields = typed(client, version, "giay-to", **changed) | {box: (BytesIO(content), name)}
    return client.post(
        edit_of(version, f"/giay-to/{PAPER}/tep/{kind}"), data=fields, content_type="multipart/form-data"
    )


def kept() -> list[ProcedureFile]:
    return list(db.session.scalars(select(ProcedureFile).order_by(ProcedureFile.id)))


def publish_draft(version: ProcedureVersion) -> None:
    """Let citizens read what the draft says."""
    draft = draft_of(version)
    assert draft is not None
    for each in draft.procedure.versions:
        if each.status is VersionStatus.PUBLISHED:
            each.status = VersionStatus.RETIRED
    db.session.flush()
    draft.status = VersionStatus.PUBLISHED
    raise_stamp()
    db.session.commit()


@pytest.mark.parametrize(("content", "name"), [(word("Tờ khai"), "Tờ khai mẫu.docx"), (pdf(), "Tờ khai mẫu.pdf")])
def test_a_form_is_kept_and_taken_by_citizens_once_it_is_published(
    admin: FlaskClient, content: bytes, name: str
) -> None:
    version = make_procedure()
    public = f"/thu-tuc/{version.procedure.code}"
    answer = send(admin, version, "mau", content, name)
    assert answer.status_code == 200 and name in answer.text
    (file,) = kept()
    assert draft_content(version).requirements[0].form_file == file.id
    # Nobody sees it before it is published; whoever edits does.
    assert admin.get(f"{public}/bieu-mau/{file.id}").status_code == 404
    assert "Tải mẫu" not in admin.get(public).text
    assert admin.get(edit_of(version, f"/tep/{file.id}")).data == content
    publish_draft(version)
    page = admin.get(public).text
    assert f'href="{public}/bieu-mau/{file.id}"' in page and "Tải mẫu" in page
    assert ("(Word, " if name.endswith("docx") else "(PDF, 1 KB)") in page
    assert "Tải mẫu ở mục Cần mang theo." in page and "Xin hỏi mẫu tại quầy." not in page
    taken = admin.get(f"{public}/bieu-mau/{file.id}")
    assert (taken.status_code, taken.data, taken.mimetype) == (200, content, file.media_type)
    assert f"filename*=UTF-8''{quote(name)}" in taken.headers["Content-Disposition"]
    assert taken.headers["Content-Disposition"].startswith("attachment")
    assert (
        taken.headers["X-Content-Type-Options"] == "nosniff" and "sandbox" in taken.headers["Content-Security-Policy"]
    )
    assert taken.headers["Cache-Control"] == "public, max-age=3600"
    again = admin.get(f"{public}/bieu-mau/{file.id}", headers={"If-None-Match": taken.headers["ETag"]})
    assert again.status_code == 304


def test_a_form_of_what_officers_look_up_is_offered_too(admin: FlaskClient) -> None:
    version = make_procedure()
    assert send(admin, version, "mau", pdf(), "a.pdf", **{f"{PAPER}-look_up": "y"}).status_code == 200
    publish_draft(version)
    page = admin.get(f"/thu-tuc/{version.procedure.code}").text
    assert "Không phải mang: cán bộ tra cứu giúp" in page and f"/bieu-mau/{kept()[0].id}" in page


def test_a_sample_is_shown_in_the_page_smaller_and_without_what_the_camera_noted(admin: FlaskClient) -> None:
    version = make_procedure()
    public = f"/thu-tuc/{version.procedure.code}"
    assert send(admin, version, "anh", photo(size=(3000, 4000)), "mẫu.png").status_code == 200
    (file,) = kept()
    assert (file.kind, file.media_type, file.name) == (FileKind.SAMPLE, "image/jpeg", "mẫu.jpg")
    publish_draft(version)
    page = admin.get(public).text
    assert f'<img src="{public}/bieu-mau/{file.id}"' in page and 'loading="lazy"' in page and "Xem mẫu đã điền" in page
    shown = admin.get(f"{public}/bieu-mau/{file.id}")
    assert shown.headers["Content-Disposition"].startswith("inline")
    assert max(Image.open(BytesIO(shown.data)).size) <= 1400


@pytest.mark.parametrize(
    ("kind", "content", "name", "sentence"),
    [
        ("mau", b"", "trong.docx", "Tệp này trống"),
        ("mau", b"MZ\x90\x00" * 50, "mau.docx", "Mẫu trống cần là tệp Word (.docx) hoặc PDF"),
        ("mau", b"%PDF-1.7 not really", "mau.pdf", "PDF"),
        ("mau", word("x"), "mau.pdf", "Tên tệp không đúng với nội dung."),
        ("mau", word("x"), "mau.zip", "Tên tệp không đúng với nội dung."),
        ("mau", b"PK\x03\x04" + b"x" * 400, "mau.docx", "không phải văn bản Word"),
        ("mau", b"\xd0\xcf\x11\xe0" + b"x" * 400, "mau.doc", "Word kiểu cũ"),
        ("mau", photo(), "mau.jpg", "Mẫu trống cần là tệp Word (.docx) hoặc PDF."),
        ("mau", b"<html><script>alert(1)</script>", "mau.html", "Mẫu trống cần là tệp Word (.docx) hoặc PDF"),
        ("anh", pdf(), "mau.pdf", "Mẫu đã điền cần là ảnh."),
        ("anh", b"GIF89a" + b"x" * 99, "mau.gif", "Mẫu đã điền cần là ảnh."),
        ("anh", b"\xff\xd8\xff" + b"x" * 99, "mau.jpg", "Ảnh này bị hỏng"),
        ("anh", word("x"), "mau.jpg", "Mẫu đã điền cần là ảnh."),
    ],
)
def test_a_file_that_is_not_what_is_wanted_is_refused_and_nothing_is_kept(
    admin: FlaskClient, kind: str, content: bytes, name: str, sentence: str
) -> None:
    version = make_procedure()
    answer = send(admin, version, kind, content, name, **{f"{PAPER}-note": "gõ dở"})
    assert answer.status_code == 422 and sentence in answer.text
    assert fields_of(answer.text, "giay-to")[f"{PAPER}-note"] == "gõ dở"
    assert kept() == [] and draft_of(version) is None


def test_a_file_larger_than_is_taken_is_refused() -> None:
    for kind in FileKind:
        with pytest.raises(UploadRefused, match="chỉ nhận đến 10 MB"):
            received_file(kind, FileStorage(BytesIO(b"%PDF-" + b"x" * (10 * 1024 * 1024)), "mau.pdf"))


def test_no_file_chosen_is_said(admin: FlaskClient) -> None:
    version = make_procedure()
    answer = admin.post(edit_of(version, f"/giay-to/{PAPER}/tep/mau"), data=typed(admin, version, "giay-to"))
    assert answer.status_code == 422 and "Xin chọn một tệp trước." in answer.text


def test_the_same_file_sent_again_is_one_and_one_that_got_lost_is_stored_anew(admin: FlaskClient) -> None:
    version, content = make_procedure(), word("Tờ khai")
    send(admin, version, "mau", content, "a.docx")
    send(admin, version, "mau", content, "b.docx")
    (file,) = kept()
    assert file.name == "a.docx" and len(list(file_store()._files())) == 1
    file_store().remove(file.storage_key)
    send(admin, version, "mau", content, "b.docx")
    assert len(kept()) == 2 and draft_content(version).requirements[0].form_file == kept()[1].id
    assert list(file_store().verify(stored_keys()))[0].what == "missing"


def test_a_file_that_is_taken_off_a_document_stays_for_the_versions_that_name_it(admin: FlaskClient) -> None:
    version = make_procedure()
    send(admin, version, "mau", pdf(), "a.pdf")
    publish_draft(version)
    (file,) = kept()
    fields = typed(admin, version, "giay-to")
    answer = admin.post(edit_of(version, f"/giay-to/{PAPER}/tep/mau/bo"), data=fields, headers=HTMX)
    assert answer.status_code == 200 and "a.pdf" not in answer.text
    assert draft_content(version).requirements[0].form_file is None and kept() == [file]
    assert admin.get(f"/thu-tuc/{version.procedure.code}/bieu-mau/{file.id}").status_code == 200
    publish_draft(version)
    assert admin.get(f"/thu-tuc/{version.procedure.code}/bieu-mau/{file.id}").status_code == 404
    assert file_store().read(file.storage_key) == pdf()


def test_a_file_of_an_old_version_of_doubtful_papers_or_of_another_procedure_is_not_found(admin: FlaskClient) -> None:
    version, other = make_procedure(), make_procedure()
    send(admin, version, "mau", pdf(), "a.pdf")
    publish_draft(version)
    (file,) = kept()
    address = f"/thu-tuc/{version.procedure.code}/bieu-mau/{file.id}"
    assert admin.get(address).status_code == 200
    assert admin.get(f"/thu-tuc/{other.procedure.code}/bieu-mau/{file.id}").status_code == 404
    assert admin.get(edit_of(other, f"/tep/{file.id}")).status_code == 404
    save(admin, version, "can-cu", checked=["identity"])
    assert admin.get(address).status_code == 200
    publish_draft(version)
    assert admin.get(address).status_code == 404
    assert admin.get(f"/thu-tuc/{version.procedure.code}/bieu-mau/999").status_code == 404


def test_a_file_whose_list_cannot_be_saved_waits_on_the_page(admin: FlaskClient) -> None:
    version = make_procedure()
    answer = send(admin, version, "mau", pdf(), "a.pdf", **{f"{PAPER}-originals": "-1"})
    assert answer.status_code == 422 and draft_of(version) is None
    fields = fields_of(answer.text, "giay-to") | {f"{PAPER}-originals": "1"}
    assert "a.pdf" in answer.text
    admin.post(edit_of(version, "/giay-to"), data=fields)
    assert draft_content(version).requirements[0].form_file == kept()[0].id


def test_keeping_a_file_is_recorded(admin: FlaskClient) -> None:
    version = make_procedure()
    send(admin, version, "mau", pdf(), "a.pdf")
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "add_file")).one()
    assert (entry.object_kind, entry.object_id) == ("procedure", str(version.procedure_id))
    assert entry.details == {"kind": "form", "number": kept()[0].id}


def test_a_file_that_is_gone_from_the_store_is_not_found_and_breaks_no_page(admin: FlaskClient) -> None:
    version = make_procedure()
    send(admin, version, "mau", pdf(), "a.pdf")
    publish_draft(version)
    (file,) = kept()
    file_store().remove(file.storage_key)
    assert admin.get(f"/thu-tuc/{version.procedure.code}/bieu-mau/{file.id}").status_code == 404
    assert admin.get(f"/thu-tuc/{version.procedure.code}").status_code == 200
    assert admin.get(edit_of(version)).status_code == 200


def test_a_file_for_a_document_that_is_not_in_the_list_is_not_kept(admin: FlaskClient) -> None:
    version = make_procedure()
    fields = typed(admin, version, "giay-to") | {"khong-co-form": (BytesIO(pdf()), "a.pdf")}
    answer = admin.post(edit_of(version, "/giay-to/khong-co/tep/mau"), data=fields, content_type="multipart/form-data")
    assert answer.status_code == 409 and "không còn trong danh sách" in answer.text
    assert kept() == [] and draft_of(version) is None


def test_a_file_for_a_locked_draft_is_not_kept(admin: FlaskClient) -> None:
    version = make_procedure()
    save(admin, version, "cac-buoc", guidance="Lời mới")
    draft = draft_of(version)
    assert draft
    draft.publish_on = date(2099, 1, 1)
    db.session.commit()
    answer = send(admin, version, "mau", pdf(), "a.pdf")
    assert answer.status_code == 409 and "đã hẹn ngày công bố" in answer.text and kept() == []
