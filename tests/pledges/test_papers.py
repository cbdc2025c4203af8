"""The board, the cards and the sheet are drawn, read and scanned."""

from dataclasses import replace
from datetime import date

import pypdfium2
import pytest
from flask import Flask

from cqtt.commune.models import Officer
from cqtt.pledges import papers
from cqtt.pledges.signers import Roll, roll_on
from tests.factories import make_officer
from tests.pledges.signing import TODAY, make_pledge
from tests.pledges.test_public_page import LINES
from tests.posters.scanner import codes_on, millimetres, words_on
from tests.qr_reader import qr_codes

ADDRESS = "http://localhost/cam-ket"


def unit_of(count: int, name: str = "Nguyễn Thị Mẫu", title: str = "Công chức tiếp nhận") -> Roll:
    """A unit in which all have signed but one."""
    for number in range(count):
        make_pledge(make_officer(name=f"{name} {number}", title=title), date(2026, 3, 2))
    make_officer(name="Trần Chưa Ký")
    return roll_on(TODAY)


def words(pdf: bytes) -> str:
    return " ".join(words_on(pdf))


@pytest.mark.parametrize("count", [0, 3, 24, 70])
def test_the_board_says_the_words_who_has_signed_and_how_many(app: Flask, count: int) -> None:
    pdf = papers.board(unit_of(count), TODAY)
    assert millimetres(pdf) == {(297, 420)}
    said = words(pdf)
    for line in LINES:
        assert line in said
    assert f"{count}/{count + 1} cán bộ đã ký" in said and "100" not in said
    assert "Trần Chưa Ký" not in said and "In ngày 23/11/2026" in said
    for number in range(count):
        assert f"Mẫu {number}" in said
    assert codes_on(pdf, dpi=90) == [[ADDRESS]]


def test_the_board_of_few_says_when_each_signed(app: Flask) -> None:
    said = words(papers.board(unit_of(2), TODAY))
    assert "Công chức tiếp nhận ký 02/03/2026" in said and "Chưa ai ký" not in said


def test_the_words_of_the_board_are_read_from_three_metres(app: Flask) -> None:
    """A letter is read at three metres when a capital is 7 mm high: about 28 points."""
    page = pypdfium2.PdfDocument(papers.board(unit_of(12), TODAY))[0]
    text = page.get_textpage()
    found = text.search("Mẫu 11")
    assert found.get_next() is not None
    for line in ("chào", "giúp", "phiền", "nhóm"):
        (at, _count) = text.search(line).get_next()
        assert text.get_charbox(at, loose=True)[3] - text.get_charbox(at, loose=True)[1] >= 28


def test_long_names_stay_on_the_board(app: Flask) -> None:
    pdf = papers.board(unit_of(9, name="Tôn Nữ Hoàng Thị Nguyên Phương Quỳnh Khánh", title="Phó Giám đốc " * 12), TODAY)
    (page,) = pypdfium2.PdfDocument(pdf)
    text, (width, height) = page.get_textpage(), page.get_size()
    boxes = [text.get_charbox(at) for at in range(text.count_chars()) if not text.get_text_range(at, 1).isspace()]
    assert min(box[0] for box in boxes) > 8 and max(box[2] for box in boxes) < width - 8
    assert min(box[1] for box in boxes) > 8 and max(box[3] for box in boxes) < height - 8


def test_a_card_has_two_faces_with_name_office_words_and_code(app: Flask) -> None:
    pdf = papers.cards(unit_of(2).signed)
    assert millimetres(pdf) == {(210, 297)}
    first, second = words_on(pdf)
    assert "Mẫu 0" in first and "Mẫu 1" in second
    for line in ("Công chức tiếp nhận", *LINES):
        # Of the face that stands on its head, a line in two rows is read from below.
        assert line in first and first.count(line.split(",")[0]) == 2
    page = pypdfium2.PdfDocument(pdf)[0]
    codes = qr_codes(page.render(scale=150 / 72).to_pil())
    assert [code.text for code in codes] == [ADDRESS] * 2
    assert sorted(abs(code.orientation) for code in codes) == [0, 180]


@pytest.mark.parametrize("name", ["Nguyễn Thị Ngọc Phượng", "Tôn Nữ Hoàng Thị Nguyên Phương Quỳnh Khánh Giang"])
def test_the_name_on_a_card_stays_clear_of_the_office(app: Flask, name: str) -> None:
    make_pledge(make_officer(name=name, title="Ủy viên"), date(2026, 3, 2))
    text = pypdfium2.PdfDocument(papers.cards(roll_on(TODAY).signed))[0].get_textpage()

    def ends(words: str) -> list[tuple[float, float]]:
        """Return how low and how high the letters reach, of each time the words are there."""
        search, found = text.search(words), []
        while (at := search.get_next()) is not None:
            boxes = [text.get_charbox(index) for index in range(at[0], sum(at))]
            found.append((min(box[1] for box in boxes), max(box[3] for box in boxes)))
        return found

    (name_low, _top), (_low, office_high) = min(ends(name.split()[-1])), min(ends("viên"))
    assert name_low > office_high + 1


def test_papers_of_the_open_site_say_whom_to_call_and_until_when(app: Flask) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], base_url="https://motcua.anphuoc.example")
    roll = unit_of(1)
    board, card = papers.board(roll, TODAY), papers.cards(roll.signed)
    assert "Xin gọi 0900 000 001" in words(board)
    assert words(card).count("ký 02/03/2026, hiệu lực đến hết 02/03/2027") == 2
    assert "THỬ" not in words(board) + words(card)
    assert codes_on(board, dpi=90) == [["https://motcua.anphuoc.example/cam-ket"]]


def test_papers_of_ones_own_machine_are_stamped(app: Flask) -> None:
    roll = unit_of(1)
    assert words(papers.board(roll, TODAY)).count("BẢN THỬ") == 1
    assert words(papers.cards(roll.signed)).count("BẢN THỬ") == 2


def officer(**fields: str) -> Officer:
    return make_officer(**{"name": "Phạm Thị Lan", "title": "Công chức", "department": "Một cửa"} | fields)


def test_the_sheet_to_sign_says_who_and_the_words(app: Flask) -> None:
    said = words(papers.sheet(officer()))
    for line in ("BẢN CAM KẾT", "Phạm Thị Lan", "Công chức", "Một cửa", "NGƯỜI CAM KẾT", *LINES):
        assert line in said
    assert "người dân xã An Phước" in said and len(words_on(papers.sheet(officer()))) == 1


def test_what_is_typed_as_a_title_is_printed_as_text(app: Flask) -> None:
    hostile = '#import "x": y *a* _b_ $x$'
    assert "".join(hostile.split()) in "".join(words(papers.sheet(officer(title=hostile))).split())
