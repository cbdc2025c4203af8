"""The plain rules of sending: what says something, what sounds like another matter, what is the same matter."""

import pytest

from cqtt.feedback.sending.rules import (
    Matter,
    likeness,
    links_in,
    overlap,
    position,
    says_something,
    sounds_like_complaint,
)


@pytest.mark.parametrize(
    "words",
    [
        "Tôi làm đơn khiếu nại quyết định thu hồi đất.",
        "TÔI MUỐN TỐ CÁO ông chủ cửa hàng",
        "Đơn tố cáo",
        "xin khiếu  nại việc đo đất sai",
        "toi muon khieu nai viec nay",
        "don to cao",
    ],
)
def test_words_of_complaints_and_denunciations_are_noticed(words: str) -> None:
    assert sounds_like_complaint(words)


@pytest.mark.parametrize(
    "words",
    [
        "Đèn đường hỏng.",
        "Cái cột to cao quá, sợ đổ.",
        "Khiếu của cháu là vẽ, nại gì.",
        "duong hong da lau",
        "",
    ],
)
def test_other_words_are_left_in_peace(words: str) -> None:
    assert not sounds_like_complaint(words)


@pytest.mark.parametrize(
    ("words", "count"), [("xem https://a.vn/x và www.b.com nhé", 2), ("ten@example.com", 0), ("", 0)]
)
def test_links_are_counted_and_mail_addresses_are_none(words: str, count: int) -> None:
    assert links_in(words) == count


@pytest.mark.parametrize("words", ["", "!!!!!!", "0912345678", "😀😀😀😀😀😀", "a b"])
def test_signs_digits_and_faces_say_nothing(words: str) -> None:
    assert not says_something(words)


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [("", ""), ("abc", "1"), ("nan", "nan"), ("inf", "107"), ("91", "107"), ("48.85", "2.35"), ("1e999", "107")],
)
def test_a_position_that_cannot_be_is_left_out(latitude: str, longitude: str) -> None:
    assert position(latitude, longitude) is None


def test_a_position_is_kept_to_a_step_or_so() -> None:
    assert position("10.85471234567", "107.0") == (10.854712, 107.0)


LAMP = "Đèn đường trước nhà văn hóa hỏng, tối đi lại nguy hiểm"


def test_the_same_matter_in_other_words_overlaps_and_small_words_do_not_count() -> None:
    assert overlap(LAMP, "Den duong nha van hoa hong, toi qua nguy hiem") >= 0.5
    assert overlap("Xin đề nghị cho chúng tôi", "Xin đề nghị cho chúng tôi") == 0.0
    assert overlap(LAMP, "Rác tồn ba ngày đầu hẻm chợ mùi hôi") < 0.5


LAMP = "Đèn đường trước nhà văn hóa hỏng cả tuần."


def test_near_is_within_three_hundred_metres() -> None:
    here = Matter(LAMP, None, 10.85, 107.0)
    assert likeness(here, Matter(LAMP, None, 10.8525, 107.0)) == 4  # 278 m
    assert likeness(here, Matter(LAMP, None, 10.8535, 107.0)) == 2  # 389 m


def test_the_same_hamlet_is_alike_unless_both_positions_say_that_it_is_far() -> None:
    assert likeness(Matter(LAMP, 7), Matter(LAMP, 7)) == 3
    assert likeness(Matter(LAMP, 7), Matter(LAMP, 8)) == likeness(Matter(LAMP, None), Matter(LAMP, None)) == 2
    assert likeness(Matter(LAMP, 7, 10.85, 107.0), Matter(LAMP, 7, 10.88, 107.0)) == 2


def test_a_dog_and_loud_music_at_one_place_are_two_matters() -> None:
    dog = "Chó nhà bên sủa suốt đêm, cả xóm không ngủ được."
    music = "Quán hát mở nhạc lớn đến nửa đêm, không ngủ được."
    assert likeness(Matter(dog, 7, 10.85, 107.0), Matter(music, 7, 10.85, 107.0)) == 0
    assert likeness(Matter("", 7), Matter("", 7)) == 0
