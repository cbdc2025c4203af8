"""Two letters find a procedure; a card's words find a hamlet."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from cqtt.desk import choosing
from cqtt.desk.home_on_card import place_of
from cqtt.procedures.actions import import_catalogue
from cqtt.procedures.catalogue import published_catalogue
from cqtt.procedures.catalogue_file import read_own_catalogue
from tests.counting import queries
from tests.desk.desk import INTAKE, at_desk
from tests.factories import MONDAY, make_dossier, make_procedure


@pytest.fixture
def catalogue(app: Flask) -> list[str]:
    """A few procedures, as their names are."""
    names = [
        "Đăng ký lại khai sinh",
        "Đăng ký khai sinh có yếu tố nước ngoài",
        "Đăng ký khai sinh",
        "Đăng ký khai tử",
        "Đăng ký kết hôn",
        "Chứng thực bản sao từ bản chính",
        "Cấp giấy phép xây dựng nhà ở riêng lẻ",
        "Thủ tục trợ cấp xã hội hằng tháng",
    ]
    for name in names:
        make_procedure(name=name)
    return names


def find(typed: str) -> list[str]:
    return [each.name for each in choosing.find(published_catalogue(), typed, choosing.used_lately(MONDAY))]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("ks", "Đăng ký khai sinh"),
        ("KS", "Đăng ký khai sinh"),
        ("dkks", "Đăng ký khai sinh"),
        ("kt", "Đăng ký khai tử"),
        ("kh", "Đăng ký kết hôn"),
        ("ct", "Chứng thực bản sao từ bản chính"),
        ("cg", "Cấp giấy phép xây dựng nhà ở riêng lẻ"),
        ("tc", "Thủ tục trợ cấp xã hội hằng tháng"),
        ("khai t", "Đăng ký khai tử"),
        ("kết", "Đăng ký kết hôn"),
        ("ket hon", "Đăng ký kết hôn"),
        ("ban sao", "Chứng thực bản sao từ bản chính"),
        ("kai sinh", "Đăng ký khai sinh"),
    ],
)
def test_two_letters_or_words_find_it_first(catalogue: list[str], typed: str, first: str) -> None:
    assert find(typed)[0] == first


def test_a_code_finds_its_procedure(catalogue: list[str]) -> None:
    version = make_procedure(name="Việc có mã", code="1.004884")
    assert find(str(version.procedure.code)) == ["Việc có mã"]


def test_what_is_used_most_comes_first(catalogue: list[str]) -> None:
    often = make_procedure(name="Đăng ký khai sinh lưu động tại ấp")
    for _ in range(3):
        make_dossier(often)
    assert find("")[0] == find("ks")[0] == "Đăng ký khai sinh lưu động tại ấp"


def test_a_dossier_of_last_year_counts_no_more(catalogue: list[str]) -> None:
    often = make_procedure(name="Việc năm ngoái")
    make_dossier(often, submitted_at=MONDAY - timedelta(days=200))
    assert choosing.used_lately(MONDAY) == {}


def test_letters_that_mean_nothing_find_nothing(catalogue: list[str]) -> None:
    assert find("zzqq") == []


def test_the_list_is_short(app: Flask) -> None:
    for number in range(choosing.MOST + 5):
        make_procedure(name=f"Khai sinh {number}")
    assert len(find("ks")) == len(find("")) == choosing.MOST


USUAL = {
    "ks": "1.001193",
    "kt": "1.000656",
    "kh": "1.000894",
    "gh": "1.004837",
    "ctbs": "2.000815",
    "sy": "2.000815",
    "xd": "1.013225",
    "kết hôn": "1.000894",
    "ket hon": "1.000894",
    "khai tử": "1.000656",
    "khai t": "1.000656",
    "tạm trú": "1.004194",
    "hộ kinh doanh": "1.001612",
}
# Used more than all others lately, and yet none of them is what these words mean.
OFTEN = ("1.004873", "2.000635", "1.010028", "1.008004", "2.000575", "1.001699")


@pytest.mark.proof
def test_in_the_whole_catalogue_the_words_of_a_name_go_before_keywords_and_before_what_is_used(app: Flask) -> None:
    import_catalogue(read_own_catalogue(), MONDAY)
    catalogue = published_catalogue()
    used = {entry.id: 50 for entry in catalogue.procedures if entry.code in OFTEN}
    for often in ({}, used):
        assert {typed: choosing.find(catalogue, typed, often)[0].code for typed in USUAL} == USUAL
        assert choosing.find(catalogue, "đất", often)[0].name.startswith("Đăng ký đất đai")
        assert "nhà" in choosing.find(catalogue, "nhà", often)[0].name


@pytest.mark.parametrize(
    ("address", "boxes"),
    [
        ("Ấp 7, Xã An Phước, Huyện Long Thành, Đồng Nai", {"hamlet_id": "7", "address": ""}),
        ("Tổ 3, Ấp 7, Xã An Phước, Đồng Nai", {"hamlet_id": "7", "address": "Tổ 3"}),
        ("Số 5, to 3, ap 7, xa an phuoc, Dong Nai", {"hamlet_id": "7", "address": "Số 5, to 3"}),
        ("Ấp 9, Xã An Phước, Huyện Long Thành, Đồng Nai", {"hamlet_id": "", "address": "Ấp 9"}),
        ("Ấp 7, Xã Long Đức, Huyện Long Thành, Đồng Nai", {"hamlet_id": "", "address": "Ấp 7"}),
        (
            "Thôn Đông, Xã Mẫu, Huyện Thử, Nghệ An",
            {"hamlet_id": None, "address": "Thôn Đông, Xã Mẫu, Huyện Thử, Nghệ An"},
        ),
        ("Ấp 7", {"hamlet_id": None, "address": "Ấp 7"}),
        ("", {"hamlet_id": "", "address": ""}),
    ],
)
def test_the_words_on_a_card_suggest_where_somebody_lives(address: str, boxes: dict[str, Any]) -> None:
    assert place_of(address, {1: "Ấp 1", 7: "Ấp 7"}, "An Phước", "thành phố Đồng Nai") == boxes


def test_the_screen_asks_the_database_little(app: Flask, catalogue: list[str]) -> None:
    client = at_desk(app)
    client.get(INTAKE)
    with queries() as asked:
        client.post(INTAKE, data={"tim": "ks", "citizen_number": "075199000001"})
    assert len(asked) <= 16, asked
