"""Marked words: what one text has and the other lacks, and never a word lost or made up."""

from hypothesis import given
from hypothesis import strategies as st

from cqtt.editing.publishing.marking import MOST_WORDS, Piece, Pieces, marked

SAID = st.text(alphabet="ab ơđ\n.,", max_size=60)


def text_of(pieces: Pieces) -> str:
    return "".join(piece.text for piece in pieces)


def changed(pieces: Pieces) -> list[str]:
    return [piece.text for piece in pieces if piece.changed]


def test_only_the_words_that_differ_are_marked() -> None:
    before, after = marked("Nộp 2 bản sao tại quầy số 1", "Nộp 3 bản sao có chứng thực tại quầy số 1")
    assert changed(before) == ["2"]
    assert [text.strip() for text in changed(after)] == ["3", "có chứng thực"]


def test_an_amount_is_one_word() -> None:
    before, after = marked("20.000 đồng", "50.000 đồng")
    assert (changed(before), changed(after)) == (["20.000"], ["50.000"])


def test_texts_that_have_little_in_common_are_marked_whole() -> None:
    before, after = marked("Nộp tại quầy", "Gửi ảnh qua mạng, không phải đi lại, có tin báo")
    assert before == (Piece("Nộp tại quầy", True),)
    assert changed(after) == [text_of(after)]


def test_a_line_that_stays_is_not_marked_between_lines_that_change() -> None:
    before, after = marked("• một\n• hai\n• ba", "• một\n• ba")
    assert changed(before) == ["• hai\n"]
    assert changed(after) == []


def test_what_comes_or_goes_whole_is_marked_whole() -> None:
    assert marked("", "mới") == ((), (Piece("mới", True),))
    assert marked("cũ", "") == ((Piece("cũ", True),), ())


def test_a_very_long_text_is_compared_without_waiting() -> None:
    words = [f"chữ{number}" for number in range(MOST_WORDS)]
    before, after = marked(" ".join(words), " ".join(reversed(words)))
    assert changed(before) == [text_of(before)] and changed(after) == [text_of(after)]


@given(SAID, SAID)
def test_the_pieces_put_together_are_the_texts(before: str, after: str) -> None:
    left, right = marked(before, after)
    assert (text_of(left), text_of(right)) == (before, after)
    assert bool(changed(left) or changed(right)) == (before != after)


@given(SAID, SAID)
def test_what_is_not_marked_is_the_same_on_both_sides(before: str, after: str) -> None:
    left, right = marked(before, after)
    kept = ["".join("".join(piece.text for piece in side if not piece.changed).split()) for side in (left, right)]
    assert kept[0] == kept[1]
