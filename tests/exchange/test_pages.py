"""The pages: a file is looked at first, then exactly what was shown is done; every export is recorded."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cqtt.audit.models import AuditEntry
from cqtt.clock import now
from cqtt.exchange.files import Format
from cqtt.exchange.jobs import forget_imports
from cqtt.exchange.kept import import_store
from cqtt.extensions import db
from cqtt.procedures.models import VersionStatus
from cqtt.procedures.versions import add_version
from cqtt.roles import Role
from cqtt.upload_limits import MB
from tests.counting import queries
from tests.exchange.catalogue import content, edited, exported, fill, only, versions_of
from tests.factories import MONDAY, make_officer, sign_in

IMPORT, EXPORT = "/quan-tri/thu-tuc/nhap", "/quan-tri/thu-tuc/xuat"


@pytest.fixture
def admin(client: FlaskClient) -> FlaskClient:
    fill()
    return sign_in(client, make_officer(Role.ADMINISTRATOR))


def send(admin: FlaskClient, sent: bytes, name: str = "danh-muc.yaml") -> str:
    """Upload a file and return the address it is looked at under."""
    answer = admin.post(IMPORT, data={"file": (BytesIO(sent), name)})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.headers["Location"]


def seen_on(admin: FlaskClient, address: str) -> tuple[str, str]:
    page = admin.get(address).get_data(as_text=True)
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    return page, found[1] if found else ""


def with_another_paper() -> bytes:
    return edited(exported(), "name: Giấy chứng sinh", "name: Giấy chứng sinh bản mới")


def acts() -> list[tuple[str, str, dict[str, object]]]:
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    return [(entry.action, entry.object_kind, entry.details) for entry in entries if "sign" not in entry.action]


def test_a_file_is_looked_at_before_anything_is_written(admin: FlaskClient) -> None:
    address = send(admin, with_another_paper())
    page, seen = seen_on(admin, address)
    assert "Giấy chứng sinh bản mới" in page and seen
    assert "Không có trong tệp, giữ nguyên" in page
    assert versions_of() == [(1, VersionStatus.PUBLISHED)] and acts() == []


@pytest.mark.parametrize("form", list(Format))
def test_what_was_shown_is_published_with_its_line_why(admin: FlaskClient, form: Format) -> None:
    before = exported(form)
    only().versions[0].content["name"] = "Tên khác"
    version = only().versions[0]
    said = content(name="Tên khác")
    version.content, version.digest = said.to_json(), said.digest()
    db.session.commit()
    address = send(admin, before, f"danh-muc.{form}")
    _, seen = seen_on(admin, address)
    answer = admin.post(address, data={"seen": seen, "how": "publish", "note": "theo Quyết định 12"})
    assert answer.status_code == 303
    assert versions_of() == [(1, VersionStatus.RETIRED), (2, VersionStatus.PUBLISHED)]
    assert exported(form) == before
    assert [act[:2] for act in acts()] == [("import", "procedure"), ("import", "catalogue")]
    again = admin.get(address)
    assert again.status_code == 303 and again.headers["Location"].endswith(IMPORT)


def test_publishing_wants_a_line_why_and_keeps_what_was_chosen(admin: FlaskClient) -> None:
    address = send(admin, with_another_paper())
    _, seen = seen_on(admin, address)
    answer = admin.post(address, data={"seen": seen, "how": "publish", "note": ""})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "xin ghi một dòng vì sao" in page
    assert re.search(r'value="publish"[^>]* checked|checked[^>]* value="publish"', page)
    assert versions_of() == [(1, VersionStatus.PUBLISHED)]


def test_a_record_that_changed_meanwhile_is_shown_again(admin: FlaskClient) -> None:
    address = send(admin, with_another_paper())
    _, seen = seen_on(admin, address)
    only().department = "Phòng khác"
    db.session.commit()
    choice = {"seen": seen, "how": "publish", "note": "theo Quyết định 12"}
    answer = admin.post(address, data=choice)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "Danh mục vừa đổi" in page and "Phòng khác" in page
    assert "theo Quyết định 12" in page and versions_of() == [(1, VersionStatus.PUBLISHED)]
    _, seen = seen_on(admin, address)
    assert admin.post(address, data=choice | {"seen": seen}).status_code == 303
    assert versions_of() == [(1, VersionStatus.RETIRED), (2, VersionStatus.PUBLISHED)]


def test_drafts_are_made_instead_and_somebodys_draft_only_with_a_tick(admin: FlaskClient) -> None:
    add_version(only(), content(name="Đang soạn"), VersionStatus.DRAFT, MONDAY)
    db.session.commit()
    address = send(admin, with_another_paper())
    page, seen = seen_on(admin, address)
    assert "đang có bản nháp" in page and 'name="overwrite"' in page
    refused = admin.post(address, data={"seen": seen, "how": "drafts"})
    assert refused.status_code == 422 and "Đang có bản nháp của" in refused.get_data(as_text=True)
    assert versions_of() == [(1, VersionStatus.PUBLISHED), (2, VersionStatus.DRAFT)]
    assert only().versions[1].content["name"] == "Đang soạn"
    assert admin.post(address, data={"seen": seen, "how": "drafts", "overwrite": "y"}).status_code == 303
    assert only().versions[1].content["requirements"][0]["name"] == "Giấy chứng sinh bản mới"


def test_a_file_that_says_what_is_known_offers_nothing_to_do(admin: FlaskClient) -> None:
    page, seen = seen_on(admin, send(admin, exported(Format.XLSX), "danh-muc.xlsx"))
    assert "Không có gì để nhập" in page and not seen


def test_a_broken_file_is_told_with_a_table_and_kept_nowhere(admin: FlaskClient) -> None:
    sent = edited(exported(), "kind: text", "kind: thơ")
    answer = admin.post(IMPORT, data={"file": (BytesIO(sent), "danh-muc.yaml")})
    page = answer.get_data(as_text=True)
    line = sent.decode().split("\n").index("    kind: thơ") + 1
    assert answer.status_code == 422 and f"Dòng {line}" in page and "“thơ” không có" in page
    assert not list(import_store().root.rglob("*")) or not any(
        path.is_file() for path in import_store().root.rglob("*")
    )


@pytest.mark.parametrize("size", [0, 11 * MB, 50 * MB])
def test_too_large_a_file_and_none_at_all_are_refused_with_a_sentence(admin: FlaskClient, size: int) -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="to.yaml"\r\n\r\n'
    body = head + b"#" * size + b"\r\n--x--\r\n" if size else b"--x--\r\n"
    answer = admin.post(IMPORT, data=body, content_type="multipart/form-data; boundary=x")
    said = "chỉ nhận đến 10 MB" if size else "Xin chọn một tệp"
    assert answer.status_code == 422 and said in answer.get_data(as_text=True)


def test_a_file_nobody_confirmed_is_forgotten_after_a_day(admin: FlaskClient) -> None:
    address = send(admin, with_another_paper())
    assert forget_imports(now()) == 0
    assert forget_imports(now() + timedelta(days=2)) == 1
    assert admin.get(address, follow_redirects=True).get_data(as_text=True).count("Xin tải lên lại") == 1


def test_an_invented_key_is_no_page(admin: FlaskClient) -> None:
    assert admin.get(f"{IMPORT}/..%2f..%2fetc").status_code == 404
    assert admin.get(f"{IMPORT}/{'0' * 32}").status_code == 303


def test_an_export_is_the_file_and_is_recorded(admin: FlaskClient) -> None:
    page = admin.get(EXPORT).get_data(as_text=True)
    assert "danh-muc.xlsx" in page and "2 thủ tục đang công bố" in page
    for form in Format:
        answer = admin.get(f"{EXPORT}/danh-muc.{form}")
        assert answer.data == exported(form)
        assert "attachment" in answer.headers["Content-Disposition"]
    assert acts() == [("export", "catalogue", {"form": form.value}) for form in Format]
    one = admin.get(f"{EXPORT}/danh-muc.yaml?linh-vuc=ho-tich").get_data(as_text=True)
    assert "cap-giay-chung-nhan" not in one and acts()[-1][2] == {"form": "yaml", "field": "ho-tich"}
    assert admin.get(f"{EXPORT}/danh-muc.yaml?linh-vuc=khong-co").status_code == 404


@pytest.mark.parametrize("path", [IMPORT, f"{IMPORT}/{'0' * 32}", EXPORT, f"{EXPORT}/danh-muc.yaml"])
def test_only_administrators_may_take_in_and_give_out(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 303
    sign_in(client, make_officer(Role.RECEPTION))
    assert client.get(path).status_code == 403


def test_looking_asks_the_database_the_same_however_long_the_file_is(admin: FlaskClient, app: Flask) -> None:
    address = send(admin, with_another_paper())
    with queries() as sent:
        admin.get(address)
    assert len(sent) <= 20, sent
