"""`cqtt procedures export` and `import` with the files that were exported."""

from pathlib import Path

import pytest
from flask import Flask

from cqtt.exchange.files import Format
from cqtt.extensions import db
from cqtt.procedures.commands import procedures
from cqtt.procedures.models import VersionStatus
from tests.exchange.catalogue import edited, exported, fill, only, versions_of


def run(app: Flask, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(procedures, [*words])
    db.session.rollback()
    return result.exit_code, result.output


@pytest.fixture
def changed(app: Flask, tmp_path: Path) -> Path:
    """A file in which one paper has another name."""
    fill()
    file = tmp_path / "danh-muc.yaml"
    file.write_bytes(edited(exported(), "name: Giấy chứng sinh", "name: Giấy khác"))
    return file


@pytest.mark.parametrize("form", list(Format))
def test_what_is_exported_is_imported_and_changes_nothing(app: Flask, tmp_path: Path, form: Format) -> None:
    fill()
    file = tmp_path / f"danh-muc.{form}"
    assert run(app, "export", "--format", form.value, "--output", str(file)) == (0, f"Đã ghi {file}.\n")
    assert file.read_bytes() == exported(form)
    code, said = run(app, "import", str(file))
    assert code == 0 and "mới 0, đổi 0, giữ nguyên 2, ngoài tệp 0" in said
    assert versions_of() == [(1, VersionStatus.PUBLISHED)]


def test_an_export_is_printed_where_no_file_is_named(app: Flask) -> None:
    fill()
    result = app.test_cli_runner().invoke(procedures, ["export"])
    assert result.stdout_bytes == exported()


def test_a_dry_run_names_what_would_change_and_writes_nothing(app: Flask, changed: Path) -> None:
    code, said = run(app, "import", str(changed), "--dry-run")
    assert code == 0 and "chưa ghi gì" in said and "mới 0, đổi 1" in said
    assert "dang-ky-khai-sinh: Giấy tờ “Giấy khác” – Tên giấy tờ" in said
    assert versions_of() == [(1, VersionStatus.PUBLISHED)]


def test_an_import_publishes_with_its_note(app: Flask, changed: Path) -> None:
    assert run(app, "import", str(changed), "--note", "theo Quyết định")[0] == 0
    assert versions_of() == [(1, VersionStatus.RETIRED), (2, VersionStatus.PUBLISHED)]
    assert only().versions[1].note == "theo Quyết định"


def test_an_import_may_only_prepare_drafts_and_does_not_overwrite_any(app: Flask, changed: Path) -> None:
    assert run(app, "import", str(changed), "--drafts")[0] == 0
    assert versions_of() == [(1, VersionStatus.PUBLISHED), (2, VersionStatus.DRAFT)]
    changed.write_bytes(changed.read_bytes().replace("Giấy khác".encode(), "Giấy khác nữa".encode()))
    code, said = run(app, "import", str(changed), "--drafts")
    assert code == 1 and "Đang có bản nháp của" in said
    assert only().versions[1].content["requirements"][0]["name"] == "Giấy khác"
    assert run(app, "import", str(changed), "--drafts", "--overwrite-drafts")[0] == 0
    assert only().versions[1].content["requirements"][0]["name"] == "Giấy khác nữa"


def test_a_broken_file_is_refused_with_place_reason_and_what_to_do(app: Flask, changed: Path) -> None:
    changed.write_bytes(changed.read_bytes().replace(b"kind: text", b"kind: tho", 1))
    line = changed.read_text("utf-8").split("\n").index("    kind: tho") + 1
    code, said = run(app, "import", str(changed))
    assert code == 1 and "không nhập gì cả" in said
    assert f"danh-muc.yaml, dòng {line}: “tho” không có trong các giá trị" in said and "Xin chọn một trong" in said
