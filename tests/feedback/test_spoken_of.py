"""Whom words speak of, as people type them: with marks and without, by title, by name, by half a name."""

import pytest

from cqtt.feedback.spoken_of import calls, has_whole_name, speaks_of_head


@pytest.mark.parametrize(
    "whom", ["ông Chủ tịch xã", "CHU TICH", "chủ  tịch\nUBND", "người đứng đầu xã", "Phó Chủ tịch và Chủ tịch"]
)
def test_a_title_speaks_of_the_head_wherever_it_stands(whom: str) -> None:
    assert speaks_of_head(whom) and speaks_of_head("", f"Sáng nay {whom} đập bàn.")


@pytest.mark.parametrize("whom", ["ông Phó Chủ tịch", "chị ở quầy 2", "", "bà chủ quán"])
def test_other_words_do_not_speak_of_the_head(whom: str) -> None:
    assert not speaks_of_head(whom, whom)


@pytest.mark.parametrize(
    "story",
    [
        "Kính gửi: Chủ tịch UBND xã. Cán bộ quầy 2 quát tôi.",
        "Kính thưa ông Chủ tịch, cán bộ quầy 2 quát tôi.",
        "Đề nghị Chủ tịch xem xét cán bộ quầy 2.",
        "de nghi ong chu tich xem lai",
    ],
)
def test_who_asks_the_head_for_help_does_not_speak_of_him_in_a_story(story: str) -> None:
    assert not speaks_of_head("", story) and speaks_of_head(story)


@pytest.mark.parametrize(
    "words",
    [
        *("ông Bình lãnh đạo xã", "Ong binh", "anh Văn Bình", "Nguyễn Bình", "nguyen van binh", "đồng chí BÌNH"),
        "bị ông (Bình) quát",
        "ông Bi\u0300nh",
    ],
)
def test_somebody_is_called_as_people_call_them(words: str) -> None:
    assert calls("Nguyễn Văn Bình", words)


@pytest.mark.parametrize(
    "words", ["bình thường", "chị làm ở quầy 2", "ông Bính", "ông Trần Văn Bình", "Văn", "", "ông"]
)
def test_other_names_and_words_call_somebody_else(words: str) -> None:
    assert not calls("Nguyễn Văn Bình", words)


def test_a_mark_that_is_typed_counts_and_its_place_does_not() -> None:
    assert all(calls("Lê Thị Hòa", words) for words in ("bà Hoà", "bà Hòa", "ba hoa"))
    assert not calls("Lê Thị Hòa", "bà Hóa") and not calls("Trần Văn Lâm", "chị làm ở quầy 2")


def test_a_whole_name_stands_between_other_words() -> None:
    assert has_whole_name("Phan Thị Đá", "chị phan thi da, quầy 2")
    assert not has_whole_name("Phan Thị Đá", "chị Phan Thị Đáo")
