"""The poster is rendered, looked at and scanned, as in the hall."""

import io
import unicodedata

import pypdf
import pypdfium2
import pytest

from cqtt.procedures.papers import CodePage, Sender, Size, posters
from tests.qr_reader import qr_codes

HOSTILE = '#import "x": y $x$ \\ {{ 7*7 }} <script>alert(1)</script> *a* _b_ `c` @d // e #{2+2}'
LONG = (
    "Liên thông điện tử đăng ký khai sinh, đăng ký thường trú, cấp thẻ bảo hiểm y tế, cấp thẻ căn cước "
    "cho trẻ em dưới 6 tuổi và hỗ trợ chi phí mai táng, hưởng mai táng phí cho thân nhân người có công ở xã"
)


SENDER: Sender = {"unit": "Xã An Phước", "parent": "thành phố Đồng Nai", "phone": "0251 3123 456", "trial": False}
PAGE: CodePage = {
    "title": "Đăng ký khai sinh",
    "above": "Thủ tục hành chính · mã 1.001193",
    "address": "https://anphuoc.example/q/ks7mn-3",
    "typed": "anphuoc.example/q/ks7mn",
    "invitation": "bằng máy ảnh điện thoại để biết cần mang gì.",
    "facts": [
        {"label": "Thời gian", "value": "Trong ngày làm việc"},
        {"label": "Lệ phí", "value": "Miễn phí khi đúng hạn"},
        {"label": "Giấy tờ", "value": "4 loại, đến quầy 2"},
    ],
    "dated": "Cập nhật 23/11/2026",
}


def poster(size: Size = "a4", **changes: object) -> bytes:
    """Return a poster; what changes belongs to its page or to its sender."""
    of_sender = {name: value for name, value in changes.items() if name in SENDER}
    of_page = {name: value for name, value in changes.items() if name not in SENDER}
    return posters([PAGE | of_page], SENDER | of_sender, size)  # type: ignore[list-item, arg-type, operator]


def page_of(pdf: bytes) -> pypdfium2.PdfPage:
    """Return the only page of a document."""
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1
    return document[0]


def words_of(page: pypdfium2.PdfPage) -> str:
    return " ".join(page.get_textpage().get_text_range().split())


def text_box_mm(page: pypdfium2.PdfPage) -> tuple[float, float, float, float]:
    """Return the distances of the outermost letters from left, bottom, right and top edge, in millimetres."""
    text = page.get_textpage()
    # A space at the end of a line has a box too, yet nothing is seen of it.
    seen = [i for i, letter in enumerate(text.get_text_range()) if not letter.isspace()]
    boxes = [text.get_charbox(i) for i in seen if i < text.count_chars()]
    left, bottom = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, top = max(box[2] for box in boxes), max(box[3] for box in boxes)
    width, height = page.get_size()
    points = (left, bottom, width - right, height - top)
    return tuple(value * 25.4 / 72 for value in points)  # type: ignore[return-value]


@pytest.mark.parametrize(("size", "dpi", "least_mm"), [("a4", 100, 55), ("a5", 150, 35)])
@pytest.mark.parametrize("trial", [False, True])
def test_the_code_on_the_poster_opens_the_scan_address(size: str, dpi: int, least_mm: int, trial: bool) -> None:
    page = page_of(poster(size=size, trial=trial))
    (code,) = qr_codes(page.render(scale=dpi / 72).to_pil())
    assert code.text == "HTTPS://ANPHUOC.EXAMPLE/Q/KS7MN-3"
    width_mm = (code.position.top_right.x - code.position.top_left.x) / dpi * 25.4
    assert width_mm >= least_mm


@pytest.mark.parametrize(("size", "width_mm", "height_mm"), [("a4", 210, 297), ("a5", 148, 210)])
def test_the_poster_has_the_size_that_was_asked_for(size: str, width_mm: int, height_mm: int) -> None:
    width, height = page_of(poster(size=size)).get_size()
    assert (round(width * 25.4 / 72), round(height * 25.4 / 72)) == (width_mm, height_mm)


def test_every_fact_is_on_the_poster_with_all_its_marks() -> None:
    words = words_of(page_of(poster(title="Hỗ trợ mai táng người khuyết tật nặng")))
    for part in (
        "XÃ AN PHƯỚC",
        "thành phố Đồng Nai",
        "1.001193",
        "anphuoc.example/q/ks7mn",
        "Thời gian Trong ngày làm việc",
        "Lệ phí Miễn phí khi đúng hạn",
        "0251 3123 456",
        "Cập nhật 23/11/2026",
        "Hỗ trợ mai táng người khuyết tật nặng",
    ):
        assert part in words
    assert unicodedata.is_normalized("NFC", words)
    assert "THỬ" not in words


def test_a_poster_made_on_trial_is_stamped() -> None:
    words = words_of(page_of(poster(trial=True)))
    assert "BẢN THỬ" in words
    assert "xin đừng dán" in words


def test_what_is_not_known_is_said_and_never_left_out() -> None:
    words = words_of(page_of(poster(phone=None, facts=[{"label": "Lệ phí", "value": None}])))
    assert "Lệ phí Chưa công bố" in words
    assert "Điện thoại hỏi thêm: chưa công bố." in words


@pytest.mark.parametrize("size", ["a4", "a5"])
@pytest.mark.parametrize("title", [LONG, "Ễ" * 200, "Nghiêng " * 25, "W"], ids=["long", "solid", "many", "one"])
def test_any_title_stays_on_one_page_and_inside_the_margins(size: str, title: str) -> None:
    page = page_of(poster(size=size, title=title))
    left, bottom, right, top = text_box_mm(page)
    assert min(left, right) >= 10
    assert min(bottom, top) >= 4  # what a desk printer cannot reach
    seen = "".join(words_of(page).split())
    assert "".join(title.split()) in seen


def test_a_fact_too_long_for_its_card_is_cut_and_says_so() -> None:
    long = "Mức thu do Hội đồng nhân dân thành phố quy định; " * 12
    facts = [{"label": "Lệ phí", "value": long}, {"label": "Thời gian", "value": "01 ngày"}]
    page = page_of(poster(facts=facts))
    assert "…" in words_of(page)
    assert words_of(page).count("Hội đồng") < 12


def test_an_address_too_long_for_one_line_is_still_whole() -> None:
    host = "motcua-xa-an-phuoc.chinhquyenthanthien.thanhpho.dongnai.example"
    page = page_of(poster(address=f"https://{host}/q/ks7mn-12-3", typed=f"{host}/q/ks7mn"))
    assert f"{host}/q/ks7mn" in "".join(words_of(page).split())
    (code,) = qr_codes(page.render(scale=150 / 72).to_pil())
    assert code.text == f"https://{host}/q/ks7mn-12-3".upper()


def test_markup_in_a_title_is_printed_as_it_was_typed() -> None:
    words = words_of(page_of(poster(title=HOSTILE)))
    assert "".join(HOSTILE.split()) in "".join(words.split())


def test_the_same_data_give_the_same_bytes_with_a_title_and_a_language() -> None:
    pdf = poster()
    assert pdf == poster()
    assert pypdfium2.PdfDocument(pdf).get_metadata_dict()["Title"] == "Đăng ký khai sinh – Xã An Phước"
    assert str(pypdf.PdfReader(io.BytesIO(pdf)).root_object["/Lang"]).startswith("vi")
