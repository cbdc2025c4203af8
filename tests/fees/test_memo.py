"""The memo of a transfer, and finding the dossier again in what a bank makes of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cqtt.fees.memo import Mention, memo_of, mentioned

PREFIXES = ("H19.00.00", "H19.151")
CODE = "H19.00.00-261123-0001"


@pytest.mark.parametrize(
    ("code", "memo"),
    [
        (CODE, "H190000-261123-0001"),
        ("H19.151-261123-0001", "H19151-261123-0001"),
        ("H19.151.001.002.003-261123-0001", "H191510010020032611230001"),
        ("000.00.00.H19.151.01-261123-12345", "0000H191510126112312345"),
    ],
)
def test_the_memo_is_the_code_without_dots_in_25_plain_letters(code: str, memo: str) -> None:
    assert memo_of(code)[-len(memo) :] == memo
    assert len(memo_of(code)) <= 25 and memo_of(code).isascii()


@pytest.mark.parametrize(
    "text",
    [
        "H190000-261123-0001",
        "h190000-261123-0001",
        "H19.00.00-261123-0001",
        "H190000 261123 0001",
        "H190000261123 0001",
        "H1900002611230001",
        "H19 00 00-261123-0001",
        "MBVCB.6632.H190000-261123-0001.CT tu 0123456789 NGUYEN VAN THU toi 9999999999",
        "NGUYEN VAN THU chuyen tien H190000-261123-0001",
        "QRH1900002611230001 GD 5571",
        "nộp phí H190000-261123-0001, cảm ơn",
    ],
)
def test_a_whole_code_is_found_whatever_the_bank_did(text: str) -> None:
    assert mentioned(text, PREFIXES) == Mention(codes=(CODE,))


@pytest.mark.parametrize(
    ("text", "beginning"),
    [
        ("H190000-2611", "H19.00.00-2611"),
        ("H190000-261123", "H19.00.00-261123-"),
        ("H190000-261123-", "H19.00.00-261123-"),
        ("H190000-261123-00", "H19.00.00-261123-00"),
        ("MBVCB.1.H190000-261123-00 0112 GD", "H19.00.00-261123-00"),
        ("H1900002611230001557123", "H19.00.00-261123-0001"),  # glued to a number of the bank's
    ],
)
def test_a_code_that_is_not_whole_is_only_a_beginning(text: str, beginning: str) -> None:
    assert mentioned(text, PREFIXES) == Mention(cut=(beginning,))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "NGUYEN VAN THU chuyen tien",
        "H19",
        "H190000",
        "H190000 12",
        "H190000-269999-0001",
        "0123456789",
        "261123-0001",
    ],
)
def test_anything_else_names_no_dossier(text: str) -> None:
    assert mentioned(text, PREFIXES).is_empty


def test_two_codes_in_one_text_are_both_found() -> None:
    found = mentioned("H190000-261123-0001 va H19151-261124-0012", PREFIXES)
    assert set(found.codes) == {CODE, "H19.151-261124-0012"}


def test_a_day_with_more_than_9999_dossiers() -> None:
    assert mentioned("H190000-261123-10234", PREFIXES).codes == ("H19.00.00-261123-10234",)


@given(
    prefix=st.sampled_from(["H19.00.00", "H19", "H19.151.001.002.003", "000.00.00.H19.151"]),
    number=st.integers(1, 99_999),
    before=st.text("abcdefg .:", max_size=20),
    after=st.text("abcdefg .:", max_size=20),
    dots=st.booleans(),
)
def test_what_we_write_we_find_again(prefix: str, number: int, before: str, after: str, dots: bool) -> None:
    code = f"{prefix}-261123-{number:04}"
    memo = memo_of(code)
    text = before + (memo if dots else memo.replace("-", "").lower()) + after
    assert mentioned(text, [prefix]).codes == (code,)
