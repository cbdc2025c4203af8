"""Amounts as people type and banks print them; nothing is guessed. And in words, as receipts say them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cqtt.fees.amounts import in_words, read_amount


@pytest.mark.parametrize(
    "typed",
    [
        "8000",
        "8.000",
        "8,000",
        "8 000",
        "8\u00a0000",
        "8000.00",
        "8,000.00",
        "8.000,00",
        "+8,000 VND",
        "8.000đ",
        "8.000 đồng",
        "VND 8,000",
        "8.000 ₫",
        " 8000 ",
    ],
)
def test_one_amount_in_the_ways_it_is_written(typed: str) -> None:
    assert read_amount(typed) == 8000


@pytest.mark.parametrize("typed", ["-8,000", "\u22128.000", "(8,000)", "8,000-", "- 8.000 VND"])
def test_money_that_went_out_is_below_zero(typed: str) -> None:
    assert read_amount(typed) == -8000


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "tám nghìn",
        "8,000.50",
        "12.34",
        "8.00.000",
        "1.2.3",
        "8,000.000",
        "8e3",
        "８０００",
        "8.000 và 9.000",
        "--8",
    ],
)
def test_what_is_no_certain_amount_is_none(typed: str) -> None:
    assert read_amount(typed) is None


@given(st.integers(0, 10**14))
def test_grouped_by_dots_or_commas_it_is_the_same(amount: int) -> None:
    grouped = f"{amount:,}"
    assert read_amount(grouped) == read_amount(grouped.replace(",", ".")) == read_amount(str(amount)) == amount


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không đồng"),
        (5, "Năm đồng"),
        (10, "Mười đồng"),
        (15, "Mười lăm đồng"),
        (21, "Hai mươi mốt đồng"),
        (24, "Hai mươi tư đồng"),
        (14, "Mười bốn đồng"),
        (105, "Một trăm linh năm đồng"),
        (8_000, "Tám nghìn đồng"),
        (15_000, "Mười lăm nghìn đồng"),
        (20_005, "Hai mươi nghìn không trăm linh năm đồng"),
        (400_000, "Bốn trăm nghìn đồng"),
        (1_000_001, "Một triệu không trăm linh một đồng"),
        (1_500_000_000, "Một tỷ năm trăm triệu đồng"),
        (2_000_000_005, "Hai tỷ không trăm linh năm đồng"),
        (1_000_000_000_000, "Một nghìn tỷ đồng"),
    ],
)
def test_amounts_in_words(amount: int, words: str) -> None:
    assert in_words(amount) == words
