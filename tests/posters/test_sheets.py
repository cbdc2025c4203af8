"""Every sheet is rendered, read and scanned: no name leaves its place, no code is lost."""

import pypdfium2
import pytest

from cqtt.posters.making import by_group
from cqtt.posters.rules import AT_ONCE, LABELS_A_SHEET, Size, TooMany, batches, check_number, each_repeated
from cqtt.posters.sheets import bound, sheets
from cqtt.procedures.papers import CodePage, Sender
from tests.posters.scanner import codes_on, millimetres, words_on
from tests.qr_reader import qr_codes

LONG = (
    "Liên thông điện tử đăng ký khai sinh, đăng ký thường trú, cấp thẻ bảo hiểm y tế, cấp thẻ căn cước "
    "cho trẻ em dưới 6 tuổi và hỗ trợ chi phí mai táng, hưởng mai táng phí cho thân nhân người có công ở xã"
)
HOSTILE = '#import "x": y $x$ \\ {{ 7*7 }} <script>alert(1)</script> *a* _b_ `c` @d // e #{2+2}'
SENDER: Sender = {"unit": "Xã An Phước", "parent": "thành phố Đồng Nai", "phone": "0251 3000 001", "trial": False}
PAPERS_A_SHEET = {Size.A4: 1, Size.A5: 1, Size.TENT: 1, Size.LABELS: 8, Size.WALL: 14}

each_size = pytest.mark.parametrize("size", list(Size))


def page(number: int, **changes: object) -> CodePage:
    plain: CodePage = {
        "title": f"Đăng ký khai sinh {number}",
        "above": "Thủ tục hành chính · mã 1.001193",
        "address": f"https://motcua.xaanphuoc.example/q/ab{number:03}-12-34",
        "typed": f"motcua.xaanphuoc.example/q/ab{number:03}",
        "invitation": "bằng máy ảnh điện thoại để biết cần mang gì, mất bao lâu, nộp ở đâu.",
        "facts": [
            {"label": "Thời gian", "value": "Trong ngày"},
            {"label": "Lệ phí", "value": "Không thu, có điều kiện"},
            {"label": "Giấy tờ mang theo", "value": None},
        ],
        "dated": "Cập nhật 23/11/2026",
        "group": "Hộ tịch",
    }
    return plain | changes  # type: ignore[operator, return-value]


def held(number: int) -> str:
    return f"HTTPS://MOTCUA.XAANPHUOC.EXAMPLE/Q/AB{number:03}-12-34"


@each_size
def test_every_code_on_a_sheet_is_read(size: Size) -> None:
    count = PAPERS_A_SHEET[size] + 1
    found = codes_on(sheets(size, [page(number) for number in range(count)], SENDER), dpi=130)
    assert len(found) == 2  # one more than fits begins the next sheet
    faces = 2 if size is Size.TENT else 1
    wanted = [held(number) for number in range(count) for _face in range(faces)]
    assert sorted(sum(found, [])) == wanted


@each_size
def test_a_sheet_has_the_size_that_was_asked_for(size: Size) -> None:
    assert millimetres(sheets(size, [page(1)], SENDER)) == {(148, 210) if size is Size.A5 else (210, 297)}


@each_size
@pytest.mark.parametrize("title", [LONG, "Ễ" * 200, HOSTILE, "W"], ids=["long", "solid", "hostile", "one"])
def test_any_name_is_whole_and_stays_on_the_sheet(size: Size, title: str) -> None:
    pdf = sheets(size, [page(1, title=title), page(2)], SENDER)
    words = "".join(" ".join(words_on(pdf)).split())
    assert "".join(title.split()) in words
    assert held(1) in sum(codes_on(pdf, dpi=130), [])
    for sheet in pypdfium2.PdfDocument(pdf):
        text, (width, height) = sheet.get_textpage(), sheet.get_size()
        boxes = [text.get_charbox(at) for at in range(text.count_chars()) if not text.get_text_range(at, 1).isspace()]
        assert min(box[0] for box in boxes) > 8 and max(box[2] for box in boxes) < width - 8  # points
        assert min(box[1] for box in boxes) > 8 and max(box[3] for box in boxes) < height - 8


@each_size
def test_a_sheet_says_the_name_the_facts_and_the_address(size: Size) -> None:
    words = " ".join(words_on(sheets(size, [page(1)], SENDER)))
    for part in ("XÃ AN PHƯỚC", "Chính quyền thân thiện", "Đăng ký khai sinh 1", "motcua.xaanphuoc.example/q/ab001"):
        assert part in words
    assert "Trong ngày" in words and "Không thu" in words
    assert "THỬ" not in words


@each_size
def test_every_paper_of_a_trial_is_stamped_and_still_read(size: Size) -> None:
    pdf = sheets(size, [page(number) for number in range(3)], SENDER | {"trial": True})  # type: ignore[operator]
    stamps = {Size.TENT: 6, Size.LABELS: 3, Size.WALL: 1}.get(size, 3)
    assert " ".join(words_on(pdf)).count("BẢN THỬ") == stamps
    assert {held(number) for number in range(3)} == set(sum(codes_on(pdf, dpi=130), []))


@pytest.mark.parametrize(
    ("size", "least"), [(Size.A4, 65), (Size.A5, 45), (Size.TENT, 48), (Size.LABELS, 34), (Size.WALL, 20)]
)
def test_a_code_is_as_large_as_its_paper_allows(size: Size, least: int) -> None:
    first = pypdfium2.PdfDocument(sheets(size, [page(1)], SENDER))[0]
    code = qr_codes(first.render(scale=150 / 72).to_pil())[0]
    assert abs(code.position.top_right.x - code.position.top_left.x) / 150 * 25.4 >= least


def test_the_two_faces_of_a_tent_stand_on_their_heads_to_each_other() -> None:
    first = pypdfium2.PdfDocument(sheets(Size.TENT, [page(1)], SENDER))[0]
    codes = qr_codes(first.render(scale=130 / 72).to_pil())
    assert sorted(abs(code.orientation) for code in codes) == [0, 180]


def test_a_wall_sheet_begins_anew_with_each_field() -> None:
    fields = ["Hộ tịch", "Đất đai", "Hộ tịch"]
    pages = [page(number, group=field) for number, field in enumerate(fields)]
    first, second = words_on(sheets(Size.WALL, by_group(pages), SENDER))
    assert "Hộ tịch" in first and "khai sinh 0" in first and "khai sinh 2" in first
    assert "Đất đai" in second and "khai sinh 1" in second


def test_parts_are_bound_in_order_and_copies_cost_next_to_nothing() -> None:
    parts = [sheets(Size.A5, [page(number)], SENDER) for number in (1, 2)]
    once, many = bound(parts), bound(parts, copies=20)
    assert codes_on(once) == [[held(1)], [held(2)]]
    assert [words.count("sinh 1") for words in words_on(many)] == [1] * 20 + [0] * 20
    assert len(many) < len(once) * 1.5


def test_the_same_papers_make_the_same_bytes() -> None:
    assert bound([sheets(Size.LABELS, [page(1)], SENDER)]) == bound([sheets(Size.LABELS, [page(1)], SENDER)])


def test_portions_are_whole_sheets_of_labels_and_tear_no_field_apart() -> None:
    assert AT_ONCE % LABELS_A_SHEET == 0
    things = list(range(2 * AT_ONCE + 5))
    assert [len(portion) for portion in batches(things)] == [AT_ONCE, AT_ONCE, 5]
    fields = ["a"] * (AT_ONCE + 10) + ["b"] * 3
    assert [len(portion) for portion in batches(fields, str)] == [AT_ONCE + 10, 3]
    assert sum(map(list, batches(fields, str)), []) == fields
    assert list(batches([])) == []


def test_the_copies_of_a_label_lie_together() -> None:
    assert each_repeated(["a", "b"], 3) == ["a", "a", "a", "b", "b", "b"]


def test_no_order_is_larger_than_a_printer_can_do() -> None:
    check_number(300, 10)
    with pytest.raises(TooMany, match="3050"):
        check_number(61, 50)
