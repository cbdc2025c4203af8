"""Broken files are refused whole, each fault with its place and its reason, and the record stays as it was."""

import unicodedata
import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from flask import Flask
from openpyxl.workbook import Workbook
from sqlalchemy import func, select

from cqtt.audit.models import AuditEntry
from cqtt.exchange import actions
from cqtt.exchange.container import MOST_BYTES
from cqtt.exchange.faults import FileRefused
from cqtt.exchange.files import Format
from cqtt.extensions import db
from cqtt.procedures.models import CatalogueStamp, Procedure, ProcedureVersion
from cqtt.upload_limits import MB
from tests.exchange.catalogue import edited, exported, fill, plan_for
from tests.factories import MONDAY

Broken = Callable[[bytes, bytes], bytes]  # of the YAML and the workbook that were exported


def yaml_with(old: str, new: str) -> Broken:
    return lambda yaml, workbook: edited(yaml, old, new)


def workbook_with(change: Callable[[Workbook], object]) -> Broken:
    def broken(yaml: bytes, workbook: bytes) -> bytes:
        book = openpyxl.load_workbook(BytesIO(workbook))
        change(book)
        out = BytesIO()
        book.save(out)
        return out.getvalue()

    return broken


def cell_with(sheet: str, address: str, value: object) -> Broken:
    def change(book: Workbook) -> None:
        cell = book[sheet][address]
        cell.value = value
        if isinstance(value, str) and not value.startswith("="):
            cell.data_type = "s"

    return workbook_with(change)


def part_with(name: str, old: bytes, new: bytes) -> Broken:
    def broken(yaml: bytes, workbook: bytes) -> bytes:
        out = BytesIO()
        with zipfile.ZipFile(BytesIO(workbook)) as packed, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as changed:
            for each in packed.namelist():
                content = packed.read(each)
                assert each != name or old in content
                changed.writestr(each, content.replace(old, new, 1) if each == name else content)
        return out.getvalue()

    return broken


def bomb(yaml: bytes, workbook: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * 80 * MB)
    return out.getvalue()


def locked(yaml: bytes, workbook: bytes) -> bytes:
    """A container whose parts say that they need a password."""
    changed = bytearray(workbook)
    start = changed.index(b"PK\x01\x02")
    changed[start + 8] |= 1
    return bytes(changed)


def as_windows_1258(yaml: bytes, workbook: bytes) -> bytes:
    """As an old editor saves it: tones behind their letters."""
    text = "".join(_old_spelling(letter) for letter in yaml.decode())
    return text.encode("cp1258", "replace")


def _old_spelling(letter: str) -> str:
    apart = unicodedata.normalize("NFD", letter)
    tone = next((mark for mark in apart if mark in "\u0300\u0301\u0303\u0309\u0323"), "")
    return unicodedata.normalize("NFC", apart.replace(tone, "")) + tone


def copy_of_second_row(book: Workbook) -> None:
    sheet = book["Thủ tục"]
    for cell in sheet[3]:
        sheet.cell(row=6, column=cell.column, value=cell.value)


def rename_column(book: Workbook) -> None:
    book["Thủ tục"]["C2"] = "ten"


ANCHORS = (
    "schema_version: 2\nfields:\n- &a [x, x]\n- &b [*a, *a, *a]\nprocedures: [*b, *b]\nlife_events: []\nold_codes: []\n"
)
OBJECT = "schema_version: 2\nas_of: !!python/object/apply:os.system ['true']\n"

# (what is wrong, the file, where it is told to be, why)
TABLE: tuple[tuple[str, Broken, str, str], ...] = (
    ("a column with another key", workbook_with(rename_column), "“Thủ tục”, ô C2", "không có cột nào khóa “ten”"),
    ("a column missing", workbook_with(rename_column), "“Thủ tục”, ô A2", "Thiếu cột “Tên thủ tục”"),
    ("a column twice", cell_with("Mã cũ", "B2", "code"), "“Mã cũ”, ô B2", "có hai lần"),
    ("a stray cell", cell_with("Mã cũ", "D3", "?"), "“Mã cũ”, ô D3", "nằm ngoài các cột"),
    ("a sheet missing", workbook_with(lambda book: book.remove(book["Giấy tờ"])), "“Giấy tờ”", "Thiếu trang tính"),
    ("a sheet too many", workbook_with(lambda book: book.create_sheet("Nháp")), "“Nháp”", "không có trang tính"),
    ("another form of file", cell_with("Hướng dẫn", "B2", 1), "ô B2", "không phải bản 2"),
    ("a procedure twice", workbook_with(copy_of_second_row), "“Thủ tục”, ô A6", "đã có ở trang tính “Thủ tục”, ô A3"),
    ("a code twice", cell_with("Thủ tục", "B4", "1.001193"), "“Thủ tục”, ô B4", "“1.001193” đã có"),
    ("a code as a number", cell_with("Thủ tục", "B3", 1.001193), "“Thủ tục”, ô B3", "không được ghi dưới dạng chữ"),
    ("a paper twice", cell_with("Giấy tờ", "B4", "giay-chung-sinh"), "“Giấy tờ”, ô B4", "“giay-chung-sinh” đã có"),
    ("a paper of nobody", cell_with("Giấy tờ", "A3", "khong-co"), "“Giấy tờ”, ô A3", "không có “khong-co”"),
    ("a formula", cell_with("Thủ tục", "C3", "=A1&B1"), "“Thủ tục”, ô C3", "Ô này là công thức"),
    ("a formula that counts", cell_with("Thủ tục", "O3", "=1+1"), "“Thủ tục”, ô O3", "Ô này là công thức"),
    ("an unknown word", cell_with("Thủ tục", "F3", "gửi bồ câu"), "“Thủ tục”, ô F3", "“gửi bồ câu” không có"),
    ("a negative fee", cell_with("Thủ tục", "O3", -5), "“Thủ tục”, ô O3", "Số -5 không nhận được"),
    ("a fee in words", cell_with("Thủ tục", "O3", "8.000 đồng"), "“Thủ tục”, ô O3", "không phải số nguyên"),
    ("a time without unit", cell_with("Thủ tục", "M3", None), "“Thủ tục”, ô L3", "có số mà không có đơn vị"),
    (
        "no such day",
        yaml_with("as_of: '2025-02-28'", "as_of: '2025-02-30'"),
        "dòng ",
        "“2025-02-30” không phải là ngày",
    ),
    ("an empty name", cell_with("Thủ tục", "C3", None), "“Thủ tục”, ô C3", "còn trống"),
    ("an unknown key", yaml_with("  department:", "  phong_ban:"), "dòng ", "không có mục nào tên như vậy"),
    ("a key twice", yaml_with("  department:", "  field: Đất\n  department:"), "dòng ", "ghi hai lần"),
    ("an unknown field", yaml_with("  field: Hộ tịch", "  field: Thiên văn"), "dòng ", "Không có lĩnh vực “Thiên văn”"),
    ("bad YAML", yaml_with("procedures:", "procedures: ["), "dòng ", "không đọc được YAML"),
    ("an alias bomb", lambda yaml, workbook: ANCHORS.encode(), "dòng 3", "neo (&) và bí danh (*)"),
    ("a YAML object", lambda yaml, workbook: OBJECT.encode(), "dòng 2", "thẻ kiểu (!)"),
    ("a NUL written out", yaml_with("Hộ tịch", '"Hộ\\0tịch"'), "dòng ", "ký tự điều khiển"),
    ("a NUL as it is", yaml_with("Hộ tịch", "Hộ\0tịch"), "dòng ", "NUL"),
    ("a bell in a cell", part_with("xl/worksheets/sheet2.xml", b"1.001193", b"1.00_x0007_"), "ô B3", "điều khiển"),
    ("loose marks", lambda yaml, workbook: unicodedata.normalize("NFD", yaml.decode()).encode(), "dòng 1", "tách rời"),
    (
        "loose marks in a cell",
        cell_with("Thủ tục", "C3", unicodedata.normalize("NFD", "Đăng ký khai tử")),
        "“Thủ tục”, ô C3",
        "tách rời",
    ),
    ("Windows-1258", as_windows_1258, "dòng 1", "Windows-1258"),
    ("UTF-16", lambda yaml, workbook: yaml.decode().encode("utf-16"), "dòng 1", "UTF-16"),
    ("a picture", lambda yaml, workbook: b"\x89PNG\r\n\x1a\n\xff\xfe", "dòng 1", "không ghi bằng mã UTF-8"),
    ("nothing at all", lambda yaml, workbook: b"", "dòng 1", "tên: giá trị"),
    ("50 MB", lambda yaml, workbook: b"#" * 50 * MB, "cả tệp", "chỉ nhận đến 10 MB"),
    ("a zip bomb", bomb, "cả tệp", "lớn bất thường"),
    ("half a workbook", lambda yaml, workbook: workbook[: len(workbook) // 2], "cả tệp", "không phải bảng tính"),
    ("a zip of something else", lambda yaml, workbook: _zip_of("a.txt"), "cả tệp", "không phải bảng tính"),
    ("a workbook with a password", lambda yaml, workbook: b"\xd0\xcf\x11\xe0" + b"0" * 999, "cả tệp", "có mật khẩu"),
    ("a locked container", locked, "cả tệp", "có mật khẩu"),
    (
        "entities in a part",
        part_with("xl/workbook.xml", b"<workbook", b'<!DOCTYPE x [<!ENTITY y "z">]><workbook'),
        "cả tệp",
        "“xl/workbook.xml” trong tệp không đọc được",
    ),
    ("a condition on a later question", yaml_with("shown_if: loai_choices", "shown_if: sau"), "dòng ", "không có."),
    (
        "an answer nobody can give",
        yaml_with("    shown_if_values:\n    - 'yes'", "    shown_if_values:\n    - có"),
        "dòng ",
        "chờ một lựa chọn",
    ),
    ("one choice only", yaml_with("    - Lựa chọn B\n    - '- C, “c”'\n", ""), "dòng ", "ít nhất hai lựa chọn"),
    ("a question in no group", yaml_with("part_of: loai_group", "part_of: nhom"), "dòng ", "không có nhóm"),
    ("a life event of nothing", yaml_with("  - cap-giay-chung-nhan", "  - khong-co"), "dòng ", "không có thủ tục"),
    (
        "an old code to nowhere",
        yaml_with("  replaced_by: '1.001193'", "  replaced_by: '1.999999'"),
        "dòng ",
        "không có mã",
    ),
    ("an old code in use", yaml_with("code: '2.000986'", "code: '1.001193'"), "dòng ", "còn là mã của một thủ tục"),
    ("a link that acts", yaml_with("https://dichvucong", "javascript:alert(1)//"), "dòng ", "không đúng dạng"),
    ("a word of an address", yaml_with("id: cap-giay-chung-nhan", "id: nhap"), "dòng ", "dành cho việc khác"),
)


def _zip_of(name: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr(name, b"x")
    return out.getvalue()


@pytest.mark.parametrize(("broken", "place", "reason"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_a_broken_file_is_refused_whole(app: Flask, broken: Broken, place: str, reason: str) -> None:
    fill()
    sent = broken(exported(Format.YAML), exported(Format.XLSX))
    before = state()
    with pytest.raises(FileRefused) as refused:
        actions.publish(plan_for(sent[: MOST_BYTES + 1]), "", None, MONDAY)
    told = [(fault.place, fault.reason) for fault in refused.value.faults]
    assert any(place in where and reason in why for where, why in told), told
    assert all(fault.mend for fault in refused.value.faults)
    db.session.commit()
    assert state() == before


def state() -> tuple[object, ...]:
    """Return all that an import could have touched."""
    rows = [db.session.scalar(select(func.count()).select_from(table)) for table in (Procedure, ProcedureVersion)]
    acts = db.session.scalar(select(func.count()).select_from(AuditEntry))
    return *rows, acts, db.session.get_one(CatalogueStamp, 1).value, exported()


def test_a_workbook_saved_by_another_program_is_read_the_same(app: Flask) -> None:
    fill()
    sent = workbook_with(lambda book: None)(b"", exported(Format.XLSX))
    assert not plan_for(sent).changes_anything


def test_a_date_and_a_number_that_a_spreadsheet_made_are_understood(app: Flask) -> None:
    fill()

    def change(book: Workbook) -> None:
        sheet = book["Thủ tục"]
        columns = {cell.value: cell.column_letter for cell in sheet[2]}
        sheet[f"{columns['as_of']}3"] = date(2026, 12, 1)
        sheet[f"{columns['steps']}3"] = "Nộp\r\nNhận \r\n\r\n"
        sheet[f"{columns['on_the_spot']}3"] = False
        sheet[f"{columns['filing_mode']}3"] = "pre_check"

    item = plan_for(workbook_with(change)(b"", exported(Format.XLSX))).of("changed")[0]
    assert [(change.what, change.new) for change in item.changes] == [
        ("Cách nộp", "gửi trước để kiểm tra"),
        ("Làm ngay tại chỗ", "không"),
        ("Các bước", "Nộp\nNhận"),
        ("Dữ liệu ngày", "2026-12-01"),
    ]
