"""What a scanner types from a citizen card: whole, damaged by the keyboard, cut, and wrong."""

from datetime import date

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from cqtt.citizen_number import contradictions
from cqtt.desk.card import Card, CardRefused, address_hint, name_hint, read_card, readable_of

TODAY = date(2026, 11, 23)
OLD_HOME = "Ấp 7, Xã An Phước, Huyện Long Thành, Đồng Nai"
LINE = f"075199000001||Trần Thị Mẫu|01021999|Nữ|{OLD_HOME}|15042021"
CARD = Card("075199000001", "Trần Thị Mẫu", date(1999, 2, 1), "Nữ", OLD_HOME)
ROW = str.maketrans("1234567890", "ăâêô\u0300\u0309\u0303\u0301\u0323đ")  # the Vietnamese layout of Windows


def with_fields(**changed: str) -> str:
    """The line of a card with some fields changed."""
    fields = {
        "number": "075199000001",
        "old": "",
        "name": "Trần Thị Mẫu",
        "birth": "01021999",
        "sex": "Nữ",
        "home": OLD_HOME,
        "issued": "15042021",
    }
    return "|".join((fields | changed).values())


WHOLE = {
    "the card with a chip": LINE,
    "an old number": with_fields(old="271234567"),
    "more fields behind (thẻ Căn cước)": f"{LINE}||Trần Văn Cha|Lê Thị Mẹ|",
    "a line end": f"{LINE}\r\n",
    "a tab": f"{LINE}\t",
    "spaces around": f"   {LINE}   ",
    "a byte order mark": f"\ufeff{LINE}",
    "the kind of code before it": f"]Q3{LINE}",
    "no date of issue": with_fields(issued=""),
    "decomposed letters": LINE.replace("ầ", "a\u0302\u0300").replace("ẫ", "a\u0302\u0303"),
    "a date with strokes": with_fields(birth="01/02/1999"),
    "a tilde between": LINE.replace("|", "~"),
    "a broken bar between": LINE.replace("|", "¦"),
    "a hash between": LINE.replace("|", "#"),
    "a letter of another layout between": LINE.replace("|", "ç"),
    "doubled lines between": LINE.replace("|", "||"),
    "bytes read as Western letters": LINE.encode().decode("latin-1"),
    "bytes read as Windows letters": "".join(
        bytes([byte]).decode("cp1252") if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(byte)
        for byte in LINE.encode()
    ),
    "the digits of the Vietnamese layout": with_fields(
        number="075199000001".translate(ROW), birth="01021999".translate(ROW), issued="15042021".translate(ROW)
    ),
}


@pytest.mark.parametrize("line", WHOLE.values(), ids=WHOLE)
def test_a_whole_card_is_read(app: Flask, line: str) -> None:
    assert read_card(line, TODAY) == CARD


@pytest.mark.parametrize(
    ("typed", "sex"),
    [
        ("Nam", "Nam"),
        ("NAM", "Nam"),
        ("NNam", "Nam"),
        ("Naam", "Nam"),
        ("Nâm", "Nam"),
        ("Nữ", "Nữ"),
        ("Nu", "Nữ"),
        ("NU", "Nữ"),
        ("N?", "Nữ"),
        ("N\ufffd", "Nữ"),
        ("N", "Nữ"),
        ("Nuwx", "Nữ"),
        ("Nu74", "Nữ"),
    ],
)
def test_the_sex_is_read_also_where_its_marks_are_lost(app: Flask, typed: str, sex: str) -> None:
    assert read_card(with_fields(sex=typed), TODAY).sex == sex


REFUSED = {
    "nothing": ("", "empty"),
    "only a line end": ("\r\n", "empty"),
    "the code of a receipt": ("https://anphuoc.example/ho-so/mo/AbCdEfGhIjKlMnOpQrStUv", "link"),
    "a receipt's code without the address": ("/ho-so/mo/AbCdEfGhIjKlMnOpQrStUv", "link"),
    "any other address": ("https://example.com/xyz", "not-a-card"),
    "the receipt of another unit": ("https://khac.example/ho-so/mo/AbCdEfGhIjKlMnOpQrStUv", "not-a-card"),
    "words": ("Trần Thị Mẫu", "not-a-card"),
    "a dossier's code": ("H19.00.00-261123-0007", "not-a-card"),
    "far too long": (with_fields(home="Ấp 7 " * 600), "not-a-card"),
    "only the number": ("075199000001", "cut"),
    "cut in half": (LINE[: len(LINE) // 2], "cut"),
    "cut in the address": ("|".join(LINE.split("|")[:6]), "cut"),
    "the second half": (LINE[len(LINE) // 2 :], "not-a-card"),
    "no line between": (LINE.replace("|", ""), "keyboard"),
    "11 digits": (with_fields(number="07519900000"), "number"),
    "13 digits": (with_fields(number="0751990000011"), "number"),
    "9 digits": (with_fields(number="271234567"), "old-number"),
    "a letter in the number": (with_fields(number="07519900O001"), "cut"),
    "a number of somebody born in 2031": (with_fields(number="075331000001"), "number-future"),
    "born on 31 February": (with_fields(birth="31021999"), "birth-impossible"),
    "born in month 13": (with_fields(birth="01131999"), "birth-impossible"),
    "born in 1099": (with_fields(birth="01021099"), "birth-impossible"),
    "born tomorrow": (with_fields(birth="24112026"), "birth-future"),
    "no birth date": (with_fields(birth=""), "birth"),
    "half a birth date": (with_fields(birth="0102"), "birth"),
    "no sex": (with_fields(sex=""), "sex"),
    "another sex": (with_fields(sex="Khác"), "sex"),
    "composed letters for digits": (with_fields(birth="ặ1021999"), "birth"),
}


@pytest.mark.parametrize(("line", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_whole_card_is_refused_by_name(app: Flask, line: str, reason: str) -> None:
    with pytest.raises(CardRefused) as refused:
        read_card(line, TODAY, "https://anphuoc.example")
    assert refused.value.reason == reason
    assert refused.value.sentence.endswith(".")


def test_the_sentence_counts_the_digits_and_names_the_date(app: Flask) -> None:
    with pytest.raises(CardRefused, match="máy đọc được 11"):
        read_card(with_fields(number="07519900000"), TODAY)
    with pytest.raises(CardRefused, match="31/02/1999 không có thật"):
        read_card(with_fields(birth="31021999"), TODAY)


WHOLE_BOXES = {
    "citizen_number": "075199000001",
    "applicant_name": "Trần Thị Mẫu",
    "birth_on": date(1999, 2, 1),
    "sex": "Nữ",
    "address_old": OLD_HOME,
}


@pytest.mark.parametrize(
    ("line", "lost"),
    [
        (LINE, set()),
        (with_fields(number="07519900000"), {"citizen_number"}),
        (with_fields(birth="24112026"), {"birth_on"}),
        (with_fields(birth="31021999"), {"birth_on"}),
        (with_fields(sex="Khác"), {"sex", "address_old"}),
        (LINE[: len(LINE) // 2], {"address_old"}),
        ("075199000001||Trần Thị Mẫu|01021999|N", {"sex", "address_old"}),
        ("075199000001||Trần Th", {"applicant_name", "birth_on", "sex", "address_old"}),
        ("075199000001", {"applicant_name", "birth_on", "sex", "address_old"}),
        ("Trần Thị Mẫu", set(WHOLE_BOXES)),
        ("https://example.com/xyz", set(WHOLE_BOXES)),
        ("", set(WHOLE_BOXES)),
    ],
)
def test_what_is_whole_in_a_damaged_card_is_still_used(app: Flask, line: str, lost: set[str]) -> None:
    assert readable_of(line, TODAY) == {name: value for name, value in WHOLE_BOXES.items() if name not in lost}


@given(st.text(max_size=200))
def test_any_line_is_a_card_or_refused(line: str) -> None:
    try:
        card = read_card(line, TODAY)
    except CardRefused:
        return
    assert len(card.number) == 12 and card.birth_on <= TODAY


@given(st.integers(0, len(LINE) - 10))
def test_a_card_cut_anywhere_before_its_end_is_refused(end: int) -> None:
    with pytest.raises(CardRefused):
        read_card(LINE[:end], TODAY)


@pytest.mark.parametrize(
    ("number", "birth", "sex", "count"),
    [
        ("075199000001", date(1999, 2, 1), "Nữ", 0),
        ("075199000001", date(1999, 2, 1), "Nam", 1),
        ("075199000001", date(1998, 2, 1), "Nữ", 1),
        ("075199000001", date(1998, 2, 1), "Nam", 2),
        ("075099000001", date(1999, 2, 1), "Nam", 0),
        ("075205000001", date(2005, 2, 1), "Nam", 0),
        ("075305000001", date(2005, 2, 1), "Nữ", 0),
        ("075305000001", None, "", 0),
        ("", date(1999, 2, 1), "Nữ", 0),
        ("0751990", date(1999, 2, 1), "Nam", 0),
    ],
)
def test_what_contradicts_the_number_is_a_warning(
    app: Flask, number: str, birth: date | None, sex: str, count: int
) -> None:
    assert len(contradictions(number, birth, sex)) == count


def test_a_card_that_contradicts_its_number_is_read_all_the_same(app: Flask) -> None:
    assert read_card(with_fields(sex="Nam"), TODAY).sex == "Nam"


@pytest.mark.parametrize("name", ["Trần Thị Mẫu", "Y Bhăm Niê", "H'Hen Niê", "Thử", "Nguyễn Văn Anh", ""])
def test_a_sound_name_draws_no_remark(app: Flask, name: str) -> None:
    assert name_hint(name) == ""


@pytest.mark.parametrize(
    "name",
    [
        "Tr?n Th? M?u",
        "Tran Thi Mau",
        "NNguyễn Văn Thử",
        "Nguyeenx Vawn Thuwr",
        "Nguye64n Va8n Thu73",
        "Trần Thị M\ufffdu",
        "Tráº§n Thá»‹",
    ],
)
def test_a_name_that_a_keyboard_damaged_is_shown_for_correction(app: Flask, name: str) -> None:
    card = read_card(with_fields(name=name), TODAY)
    assert card.number == "075199000001"
    assert name_hint(card.name) or card.name == "Trần Thị"


@pytest.mark.parametrize("home", ["?p 7, X? An Ph??c, Đ?ng Nai", "Ap 7, Xa An Phuoc, Huyen Long Thanh, Dong Nai"])
def test_a_damaged_address_is_shown_for_correction(app: Flask, home: str) -> None:
    assert address_hint(read_card(with_fields(home=home), TODAY).address)


@pytest.mark.parametrize("home", [OLD_HOME, "Số 12B, Tổ 3, Ấp 7, Xã An Phước", ""])
def test_a_sound_address_draws_no_remark(app: Flask, home: str) -> None:
    assert address_hint(home) == ""
