"""The register as a workbook and on paper: opened again, read again, and small however long the book is."""

import re
from datetime import date, datetime
from io import BytesIO

import openpyxl
import pypdfium2
import pytest
from flask import Flask
from openpyxl.worksheet.worksheet import Worksheet

from cqtt.clock import ICT
from cqtt.commune.models import Commune, Officer
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.papers.people import office_head
from cqtt.register import printed_book
from cqtt.register.book import PART, Sheet, parts_of
from cqtt.register.printed_book import book_pdf, check_length
from cqtt.register.rules import Period, PeriodRefused
from cqtt.register.workbook import COLUMNS, HEAD_ROW
from cqtt.roles import Role
from tests.dossiers.staff import desk, desk_of
from tests.dossiers.test_papers import PANGRAM, text_of
from tests.register.filing import accepted, make_all_hands, many_returned, refused, returned

TITLE = "SỔ THEO DÕI HỒ SƠ"
DAYS = "tu-ngay=2026-11-01&den-ngay=2026-11-30"
UNIT = "Ủy ban nhân dân xã An Phước"
FORMULAS = ('=HYPERLINK("http://x.example","Xem")', "+1+1", "-1+1", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=1+1")


@pytest.fixture
def officer(app: Flask) -> Officer:
    return make_all_hands()


def opened(app: Flask, officer: Officer) -> Worksheet:
    answer = desk_of(app, officer).get(f"/can-bo/so-theo-doi.xlsx?{DAYS}")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == "attachment; filename=so-theo-doi-20261101-20261130.xlsx"
    return openpyxl.load_workbook(BytesIO(answer.data)).active


def table(sheet: Worksheet) -> list[dict[str, object]]:
    """Return the rows under the headings, up to the empty row before the sums."""
    names = [cell.value for cell in sheet[HEAD_ROW]]
    rows = (dict(zip(names, row, strict=True)) for row in sheet.iter_rows(min_row=HEAD_ROW + 1, values_only=True))
    return [row for row in rows if row["Mã hồ sơ"]]


def test_the_workbook_opens_again_with_dates_that_are_dates(app: Flask, officer: Officer) -> None:
    dossier, no = returned(officer, 2), refused(officer)
    sheet = opened(app, officer)
    assert sheet["A1"].value == "SỔ THEO DÕI HỒ SƠ – Từ 01/11/2026 đến 30/11/2026"
    first, second = table(sheet)
    assert first["Nhận hồ sơ"] == datetime(2026, 11, 23, 9, 0)
    assert first["Trả kết quả"] == datetime(2026, 11, 25, 10, 0)
    assert dossier.due_at is not None
    assert first["Hẹn trả kết quả"] == dossier.due_at.astimezone(ICT).replace(tzinfo=None)
    assert (first["TT"], first["Mã hồ sơ"], first["Số bộ"], first["Ký nhận"], first["Ghi chú"]) == (
        "01",
        dossier.code,
        1,
        "Nguyễn Văn Nhận",
        "Trước hạn",
    )
    assert (second["TT"], second["Mã hồ sơ"], second["Nhận hồ sơ"]) == ("01/TCHS", no.code, None)
    assert sheet.cell(HEAD_ROW + 1, 8).number_format == "dd/mm/yyyy hh:mm"
    assert [cell.value for cell in sheet[sheet.max_row]][0] == (
        "Cộng: tiếp nhận 1; trước hạn 1; đúng hạn 0; trễ hạn 0; dừng giải quyết 0; rút 0; đang giải quyết 0. "
        "Từ chối tiếp nhận 1."
    )


def test_the_workbook_keeps_its_headings_in_sight_and_prints_across(app: Flask, officer: Officer) -> None:
    accepted(officer)
    sheet = opened(app, officer)
    assert sheet.freeze_panes == "A5" and sheet.print_title_rows == "$4:$4"
    assert [cell.value for cell in sheet[HEAD_ROW]] == [str(name) for name, _width in COLUMNS]
    assert [sheet.column_dimensions[letter].width for letter in "ABC"] == [9, 24, 40]
    assert sheet.page_setup.orientation == "landscape" and str(sheet.page_setup.paperSize) == Worksheet.PAPERSIZE_A4
    assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToHeight == 0


@pytest.mark.parametrize("typed", FORMULAS)
def test_what_looks_like_a_formula_is_text_and_stays_text(app: Flask, officer: Officer, typed: str) -> None:
    returned(officer, 2, applicant_name=typed, address=typed)
    sheet = opened(app, officer)
    owner, contact = sheet.cell(HEAD_ROW + 1, 5), sheet.cell(HEAD_ROW + 1, 6)
    assert (owner.data_type, owner.value) == ("s", typed)
    assert owner.quotePrefix and contact.data_type == "s"
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_letters_no_workbook_may_hold_are_left_out(app: Flask, officer: Officer) -> None:
    accepted(officer, applicant_name="Nguyễn\x0b Thị\x1f Hường", address=PANGRAM)
    (row,) = table(opened(app, officer))
    assert row["Tên cá nhân, tổ chức"] == "Nguyễn Thị Hường"
    assert PANGRAM in str(row["Địa chỉ, số điện thoại"])


def test_an_overseer_takes_masked_names_away(app: Flask, officer: Officer) -> None:
    returned(officer, 2, applicant_name="Nguyễn Thị Hường", address="Số 12")
    client = desk(app, Role.OVERSEER, name="Đỗ Thị Nhung")
    workbook = openpyxl.load_workbook(BytesIO(client.get(f"/can-bo/so-theo-doi.xlsx?{DAYS}").data))
    (row,) = table(workbook.active)
    assert row["Tên cá nhân, tổ chức"] == "Nguyễn T. H." and row["Địa chỉ, số điện thoại"] == "090****123"
    printed = text_of(client.get(f"/can-bo/so-theo-doi.pdf?{DAYS}").data)
    assert "Nguyễn T. H." in printed and "Hường" not in printed


# -- on paper -------------------------------------------------------------------------------------


def test_the_printed_book_says_everything_the_page_says(app: Flask, officer: Officer) -> None:
    dossier = returned(officer, 2, address="Số 12, đường Hùng Vương")
    refused(officer, applicant_name="Trần Thị Từ Chối")
    answer = desk_of(app, officer).get(f"/can-bo/so-theo-doi.pdf?{DAYS}")
    printed = " ".join(text_of(answer.data).split())
    for part in (
        "ỦY BAN NHÂN DÂN XÃ AN PHƯỚC",
        "SỔ THEO DÕI HỒ SƠ",
        "Từ 01/11/2026 đến 30/11/2026",
        "Nhận và trả kết quả",
        "Nguyễn Văn Thử",
        "Số 12, đường Hùng Vương",
        "0900 000 123",
        "Phòng Tư pháp",
        "09:00 23/11/2026",
        "10:00 25/11/2026",
        "Trước hạn",
        "01/TCHS",
        "Trần Thị Từ Chối",
        "tiếp nhận 1; trước hạn 1;",
        "người in: Lê Thị Ví Dụ",
        "Trang 1",
    ):
        assert part in printed
    assert "".join(str(dossier.code).split()) in printed.replace(" ", "")
    landscape = pypdfium2.PdfDocument(answer.data)[0]
    assert landscape.get_width() > landscape.get_height()


def test_an_empty_book_says_so(app: Flask, officer: Officer) -> None:
    printed = text_of(desk_of(app, officer).get(f"/can-bo/so-theo-doi.pdf?{DAYS}").data)
    assert "Không có hồ sơ nào trong thời gian này." in printed and "tiếp nhận 0;" in printed


def test_a_long_book_repeats_its_head_and_numbers_its_pages_on(commune: Commune, officer: Officer) -> None:
    many_returned(officer, PART + 30)
    parts = list(parts_of(Sheet(Period(date(2026, 11, 1), date(2026, 11, 30))), UNIT))
    made = book_pdf(TITLE, office_head(commune), "Từ 01/11/2026 đến 30/11/2026", "In thử", parts, "tiếp nhận 280")
    pages = [" ".join(page.get_textpage().get_text_range().split()) for page in pypdfium2.PdfDocument(made)]
    assert len(pages) > 10
    assert all("Tên thủ tục hành chính" in page and "Hẹn trả" in page for page in pages)
    assert [re.findall(r"Trang (\d+)", page) for page in pages] == [
        [str(number)] for number in range(1, len(pages) + 1)
    ]
    whole = " ".join(pages)
    assert [number for number in range(1, PART + 31) if f"Hường {number} " not in whole] == []
    assert whole.count("tiếp nhận 280") == 1 and "tiếp nhận 280" in pages[-1]
    assert sum("SỔ THEO DÕI HỒ SƠ" in page for page in pages) == 1


def test_a_book_nobody_would_print_is_refused_before_it_is_made(
    app: Flask, officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    check_length(printed_book.MOST_LINES)
    with pytest.raises(PeriodRefused, match=r"10\.000 dòng"):
        check_length(printed_book.MOST_LINES + 1)
    monkeypatch.setattr(printed_book, "MOST_LINES", 1)
    many_returned(officer, 2)
    client = desk_of(app, officer)
    answer = client.get(f"/can-bo/so-theo-doi.pdf?{DAYS}")
    assert answer.status_code == 422 and "hoặc tải về dạng XLSX" in answer.text
    assert client.get(f"/can-bo/so-theo-doi.xlsx?{DAYS}").status_code == 200


def test_long_words_stay_inside_their_columns(commune: Commune, officer: Officer) -> None:
    dossier = accepted(officer, applicant_name="Ễ" * 150, address="Ễ" * 150)
    assert isinstance(dossier, Dossier)
    parts = parts_of(Sheet(Period(date(2026, 11, 1), date(2026, 11, 30))), "Ễ" * 80)
    made = book_pdf(TITLE, office_head(commune), "Từ", "In", parts, "1")
    for page in pypdfium2.PdfDocument(made):
        picture = page.render(scale=1).to_pil().convert("L")
        edge = picture.crop((picture.width - 28, 0, picture.width, picture.height))
        assert edge.getextrema()[0] == 255
