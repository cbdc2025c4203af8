"""`cqtt procedures import` and `check`, as an operator runs them."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from cqtt.extensions import db
from cqtt.procedures.commands import OWN, procedures
from cqtt.procedures.models import CatalogueStamp, Procedure, ProcedureVersion, VersionStatus
from cqtt.procedures.versions import add_version, content_of_version, end_version
from cqtt.roles import Role
from tests.factories import MONDAY, make_officer

IS_BIRTH = Procedure.code == "1.001193"


def run(app: Flask, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(procedures, [*words])
    db.session.rollback()
    return result.exit_code, result.output


def count() -> int:
    return db.session.scalar(select(func.count(Procedure.id))) or 0


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Copies of the project's own two files, to be changed."""
    folder = tmp_path / "danh-muc"
    folder.mkdir()
    for name in ("procedures.yaml", "additions.yaml"):
        (folder / name).write_bytes((OWN / name).read_bytes())
    return folder / "procedures.yaml", folder / "additions.yaml"


@pytest.mark.proof
def test_the_own_catalogue_is_imported_once(app: Flask) -> None:
    code, said = run(app, "import")
    assert code == 0 and "Đã nhập danh mục" in said
    assert count() >= 150
    stamp = db.session.get_one(CatalogueStamp, 1).value
    versions = db.session.scalar(select(func.count(ProcedureVersion.id)))
    code, said = run(app, "import")
    assert code == 0 and "mới 0, đổi 0" in said
    assert db.session.get_one(CatalogueStamp, 1).value == stamp
    assert db.session.scalar(select(func.count(ProcedureVersion.id))) == versions


def test_a_dry_run_says_what_would_happen_and_writes_nothing(app: Flask) -> None:
    code, said = run(app, "import", "--dry-run")
    assert code == 0 and "chưa ghi gì" in said and "mới 1" in said
    assert count() == 0


def test_a_changed_file_makes_a_new_version_of_the_changed_entry_only(
    full_app: Flask, files: tuple[Path, Path]
) -> None:
    file, additions = files
    text = file.read_text("utf-8")
    file.write_text(text.replace("- name: Giấy chứng sinh\n", "- name: Giấy chứng sinh bản mới\n", 1), "utf-8")
    code, said = run(full_app, "import", str(file), "--additions", str(additions))
    assert code == 0 and "mới 0, đổi 1" in said and "Đổi (1): dang-ky-khai-sinh" in said
    numbers = db.session.scalars(
        select(ProcedureVersion.number).join(Procedure).where(Procedure.code == "1.001193").order_by("number")
    )
    assert numbers.all() == [1, 2]
    page = full_app.test_client().get("/thu-tuc/1.001193").get_data(as_text=True)
    assert "Giấy chứng sinh bản mới" in page and "phiên bản 2" in page


def test_a_broken_file_is_refused_whole_with_line_and_reason(app: Flask, files: tuple[Path, Path]) -> None:
    file, additions = files
    lines = file.read_text("utf-8").split("\n")
    wrong = next(number for number, line in enumerate(lines) if line.strip() == "online_level: full")
    lines[wrong] = "  online_level: hết sức"
    file.write_text("\n".join(lines), "utf-8")
    for command in ("import", "check"):
        code, said = run(app, command, str(file), "--additions", str(additions))
        assert code == 1
        assert "Danh mục có lỗi nên không nhập gì cả" in said
        assert f"procedures.yaml, dòng {wrong + 1}: " in said
    assert count() == 0


def test_a_file_that_is_no_text_is_refused(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "anh.yaml"
    file.write_bytes(b"\xff\xfe\x00\x01\x89PNG")
    code, said = run(app, "import", str(file))
    assert code == 1 and "anh.yaml" in said and "Traceback" not in said


def test_the_check_counts_what_is_not_certain(app: Flask) -> None:
    code, said = run(app, "check")
    assert code == 0
    assert "thủ tục, dữ liệu ngày 23/11/2026" in said
    assert "Phí, lệ phí chưa chắc chắn" in said and "Để ngoài vì mã hoặc tên chưa chắc chắn" in said
    assert count() == 0


def test_what_the_unit_has_written_is_named_and_taken_over_only_when_that_is_said(
    full_app: Flask, files: tuple[Path, Path]
) -> None:
    officer, row = make_officer(Role.ADMINISTRATOR), db.session.scalars(select(Procedure).where(IS_BIRTH)).one()
    content = replace(content_of_version(row.versions[-1]), steps=("Bước của xã",))
    end_version(row.versions[-1], MONDAY)
    add_version(row, content, VersionStatus.PUBLISHED, MONDAY, officer.id)
    db.session.commit()
    file, additions = files
    said = run(full_app, "import")[1]
    assert "mới 0, đổi 0" in said and "Giữ nguyên vì đơn vị đã sửa (1): dang-ky-khai-sinh" in said
    assert "Bước của xã" in full_app.test_client().get("/thu-tuc/1.001193").text
    said = run(full_app, "import", str(file), "--additions", str(additions), "--overwrite")[1]
    assert "đổi 1" in said and "Giữ nguyên vì" not in said
    assert "Bước của xã" not in full_app.test_client().get("/thu-tuc/1.001193").text
