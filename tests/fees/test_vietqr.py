"""VietQR against the verified strings of the domain handbook, byte for byte, and read back with every fault named."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from cqtt.codes.qr import qr_png
from cqtt.fees.vietqr import NotATransferCode, Transfer, checksum, read, write
from tests.qr_reader import qr_codes

PUBLISHED = (
    Transfer("970415", "0011001932418", 120_000, "ung ho lu lut"),
    "00020101021238570010A00000072701270006970415011300110019324180208QRIBFTTA530370454061200005802VN62170813ung ho"
    " lu lut6304C15C",
)
OF_A_DOSSIER = (
    Transfer("970436", "0123456789", 8_000, "H1999-261123-0001"),
    "00020101021238540010A00000072701240006970436011001234567890208QRIBFTTA5303704540480005802VN62210817H1999-261123"
    "-000163043BD0",
)
STATIC = (
    Transfer("970436", "0123456789"),
    "00020101021138540010A00000072701240006970436011001234567890208QRIBFTTA53037045802VN63046A15",
)
VERIFIED = (PUBLISHED, OF_A_DOSSIER, STATIC)
in_words = pytest.mark.usefixtures("app")  # a refusal is a sentence, which needs a language


def test_the_checksum_passes_its_self_test() -> None:
    assert checksum("123456789") == "29B1"


@pytest.mark.parametrize(("transfer", "text"), VERIFIED)
def test_the_verified_strings_are_written_byte_for_byte(transfer: Transfer, text: str) -> None:
    assert write(transfer) == text


@pytest.mark.parametrize(("transfer", "text"), VERIFIED)
def test_the_verified_strings_are_read(transfer: Transfer, text: str) -> None:
    assert read(f" {text}\n") == transfer


ACCOUNTS = st.text("0123456789ABCXYZ", min_size=1, max_size=19)
MEMOS = st.text("ABCDEFGHIJ abc0123456789-", max_size=25).map(str.strip)


@given(
    st.builds(
        Transfer,
        st.integers(100_000, 999_999).map(str),
        ACCOUNTS,
        st.none() | st.integers(1, 10**13 - 1),
        MEMOS,
    )
)
def test_what_is_written_is_read_again(transfer: Transfer) -> None:
    assert read(write(transfer)) == transfer


def test_the_picture_says_what_the_text_says() -> None:
    picture = Image.open(io.BytesIO(qr_png(OF_A_DOSSIER[1])))
    (found,) = qr_codes(picture)
    assert found.text == OF_A_DOSSIER[1]
    assert read(found.text) == OF_A_DOSSIER[0]


@in_words
@pytest.mark.parametrize("place", range(len(OF_A_DOSSIER[1])))
def test_a_changed_character_anywhere_is_noticed(place: int) -> None:
    text = OF_A_DOSSIER[1]
    changed = text[:place] + ("1" if text[place] != "1" else "2") + text[place + 1 :]
    with pytest.raises(NotATransferCode):
        read(changed)


@in_words
@pytest.mark.parametrize("length", [0, 4, 8, 20, 60, 90, len(OF_A_DOSSIER[1]) - 1])
def test_a_code_cut_short_is_refused(length: int) -> None:
    with pytest.raises(NotATransferCode):
        read(OF_A_DOSSIER[1][:length])


def with_checksum(text: str) -> str:
    return f"{text}6304{checksum(text + '6304')}"


@in_words
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("https://example.vn", "không phải chữ của một mã VietQR"),
        ("mã số tiền 6304AAAA", "không phải chữ của một mã VietQR"),
        (OF_A_DOSSIER[1][:-4] + "0000", "số kiểm tra không khớp"),
        (with_checksum("000201010211385"), "độ dài các phần không khớp"),
        (with_checksum("00020101021138990010A000000727"), "độ dài các phần không khớp"),
        (with_checksum("000201000201"), "độ dài các phần không khớp"),
        (with_checksum("00020100XX"), "độ dài các phần không khớp"),
        (with_checksum("0002010102115802VN5303704"), "mã loại khác"),
        (STATIC[1].replace("53037045802VN", "53038405802VN")[:-8], "mã loại khác"),
        (STATIC[1].replace("QRIBFTTA", "QRIBFTTC")[:-8], "không dẫn đến số tài khoản"),
        (STATIC[1].replace("A000000727", "A000000999")[:-8], "không dẫn đến số tài khoản"),
        (STATIC[1].replace("970436", "97043X")[:-8], "thiếu ngân hàng hoặc số tài khoản"),
    ],
)
def test_each_fault_has_its_sentence(text: str, said: str) -> None:
    whole = text if "6304" in text[-8:] or not text.startswith("00") else with_checksum(text)
    with pytest.raises(NotATransferCode) as refused:
        read(whole)
    assert said in refused.value.sentence


@pytest.mark.parametrize(
    "transfer",
    [
        Transfer("97043", "0123456789"),
        Transfer("９７０４３６", "0123456789"),
        Transfer("970436", "01234567890123456789"),
        Transfer("970436", "0123 456"),
        Transfer("970436", ""),
        Transfer("970436", "0123456789", 0),
        Transfer("970436", "0123456789", -8_000),
        Transfer("970436", "0123456789", 8_000, "nộp phí"),
        Transfer("970436", "0123456789", 8_000, "a" * 26),
        Transfer("970436", "0123456789", 8_000, "a\nb"),
    ],
)
def test_what_no_code_can_hold_is_not_written(transfer: Transfer) -> None:
    with pytest.raises(ValueError):
        write(transfer)
