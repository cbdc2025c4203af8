"""A list of people becomes letters: every row one, every fault told with its cell, nobody twice, nobody lost."""

import re
import time
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from cqtt.clock import frozen
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.letters import merge_batches, print_jobs
from cqtt.letters.merge_workbook import blank_workbook
from cqtt.letters.merging import FileRefused, read_list
from cqtt.letters.models import Letter, LetterBatch, LetterPrint, PrintStatus
from cqtt.letters.people_list import FROM_LISTS, MOST_ROWS, PeopleList, columns_of
from cqtt.letters.print_jobs import LEASE, make_letter_papers, sweep_letter_papers
from cqtt.letters.printing import AT_ONCE, print_store
from cqtt.letters.rules import Occasion, Status
from cqtt.roles import Role
from tests.dossiers.staff import browser, desk, desk_of
from tests.factories import MONDAY, make_officer
from tests.letters.lists import HEAD, many, workbook
from tests.posters.scanner import words_on

PAGE = "/can-bo/thu/danh-sach"
AN = ["Bà", "Lê Thị An", "Số 1, Ấp 7", "0900 000 001", "an@example.vn", "hiến 40 m² đất mở rộng đường ấp 7"]
BINH = ["", "Nhóm thiện nguyện Bình Minh", "", "", "", "nấu cháo mỗi sáng thứ Bảy"]


@pytest.fixture
def clerk(app: Flask) -> Officer:
    return make_officer(Role.RECEPTION)


def people(*rows: list[Any], occasion: Occasion = Occasion.THANKS) -> PeopleList:
    return read_list(workbook(HEAD, *rows), occasion)


def faults_of(*rows: list[Any], occasion: Occasion = Occasion.THANKS) -> list[str]:
    with pytest.raises(FileRefused) as refused:
        read_list(workbook(*rows), occasion)
    return [str(fault) for fault in refused.value.faults]


# -- reading --------------------------------------------------------------------------------------


def test_every_row_is_read_with_its_place(app: Flask) -> None:
    an, binh = people(AN, [None] * 6, BINH).rows
    assert (an.number, an.salutation, an.name, an.phone) == (2, "Bà", "Lê Thị An", "0900000001")
    assert an.facts == {"viec": "hiến 40 m² đất mở rộng đường ấp 7"}
    assert (binh.number, binh.salutation, binh.name, binh.address) == (4, "Quý đơn vị", BINH[1], "")


def test_columns_are_found_by_their_heading_wherever_they_stand(app: Flask) -> None:
    order = [5, 0, 3, 1, 4, 2]
    head = [HEAD[place].upper() for place in order]
    found = read_list(workbook([*head, "Ghi chú"], [*(AN[place] for place in order), "x"], above=3), Occasion.THANKS)
    assert found.rows[0].name == "Lê Thị An" and found.rows[0].number == 5
    assert found.unused == ("Ghi chú",)
    assert found.key == people(AN).key  # it says the same


def test_what_a_spreadsheet_made_of_telephones_and_days_is_read_as_that(app: Flask) -> None:
    head = [*HEAD[:5], "Tên em bé", "Ngày đăng ký"]
    row = ["", "Lê Thị An", "", 900000001, "", "bé Minh"]
    for day in (date(2026, 11, 23), datetime(2026, 11, 23), "23/11/2026", "23-11-2026", 46349):
        found = read_list(workbook(head, [*row, day]), Occasion.BIRTH)
        assert found.rows[0].facts == {"ten_be": "bé Minh", "ngay_dang_ky": "23/11/2026"}, day
        assert found.rows[0].phone == "0900000001"


def test_letters_with_loose_marks_and_odd_spaces_are_put_in_order(app: Flask) -> None:
    loose = "Le\u0302  Thi\u0323\u00a0An\u200b"
    assert people(["Bà", loose, *AN[2:]]).rows[0].name == "Lê Thị An"


WRONG = [
    (["Bà", "", "", "", "", "góp sách"], "dòng 2, ô B2: Ô “Họ và tên” còn trống. Xin điền ô này, hoặc xóa cả dòng."),
    (["Bà", "An", "", "", "", ""], "dòng 2, ô F2: Ô “Việc đã đóng góp” còn trống."),
    (["Bà", "An", "", "12345", "", "góp sách"], "dòng 2, ô D2: “12345” không phải số điện thoại."),
    (["Bà", "An", "", "", "an(at)example", "góp sách"], "dòng 2, ô E2: “an(at)example” không phải địa chỉ"),
    (["Bà", "=1+1", "", "", "", "góp sách"], "dòng 2, ô B2: Ô này là công thức."),
    (["Bà", "An", "x" * 301, "", "", "góp sách"], "dòng 2, ô C2: Chữ trong ô dài quá."),
    (["Bà", True, "", "", "", "góp sách"], "dòng 2, ô B2: Ô này không ghi dưới dạng chữ."),
]


@pytest.mark.parametrize(("row", "said"), WRONG)
def test_a_fault_names_its_row_and_cell_and_what_to_do(app: Flask, row: list[Any], said: str) -> None:
    (fault,) = faults_of(HEAD, row)
    assert fault.startswith(said) and fault.endswith(".")


def test_all_faults_of_a_list_are_told_at_once(app: Flask) -> None:
    assert len(faults_of(HEAD, *(row for row, _said in WRONG))) == len(WRONG)


def test_a_day_that_is_none_is_a_fault(app: Flask) -> None:
    head = [*HEAD[:5], "Tên em bé", "Ngày đăng ký"]
    for day in ("31/02/2026", "hôm qua", 0.5):
        assert (
            "không phải là ngày" in faults_of(head, ["", "An", "", "", "", "bé Minh", day], occasion=Occasion.BIRTH)[0]
        )


def test_the_same_person_twice_is_a_fault(app: Flask) -> None:
    (fault,) = faults_of(HEAD, AN, BINH, AN)
    assert fault.startswith("dòng 4, ô B4: Dòng này giống hệt dòng 2")


def test_files_that_are_no_list_are_refused_with_a_sentence(app: Flask) -> None:
    assert "Danh sách chưa có ai" in faults_of(HEAD)[0]
    assert "Không thấy cột “Họ và tên”" in faults_of(["Tên"], ["An"])[0]
    assert "Không thấy cột “Việc đã đóng góp”" in faults_of(["Họ và tên"], ["An"])[0]
    assert "mỗi lần nhiều nhất 500" in faults_of(HEAD, *many(MOST_ROWS + 1))[0]
    with pytest.raises(FileRefused):
        read_list(b"khong phai bang tinh", Occasion.THANKS)


@pytest.mark.parametrize("occasion", FROM_LISTS)
def test_the_blank_list_has_every_column_and_nobody_in_it(app: Flask, occasion: Occasion) -> None:
    book = openpyxl.load_workbook(BytesIO(blank_workbook(occasion)))
    first = book.worksheets[0]
    assert [cell.value for cell in first[1]] == [column.heading for column in columns_of(occasion)]
    assert {cell.number_format for cell in first[2]} == {"@"}
    for place, column in enumerate(columns_of(occasion), start=1):
        first.cell(2, place, column.example)
    stored = BytesIO()
    book.save(stored)
    (row,) = read_list(stored.getvalue(), occasion).rows
    assert row.name == "Nguyễn Văn Mẫu" and row.number == 2


def test_a_condolence_is_never_written_from_a_list(app: Flask) -> None:
    assert Occasion.DEATH not in FROM_LISTS


# -- drafting -------------------------------------------------------------------------------------


def started(officer: Officer, found: PeopleList) -> LetterPrint:
    found = found.called("Danh sách thử", "vi")
    order = merge_batches.start(found, merge_batches.keep_list(found), officer, MONDAY)
    db.session.commit()
    return order


def letters() -> list[Letter]:
    db.session.rollback()
    return list(db.session.scalars(select(Letter).order_by(Letter.id)))


def test_a_list_becomes_drafts_and_one_file(app: Flask, clerk: Officer) -> None:
    order = started(clerk, people(AN, BINH))
    assert make_letter_papers(MONDAY)
    an, binh = letters()
    assert (an.to_name, an.status, an.to_phone, an.batch and an.batch.name) == (
        "Lê Thị An",
        Status.DRAFT,
        "0900000001",
        "Danh sách thử",
    )
    assert "hiến 40 m² đất mở rộng đường ấp 7" in an.body and "Nhóm thiện nguyện Bình Minh" in binh.body
    assert order.status is PrintStatus.DONE and order.storage_key and order.letter_ids == [an.id, binh.id]
    assert len(words_on(print_store().read(order.storage_key))) == 2
    assert list(merge_batches.list_store()._files()) == []  # what people typed lies in one place only


def test_the_same_list_again_makes_no_second_letter(app: Flask, clerk: Officer) -> None:
    first = started(clerk, people(AN, BINH))
    make_letter_papers(MONDAY)
    again = started(clerk, people(AN, [None] * 6, BINH))  # saved anew, with an empty row between
    assert again.id == first.id and not make_letter_papers(MONDAY)
    assert len(letters()) == 2 and db.session.scalar(select(func.count(LetterBatch.id))) == 1


def test_a_worker_that_dies_in_the_middle_leaves_nobody_out_and_nobody_twice(
    app: Flask, clerk: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = started(clerk, people(*many(3 * AT_ONCE + 1)))
    draft, calls = merge_batches.draft_rows, []

    def die_at_the_third(*of: Any) -> None:
        calls.append(1)
        draft(*of)
        if len(calls) == 3:
            raise SystemExit  # before its portion was written down for good

    with frozen(MONDAY), monkeypatch.context() as dying, pytest.raises(SystemExit):
        dying.setattr(merge_batches, "draft_rows", die_at_the_third)
        make_letter_papers(MONDAY)
    db.session.rollback()
    assert len(letters()) == 2 * AT_ONCE
    assert make_letter_papers(MONDAY + 2 * LEASE)
    names = [letter.to_name for letter in letters()]
    assert names == [f"Nguyễn Văn {number}" for number in range(3 * AT_ONCE + 1)]
    assert order.status is PrintStatus.DONE


def test_a_list_that_is_gone_is_asked_for_again_and_then_goes_on(app: Flask, clerk: Officer) -> None:
    order = started(clerk, people(AN))
    merge_batches.list_store().remove(order.options["list"])
    make_letter_papers(MONDAY)
    db.session.rollback()
    assert order.status is PrintStatus.FAILED and "tải tệp lên lại" in order.problem
    assert started(clerk, people(AN)).id == order.id
    assert make_letter_papers(MONDAY)
    assert len(letters()) == 1 and order.status is PrintStatus.DONE


def test_progress_is_told_while_letters_are_written(
    app: Flask, clerk: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = started(clerk, people(*many(AT_ONCE + 5)))
    client, draft, seen = desk_of(app, clerk), merge_batches.draft_rows, []

    def look(*of: Any) -> None:
        page = client.get(f"/can-bo/thu/in/{order.id}").text
        seen.extend(re.findall(r"Đang soạn thư: xong (\d+) trên (\d+)", page)[:1])
        draft(db.session.get_one(LetterPrint, order.id), *of[1:])

    monkeypatch.setattr(print_jobs.merge_batches, "draft_rows", look)
    with frozen(MONDAY):
        make_letter_papers(MONDAY)
    assert seen == [("0", "30"), (str(AT_ONCE), "30")]


def test_lists_that_nobody_confirms_are_forgotten_after_a_day(app: Flask, clerk: Officer) -> None:
    key = merge_batches.keep_list(people(AN))
    sweep_letter_papers(MONDAY - timedelta(days=365))
    assert merge_batches.kept_list(key)
    merge_batches.list_store().remove(key)
    assert merge_batches.kept_list(key) is None and merge_batches.kept_list("../../x") is None


# -- the pages ------------------------------------------------------------------------------------


def upload(client: FlaskClient, content: bytes, **typed: Any) -> Any:
    sent = {"occasion": "thanks", "name": "Người hiến đất", "language": "vi", "file": (BytesIO(content), "ds.xlsx")}
    return client.post(PAGE, data=sent | typed, content_type="multipart/form-data")


def test_a_list_is_uploaded_looked_at_and_drafted(app: Flask, clerk: Officer) -> None:
    client = desk_of(app, clerk)
    assert client.get(PAGE).status_code == 200
    look = upload(client, workbook([*HEAD, "Ghi chú"], AN, BINH))
    assert look.status_code == 303
    page = client.get(look.location).text
    assert "Người hiến đất" in page and "Soạn 2 thư" in page and "Ghi chú" in page
    assert "Thưa Bà Lê Thị An," in page and "nấu cháo mỗi sáng thứ Bảy" in page
    assert letters() == []
    followed = client.post(f"{look.location}/soan", follow_redirects=True)
    assert followed.status_code == 200 and "Đang soạn thư: xong 0 trên 2 thư" in followed.text
    make_letter_papers(MONDAY)
    assert len(letters()) == 2
    assert client.get(look.location).location == PAGE  # the list has become letters
    look = upload(client, workbook(HEAD, AN, BINH))
    assert "đã soạn thư rồi" in client.get(look.location).text
    client.post(f"{look.location}/soan")
    assert len(letters()) == 2


def test_a_list_with_faults_is_refused_and_what_was_typed_stays(app: Flask, clerk: Officer) -> None:
    refused = upload(desk_of(app, clerk), workbook(HEAD, WRONG[0][0], WRONG[2][0]))
    assert refused.status_code == 422
    assert "Dòng 2, ô B2" in refused.text and "Dòng 3, ô D3" in refused.text and "Người hiến đất" in refused.text
    assert list(merge_batches.list_store()._files()) == []
    assert upload(desk_of(app, clerk), workbook(HEAD, AN), name="").status_code == 422
    assert upload(desk_of(app, clerk), workbook(HEAD, AN), occasion="death").status_code == 422


def test_congratulations_ask_whether_everybody_agreed(app: Flask, clerk: Officer) -> None:
    client, content = desk_of(app, clerk), workbook(["Họ và tên", "Tên em bé"], ["Lê Thị An", "bé Minh"])
    refused = upload(client, content, occasion="birth")
    assert refused.status_code == 422 and "chỉ gửi người đã đồng ý" in refused.text
    assert upload(client, content, occasion="birth", agreed="y").status_code == 303


def test_a_list_in_english_is_written_in_english(app: Flask, clerk: Officer) -> None:
    client = desk_of(app, clerk)
    look = upload(client, workbook(HEAD, AN), language="en")
    assert "Dear Lê Thị An," in client.get(look.location).text
    client.post(f"{look.location}/soan")
    make_letter_papers(MONDAY)
    assert letters()[0].body.startswith("Dear Lê Thị An,")


def test_only_those_who_write_letters_open_lists(app: Flask) -> None:
    assert browser(app).get(PAGE).location.startswith("/dang-nhap")
    for role in (Role.ADMINISTRATOR, Role.OVERSEER):
        assert desk(app, role).get(PAGE).status_code == 403
    client = desk(app, Role.LEADER)
    assert client.get(f"{PAGE}/danh-sach-cam-on.xlsx").data.startswith(b"PK")
    assert client.get(f"{PAGE}/danh-sach-chia-buon.xlsx").status_code == 303  # no such list is kept
    assert client.post(f"{PAGE}/{'0' * 32}/soan").location == PAGE


@pytest.mark.proof
def test_five_hundred_letters_are_drafted_and_drawn(
    app: Flask, clerk: Officer, capsys: pytest.CaptureFixture[str]
) -> None:
    content = workbook(HEAD, *many(MOST_ROWS))
    begun = time.perf_counter()
    order = started(clerk, read_list(content, Occasion.THANKS))
    make_letter_papers(MONDAY)
    took = time.perf_counter() - begun
    assert len(letters()) == MOST_ROWS and order.storage_key
    pdf = print_store().read(order.storage_key)
    with capsys.disabled():
        print(
            f"\n{MOST_ROWS} letters from a list, read, drafted and drawn: {took:.1f} s, {len(pdf) / 1e6:.1f} MB",
            end=" ",
        )
    pages = words_on(pdf)
    assert len(pages) == MOST_ROWS and all(f"Nguyễn Văn {number}," in page for number, page in enumerate(pages))
